"""What the first screen of a page answers, on a phone and at a desk: the first row of each list, who met last and what comes next."""

import pytest

from tests.pages import LISTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
#: The first row of what a page lists.
ROW = "#ket-qua .records tbody tr, .hits li"


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_first_row_of_a_list_is_on_the_first_screen(visit, language):
    page = visit("/livez")
    below = {}
    for path in [*LISTS.values(), "/hoi-nghi/?tinh=lao-cai", "/tim-kiem/?q=cao+bang"]:
        page.goto(language + path)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            below[path, size["width"]] = page.locator(ROW).first.bounding_box()["y"] - size["height"] + 24
    assert {where: by for where, by in below.items() if by >= 0} == {}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False])
def test_the_home_page_answers_who_met_last_and_what_comes_next(visit, size, script):
    page = visit("/", viewport=size, java_script_enabled=script)
    said = " ".join(page.locator("#noi-bat").inner_text().split())
    for words in ("lần thứ XIX", "10/10/2024", "Cao Bằng", "Hoàng Minh", "Phó Chủ tịch UBND tỉnh [Cao Bằng]"):
        assert words in said
    assert "Điện Biên" in page.locator("#lan-sau").inner_text()
    for part in ("main .find", ".tries", "#noi-bat", "#lan-sau"):
        assert bottom(page.locator(part)) <= size["height"], part


def test_the_home_page_shows_its_filters_folded_and_what_comes_next_in_both_languages(visit):
    page = visit("/livez")
    for path in ("/", "/en/"):
        page.goto(path)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert page.locator(".filters").first.is_visible()
            assert not page.locator("main .filter").is_visible()
            assert page.locator("#lan-sau").bounding_box()["y"] < size["height"] - 60


def test_on_a_wide_screen_the_map_and_the_figures_are_beside(visit):
    page = visit("/", viewport=DESK)
    answer, drawing = page.locator("#noi-bat").bounding_box(), page.locator(".map").bounding_box()
    assert drawing["x"] > answer["x"] + answer["width"]
    assert drawing["y"] + drawing["height"] <= DESK["height"]
    for number in page.locator(".stated b").all():
        assert bottom(number) <= DESK["height"]
    assert page.locator(".stated b").all_inner_texts() == ["86", "636,1"]


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_of_the_home_page_opens_the_sources_that_are_folded(visit, script):
    page = visit("/", viewport=PHONE, java_script_enabled=script)
    assert not page.locator("#nguon").is_visible()
    page.locator("#noi-bat .marks a").first.click()
    page.locator("#nguon :target").wait_for(state="visible")
    page.emulate_media(media="print")
    assert page.locator("#nguon .refs > li").count() == page.locator("#nguon .refs > li:visible").count()


def test_the_filters_of_the_home_page_open_by_keyboard_and_lead_to_the_list(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(".filters summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("main .filter input[name=nam]").fill("2024")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hoi-nghi/?*nam=2024*")
    assert page.locator(".chips li").count() == 1
