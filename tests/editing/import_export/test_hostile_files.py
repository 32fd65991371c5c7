"""Files that somebody sends to break the import: each is refused with a sentence, in at most 2 s of the processor, those
of the process that reads workbooks too, and 100 MB; that process may use `workbook.MEMORY`.
"""

import datetime
import io
import os
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.xml.constants import SHARED_STRINGS

from conferences.models import Official
from portal.base.errors import Refusal
from portal.editing.import_export.readers import read_table
from tests import factories as make
from tests.editing.import_export.helpers import as_csv, as_xlsx, checked, do, outcomes, send

SECONDS, MEGABYTES = 2, 100
XLS = (Path(__file__).parent / "files" / "bang.xls").read_bytes()  # written by xlwt
HEADER = ["họ và tên", "các nguồn"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
GOOD = as_xlsx([HEADER, ["Bế Minh Đức", "x"]])


# --- How they are made --------------------------------------------------------------------------------
def parts(content=GOOD):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(**replaced):
    """GOOD with some of its parts replaced: sheet, strings, styles, book, more={name: content}."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml",
    }  # fmt: skip
    members = parts() | replaced.pop("more", {})
    if "strings" in replaced:  # as Excel writes it; openpyxl keeps its texts in their cells
        kinds = members["[Content_Types].xml"].decode()
        said = f"<Override PartName='/{names['strings']}' ContentType='{SHARED_STRINGS}'/></Types>"
        members["[Content_Types].xml"] = kinds.replace("</Types>", said).encode()
    for name, content in replaced.items():
        members[names[name]] = content.encode() if isinstance(content, str) else content
    return zipped(members)


def sheet(rows, head="<?xml version='1.0' encoding='UTF-8'?>"):
    return f"{head}<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"


def text_cell(place, text):
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


STYLE = "<xf numFmtId='14'/>"
TOP = f"<row r='1'>{text_cell('A1', HEADER[0])}{text_cell('B1', HEADER[1])}</row>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def encrypted():
    content = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def lying():
    """The declared size of the sheet is a tenth of the true one."""
    content = bytearray(workbook(sheet=sheet(TOP + "<row r='2'/>" + " " * 5_000_000)))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        length = int.from_bytes(content[at + 28 : at + 30], "little")
        if content[at + 46 : at + 46 + length].endswith(b"sheet1.xml"):
            content[at + 24 : at + 28] = (500_000).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def xls(kind, size, at, patch):
    """XLS with `patch` in the first record of a kind and size, `at` bytes behind its head."""
    head = struct.pack("<HH", kind, size)
    place = XLS.index(head) + len(head) + at
    return XLS[:place] + patch + XLS[place + len(patch) :]


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(rows, head="<?xml version='1.0' encoding='UTF-8'?>", styles="", **more):
    names = " ".join(f"xmlns:{name}='{OFFICE}:{name}:1.0'" for name in ("office", "table", "text"))
    content = (
        f"{head}<office:document-content {names}>{styles}<office:body><office:spreadsheet>"
        f"<table:table table:name='A'>{rows}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f"<manifest:manifest xmlns:manifest='{OFFICE}:manifest:1.0'>"
        f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{kind}'/></manifest:manifest>"
    )
    members = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content}
    return zipped(members | more)


def ods_row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods_cell(text, more=""):
    return f"<table:table-cell office:value-type='string' {more}><text:p>{text}</text:p></table:table-cell>"


ODS_TOP = ods_row(*map(ods_cell, HEADER))
ODS_LAUGHS = "<?xml version='1.0' encoding='UTF-8'?>" + LAUGHS + "]>"


def charts_alone():
    book = Workbook()
    book.create_chartsheet("Chart")
    book.remove(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


TOP_CSV = ("họ và tên,các nguồn\n").encode()

#: what -> (name, a function that makes the content, status)
REFUSED = {
    # no table at all
    "empty": ("a.csv", lambda: b"", 400),
    "empty .xlsx": ("a.xlsx", lambda: b"", 400),
    "random bytes": ("a.xlsx", lambda: bytes(range(256)) * 400, 400),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 400),
    "CSV named .xlsx": ("a.xlsx", lambda: TOP_CSV + b"a,b\n", 400),
    "XLSX named .csv": ("a.csv", lambda: GOOD, 400),
    "an .xls of nothing": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000, 400),
    "a program": ("a.exe", lambda: b"MZ" + b"\0" * 5_000, 400),
    "no name at all": ("a", lambda: TOP_CSV, 400),
    # zips
    "macros by name": ("a.xlsm", lambda: GOOD, 400),
    "macros inside": ("a.xlsx", lambda: workbook(more={"xl/vbaProject.bin": b"x"}), 400),
    "a zip of no workbook": ("a.xlsx", lambda: zipped({"a.txt": b"x"}), 400),
    "a cut zip": ("a.xlsx", lambda: GOOD[:-40], 400),
    "a zip cut in the middle": ("a.xlsx", lambda: GOOD[: len(GOOD) // 2], 400),
    "a password": ("a.xlsx", encrypted, 400),
    "a lying size": ("a.xlsx", lying, 400),
    "20,000 members": ("a.xlsx", lambda: workbook(more={f"xl/{n}.xml": b"<a/>" for n in range(20_000)}), 400),
    "a bomb of one sheet": ("a.xlsx", lambda: workbook(sheet=b"\x20" * 200_000_000), 400),
    "a million texts": (
        "a.xlsx",
        lambda: workbook(strings=f"<sst xmlns='{MAIN}'>{'<si><t/></si>' * 1_000_000}</sst>"),
        400,
    ),
    "one text of 30 MB": ("a.xlsx", lambda: workbook(strings=f"<sst xmlns='{MAIN}'><si><t>{'x' * 30_000_000}</t></si></sst>"), 400),
    "one text of 20 MB": (
        "a.xlsx",
        lambda: workbook(
            strings=f"<sst xmlns='{MAIN}'><si><t>{'x' * 20_000_000}</t></si></sst>",
            sheet=sheet(TOP + "<row r='2'><c r='A2' t='s'><v>0</v></c></row>"),
        ),
        400,
    ),
    # sheets
    "a cell at XFD1048576": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='1048576'>{text_cell('XFD1048576', 'x')}</row>")), 400),
    "a cell at XFD2": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('XFD2', 'x')}</row>")), 400),
    "a cell at A1048576": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='1048576'>{text_cell('A1048576', 'x')}</row>")), 400),
    "a million cells in a row": ("a.xlsx", lambda: workbook(sheet=sheet(f"<row r='1'>{'<c><v>1</v></c>' * 1_000_000}</row>")), 400),
    "a million blank rows": ("a.xlsx", lambda: workbook(sheet=sheet(TOP + "<row/>" * 1_000_000)), 400),
    "61 columns": ("a.xlsx", lambda: as_xlsx([[f"c{n}" for n in range(61)]]), 400),
    "a row that is no number": ("a.xlsx", lambda: workbook(sheet=sheet(f"<row r='abc'>{text_cell('A1', 'x')}</row>")), 400),
    "a row far beyond": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='{'9' * 400}'>{text_cell('A9', 'x')}</row>")), 400),
    "a cell that is nowhere": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('??', 'x')}</row>")), 400),
    "a text that is not there": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'><c r='A2' t='s'><v>99</v></c></row>")), 400),
    "rows out of order": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='3'>{text_cell('A3', 'x')}</row><row r='2'>{text_cell('A2', 'y')}</row>")), 400),
    "broken XML": ("a.xlsx", lambda: workbook(sheet=sheet(TOP)[:-20]), 400),
    "a billion laughs": ("a.xlsx", lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('A2', '&i;')}</row>", LAUGHS + "]>")), 400),
    "a file of the server": (
        "a.xlsx",
        lambda: workbook(sheet=sheet(f"{TOP}<row r='2'>{text_cell('A2', '&e;')}</row>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>")),
        400,
    ),
    "entities in UTF-16": ("a.xlsx", lambda: workbook(sheet=sheet(TOP, LAUGHS + "]>").encode("utf-16")), 400),
    "entities in EBCDIC": ("a.xlsx", lambda: workbook(sheet=b"<?xml version='1.0' encoding='cp037'?>" + sheet(TOP, LAUGHS + "]>").encode("cp037", "ignore")), 400),
    "a table of texts that claims four billion": (
        "a.xlsx",
        lambda: workbook(strings=f"<sst xmlns='{MAIN}' count='4000000000' uniqueCount='4000000000'><si><t/></si></sst>"),
        400,
    ),
    "a chart and no table": ("a.xlsx", charts_alone, 400),
    # .xls
    "an .xls named .xlsx": ("a.xlsx", lambda: XLS, 400),
    "an .xls cut short": ("a.xls", lambda: XLS[:3_000], 400),
    "an .xls whose sectors go in a circle": ("a.xls", lambda: XLS[:-512] + bytes(512), 400),
    "an .xls with a sector that is not there": ("a.xls", lambda: XLS[:72] + b"\xff\xff\xff\0" + XLS[76:], 400),
    "an .xls of random bytes": ("a.xls", lambda: XLS[:512] + bytes(range(256)) * 20, 400),
    "an .xls with a cell at IV65536": ("a.xls", lambda: xls(0x203, 14, 0, struct.pack("<HH", 65_535, 255)), 400),
    "an .xls with a formula at IV65536": ("a.xls", lambda: xls(0x06, 29, 0, struct.pack("<HH", 65_535, 255)), 400),
    "an .xls that claims four billion rows": ("a.xls", lambda: xls(0x200, 14, 0, struct.pack("<IIHH", 0, 2**32 - 1, 0, 2**16 - 1)), 400),
    "an .xls with a password": ("a.xls", lambda: xls(0x42, 2, -4, struct.pack("<H", 0x2F)), 400),
    # .ods
    "an .ods that is an .xlsx": ("a.ods", lambda: GOOD, 400),
    "an .ods cut short": ("a.ods", lambda: ods(ODS_TOP)[:-40], 400),
    "an .ods with macros": ("a.ods", lambda: ods(ODS_TOP, **{"Basic/Standard/a.xml": "<a/>"}), 400),
    "an .ods with a cell two billion times": ("a.ods", lambda: ods(ods_row(ods_cell("x", "table:number-columns-repeated='2000000000'"))), 400),
    "an .ods with a row two billion times": ("a.ods", lambda: ods(ods_row(ods_cell("x"), more="table:number-rows-repeated='2000000000'")), 400),
    "an .ods with a formula two billion times": (
        "a.ods",
        lambda: ods(ods_row(ods_cell("x", "table:formula='of:=1' table:number-columns-repeated='50'"), more="table:number-rows-repeated='2000000000'")),
        400,
    ),
    "an .ods with a cell far out": (
        "a.ods",
        lambda: ods(
            ods_row("<table:table-cell table:number-columns-repeated='16000'/>", more="table:number-rows-repeated='1048000'")
            + ods_row("<table:table-cell table:number-columns-repeated='16000'/>", ods_cell("x"))
        ),
        400,
    ),
    "an .ods of a billion laughs": ("a.ods", lambda: ods(ods_row(ods_cell("&i;")), ODS_LAUGHS), 400),
    "an .ods of a bomb": ("a.ods", lambda: ods(" " * 200_000_000), 400),
    # CSV
    "NUL": ("a.csv", lambda: TOP_CSV + b"a\0b,x\n", 400),
    "broken UTF-8": ("a.csv", lambda: TOP_CSV + b"\xff\xfe,x\n", 400),
    "UTF-16 that is cut": ("a.csv", lambda: "họ và tên,các nguồn\nA,x\n".encode("utf-16")[:-1], 400),
    "UTF-32": ("a.csv", lambda: "họ và tên,các nguồn\nA,x\n".encode("utf-32"), 400),
    "CP1258": ("a.csv", lambda: TOP_CSV + b"B\xea\xec,x\n", 400),
    "an open quote": ("a.csv", lambda: TOP_CSV + b'"abc,x\n' + b"d,e\n" * 50, 400),
    "one line of 9 MB": ("a.csv", lambda: b"x" * 9_000_000, 400),
    "9 MB of commas": ("a.csv", lambda: TOP_CSV + b"," * 9_000_000, 400),
    "9 MB of blank lines": ("a.csv", lambda: TOP_CSV + b"\n" * 9_000_000, 400),
    "an open quote over 9 MB": ("a.csv", lambda: TOP_CSV + b'"' + b"x\n" * 4_500_000, 400),
    "a cell of 40,000 letters": ("a.csv", lambda: TOP_CSV + b"x" * 40_000 + b",y\n", 400),
    "over 10 MB": ("a.csv", lambda: TOP_CSV + b"a,b\n" * 2_700_000, 413),
    "5,001 rows": ("a.csv", lambda: TOP_CSV + b"a,b\n" * 5_001, 400),
}  # fmt: skip
#: The same of tables whose headings are wrong: not refused as they are read.
WRONG_HEADINGS = {
    "a page of HTML": ("a.csv", lambda: b"<html><script>alert(1)</script></html>\nx\n", 400),
    "a column that is none": ("a.csv", lambda: b"name,password\na,b\n", 400),
    "a column twice": ("a.csv", lambda: "name,họ và tên\na,b\n".encode(), 400),
    "headings alone": ("a.csv", lambda: TOP_CSV, 400),
}
#: One of REFUSED for each place in the code that refuses a file.
ONE_OF_EACH = [
    "empty", "a picture", "a program", "macros inside", "broken XML", "a cell at XFD2", "61 columns",
    "broken UTF-8", "NUL", "an open quote", "one line of 9 MB", "a cell of 40,000 letters", "over 10 MB", "5,001 rows",
]  # fmt: skip

#: what -> (headings, cells, part of the sentence): files that are tables, with a row that cannot come in.
BAD_ROWS = {
    "a day that is none": (["vùng", "lần thứ", "tình trạng", "ngày họp"], ["{series}", "3", "hoãn", "31/02/2024"], "ngày họp: "),
    "a number that shows no day": (["vùng", "lần thứ", "tình trạng", "ngày họp"], ["{series}", "3", "hoãn", "45575"], "45575 không phải một ngày"),
    "no such choice": (["vùng", "lần thứ", "tình trạng"], ["{series}", "3", "đã họp"], "“đã họp” không có trong: "),
    "a number too large": (["vùng", "lần thứ", "tình trạng"], ["{series}", "9" * 30, "hoãn"], "lần thứ: "),
    "no such region": (["vùng", "lần thứ", "tình trạng"], ["Vung thu la", "3", "hoãn"], "Không có hội nghị theo vùng “Vung thu la”"),
    "text beside the columns": (["vùng", "lần thứ", "tình trạng"], ["{series}", "3", "hoãn", "x"], "Có chữ ở ô không thuộc cột nào: “x”."),
    "a control sign": (["vùng", "lần thứ", "tình trạng", "thành phố, nơi họp"], ["{series}", "3", "hoãn", "a\x1bb"], "ô có ký tự điều khiển"),
    "a number that is no row": (["mã dòng", "lần thứ"], ["999999", "3"], "Không có mã dòng 999999"),
    "a number of 40 digits": (["mã dòng", "lần thứ"], ["9" * 40, "3"], "Không có mã dòng 9999"),
    "no source": (["vùng", "lần thứ", "tình trạng"], ["{series}", "3", "hoãn"], "Chưa có nguồn cho: "),
    "a source that is none": (["vùng", "lần thứ", "tình trạng", "các nguồn"], ["{series}", "3", "hoãn", "khong-co"], "Không có nguồn “khong-co”"),
    "a cell of sources that is junk": (["vùng", "lần thứ", "tình trạng", "các nguồn"], ["{series}", "3", "hoãn", "<script>"], "không đọc được"),
    "a year beyond": (["vùng", "lần thứ", "tình trạng", "năm", "các nguồn"], ["{series}", "3", "hoãn", "3000", "{source}"], "Năm phải từ 1945 đến 2100."),
}  # fmt: skip


def cost(content, name):
    """("400 " and the sentence of the Refusal that reading the file raised, or "", seconds of the processor, megabytes at
    its height), in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said = ""
        held, began = status("VmRSS"), time.process_time()
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")
        try:
            (read_table(SimpleUploadedFile(name, content)))
        except Refusal as refusal:
            said = f"{refusal.status} {refusal.sentence}"
        except BaseException as problem:  # whatever it is, the parent must hear of it
            said = f"!{problem!r}"
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.process_time() - began + children.ru_utime + children.ru_stime
        grown = status("VmHWM") - held
        os.write(writing, f"{seconds} {grown / 1024} {said}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        seconds, grown, said = pipe.read().decode().split(" ", 2)
    os.waitpid(child, 0)
    return said, float(seconds), float(grown)


def status(name):
    """A number of /proc/self/status, in kB."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name))


def test_there_are_at_least_33():
    assert len(REFUSED) + len(BAD_ROWS) >= 33


def assert_a_sentence(text):
    assert text.endswith(".") and text[0].isupper()


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_and_costs_little(what):
    name, content, code = REFUSED[what]
    said, seconds, megabytes = cost(content(), name)
    print(f"{what}: {seconds:.2f} s, {megabytes:.0f} MB, {said}")
    assert said.startswith(f"{code} ")
    assert_a_sentence(said.removeprefix(f"{code} "))
    assert seconds < SECONDS and megabytes < MEGABYTES


@pytest.mark.django_db
@pytest.mark.parametrize("what", [*ONE_OF_EACH, *WRONG_HEADINGS])
def test_the_page_says_why_a_file_is_refused(what, admin_client):
    name, content, code = (REFUSED | WRONG_HEADINGS)[what]
    answer = send(admin_client, "conferences.official", content(), name)
    assert answer.status_code == code
    assert_a_sentence(
        answer.context.get("refusal")
        or answer.context.get("sentence")
        or answer.context["form"].errors["file"][0]
    )
    assert not [key for key in cache._cache if "checked-sheet" in key]
    assert b"<script>alert" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD_ROWS)
def test_a_row_that_cannot_come_in_says_why(what, admin_client):
    headings, cells, said = BAD_ROWS[what]
    known = {"{series}": make.series().slug, "{source}": make.source().slug}
    cells = [known.get(cell, cell) for cell in cells]
    checked_sheet, page = checked(admin_client, "conferences.conference", as_csv([headings, cells]))
    [(line, outcome, problem)] = outcomes(checked_sheet)
    assert (line, outcome) == (2, "loi")
    assert said in problem
    assert page.context["refused"] == 1
    assert b"<script>" not in page.content.replace(b"<script src", b"")


@pytest.mark.django_db
def test_a_file_that_is_taken_is_stored_until_it_is_dropped(admin_client):
    checked_sheet, _page = checked(admin_client, "conferences.official", GOOD, "a.xlsx")
    assert len([key for key in cache._cache if "checked-sheet" in key]) == 1
    do(admin_client, "conferences.official", checked_sheet, "bo")
    assert not [key for key in cache._cache if "checked-sheet" in key]


@pytest.mark.django_db
def test_a_formula_and_an_error_are_refused_by_their_rows(admin_client):
    rows = [HEADER, ["=1+1", "x"], ["#REF!", "x"]]
    checked_sheet, _page = checked(admin_client, "conferences.official", as_xlsx(rows), "a.xlsx")
    assert outcomes(checked_sheet) == [
        (2, "loi", "họ và tên: ô là công thức; hãy dán giá trị."),
        (3, "loi", "họ và tên: ô báo lỗi của Excel."),
    ]


def read(content, name):
    table = read_table(SimpleUploadedFile(name, content))
    return [(table.line, table.header), *table.lines]


def test_an_xls_gives_its_values_its_formulas_and_its_errors():
    formula, error = "ô là công thức; hãy dán giá trị", "ô báo lỗi của Excel"
    assert read(XLS, "a.xls") == [
        (1, ["vùng", "lần thứ", "năm", "ngày họp", "tình trạng", "các nguồn"]),
        (2, ["vung", "19", "2024", "10/10/2024", "đã tổ chức", "nguon"]),
        (3, [formula, "13%", "TRUE", formula, error]),
    ]


def test_an_ods_gives_its_values_and_its_formulas():
    day = "<table:table-cell office:value-type='date' office:date-value='2024-10-10'><text:p/></table:table-cell>"
    number = "<table:table-cell office:value-type='float' office:value='636.1'><text:p/></table:table-cell>"
    blank = "<table:table-cell table:number-columns-repeated='2'/>"
    rows = (
        ods_row(*map(ods_cell, "abcd"))
        + ods_row("<table:table-cell/>", more="table:number-rows-repeated='2'")
        + ods_row(day, number, blank, ods_cell("2", "table:formula='of:=1+1'"))
        + ods_row("<table:table-cell/>", more="table:number-rows-repeated='1048000'")
    )
    formula = "ô là công thức; hãy dán giá trị"
    assert read(ods(rows), "a.ods") == [
        (1, ["a", "b", "c", "d"]),
        (4, ["10/10/2024", "636,1", "", "", formula]),
    ]


def test_days_of_a_workbook_that_counts_from_1904_are_the_days_it_shows():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["ngày", datetime.date(2024, 10, 10)])
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue(), "a.xlsx") == [(1, ["ngày", "10/10/2024"])]


def test_a_table_that_begins_further_in_is_read_where_it_is():
    book = Workbook()
    book.active["C3"], book.active["D4"] = "=1", "x"
    file = io.BytesIO()
    book.save(file)
    formula = "ô là công thức; hãy dán giá trị"
    assert read(file.getvalue(), "a.xlsx") == [(3, ["", "", formula]), (4, ["", "", "", "x"])]
    book.active["C3"] = 1
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue(), "a.xlsx") == [(3, ["", "", "1"]), (4, ["", "", "", "x"])]


def test_a_bloated_table_of_styles_is_no_reason_to_refuse_a_file():
    styles = f"<styleSheet xmlns='{MAIN}'><cellXfs>{STYLE * 200_000}</cellXfs></styleSheet>"
    assert read(workbook(styles=styles), "a.xlsx") == [(1, HEADER), (2, ["Bế Minh Đức", "x"])]


def test_the_first_sheet_that_is_shown_is_read():
    book = Workbook()
    book.active.append(["giấu"])
    book.active.sheet_state = "hidden"
    book.create_sheet().append(["hiện"])
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue(), "a.xlsx") == [(1, ["hiện"])]


def test_texts_are_read_as_excel_keeps_them():
    texts = [
        HEADER[0],
        HEADER[1],
        "<r><t xml:space='preserve'>Bế </t></r><r><rPr><b/></rPr><t>Minh</t></r><rPh><t>x</t></rPh>",
        "<t>a_x000D_b</t>",
    ]
    texts = [text if text.startswith("<") else f"<t>{text}</t>" for text in texts]
    items = "".join(f"<si>{text}</si>" for text in texts)
    cells = [
        "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>",
        "<c r='A2' t='s'><v>2</v></c><c r='C2' t='s'><v>3</v></c>",
    ]
    rows = "".join(f"<row r='{line}'>{cell}</row>" for line, cell in enumerate(cells, 1))
    content = workbook(strings=f"<sst xmlns='{MAIN}'>{items}</sst>", sheet=sheet(rows))
    assert read(content, "a.xlsx") == [(1, HEADER), (2, ["Bế Minh", "", "a\rb"])]


@pytest.mark.django_db
def test_letters_in_two_parts_are_the_same_letters(admin_client):
    source = make.source()
    rows = [HEADER, ["Bế Minh Đức".encode().decode(), source.slug], ["Be\u0302\u0301 Van A", source.slug]]
    checked_sheet, _page = checked(admin_client, "conferences.official", as_csv(rows))
    do(admin_client, "conferences.official", checked_sheet, "xac-nhan")
    assert set(Official.objects.values_list("name", flat=True)) == {"Bế Minh Đức", "Bế Van A"}
