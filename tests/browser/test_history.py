"""A change seen, compared and taken back; a deletion found and brought back: in a real browser, by its links."""

import os

import pytest

from conferences.models import Statement
from portal.changes.recorder import unrecorded
from tests import factories as make
from tests.browser.conftest import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE = "input[name=_continue] >> nth=0"


@pytest.fixture
def page(live_server, new_page):
    """A page of an editor who is signed in."""
    return new_page(live_server.url, make.user("chi-lan", ["bien_tap"]))


def picture(page, name):
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_change_is_seen_compared_and_taken_back(page):
    with unrecorded():
        record = make.official(name="Trịnh Trường Huy", publication="draft")
    page.goto(f"/admin/conferences/official/{record.pk}/change/")
    page.fill("[name=name]", "Trịnh Trường Hải")
    page.fill("[name=titles]", "TS")
    page.click(SAVE)
    page.click("a.historylink")
    assert "Trịnh Trường Hải" in page.inner_text(".history .act >> nth=0")
    assert "chi-lan" in page.inner_text(".history .act >> nth=0")
    picture(page, "history")
    assert axe(page) == []
    page.click(".compare input[type=submit]")
    rows = [row.inner_text().split("\t") for row in page.locator(".differences tbody tr").all()]
    assert rows == [["Họ và tên", "Trịnh Trường Huy", "Trịnh Trường Hải"], ["Học hàm, học vị", "", "TS"]]
    picture(page, "compare")
    page.click(".history ul a >> nth=0")
    picture(page, "restore")
    assert axe(page) == []
    page.click(".submit-row input")
    assert page.locator(".history .act").count() == 2
    record.refresh_from_db()
    assert (record.name, record.titles) == ("Trịnh Trường Huy", "")
    assert page.complaints == []


def test_what_was_deleted_is_found_and_brought_back(page):
    with unrecorded():
        said = make.statement(points="Ý kiến thử", conference=make.conference(publication="draft"))
        make.citation(said)
    key = said.pk
    page.goto(f"/admin/conferences/statement/{key}/change/")
    page.click("a.deletelink")
    page.click("input[type=submit]")
    assert not Statement.objects.filter(pk=key).exists()
    page.click("#user-tools a[href='/admin/changes/changeset/']")
    assert "Ý kiến thử" in page.inner_text(".history tbody")
    picture(page, "deleted")
    assert axe(page) == []
    page.click(".history tbody td a")
    picture(page, "undelete")
    page.click(".submit-row input")
    assert Statement.objects.get(pk=key).citations.count() == 1
    page.goto("/admin/changes/changeset/")
    assert "đã có lại" in page.inner_text(".history tbody")
    assert page.complaints == []
