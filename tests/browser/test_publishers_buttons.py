"""What a publisher presses that no other walk presses: an hour, a refusal, a reason, a pair that is not one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conferences.models import Official
from portal.changes.recorder import unrecorded
from portal.editing.models import NotDuplicate, Proposal
from portal.editing.publishing.scheduling import publish_due
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/conferences/official/"


@pytest.fixture
def page(live_server, new_page):
    return new_page(live_server.url, make.user("chi-mai", ["duyet"]))


def state(record):
    return Official.objects.get(pk=record.pk).publication


def test_an_hour_is_set_and_the_record_is_published_then(page):
    with unrecorded():
        draft = make.cited(make.official(publication="draft"))
    page.goto(f"{LIST}{draft.pk}/change/")
    page.click("text=Hẹn giờ đăng")
    day = timezone.localtime() + timedelta(days=2)
    page.fill("[name=day]", f"{day:%Y-%m-%d}")
    page.fill("[name=hour]", "08:00")
    page.click(".submit-row input")
    assert f"Sẽ đăng lúc {day:%d/%m/%Y} 08:00" in page.inner_text(".messagelist")
    publish_due(day - timedelta(days=1))
    assert state(draft) == "draft"
    publish_due(day + timedelta(days=1))
    assert state(draft) == "published"
    assert page.complaints == []


def test_what_lacks_a_source_is_published_from_the_list_with_a_reason(page):
    with unrecorded():
        draft = make.official(publication="draft", titles="TS.")
    page.goto(LIST)
    page.check(f"input[name=_selected_action][value='{draft.pk}']")
    page.select_option("select[name=action]", "publish")
    page.click("button[name=index] >> nth=0")
    page.locator("form.sourcing textarea").fill("Nguồn đang in.")
    assert state(draft) == "draft"
    page.click("form.sourcing .submit-row input")
    page.locator(".messagelist").wait_for()
    assert state(draft) == "published"
    assert page.complaints == []


def test_a_proposal_is_refused_with_words(page, live_server, new_page):
    person = make.cited(make.official(titles="ThS."))
    theirs = new_page(live_server.url, make.user("chi-lan", ["bien_tap"]))
    theirs.goto(f"{LIST}{person.pk}/change/")
    theirs.fill("[name=titles]", "TS.")
    theirs.locator("[name=_save]").first.click()
    theirs.wait_for_selector(".proposal")
    page.goto(theirs.url)
    page.fill("#loi", "Nguồn không nêu.")
    page.click("button[value=tu-choi]")
    page.locator(".messagelist").wait_for()
    assert (Proposal.objects.get().state, Official.objects.get().titles) == ("rejected", "ThS.")
    assert page.complaints == theirs.complaints == []


def test_a_pair_is_marked_as_not_duplicates(page):
    for _one in "ab":
        make.official(name="Lê Văn Trùng")
    page.goto(f"{LIST}trung/")
    page.fill("[name=vi-sao]", "Hai người ở hai tỉnh.")
    page.click("button[value=khac]")
    page.get_by_text("Không có cặp nào có thể trùng.").wait_for()
    assert NotDuplicate.objects.get().why == "Hai người ở hai tỉnh."
    assert page.complaints == []
