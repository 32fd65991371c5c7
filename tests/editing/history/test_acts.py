"""The list of acts and the page of one: who reads which, what it shows, and the button that undoes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from provinces.models import Task
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/admin/changes/changeset/acts/"


def page(act):
    return f"/admin/changes/changeset/{act.pk}/"


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def people(place):
    return {
        "own": make.provincial_editor(place),
        "other": make.provincial_editor(),
        "ministry": make.user(groups=["bien_tap"]),
        "publisher": make.user(groups=["duyet"]),
        "stranger": make.user(),
    }


def told(client, people, ask):
    found = {}
    for role, user in people.items():
        client.force_login(user)
        found[role] = ask(client).status_code
    return found


def test_the_list_holds_ones_own_acts_and_for_publishers_all(people, place, client):
    with acting(people["own"], "form") as mine:
        make.task([place], title="Của tỉnh", publication="draft")
    with acting(people["ministry"], "form") as theirs:
        make.official(name="Lê Bí Mật", publication="draft")
    seen = {}
    for role in ("own", "other", "ministry", "publisher"):
        client.force_login(people[role])
        seen[role] = [act.pk for act, *_rest in client.get(LIST).context["acts"] if act in (mine, theirs)]
    assert seen == {"own": [mine.pk], "other": [], "ministry": [theirs.pk], "publisher": [theirs.pk, mine.pk]}
    assert [act for act, *_rest in client.get(f"{LIST}?toi").context["acts"]] == []
    client.force_login(people["own"])
    text = client.get(LIST).text
    assert ("Của tỉnh" in text, "Lê Bí Mật" in text) == (True, False)
    client.force_login(people["stranger"])
    assert client.get(LIST).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == client.get(page(mine)).status_code == 302


def test_the_page_of_an_act_opens_for_whom_it_concerns(people, place, client):
    with acting(people["ministry"]) as act:
        ours = make.task([place], title="Của tỉnh", publication="draft")
        make.official(name="Lê Bí Mật", publication="draft")
    answers = told(client, people, lambda client: client.get(page(act)))
    assert answers == {"own": 200, "other": 404, "ministry": 200, "publisher": 200, "stranger": 404}
    client.force_login(people["own"])
    answer = client.get(page(act))
    assert {change.key for change in answer.context["changes"] if change.model is Task} == {ours.pk}
    assert ("Lê Bí Mật" in answer.text, answer.context["allowed"]) == (False, False)
    assert answer.context["hidden"] > 0
    with acting(people["own"]) as gone:
        ours.delete()
    assert told(client, people, lambda client: client.get(page(gone)))["own"] == 200
    assert told(client, people, lambda client: client.get(page(gone)))["other"] == 404


def test_what_was_deleted_is_read_of_by_whoever_entered_it_and_the_ministry(people, client):
    with acting(people["ministry"]):
        theirs = make.official(name="Lê Bí Mật", publication="draft")
    with acting(people["own"]):
        ours = make.official(name="Lê Của Tỉnh", publication="draft")
    answers = {}
    for record in (theirs, ours):
        with acting(people["publisher"]) as gone:
            record.delete()
        found = told(client, people, lambda client: client.get(page(gone)))
        answers[record.name] = [found[role] for role in ("own", "other", "ministry")]
    assert answers == {"Lê Bí Mật": [404, 404, 200], "Lê Của Tỉnh": [200, 404, 200]}


def test_an_act_is_undone_by_its_button_and_that_is_an_act(people, place, client):
    with unrecorded():
        task, source = make.task([place], title="Trước", publication="draft"), make.source()
    with acting(people["own"], "form") as act:
        task.title = "Sau"
        task.save()
        make.citation(task, source=source)
    client.force_login(people["own"])
    answer = client.post(page(act), {"note": "Nhầm dòng."})
    act.refresh_from_db()
    undoing = act.reversal
    assert (answer.status_code, answer.url) == (302, page(undoing))
    assert (undoing.user, undoing.note, undoing.kind) == (people["own"], "Nhầm dòng.", "restore")
    task.refresh_from_db()
    assert (task.title, task.citations.count()) == ("Trước", 0)
    assert "Đã được hoàn tác bởi lượt" in client.get(page(act)).text
    assert client.post(page(act)).status_code == 403  # no button any more
    assert client.post(page(undoing)).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.citations.count()) == ("Sau", 1)


def test_a_blocked_change_gives_its_reasons_and_changes_nothing(people, place, client):
    with unrecorded():
        task = make.task([place], title="Trước", publication="draft")
    with acting(people["own"]) as act:
        task.title = "Sau"
        task.save()
    with acting(people["ministry"]):
        task.title = "Sau nữa"
        task.save()
    client.force_login(people["publisher"])
    answer = client.post(page(act))
    assert (answer.status_code, "đã được sửa sau lượt này." in answer.text) == (409, True)
    task.refresh_from_db()
    assert (task.title, Changeset.objects.get(pk=act.pk).state) == ("Sau nữa", "applied")


@pytest.mark.usefixtures("reason_given")
@pytest.mark.parametrize(
    ("before", "after", "undone_by"),
    [
        ("draft", "review", {"own", "ministry", "publisher"}),
        ("draft", "published", {"publisher"}),
        ("published", "withdrawn", {"publisher"}),
        ("published", "published", {"publisher"}),
        ("published", None, {"publisher"}),
        (None, "draft", {"publisher"}),  # to undo an addition is to delete
    ],
)
def test_an_act_is_undone_by_whoever_may_do_what_undoing_it_does(
    before, after, undone_by, people, place, client
):
    found = set()
    for role in ("own", "other", "ministry", "publisher"):
        with unrecorded():
            task = make.task([place], publication=before) if before else None
        with acting(people[role]) as act:  # whose act it is gives no right
            if task is None:
                make.task([place], publication=after)
            elif after is None:
                task.delete()
            else:
                task.publication, task.title = after, "Tên sau"
                task.save()
        client.force_login(people[role])
        answer = client.post(page(act))
        assert answer.status_code in (302, 403, 404)
        if answer.status_code == 302:
            found.add(role)
        else:
            assert Changeset.objects.get(pk=act.pk).reversal is None
    assert found == undone_by


@pytest.mark.usefixtures("reason_given")
def test_pages_of_acts_cost_the_same_with_more_rows(people, place, client):
    client.force_login(people["publisher"])

    def costs():
        found = []
        for address in (LIST, page(act)):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    with acting(people["own"]) as act:
        tasks = [make.task([place]) for _number in range(2)]
        make.citation(tasks[0])
    client.get(LIST), client.get(page(act))
    few = costs()
    with acting(people["own"]) as act:
        tasks = [make.task([place]) for _number in range(7)]
        make.citation(tasks[0]), make.citation(tasks[1])
    for _number in range(5):
        make.task([place])
    assert costs() == few


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{LIST}?p=abc", 400),
        (f"{LIST}?p=0", 400),
        (f"{LIST}?p=99999", 200),
        ("/admin/changes/changeset/987654321/", 404),
        ("/admin/changes/changeset/99999999999999999999/", 404),
        ("/admin/changes/changeset/0/", 404),
    ],
)
def test_a_broken_question_is_answered_with_a_sentence(address, status, people, client):
    client.force_login(people["publisher"])
    assert client.get(address).status_code == status
