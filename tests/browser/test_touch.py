"""What a finger or a mouse meets on a long page: room for each letter, the contents at hand, sources in a fold."""

import pytest

from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDTHS = (
    "[...document.querySelectorAll('.facts .marks a')].slice(0, -1).map(a => a.getBoundingClientRect().width)"
)
TOP = "document.querySelector('%s').getBoundingClientRect().top"


@pytest.fixture
def opened(new_page, live_server):
    """opened(**context) -> the page of a conference with three sources, in a browser of that kind."""
    conference = make.conference(
        series=make.series(name="Trung du"), ordinal=19, venue="Hội trường", summary="Một câu. " * 400
    )
    sources = [make.source() for _ in range(3)]
    for source in sources:
        make.citation(conference, source=source)
    make.citation(conference, source=sources[0], field="venue", place="đoạn 4")

    def go(**context):
        page = new_page(live_server.url, **context)
        page.goto(conference.get_absolute_url())
        return page

    return go


def test_a_finger_has_24_pixels_a_letter_and_a_mouse_less(opened):
    assert min(opened(**PHONE).evaluate(WIDTHS)) >= 24
    assert max(opened().evaluate(WIDTHS)) < 24


@pytest.mark.parametrize("width", [390, 1280])
def test_the_contents_stay_in_sight_and_cover_no_heading_they_lead_to(opened, width):
    page = opened(viewport={"width": width, "height": 700})
    page.locator(".contents a[href='#thanh-phan']").click()
    assert page.evaluate(TOP % ".contents") == pytest.approx(0, abs=1)
    bar = page.locator(".contents").bounding_box()
    assert page.evaluate(TOP % "#thanh-phan h2") >= bar["height"]
    assert bar["x"] + bar["width"] <= width


FOLDED = "#nguon #nguon-a-doan-4"


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_a_source_is_folded_until_a_letter_leads_into_it(opened, script):
    page = opened(**PHONE, java_script_enabled=script)
    assert not page.locator(FOLDED).is_visible()
    page.locator(".facts a[href='#nguon-a-doan-4']").tap()
    assert page.locator(FOLDED).is_visible()
    box = page.locator(FOLDED).bounding_box()
    assert 40 < box["y"] < 844 - box["height"]  # on the screen, below the line of contents
    page.locator("#nguon-b").wait_for(state="visible")
    assert page.locator("#nguon-b details").count() == 0  # what fits a line needs no fold


def test_at_a_desk_and_on_paper_no_source_is_folded(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    assert page.locator(FOLDED).is_visible()
    assert not page.locator("#nguon summary").is_visible()
    page = opened(**PHONE)
    page.emulate_media(media="print")
    assert page.locator(FOLDED).is_visible()
    assert not page.locator("#nguon summary").is_visible()
