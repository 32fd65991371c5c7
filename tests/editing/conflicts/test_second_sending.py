"""A form that is sent twice saves once, and its second sending shows what the first made."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from conferences.models import Conference, Figure, Official
from portal.changes.models import Changeset
from portal.editing import saving
from portal.editing.import_export import checked as checked_sheets
from portal.editing.models import Proposal
from provinces.models import Task
from tests import factories as make
from tests.editing.admin.forms import Controls, confirm, errors, shown
from tests.editing.admin.nouns import address
from tests.editing.import_export.helpers import as_csv, checked

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


# --- Pages that ask to confirm, and lists -------------------------------------------------------------
def twice(client, url, asked=None, **typed):
    """The answers to what the page at `url` sends, with its token, by a double click."""
    html = (asked or client.get(url)).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    sent = Controls(html).sent | {"csrfmiddlewaretoken": token} | typed
    return [client.post(url, sent) for _time in range(2)]


def list_page(client, noun, rows):
    """What a list sends of `rows`."""
    url = address(noun, "changelist")
    opened = dict(re.findall(r'name="(_opened-\d+)" value="([^"]+)"', client.get(url).text))
    return url, {"_selected_action": [row.pk for row in rows], "index": "0", **opened}


def told(client, answers):
    """What the answers lead to, and whether the second says that it is one."""
    assert [answer.status_code for answer in answers] == [302, 302]
    text = client.get(answers[1].url).text
    return answers[1].url, "đã được gửi và lưu rồi" in text, "đã được sửa sau" in text


def last_act():
    return f"/admin/changes/changeset/{Changeset.objects.latest('pk').pk}/"


def test_a_bulk_action_is_done_once(admin_client):
    rows = [make.cited(make.task(publication="draft", title=title)) for title in ("Một", "Hai")]
    url, chosen = list_page(admin_client, "provinces.task", rows)
    answers = twice(admin_client, url, **chosen, action="publish")
    assert told(admin_client, answers) == (last_act(), True, False)
    url, chosen = list_page(admin_client, "provinces.task", rows)
    asked = admin_client.post(url, {**chosen, "action": "withdraw"})
    answers = twice(admin_client, url, asked, act_note="Sai nguồn")
    assert told(admin_client, answers) == (last_act(), True, False)
    url, chosen = list_page(admin_client, "provinces.task", rows)
    asked = admin_client.post(url, {**chosen, "action": "delete_selected"})
    answers = twice(admin_client, url, asked, post="yes", action="delete_selected", **chosen)
    assert told(admin_client, answers) == (last_act(), True, False)
    assert Changeset.objects.filter(form_id__isnull=False).count() == 3


def with_token(client, url, chosen):
    """What the list at `url` sends of the rows `chosen`, with the token by which its showing is known."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(url).text)[1]
    return {**chosen, "csrfmiddlewaretoken": token}


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("publish", {"_unsourced": "Vội"}),
        ("withdraw", {"act_note": "Sai nguồn"}),
        ("delete_selected", {"post": "yes"}),
    ],
)
def test_a_list_that_asked_and_was_answered_shows_what_the_answer_did(action, answer, admin_client):
    publication = "published" if action == "withdraw" else "draft"
    rows = [make.task(publication=publication, title=title) for title in ("Một", "Hai")]
    if action == "publish":
        make.cited(rows[0])  # published at once; the other is asked about
    url, chosen = list_page(admin_client, "provinces.task", rows)
    sent = with_token(admin_client, url, chosen) | {"action": action}
    asked = admin_client.post(url, sent)
    assert asked.status_code == 200
    answers = twice(admin_client, url, asked, **answer)
    assert "lần gửi trước" not in admin_client.get(answers[0].url).text
    assert told(admin_client, [admin_client.post(url, sent), answers[1]])[0] == last_act()
    again = admin_client.post(url, sent)
    assert told(admin_client, [again, again]) == (last_act(), True, False)
    assert Changeset.objects.filter(form_id__isnull=False).count() == 1 + (action == "publish")


def test_the_rest_of_a_bulk_action_is_asked_about_again(admin_client):
    sourced, bare = (
        make.cited(make.task(publication="draft")),
        make.task(publication="draft", title="Không nguồn"),
    )
    url, chosen = list_page(admin_client, "provinces.task", [sourced, bare])
    _first, second = twice(admin_client, url, **chosen, action="publish")
    assert second.status_code == 200
    assert "1 bản ghi đã đổi ở lần gửi trước" in second.text
    assert "_unsourced" in second.text


