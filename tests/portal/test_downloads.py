"""The download of a list, beside its page: the same columns, the same rows, the same question."""

import csv
import io
import json
import re
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from portal.base import downloads, text
from portal.base.lists import PAGE_SIZE
from portal.changes.models import public_edition
from tests import factories as make
from tests.pages import ENDINGS, LISTS, world
from tests.portal.test_lists import rows, table, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_of_each")]


@pytest.fixture(scope="module")
def two_of_each(django_db_setup, django_db_blocker):
    """Two rows of every noun on every list, made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        world(2)
        make.source(publisher="Báo Khác")
        yield
        transaction.set_rollback(True)


#: Columns of a file whose values stand in another column of the page: below the title, after the state.
BESIDE_ANOTHER = {
    "task-list": {"loai", "chuong_trinh", "chu_tri", "chu_nhiem", "ngay_trang_thai"},
    "conference-list": {"lan_so", "tu_ngay", "den_ngay"},
    "figure-list": {"gia_tri_so", "gia_tri_tren"},
}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_the_download_has_the_columns_and_the_rows_of_the_page(client, name, path, language):
    page = client.get(language + path)
    headings, lines = table(client, f"{language}{path.rstrip('/')}.csv")
    with translation.override("en" if language else "vi"):
        assert headings == [str(column.label) for column in page.context["columns"]]
        addresses = [row.get_absolute_url() for row in page.context["page"].object_list]
    assert addresses
    assert [line[-1].removeprefix("http://testserver") for line in lines[:PAGE_SIZE]] == addresses
    assert len(lines) == page.context["page"].paginator.count
    shown = re.findall(r'<th scope="col">(.*?)</th>', text_of(page).partition("</table>")[0])
    # The address is the link of the row's name; a field of research that no task of the page has is no column.
    keys = [column.key for column in page.context["columns"]][:-1]
    columns = [
        label for key, label in zip(keys, headings, strict=False) if key not in BESIDE_ANOTHER.get(name, ())
    ]
    blank = headings[keys.index("linh_vuc")] if "linh_vuc" in keys else None
    assert shown in (columns, [label for label in columns if label != blank])
    linked = re.findall(r"<tr.*?</tr>", page.content.decode(), re.S)[1:]
    for row, address in zip(linked, addresses, strict=False):
        assert f'href="{address}"' in row


#: A question that finds some of the rows of each list, not all.
NARROWER = {
    "conference-list": "?vai=dang-cai",
    "official-list": "?q=Bế+Minh+Đức",
    "recommendation-list": "?nam=2022",
    "figure-list": "?tinh=cao-bang",
    "province-list": "?q=Cao+Bằng",
    "task-list": "?tinh=bac-kan-0",
    "source-list": "?q=bao+khac",
}


@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_the_download_answers_the_same_question_as_the_page(client, name, path):
    query = NARROWER[name]
    found = rows(client, path + query)
    _headings, lines = table(client, f"{path.rstrip('/')}.csv{query}")
    assert [line[-1].removeprefix("http://testserver") for line in lines[:PAGE_SIZE]] == [
        row.get_absolute_url() for row in found
    ]
    assert len(lines) < client.get(path).context["page"].paginator.count


# --- Sources, and kinds of files ------------------------------------------------------------------------
@pytest.fixture
def cited(two_of_each):
    """A task with a budget, two sources and one that gives something else."""
    make.source(publisher="Báo Kín", publication="draft")
    task = make.task([], code="DLT-77", title="=Đề tài thử", budget=1_234_000, status="dang-thuc-hien")
    make.status_change(task=task, day=date(2024, 10, 9))
    one = make.source(publisher="Báo Một", title="Bài một", url="https://vidu.vn/mot")
    make.citation(task, field="", source=one, place="đoạn 2")
    make.citation(task, field="budget", source=one, place="đoạn 5", verbatim="hơn 1,2 triệu")
    other = make.source(publisher="Báo Hai", title="Bài hai", url="https://vidu.vn/hai")
    make.citation(task, field="budget", source=other, place="đoạn 1", differs="2 triệu")
    make.citation(task, field="budget", source=make.source(publisher="Báo Kín hai", publication="draft"))
    return task


def body(client, path):
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    return b"".join(answer.streaming_content)


ASKED = "?q=DLT-77"
ONE, TWO = (
    "Báo Một: Bài một (10/10/2024) <https://vidu.vn/mot>",
    "Báo Hai: Bài hai (10/10/2024) <https://vidu.vn/hai>",
)


def test_a_row_bears_its_sources_and_the_version_of_the_data(client, cited):
    (line,) = csv.DictReader(body(client, f"/nhiem-vu.csv{ASKED}").decode().splitlines())
    assert line["Nguồn"] == f"{ONE}; {TWO}"
    assert line["Chỗ trong nguồn"] == "cả dòng: đoạn 2; kinh phí (đồng): đoạn 5; kinh phí (đồng): đoạn 1"
    assert line["Nguồn nêu khác"] == "kinh phí (đồng): 2 triệu"
    assert line["Phiên bản dữ liệu"] == f"{public_edition().number}, {text.date(timezone.localdate())}"
    assert (line["Kinh phí (đồng)"], line["Tên nhiệm vụ"]) == ("1234000", "'=Đề tài thử")
    assert line["Ngày của trạng thái"] == "2024-10-09"


def test_a_citation_is_a_line_where_that_is_asked(client, cited):
    lines = list(csv.DictReader(body(client, f"/nhiem-vu.csv{ASKED}&dong=dan-chung").decode().splitlines()))
    told = ("Mã số", "Mục", "Nguồn", "Địa chỉ nguồn", "Chỗ trong nguồn", "Nguyên văn trong nguồn", "Nguồn nêu khác")  # fmt: skip
    assert [tuple(line[name] for name in told) for line in lines] == [
        ("DLT-77", "cả dòng", "Báo Một: Bài một (10/10/2024)", "https://vidu.vn/mot", "đoạn 2", "", ""),
        (
            "DLT-77",
            "kinh phí (đồng)",
            "Báo Một: Bài một (10/10/2024)",
            "https://vidu.vn/mot",
            "đoạn 5",
            "hơn 1,2 triệu",
            "",
        ),
        (
            "DLT-77",
            "kinh phí (đồng)",
            "Báo Hai: Bài hai (10/10/2024)",
            "https://vidu.vn/hai",
            "đoạn 1",
            "",
            "2 triệu",
        ),
    ]
    bare = make.task([], code="DLT-78", title="Không nguồn")
    (line,) = csv.DictReader(body(client, "/nhiem-vu.csv?q=DLT-78&dong=dan-chung").decode().splitlines())
    assert (line["Mã số"], line["Nguồn"]) == (bare.code, "")


def test_a_workbook_holds_days_numbers_and_text_as_such(client, cited):
    book = load_workbook(io.BytesIO(body(client, f"/nhiem-vu.xlsx{ASKED}")))
    assert (book.active.freeze_panes, book.active.title) == ("A2", "nhiem-vu")
    assert book.active.auto_filter.ref == book.active.dimensions
    assert book.active.column_dimensions["B"].width == len("Tên nhiệm vụ") + 3
    head, line = ([cell.value for cell in row] for row in book.active.rows)
    row = dict(zip(head, line, strict=True))
    assert row["Kinh phí (đồng)"] == 1_234_000
    assert row["Ngày của trạng thái"] == datetime(2024, 10, 9)
    assert row["Tên nhiệm vụ"] == "=Đề tài thử"
    assert {cell.data_type for cell in book.active[2]} <= {"s", "n", "d"}  # no formula
    assert row["Nguồn"] == f"{ONE}; {TWO}"
    make.figure(
        indicator=make.indicator(name="Chỉ tiêu đo"), low="636.1", high="700", as_printed="636,1 đến 700"
    )
    held = make.conference(ordinal=19, starts=date(2024, 10, 10), ends=date(2024, 10, 11), theme="Chủ đề đo")
    for route, words, columns, values in (
        ("so-lieu", "đo", ("Giá trị (số)", "Giá trị trên (số)"), [636.1, 700]),
        (
            "hoi-nghi",
            held.theme,
            ("Lần (số)", "Từ ngày", "Đến hết ngày"),
            [19, datetime(2024, 10, 10), datetime(2024, 10, 11)],
        ),
    ):
        sheet = load_workbook(io.BytesIO(body(client, f"/{route}.xlsx?q={words}"))).active
        head, line = ([cell.value for cell in row] for row in sheet.rows)
        assert [dict(zip(head, line, strict=True))[name] for name in columns] == values


def test_a_workbook_says_where_it_ends(client, monkeypatch):
    monkeypatch.setattr(downloads, "LARGEST_WORKBOOK", 2)
    assert client.get("/so-lieu.xlsx?nam=1950").status_code == 200
    refused = client.get("/nguon.xlsx")
    assert refused.status_code == 413
    assert "nhận tối đa 2 dòng" in refused.text


def test_machines_get_the_citations_of_a_row_as_such(client, cited):
    answer = json.loads(body(client, f"/nhiem-vu.json{ASKED}"))
    (row,) = answer.pop("dong")
    assert (answer["phien_ban"], answer["ngay"]) == (
        public_edition().number,
        timezone.localdate().isoformat(),
    )
    assert answer["cot"]["kinh_phi"] == "Kinh phí (đồng)"
    assert {*answer["cot"], "dan_chung"} == {*row}
    assert (row["kinh_phi"], row["ngay_trang_thai"], row["ten"]) == (1_234_000, "2024-10-09", "=Đề tài thử")
    assert row["dan_chung"][1] == {
        "muc": "kinh phí (đồng)", "nguon": "Báo Một: Bài một (10/10/2024)", "dia_chi_nguon": "https://vidu.vn/mot", "cho_trong_nguon": "đoạn 5",
        "cach_neu": "nêu rõ", "nguyen_van": "hơn 1,2 triệu", "nguon_neu_khac": "",
    }  # fmt: skip
    (line,) = body(client, f"/nhiem-vu.jsonl{ASKED}").decode().splitlines()
    assert json.loads(line) == row | {"phien_ban": answer["phien_ban"]}


@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_every_kind_of_file_has_the_rows_of_the_page(client, name, path):
    query = NARROWER[name]
    route = path.rstrip("/")
    _headings, lines = table(client, f"{route}.csv{query}")
    addresses = [line[-1] for line in lines]
    assert [row["dia_chi"] for row in json.loads(body(client, f"{route}.json{query}"))["dong"]] == addresses
    objects = [json.loads(line) for line in body(client, f"{route}.jsonl{query}").decode().splitlines()]
    assert [row["dia_chi"] for row in objects] == addresses
    sheet = load_workbook(io.BytesIO(body(client, f"{route}.xlsx{query}"))).active
    column = [cell.value for cell in sheet[1]].index("Địa chỉ trang")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == addresses


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_costs_as_much_with_three_rows_as_with_one(client, ending):
    costs = []
    for count in (1, 2):
        for _row in range(count):
            task = make.task([make.province()], code=f"DLT-9{_row}{count}", title="Đếm câu hỏi", budget=5)
            make.citation(task, field="budget")
        client.get(f"/nhiem-vu.{ending}?q=DLT-9")  # the vocabulary is read
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/nhiem-vu.{ending}?q=DLT-9")
            b"".join(answer.streaming_content)
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_asked_wrong_is_refused_in_words(client, ending):
    answer = client.get(f"/nhiem-vu.{ending}?nam=abc")
    assert answer.status_code == 400
    assert "Năm phải là số từ 1945 đến 2100." in answer.text
