"""What a finger or a mouse meets on a long page: room for each letter, and the contents at hand."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (
    "[...document.querySelectorAll('.facts .marks a')].slice(0, -1).map(a => a.getBoundingClientRect().width)"
)
TOP = "document.querySelector('%s').getBoundingClientRect().top"


@pytest.fixture
def opened(monkeypatch, live_server):
    """opened(**context) -> the page of a conference with three sources, in a browser of that kind."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    conference = make.conference(series=make.series(name="Trung du"), ordinal=19, summary="Một câu. " * 400)
    for _ in range(3):
        make.citation(conference, source=make.source())
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])

        def go(**context):
            page = browser.new_context(**context).new_page()
            page.goto(live_server.url + conference.get_absolute_url())
            return page

        yield go
        browser.close()


def test_a_finger_has_24_pixels_a_letter_and_a_mouse_less(opened):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    assert min(opened(**phone).evaluate(WIDTHS)) >= 24
    assert max(opened().evaluate(WIDTHS)) < 24


@pytest.mark.parametrize("width", [390, 1280])
def test_the_contents_stay_in_sight_and_cover_no_heading_they_lead_to(opened, width):
    page = opened(viewport={"width": width, "height": 700})
    page.locator(".contents a[href='#thanh-phan']").click()
    assert page.evaluate(TOP % ".contents") == pytest.approx(0, abs=1)
    bar = page.locator(".contents").bounding_box()
    assert page.evaluate(TOP % "#thanh-phan h2") >= bar["height"]
    assert bar["x"] + bar["width"] <= width
