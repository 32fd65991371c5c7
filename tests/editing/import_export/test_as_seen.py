"""What the eye sees in a sheet is what is read, or the cell is refused; good files of many makers are taken; each reason
for a refusal is the real one."""

import datetime
import io
import re
import struct
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from conferences.models import Official
from portal.base.errors import Refusal
from portal.editing.import_export.columns import heading_reader
from portal.editing.import_export.limits import WORKBOOK
from portal.editing.import_export.readers import read_table
from tests import factories as make
from tests.editing.import_export.helpers import as_csv, as_xlsx, checked, do, outcomes
from tests.editing.import_export.test_hostile_files import (
    GOOD,
    HEADER,
    MAIN,
    ODS_TOP,
    STYLE,
    TOP,
    XLS,
    charts_alone,
    encrypted,
    ods,
    ods_cell,
    ods_row,
    parts,
    sheet,
    text_cell,
    workbook,
    zipped,
)

OFFICIAL = "conferences.official"
XLS_FOLDER = Path(__file__).parent / "files"
ROWS = [(1, HEADER), (2, ["Bế Minh Đức", "x"])]


_read_heading = heading_reader(
    [SimpleNamespace(name=name, label=name) for name in (*HEADER, "ngày", "giá trị")]
)


def known(heading):
    """The columns of these sheets."""
    column = _read_heading(heading)
    return column and column.name


def table(content, name="a.xlsx"):
    return read_table(SimpleUploadedFile(name, content), known)


def rows(content, name="a.xlsx"):
    read = table(content, name)
    return [(read.line, read.header), *read.lines]


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(content, name="a.xlsx"):
    with pytest.raises(Refusal) as refused:
        table(content, name)
    return refused.value.sentence


# --- A cell's format ----------------------------------------------------------------------------------
DIFFERS = (
    "không đọc ô có định dạng “{}”, vì ô có thể hiện khác giá trị nằm trong nó; hãy đổi ô sang dạng Text rồi ghi đúng chữ "
    "cần nhập"
)
SHOWS = "ô hiện “{}” mà giữ một giá trị khác; hãy đổi ô sang dạng Text rồi ghi đúng chữ cần nhập"
NO_DAY = "ô là giờ, ngày trước năm 1904, hoặc một số không phải ngày mà mang định dạng ngày"
WITH_TIME = "ô có cả giờ; chỉ ghi ngày"
#: (value, code of its format) -> the text that is read; None: the cell is refused by its format.
FORMATS = [
    (0.125, "General", "0,125"),
    (3.3000000000000003, "General", "3,3"),
    (100.3 - 100, "General", "0,3"),
    (1 / 3, "General", "0,333333333"),
    (-1234567.8900000001, "General", "-1234567,89"),
    (12345678901.25, "General", "12345678901,25"),
    (123456789012, "General", "123456789012"),
    (0.125, "0.0%", "12,5%"),
    (0.125, "0%", "13%"),
    (1.5, '0.00%;[Red]"-"0.00%', "150,00%"),
    (-0.05, "0%", "-5%"),
    (2024, "General", "2024"),
    (2024, "0", "2024"),
    (636.1, "#,##0.00", "636,1"),
    (1234.5678, "#,##0.0", "1234,6"),
    (12.5, "0", "13"),
    (0.1 + 0.2, "0.00", "0,3"),
    (500_000_000, '#,##0\\ "₫"', "500000000"),
    (500_000_000, "#,##0 [$₫-42A]", "500000000"),
    (-500, "#,##0;[Red](#,##0)", "-500"),
    (-500, "0;[Red]0", None),
    (-500, "0;0", None),
    (-500, "0;[$₫-42A]0", None),
    (5, "-0", None),
    (5, '"-"0', None),
    (5, "(0)", None),
    (-5, "-0", None),
    (5, "0 -", None),
    (-500, "_(* #,##0_);_(* (#,##0);_(* -_)", "-500"),
    (500, "_(* #,##0_);_(* (#,##0);_(* -_)", "500"),
    (500, '"$"#,##0', None),
    (500, "[$USD] #,##0", None),
    (500, "[$€-407]#,##0", None),
    (500, '#,##0" VNĐ"', "500"),
    (500, '#,##0\\ "đồng"', "500"),
    (0, '"không-có"', None),
    (12, '0"%"', None),
    (912345678, "000\\-000\\-000", None),
    (1234567, '#"."###"."##0', None),
    (12, "0" * 300, None),
    (0.5, "#.#%", "50%"),
    (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "0"),
    (7, "0000", "0007"),
    (1234567, "0.00E+00", None),
    (150, "[>100]0;0.0", None),
    (5, "General_)", "5"),
    (5, "0_);[Red]\\(0\\)", "5"),
    (-5, "#,##0\\ _₫;-#,##0\\ _₫", "-5"),
    (0, '_(* "-"??_)', None),
    (0, '0;0;_(* "-"??_)', "0"),
    (5, '0" 0"', None),
    (5, "0\\.0", None),
    (5, "#,##0,", None),
    (2e9, '#,##0.0,,," tỷ"', None),
    (0.5, '0%" đạt"', None),
    (datetime.date(1903, 5, 5), "dd/mm/yyyy", NO_DAY),
    (12, "@", "12"),
    (500_000_000, "#,##0,,", None),
    (5, '0" tỷ"', None),
    (5, "0 \\t\\ỷ", None),
    (12.5, "# ?/?", None),
    (5, ";;;", None),
    (5, '"đã họp"', None),
    (5, '[>3]"nhiều";0', None),
    (datetime.date(2024, 10, 10), "dd/mm/yyyy", "10/10/2024"),
    (datetime.date(2024, 10, 10), "[$-42A]dd mmmm yyyy;@", "10/10/2024"),
    (datetime.date(2024, 10, 9), "yyyy\\-mm\\-dd", "09/10/2024"),
    (datetime.date(2024, 10, 9), "mmm d, yyyy", "09/10/2024"),
    (datetime.date(2024, 10, 9), '"ngày "dd" tháng "mm" năm "yyyy', "09/10/2024"),
    (datetime.date(2024, 10, 9), "[$-1010000]d/m/yyyy;@", "09/10/2024"),
    (datetime.date(2024, 10, 9), "[$-107041E]dd/mm/yyyy", None),
    (datetime.date(2024, 10, 9), "b2dd/mm/yyyy", None),
    (datetime.date(2024, 10, 9), "mm/dd/yyyy", None),
    (datetime.date(2024, 10, 9), "[$-409]m/d/yy;@", None),
    (datetime.date(2024, 10, 10), "mm/yyyy", None),
    (datetime.date(2024, 10, 10), "yyyy", None),
    (datetime.date(2024, 10, 10), "d-mmm", None),
    (45575.5, "dd/mm/yyyy", WITH_TIME),
    (-1, "dd/mm/yyyy", NO_DAY),
    (0.5, "dd/mm/yyyy", NO_DAY),
    (12, "dd/mm/yyyy", NO_DAY),
    (0.5, "h:mm", NO_DAY),
    (1.5, "[h]:mm", NO_DAY),
    (0, "#,###", ""),
    (1500, "#,###", "1500"),
    (-5, "#", "-5"),
    (0.4, "#", ""),
    (0, "#", ""),
    (0, '#" đ"', None),
    (125, "0\\,0", None),
    (125, '0"."0', None),
    (5, '#"."##0', None),
    (5, '","0', None),
    (0.5, ".00", "0,5"),
    (1234, "000\\ 000", None),
    (5, "00#", "005"),
    (7, "0,000", "7"),
    ("x", ";;;", None),
    ("x", '@" đ"', None),
    ("x", "0;0;0;", None),
    ("x", "_(* #,##0_);_(* (#,##0);_(* -_);_(@_)", "x"),
    ("x", "dd/mm/yyyy;@", "x"),
    (True, "General", "TRUE"),
    (False, "General", "FALSE"),
]


