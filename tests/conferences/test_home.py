"""The front door: what is new in the record, and what readers had corrected."""

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
