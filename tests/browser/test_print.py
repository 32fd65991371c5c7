"""A page on paper: A4, numbered, with the addresses of the record and of its sources, and no navigation."""

import re
import zlib

import pytest

from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)  # points


@pytest.fixture
def paper(new_page, live_server):
    """A page that anything is printed from."""
    return new_page(live_server.url)


@pytest.fixture
def xix():
    conference = make.conference(series=make.series(name="Trung du"), ordinal=19, summary="Một câu. " * 400)
    for number in range(12):
        make.citation(
            conference, field="" if number else "summary", source=make.source(title=f"Bài {number}")
        )
    return conference


def sizes(pdf):
    """The size in points of each page of a PDF."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", b"\n".join(parts))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_a_record_prints_on_numbered_pages_of_a4(paper, xix, live_server):
    paper.goto(live_server.url + xix.get_absolute_url())
    pdf = paper.pdf(prefer_css_page_size=True)
    found = sizes(pdf)
    assert len(found) > 1
    assert set(found) == {A4}
    rule = paper.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText).join('')"
    )
    assert "counter(page)" in rule


def test_paper_shows_addresses_and_nothing_to_press(paper, xix, live_server):
    paper.goto(live_server.url + xix.get_absolute_url())
    paper.emulate_media(media="print")
    text = paper.locator("main").inner_text()
    assert f"{live_server.url}{xix.get_absolute_url()}" in text
    listed = paper.locator("#nguon .refs > li").all_inner_texts()
    assert len(listed) == 12
    assert all("https://vidu.vn/bai-" in source for source in listed)
    for name in (".nav", ".crumbs", ".minifind", ".skip", ".cite", ".acts > ul", ".util"):
        assert not any(part.is_visible() for part in paper.locator(name).all()), name
    paper.emulate_media(media="screen")
    assert not any(part.is_visible() for part in paper.locator(".on-paper").all())


def test_linked_data_is_no_script_to_the_policy(paper, xix, live_server):
    answer = paper.goto(live_server.url + xix.get_absolute_url())
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert paper.locator('script[type="application/ld+json"]').count() == 1
    assert paper.complaints == []


def test_the_citation_opens_without_a_script(new_page, xix, live_server):
    page = new_page(live_server.url, java_script_enabled=False)
    page.goto(xix.get_absolute_url())
    assert not page.locator(".cite pre").is_visible()
    page.locator(".cite summary").click()
    assert page.locator(".cite pre").is_visible()


def test_the_mark_of_test_data_is_dark_on_paper(paper, live_server):
    make.task(title="[Dữ liệu thử] Một", synthetic=True)
    make.source(synthetic=True)
    paper.goto(f"{live_server.url}/nhiem-vu/")
    paper.emulate_media(media="print", color_scheme="dark")
    looks = (
        "(element => { const look = getComputedStyle(element); return [look.color, look.borderTopStyle]; })"
    )
    banner, page = (
        paper.evaluate(f"{looks}(document.querySelector('{part}'))") for part in (".banner", "body")
    )
    assert banner == [page[0], "solid"]
    assert paper.locator(".records .synthetic").is_visible()


def test_a_chart_breaks_over_sheets_and_leaves_no_heading_alone(paper, live_server):
    for year in range(1980, 2024):
        make.task(start_year=year, end_year=year + 1)
    paper.goto(f"{live_server.url}/nhiem-vu/")
    paper.emulate_media(media="print")
    assert paper.evaluate("getComputedStyle(document.querySelector('.chart')).breakInside") == "auto"