@pytest.mark.parametrize(("value", "code", "said"), FORMATS)
def test_a_cell_is_read_as_its_format_shows_it_or_is_refused(value, code, said):
    book = Workbook()
    book.active.append(["giá trị"])
    book.active.append([value])
    book.active["A2"].number_format = code
    assert rows(saved(book))[1:] == (
        [(2, [DIFFERS.format(code[:60]) if said is None else said])] if said != "" else []
    )


#: (value, code, what is shown of it): the text of a cell in a column of texts.
SHOWN = [
    (86000, "#,##0", "86.000"),
    (12.5, "0.00", "12,50"),
    (12.5, "0.##", "12,5"),
    (86000, '#,##0" đ"', "86.000 đ"),
    (86000, '"₫"#,##0', "₫86.000"),
    (-1500, "#,##0", "-1.500"),
    (-1500, "#,##0;(#,##0)", "(1.500)"),
    (-1500, "#,##0;-#,##0", "-1.500"),
    (1234567.891, "#,##0.0", "1.234.567,9"),
    (86000, "0", "86000"),
    (7, "0000", "0007"),
    (7, "0,000", "0.007"),
    (0.5, "#.0", ",5"),
    (5, "00#", "005"),
]


@pytest.mark.django_db
def test_a_number_in_a_column_of_texts_is_the_text_that_is_shown(admin_client):
    book = Workbook()
    for row in [
        ["tên", "loại", "các nguồn"],
        *([value, "khác", make.source().slug] for value, *_rest in SHOWN),
    ]:
        book.active.append(row)
    for line, (_value, code, _text) in enumerate(SHOWN, 2):
        book.active.cell(line, 1).number_format = code
    sheet, _page = checked(admin_client, "provinces.body", saved(book), "a.xlsx")
    names = [after for row in sheet.rows for label, _before, after in row.changes if label == "tên"]
    assert names == [text for *_cell, text in SHOWN]


def test_a_number_of_an_ods_is_the_text_that_is_shown():
    cell = (
        "<table:table-cell office:value-type='float' office:value='{}'><text:p>{}</text:p></table:table-cell>"
    )
    pairs = [("86000", "86.000"), ("12.5", "12,50"), ("86000", "86000")]
    lines = [ods_row(cell.format(*pair)) for pair in pairs]
    found = [cells[0] for _line, cells in rows(ods(ODS_TOP + "".join(lines)), "a.ods")[1:]]
    assert [(str(one), getattr(one, "shown", "")) for one in found] == [
        ("86000", "86.000"), ("12,5", "12,50"), ("86000", "")
    ]  # fmt: skip


