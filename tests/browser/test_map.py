"""The map in a real browser: by keyboard, within the policy, and read before it is looked at on a phone."""

import pytest

from tests.browser.conftest import broken

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MAPS = ["/ban-do/", "/ban-do/?ky=sau&do=tham-du", "/en/ban-do/?do=kinh-phi", "/tinh-thanh/bac-kan/"]
FOCUSED = "document.activeElement.getAttribute('aria-label')"


def test_the_keyboard_walks_through_every_province_and_opens_one(visit):
    page = visit("/ban-do/", viewport={"width": 1280, "height": 900})
    page.locator("#hinh + .skip-map a").focus()
    names = []
    for _ in range(63):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED))
    assert len(set(names)) == 63
    assert names[0].startswith("An Giang: ")
    assert names[-1].startswith("Yên Bái: ")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.map') === null"), "labels are no second stop"
    page.locator(".map a[aria-label^='Cao Bằng']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tinh-thanh/cao-bang/")


def test_the_focused_province_differs_from_the_others(visit):
    page = visit("/ban-do/")
    page.locator("#hinh + .skip-map a").focus()
    page.keyboard.press("Tab")
    fill = "getComputedStyle(document.querySelector('.map a%s path')).fill"
    assert page.evaluate(fill % ":focus-visible") != page.evaluate(fill % ":not(:focus-visible)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_finger_reaches_a_province_by_its_shape_and_by_its_label(visit):
    for target in (".map a[aria-label^='Cao Bằng']", ".map .labels a[href$='/cao-bang/'] text"):
        page = visit("/ban-do/", has_touch=True, viewport={"width": 390, "height": 844})
        page.locator(target).tap()
        page.wait_for_url("**/tinh-thanh/cao-bang/")


@pytest.mark.parametrize("path", [*MAPS, "/", "/hoi-nghi/trung-du-va-mien-nui-phia-bac/"])
def test_no_map_breaks_the_policy_or_runs_off_the_page(visit, path):
    page = visit(path)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".map .frame:visible").count() == 2
        box, frames = page.locator(".map").bounding_box(), page.locator(".map .frame rect")
        for i in range(2):
            frame = frames.nth(i).bounding_box()
            assert frame["x"] >= box["x"] - 1
            assert frame["x"] + frame["width"] <= box["x"] + box["width"] + 1


@pytest.mark.parametrize("path", [*MAPS, "/"])
def test_words_on_a_map_are_never_smaller_than_11_pixels(visit, path):
    page = visit(path)
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('.map text, .map tspan')]
                .filter(words => getComputedStyle(words).display !== 'none')
                .map(words => parseFloat(getComputedStyle(words).fontSize)
                    * words.ownerSVGElement.getScreenCTM().a))"""
        )
        assert smallest >= 11, (path, width)


def test_on_a_phone_the_table_comes_first_and_at_a_desk_the_whole_map(visit):
    tops = "['.counts', '.map'].map(part => document.querySelector(part).getBoundingClientRect().top)"
    table, drawing = visit("/ban-do/", viewport={"width": 390, "height": 844}).evaluate(tops)
    assert table < drawing
    page = visit("/ban-do/", viewport={"width": 1280, "height": 900})
    table, drawing = page.evaluate(tops)
    assert drawing < table
    box = page.locator(".map").bounding_box()
    assert box["y"] + box["height"] <= 900
    assert page.locator(".counts").bounding_box()["x"] > box["x"] + box["width"]  # beside it


def test_both_archipelagos_are_printed(visit):
    page = visit("/ban-do/")
    page.emulate_media(media="print")
    assert page.locator(".map .frame:visible").count() == 2
    assert page.locator("figcaption .note").is_visible()


def test_axe_finds_nothing(visit):
    assert broken(visit("/livez"), MAPS) == {}
