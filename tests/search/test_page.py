"""The page of the search: how a question was read, what was found, the ways to narrow it, and its downloads."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.records.models import Publication
from portal.search.index.indexing import batched
from portal.search.index.rebuild import rebuild
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import words as as_words
from portal.search.models import Entry
from portal.search.page.explanation import QueryText
from tests import factories as make
from tests.pages import FORMS, LISTS, world
from tests.portal.test_lists import MORE
from tests.test_junk import BROKEN_BYTES, JUNK

pytestmark = pytest.mark.django_db

HIDDEN = [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN]


def ask(client, text="", path="/tim-kiem/", **words):
    return client.get(f"{path}?{urlencode({'q': text, **words})}")


def task(title, **fields):
    """A published task at no place, begun in 2024."""
    return make.task([], title=title, **fields)


def plain(html):
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", html)).split())


def titles(answer):
    """The titles on the page, in order."""
    return [plain(found) for found in re.findall(r'<a class="title"[^>]*>(.*?)</a>', answer.text)]


def links(answer, label):
    """[(words, number, query)] of the links of the navigation named `label`."""
    nav = re.search(rf'<nav[^>]* aria-label="{label}">(.*?)</nav>', answer.text, re.DOTALL)
    found = re.findall(r'<a href="\?([^"]*)"[^>]*>(.*?)</a>', nav[1], re.DOTALL) if nav else []
    return [(plain(words), unescape(query)) for query, words in found]


@pytest.fixture
def terms():
    """Two abbreviations and one that may be three places."""
    make.term(written="KH&CN", meaning="khoa học và công nghệ")
    make.term(kind="cach-viet", written="kĩ sư", meaning="kỹ sư")
    for name in ("Thái Nguyên", "Tây Ninh", "Tây Nguyên"):
        make.province(name=name)
        make.term(kind="dia-danh", written="TN", meaning=name)


# --- The box and how it was read ------------------------------------------------------------------------
def test_without_a_question_the_page_has_its_box_and_examples(client):
    answer = client.get("/tim-kiem/")
    assert answer.status_code == 200
    assert '<input id="tim" name="q" type="search"' in answer.text
    assert "KH&amp;CN miền núi" in answer.text
    assert titles(answer) == []
    assert ask(client, "", tinh="").status_code == 200


def test_each_example_finds_something_in_the_shipped_record(loaded, client):
    examples = re.findall(r'<li><a href="\?(q=[^"]*)">', client.get("/tim-kiem/").text)
    assert len(examples) == 5
    assert [query for query in examples if not titles(client.get(f"/tim-kiem/?{unescape(query)}"))] == []


@pytest.mark.parametrize("typed", ['"Quế" & <b>', "quế\u00a0hồi", "Bế  Minh", "quế" * 300], ids=range(4))
def test_the_box_keeps_what_was_typed(client, typed):
    box = re.search(r'<input id="tim"[^>]* value="([^"]*)"', ask(client, typed).text)
    assert unescape(box[1]) == typed


def test_it_says_by_which_meanings_it_searches_and_can_search_as_typed(client, terms):
    full = make.official(name="Vũ Công", aliases="Vũ Khoa học và công nghệ")
    short = make.official(name="Vũ KH&CN")
    make.conference(ordinal=19, theme="KH&CN")
    answer = ask(client, "KH&CN XIX")
    assert "Đang tìm theo nghĩa: KH&CN = khoa học và công nghệ; XIX = lần thứ 19." in plain(answer.text)
    answer = ask(client, "vũ KH&CN")
    assert set(titles(answer)) == {full.name, short.name}
    as_typed = re.search(r'<a href="\?([^"]*)" rel="nofollow">Tìm đúng như đã gõ</a>', answer.text)
    literal = client.get(f"/tim-kiem/?{unescape(as_typed[1])}")
    assert titles(literal) == [short.name]
    assert "Đang tìm đúng từng chữ như đã gõ. Tìm theo nghĩa" in plain(literal.text)
    assert titles(ask(client, "vu khcn", nguyen_van="on")) == []


def test_as_typed_keeps_marks_quotes_and_exclusions(client):
    ban, other, third = (task(title) for title in ("Bàn việc", "Bán việc", "Bàn khác"))
    assert set(titles(ask(client, "ban", nguyen_van="on"))) == {ban.title, other.title, third.title}
    assert set(titles(ask(client, "bàn", nguyen_van="on"))) == {ban.title, third.title}
    assert titles(ask(client, "bàn -khác", nguyen_van="on")) == [ban.title]
    assert titles(ask(client, '"việc bàn"', nguyen_van="on")) == []
    assert titles(ask(client, "bà", nguyen_van="on")) == []


def test_an_abbreviation_of_several_names_asks_which_is_meant(client, terms):
    answer = ask(client, "TN")
    said = re.search(r"<p>\s*“TN” có thể là(.*?)</p>", answer.text, re.DOTALL)[1]
    meant = {
        plain(name): parse_qs(unescape(query))["q"]
        for query, name in re.findall(r'<a href="\?([^"]*)"[^>]*>(.*?)</a>', said)
    }
    assert meant == {name: [name] for name in ("Thái Nguyên", "Tây Ninh", "Tây Nguyên")}
    assert set(titles(answer)) == {"Thái Nguyên", "Tây Ninh", "Tây Nguyên"}
    assert titles(ask(client, "Tây Ninh"))[0] == "Tây Ninh"


def test_what_is_left_out_quoted_excluded_or_too_long_is_explained(client):
    task("Quế và hồi")
    text = plain(ask(client, '"quế và" hồi -sa').text)
    assert "Đúng cụm từ: “quế và”." in text
    assert "Không có: “sa”." in text
    assert "chỉ đọc 20 từ" not in text
    assert "Không có: “Sa Pa”." in plain(ask(client, "quế trừ Sa Pa").text)
    for long in ("quế " * 21, "hồi " + "a" * 200, "quế" + " " * 300 + "hồi"):
        assert "Câu hỏi dài: chỉ đọc 20 từ và 200 chữ cái đầu." in plain(ask(client, long).text)


def test_a_question_too_long_to_be_read_is_not_carried_on(client):
    task("Quế")
    task("Quế", start_year=2020)
    answer = ask(client, "quế" + " hồi" * 1500)
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)[0]
    queries = re.findall(r'href="(?:/tim-kiem\.csv)?\?(q=[^"]*)"', main)
    assert queries != []
    assert [query for query in queries if len(query) > 2500] == []


def test_the_help_explains_the_phrase_and_the_minus(client):
    text = plain(client.get("/tim-kiem/").text)
    assert 'Đặt trong ngoặc kép để tìm đúng cụm từ: "công nghệ sinh học"' in text
    assert 'Đặt dấu trừ trước một từ để bỏ những mục có từ đó: hội nghị -"Cao Bằng"' in text


# --- What was found -------------------------------------------------------------------------------------
@pytest.fixture
def found_everywhere():
    """A record of each kind that names the pine of Pù Mát, in a world of others."""
    official = make.official(name="Vũ Thông Pù Mát")
    conference = make.conference(ordinal=7, theme="Thông Pù Mát", starts=date(2019, 5, 6), year=2019)
    make.statement(conference=conference, by_official=None, by_as_printed="Ông Pù Mát", points="Trồng thông.")
    make.recommendation(conference=conference, text="Trồng thông ở Pù Mát")
    make.task([], title="Gây giống thông Pù Mát", start_year=2021, end_year=2023)
    make.named_body(name="Vườn thông Pù Mát")
    task("Thông Pù Mát", start_year=2020, end_year=None)
    return official, conference


def test_officials_come_first_then_conferences_recommendations_tasks_statements(client, found_everywhere):
    answer = ask(client, "thông pù mát")
    headings = [plain(words) for words in re.findall(r"<h2>(.*?)</h2>", answer.text)]
    kinds = ["Đại biểu", "Hội nghị", "Kiến nghị, đề nghị", "Nhiệm vụ KH&CN", "Phát biểu", "Cơ quan"]
    assert [words for words in headings if words in kinds] == kinds
    assert titles(answer)[:2] == [
        "Thông Pù Mát",
        "Vũ Thông Pù Mát",
    ]  # the best, then the first of the first kind


def test_a_kind_shows_its_best_and_leads_to_all_of_it(client):
    for number in range(5):
        make.official(name=f"Vũ Thông {'ABCDE'[number]}")
    task("Thông")
    answer = ask(client, "thông")
    assert len(titles(answer)) == 3 + 1
    query = re.search(r'<a href="\?([^"]*)" rel="nofollow">\s*Xem cả 5 đại biểu\s*</a>', answer.text)[1]
    whole = titles(client.get(f"/tim-kiem/?{unescape(query)}"))
    assert len(whole) == 5
    assert [title for title in titles(answer) if title in whole] == whole[:3]


@pytest.mark.parametrize("text", ["Vũ Thông Pù Mát", "pù mát", "hội nghị pù mát"])
def test_the_best_stands_first_whatever_its_kind_and_once(client, found_everywhere, text):
    task("Theo vết Vũ Thông Pù Mát")
    answer = ask(client, text)
    assert answer.text.count("<h2>Khớp nhất</h2>") == 1
    best = ask(client, text, "/tim-kiem.json").json()["results"][0]["title"]
    assert (titles(answer)[0], titles(answer).count(best)) == (best, 1)


def test_words_are_marked_in_titles_and_snippets_as_they_are_written(client, found_everywhere):
    text = ask(client, "thong pu mat", loai="kien-nghi").text
    assert "Trồng <mark>thông</mark> ở <mark>Pù</mark> <mark>Mát</mark></a>" in text
    assert (
        "<mark>thông</mark> <mark>Pù</mark> <mark>Mát</mark>"
        in ask(client, "thông pù mát", loai="nhiem-vu").text
    )


def test_a_number_alone_may_be_an_ordinal(client):
    conference = make.conference(ordinal=19)
    make.conference(ordinal=18)
    assert titles(ask(client, "hội nghị 19")) == [conference.title]
    assert "<mark>lần thứ XIX</mark>" in ask(client, "KH&CN 19").text
    task("Trồng 19 giống thông")
    first = ask(client, "19", "/tim-kiem.json").json()["results"][0]
    assert first["title"] == "Trồng 19 giống thông"  # as typed before as meant


def test_sorted_by_day_it_is_one_list_undated_last(client, found_everywhere):
    newest = ask(client, "thông", sap_xep="moi")
    oldest = ask(client, "thông", sap_xep="cu")
    years = ["Gây giống thông Pù Mát", "Thông Pù Mát"]
    assert [title for title in titles(newest) if title in years] == years
    assert [title for title in titles(oldest) if title in years] == years[::-1]
    assert set(titles(newest)[-2:]) == set(titles(oldest)[-2:]) == {"Vũ Thông Pù Mát", "Vườn thông Pù Mát"}
    assert "<h2>Đại biểu</h2>" not in newest.text


def test_a_long_answer_is_read_in_pages_of_50_each_row_once(client):
    with batched():
        for number in range(330):
            task(f"Thông số {number}")
    seen = [titles(ask(client, "thông", trang=page)) for page in range(1, 8)]
    assert [len(rows) for rows in seen] == [50, 50, 50, 50, 50, 50, 30]
    assert len({title for rows in seen for title in rows}) == 330
    assert ask(client, "thông", trang=8).status_code == 404
    rows = csv_rows(ask(client, "thông", "/tim-kiem.csv"))
    assert [row["Tên"] for row in rows] == [title for page in seen for title in page]


# --- The ways to narrow it ------------------------------------------------------------------------------
def test_every_number_is_the_number_of_rows_it_leads_to(client):
    world(3)
    make.conference(year=2024, theme="Cao Bằng")
    followed = 0
    for words in ({}, {"tinh": "cao-bang", "loai": "kien-nghi"}, {"tu": 2020, "den": 2024}):
        answer = ask(client, "cao bang", **words)
        ways = [
            *links(answer, "Loại")[1:],
            *links(answer, "Theo năm"),
            *links(answer, "Tỉnh, thành phố"),
            *links(answer, "Hội nghị vùng"),
            *links(answer, "Lĩnh vực"),
        ]
        for said, query in ways:
            number = int(
                said.split()[0 if re.fullmatch(r"\d+ \d{4}", said) else -1]
            )  # a year stands after its number
            rows = csv_rows(client.get(f"/tim-kiem.csv?{query}"))
            page = client.get(f"/tim-kiem/?{query}")
            assert (query, number) == (query, len(rows))
            assert (query, page.context["shown"].count) == (query, len(rows))
            followed += 1
    assert followed > 20


def test_a_unit_of_today_finds_what_its_predecessors_hold(client):
    before, after = make.ended_province(name="Bắc Kạn"), make.province(name="Thái Nguyên")
    make.succession(predecessor=before, successor=after)
    make.task([before], title="Trồng hồi")
    make.task([after], title="Trồng hồi mới")
    assert set(titles(ask(client, "trồng hồi", tinh=after.slug))) == {"Trồng hồi", "Trồng hồi mới"}
    assert titles(ask(client, "trồng hồi", tinh=before.slug)) == ["Trồng hồi"]
    counts = dict(links(ask(client, "trồng hồi"), "Tỉnh, thành phố"))
    assert {words.rpartition(" ")[0]: words.rpartition(" ")[2] for words in counts} == {
        "Thái Nguyên": "2",
        before.name_with_period: "1",
    }


@pytest.mark.parametrize(
    "words",
    [{"tinh": "khong-co"}, {"loai": "khong-co"}, {"nam": "abc"}, {"dai_bieu": "khong-co"}, {"hoi_nghi": "a"},
     {"sap_xep": "a"}, {"trang": "abc"}, {"nam": "2024", "tu": "2020"}],
)  # fmt: skip
def test_a_way_that_is_none_is_refused_in_words_with_the_question_kept(client, words):
    task("Quế")
    task("Quế", start_year=2020)
    answer = ask(client, "quế", **words)
    assert answer.status_code == 400
    assert 'value="quế"' in answer.text
    assert re.search(r'role="alert">\s*<p>', answer.text)
    assert titles(answer) == []
    refused = ask(client, "quế", "/tim-kiem.json", **words)
    assert refused.status_code == 400
    assert refused.json()["error"]


def test_an_official_a_province_and_a_conference_are_searched_from_their_pages(client):
    shown = world()
    make.recommendation(conference=shown.conference, text="Trồng quế", by_official=shown.official)
    elsewhere = make.conference(year=2020)
    make.recommendation(conference=elsewhere, text="Trồng quế nơi khác")
    make.recommendation(conference=shown.conference, text="Trồng quế của tỉnh", by_province=shown.province)
    key = f"{shown.series.slug}/{shown.conference.slug}"
    within = {
        shown.official: ("dai_bieu", shown.official.slug, {"Trồng quế"}),
        shown.province: ("tinh", shown.province.slug, {"Trồng quế của tỉnh"}),
        shown.conference: ("hoi_nghi", key, {"Trồng quế", "Trồng quế của tỉnh"}),
    }
    for record, (word, value, expected) in within.items():
        page = client.get(record.get_absolute_url()).text
        form = re.search(r'<form class="minifind within" action="/tim-kiem/"(.*?)</form>', page, re.DOTALL)[1]
        assert f'<input type="hidden" name="{word}" value="{value}">' in form
        answer = ask(client, "trồng quế", **{word: value})
        assert set(titles(answer)) == expected
        assert (
            f'name="{word}" value="{value}"'
            in re.search(r'<form class="find"(.*?)</form>', answer.text, re.DOTALL)[1]
        )
        chip = re.search(r'<ul class="chips".*?<a href="\?([^"]*)">(.*?)</a>', answer.text, re.DOTALL)
        assert str(getattr(record, "title", record)) in plain(chip[2])
        everywhere = client.get(f"/tim-kiem/?{unescape(chip[1])}")
        assert everywhere.context["shown"].count == 3


# --- Nothing, or little ---------------------------------------------------------------------------------
def test_an_empty_answer_says_what_to_try(client):
    task("Quế Trà My")
    answer = ask(client, "quế zzzzz")
    assert "Không có mục nào khớp." in answer.text
    left = re.search(r'Bỏ “zzzzz”:\s*<a href="\?([^"]*)"[^>]*>\s*quế\s*</a>', answer.text)
    assert titles(client.get(f"/tim-kiem/?{unescape(left[1])}")) == ["Quế Trà My"]
    task("Sâm Ngọc Linh")
    parted = ask(client, "ngọc linh trà my")  # words that stand side by side are left out together
    assert re.findall(r"Bỏ “(.*?)”", parted.text) == ["ngọc linh", "trà my"]
    assert "Không có mục nào khớp." in ask(client, "zzzzz").text
    assert "Chưa có chữ hay số nào để tìm." in ask(client, '"*').text
    assert "Chưa có chữ hay số nào để tìm." in ask(client, "-quế").text


def test_an_empty_page_asks_no_more_of_the_database_than_one_that_found_something(client):
    for title in ("Quế Trà My", "Hồi Lạng Sơn", "Sâm Ngọc Linh"):
        task(title)
    with CaptureQueriesContext(connection) as found:
        assert titles(ask(client, "quế hồi sâm")) == []
    assert "Không có mục nào khớp." in ask(client, "quế hồi sâm zzzz linh").text
    with CaptureQueriesContext(connection) as unknown:
        ask(client, "quế hồi sâm zzzz linh")
    assert (len(found), len(unknown)) == (21, 21)


def test_what_is_left_out_is_the_word_itself_and_not_one_of_other_marks():
    typed = QueryText("Bộ KH&CN bố trí bo", Vocabulary())
    assert typed.without(as_words("bố")) == "Bộ KH&CN trí bo"
    assert typed.without(as_words("bộ")) == "KH&CN bố trí bo"
    assert typed.written(as_words("bo")) == "bo"
    assert (
        typed.with_other(as_words("BÔ"), "x") == "x KH&CN bố trí bo"
    )  # as it does not stand: by its letters


def test_a_name_run_together_is_the_name_even_where_an_address_holds_it_so(client):
    make.province(name="Cao Bằng")
    make.source(title="Cổng Cao", url="http://caobang.gov.vn/quế.html")
    for typed in ("caobang", "caobằng", "CaoBang"):
        assert titles(ask(client, typed))[0] == "Cao Bằng"
    assert "caobang = cao bang" in plain(ask(client, "caobang").text)


def test_where_only_the_scope_is_empty_the_way_out_is_shown(client):
    task("Quế")
    official = make.official()
    answer = ask(client, "quế", dai_bieu=official.slug)
    assert "Không có mục nào khớp trong phạm vi đang chọn." in answer.text
    way = re.search(r'<a href="\?([^"]*)">Tìm trong toàn hồ sơ</a>', answer.text)
    assert titles(client.get(f"/tim-kiem/?{unescape(way[1])}")) == ["Quế"]


def test_a_slip_of_the_finger_is_named_with_the_word_as_records_write_it(client):
    task("Trồng thông")
    answer = ask(client, "trồng thônh")
    assert titles(answer) == ["Trồng thông"]
    said = re.search(r"Có phải bạn tìm:.*?</p>", answer.text, re.DOTALL)[0]
    assert parse_qs(unescape(re.search(r'href="\?([^"]*)"', said)[1]))["q"] == ["trồng thông"]
    assert "gần giống với “thônh”" in plain(said)


def test_where_the_marks_are_others_the_word_is_asked_about_as_records_write_it(client):
    make.official(name="Trần Ngọc Tam")
    answer = ask(client, "tran ngoc tâm")
    assert titles(answer) == ["Trần Ngọc Tam"]
    assert "Không tính các chữ: tâm." in plain(answer.text)
    way = re.search(r'Có phải bạn tìm:\s*<a href="\?([^"]*)"[^>]*>tran ngoc tam</a>', answer.text)
    assert titles(client.get(f"/tim-kiem/?{unescape(way[1])}")) == ["Trần Ngọc Tam"]


@pytest.mark.parametrize(
    "typed", ["31/2/2024", "30-02-2024", "hội nghị 31.4.2024", "ngày 30 tháng 2 năm 2024"]
)
def test_a_day_that_no_calendar_has_is_told(client, typed):
    make.conference(year=2024)
    assert "Lịch không có ngày" in plain(ask(client, typed).text)
    assert "Lịch không có ngày" not in plain(ask(client, "29/2/2024").text)


def test_no_question_is_offered_that_only_adds_a_word(client):
    make.conference(theme="Quyết tâm", year=2024)
    offered = re.findall(r'<a href="\?q=([^"&]*)"', ask(client, "hội nghị tuyệttâm").text)
    assert [text for text in offered if "tuy%E1%BB%87tt%C3%A2m+" in text] == []


def test_what_is_read_as_it_was_typed_is_not_explained(client):
    make.conference(year=2024)
    for typed in ("hội nghị năm 2024", "hội nghị 2023-2024", "hội nghị 2024"):
        assert (typed, "Đang tìm theo nghĩa" in ask(client, typed).text) == (typed, False)
    assert "từ 2023 đến 2024 = 2023–2024" in plain(ask(client, "hội nghị từ 2023 đến 2024").text)


def test_a_word_of_one_record_that_is_a_slip_from_a_common_one_is_asked_about(client):
    for number in range(12):
        task(f"Cây quế số {number}")
    task("Cây quê")
    task("Cây que")
    task("Cây qué")
    task("Cây quết")
    rebuild()  # counts the words
    answer = ask(client, "cây quết")
    assert titles(answer) == ["Cây quết"]
    assert "Có phải bạn tìm: cây quế?" in plain(answer.text)


# --- What is not published ------------------------------------------------------------------------------
@pytest.mark.usefixtures("steady_version")
@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_is_in_no_part_of_the_page(client, state):
    province = make.province(name="Cao Bằng")
    task("Trồng thông")
    task("Trồng thông", start_year=2020)
    asked = [
        ("trồng thông", {}),
        ("trồng thônh", {}),
        ("trồng bimatt", {}),
        ("bimat", {}),
        ("bí mật", {}),
        ("thông bí mật", {}),
        ("trồng", {"sap_xep": "moi"}),
    ]
    paths = ("/tim-kiem/", "/en/tim-kiem/", "/tim-kiem.json", "/tim-kiem.csv")
    answers = {
        (path, text): body(ask(client, text, path, **words)) for path in paths for text, words in asked
    }
    hidden = make.conference(year=2013, theme="Trồng thông bimat bí mật", publication=state)
    make.participation(conference=hidden, province=province)
    make.recommendation(conference=hidden, text="Trồng thông bimat")
    make.statement(conference=hidden, points="Trồng thông bimat")
    make.figure(conference=hidden, as_printed="Trồng thông bimat")
    make.official(name="Vũ Trồng Thông Bimat", publication=state)
    make.task([province], title="Trồng thông bimat", publication=state)
    make.source(title="Trồng thông bimat", publication=state)
    assert Entry.objects.filter(public=False).count() == 7
    for (path, text), before in answers.items():
        assert (path, text, body(ask(client, text, path, **dict(asked)[text]))) == (path, text, before)
    for word, value in (
        ("hoi_nghi", f"{hidden.series.slug}/{hidden.slug}"),
        ("dai_bieu", "vu-trong-thong-bimat"),
    ):
        assert ask(client, "thông", **{word: value}).status_code == 400


def body(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


# --- Downloads and machines -----------------------------------------------------------------------------
def csv_rows(answer):
    return list(csv.DictReader(body(answer).removeprefix("\ufeff").splitlines(keepends=True)))


def test_the_download_holds_the_rows_of_the_page_and_runs_no_formula(client, found_everywhere):
    task("=1+1 thông")
    page = ask(client, "thông", sap_xep="moi")
    rows = csv_rows(ask(client, "thông", "/tim-kiem.csv", sap_xep="moi"))
    assert [row["Tên"].lstrip("'") for row in rows] == titles(page)
    assert "'=1+1 thông" in [row["Tên"] for row in rows]
    assert {row["Địa chỉ trang"].startswith("http://testserver/") for row in rows} == {True}
    assert list(rows[0]) == [
        "Loại",
        "Tên",
        "Nội dung",
        "Năm",
        "Ngày",
        "Địa chỉ trang",
        *MORE,
    ]
    english = csv_rows(ask(client, "thông", "/en/tim-kiem.csv"))
    assert english[0]["Page address"].startswith("http://testserver/en/")
    assert csv_rows(ask(client, "", "/tim-kiem.csv")) == []


def test_a_machine_gets_the_answer_as_json_the_best_first(client, found_everywhere):
    official, _conference = found_everywhere
    answer = ask(client, "vũ thông pù mát XX", "/tim-kiem.json")
    assert answer.headers["Content-Type"] == "application/json"
    answer = ask(client, "vũ thông pù mát", "/tim-kiem.json").json()
    assert list(answer) == ["query", "count", "page", "pages", "cut", "understood", "results"]
    assert (answer["query"], answer["page"], answer["pages"]) == ("vũ thông pù mát", 1, 1)
    assert answer["count"] == len(answer["results"])
    assert answer["results"][0] == {
        "id": official.pk,
        "kind": "dai-bieu",
        "title": "Vũ Thông Pù Mát",
        "address": f"http://testserver{official.get_absolute_url()}",
        "year": None,
    }
    assert ask(client, "", "/tim-kiem.json").json()["results"] == []


def test_the_page_is_json_where_that_is_asked_and_says_that_it_varies(client, terms):
    json_answer = client.get("/tim-kiem/?q=KH%26CN", headers={"accept": "application/json"})
    assert json.loads(json_answer.content) == client.get("/tim-kiem.json?q=KH%26CN").json()
    assert json_answer.json()["understood"] == [{"written": "KH&CN", "means": ["khoa học và công nghệ"]}]
    page = client.get("/tim-kiem/?q=KH%26CN", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert client.get("/tim-kiem/?q=a").headers["Content-Type"].startswith("text/html")
    assert "Accept" in json_answer.headers["Vary"]
    assert "Accept" in page.headers["Vary"]


def test_answers_are_not_indexed_but_the_box_is(client):
    assert "X-Robots-Tag" not in client.get("/tim-kiem/").headers
    for path in ("/tim-kiem/", "/tim-kiem.json", "/tim-kiem.csv"):
        assert ask(client, "quế", path).headers["X-Robots-Tag"] == "noindex"


# --- On every page --------------------------------------------------------------------------------------
def test_every_page_asks_the_whole_record(client):
    world()
    for path in ("/gioi-thieu/", *LISTS.values(), *FORMS.values()):
        for prefix in ("", "/en"):
            text = client.get(f"{prefix}{path}").text
            assert (path, f'<form class="minifind" action="{prefix}/tim-kiem/" role="search"' in text) == (
                path,
                True,
            )
            assert 'type="application/opensearchdescription+xml" title="' in text
    # Where the page's own box is large, the small one would say it twice.
    for path in ("/", "/en/", "/tim-kiem/"):
        text = client.get(path).text
        assert (path, text.count('role="search"'), text.count('<form class="find"')) == (path, 1, 1)


def test_a_browser_can_add_the_search(client):
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    for path, name, short in (
        ("/opensearch.xml", "/tim-kiem/", "Hồ sơ hội nghị"),
        ("/en/opensearch.xml", "/en/tim-kiem/", "Regional S&T"),
    ):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
        tree = ET.fromstring(answer.content)
        assert tree.find("o:ShortName", names).text == short
        urls = {url.get("type"): url.get("template") for url in tree.findall("o:Url", names)}
        assert urls["text/html"] == f"http://testserver{name}?q={{searchTerms}}"


def test_opensearch_names_the_address_of_the_site(client, settings):
    settings.SITE_ADDRESS = "https://hoso.vidu.vn"
    assert 'template="https://hoso.vidu.vn/tim-kiem/?q={searchTerms}"' in client.get("/opensearch.xml").text


def test_the_english_page_leads_to_english_pages(client, found_everywhere):
    answer = ask(client, "thông", "/en/tim-kiem/")
    assert "<h1>Search</h1>" in answer.text
    assert re.findall(r'class="title" href="(?!/en/)[^"]*"', answer.text) == []
    assert 'class="title" href="/en/dai-bieu/vu-thong-pu-mat/" lang="vi">' in answer.text


def test_one_record_is_called_by_its_kind_and_many_by_theirs(client, found_everywhere):
    text = plain(ask(client, "vũ thông pù mát", "/en/tim-kiem/", sap_xep="moi").text)
    assert "Vũ Thông Pù Mát official" in text
    assert "officials 1" in text
    rows = csv_rows(ask(client, "vũ thông pù mát", "/en/tim-kiem.csv", loai="dai-bieu"))
    assert [row["Kind"] for row in rows] == ["official"]


def test_paper_says_what_was_asked_since_it_has_no_box(client, found_everywhere):
    answer = ask(client, "thông", loai="nhiem-vu", nam="2020")
    line = re.search(r'<p class="on-paper">\s*Đang tìm:.*?</p>', answer.text, re.DOTALL)[0]
    assert " ".join(plain(line).split()) == "Đang tìm: thông; Năm: 2020; Loại: nhiệm vụ KH&CN"


# --- Junk -----------------------------------------------------------------------------------------------
def test_no_junk_breaks_the_answer_for_machines(client):
    world()
    for query in JUNK:
        answer = client.get("/tim-kiem.json", QUERY_STRING=query.encode().decode("latin-1"))
        assert (query[:80], answer.status_code) in {(query[:80], status) for status in (200, 400, 404)}
        if query not in BROKEN_BYTES:
            assert (query[:80], answer.headers["Content-Type"]) == (query[:80], "application/json")


@pytest.mark.parametrize(
    "text",
    ['"', "*", "'", '"cao', 'cao"', '""', "-", "--", '-"', "cao*", "cao AND bang", "NEAR(cao, bang)", "cao:bang", "heads:cao",
     "cao OR", "NOT cao", "(cao", "cao)", "^cao", "cao & bang", "cao | !bang", "cao <-> bang", "\\", "\u00a0", "cao\u00a0bằng", "😀",
     "cao 😀", "\u202ecao", "cao\u200bbang", "%", "_", "a" * 200, " ".join(f"tu{number}" for number in range(1500)), "cao " * 1500,
     "e\u0302\u0301", "\u0301", "ﷺ", "Ⅸ", "½", "²", "１２", "''", "$$", "${cao}", "{{cao}}", "cao\nbang", "\ufffe", "-cao -bang",
     "quý 4/2019", "cuối năm 2009", "lần thứ 99999999999", "0/0/0000", "31/2/2024", "2024-2", "1/1", "9999999999", "từ 2030 đến 2020", '"cao bằng" -"cao bằng"'],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_any_text_gets_a_sensible_page(client, text):
    make.conference(theme="Cao Bằng", ordinal=9, year=2024)
    task("Cao Bằng")
    for path, words in (
        ("/tim-kiem/", {}),
        ("/tim-kiem.json", {}),
        ("/tim-kiem/", {"nguyen_van": 1}),
        ("/tim-kiem.csv", {"sap_xep": "cu"}),
    ):
        answer = ask(client, text, path, **words)
        assert (path, answer.status_code) == (path, 200)
        assert len(body(answer)) < 200_000
