"""The search in a real Chromium: the boxes as ARIA comboboxes, the page of an answer, both without a script too."""

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

BY_FINGER = {"target-size": {"enabled": True}}
#: The box of every page, of the home page, of the search.
BOXES = {
    "/gioi-thieu/": "header input[name=q]",
    "/": "main form.find input[name=q]",
    "/tim-kiem/": "main input[name=q]",
}


def suggestions_asked(page):
    """What the suggestions were asked for, in order."""
    return [parse_qs(urlparse(url).query)["q"][0] for url in page.asked if urlparse(url).path == "/goi-y/"]


def options(page):
    return page.locator("[role=option]")


def active(box):
    """The words of the option that the box says is active, or None."""
    return box.evaluate(
        "box => document.getElementById(box.getAttribute('aria-activedescendant'))?.innerText ?? null"
    )


def typed(page, selector, text):
    """The box with `text` typed into it, its list open."""
    box = page.locator(selector)
    box.click()
    page.keyboard.type(text)
    expect(box).to_have_attribute("aria-expanded", "true")
    return box


# --- The combobox -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", BOXES)
def test_a_box_is_a_combobox_by_the_keyboard(visit, path):
    page = visit(path)
    box = page.locator(BOXES[path])
    expect(box).to_have_role("combobox")
    for name, value in (("aria-autocomplete", "list"), ("aria-expanded", "false")):
        expect(box).to_have_attribute(name, value)
    typed(page, BOXES[path], "cao b")
    count = options(page).count()
    assert count == 8
    owned = page.locator(f"#{box.get_attribute('aria-controls')}")
    expect(owned).to_have_role("listbox")
    expect(owned).to_be_visible()
    expect(page.locator("form:has(:focus) [role=status]")).to_have_text("8 gợi ý")
    assert active(box) is None
    seen = []
    for _press in range(count + 1):
        page.keyboard.press("ArrowDown")
        seen.append(active(box))
        selected = page.locator("[role=option][aria-selected=true]")
        assert [selected.nth(at).inner_text() for at in range(selected.count())] == (
            [seen[-1]] if seen[-1] else []
        )
    assert seen[0].startswith("Cao Bằng")
    assert len(set(seen[:-1])) == count
    assert seen[-1] is None  # after the last one the keyboard is in the box again
    page.keyboard.press("ArrowUp")
    assert active(box) == seen[count - 1]
    assert box.input_value() == "cao b"
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(owned).to_have_count(0)
    assert active(box) is None
    assert box.input_value() == "cao b"
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tinh-thanh/cao-bang/")
    assert page.complaints == []


def test_enter_with_no_row_chosen_asks_the_search(visit):
    page = visit("/")
    typed(page, BOXES["/"], "cao b")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=cao+b*")


def test_a_mouse_chooses_a_row_and_a_click_elsewhere_closes_the_list(visit):
    page = visit("/gioi-thieu/")
    box = typed(page, BOXES["/gioi-thieu/"], "cao b")
    page.locator("h1").click()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("x")
    typed(page, BOXES["/gioi-thieu/"], "ằ")  # "cao bằ"
    options(page).filter(has_text="Cao Bằng").first.click()
    page.wait_for_url("**/tinh-thanh/cao-bang/")


def test_what_is_suggested_in_english_leads_to_english_pages(visit):
    page = visit("/en/")
    typed(page, BOXES["/"], "cao bang")
    expect(options(page).first).to_contain_text("province or city")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/tinh-thanh/cao-bang/")


def test_the_words_of_a_slower_answer_are_not_shown_for_later_ones(visit):
    page = visit("/")
    first = []
    page.route(
        "**/goi-y/?q=cao%20b", lambda route: first.append(route)
    )  # never answered while the test types on
    box = page.locator(BOXES["/"])
    box.click()
    page.keyboard.type("cao b")
    page.wait_for_function("() => performance.now() > 0")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Backspace")
    page.keyboard.type("la")
    expect(box).to_have_attribute("aria-expanded", "false")
    for _letter in "cao la":
        page.keyboard.press("Backspace")
    page.keyboard.type("lạng s")
    expect(options(page).first).to_contain_text("Lạng Sơn")
    assert "Cao Bằng" not in page.locator("[role=listbox]").inner_text()


