"""An editor of a province at the form of another's conference, in a real Chromium."""

import pytest

from tests import factories as make
from tests.browser.entering import combobox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_form_of_a_published_conference_has_no_script_errors(live_server, new_page):
    """Its citations and gaps are another's: they are read, and the fields beside them keep their buttons."""
    place = make.province(name="Cao Bằng")
    conference = make.cited(make.conference(publication="published"))
    make.gap(conference, "summary")
    ours = make.statement(conference=conference, by_province=place, rank=1)
    make.statement(conference=conference, rank=2)
    page = new_page(live_server.url, make.provincial_editor(place))
    for record in (conference, ours):
        page.goto(f"/admin/conferences/{record._meta.model_name}/{record.pk}/change/")
        page.wait_for_load_state("networkidle")
    page.locator(".nguon-nut").first.wait_for()
    assert page.complaints == []


def test_ones_own_row_is_changed_and_the_others_are_read(live_server, new_page):
    place = make.province(name="Cao Bằng")
    conference = make.conference()
    ours = make.statement(conference=conference, by_province=place, rank=1, points="Ý cũ của tỉnh.")
    make.statement(conference=conference, rank=2, points="Ý của nơi khác.")
    page = new_page(live_server.url, make.provincial_editor(place), viewport={"width": 1280, "height": 900})
    page.goto(f"/admin/conferences/conference/{conference.pk}/change/")
    assert page.locator("[name=city]").count() == 0
    assert page.locator("#statements-1 textarea, #statements-1 select").count() == 0
    assert page.locator("#statements-1").get_by_text("Ý của nơi khác.").is_visible()
    page.locator("#statements-0 [name$=points]").fill("Ý mới của tỉnh.")
    page.locator("[name=_save]").first.click()
    page.locator(".proposal").wait_for()  # the conference is on the page
    assert page.locator("ins").all_inner_texts() == ["Ý mới của tỉnh."]
    assert page.complaints == []
    ours.refresh_from_db()
    assert ours.points == "Ý cũ của tỉnh."


def test_who_may_not_add_reads_in_the_open_list_who_may(live_server, new_page):
    page = new_page(live_server.url, make.user(groups=["bien_tap"]))
    page.goto(f"/admin/conferences/conference/{make.figure().conference_id}/change/")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    page.locator(combobox("figures-0-indicator")).click()
    page.keyboard.insert_text("zzqq")
    page.locator(".select2-results__option", has_text="Chỉ người duyệt thêm được chỉ tiêu.").wait_for()
    page.keyboard.press("Enter")
    assert page.locator(".select2-results__option").all_inner_texts() == [
        "Chỉ người duyệt thêm được chỉ tiêu."
    ]
    assert page.complaints == []
