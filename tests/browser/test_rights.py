"""An editor of a province at the form of another's conference, in a real Chromium."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests import factories as make

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_ones_own_row_is_changed_and_the_others_are_read(live_server, client):
    place = make.province(name="Cao Bằng")
    conference = make.conference()
    ours = make.statement(conference=conference, by_province=place, rank=1)
    make.statement(conference=conference, rank=2, points="Ý của nơi khác.")
    client.force_login(make.provincial_editor(place))
    cookie = client.cookies["hoso_session"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        broken = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(f"/admin/conferences/conference/{conference.pk}/change/")
        if os.environ.get("PICTURE"):
            page.screenshot(path=os.environ["PICTURE"], full_page=True)
        assert page.locator("[name=city]").count() == 0
        assert page.locator("#statements-1 textarea, #statements-1 select").count() == 0
        assert page.locator("#statements-1").get_by_text("Ý của nơi khác.").is_visible()
        page.locator("#statements-0 [name$=points]").fill("Ý mới của tỉnh.")
        page.locator("[name=_save]").first.click()
        page.locator(".messagelist .success").wait_for()
        assert broken == []
        browser.close()
    ours.refresh_from_db()
    assert ours.points == "Ý mới của tỉnh."