#: (kind, value, what an .ods shows of it) -> the text that is read; None: the cell is refused.
ODS_CELLS = [
    ("percentage", "0.125", "12,5%", "12,5%"),
    ("percentage", "0.125", "13 %", "13%"),
    ("percentage", "-0.125", "-12,50%", "-12,50%"),
    ("percentage", "0.125", "", "12,5%"),
    ("float", "636.1", "636,10", "636,1"),
    ("float", "1234.5678", "1.234,6", "1234,6"),
    ("float", "500000000", "500.000.000", "500000000"),
    ("float", "-5", "-5", "-5"),
    ("float", "0", "-", "0"),
    ("float", "7", "0007", "0007"),
    ("float", "0", "", ""),
    ("float", "5", "", "5"),
    ("float", "125", "12,5", None),
    ("float", "1250", "125,0", None),
    ("float", "0.5", ",5", "0,5"),
    ("float", "912345678", "0912 345 678", None),
    ("float", "1234", "1\u202f234", "1234"),
    ("float", "1234.5", "1\u2009234,5", "1234,5"),
    ("float", "1234", "1,234", "1234"),
    ("float", "5", "5.", "5"),
    ("float", "1e3", "1E+03", None),
    ("float", "12", "12/2024", None),
    ("float", "500000000", "500", None),
    ("float", "12.5", "12 1/2", None),
    *(
        ("float", value, text, None)
        for value, text in (
            ("5", "5 tỷ"),
            ("850", "850 triệu đồng"),
            ("2024", "Năm 2024"),
            ("5", "5%"),
            ("5", ">5"),
            ("12", "1-2"),
            ("-5", "5"),
            ("5", "-5"),
            ("5", "#5"),
            ("5", "E5"),
            ("5", "5;"),
            ("5", '5"'),
            ("0", "đã họp"),
            ("0", "0 tỷ"),
        )
    ),
    ("percentage", "0.05", "5", None),
    ("float", "-5", "−5", "-5"),
    ("float", "-5", "(5)", "-5"),
    ("currency", "-5", "-5 ₫", "-5"),
    ("currency", "5", "5 đồng", "5"),
    ("currency", "5", "VND 5", "5"),
    ("currency", "5", "$5", None),
    ("currency", "5", "5,00 €", None),
    ("currency", "0", "- ₫", "0"),
    ("float", "5", "đã họp", None),
    ("currency", "500000000", "500.000.000 ₫", "500000000"),
    ("date", "2024-10-10", "10/10/2024", "10/10/2024"),
    ("date", "2024-10-10", "10/10/24", "10/10/2024"),
    ("date", "2024-10-09", "ngày 9 tháng 10 năm 2024", "09/10/2024"),
    ("date", "2024-10-09", "10/09/2024", None),
    ("date", "2024-10-09", "2024-10-09", "09/10/2024"),
    ("date", "2024-10-09", "10/2024", None),
    ("date", "2024-10-09", "9 Oct 2024", "09/10/2024"),
    ("date", "2024-10-10", "10/2024", None),
    ("date", "2024-10-09", "2024", None),
    ("date", "2024-10-09", "09/10", None),
]


@pytest.mark.parametrize(("kind", "value", "text", "said"), ODS_CELLS)
def test_a_cell_of_an_ods_is_read_as_it_shows_it_or_is_refused(kind, value, text, said):
    name = "date-value" if kind == "date" else "value"
    note = "<office:annotation><text:p>2 lần</text:p></office:annotation>"
    cell = f"<table:table-cell office:value-type='{kind}' office:{name}='{value}'>{note}<text:p>{text}</text:p></table:table-cell>"
    seen = SHOWS.format(text) if said is None else said
    assert rows(ods(ODS_TOP + ods_row(cell)), "a.ods")[1:] == ([(2, [seen])] if seen else [])


ALTERED = "ô có chữ bị gạch ngang, hoặc viết cao, thấp hơn dòng (như 5.10³); hãy gõ lại thành chữ thường, không gạch"
INSERTED = "ô có phần chèn vào chữ (chú âm, khung chữ, trường tự tính); hãy gõ lại thành chữ"
PLAIN_RUN, RAISED, STRUCK = (
    f"<r><rPr>{font}</rPr><t>{text}</t></r>"
    for font, text in (("<b/>", "5.10"), ("<vertAlign val='superscript'/>", "3"), ("<strike/>", "3"))
)
UNALTERED = "<r><rPr><vertAlign val='baseline'/><strike val='0'/></rPr><t>3</t></r>"


def inline(runs):
    return f"<row r='2'><c r='A2' t='inlineStr'><is>{runs}</is></c></row>"


def shared(runs):
    cell = f"<row r='2'>{text_cell('B2', 'x')}<c r='C2' t='s'><v>0</v></c><c r='D2' t='s'><v>1</v></c></row>"
    strings = f"<sst xmlns='{MAIN}'><si><t>y</t></si><si>{runs}</si></sst>"
    return workbook(strings=strings, sheet=sheet(TOP + cell))


def struck_cell(value):
    styles = f"<styleSheet xmlns='{MAIN}'><fonts><font/><font><strike/></font></fonts><cellXfs>{{}}</cellXfs></styleSheet>"
    styles = styles.format("<xf fontId='0'/><xf fontId='1'/>")
    return workbook(
        styles=styles,
        sheet=sheet(f"{TOP}<row r='2'><c r='A2' s='1'>{value}</c><c r='B2' s='0'><v>1</v></c></row>"),
    )


def styled_ods(text, properties="", cell="", columns=""):
    styles = f"<style:style style:name='T1' style:family='text'><style:text-properties {properties}/></style:style>"
    return ods(
        columns + ODS_TOP + ods_row(ods_cell(text, cell)),
        styles=f"<office:automatic-styles>{styles}</office:automatic-styles>",
    )


