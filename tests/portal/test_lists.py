"""Every list, one way: the form, the count, the pages and the download of the same answer."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import get_language, override

from conferences.models import Conference
from portal.base.downloads import escape_formula
from portal.base.lists import PAGE_SIZE, FilterSelect, YearField
from portal.base.text import search_words
from tests import factories as make
from tests.pages import LISTS

pytestmark = pytest.mark.django_db


MORE = ["Suy ra", "Chưa có nguồn", "Nguồn", "Chỗ trong nguồn", "Nguồn nêu khác", "Phiên bản dữ liệu"]
MORE_IN_ENGLISH = ["Inferred", "Without a source", "Sources", "Place in the source", "Given otherwise by a source", "Data version"]  # fmt: skip


def rows(client, path):
    return client.get(path).context["page"].object_list


def table(client, path):
    """The headings and the rows of the download at `path`, as a spreadsheet reads them, without what each file adds."""
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0][-6:] in (
        MORE,
        MORE_IN_ENGLISH,
    )  # test_downloads.py and records/test_unsourced.py are about them
    return lines[0][:-6], [line[:-6] for line in lines[1:]]


def text_of(answer):
    return unescape(answer.content.decode())


# --- The page and its download --------------------------------------------------------------------------
@pytest.mark.parametrize("path", LISTS.values())
def test_the_filters_are_one_line_that_names_them_and_are_open_where_one_is_wrong(client, path):
    folded, wrong = text_of(client.get(path)), text_of(client.get(f"{path}?nam=abc"))
    assert folded.count('<details class="filters">') == 1
    assert wrong.count('<details class="filters" open>') == 1
    summary = re.search(r"<summary>(.*?)</summary>", folded, re.S)[1]
    form = client.get(path).context["found"].form
    labels = [str(field.label).lower() for field in form.visible_fields() if field.name not in ("tu", "den")]
    assert " ".join(unescape(strip_tags(summary)).split()) == f"Lọc: {' · '.join(labels)}"


@pytest.mark.parametrize("query", ["", "?nam=2024", "?nam=abc", "?trang=99"])
@pytest.mark.parametrize("path", LISTS.values())
def test_htmx_is_answered_with_the_parts_that_it_puts_in_place(client, path, query):
    whole = client.get(path + query)
    parts = client.get(path + query, headers={"hx-request": "true"})
    assert parts.status_code == whole.status_code
    assert "HX-Request" in whole.headers["Vary"] and "HX-Request" in parts.headers["Vary"]
    for part in (r'id="loi-loc"[^>]*>(.*?)</div>', r'(<p class="count".*?)(?:</main>|$)'):
        one, other = (re.search(part, text_of(answer), re.S)[1].split() for answer in (whole, parts))
        assert one == other
    assert 'id="ket-qua"' in text_of(parts)
    assert "<form" not in text_of(parts) and "<head" not in text_of(parts)


def test_a_select_asks_for_its_options_once_a_mark_and_a_language():
    asked = []

    def choices():
        asked.append(get_language())
        return [("", "tất cả"), ("Nhóm", [("a<b", "A & B"), (2, "hai")])]

    class Asked(forms.Form):
        lua_chon = forms.ChoiceField(choices=choices, widget=FilterSelect)

    def written(value, mark):
        form = Asked(initial={"lua_chon": value})
        form.fields["lua_chon"].widget.mark = mark
        return str(form["lua_chon"])

    one = written("a<b", "một")
    assert one == (
        '<select name="lua_chon" id="id_lua_chon"><option value="">tất cả</option><optgroup label="Nhóm">'
        '<option value="a&lt;b" selected>A &amp; B</option><option value="2">hai</option></optgroup></select>'
    )
    asked.clear()
    assert '<option value="2" selected>' in written("2", "một")
    assert "selected" not in written("khác", "một")
    assert asked == []
    assert written("a<b", "hai") == one
    with override("en"):
        assert written("a<b", "hai") == one
    assert asked == ["vi", "en"]
    written("a<b", "")
    written("a<b", "")
    assert asked == ["vi", "en", "vi", "vi"]


def test_a_download_in_english_has_english_headings(client):
    make.conference()
    vietnamese, _rows = table(client, "/hoi-nghi.csv")
    english, _rows = table(client, "/en/hoi-nghi.csv")
    assert (vietnamese[2:4], english[2:4]) == (["Vùng", "Năm"], ["Region", "Year"])


def test_a_download_is_streamed_under_its_name_with_a_byte_order_mark_where_excel_reads_it(client):
    make.conference()
    answer = client.get("/hoi-nghi.csv")
    assert answer.streaming
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hoi-nghi.csv"'
    assert next(iter(answer.streaming_content)).startswith("Lần,".encode())
    marked = client.get("/hoi-nghi.csv?bom=1")
    assert next(iter(marked.streaming_content)).startswith("\ufeffLần,".encode())


def test_a_download_holds_more_than_a_page(client):
    series = make.series()
    for year in range(1950, 1950 + PAGE_SIZE + 3):
        make.conference(series=series, year=year)
    _headings, lines = table(client, "/hoi-nghi.csv")
    assert len(lines) == PAGE_SIZE + 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_download_is_a_formula(client, start):
    make.conference()
    Conference.objects.update(theme=f"{start}HYPERLINK(1)")  # as a row of before: a save keeps no tab
    headings, (line,) = table(client, "/hoi-nghi.csv")
    assert dict(zip(headings, line, strict=True))["Chủ đề"] == f"'{start}HYPERLINK(1)"


def test_a_cell_that_is_no_formula_stays_as_it_is():
    assert [escape_formula(text) for text in ("Cao Bằng", "a=1", "", 5, "'x")] == [
        "Cao Bằng",
        "a=1",
        "",
        "5",
        "'x",
    ]


def test_a_cell_with_quotes_commas_and_lines_comes_back_whole(client):
    text = 'Pác Bó, "cội nguồn"; hướng tới\ntương lai'
    make.recommendation(text=text)
    headings, (line,) = table(client, "/kien-nghi.csv")
    assert dict(zip(headings, line, strict=True))["Nội dung"] == text


def test_a_theme_is_one_line_without_signs_that_nobody_sees(client):
    make.conference(theme="\t=HYPERLINK(1);\ntương lai\r")
    headings, (line,) = table(client, "/hoi-nghi.csv")
    assert dict(zip(headings, line, strict=True))["Chủ đề"] == "'=HYPERLINK(1); tương lai"


# --- Pages of a list ------------------------------------------------------------------------------------
@pytest.fixture
def many():
    series = make.series(name="Trung du")
    return [make.conference(series=series, year=2001 + number % 20) for number in range(PAGE_SIZE + 5)]


def test_a_list_shows_at_most_fifty_and_says_how_many_there_are(client, many):
    first, second = client.get("/hoi-nghi/"), client.get("/hoi-nghi/?trang=2")
    assert [len(answer.context["page"].object_list) for answer in (first, second)] == [PAGE_SIZE, 5]
    assert not {*first.context["page"].object_list} & {*second.context["page"].object_list}
    assert "55" in text_of(first)
    assert "trang 1/2" in text_of(first)


def test_the_links_between_pages_keep_the_question(client, many):
    answer = client.get("/hoi-nghi/?tu=2001&den=2020&vung=trung-du&q=trung+du")
    links = [link for link in hrefs(answer) if "trang=2" in link]
    asked = {"tu": ["2001"], "den": ["2020"], "vung": ["trung-du"], "q": ["trung du"], "trang": ["2"]}
    assert links
    assert all(parse_qs(urlsplit(link).query) == asked for link in links)
    assert len(rows(client, f"/hoi-nghi/{links[0]}")) == 5


def test_the_link_to_the_download_keeps_the_question_and_drops_the_page(client, many):
    answer = client.get("/hoi-nghi/?tu=2001&vung=trung-du&trang=2")
    links = [urlsplit(link) for link in hrefs(answer) if ".csv" in link]
    assert links
    for link in links:
        asked = {"tu": ["2001"], "vung": ["trung-du"], "bom": ["1"]}
        assert (link.path, parse_qs(link.query)) == ("/hoi-nghi.csv", asked)


@pytest.mark.parametrize("page", ["3", "999999999"])
def test_a_page_past_the_end_is_not_there(client, many, page):
    answer = client.get(f"/hoi-nghi/?trang={page}")
    assert answer.status_code == 404
    assert "Danh sách này không có trang đó." in text_of(answer)


@pytest.mark.parametrize(
    "page", ["abc", "0", "-1", "1e9", "1.0", "１２", "", "+1", " 1", "9" * 200, "²", "1_0"]
)
@pytest.mark.parametrize("path", LISTS.values())
def test_a_page_that_is_no_number_is_refused(client, path, page):
    answer = client.get(path, {"trang": page})
    assert (page, answer.status_code) == (page, 400)
    assert "Số trang phải là một số từ 1 trở lên." in text_of(answer)


def test_an_empty_list_has_one_page_and_says_that_it_is_empty(client):
    answer = client.get("/hoi-nghi/?trang=1")
    assert (answer.status_code, answer.context["page"].object_list) == (200, [])
    assert "Hồ sơ chưa có hội nghị nào." in text_of(answer)


def test_a_question_that_finds_nothing_says_so(client):
    make.conference()
    assert "Không có mục nào khớp." in text_of(client.get("/hoi-nghi/?q=khong+he+co"))


# --- The form -------------------------------------------------------------------------------------------
def hrefs(answer):
    return [unescape(part.partition('"')[0]) for part in answer.content.decode().split('href="')[1:]]


def test_each_part_of_the_question_is_named_and_can_be_taken_off(client, many):
    answer = client.get("/hoi-nghi/?nam=2005&vung=trung-du&q=trung&trang=1")
    parts = {
        part["name"]: str(getattr(part["words"], "name", part["words"]))
        for part in answer.context["found"].active
    }
    assert parts == {"q": "trung", "vung": "Trung du", "nam": "2005"}
    left = [parse_qs(urlsplit(link).query) for link in hrefs(answer) if link.startswith("?")]
    for gone in parts:
        kept = {
            name: [value]
            for name, value in {"q": "trung", "vung": "trung-du", "nam": "2005"}.items()
            if name != gone
        }
        assert kept in left


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("nam=abc", "Năm: Năm phải là số từ 1945 đến 2100."),
        ("nam=99999", "Năm: Năm phải là số từ 1945 đến 2100."),
        ("nam=1944", "Năm: Năm phải là số từ 1945 đến 2100."),
        ("nam=2101", "Năm: Năm phải là số từ 1945 đến 2100."),
        ("tu=2024.5", "Từ năm: Năm phải là số từ 1945 đến 2100."),
        ("den=-1", "Đến năm: Năm phải là số từ 1945 đến 2100."),
        ("nam=2024&tu=2020", "Chọn một năm, hoặc khoảng từ năm đến năm; không chọn cả hai."),
        ("nam=2024&den=2020", "Chọn một năm, hoặc khoảng từ năm đến năm; không chọn cả hai."),
        ("tu=2025&den=2024", "Năm đầu của khoảng phải trước năm cuối."),
        ("tinh=khong-co", "Tỉnh, thành phố: Không có tỉnh, thành phố nào tên là “khong-co”."),
        ("vai=chu-nha", "“chu-nha” không phải một lựa chọn ở mục này."),
        ("vung=khong-co", "Không có vùng hội nghị nào ở đường dẫn “khong-co”."),
        ("tinh_trang=xong", "“xong” không phải một lựa chọn ở mục này."),
        ("q=***", "Từ khóa phải có ít nhất một chữ cái hoặc chữ số."),
    ],
)
def test_a_mistake_is_refused_in_words_with_the_form_kept_and_no_rows(client, query, sentence):
    make.conference()
    answer = client.get(f"/hoi-nghi/?{query}&vung_khac=1")
    assert (answer.status_code, answer.context["page"].object_list) == (400, [])
    text = text_of(answer)
    assert sentence in text
    for name, (value,) in parse_qs(query).items():
        if name in ("nam", "tu", "den", "q"):
            assert f'value="{value}"' in text
    download = client.get(f"/hoi-nghi.csv?{query}")
    assert download.status_code == 400
    assert sentence.partition(": ")[2] in text_of(download) or sentence in text_of(download)


def test_the_rest_of_the_form_is_kept_beside_a_mistake(client):
    make.series(name="Trung du")
    make.province(name="Cao Bằng")
    answer = client.get("/hoi-nghi/?nam=abc&tinh=cao-bang&vai=dang-cai&vung=trung-du&q=pác+bó")
    form = answer.context["found"].form
    assert {name: form[name].value() for name in ("tinh", "vai", "vung", "q", "nam")} == {
        "tinh": "cao-bang",
        "vai": "dang-cai",
        "vung": "trung-du",
        "q": "pác bó",
        "nam": "abc",
    }
    text = text_of(answer)
    for kept in (
        '<option value="cao-bang" selected>',
        '<option value="trung-du" selected>',
        'value="pác bó"',
    ):
        assert kept in text


def test_a_word_of_the_question_is_never_read_as_markup(client):
    make.conference()
    for query in ('q="><script>alert(1)</script>', "tinh=<img src=x>", "vai='><b>", "nam=<svg/onload=1>"):
        name, _sep, value = query.partition("=")
        text = client.get("/hoi-nghi/", {name: value}).content.decode()
        assert value not in text


def test_a_year_is_four_plain_digits():
    field = YearField(required=False)
    assert [field.clean(value) for value in ("2024", " 1945 ", "2100", "", None)] == [
        2024,
        1945,
        2100,
        None,
        None,
    ]
    for junk in ("2024.0", "2_024", "２０２４", "+2024", "02024", "24", "0x7e8", "٢٠٢٤"):
        with pytest.raises(ValidationError):
            field.clean(junk)


def test_years_are_one_or_a_range_with_either_end_open(client):
    series = make.series()
    by_year = {year: make.conference(series=series, year=year) for year in (2014, 2019, 2024)}
    make.conference(series=series, year=None)
    found = {
        query: [row.year for row in rows(client, f"/hoi-nghi/?{query}")]
        for query in ("nam=2019", "tu=2019", "den=2019", "tu=2015&den=2023", "tu=2024&den=2024", "nam=2020")
    }
    assert found == {
        "nam=2019": [2019],
        "tu=2019": [2024, 2019],
        "den=2019": [2019, 2014],
        "tu=2015&den=2023": [2019],
        "tu=2024&den=2024": [2024],
        "nam=2020": [],
    }
    assert len(by_year) == 3


def test_search_ignores_marks_case_and_order(client):
    found = make.conference(theme="Pác Bó cội nguồn cách mạng")
    make.conference(theme="Đồng bằng")
    for words in ("Pác Bó", "PAC BO", "nguon coi", "cách mạng pác", "pa\u0301c bo\u0301", "Pác  Bó!"):
        assert rows(client, f"/hoi-nghi/?q={words}") == [found], words
    assert rows(client, "/hoi-nghi/?q=dong+bang+pac") == []


def test_a_thousand_words_are_read_as_twenty(client):
    make.conference(theme="mot")
    assert len(search_words("a " * 1000)) == 20
    assert client.get("/hoi-nghi/", {"q": "mot " * 40}).status_code == 200
    answer = client.get("/hoi-nghi/", {"q": "mot " * 1000})
    assert answer.status_code == 400
    assert "200" in text_of(answer)


def test_a_list_can_be_bookmarked(client, many):
    """The whole question is in the address: asked again by another reader, the answer is the same."""
    form = client.get("/hoi-nghi/?nam=2005&vung=trung-du").content
    assert b'method="get"' in form
    assert rows(client, "/hoi-nghi/?nam=2005&vung=trung-du") == rows(
        type(client)(), "/hoi-nghi/?nam=2005&vung=trung-du"
    )
    assert len(rows(client, "/hoi-nghi/?nam=2005&vung=trung-du")) == 3
