"""What is suggested while a question is typed."""

import re
from html import unescape
from itertools import islice
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Official, Series
from portal.base.text import fold, to_roman
from portal.records.models import Publication
from portal.search.index.indexing import batched
from portal.search.page.autocomplete import LOOKED_AT, MOST
from provinces.models import Body, Province
from tests import factories as make
from tests.test_junk import BROKEN_BYTES, JUNK

pytestmark = pytest.mark.django_db

ROW = re.compile(
    r'<li role="option" id="goi-y-(\d+)" aria-selected="false"\s+data-address="([^"]*)"(?: class="rest")?>'
    r"\s*<b[^>]*>(.*?)</b> <small>(.*?)</small>\s*</li>"
)


def rows(client, text, path="/goi-y/"):
    """[(number, address, title, kind)] of what is suggested for `text`."""
    answer = client.get(f"{path}?q={quote(text)}")
    assert answer.status_code == 200
    return [tuple(map(unescape, row)) for row in ROW.findall(answer.text)]


def names(client, text):
    return [title for _number, _address, title, _kind in rows(client, text)]


# --- What is suggested ------------------------------------------------------------------------------------
#: {as typed: the first name suggested} of the shipped record and two records more.
FIRST = {
    "Cao Bằng": "Cao Bằng",
    "cao bang": "Cao Bằng",
    "CAO B": "Cao Bằng",
    "bằng ca": "Cao Bằng",
    "caob": "Cao Bằng",
    "điện": "Điện Biên",
    "dien b": "Điện Biên",
    "bac can": "Bắc Kạn (đến 30/6/2025)",
    "tran hong": "Hồng Trần Thử",
    "Thử Tr": "Hồng Trần Thử",
    "ông hồng tr": "Hồng Trần Thử",
    "GS.TS. hồng": "Hồng Trần Thử",
    "bo khoa": "Bộ Khoa học và Công nghệ",
    "ubnd tỉnh cao": "Ủy ban nhân dân tỉnh Cao Bằng",
    "cao b ubnd": "Ủy ban nhân dân tỉnh Cao Bằng",
    "trung d": "Trung du và miền núi phía Bắc",
    "giống quế": "Nghiên cứu nhân giống quế",
}


def test_a_name_is_suggested_with_or_without_marks_unfinished_and_in_any_order(loaded, client):
    make.official(name="Hồng Trần Thử")
    make.task(title="Nghiên cứu nhân giống quế")
    assert {typed: names(client, typed)[:1] for typed in FIRST} == {
        typed: [name] for typed, name in FIRST.items()
    }
    assert {"Thái Nguyên", "Tây Ninh"} < set(names(client, "TN"))  # the initials of several places


