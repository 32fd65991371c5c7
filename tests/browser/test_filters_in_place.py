"""The filters of a list, by the keyboard: a line that opens, in place with JavaScript, as a plain form without it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_for_htmx

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NORTH = "/hoi-nghi/trung-du-va-mien-nui-phia-bac"
#: Keeps what a screen reader would announce: each new text of the count, which is a live region.
LISTEN = """() => {
    window.said = [];
    window.stays = true;
    const count = document.getElementById('so-tim-thay');
    new MutationObserver(() => window.said.push(count.textContent.trim())).observe(count, {childList: true, characterData: true, subtree: true});
}"""


def tab_to(page, selector):
    """Tab from where the keyboard is to `selector`, at most forty stops."""
    for _stop in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def conferences(page):
    """The addresses of the conferences that the list shows."""
    return {link.get_attribute("href") for link in page.locator("#ket-qua table td a.title").all()}


def open_filters(page):
    """The line of the filters is opened by the keyboard; nothing in it was reached before."""
    assert not page.locator("main .filter").is_visible()
    tab_to(page, "main .filters > summary")
    page.keyboard.press("Enter")


def open_filters_in_place(page):
    """The same, and what changes the list in place is there: a form that is sent before it is a plain one."""
    open_filters(page)
    wait_for_htmx(page)


def choose_lao_cai(page):
    """The province is chosen by the keyboard alone; the list answers."""
    open_filters_in_place(page)
    tab_to(page, "main select[name=tinh]")
    page.keyboard.type("Lao")
    wait_for_lao_cai(page)


def wait_for_lao_cai(page):
    page.wait_for_url("**tinh=lao-cai**")
    expect(page.locator("#ket-qua .chips")).to_contain_text("Lao Cai")


@pytest.fixture
def page(visit):
    page = visit("/en/hoi-nghi/")
    page.evaluate(LISTEN)
    return page


def test_the_list_changes_in_place_and_its_address_with_it(page):
    every = conferences(page)
    choose_lao_cai(page)
    assert page.evaluate("window.stays")  # the page was not loaded anew
    assert f"/en{NORTH}/lan-17/" in conferences(page)
    assert conferences(page) < every
    shown = conferences(page)
    page.reload()
    assert page.locator("main select[name=tinh]").input_value() == "lao-cai"
    assert conferences(page) == shown


def test_the_focus_stays_on_what_was_changed(page):
    choose_lao_cai(page)
    assert page.evaluate("document.activeElement.name") == "tinh"
    assert page.locator("main select[name=tinh]").input_value() == "lao-cai"
    assert page.locator("main .filter").is_visible()  # what was opened stays open


def test_what_is_asked_stays_in_sight_while_the_filters_are_folded(visit):
    page = visit("/hoi-nghi/?tinh=lao-cai")
    assert not page.locator("main .filter").is_visible()
    assert page.locator(".chips a[href='?']").inner_text().startswith("Tỉnh, thành phố: Lào Cai")


@pytest.mark.parametrize("script", [True, False])
def test_the_filters_are_open_where_one_is_wrong(visit, script):
    page = visit("/hoi-nghi/?nam=abc", java_script_enabled=script)
    assert page.locator("#loi-loc p").is_visible()
    assert page.locator("main input[name=nam]").is_visible()
    assert page.locator("main input[name=nam]").input_value() == "abc"


def test_the_new_count_is_announced(page):
    count = page.locator("#so-tim-thay")
    before = count.inner_text()
    choose_lao_cai(page)
    assert count.get_attribute("role") == "status"
    assert count.inner_text() != before
    assert page.evaluate("window.said.at(-1)").split()[0] == str(len(conferences(page)))


def test_a_mistake_is_announced_and_the_list_comes_back_when_it_is_mended(page):
    open_filters_in_place(page)
    tab_to(page, "main input[name=nam]")
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    page.locator("#loi-loc p").wait_for()
    assert page.locator("#loi-loc").get_attribute("role") == "alert"
    assert page.evaluate("document.activeElement.name") == "nam"
    assert page.locator("main input[name=nam]").input_value() == "abc"
    page.keyboard.press("Control+A")
    page.keyboard.type("2024")
    page.keyboard.press("Enter")
    page.locator("#ket-qua .chips").wait_for()
    assert page.locator("#loi-loc p").count() == 0
    assert f"/en{NORTH}/lan-19/" in conferences(page)


def test_back_brings_the_list_and_the_form_back(page):
    every, before = conferences(page), page.locator("#so-tim-thay").inner_text()
    open_filters_in_place(page)
    # At once: typed on a slow machine, "La" asks for Lai Châu first, and a step back comes there.
    page.locator("main select[name=tinh]").select_option("lao-cai")
    wait_for_lao_cai(page)
    page.go_back()
    page.wait_for_url("**/en/hoi-nghi/")
    page.locator("#ket-qua .chips").wait_for(state="detached")
    assert conferences(page) == every
    assert page.locator("#so-tim-thay").inner_text() == before
    assert page.locator("main select[name=tinh]").input_value() == ""
    page.go_forward()
    page.locator("#ket-qua .chips").wait_for()
    assert page.locator("main select[name=tinh]").input_value() == "lao-cai"
    assert conferences(page) < every


def test_without_javascript_the_same_form_is_sent(visit):
    page = visit("/en/hoi-nghi/", java_script_enabled=False)
    open_filters(page)
    tab_to(page, "main select[name=tinh]")
    page.keyboard.type("Lao Cai")
    tab_to(page, "main .filter button")
    page.keyboard.press("Enter")
    page.wait_for_url("**tinh=lao-cai**")
    assert f"/en{NORTH}/lan-17/" in conferences(page)
    assert page.locator("main select[name=tinh]").input_value() == "lao-cai"
    assert page.locator("#so-tim-thay").inner_text().split()[0] == str(len(conferences(page)))
