"""A draft looked at, published, corrected with a word for readers, taken off with a reason, and put back by undoing."""

import os

import pytest

from portal.changes.recorder import unrecorded
from tests import factories as make
from tests.browser.conftest import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE = "input[name=_continue] >> nth=0"


@pytest.fixture
def page(live_server, new_page):
    """A page of a publisher who is signed in."""
    looks = {"width": int(os.environ.get("WIDTH", "1280")), "height": 900}
    scheme = os.environ.get("SCHEME", "light")
    person = make.user("chi-mai", ["duyet"])
    return new_page(live_server.url, person, viewport=looks, color_scheme=scheme)


@pytest.fixture
def told(live_server, new_page):
    """told(path) -> (status, text) of a public page, for somebody who is not signed in."""
    reader = new_page(live_server.url)

    def ask(path):
        answer = reader.goto(path)
        return answer.status, reader.inner_text("main")

    return ask


def picture(page, name):
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def looked_at(page, name):
    picture(page, name)
    assert axe(page) == []


def test_preview_publish_note_withdraw_undo(page, told):
    with unrecorded():
        conference = make.cited(make.conference(publication="draft", theme="Chủ đề thử", ordinal=19))
        make.cited(make.picture(3, conference=conference))
    form = f"/admin/conferences/conference/{conference.pk}/change/"
    public = conference.get_absolute_url()

    page.goto(form)
    page.click("text=Xem trước")
    assert page.inner_text("[role=status]").startswith("Bản nháp – chỉ người biên tập thấy.")
    assert "Chủ đề thử" in page.inner_text("main")
    page.locator(".pictures img").scroll_into_view_if_needed()
    page.locator(".pictures img").evaluate("picture => picture.decode()")  # fails where none came
    looked_at(page, "preview")
    assert told(public)[0] == 404
    page.click("text=Về biểu mẫu")

    page.select_option("[name=publication]", "published")
    page.click(SAVE)
    assert page.locator("text=Xem trước").count() == 0
    assert told(public)[0] == 200

    page.fill("[name=theme]", "Chủ đề đúng")
    page.fill("[name=act_note]", "Báo Cao Bằng đã đính chính.")
    page.fill("[name=act_public_note]", "Sửa chủ đề theo đính chính của báo.")
    picture(page, "notes")
    page.click(SAVE)
    page.locator("[name=_unsourced]").fill(
        "Bản sửa của báo chưa có địa chỉ."
    )  # no source states the new theme
    page.click(SAVE)
    status, text = told(f"{public}lich-su/")
    assert (status, "Sửa chủ đề theo đính chính của báo." in text, "Báo Cao Bằng" in text) == (
        200,
        True,
        False,
    )

    page.goto("/admin/conferences/conference/")
    page.check(f"input[name=_selected_action][value='{conference.pk}']")
    page.select_option("select[name=action]", "withdraw")
    page.click("button[name=index] >> nth=0")
    page.fill("[name=act_note]", "Ghi trùng với lần XVIII.")
    page.check("[name=public]")
    looked_at(page, "withdraw")
    page.click(".submit-row input")
    status, text = told(public)
    assert (status, "Trang ở địa chỉ này đã được gỡ." in text) == (410, True)
    assert ("Ghi trùng với lần XVIII." in text, "Chủ đề" in text) == (True, False)
    page.goto(form)
    assert "Ghi trùng với lần XVIII." in page.inner_text(".withdrawn")
    picture(page, "withdrawn")

    page.click("a.historylink")
    page.click(".history .act >> nth=0 >> text=Cả lượt sửa này, hoàn tác")
    looked_at(page, "act")
    page.click("text=Hoàn tác cả lượt")
    page.locator("[name=_unsourced]").fill("Lần này là của lần XIX.")
    page.click("text=Làm với lý do này")
    assert told(public)[0] == 200
    page.click("#user-tools a[href='/admin/changes/changeset/acts/']")
    looked_at(page, "acts")
    assert "đã hoàn tác" in page.inner_text(".acts tbody")
    assert page.complaints == []
