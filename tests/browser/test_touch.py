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


def press(page, selector):
    """Presses the middle of a letter. Playwright's click would take the pixel of the word that is only read out."""
    page.locator(selector).scroll_into_view_if_needed()
    x, y = page.evaluate(
        "name => { const box = document.querySelector(name).getBoundingClientRect(); "
        "return [box.x + box.width / 2, box.y + box.height / 2]; }",
        selector,
    )
    page.mouse.click(x, y)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("context", [PHONE, {"viewport": {"width": 1280, "height": 900}}])
def test_a_source_is_one_line_until_a_letter_leads_into_it(opened, script, context):
    page = opened(**context, java_script_enabled=script)
    lines = page.locator("#nguon .refs > li")
    assert [line.bounding_box()["height"] < 60 for line in lines.all()] == [True] * 3
    assert not page.locator(FOLDED).is_visible()
    press(page, ".facts a[href='#nguon-a-doan-4']")
    assert page.locator(FOLDED).is_visible()
    box = page.locator(FOLDED).bounding_box()
    assert 40 < box["y"] < context["viewport"]["height"] - box["height"]  # below the line of contents
    assert not page.locator("#nguon-b").is_visible()
    page.locator("#nguon summary").nth(1).click()
    assert page.locator("#nguon-b").is_visible()


def test_on_paper_a_source_is_its_line_and_its_address_and_every_letter_is_printed(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    page.emulate_media(media="print")
    assert not page.locator(FOLDED).is_visible()
    assert page.locator("#nguon .refs > li .address").first.is_visible()
    assert page.locator(".facts .marks:has(.more) .on-paper").first.inner_text() == "c"
    assert not any(button.is_visible() for button in page.locator(".more").all())


SHEET = ".who-says:popover-open"


@pytest.mark.parametrize("script", [True, False])
def test_a_finger_opens_all_sources_of_a_fact_in_a_sheet_at_the_foot(opened, script):
    page = opened(**PHONE, java_script_enabled=script)
    page.locator(".facts .more").first.tap()
    sheet = page.locator(SHEET)
    assert len(sheet.locator("li a").all()) == 3
    box = sheet.bounding_box()
    assert (box["x"], round(box["y"] + box["height"])) == (0, 844)
    assert min(link.bounding_box()["height"] for link in sheet.locator("a, button").all()) >= 24
    sheet.locator("a[href='#nguon-b']").tap()
    assert 0 <= page.locator("#nguon-b").bounding_box()["y"] < box["y"]  # in sight above the sheet
    sheet.locator("button").tap()
    assert page.locator(SHEET).count() == 0


def test_the_keyboard_opens_all_sources_walks_into_them_and_escape_closes(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    button = page.locator(".facts .more").first
    button.focus()
    page.keyboard.press("Enter")
    sheet, at = page.locator(SHEET).bounding_box(), button.bounding_box()
    assert (
        abs(sheet["y"] - (at["y"] + at["height"])) < 40 or abs(at["y"] - (sheet["y"] + sheet["height"])) < 40
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.who-says') !== null")
    page.keyboard.press("Escape")
    assert page.locator(SHEET).count() == 0
    assert page.evaluate("document.activeElement.className") == "more"


def test_without_popover_support_the_lists_are_at_the_end_of_the_page(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('.who-says').forEach(list => list.removeAttribute('popover'))")
    found = page.locator(".who-says")
    assert found.count() > 0
    foot = page.locator("#nguon").bounding_box()
    assert all(one.bounding_box()["y"] >= foot["y"] + foot["height"] for one in found.all())
