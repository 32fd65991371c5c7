"""The front door: what is new in the record, and what readers had corrected."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils.html import strip_tags

from tests import factories as make

pytestmark = pytest.mark.django_db


def section(client, name, path="/"):
    """The words of one section of the home page, on one line."""
    html = client.get(path).text.partition(f'id="{name}"')[2].partition("</section>\n<")[0]
    return " ".join(unescape(strip_tags(html)).split())


def test_the_newest_conferences_are_those_held_last(client):
    series = make.series(name="Trung du")
    for ordinal, year in ((18, 2022), (19, 2024), (17, 2018)):
        make.conference(series=series, ordinal=ordinal, year=year, starts=date(year, 10, 10))
    make.conference(series=series, ordinal=20, year=2026, starts=None, status="du-kien")
    make.conference(series=series, ordinal=21, year=2025, starts=date(2025, 1, 1), publication="draft")
    assert [row.ordinal for row in client.get("/").context["newest_held"]] == [19, 18, 17]
    assert "10/10/2024" in section(client, "moi-ghi")


def test_the_newest_sources_were_read_last_then_printed_last(client):
    old = make.source(read_on=date(2026, 1, 1), published_on=date(2026, 1, 1))
    unread = make.source(read_on=None, published_on=date(2026, 3, 1))
    first = make.source(read_on=date(2026, 2, 1), published_on=date(2020, 1, 1))
    second = make.source(read_on=date(2026, 2, 1), published_on=date(2024, 1, 1))
    make.source(read_on=date(2026, 4, 1), publication="draft")
    assert list(client.get("/").context["newest_sources"]) == [second, first, old, unread]


def test_a_correction_names_the_record_and_the_fact_and_nothing_of_the_reader(client):
    conference = make.conference(series=make.series(name="Trung du"), ordinal=19)
    kept = {
        "text": "Tôi thấy ngày họp khác.",
        "name": "Nguyễn Văn A",
        "email": "a@vidu.vn",
        "note": "đã tra lại",
    }
    make.report(record=conference, fact="starts", state="da-sua", **kept)
    words = section(client, "moi-ghi")
    assert str(conference) in words
    assert "ngày họp" in words.lower()
    assert [word for word in kept.values() if word in client.get("/").text] == []


@pytest.mark.parametrize("state", ["moi", "dang-xem", "khong-sua"])
def test_a_report_that_changed_nothing_is_no_correction(client, state):
    make.report(record=make.conference(), fact="starts", state=state)
    assert list(client.get("/").context["corrections"]) == []
    assert "Chưa có điều nào." in section(client, "moi-ghi")


def test_the_words_of_a_reader_are_no_name_of_a_fact(client):
    make.report(record=make.conference(), fact="số của ông Nguyễn Văn A", state="da-sua")
    assert len(client.get("/").context["corrections"]) == 1
    assert "Nguyễn Văn A" not in client.get("/").text


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_a_correction_of_what_is_not_published_is_not_shown(client, state):
    make.report(record=make.conference(publication=state), fact="starts", state="da-sua")
    make.report(record=make.figure(conference=make.conference(publication=state)), state="da-sua")
    make.report(record=None, page="/gioi-thieu/", state="da-sua")
    assert list(client.get("/").context["corrections"]) == []


def test_nothing_recorded_says_so(client):
    words = section(client, "moi-ghi")
    assert "Hồ sơ chưa có hội nghị nào." in words
    assert "Hồ sơ chưa có nguồn nào." in words
    assert "Chưa có điều nào." in words


def test_the_timeline_counts_its_series_and_says_once_what_is_missing(client):
    for name in ("Trung du", "Đông Nam Bộ"):
        make.conference(series=make.series(name=name))
    assert section(client, "dong-thoi-gian").startswith("> 2 vùng trên một trục năm")
    assert unescape(strip_tags(client.get("/").text)).count("chưa nguồn nào trong hồ sơ nói tới") == 1


# --- The answer first -----------------------------------------------------------------------------------
def answered(client, path="/"):
    """{part of the first screen: its words on one line}; parts that are absent have none."""
    html = client.get(path).text
    parts = {}
    for name, end in (("noi-bat", "</article>"), ("lan-sau", "</div>"), ("hop-sau-cung", "</div>"), ("neu-gi", "</section>"), ("khac-nhau", "</section>")):  # fmt: skip
        inside = html.partition(f'id="{name}"')[2].partition(end)[0]
        if inside:
            parts[name] = " ".join(unescape(strip_tags(inside.partition(">")[2])).split())
    return parts


@pytest.fixture
def north():
    return make.series(name="Trung du")


@pytest.fixture
def xix(north):
    """The featured conference, under two co-chairs; the print leaves out the province of one."""
    conference = make.conference(series=north, ordinal=19, featured=True)
    place = make.province(name="Cao Bằng")
    make.participation(conference=conference, province=place, capacity="dang-cai")
    people = make.body(name="UBND tỉnh Cao Bằng", province=place)
    for name, printed, posts in (
        ("Hoàng Minh", "Thứ trưởng Bộ KH&CN", []),
        ("Trịnh Trường Huy", "Phó Chủ tịch UBND tỉnh", [make.post(body=people, title="Phó Chủ tịch")]),
    ):
        make.appearance(
            conference=conference,
            official=make.official(name=name),
            role="dong-chu-tri",
            post_as_printed=printed,
            posts=posts,
        )
    return conference


def test_the_first_answer_says_who_met_where_when_and_under_whom_with_the_province(client, xix):
    said = answered(client)["noi-bat"]
    for words in (
        "đã tổ chức",
        "Trung du, lần thứ XIX",
        "10/10/2024",
        "Cao Bằng",
        "Hoàng Minh",
        "Thứ trưởng Bộ KH&CN",
        "Phó Chủ tịch UBND tỉnh [Cao Bằng]",
    ):
        assert words in said


def test_the_next_and_the_last_conference_of_all_are_shown_beneath(client, xix, north):
    coming = make.conference(series=north, ordinal=20, year=2100, starts=None, status="du-kien")
    make.participation(
        conference=coming, province=make.province(name="Điện Biên", slug="dien-bien"), capacity="dang-cai"
    )
    make.conference(series=make.series(name="Đông Nam Bộ"), ordinal=17, year=2025)
    said = answered(client)
    assert re.search("lần thứ XX.*, Điện Biên.* dự kiến 2100", said["lan-sau"])
    assert "Đông Nam Bộ, lần thứ XVII, 10/10/2025" in said["hop-sau-cung"]
    assert "chưa có nguồn" not in said["hop-sau-cung"]


def test_where_no_conference_is_featured_the_one_held_last_is(client, north):
    for year in (2018, 2024, 2022):
        make.conference(series=north, ordinal=year - 2000, year=year)
    make.conference(series=north, ordinal=50, year=2100, status="du-kien")
    said = answered(client)
    assert "lần thứ XXIV" in said["noi-bat"]
    assert "hop-sau-cung" not in said  # it is the one above


def test_the_figures_of_the_region_come_with_it_the_first_two_as_printed(client, xix):
    for rank, low in ((3, 7), (1, 86), (2, 55)):
        make.figure(conference=xix, rank=rank, low=low, high=low)
    place = make.province(name="Sơn La")
    make.figure(conference=xix, rank=0, low=999, high=999, scope="tinh", scope_province=place)
    make.figure(low=888, high=888)  # of another conference
    page = client.get("/")
    assert [figure.low for figure in page.context["stated"]] == [86, 55]
    assert "86 nhiệm vụ" in answered(client)["neu-gi"]


def test_a_difference_between_sources_is_shown_with_its_source(client, xix):
    make.citation(xix, field="theme", differs="Chủ đề khác", source=make.source(publisher="Báo A"))
    make.citation(xix, field="venue", differs="Nhà khác", source=make.source(publication="draft"))
    make.citation(make.conference(), field="venue", differs="Ở nơi khác nữa")
    figure = make.figure(conference=xix)
    make.citation(figure, field="low", differs="85", source=make.source(publisher="Báo B"))
    said = answered(client)["khac-nhau"]
    assert "Chủ đề: Báo A nêu khác: Chủ đề khác" in said
    assert "86 nhiệm vụ: Báo B nêu khác: 85" in said
    assert [words for words in ("Nhà khác", "Ở nơi khác nữa") if words in client.get("/").text] == []


def test_a_conference_without_figures_or_differences_has_no_room_for_them(client, xix):
    assert set(answered(client)) == {"noi-bat"}


def test_an_empty_record_answers_nothing_and_still_asks(client):
    assert answered(client) == {}
    assert 'class="find"' in client.get("/").text
    assert "folded-sources" not in client.get("/").text


def test_the_examples_are_a_person_a_place_and_an_ordinal_that_the_page_names(client, xix):
    assert client.get("/").context["examples"] == ["Hoàng Minh", "Cao Bằng", "lần thứ XIX"]


def test_only_the_featured_and_the_next_conference_have_letters(client, xix, north):
    coming = make.conference(series=north, ordinal=20, year=2100, starts=None, status="du-kien")
    other = make.conference(series=make.series(name="Đông Nam Bộ"), ordinal=17, year=2025)
    sources = {row: make.citation(row).source for row in (xix, coming, other)}
    page = client.get("/")
    assert [cited.source for cited in page.context["evidence"].sources] == [sources[xix], sources[coming]]
    folded = page.text.partition('<details class="filters folded-sources">')[2]
    assert "2 nguồn" in unescape(strip_tags(folded.partition("</summary>")[0]))
    assert 'id="nguon"' in folded