SPAN = "5.10<text:span text:style-name='T1'>3</text:span>"
#: what -> (content, name, the last cells of line 2)
RICH = {
    "raised": (lambda: workbook(sheet=sheet(TOP + inline(PLAIN_RUN + RAISED))), "a.xlsx", [ALTERED]),
    "struck out": (lambda: workbook(sheet=sheet(TOP + inline(PLAIN_RUN + STRUCK))), "a.xlsx", [ALTERED]),
    "neither": (lambda: workbook(sheet=sheet(TOP + inline(PLAIN_RUN + UNALTERED))), "a.xlsx", ["5.103"]),
    "raised, shared": (lambda: shared(PLAIN_RUN + RAISED), "a.xlsx", ["x", "y", ALTERED]),
    "neither, shared": (lambda: shared(PLAIN_RUN + UNALTERED), "a.xlsx", ["x", "y", "5.103"]),
    "a cell struck out": (lambda: struck_cell("<v>53</v>"), "a.xlsx", [ALTERED, "1"]),
    "a blank cell struck out": (lambda: struck_cell(""), "a.xlsx", ["", "1"]),
    "raised, ODS": (lambda: styled_ods(SPAN, "style:text-position='super 58%'"), "a.ods", [ALTERED]),
    "struck out, ODS": (lambda: styled_ods(SPAN, "style:text-line-through-style='solid'"), "a.ods", [ALTERED]),
    "a cell struck out, ODS": (
        lambda: styled_ods("5", "style:text-line-through-type='single'", "table:style-name='T1'"), "a.ods", [ALTERED]
    ),
    "neither, ODS": (lambda: styled_ods(SPAN, "style:text-position='0% 100%'"), "a.ods", ["5.103"]),
    "ruby": (
        lambda: styled_ods("<text:ruby><text:ruby-base>A</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>"),
        "a.ods", [INSERTED],
    ),
    "a field": (lambda: styled_ods("<text:date>1/1/2024</text:date>"), "a.ods", [INSERTED]),
    "a link and a note": (
        lambda: styled_ods("<text:a>A</text:a></text:p><office:annotation><text:p>n</text:p></office:annotation><text:p>"),
        "a.ods", ["A"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RICH)
def test_a_text_that_its_font_alters_is_refused(what):
    content, name, cells = RICH[what]
    assert rows(content(), name)[1:] == [(2, ["", *cells] if "shared" in what else cells)]


def test_a_column_of_an_ods_that_is_struck_out_is_refused_from_its_heading_on():
    columns = "<table:table-column/><table:table-column table:default-cell-style-name='T1'/>"
    content = styled_ods("5", "style:text-line-through-type='single'", columns=columns)
    assert refusal(content, "a.ods") == f"Tên cột ở ô B1: {ALTERED}."


def test_a_false_cell_is_no_blank_one():
    assert rows(as_xlsx([["giá trị", "ngày"], [False, "x"]]))[1] == (2, ["FALSE", "x"])


@pytest.mark.parametrize("kind", ["serial", "text"])
def test_days_counted_from_1904_are_the_days_that_are_shown(kind):
    book = Workbook()
    book.epoch, book.iso_dates = CALENDAR_MAC_1904, kind == "text"
    book.active.append(["ngày", "giá trị"])
    book.active.append([datetime.date(2024, 10, 10), "x"])
    assert rows(saved(book))[1] == (2, ["10/10/2024", "x"])


# --- What is seen of a sheet --------------------------------------------------------------------------
def book_of(*sheets):
    """A workbook of (name, rows, state)."""
    book = Workbook()
    book.remove(book.active)
    for name, lines, state in sheets:
        page = book.create_sheet(name)
        page.sheet_state = state
        for line in lines:
            page.append(line)
    return book


TABLE = [HEADER, ["Bế Minh Đức", "x"]]


def test_the_first_visible_sheet_that_has_the_columns_is_read_and_the_page_says_so():
    book = book_of(
        ("Cũ", [HEADER, ["Người cũ", "x"]], "hidden"),
        ("Rất kín", [HEADER, ["Người kín", "x"]], "veryHidden"),
        ("Ghi chú", [["Điền vào trang sau."], ["Hạn: thứ sáu"]], "visible"),
        ("Trống", [], "visible"),
        ("Dữ liệu", TABLE, "visible"),
        ("Năm ngoái", [HEADER, ["Người năm ngoái", "x"]], "visible"),
    )
    read = table(saved(book))
    assert [(read.line, read.header), *read.lines] == ROWS
    assert read.notes == [
        "Chỉ đọc trang tính “Dữ liệu”, trang hiện có nhiều cột cần nhập nhất; không đọc: Ghi chú, Trống, Năm ngoái.",
        "Không đọc trang tính đang ẩn: Cũ, Rất kín.",
    ]


#: {what stands beside the table: (the sheet's name, its rows)}; the table, "Dữ liệu", is read.
BESIDE = {
    "a note that tells of a column": [
        ["Cột", "Ý nghĩa"],
        ["họ và tên", "ghi đủ"],
        ["học hàm, học vị", "viết tắt"],
    ],
    "a list of values": [["các nguồn"], ["x"], ["y"], ["z"]],
    "headings alone": [HEADER],
    "more headings alone": [[*HEADER, "ngày"]],
    "nothing known": [["Điền vào trang sau."]],
}


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("what", BESIDE)
def test_the_sheet_that_names_most_columns_and_has_rows_is_read(what, is_first):
    pages = [("Khác", BESIDE[what], "visible"), ("Dữ liệu", TABLE, "visible")]
    assert rows(saved(book_of(*pages[:: 1 if is_first else -1]))) == ROWS


def test_a_merged_cell_stands_in_each_of_its_lines():
    book = book_of(
        ("A", [HEADER, ["Bế Minh Đức", "x"], [None, "y"], [None, "z"], ["Trần Bình", "t"]], "visible")
    )
    book.active.merge_cells("A2:A4")
    assert rows(saved(book))[1:] == [
        (2, ["Bế Minh Đức", "x"]),
        (3, ["Bế Minh Đức", "y"]),
        (4, ["Bế Minh Đức", "z"]),
        (5, ["Trần Bình", "t"]),
    ]


@pytest.mark.parametrize("top", ["", "Bế Minh Đức"])
def test_what_lies_below_a_merged_cell_is_not_read(top):
    below = ods_cell("ẩn").replace("table:table-cell", "table:covered-table-cell")
    lines = [
        ods_row(ods_cell(top, "table:number-rows-spanned='2'"), ods_cell("x")),
        ods_row(below, ods_cell("y")),
    ]
    assert rows(ods(ODS_TOP + "".join(lines)), "a.ods")[1:] == [(2, [top, "x"]), (3, [top, "y"])]


def test_a_cell_merged_over_columns_is_refused_by_its_name():
    book = book_of(("A", [HEADER, ["Bế Minh Đức"]], "visible"))
    book.active.merge_cells("A2:B2")
    said = "ô gộp A2:B2 trải trên nhiều cột; hãy bỏ gộp"
    assert rows(saved(book))[1:] == [(2, ["Bế Minh Đức", said])]


def test_a_merged_title_above_the_headings_is_no_matter():
    book = book_of(("A", [["DANH SÁCH ĐẠI BIỂU"], [], *TABLE], "visible"))
    book.active.merge_cells("A1:Z1")
    assert rows(saved(book)) == [(3, HEADER), (4, ["Bế Minh Đức", "x"])]


def test_breaks_and_tabs_of_an_ods_part_its_words():
    content = ods(ODS_TOP + ods_row(ods_cell("ba<text:line-break/>bốn<text:tab/>năm"), ods_cell("x")))
    assert rows(content, "a.ods")[1] == (2, ["ba\nbốn\tnăm", "x"])


def test_a_text_of_an_ods_is_the_one_that_it_shows():
    cells = (
        "<table:table-cell office:value-type='{}' office:{}-value='{}'><text:p>{}</text:p></table:table-cell>"
    )
    line = [cells.format("string", "string", "ẩn", "hiện"), cells.format("time", "time", "PT8H", "08:00")]
    line.append(
        "<table:table-cell office:value-type='string'><text:p><![CDATA[A & B]]></text:p></table:table-cell>"
    )
    line.append("<table:table-cell><text:p>không kiểu</text:p></table:table-cell>")
    line.append(cells.format("boolean", "boolean", "true", "ĐÚNG"))
    line.append(cells.format("string", "string", "ẩn", "a  <text:s/>b<text:s text:c='2'/>\n c"))
    line.append(cells.format("string", "string", "ẩn", ""))
    seen = ["hiện", NO_DAY, "A & B", "không kiểu", "ĐÚNG", "a  b   c"]
    assert rows(ods(ODS_TOP + ods_row(*line)), "a.ods")[1] == (2, seen)


def test_an_ods_of_openoffice_2_is_read():
    with zipfile.ZipFile(
        io.BytesIO(ods(ODS_TOP + ods_row(ods_cell("Bế Minh Đức"), ods_cell("x"))))
    ) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    named = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    members["META-INF/manifest.xml"] = named + members["META-INF/manifest.xml"]
    assert rows(zipped(members), "a.ods") == ROWS


def test_merged_cells_of_an_ods():
    spanned = ods_cell("Bế Minh Đức", "table:number-rows-spanned='2'")
    covered = "<table:covered-table-cell/>"
    content = ods(ODS_TOP + ods_row(spanned, ods_cell("x")) + ods_row(covered, ods_cell("y")))
    assert rows(content, "a.ods")[1:] == [(2, ["Bế Minh Đức", "x"]), (3, ["Bế Minh Đức", "y"])]


def test_a_heading_that_is_merged_with_the_first_row_is_no_value():
    book = book_of(("A", [HEADER, [None, "y"], ["Bế Minh Đức", "x"]], "visible"))
    book.active.merge_cells("A1:A2")
    said = "ô lặp lại tên cột; hãy bỏ gộp tên cột, hoặc xóa dòng này"
    assert rows(saved(book))[1:] == [(2, [said, "y"]), (3, ["Bế Minh Đức", "x"])]


def test_headings_in_capitals_and_bare_numbers_of_columns_are_no_rows():
    lines = [["STT", *HEADER], [1, 2, 3], [1, "Bế Minh Đức", "x"], ["STT", *(one.upper() for one in HEADER)]]
    said = "ô lặp lại tên cột; hãy bỏ gộp tên cột, hoặc xóa dòng này"
    numbers = (2, ["dòng này đánh số các cột; hãy xóa", "3"])
    assert rows(as_xlsx(lines))[1:] == [numbers, (3, ["Bế Minh Đức", "x"]), (4, [said, said])]


def test_a_heading_that_is_not_read_is_named():
    book = book_of(("A", [["STT", HEADER[0], "=1"], [1, "Bế Minh Đức", "x"]], "visible"))
    assert refusal(saved(book)) == "Tên cột ở ô C1: ô là công thức; hãy dán giá trị."


def test_a_table_behind_many_sheets_is_read():
    book = book_of(*((f"T{number}", [], "visible") for number in range(30)), ("A", TABLE, "visible"))
    assert rows(saved(book)) == ROWS


def test_headings_merged_over_two_lines_are_no_row():
    book = book_of(("A", [[*HEADER, "giá trị"], [], ["Bế Minh Đức", "x", "1"]], "visible"))
    for column in "ABC":
        book.active.merge_cells(f"{column}1:{column}2")
    assert rows(saved(book)) == [(1, [*HEADER, "giá trị"]), (3, ["Bế Minh Đức", "x", "1"])]


def test_hidden_rows_and_columns_are_read_and_said():
    book = book_of(("A", [*TABLE, ["Trần Bình", "y"], ["Lò Văn", "z"]], "visible"))
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    read = table(saved(book))
    assert [line for line, _cells in read.lines] == [2, 3, 4]
    assert read.notes == ["Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 3.", "Đọc cả cột đang ẩn: B."]


@pytest.mark.parametrize(
    ("rows_of", "line"),
    [
        ("<sheetFormatPr zeroHeight='1'/>", ""),
        *(("", f" ht='{height}' customHeight='1'") for height in ("0", "0.0", "0.1")),
    ],
)
def test_rows_without_height_are_hidden(rows_of, line):
    cells = f"<row r='2'{line}>{text_cell('A2', ROWS[1][1][0])}{text_cell('B2', 'x')}</row>"
    content = sheet(TOP.replace("<row ", "<row ht='15' ") + cells).replace(
        "<sheetData", f"{rows_of}<sheetData"
    )
    assert table(workbook(sheet=content)).notes == ["Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 2."]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("<cols><col min='2' max='2' width='0'/></cols>", ["B"]),
        ("<cols><col min='1' max='2' width='0.00' customWidth='1'/></cols>", ["A, B"]),
        ("<sheetFormatPr defaultColWidth='0'/><cols><col min='2' max='2' width='9'/></cols>", ["A"]),
        ("<cols><col min='2' max='2' width='0.9'/></cols>", []),
    ],
)
def test_columns_without_width_are_hidden(columns, said):
    cells = f"<row r='2'>{text_cell('A2', ROWS[1][1][0])}{text_cell('B2', 'x')}</row>"
    content = sheet(TOP + cells).replace("<sheetData", f"{columns}<sheetData")
    assert table(workbook(sheet=content)).notes == [f"Đọc cả cột đang ẩn: {names}." for names in said]


