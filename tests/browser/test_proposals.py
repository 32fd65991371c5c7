"""A change of what is on the page, proposed, sent back, sent again and taken: in a real browser, by its links."""

import os

import pytest

from conferences.models import Conference
from tests import factories as make
from tests.browser.conftest import broken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def picture(page, name):
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for size in (PHONE, {"width": 1280, "height": 800}):
            page.set_viewport_size(size)
            page.screenshot(path=f"{folder}/{name}-{size['width']}-{theme}.png", full_page=True)


def test_a_change_waits_is_sent_back_mended_and_taken_in_part(live_server, new_page):
    conference = make.conference(theme="Chủ đề cũ", city="Hà Giang", venue="Nhà A")
    make.statement(conference=conference, points="Ý cũ", rank=1)
    editor = make.user("chi-lan", ["bien_tap"], first_name="Lan")
    publisher = make.user("anh-minh", ["duyet"], first_name="Minh")
    theirs, ours, checked = (new_page(live_server.url, one) for one in (editor, publisher, publisher))
    public = f"{live_server.url}{conference.get_absolute_url()}"

    theirs.goto(f"/admin/conferences/conference/{conference.pk}/change/")
    assert "thay đổi của bạn sẽ chờ duyệt" in theirs.inner_text(".waits")
    theirs.fill("[name=city]", "Lào Cai")
    theirs.fill("[name=venue]", "Nhà B")
    theirs.fill("[name=statements-0-points]", "Ý mới")
    theirs.fill("#vi-sao", "Theo báo.")
    picture(theirs, "form")
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".proposal")
    assert "Đã gửi đề nghị sửa" in theirs.inner_text(".messagelist")
    page_of_it = theirs.url
    ours.goto(public)
    assert "Lào Cai" not in ours.inner_text("main")

    ours.goto("/admin/")
    ours.locator("[aria-labelledby=desk-de-nghi] li a").click()
    assert "Theo báo." in ours.inner_text(".proposal")
    assert broken(checked, [ours.url]) == {}
    ours.fill("#loi", "Ghi rõ chủ đề.")
    ours.click("button[value=tra-lai]")

    theirs.goto("/admin/")
    theirs.locator("[aria-labelledby=desk-tra-lai] li a").click()
    assert "Ghi rõ chủ đề." in theirs.inner_text(".proposal")
    theirs.get_by_text("Mở lại để sửa và gửi lại").click()
    assert theirs.input_value("[name=city]") == "Lào Cai"
    theirs.fill("[name=theme]", "Chủ đề mới")
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".proposal")
    assert theirs.url == page_of_it

    Conference.objects.filter(pk=conference.pk).update(city="Yên Bái")
    ours.goto(page_of_it)
    assert "Yên Bái" in ours.inner_text("td.moved")
    assert broken(checked, [ours.url]) == {}
    picture(ours, "proposal")
    ours.get_by_label("Địa điểm").uncheck()
    ours.click("button[value=nhan]")
    assert "Đã nhận đề nghị" in ours.inner_text(".messagelist")
    picture(ours, "taken")
    ours.goto(public)
    text = ours.inner_text("main")
    assert "Ý mới" in text
    assert "Chủ đề mới" in text.replace("CHỦ ĐỀ", "Chủ đề")
    assert "Lào Cai" not in text
    conference.refresh_from_db()
    assert (conference.city, conference.venue) == ("Yên Bái", "Nhà A")
    assert theirs.complaints == ours.complaints == []