@pytest.mark.parametrize("nth", [5, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_a_whole_name_is_suggested_first_with_and_without_marks(loaded, client, nth):
    """Every fifth in the suite, each in `make test-all`."""
    today = set(Province.objects.today().values_list("name", flat=True))
    named = {str(row.name_with_period): row.name for row in Province.objects.all()}
    wanted = {row.name: row.name for row in (*Series.objects.all(), *Official.objects.all())}
    for body in Body.objects.published().select_related("province"):
        place = body.province.name if body.province else ""
        wanted[body.name] = body.name if place in body.name else f"{body.name}, {place}"
    wanted |= {name: title for title, name in named.items() if title == name or name not in today}
    wrong = {}
    for name, title in [*wanted.items()][::nth]:
        for typed in (name, fold(name)):
            found = names(client, typed)[:1]
            if found != [title]:
                wrong[typed] = (found, title)
    assert wrong == {}


def test_what_only_contains_the_words_is_below_a_line(client):
    for name in ("Quế Thử", "Quế Thử Một", "Ban Quế Thử", "Viện Quế Thử"):
        make.named_body(name=name)

    def lines(text):
        return client.get(f"/goi-y/?q={quote(text)}").text.count('class="rest"')

    assert names(client, "quế thử") == ["Quế Thử", "Quế Thử Một", "Ban Quế Thử", "Viện Quế Thử"]
    answer = client.get("/goi-y/?q=que+thu").text
    assert re.findall(r'class="rest">\s*<b[^>]*>([^<]*)', answer) == ["Ban Quế Thử"]
    assert lines("thử") == 0  # nothing to part


def test_a_whole_name_is_suggested_though_a_hundred_newer_ones_begin_so(client):
    oldest = make.official(name="Vũ Thông")
    with batched():
        for number in range(LOOKED_AT + 1):
            make.official(name=f"Vũ Thông {to_roman(number + 1)}")
    assert names(client, "vũ thông")[0] == oldest.name


@pytest.mark.parametrize(
    "typed", ["lan 19", "lần thứ XIX", "xix", "XIX", "lần thứ mười chín", "19", "hội nghị 19"]
)
def test_an_ordinal_is_read_however_it_is_written(client, typed):
    xix = make.conference(ordinal=19)
    make.conference(ordinal=18)
    make.conference(ordinal=20)
    assert names(client, typed) == [xix.title]


def test_marks_that_are_typed_put_their_names_first(client):
    for name in ("Bán Thử", "Bàn Thử", "Bản Thử"):
        make.official(name=name)
    assert set(names(client, "ban")) == {"Bán Thử", "Bàn Thử", "Bản Thử"}
    assert names(client, "bán")[0] == "Bán Thử"
    assert names(client, "bàn th")[0] == "Bàn Thử"


def test_a_name_that_begins_so_comes_before_one_that_contains_the_words(client):
    make.province(name="Hòa Thử")
    body = make.named_body(name="Thử Nghiệm viện")
    assert names(client, "thử") == [body.name, "Hòa Thử"]


def test_a_row_leads_to_its_page_and_says_its_kind(client):
    official = make.official(name="Vũ Thông")
    row = ("1", official.get_absolute_url(), "Vũ Thông", "đại biểu")
    assert rows(client, "vũ th") == [row]
    assert rows(client, "vũ th", "/en/goi-y/") == [("1", f"/en{row[1]}", "Vũ Thông", "official")]


def test_only_names_are_suggested_not_what_a_page_says(client):
    place = make.province(name="Cao Bằng")
    make.task([place], title="Trồng hồi", summary="Quế ở Cao Bằng")
    conference = make.conference(aims="Quế", ordinal=3)
    make.recommendation(conference=conference, text="Trồng quế")
    assert names(client, "quế") == []
    assert names(client, "cao") == ["Cao Bằng"]


def test_at_most_eight_are_suggested_and_no_kind_crowds_out_another(client):
    with batched():
        for number in range(12):
            make.task(title=f"Thông số {number}")
            make.official(name=f"Thông Văn {'ABCDEFGHIKLM'[number]}")
            make.conference(series=make.series(name=f"Thông {number}"))
        make.province(name="Thông Thử")
        make.named_body(name="Thông tấn thử")
    found = rows(client, "thông")
    assert len(found) == MOST == 8
    kinds = [kind for *_row, kind in found]
    assert {"tỉnh, thành phố", "đại biểu", "cơ quan"} < set(kinds)
    assert len(rows(client, "thông số")) == 8
    assert [number for number, *_row in found] == [str(number) for number in range(1, 9)]


def test_a_lone_letter_suggests_nothing_but_narrows_names(client):
    make.official(name="Vũ Thông")
    make.official(name="Vũ Bình")
    assert names(client, "v") == []
    assert names(client, "vũ t") == ["Vũ Thông"]


# --- What is not ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN])
def test_what_is_not_published_is_never_suggested(client, state):
    make.official(name="Vũ Bí Mật", publication=state)
    make.task(title="Bí mật quế", publication=state)
    make.conference(series=make.series(name="Bí danh"), ordinal=51, publication=state)
    shown = make.official(name="Bí Thử")
    for typed in ("bí", "bi mat", "vũ b", "bí mật q", "lần 51", "51"):
        assert set(names(client, typed)) <= {shown.name, "Bí danh"}  # a region has no state of publication


def test_no_junk_breaks_the_list(client):
    make.official(name="Cao Bằng Thử")
    for query in JUNK:
        answer = client.get("/goi-y/", QUERY_STRING=query.encode().decode("latin-1"))
        expected = {400} if query in BROKEN_BYTES else {200}
        assert (query[:80], answer.status_code in expected | {200}) == (query[:80], True)
        assert len(answer.content) < 20_000
        assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize(
    "text",
    ['"', "*", "'", '"cao', "cao*", "-cao", "cao AND", "NEAR(cao", "cao:bang", "heads : cao", "^cao", "\\", "\u00a0", "cao\u00a0bằng",
     "😀", "\u202ecao", "\u200b", "%", "_", "__", "a" * 200, "cao " * 1500, "e\u0302\u0301", "\u0301", "ﷺ", "Ⅸ", "½", "²", "１２", "cao\nbang",
     "lần thứ 99999999999", "0", "00 00", "lần", "thứ", "ông", "ông bà", "i v x", "'; DROP TABLE x; --", "<b>", "ca&o"],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_any_text_gets_a_list(client, text):
    make.official(name="Cao Bằng Thử")
    make.conference(ordinal=9)
    make.term(kind="xung-ho", written="ông", meaning="")
    assert len(rows(client, text)) <= 3


def test_a_title_is_text(client):
    make.task(title='<b onclick="x()">Quế & hồi</b>')
    assert names(client, "quế") == ['<b onclick="x()">Quế & hồi</b>']
    assert "<b onclick" not in client.get("/goi-y/?q=qu%E1%BA%BF").text


# --- What it costs ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["vũ", "vu thong", "ông vũ", "lần 19 vũ", "zz"])
def test_three_rows_cost_no_more_queries_than_one(client, typed):
    make.term(kind="xung-ho", written="ông", meaning="")
    costs, letters = [], iter("ABCDE")
    for number in (1, 3, 5):
        for letter in islice(letters, number - len(names(client, "vũ thông"))):
            make.official(name=f"Vũ Thông {letter}")
        with CaptureQueriesContext(connection) as seen:
            rows(client, typed)
        costs.append(len(seen))
    names_cost = 3 if typed != "ông vũ" else 5  # the form of address is looked for as a name first
    if typed in ("vũ", "zz"):
        assert costs == [names_cost] * 3
    else:  # where names are few, other answers are looked for too
        counting = 3 if connection.vendor == "postgresql" else 0  # of beginnings (`boolean.newest`)
        assert costs[0] == costs[1] <= names_cost + 8 + counting
        assert costs[2] == (costs[0] if typed == "lần 19 vũ" else names_cost)


def test_too_little_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        for typed in ("", " ", "v", '"', "v t"):
            assert rows(client, typed) == []


def test_the_answer_may_be_kept_for_a_minute_and_no_search_engine_lists_it(client):
    answer = client.get("/goi-y/?q=cao")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    assert client.post("/goi-y/").status_code == 405


def test_what_a_reader_of_the_screen_hears(client):
    for name in ("Vũ Thông", "Vũ Thử"):
        make.official(name=name)
    said = re.compile(r'<ul role="listbox" aria-label="Gợi ý"\s+data-said="([^"]*)">')
    assert said.search(client.get("/goi-y/?q=v%C5%A9").text)[1] == "2 gợi ý"
    assert said.search(client.get("/goi-y/?q=zzz").text)[1] == "Không có gợi ý"
    assert said.search(client.get("/goi-y/?q=v").text)[1] == ""


@pytest.mark.parametrize("typed", ["T. Hà Giang", "TP. Hà Giang", "T.P Hà Giang", "t.ha giang"])
def test_the_unit_of_a_place_is_written_short(client, typed):
    make.province(name="Hà Giang")
    make.official(name="Trần Hà Giang")
    assert names(client, typed)[0].startswith("Hà Giang")