def test_lines_and_columns_of_an_ods_without_size_are_hidden():
    styles = (
        "<office:automatic-styles><style:style style:name='r0' style:family='table-row'><style:table-row-properties "
        "style:row-height='0cm'/></style:style><style:style style:name='c0' style:family='table-column'>"
        "<style:table-column-properties style:column-width='0in'/></style:style></office:automatic-styles>"
    )
    column = "<table:table-column/><table:table-column table:style-name='c0'/>"
    content = ods(
        column + ODS_TOP + ods_row(ods_cell("A"), ods_cell("x"), more="table:style-name='r0'"), styles=styles
    )
    assert table(content, "a.ods").notes == [
        "Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 2.",
        "Đọc cả cột đang ẩn: B.",
    ]


def test_a_table_on_a_hidden_sheet_is_told_apart_from_none():
    book = book_of(("Dữ liệu", TABLE, "hidden"), ("Trống", [], "visible"))
    assert refusal(saved(book)) == "Các trang tính đang hiện đều trống; trang tính đang ẩn thì không đọc."


def test_hidden_columns_beside_the_table_are_no_matter():
    book = book_of(("A", [HEADER, ["Bế Minh Đức", "x"]], "visible"))
    book.active.column_dimensions.group("C", "XFD", hidden=True)
    assert table(saved(book)).notes == []


