"""Two people who are one: from the page of likely twins to the merger, the old address, and back; in a real browser."""

import pytest

from portal.changes.recorder import unrecorded
from tests import factories as make
from tests.browser import conftest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, new_page):
    return new_page(live_server.url, make.user(groups=["duyet"]), viewport={"width": 390, "height": 800})


def axe(page):
    assert page.complaints == []
    found = conftest.axe(page)
    page.complaints.clear()  # axe's own styles
    return found


def test_from_the_page_of_twins_to_one_row_and_back_to_two(page):
    with unrecorded():
        kept = make.official(name="Trịnh Trường Huy")
        gone = make.official(name="Trrịnh Trường Huy", titles="TS.")
        make.appearance(official=gone, post_as_printed="Phó Chủ tịch UBND tỉnh")
    old, stays = gone.get_absolute_url(), kept.get_absolute_url()
    page.goto("/admin/conferences/official/add/")
    page.locator("[name=name]").press_sequentially("trinh truong huy")
    page.locator("[name=_save]").click()
    page.get_by_role("link", name="Trịnh Trường Huy", exact=True).wait_for()
    assert page.get_by_label("Vẫn lưu: đây là bản ghi khác.").is_visible()
    assert axe(page) == []
    page.goto("/admin/")
    page.get_by_role("region", name="2 Có thể trùng").get_by_role("link", name="2 đại biểu").click()
    page.get_by_role("link", name="Có thể trùng").first.click()
    assert page.locator(".merging-pairs > li").count() == 1
    assert axe(page) == []
    page.get_by_role("link", name="So và gộp").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    page.get_by_label("Trrịnh Trường Huy").check()
    page.get_by_role("button", name="Gộp thành một").click()
    page.get_by_role("textbox").last.fill(
        "Nguồn in hai cách."
    )  # no source states the titles and the spelling
    page.get_by_role("button", name="Làm với lý do này").click()
    page.wait_for_url(f"**/admin/conferences/official/{kept.pk}/change/")
    assert page.locator("[name=name]").input_value() == "Trrịnh Trường Huy"
    undo = page.get_by_role("link", name="Hoàn tác").get_attribute("href")
    page.goto(old)
    assert page.url.endswith(stays)
    assert page.get_by_text("Phó Chủ tịch UBND tỉnh").count()
    page.goto(undo)
    page.get_by_role("button", name="Hoàn tác cả lượt").click()
    page.get_by_role("textbox").last.fill("Hai người khác nhau.")
    page.get_by_role("button", name="Làm với lý do này").click()
    page.get_by_text("Đã hoàn tác; việc hoàn tác là một lượt sửa mới.").wait_for()
    page.goto(old)
    assert page.url.endswith(old)
    page.goto(stays)
    assert page.get_by_role("heading", level=1, name="Trịnh Trường Huy").count()
    assert page.complaints == []
