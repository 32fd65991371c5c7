"""A form that is sent twice saves once, and its second sending shows what the first made."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from conferences.models import Conference, Figure
from portal.changes.models import Changeset
from portal.editing import saving
from portal.editing.models import Proposal
from provinces.models import Task
from tests import factories as make
from tests.editing.admin.forms import Controls, errors, shown
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db
ADD = address("provinces.task", "add")


def opened(client, url, **typed):
    """What a browser would send of the form at `url` with what was `typed`."""
    page = client.get(url)
    sent = {**shown(page), **typed, "_opened": Controls(page.content.decode()).sent["_opened"][0]}
    return {name: value for name, value in sent.items() if value not in (None, "")}


def test_a_new_record_is_made_once(admin_client):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    first, second = (admin_client.post(ADD, sent | {button: "1"}) for button in ("_save", "_continue"))
    task = Task.objects.get()
    assert errors(first) == []
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == address("provinces.task", "change", task.pk)
    assert "đã được gửi và lưu rồi" in admin_client.get(second.url).text
    again = admin_client.post(
        ADD, opened(admin_client, ADD, title="Nhiệm vụ thử")
    )  # a form of its own: nothing is lost
    assert again.status_code == 302
    assert Task.objects.count() == 2


def test_a_conference_without_an_ordinal_is_made_once(admin_client):
    url = address("conferences.conference", "add")
    sent = opened(admin_client, url, series=make.series().pk, year="2024", status="da-to-chuc")
    answers = [admin_client.post(url, sent) for _time in range(3)]
    conference = Conference.objects.get()
    assert [answer.status_code for answer in answers] == [302] * 3
    assert {answer.url for answer in answers[1:]} == {
        address("conferences.conference", "change", conference.pk)
    }


def test_a_new_row_is_made_once_and_changed_by_what_is_sent_of_it_later(admin_client):
    conference, indicator = make.conference(publication="draft"), make.indicator()
    url = address("conferences.conference", "change", conference.pk)
    row = {
        "rank": "1",
        "indicator": indicator.pk,
        "as_printed": "86",
        "low": "86",
        "high": "86",
        "unit": "nhiệm vụ",
    }
    row |= {"scope": "khac", "scope_text": "cả nước"}

    def rows(*printed):
        found = {"figures-TOTAL_FORMS": str(len(printed))}
        for place, text in enumerate(printed):
            one = row | {"rank": text[:2], "as_printed": text}
            found |= {f"figures-{place}-{name}": value for name, value in one.items()}
        return found

    client = admin_client
    sent = opened(client, url, **rows("86"))
    for printed, expected in [
        (["86"], ["86"]),
        (["86"], ["86"]),  # a double click
        (["86", "87"], ["86", "87"]),  # Back, one row more
        (["86", "87"], ["86", "87"]),
        (["87", "86"], ["86", "87"]),
        (["86a", "87"], ["86a", "87"]),  # Back, a row otherwise
        (["87"], ["86a", "87"]),  # what was made is not deleted unseen
    ]:
        answer = client.post(url, sent | rows(*printed))
        assert errors(answer) == []
        assert (answer.status_code, sorted(Figure.objects.values_list("as_printed", flat=True))) == (
            302,
            expected,
        )


def test_what_was_typed_after_going_back_is_asked_about_and_not_lost(admin_client):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    admin_client.post(ADD, sent)
    task = Task.objects.get()
    asked = admin_client.post(ADD, sent | {"title": "Nhiệm vụ thử, sửa"})
    [sentence] = errors(asked)
    assert address("provinces.task", "change", task.pk) in sentence
    assert asked.context["adminform"].form["title"].value() == "Nhiệm vụ thử, sửa"
    another = sent | {
        "title": "Nhiệm vụ thử, sửa",
        "_opened": Controls(asked.content.decode()).sent["_opened"][0],
    }
    assert admin_client.post(ADD, another).status_code == 302
    assert Task.objects.count() == 2


def test_a_form_that_was_refused_is_sent_again_as_if_new(admin_client):
    sent = opened(admin_client, ADD, title="")
    refused = admin_client.post(ADD, sent)
    assert errors(refused)
    assert admin_client.post(ADD, sent | {"title": "Nhiệm vụ thử"}).status_code == 302


def test_a_proposal_is_sent_once(client):
    conference = make.conference(city="Cao Bằng")
    client.force_login(make.user(groups=["bien_tap"]))
    url = address("conferences.conference", "change", conference.pk)
    sent = opened(client, url, city="Lào Cai")
    answers = [client.post(url, sent) for _time in range(2)]
    proposal = Proposal.objects.get()
    assert [answer.url for answer in answers] == [f"/admin/records/proposal/{proposal.pk}/"] * 2
    client.post(url, sent | {"city": "Sơn La"})  # Back, another word: a proposal beside the first
    assert Proposal.objects.count() == 2


def test_the_form_of_another_is_not_theirs(client, admin_client):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    admin_client.post(ADD, sent)
    client.force_login(make.user(groups=["bien_tap"]))
    assert client.post(ADD, sent).status_code in (302, 409)  # never the record that they may not see
    assert Task.objects.count() == 1


def test_a_deleted_record_leads_to_the_list(admin_client):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    admin_client.post(ADD, sent)
    Task.objects.get().delete()
    assert admin_client.post(ADD, sent).url == address("provinces.task", "changelist")
    assert Task.objects.count() == 0


# --- At once ------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_that_saw_nothing_of_each_other_the_database_lets_one_through(admin_client, monkeypatch):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    first = admin_client.post(ADD, sent)
    looked, seen = saving.last_sending, []

    def blind_once(request, identity):
        seen.append(identity)
        return looked(request, identity) if len(seen) > 1 else None

    monkeypatch.setattr(saving, "last_sending", blind_once)
    second = admin_client.post(ADD, sent)
    task = Task.objects.get()
    assert (first.status_code, len(seen)) == (302, 2)  # not seen at first; found when the constraint spoke
    assert second.url == address("provinces.task", "change", task.pk)
    assert Changeset.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_record(admin_client):
    sent = opened(admin_client, ADD, title="Nhiệm vụ thử")
    cookies = admin_client.cookies

    def post(_number):
        client = Client()
        client.cookies = cookies
        try:
            return client.post(ADD, sent).status_code
        finally:
            connection.close()

    at_once = 4 if connection.features.has_select_for_update else 1  # SQLite has one writer
    with ThreadPoolExecutor(at_once) as pool:
        assert list(pool.map(post, range(4))) == [302] * 4
    assert (Task.objects.count(), Changeset.objects.count()) == (1, 1)