@pytest.mark.parametrize(
    "value", [b"<![CDATA[2025]]>", b"20<!-- <v>1 -->25", b"20<?x y?>25", b"20&#50;&#x35;"]
)
def test_a_packed_value_is_read_as_the_same(value):
    content = as_xlsx([["giá trị", "x"], [2024, "x"]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>2024</v>", b"<v>" + value + b"</v>")
    assert rows(zipped(parts))[1] == (2, ["2025", "x"])


def test_filtered_rows_of_an_ods_are_read_and_said():
    content = ods(
        ODS_TOP
        + ods_row(ods_cell("A"), ods_cell("x"))
        + ods_row(ods_cell("B"), ods_cell("y"), more="table:visibility='filter'")
    )
    assert table(content, "a.ods").notes == ["Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 3."]


@pytest.mark.django_db
def test_the_page_of_the_check_says_what_is_hidden(admin_client):
    book = book_of(("A", [["họ và tên", "các nguồn"], ["Bế Minh Đức", make.source().slug]], "visible"))
    book.active.row_dimensions[2].hidden = True
    _sheet, page = checked(admin_client, OFFICIAL, saved(book), "a.xlsx")
    assert "Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 2." in page.content.decode()


def test_an_xls_is_read_as_it_is_seen():
    """Its formats, merged, hidden: files/nhin.xls, written by xlwt."""
    read = table((XLS_FOLDER / "nhin.xls").read_bytes(), "a.xls")
    assert [(read.line, read.header), *read.lines] == [
        (1, [*HEADER, "giá trị", "ngày"]),
        (2, ["Bế Minh Đức", "x", "12,5%", "10/10/2024"]),
        (3, ["Bế Minh Đức", "y", DIFFERS.format("#,##0,,"), DIFFERS.format("mm/yyyy")]),
        (4, ["", "z", "0007", NO_DAY]),
        (
            5,
            ["Trần Bình", "ô gộp A5:B5 trải trên nhiều cột; hãy bỏ gộp", DIFFERS.format('0" tỷ"'), WITH_TIME],
        ),
        (6, ["", "", "1,5", "2,5"]),
        (7, [ALTERED, "x", ALTERED]),
    ]
    assert read.notes == [
        "Không đọc trang tính đang ẩn: Cũ.",
        "Đọc cả 1 dòng đang ẩn hoặc bị lọc: dòng 4.",
        "Đọc cả cột đang ẩn: B.",
    ]


# --- Where a table begins -----------------------------------------------------------------------------
BEGINNINGS = {
    "as it is": "họ và tên;các nguồn\nBế Minh Đức;x\n",
    "sep=;": "sep=;\nhọ và tên;các nguồn\nBế Minh Đức;x\n",
    "two marks of UTF-8": '\ufeff\ufeff"họ và tên";"các nguồn"\nBế Minh Đức;x\n',
    "sep=, behind a mark": "\ufeffsep=,\r\nhọ và tên,các nguồn\r\nBế Minh Đức,x\r\n",
    "sep=| in quotes": '"sep=|"\nhọ và tên|các nguồn\nBế Minh Đức|x\n',
    "an empty first line": "\nhọ và tên;các nguồn\nBế Minh Đức;x\n",
    "empty cells first": ";;\n;;\nhọ và tên;các nguồn\nBế Minh Đức;x\n",
    "a title with commas": "Danh sách đại biểu, vùng Đông Bắc, năm 2024\n\nhọ và tên;các nguồn\nBế Minh Đức;x\n",
    "UTF-16 of Excel": "họ và tên\tcác nguồn\r\nBế Minh Đức\tx\r\n",
    "STT": "STT;họ và tên;các nguồn\n1;Bế Minh Đức;x\n",
    "TT in the middle": "họ và tên\tTT\tcác nguồn\nBế Minh Đức\t1\tx\n",
    "S.TT.": "S.TT.;họ và tên;các nguồn\n1;Bế Minh Đức;x\n",
    "upright strokes": "họ và tên|các nguồn\nBế Minh Đức|x\n",
    "a text that is no number": 'họ và tên;các nguồn\nBế Minh Đức;="x"\n',
    "columns that are numbered": "STT;họ và tên;các nguồn\n(1);(2);(3)\n1;Bế Minh Đức;x\n",
    "№, words and signs around headings": "№,HỌ VÀ TÊN (*),Các nguồn:\n1,Bế Minh Đức,x\n",
    "a title and STT": "Danh sách;;\nSố TT;họ và tên;các nguồn\n1;Bế Minh Đức;x\n",
}


@pytest.mark.parametrize("what", BEGINNINGS)
def test_a_csv_is_read_from_its_headings(what):
    read = table(BEGINNINGS[what].encode("utf-16" if "UTF-16" in what else "utf-8"), "a.csv")
    header = [known(heading) for heading in read.header]
    assert (header, [cells for _line, cells in read.lines]) == (HEADER, [["Bế Minh Đức", "x"]])
    assert read.lines[0][0] == BEGINNINGS[what].count("\n"), "the number of the line in the file"


def test_a_workbook_is_read_from_its_headings():
    content = as_xlsx([["Danh sách"], [], ["STT", *HEADER], [1, "Bế Minh Đức", "x"]])
    assert rows(content) == [(3, HEADER), (4, ["Bế Minh Đức", "x"])]


def test_an_error_that_excel_wrote_into_a_csv_is_no_text():
    read = table("họ và tên;các nguồn;giá trị\n#N/A;#DIV/0!;#1\n".encode(), "a.csv")
    assert read.lines == [(2, ["ô báo lỗi của Excel", "ô báo lỗi của Excel", "#1"])]


@pytest.mark.django_db
def test_a_column_that_no_model_has_is_still_named(admin_client):
    content = as_csv([["họ và tên", "các nguồn"], ["Bế Minh Đức", make.source().slug]])
    content = b"sep=,\nTITLE\n" + content
    read, _page = checked(admin_client, OFFICIAL, content)
    assert outcomes(read) == [(4, "them", "")]
    do(admin_client, OFFICIAL, read, "xac-nhan")
    assert Official.objects.get().name == "Bế Minh Đức"


# --- Good files of many makers ------------------------------------------------------------------------
def strict():
    """As “Strict Open XML Spreadsheet” of Excel: other names of the same things, days as texts."""
    new = "http://purl.oclc.org/ooxml"
    old = "http://schemas.openxmlformats.org"
    names = {
        MAIN: f"{new}/spreadsheetml/main",
        f"{old}/officeDocument/2006/relationships": f"{new}/officeDocument/relationships",
    }
    members = parts()
    for name, content in members.items():
        for was, now in names.items():
            content = content.replace(was.encode(), now.encode())
        members[name] = content
    return zipped(members)


def prefixed():
    """As the Open XML SDK writes it: <x:sheetData>."""
    members = parts()
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", members[name].decode())
        members[name] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return zipped(members)


def zip64():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    return file.getvalue()


def in_utf16(name):
    text = parts()[name].decode().replace('encoding="UTF-8"', "").replace("encoding='UTF-8'", "")
    return zipped(parts() | {name: text.encode("utf-16")})


def main_part_elsewhere():
    """As SAP and others name it; Windows strokes in the names of the parts."""
    members = parts()
    for old, new in (
        ("xl/workbook.xml", "xl/book2.xml"),
        ("xl/_rels/workbook.xml.rels", "xl/_rels/book2.xml.rels"),
    ):
        members[new] = members.pop(old)
    members["_rels/.rels"] = members["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/book2.xml")
    return zipped({name.replace("/", "\\"): content for name, content in members.items()})


STYLES = f"<styleSheet xmlns='{MAIN}'><fills><fill><odd/></fill></fills><cellXfs>{STYLE * 60_000}</cellXfs></styleSheet>"
MAKERS = {
    "printed in Excel": lambda: workbook(more={"xl/printerSettings/printerSettings1.bin": b"\0" * 5_000}),
    "Power Query": lambda: workbook(more={"customXml/item1.xml": "<DataMashup/>".encode("utf-16")}),
    "a part with a DOCTYPE that is not read": lambda: workbook(
        more={"customXml/item2.xml": b"<!DOCTYPE x><x/>"}
    ),
    "large pictures": lambda: workbook(more={f"xl/media/{n}.png": b"\0" * 9_000_000 for n in range(9)}),
    "3,000 parts": lambda: workbook(more={f"xl/x{n}.xml": b"<a/>" for n in range(3_000)}),
    "odd and bloated styles": lambda: workbook(styles=STYLES),
    "no styles": lambda: zipped({name: part for name, part in parts().items() if name != "xl/styles.xml"}),
    "strict": strict,
    "names with a prefix": prefixed,
    "blank cells with a format far out": lambda: workbook(
        sheet=sheet(
            f"{TOP}<row r='2'>{text_cell('A2', ROWS[1][1][0])}{text_cell('B2', 'x')}<c r='XFD2' s='0'/></row><row r='1048576'><c r='A1048576' s='0'/></row>"
        )
    ),
    "names of cells in small letters": lambda: workbook(
        sheet=sheet(f"{TOP}<row r='2'>{text_cell('a2', ROWS[1][1][0])}{text_cell('b2', 'x')}</row>")
    ),
    "two marks of UTF-8": lambda: zipped(
        {name: b"\xef\xbb\xbf" * 2 + part for name, part in parts().items()}
    ),
    "formats of no number": lambda: workbook(styles=STYLES.replace("'14'", "'abc'")),
    "Zip64": zip64,
    "a sheet in UTF-16": lambda: in_utf16("xl/worksheets/sheet1.xml"),
    "a book in UTF-16": lambda: in_utf16("xl/workbook.xml"),
    "another main part": main_part_elsewhere,
    "bytes before and behind the zip": lambda: GOOD + b"\r\n",
    "a missing sheet that is not asked for": lambda: workbook(
        book=parts()["xl/workbook.xml"].replace(
            b"</sheets>", b"<sheet name='B' sheetId='9' state='hidden' r:id='rId77' xmlns:r='x'/></sheets>"
        )
    ),
}


@pytest.mark.parametrize("what", MAKERS)
def test_a_good_workbook_is_read_whoever_made_it(what):
    assert rows(MAKERS[what]()) == ROWS


# --- Reasons that are the reason ----------------------------------------------------------------------
LOCKED = "Tệp có mật khẩu. Hãy mở bằng Excel hoặc LibreOffice, lưu lại không mật khẩu rồi gửi."
OLE_LOCKED = XLS[:512] + "EncryptedPackage".encode("utf-16-le") + XLS[512:]


def xls_locked():
    head = struct.pack("<HH", 0x42, 2)
    return XLS.replace(head, struct.pack("<HH", 0x2F, 2), 1)


def locked_ods(part="content.xml"):
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
        f"<m:file-entry m:full-path='/' m:media-type='{kind}'/>"
        f"<m:file-entry m:full-path='{part}'><m:encryption-data/></m:file-entry></m:manifest>"
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, part: b"\x93\x11"})


