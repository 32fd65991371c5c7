"""What goes out comes back in unchanged, of every noun."""

import csv
import io

import pytest
from django.apps import apps
from openpyxl import load_workbook

from conferences.models import Official
from portal.records.natural_keys import table_of
from tests import factories as make
from tests.editing.admin.nouns import NOUNS, address
from tests.editing.import_export.helpers import as_csv, checked, content_of, do, exported, outcomes
from tests.pages import world

pytestmark = pytest.mark.django_db


def model_of(noun):
    return apps.get_model(noun)


SHEETS = [noun for noun in NOUNS if table_of(model_of(noun))]


def test_every_noun_but_reports_and_words_has_sheets():
    assert set(NOUNS) - set(SHEETS) == {"records.report", "search.term"}


def assert_all_the_same(client, kind):
    for noun in SHEETS:
        rows = model_of(noun).objects.count()
        content = content_of(client.get(address(noun, f"export_{kind}")))
        if not rows:
            continue
        sheet, _page = checked(client, noun, content, f"bang.{kind}")
        other = [row for row in sheet.rows if row.outcome != "giu"]
        assert (noun, other) == (noun, [])
        assert (noun, len(sheet.rows)) == (noun, rows)


@pytest.mark.once
def test_what_comes_out_goes_back_in_unchanged(admin_client):
    world(rows=2)
    make.region_membership()
    assert all(model_of(noun).objects.exists() for noun in SHEETS)
    for kind in ("xlsx", "csv"):
        assert_all_the_same(admin_client, kind)


def test_the_shipped_record_goes_out_and_comes_back(loaded, admin_client):
    assert_all_the_same(admin_client, "xlsx")


def test_a_blank_table_explains_its_columns(admin_client):
    for noun in SHEETS:
        book = load_workbook(io.BytesIO(content_of(admin_client.get(address(noun, "sheet_template")))))
        table, meaning = book.worksheets
        headings = [cell.value for cell in table[1]]
        explained = [row[0].value for row in meaning.iter_rows(min_row=2)]
        assert (noun, table.max_row, headings) == (noun, 1, explained)
        assert [cell.value for cell in meaning[1]] == [
            "Cột", "Tên trong tệp CSV", "Là gì, viết thế nào", "Bắt buộc", "Giá trị được nhận", "Ví dụ",
        ]  # fmt: skip


@pytest.mark.once
def test_what_the_blank_table_calls_optional_may_be_left_out(admin_client):
    world(rows=1)
    make.region_membership()
    for noun in SHEETS:
        book = load_workbook(io.BytesIO(content_of(admin_client.get(address(noun, "sheet_template")))))
        rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
        needed = [heading for heading, _name, _what, is_needed, *_rest in rows if is_needed]
        headings, *records = exported(admin_client, noun)
        shortest = [[row[headings.index(heading)] for heading in needed] for row in records]
        if not needed:
            continue
        for lines in shortest, [["-"] * len(needed)]:
            sheet, _page = checked(admin_client, noun, as_csv([needed, *lines]))
            assert [row for row in sheet.rows if "không biết dòng này" in row.problem] == [], noun


#: Texts that spreadsheets misread, and that must stand afterwards as they stood.
ODD = [
    "=1+1", "+84 24", "-5", "@an", "=cmd|' /C calc'!A0", "＝1+1", "－5", "'=1+1", "''-x", "'quoted", "tab\tx", "_x000B_", "a;b", "x\ny", "50%3B", "𠮷野",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_odd_texts_come_back_and_no_formula_goes_out(kind, admin_client):
    officials = [make.official(name=f"Người {number}", aliases=text) for number, text in enumerate(ODD)]
    for person in officials:
        make.citation(person, place="a;b#c?", anchor="1;2? 5% #3", field="name")
    answer = admin_client.get(address("conferences.official", f"export_{kind}"))
    content = content_of(answer)
    sheet, _page = checked(admin_client, "conferences.official", content, f"bang.{kind}")
    assert {(row.outcome, row.problem) for row in sheet.rows} == {("giu", "")}
    if kind == "xlsx":
        types = {cell.data_type for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row}
        assert types <= {"s", "n"}
    else:
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]


def test_a_formula_typed_into_a_csv_is_a_text_and_goes_out_inert(admin_client):
    typed = ["=1+1", "+84 24", "-5", "@an", '=HYPERLINK("https://a.vn")', "=cmd|' /C calc'!A0", "＝1+1"]
    source = make.source()
    lines = [[f"Người {'ABCDEFG'[at]}", text, source.slug] for at, text in enumerate(typed)]
    sheet, _page = checked(
        admin_client, "conferences.official", as_csv([["họ và tên", "aliases", "các nguồn"], *lines])
    )
    do(admin_client, "conferences.official", sheet, "xac-nhan")
    assert list(Official.objects.order_by("name").values_list("aliases", flat=True)) == typed
    out = exported(admin_client, "conferences.official")
    assert sorted(
        row[out[0].index(str(Official._meta.get_field("aliases").verbose_name))] for row in out[1:]
    ) == sorted(f"'{text}" for text in typed)


def test_a_text_longer_than_a_cell_is_left_as_it_is(admin_client):
    source = make.source(kept_text="ư" * 40_000)
    rows = exported(admin_client, "records.source")
    rows[1][rows[0].index("nơi đăng")] = "Báo khác"
    sheet, _page = checked(admin_client, "records.source", as_csv(rows))
    assert outcomes(sheet) == [(2, "sua", "")]
    do(admin_client, "records.source", sheet, "xac-nhan")
    source.refresh_from_db()
    assert (source.publisher, len(source.kept_text)) == ("Báo khác", 40_000)
