"""Two people at one record in two browsers; typing that survives a closed tab and an expired login."""

import pytest
from django.contrib.sessions.models import Session

from conferences.models import Conference
from portal.editing.models import Presence
from tests import factories as make
from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def conference():
    record = make.conference(theme="Chủ đề cũ", venue="Nơi cũ", publication="draft")
    make.statement(conference=record, points="Ý cũ")
    return record


@pytest.fixture
def editor(new_context, live_server):
    """editor(name, **options) -> a browser context of a new editor who is signed in."""

    def come(name, **options):
        person = make.user(name, ["bien_tap"], first_name=name.title())
        context = new_context(live_server.url, person, **options)
        context.person = person
        return context

    return come


def form_of(record):
    return f"/admin/conferences/conference/{record.pk}/change/"


def open_form(context, record):
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console", lambda said: page.problems.append(said.text) if "Security Policy" in said.text else None
    )
    page.goto(form_of(record))
    return page


def save(page):
    page.locator("[name=_save]").first.click()


def kept(page):
    """What this browser keeps of typing."""
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('hoso-ban-go'))")


def wait_until_kept(page, *texts):
    for _attempt in range(100):
        stored = page.evaluate("Object.values({...localStorage}).join()")
        if kept(page) and all(text in stored for text in texts):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the browser keeps nothing")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_second_saver_chooses_between_both_versions(editor, conference, scripts):
    first = open_form(editor("an", java_script_enabled=scripts), conference)
    second = open_form(editor("binh", java_script_enabled=scripts), conference)
    assert "An đang mở bản ghi này từ" in second.locator("#nguoi-khac").inner_text()
    first.fill("[name=theme]", "Của An")
    first.fill("[name=venue]", "Nơi của An")
    second.fill("[name=theme]", "Của <b>Bình</b>")
    second.fill("[name=statements-0-points]", "Ý của Bình")
    save(first)
    save(second)
    assert "Người khác vừa lưu bản ghi này" in second.locator("h1").first.inner_text()
    assert "An đã lưu bản ghi này lúc" in second.locator(".errornote").inner_text()
    second.click("form.conflict input[type=submit]")
    assert second.locator("form.conflict").count() == 1  # the browser asks for the choice
    second.check("[name='_take--theme'][value=mine]")
    second.click("form.conflict input[type=submit]")
    second.wait_for_url("**/admin/conferences/conference/")
    conference.refresh_from_db()
    assert (conference.theme, conference.venue) == ("Của <b>Bình</b>", "Nơi của An")
    assert conference.statements.get().points == "Ý của Bình"
    assert first.problems == second.problems == []
    if scripts:
        assert kept(first) == kept(second) == []


def test_who_leaves_is_no_longer_named(editor, conference):
    first = open_form(editor("an"), conference)
    second = open_form(editor("binh"), conference)
    with second.expect_response("**/dang-mo/"):
        first.goto("/admin/")
        second.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    second.locator("#nguoi-khac p").wait_for(state="detached")
    assert [row.user.username for row in Presence.objects.all()] == ["binh"]


def test_typing_survives_a_closed_tab(editor, conference):
    person = make.official(name="Lê Thị Thử")
    context = editor("an")
    page = open_form(context, conference)
    page.fill("[name=theme]", "Đang gõ dở")
    page.locator("#appearances-group .add-row a").click()
    page.fill("[name=appearances-0-rank]", "1")
    page.select_option("[name=appearances-0-role]", "tham-du")
    page.fill("[name=appearances-0-post_as_printed]", "Chức vụ gõ dở")
    page.click("#appearances-0 .field-official .select2-selection")
    page.keyboard.type("le thi thu")
    page.locator(".select2-results__option--highlighted", has_text="Lê Thị Thử").wait_for()
    page.keyboard.press("Enter")
    page.fill("[name=statements-0-points]", "Ý gõ dở")
    wait_until_kept(page, "Ý gõ dở", "Lê Thị Thử")
    page.close()
    page = open_form(context, conference)
    assert page.input_value("[name=theme]") == "Chủ đề cũ"
    assert "Có bản đang gõ dở lúc" in page.locator("#ban-go").inner_text()
    page.get_by_role("button", name="Khôi phục").click()
    assert page.input_value("[name=theme]") == "Đang gõ dở"
    assert page.input_value("[name=statements-0-points]") == "Ý gõ dở"
    assert "Lê Thị Thử" in page.locator("#appearances-0 .field-official .select2-selection").inner_text()
    save(page)
    assert kept(page) == []
    assert conference.appearances.get().official == person
    assert conference.appearances.get().post_as_printed == "Chức vụ gõ dở"
    assert page.problems == []


def test_what_is_not_wanted_back_is_dropped(editor, conference):
    context = editor("an")
    page = open_form(context, conference)
    page.fill("[name=theme]", "Đang gõ dở")
    wait_until_kept(page)
    page.close()
    page = open_form(context, conference)
    page.get_by_role("button", name="Bỏ", exact=True).click()
    assert kept(page) == []
    page.reload()
    assert page.locator("#ban-go button").count() == 0


def test_typing_survives_an_expired_login_and_meets_what_others_saved(editor, conference, live_server):
    context = editor("an")
    page = open_form(context, conference)
    page.fill("[name=theme]", "Gõ trước khi hết phiên")
    Session.objects.all().delete()
    save(page)
    assert "/admin/" not in page.url.partition("?")[0] or "login" in page.url
    moved = Conference.objects.get(pk=conference.pk)
    moved.theme = "Người khác vừa lưu"
    moved.save()
    sign_in(context, context.person, live_server.url)
    page = open_form(context, conference)
    page.get_by_role("button", name="Khôi phục").click()
    assert page.input_value("[name=theme]") == "Gõ trước khi hết phiên"
    save(page)
    assert "Người khác vừa lưu" in page.locator("form.conflict").inner_text()
    assert "Gõ trước khi hết phiên" in page.locator("form.conflict").inner_text()
    moved.refresh_from_db()
    assert moved.theme == "Người khác vừa lưu"
