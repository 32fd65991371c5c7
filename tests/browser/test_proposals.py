"""A change of what is on the page, proposed, sent back, sent again and taken: in a real browser, by its links."""

import os

import pytest

from conferences.models import Conference
from tests import factories as make
from tests.browser.conftest import LOOKS, broken

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


def test_a_proposal_is_returned_edited_and_accepted_in_part(live_server, new_page):
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
    assert broken(checked, [ours.url], LOOKS[1:]) == {}
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
    assert broken(checked, [ours.url], LOOKS[1:]) == {}
    picture(ours, "proposal")
    boxes = ours.locator("[name=lay]")
    assert [box.is_checked() for box in boxes.all()] == [
        False,
        True,
    ]  # the conference moved, the statement did not
    ours.click("button[value=nhan]")
    told = ours.inner_text(".messagelist")
    assert told.startswith("Đã nhận một phần. Nhận: phát biểu: ")
    assert "Không nhận: hội nghị: " in told
    picture(ours, "taken")
    ours.goto(public)
    text = ours.text_content("main")  # folded, too
    assert "Ý mới" in text
    assert "Chủ đề mới" not in text.replace("CHỦ ĐỀ", "Chủ đề")
    assert "Lào Cai" not in text
    conference.refresh_from_db()
    assert (conference.city, conference.venue) == ("Yên Bái", "Nhà A")
    assert theirs.complaints == ours.complaints == []


def test_a_publisher_sees_sources_the_page_and_what_goes_on_it_with_a_conference(live_server, new_page):
    source = make.source(title="Bài báo nháp", publication="draft")
    draft = make.conference(theme="Chủ đề nháp", publication="draft")
    person, bare = (make.official(name=name, publication="draft") for name in ("Lê Văn Có", "Trần Văn Thiếu"))
    for record in (draft, person):
        make.citation(record, source=source)
    for official in (person, bare):
        make.citation(make.appearance(conference=draft, official=official), source=source)
    clerk, publisher = make.user("chi-lan", ["bien_tap"]), make.user("anh-minh", ["duyet"])
    theirs, ours, checked = (new_page(live_server.url, one) for one in (clerk, publisher, publisher))

    theirs.goto(f"/admin/conferences/conference/{draft.pk}/change/")
    theirs.select_option("[name=publication]", "review")
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".messagelist")
    ours.goto("/admin/")
    ours.locator("[aria-labelledby=desk-cho-duyet] li a").first.click()
    ours.select_option("[name=publication]", "published")
    ours.locator("[name=_save]").first.click()
    told = ours.inner_text(".messagelist")
    assert f"Đăng cùng: nguồn {source}; đại biểu Lê Văn Có." in told
    assert "Còn nằm nháp: đại biểu Trần Văn Thiếu (Chưa có nguồn: đại biểu: họ và tên)." in told
    ours.goto(f"{live_server.url}{draft.get_absolute_url()}")
    page = ours.inner_text("main")
    assert ("Lê Văn Có" in page, "Trần Văn Thiếu" in page) == (True, False)
    ours.goto("/admin/")
    picture(ours, "desk")
    ours.locator("[aria-labelledby=desk-theo-ban-da-dang] li a").first.click()
    assert ours.input_value("[name=name]") == "Trần Văn Thiếu"

    theirs.goto(f"/admin/conferences/conference/{draft.pk}/change/")
    theirs.fill("[name=city]", "Lào Cai")
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".proposal")
    ours.goto("/admin/")
    ours.locator("[aria-labelledby=desk-de-nghi] li a").first.click()
    # The source of the whole record spoke of what stood then, not of the city: the page says so.
    assert ours.locator(".stands-on").count() == 0
    assert ours.inner_text(".proposal td .moved") == "chưa có nguồn"
    theirs.get_by_text("Mở lại để sửa và gửi lại").click()
    theirs.locator(".field-city .nguon-nut[aria-controls=nguon-city]").first.click()
    panel = theirs.locator("#nguon-city")
    panel.get_by_role("button", name="Thêm dẫn chứng").click()
    panel.locator("[name$=-new_url]").fill("https://bao.test/lao-cai")
    panel.locator("[name$=-new_publisher]").fill("Báo Lào Cai")
    panel.get_by_role("button", name="Xong").click()
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".proposal")
    ours.reload()
    assert "Báo Lào Cai" in ours.inner_text(".stands-on")
    assert broken(checked, [ours.url], LOOKS[1:]) == {}
    picture(ours, "sources")
    at = ours.url
    ours.get_by_text("Xem trước trang").click()
    assert "Lào Cai" in ours.inner_text("main")
    picture(ours, "preview")
    ours.get_by_text("Về đề nghị").click()
    assert ours.url == at
    ours.click("button[value=nhan]")
    assert "Đã nhận cả đề nghị." in ours.inner_text(".messagelist")
