"""What can be followed: Atom of changes and corrections, a sitemap, a calendar. Each read by another's reader."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from icalendar import Calendar

from portal.changes.models import public_edition
from portal.changes.recorder import acting, unrecorded
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def xix():
    with unrecorded():
        return make.conference(
            series=make.series(name="Trung du"), ordinal=19, year=2024, starts=date(2024, 10, 9), ends=date(2024, 10, 10),
            theme="Pác Bó", venue="Hội trường", city="Cao Bằng",
        )  # fmt: skip


def change(record, note="", **columns):
    with acting(public_note=note) as act:
        for name, value in columns.items():
            setattr(record, name, value)
        record.save()
    return act


def entries(client, path):
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")


def text(entry, name):
    return entry.findtext(f"{ATOM}{name}")


# --- Atom -----------------------------------------------------------------------------------------------
def test_the_feed_of_a_record_says_what_its_history_says(client, xix):
    first = change(xix, note="Theo giấy mời.", theme="Mới")
    second = change(xix, venue="Hội trường A")
    path = f"{xix.get_absolute_url()}lich-su.atom"
    found = entries(client, path)
    assert [text(one, "title") for one in found] == [f"{xix}: sửa địa điểm", f"{xix}: sửa chủ đề"]
    assert [text(one, "summary") for one in found] == [None, "Theo giấy mời."]
    assert [text(one, "id").rpartition("#")[2] for one in found] == [str(second.pk), str(first.pk)]
    assert f'href="{path}"' in client.get(xix.get_absolute_url()).text
    feed = ET.fromstring(client.get(f"/en{path}").content)
    assert (
        feed.find(f"{ATOM}author/{ATOM}name").text == "Regional S&T Conferences"
    )  # without which Atom is no Atom
    assert feed.find(f"{ATOM}subtitle").text.startswith(f"Data version {public_edition().number} of ")


def test_a_recommendation_is_followed_with_its_replies(client, xix):
    with unrecorded():
        asked, other = (make.recommendation(conference=xix, number=number) for number in (1, 2))
    change(other, text="Việc khác")
    with acting(public_note="Theo công văn <12>."):
        make.reply(recommendation=asked)
    (one,) = entries(client, f"/kien-nghi/{asked.pk}.atom")
    assert text(one, "title") == f"{asked}: sửa trạng thái; thêm trả lời"
    assert text(one, "summary") == "Theo công văn &lt;12&gt;."  # HTML, as Django calls it
    with unrecorded():
        xix.publication = "draft"
        xix.save()
    assert client.get(f"/kien-nghi/{asked.pk}.atom").status_code == 404


def test_a_record_that_never_changed_has_an_empty_feed_as_old_as_the_data(client, xix):
    answer = client.get(f"{xix.get_absolute_url()}lich-su.atom")
    feed = ET.fromstring(answer.content)
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.find(f"{ATOM}updated").text.startswith(public_edition().day.isoformat())


def test_the_newest_changes_are_those_of_pages_each_once(client, xix):
    with unrecorded():
        official, draft = make.official(name="Bế Minh Đức"), make.official(name="Kín", publication="draft")
        make.gap(xix, field="venue")
    change(xix, theme="Một")
    change(official, aliases="Bế Minh Đứcc")
    change(draft, aliases="Kín đáo")
    last = change(xix, theme="Hai")
    found = entries(client, "/moi-sua.atom")
    assert [text(one, "title") for one in found] == [f"hội nghị: {xix}", f"đại biểu: {official}"]
    assert text(found[0], "id").endswith(f"{xix.get_absolute_url()}#{last.pk}")
    change(official, publication="draft")
    assert [text(one, "title") for one in entries(client, "/moi-sua.atom")] == [f"hội nghị: {xix}"]


def test_what_nobody_shows_is_no_news(client, xix):
    change(xix, featured=True)
    assert entries(client, "/moi-sua.atom") == []


def test_corrections_name_the_record_and_nothing_of_who_reported(client, xix):
    make.report(
        record=xix, fact="theme", state="da-sua", text="Sai rồi", name="Lê Thị Kín", email="kin@vidu.vn"
    )
    make.report(record=xix, fact="theme", state="moi")
    (one,) = entries(client, "/da-sua.atom")
    assert text(one, "title") == f"{xix}: chủ đề"
    whole = client.get("/da-sua.atom").text
    assert not [word for word in ("Kín", "kin@", "Sai rồi") if word in whole]


# --- Sitemap --------------------------------------------------------------------------------------------
def locations(client, path):
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    root = ET.fromstring(answer.content)
    return {place.find(f"{MAP}loc").text: place.find(f"{MAP}lastmod") for place in root}


def test_the_sitemap_has_every_published_page_in_both_languages(client, xix):
    with unrecorded():
        hidden = make.conference(publication="draft")
    change(xix, theme="Mới")
    found = locations(client, "/sitemap-conference.xml")
    path = xix.get_absolute_url()
    assert {*found} == {f"http://testserver{path}", f"http://testserver/en{path}"}
    assert {changed.text for changed in found.values()} == {public_edition().day.isoformat()}
    assert hidden.get_absolute_url() not in str(found)
    index = locations(client, "/sitemap.xml")
    assert len(index) == 8
    assert "http://testserver/nhiem-vu/" in locations(client, "/sitemap-trang.xml")
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_a_sitemap_bears_the_address_that_the_operator_gave(client, xix, settings):
    settings.SITE_ADDRESS = "https://hoso.vidu.vn"
    found = locations(client, "/sitemap-conference.xml")
    assert f"https://hoso.vidu.vn{xix.get_absolute_url()}" in found


@pytest.mark.parametrize(
    "path", ["/sitemap-khong.xml", "/sitemap-conference.xml?p=99", "/sitemap-conference.xml?p=abc"]
)
def test_a_part_of_the_sitemap_that_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


# --- Calendar -------------------------------------------------------------------------------------------
def test_the_calendar_has_the_conferences_of_a_known_day(client, xix):
    with unrecorded():
        make.conference(series=xix.series, ordinal=20, year=2099, starts=None, status="du-kien")
        off = make.conference(series=xix.series, ordinal=21, year=2027, starts=date(2027, 1, 5), status="huy")
        sure = make.conference(ordinal=2, year=2027, starts=date(2027, 2, 5), status="da-thong-bao")
        make.conference(
            series=xix.series, ordinal=22, year=2027, starts=date(2027, 3, 5), publication="draft"
        )
    answer = client.get("/hoi-nghi.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    assert "1 hội nghị chưa rõ ngày" in found.description
    assert f"Dữ liệu phiên bản {public_edition().number}, " in found.description
    assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D" in answer.content
    events = {str(event["UID"]): event for event in found.walk("VEVENT")}
    assert {*events} == {f"hoi-nghi-{row.pk}@testserver" for row in (xix, off, sure)}
    event = events[f"hoi-nghi-{xix.pk}@testserver"]
    assert (event.start, event.end) == (date(2024, 10, 9), date(2024, 10, 11))
    assert (event["SUMMARY"], event["LOCATION"], event["STATUS"]) == (
        "Trung du, lần thứ XIX", "Hội trường, Cao Bằng", "CONFIRMED",
    )  # fmt: skip
    assert [str(events[f"hoi-nghi-{row.pk}@testserver"]["STATUS"]) for row in (off, sure)] == [
        "CANCELLED",
        "TENTATIVE",
    ]


def test_a_change_raises_the_sequence_and_keeps_the_name(client, xix):
    path = f"{xix.series.get_absolute_url()}lich.ics"
    before, again = (Calendar.from_ical(client.get(path).content).walk("VEVENT")[0] for _time in range(2))
    assert before.to_ical() == again.to_ical()
    change(xix, starts=date(2024, 10, 8))
    after = Calendar.from_ical(client.get(path).content).walk("VEVENT")[0]
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after.start == date(2024, 10, 8)


# --- A search -------------------------------------------------------------------------------------------
def test_a_search_can_be_followed(client, xix):
    with unrecorded():
        older = make.conference(
            series=xix.series, ordinal=18, year=2022, starts=date(2022, 5, 6), theme="Pác Bó"
        )
        make.conference(theme="Pác Bó kín", publication="draft")
    change(older, venue="Nhà A")
    found = entries(client, "/tim-kiem.atom?q=pac+bo")
    assert [text(one, "id").partition("#")[0] for one in found] == [
        f"http://testserver{record.get_absolute_url()}" for record in (older, xix)
    ]
    assert text(found[1], "updated").startswith("2024-10-10")  # its own day
    assert client.get("/tim-kiem.atom?nam=abc").status_code == 400
    assert 'href="/tim-kiem.atom?q=pac+bo"' in client.get("/tim-kiem/?q=pac+bo").text
