"""What a changeset changed, in words."""

import pytest
from django.contrib.contenttypes.models import ContentType

from conferences.models import Appearance, Conference
from portal.changes.diff import BELONGING, RowChange, describe, diff, differences, latest_changesets, rows_of
from portal.changes.labels import Labels
from portal.changes.models import FIRST_KEY, Change, Changeset
from portal.changes.recorder import acting, unrecorded
from portal.changes.states import stored_states
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with unrecorded():
        return make.conference(theme="Cũ")


@pytest.fixture
def act(place):
    """The theme of a conference changed, and somebody added to it, in this order of rows."""
    with acting() as changeset:
        make.appearance(conference=place)
        place.theme = "Mới"
        place.save()
    return changeset


def test_each_row_has_its_kind_its_name_and_what_changed(act, place):
    rows = {row.model: row for row in diff([act])[act.pk]}
    changed, added = rows[Conference], rows[Appearance]
    assert (changed.kind, str(changed.kind_label), changed.name) == ("~", "sửa", str(place))
    assert str(changed.model_label) == str(Conference._meta.verbose_name)
    assert changed.own
    [theme] = changed.differences
    assert (str(theme.label), theme.old, theme.new, theme.name) == ("chủ đề", "Cũ", "Mới", "theme")
    assert (added.kind, added.before, added.state) == ("+", None, added.after)
    assert {one.old for one in added.differences} == {""}
    assert "id" not in {one.name for one in added.differences}


def test_the_history_of_a_record_shows_its_own_row_first(act, place):
    rows = diff([act], (Conference, place.pk))[act.pk]
    assert [(row.model, row.own) for row in rows[:2]] == [(Conference, True), (Appearance, False)]
    added = Appearance.objects.get()
    [row] = diff([act], (Appearance, added.pk))[act.pk]
    assert (row.model, row.key, row.own) == (Appearance, added.pk, True)
    assert diff([], (Conference, place.pk)) == {}


def test_rows_that_are_gone_are_called_what_they_were(act, place):
    row = Appearance.objects.get()
    name = str(row)
    with acting() as deletion:
        row.delete()
    [gone] = [one for one in diff([deletion])[deletion.pk] if one.model is Appearance]
    assert (gone.kind, gone.name, gone.state) == ("-", name, gone.before)
    assert {one.new for one in gone.differences} == {""}
    assert all(one.name for one in diff(Changeset.objects.all())[deletion.pk])


def test_what_a_row_points_at_is_called_what_it_was_when_both_are_gone():
    with unrecorded():
        tenure = make.tenure(official=make.official(name="Bế Minh Đức"))
    person = tenure.official
    with acting() as deletion:
        tenure.delete()
        person.delete()
    [gone] = [one for one in diff([deletion])[deletion.pk] if one.model is type(tenure)]
    assert [one.old for one in gone.differences if one.name == "official_id"] == ["đại biểu “Bế Minh Đức”"]


def test_a_new_row_without_a_name_shows_no_provisional_key(place):
    row = make.appearance()
    nameless = {**stored_states(Appearance, [row.pk])[row.pk], "official_id": 10**9}
    for key, name in ((FIRST_KEY, ""), (10**8, "100000000")):
        change = RowChange("+", Appearance, key, None, {**nameless, "id": key}, 1)
        describe([change])
        assert change.name == name
    known = describe([], [(Appearance, {"links": {}, "conference_id": place.pk})])
    assert known.names == {Conference: {place.pk: str(place)}}


def test_differences_stand_in_the_order_of_the_form():
    row = make.appearance()
    state = stored_states(Appearance, [row.pk])[row.pk]
    new = {**state, "note": "x", "role": "dong-chu-tri", "id": 5, "version": 9, "synthetic": True}
    new["links"] = {"posts": [make.post().pk]}
    labels = Labels([(Appearance, state), (Appearance, new)])
    found = [one.name for one in differences(Appearance, state, new, labels)]
    order = [column.attname for column in Appearance._meta.concrete_fields] + ["posts"]
    assert found == sorted(found, key=order.index)
    assert {"role", "posts"} <= {*found}
    assert not {*found} & {*BELONGING, "synthetic"}
    assert differences(Appearance, state, state, labels) == []


def test_the_newest_changesets_of_a_record(act, place):
    with acting() as later:
        place.theme = "Nữa"
        place.save()
    found = latest_changesets(Conference, place.pk).order_by("-newest")
    assert [row["changeset"] for row in found] == [later.pk, act.pk]
    assert [row["newest"] for row in found] == sorted((row["newest"] for row in found), reverse=True)
    assert found[0]["newest"] == Change.objects.filter(changeset=later).latest("pk").pk


def test_changes_of_models_that_are_no_more_are_left_out(act):
    gone = ContentType.objects.create(app_label="conferences", model="gone")
    change = act.changes.create(content_type=gone, key=1, kind="+", after={"links": {}})
    assert change.model is None
    with pytest.raises(LookupError):
        change.states  # noqa: B018
    assert change not in [one for one, _row in rows_of(act.changes.all())]
    assert len(rows_of(act.changes.all())) == act.changes.count() - 1
