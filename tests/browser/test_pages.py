"""The site in a real Chromium: five questions by plain links, the keyboard, the policy, axe, narrow screens."""

import pytest

from tests.browser.conftest import FIRST_ROWS, LOOKS, axe_in, broken

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NORTH = "/hoi-nghi/trung-du-va-mien-nui-phia-bac"
#: One address of each kind of page.
KINDS = [
    "/", "/hoi-nghi/", f"{NORTH}/", f"{NORTH}/lan-19/", f"{NORTH}/lan-20/", "/tinh-thanh/", "/tinh-thanh/bac-kan/",
    "/tinh-thanh/thai-nguyen/", "/dai-bieu/", "/dai-bieu/trinh-truong-huy/", "/co-quan/bo-khoa-hoc-va-cong-nghe/", "/nhiem-vu/",
    "/kien-nghi/", "/so-lieu/", "/nguon/", "/nguon/bao-cao-bang-xix/", "/gioi-thieu/", "/du-lieu-mo/", "/api/v1/", "/giao-dien/", "/hoi-nghi/?nam=abc",
    "/hoi-nghi/?q=khong+he+co", "/khong-co/", "/en/", f"/en{NORTH}/lan-19/", "/en/tinh-thanh/bac-kan/",
]  # fmt: skip


def text(page):
    return " ".join(page.locator("main").inner_text().split())


# --- Five questions, three clicks, no JavaScript --------------------------------------------------------
def test_who_chaired_the_nineteenth_and_in_which_post_is_one_click_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-19/']").first.click()
    shown = text(page)
    for words in (
        "Đồng chủ trì",
        "Hoàng Minh",
        "Thứ trưởng Bộ KH&CN",
        "Trịnh Trường Huy",
        "Phó Chủ tịch UBND tỉnh",
    ):
        assert words in shown


def test_where_the_twentieth_will_be_is_one_click_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-20/']").first.click()
    assert "Điện Biên" in text(page)
    assert "dự kiến 2026; chưa có nguồn xác nhận" in text(page)


def test_what_the_nineteenth_asked_and_of_whom_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-19/']").first.click()
    page.locator("main a[href='#kien-nghi']").first.click()
    asked = " ".join(page.locator("#kien-nghi").inner_text().split())
    assert page.url.endswith("#kien-nghi")
    assert "5 nhiệm vụ về nguồn gen (Chương trình bảo tồn" in asked
    assert "Bộ KH&CN" in asked
    assert page.locator("#kien-nghi").bounding_box()["y"] < 200


def test_which_conferences_bac_kan_attended_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("a[href='/tinh-thanh/']").first.click()
    page.locator("main a[href='/tinh-thanh/bac-kan/']").first.click()
    assert page.locator(f"main a[href='{NORTH}/lan-19/']").count()
    assert page.locator(f"main a[href='{NORTH}/lan-18/']").count()
    assert "nay thuộc Thái Nguyên" in text(page)


def test_where_a_number_comes_from_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("a[href='/so-lieu/']").first.click()
    row = page.locator("main tr", has_text="636,1").first
    row.locator("a[href^='#nguon-']").first.click()
    note = page.locator("li:has(:target), li:target")
    assert "Báo Cao Bằng" in note.inner_text()
    assert "text=636%2C1" in "".join(link.get_attribute("href") for link in note.locator("a").all())


# --- Forms, languages -----------------------------------------------------------------------------------
def test_the_filter_is_filled_in_by_the_keyboard(visit):
    page = visit("/en/hoi-nghi/", java_script_enabled=False)
    page.locator("main .filters > summary").focus()
    page.keyboard.press("Enter")
    page.locator("main select[name=tinh]").focus()
    page.keyboard.type("Lao Cai")  # a list is searched by the letters of a plain keyboard
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.locator("main input[name=nam]:focus").count():
            break
    page.keyboard.type("2024")
    page.keyboard.press("Enter")
    page.wait_for_url("**tinh=lao-cai**")
    assert "nam=2024" in page.url
    links = {link.get_attribute("href") for link in page.locator("main table a").all()}
    assert f"/en{NORTH}/lan-19/" in links
    assert f"/en{NORTH}/lan-18/" not in links


def test_a_mistake_leaves_the_form_as_it_was_typed(visit):
    page = visit("/hoi-nghi/?nam=2024&tu=2020&tinh=lao-cai", java_script_enabled=False)
    values = {name: page.locator(f"main [name={name}]").first.input_value() for name in ("nam", "tu", "tinh")}
    assert values == {"nam": "2024", "tu": "2020", "tinh": "lao-cai"}
    assert "không chọn cả hai" in text(page)


def test_the_language_switch_leads_to_the_same_page_and_back(visit):
    page = visit(f"{NORTH}/lan-19/", java_script_enabled=False)
    page.locator("a[hreflang=en]").first.click()
    assert page.url.endswith(f"/en{NORTH}/lan-19/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("a[hreflang=vi]").first.click()
    assert page.url.endswith(f"{NORTH}/lan-19/")
    assert "/en/" not in page.url


def test_the_first_stop_of_the_keyboard_leads_to_the_content(visit):
    page = visit("/hoi-nghi/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    page.keyboard.press("Enter")
    assert page.url.endswith("#noi-dung")


# --- Every kind of page ---------------------------------------------------------------------------------
def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def hides_a_column(page):
    return page.evaluate(
        "[...document.querySelectorAll('table')].some(one => one.scrollWidth > one.clientWidth + 1)"
    )


#: The lists whose words are longest in English, beside one page of each kind.
TABLES = [*KINDS, "/en/so-lieu/", "/en/hoi-nghi/"]


def test_no_page_breaks_the_policy_asks_another_host_scrolls_sideways_or_hides_a_column_nor_axe_finds_any(
    visit,
):
    """In one visit of each page. What axe says of other looks, and of each row, is asked by `make test-all`."""
    page = visit("/", viewport={"width": 320, "height": 700})
    wrong = {}
    for path in TABLES:
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(path)
        narrow = scrolls_sideways(page)
        page.set_viewport_size({"width": 768, "height": 1024})
        found = [narrow, scrolls_sideways(page), hides_a_column(page), page.complaints, page.strangers]
        found.append(axe_in(page, [(768, "dark")], FIRST_ROWS))
        if any(found):
            wrong[path] = found
    assert wrong == {}


def test_a_tablet_that_is_touched_shows_every_column(visit):
    page = visit("/", viewport={"width": 768, "height": 1024}, has_touch=True, is_mobile=True)
    hidden = []
    for path in TABLES:
        page.goto(path)
        hidden += [path] if hides_a_column(page) else []
    assert hidden == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_row_of_any_kind_of_page(visit, look):
    assert broken(visit("/"), KINDS, [look], every_row=True) == {}


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_head_of_the_page_has_one_line_at_a_desk_and_two_on_a_tablet(visit, language):
    for width, lines in ((1280, 1), (1024, 2)):
        page = visit(f"{language}/kien-nghi/", viewport={"width": width, "height": 800})
        middles = [
            box["y"] + box["height"] / 2
            for box in (
                page.locator(f".top {part}").bounding_box() for part in (".brand", ".minifind", ".nav")
            )
        ]
        assert abs(middles[0] - middles[1]) < 8  # the search beside the name, wherever the menu is
        assert (abs(middles[0] - middles[2]) < 8) == (lines == 1)