# --- Vietnamese input methods -----------------------------------------------------------------------------
def test_nothing_is_asked_while_a_word_is_being_composed(visit):
    page = visit("/")
    box = page.locator(BOXES["/"])
    box.click()
    method = page.context.new_cdp_session(page)
    for text in ("c", "ca", "cao", "cao b", "cao bă", "cao bằ"):
        method.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
        page.wait_for_timeout(200)  # longer than the pause after which the list is asked for
    assert box.input_value() == "cao bằ"
    assert suggestions_asked(page) == []
    method.send("Input.insertText", {"text": "cao bằng"})
    expect(options(page).first).to_contain_text("Cao Bằng")
    assert suggestions_asked(page) == ["cao bằng"]


def test_keys_of_the_input_method_choose_and_send_nothing(visit):
    page = visit("/")
    box = typed(page, BOXES["/"], "cao b")
    for key in ("ArrowDown", "Enter", "Escape"):
        box.evaluate(
            "(box, key) => box.dispatchEvent(new KeyboardEvent('keydown', {key, keyCode: 229, isComposing: true, bubbles: true}))",
            key,
        )
    assert active(box) is None
    expect(box).to_have_attribute("aria-expanded", "true")
    assert urlparse(page.url).path == "/"


# --- Without a script -------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", BOXES)
def test_without_a_script_a_box_is_a_plain_form(visit, path):
    page = visit(path, java_script_enabled=False)
    box = page.locator(BOXES[path])
    expect(box).to_have_role("searchbox")
    box.click()
    page.keyboard.type("KH&CN 19")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=KH%26CN+19*")
    expect(page.locator(BOXES["/tim-kiem/"])).to_have_value("KH&CN 19")
    assert page.locator("main .hits a.title").count() > 0


# --- The page of an answer --------------------------------------------------------------------------------
@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_its_reading_a_facet_as_typed_and_the_download(visit, scripts):
    page = visit("/", java_script_enabled=scripts)
    page.locator(BOXES["/"]).fill("KHCN cao bằng")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=KHCN*")
    expect(page.locator(".said")).to_contain_text("KHCN = khoa học và công nghệ")
    facet = page.get_by_role("navigation", name="Tỉnh, thành phố").get_by_role("link").first
    number = facet.locator("small").inner_text()
    facet.click()
    expect(page.locator("main .count strong")).to_have_text(number)
    expect(page.locator(".chips")).to_contain_text("Tỉnh, thành phố:")
    expect(page.locator(BOXES["/tim-kiem/"])).to_have_value("KHCN cao bằng")
    page.get_by_role("link", name="Tìm đúng như đã gõ").click()
    expect(page.locator(".said")).to_contain_text("Đang tìm đúng từng chữ như đã gõ.")
    expect(page.locator(".chips")).to_contain_text("Tỉnh, thành phố:")  # what narrows it is kept
    page.get_by_role("link", name="Tìm theo nghĩa").first.click()
    expect(page.locator("main .count strong")).to_have_text(number)
    with page.expect_download() as waited:
        page.get_by_role("link", name="Tải CSV").click()
    rows = waited.value.path().read_text(encoding="utf-8-sig")
    assert waited.value.suggested_filename == "tim-kiem.csv"
    assert rows.startswith("Loại,Tên,Nội dung,Năm,Ngày,Địa chỉ trang")
    assert page.complaints == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_answer_and_the_open_list_pass_axe(visit, scheme, width):
    page = visit(
        "/tim-kiem/?q=KH%26CN+cao+bang+XIX", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    broken = {"answer": axe(page, rules=BY_FINGER)}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(BOXES["/tim-kiem/"])
    box.fill("")
    typed(page, BOXES["/tim-kiem/"], "hội nghị")
    page.keyboard.press("ArrowDown")
    broken["list"] = axe(page, rules=BY_FINGER)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/tim-kiem/?q=khong+he+co+zzz")
    broken["nothing"] = axe(page, rules=BY_FINGER)
    assert broken == {"answer": [], "list": [], "nothing": []}
