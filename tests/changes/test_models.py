"""The ledger's own rows: what is history and what is not done yet, who did it, which record it is about."""

import pytest
from django.contrib.contenttypes.models import ContentType

from conferences.models import Conference, Participation
from portal.changes.models import Change, Changeset
from portal.changes.recorder import acting, unrecorded
from portal.changes.states import stored_states
from tests import factories as make

pytestmark = pytest.mark.django_db
State = Changeset.State


@pytest.fixture
def place():
    with unrecorded():
        return make.conference(theme="Cũ")


@pytest.mark.parametrize("state", State.values)
def test_what_is_not_done_is_no_history(state):
    changeset = Changeset.objects.create(state=state)
    kind = ContentType.objects.get_for_model(Conference)
    change = changeset.changes(manager="everything").create(content_type=kind, key=1, kind="+")
    done = state in ("applied", "reverted")
    assert Changeset.objects.filter(pk=changeset.pk).exists() == done
    assert Change.objects.filter(pk=change.pk).exists() == done
    assert Changeset.everything.filter(pk=changeset.pk).exists()
    assert Change.everything.filter(pk=change.pk).exists()


@pytest.mark.parametrize(("name", "who"), [("Lan", "Lan"), ("", "lan")])
def test_who_did_it_is_written_once(name, who):
    changeset = Changeset.objects.create(user=make.user("lan", first_name=name))
    assert changeset.who == who
    changeset.user.first_name = "Mai"
    changeset.save()
    assert changeset.who == who
    assert Changeset.objects.create().who == ""


def test_rows_are_written_with_their_kind_and_both_states(place):
    before = stored_states(Conference, [place.pk])[place.pk]
    after = {**before, "theme": "Mới"}
    changeset = Changeset.objects.create()
    model = Conference
    changeset.write([(model, 1, None, after), (model, 2, before, after), (model, 3, before, None)])
    rows = changeset.changes.order_by("key")
    assert [(row.kind, row.model, row.key) for row in rows] == [
        ("+", model, 1),
        ("~", model, 2),
        ("-", model, 3),
    ]
    assert [row.states for row in rows] == [(None, after), (before, after), (before, None)]
    assert rows[0].row == (Conference, 1)


def test_the_record_that_a_changeset_is_about(place):
    kind = ContentType.objects.get_for_model(Conference)
    make.conference()
    about = Changeset(subject_type=kind, subject_key=place.pk)
    assert (about.subject, about.record) == ((Conference, place.pk), place)
    place.delete()
    assert (about.subject, about.record) == ((Conference, about.subject_key), None)
    assert (Changeset().subject, Changeset().record) == (None, None)
    assert Changeset(subject_type=kind).subject is None
    gone = ContentType.objects.create(app_label="conferences", model="gone")
    assert Changeset(subject_type=gone, subject_key=1).subject is None


def test_the_reversal_is_the_last_one_and_of_what_is_reverted_alone():
    changeset = Changeset.objects.create(state=State.REVERTED)
    assert changeset.is_reverted
    _first, last = (Changeset.objects.create(reverts=changeset) for _one in range(2))
    assert changeset.reversal == last
    changeset.state = State.APPLIED
    assert (changeset.is_reverted, changeset.reversal) == (False, None)


def test_changes_of_one_row_and_those_under_a_record(place):
    for theme in ("Mới", "Nữa"):
        place.theme = theme
        place.save()
    make.conference()
    with acting() as added:
        row = make.participation(conference=place)
    own = Change.objects.of(Conference, place.pk)
    assert [change.states[1]["theme"] for change in own] == ["Mới", "Nữa"]
    under = Change.objects.under(Conference, place.pk)
    assert {change.row for change in under} == {(Conference, place.pk), (Participation, row.pk)}
    assert [change.row for change in under.filter(changeset=added)] == [(Participation, row.pk)]