def test_a_deletion_its_undoing_and_a_version_restored_are_done_once(admin_client):
    task = make.task(publication="draft", title="Một")
    form = address("provinces.task", "change", task.pk)
    admin_client.post(form, opened(admin_client, form, title="Hai"))
    history = admin_client.get(address("provinces.task", "history", task.pk)).text
    pages = [
        re.findall(r'"([^"]+/restore/)"', history)[-1],
        address("provinces.task", "delete", task.pk),
        address("provinces.task", "undelete", task.pk),
    ]
    for url in pages:
        assert told(admin_client, twice(admin_client, url)) == (last_act(), True, False)
    undone = last_act()
    assert told(admin_client, twice(admin_client, undone)) == (last_act(), True, False)
    assert undone != last_act()


def test_a_merger_is_done_once(admin_client):
    one, other = (make.official(name=name) for name in ("Trần Văn Thử", "Trần Văn Thữ"))
    url = f"{address('conferences.official', 'merge', one.pk)}?voi={other.pk}"
    assert told(admin_client, twice(admin_client, url)) == (last_act(), True, False)


def test_a_proposal_to_delete_is_sent_and_taken_once(client, admin_client):
    statement = make.statement()
    client.force_login(make.user(groups=["bien_tap"]))
    answers = twice(client, address("conferences.statement", "delete", statement.pk))
    proposal = Proposal.objects.get()
    url = f"/admin/records/proposal/{proposal.pk}/"
    assert told(client, answers) == (url, True, False)
    assert told(admin_client, twice(admin_client, url, viec="nhan")) == (last_act(), True, False)


@pytest.mark.parametrize(
    ("noun", "typed"),
    [
        ("auth.group", {"name": "Nhóm thử"}),
        ("records.report", {"page": "/", "text": "Sai ngày họp", "state": "moi"}),
        ("auth.user", {"username": "thu", "password1": "mk-thu-99-a", "password2": "mk-thu-99-a"}),
    ],
)
def test_what_leaves_no_changeset_is_added_once(noun, typed, admin_client):
    model = apps.get_model(noun)
    before, url = model.objects.count(), address(noun, "add")
    answers = twice(admin_client, url, **typed)
    added = model.objects.latest("pk")
    assert told(admin_client, answers) == (address(noun, "change", added.pk), True, False)
    assert model.objects.count() == before + 1
    refused = admin_client.post(url, {**typed, "password2": "khác"})  # with no error of ours
    assert refused.status_code == (302 if noun == "records.report" else 200)


@pytest.mark.parametrize("verb", ["tra-lai", "tu-choi"])
def test_an_answer_to_a_proposal_is_given_once(verb, client, admin_client):
    statement = make.statement()
    client.force_login(make.user(groups=["bien_tap"]))
    confirm(client, address("conferences.statement", "delete", statement.pk))
    url = f"/admin/records/proposal/{Proposal.objects.get().pk}/"
    assert told(admin_client, twice(admin_client, url, viec=verb, loi="Thiếu nguồn")) == (url, True, False)


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


def at_once(client, url, sent):
    """The answers to four requests at once; SQLite has one writer."""
    cookies = client.cookies

    def post(_number):
        one = Client()
        one.cookies = cookies
        try:
            return one.post(url, sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(4 if connection.features.has_select_for_update else 1) as pool:
        return list(pool.map(post, range(4)))


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_record(admin_client):
    answers = at_once(admin_client, ADD, opened(admin_client, ADD, title="Nhiệm vụ thử"))
    assert [answer.status_code for answer in answers] == [302] * 4
    assert (Task.objects.count(), Changeset.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_import_and_delete_once(admin_client, monkeypatch):
    monkeypatch.setattr(checked_sheets.cache, "add", lambda *_mark: True)  # as when two see no mark
    rows = [["họ và tên", "các nguồn"], ["Trần Văn Thử", make.source().slug]]
    sheet, _page = checked(admin_client, "conferences.official", as_csv(rows))
    url = address("conferences.official", "import_check", sheet.key)
    answers = at_once(admin_client, url, {"viec": "xac-nhan"})
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, last_act())}
    official = Official.objects.get()
    url = address("conferences.official", "delete", official.pk)
    html = admin_client.get(url).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    answers = at_once(admin_client, url, Controls(html).sent | {"csrfmiddlewaretoken": token})
    assert {answer.status_code for answer in answers} == {302}
    own = Changeset.objects.filter(user__isnull=False).order_by("pk")
    assert [*own.values_list("kind", flat=True)] == ["import", "deletion"]