#: what -> (name, content, the sentence or its beginning)
def stored(content):
    """The same zip with its parts unpacked, as the first of an .ods is by its rule."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(file, "w") as plain:
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    return file.getvalue()


REASONS = {
    "an .xlsx with a password": ("a.xlsx", lambda: OLE_LOCKED, LOCKED),
    "a zip with a password": ("a.xlsx", encrypted, LOCKED),
    "an .xls with a password": ("a.xls", xls_locked, LOCKED),
    "an .ods with a password": ("a.ods", locked_ods, LOCKED),
    "an .ods with the password of today": ("a.ods", lambda: locked_ods("encrypted-package"), LOCKED),
    "an .xls named .xlsx": ("a.xlsx", lambda: XLS, "Bên trong là tệp .xls: hãy đổi đuôi tên tệp thành .xls"),
    "an .xlsx named .xls": ("a.xls", lambda: GOOD, "Bên trong là bảng tính .xlsx hoặc .ods: hãy đổi đuôi"),
    "an .xlsx named .csv": ("a.csv", lambda: GOOD, "Bên trong là bảng tính .xlsx hoặc .ods: hãy đổi đuôi"),
    "an .xlsx named .ods": ("a.ods", lambda: GOOD, "Bên trong là bảng tính .xlsx hoặc .ods: hãy đổi đuôi"),
    "an .ods named .xlsx": ("a.xlsx", lambda: stored(ods(ODS_TOP)), "Bên trong là bảng tính .xlsx hoặc .ods: hãy đổi đuôi"),
    "an .xlsb named .xlsx": ("a.xlsx", lambda: zipped({"xl/workbook.bin": b"x"}), "Chỉ nhận .xlsx"),
    "a page named .xls": ("a.xls", lambda: b"\r\n<html><table><tr><td>a</td></tr></table>", "Bên trong là một trang web"),
    "a CSV named .xls": ("a.xls", lambda: "họ và tên\nA\n".encode(), "Bên trong không phải bảng tính: là CSV thì đổi"),
    "an .xls of Excel 4": ("a.xls", lambda: b"\t\x04\x06\0\0\0\x10\0", "Bên trong không phải bảng tính. Hãy lưu lại từ Excel"),
    "a document": ("a.xlsx", lambda: zipped({"word/document.xml": "<a/>"}), "Bên trong không phải bảng tính."),
    "too many parts": ("a.xlsx", lambda: workbook(more={f"x{n}": b"" for n in range(10_001)}), "Tệp có hơn 10.000 phần"),
    "a sheet of 30 MB": ("a.xlsx", lambda: workbook(sheet=b" " * 30_000_000), "Trang tính “Sheet”: Bảng bung ra quá lớn: tối đa 24 MB"),
    "too many cells": ("a.xlsx", lambda: workbook(sheet=sheet(TOP + "<row/>" * 320_000)), "Trang tính “Sheet”: Trang tính có hơn 320.000 ô"),
    "a column far out": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('XFD2', 'x')}</row>")), "Trang tính “Sheet”: Ô XFD2 nằm ngoài 60 cột"),
    "a blank text far out": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('XFD2', ' ')}</row>")), "Trang tính “Sheet”: Ô XFD2 nằm ngoài 60 cột và 20.000 dòng mà một bảng được trải; ô trông như trống cũng tính."),
    "a cell in the last corner": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='1048576'>{text_cell('XFD1048576', 'x')}</row>")), "Trang tính “Sheet”: Ô XFD1048576 nằm ngoài 60 cột"),
    "rows out of order": ("a.xlsx", lambda: workbook(sheet=sheet("<row r='2'/><row r='1'/>")), "Trang tính “Sheet”: Các dòng trong tệp không theo thứ tự"),
    "charts alone": ("a.xlsx", charts_alone, "Tệp không có trang tính nào đang hiện; trang chỉ có biểu đồ thì không đọc."),
    "nothing shown": ("a.xlsx", lambda: workbook(book=parts()["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')), "Tệp không có trang tính nào đang hiện; "),
    "macros": ("a.xlsx", lambda: workbook(more={"xl/vbaProject.bin": b"x"}), "Tệp có macro."),
    "a cut file": ("a.xlsx", lambda: GOOD[:-40], "Tệp hỏng, không đọc được bảng tính."),
}  # fmt: skip


@pytest.mark.parametrize("what", REASONS)
def test_the_reason_of_a_refusal_is_the_real_one(what):
    name, content, said = REASONS[what]
    assert refusal(content(), name)[: len(said)] == said


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_doing_what_the_sentence_says_works(name):
    """A file whose name was wrong is taken under the name that the sentence gives."""
    content, right = {"a.xls": (GOOD, "a.xlsx"), "a.xlsx": (XLS, "a.xls")}[name]
    assert right.rpartition(".")[2] in refusal(content, name)
    assert table(content, right).lines


def test_every_limit_is_named_in_the_guide(settings):
    guide = (settings.BASE_DIR / "docs/editing.md").read_text().replace(".", "").replace("\n", " ")
    megabyte = 1_048_576
    for name, most in WORKBOOK.items():
        most = most // megabyte if most > 10 * megabyte else most
        assert f" {most} " in guide, name


@pytest.mark.django_db
def test_a_sum_or_a_signature_below_a_table_is_no_record(admin_client):
    source = make.source().slug
    lines = [
        ["họ và tên", "các nguồn"],
        ["Bế Minh Đức", source],
        ["Tổng cộng:", source],
        ["Tổng số (2 người)", source],
        ["Người lập biểu", source],
    ]
    read, _page = checked(admin_client, OFFICIAL, as_csv(lines))
    assert [row.outcome for row in read.rows] == ["them", "loi", "loi", "loi"]
    assert ["dòng tổng hoặc chỗ ký" in row.problem for row in read.rows] == [False, True, True, True]
