"""The desk in a real browser: from the first page of the admin to a list and to a form, by keyboard too."""

import pytest

from portal.changes.recorder import acting
from tests import factories as make
from tests.browser.conftest import axe, axe_in, look_like

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server, new_page):
    """desk(person, **context) -> the first page of the admin in a new browser."""

    def go(person, **options):
        page = new_page(live_server.url, person, **options)
        page.goto("/admin/")
        return page

    return go


def test_from_the_desk_to_the_list_and_to_the_form(desk):
    person = make.user(groups=["duyet"])
    with acting(person, "form"):
        drafts = [make.official(name=f"Lê Thử {number}", publication="draft") for number in "ABCDEF"]
    make.official(publication="draft")
    page = desk(person)
    queue = page.get_by_role("region", name="6 Bản nháp của tôi")
    assert queue.get_by_role("listitem").count() == 3
    queue.get_by_role("link", name="6 đại biểu").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/conferences/official/?viec=nhap")
    assert page.locator("#result_list tbody tr").count() == 6
    assert page.locator("#changelist-filter .selected", has_text="Bản nháp của tôi").count() == 1
    page.goto("/admin/")
    queue.get_by_role("link", name="Lê Thử F").click()
    page.wait_for_url(f"**/admin/conferences/official/{drafts[-1].pk}/change/")
    assert page.complaints == []


def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk):
    person = make.user(groups=["duyet"])
    with acting(person, "form"):
        make.source(publication="draft", title="hội nghị giao ban " * 15, url="https://vidu.vn/" + "a" * 300)
    make.source(alive=False, url="https://vidu.vn/" + "b" * 300)
    make.report(text="không ngắt" * 40)
    make.conference(ordinal=9)
    make.proposal()
    page = desk(person)
    assert page.get_by_role("region", name="Việc đang chờ").count() == 1
    page.get_by_text("Bảng tra và kỹ thuật").click()
    for look in ((390, "dark"), (768, "light"), (1280, "light")):
        look_like(page, *look)
        assert page.evaluate("document.documentElement.scrollWidth") == look[0]
    assert axe_in(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_screen_begins_with_what_one_does_and_leads_there(desk, width):
    make.conference(ordinal=9, series=make.series(name="Vùng Thử"))
    page = desk(make.user(groups=["bien_tap"]), viewport={"width": width, "height": 844})
    shortcuts = page.get_by_role("navigation", name="Việc hay làm").get_by_role("link")
    assert [one.locator("b").inner_text() for one in shortcuts.all()] == [
        "Thêm hội nghị",
        "Ghi trả lời",
        "Thêm nhiệm vụ",
        "Nhập bảng tính",
        "Ghi nhanh người dự",
    ]
    assert shortcuts.last.bounding_box()["y"] < 600
    assert page.locator("#viec-dang-cho").bounding_box()["y"] < 844
    shortcuts.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/conference/nguoi-du/")
    assert axe(page) == []
    page.get_by_role("link", name="Vùng Thử, lần thứ IX").click()
    page.wait_for_selector("#nguoi-du")
    assert page.complaints == []


def test_a_form_left_half_typed_is_one_press_away(desk):
    page = desk(make.user(groups=["bien_tap"]))
    assert not page.locator("#dang-go-do").is_visible()
    page.get_by_role("link", name="Thêm hội nghị").first.click()
    page.fill("#id_venue", "Nhà văn hóa")
    page.goto("/admin/")
    line = page.locator("#dang-go-do")
    line.wait_for(state="visible")
    assert line.inner_text().startswith("Đang gõ dở lúc ")
    line.get_by_role("link").click()
    page.wait_for_url("**/conference/add/")
    page.get_by_role("button", name="Khôi phục").click()
    assert page.input_value("#id_venue") == "Nhà văn hóa"
    assert page.complaints == []


def test_an_empty_desk_is_kind(desk):
    page = desk(make.user(groups=["bien_tap_tinh"]))
    assert page.get_by_text("Bàn trống: không việc nào đang chờ bạn.").is_visible()
    assert page.complaints == []
