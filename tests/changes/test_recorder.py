"""What a change leaves in the history: one Changeset for all that belongs together, and only what differs."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Conference, Participation
from portal.changes import recorder
from portal.changes.models import Change, ChangedRecord, Changeset
from portal.changes.recorder import acting, unrecorded
from portal.changes.states import columns, is_tracked
from portal.editing.history.permissions import versions
from portal.records.models import Citation
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


@pytest.fixture
def editor():
    return make.user(username="bien-tap", groups=["bien_tap"])


def changes(act, of=None):
    """{(kind, noun, key)} of an act, of all its rows or of those that the history of `of` shows."""
    rows = act.changes.under(type(of), of.pk) if of else act.changes.all()
    return {(row.kind, row.content_type.model, row.key) for row in rows}


def states(record, *names):
    """[(kind of the change, "=" where none is known, values of `names`)] of a record's versions, oldest first."""
    found = reversed(versions(type(record), record.pk))
    return [
        ("=" if one.is_before else one.change.kind, *(one.state[name] for name in names)) for one in found
    ]


def quiet(maker, *args, **kwargs):
    """A record that stands without a history, as the shipped ones do."""
    with unrecorded():
        return maker(*args, **kwargs)


def test_the_shipped_state_is_kept_before_the_first_change(editor):
    record = quiet(make.conference, theme="Cũ")
    with acting(editor, Changeset.Kind.FORM, "sửa chủ đề") as act:
        record.theme = "Mới"
        record.save()
    assert states(record, "theme", "version") == [("=", "Cũ", 1), ("~", "Mới", 2)]
    assert [one.changeset for one in versions(Conference, record.pk)] == [act, None]
    assert changes(act) == {("~", "conference", record.pk)}
    assert (act.who, act.kind, act.note) == (editor.get_username(), "form", "sửa chủ đề")


def test_the_name_of_the_editor_outlives_the_account(editor):
    with acting(editor) as act:
        make.official()
    editor.delete()
    act.refresh_from_db()
    assert (act.user, act.who) == (None, "bien-tap")


def test_a_save_that_changes_nothing_leaves_nothing(editor):
    record = quiet(make.conference)
    with acting(editor) as act:
        record.save()
        record.save()
    assert (act.pk, record.version, Changeset.objects.count(), states(record)) == (None, 3, 0, [])


def test_what_is_changed_and_changed_back_in_one_act_leaves_nothing():
    record = quiet(make.conference, theme="Cũ")
    with acting() as act:
        record.theme = "Mới"
        record.save()
        record.theme = "Cũ"
        record.save()
    assert act.pk is None


def test_nested_recordings_are_one_changeset(editor):
    with acting(editor, Changeset.Kind.IMPORT) as act, acting(None, Changeset.Kind.COMMAND) as inner:
        one = make.official()
        other = make.official()
    assert inner is act
    assert changes(act) == {("+", "official", one.pk), ("+", "official", other.pk)}


def test_a_change_outside_any_act_is_one_by_nobody():
    record = make.official()
    act = Changeset.objects.get()
    assert (act.user, act.who, act.kind, changes(act)) == (
        None,
        "",
        "command",
        {("+", "official", record.pk)},
    )


def test_a_failed_transaction_records_nothing():
    with pytest.raises(ZeroDivisionError), acting():
        make.official()
        1 / 0  # noqa: B018
    assert (Changeset.objects.count(), Change.objects.count()) == (0, 0)


def test_links_are_kept_with_the_row():
    posts = [quiet(make.post), quiet(make.post)]
    row = quiet(make.appearance, posts[:1])
    with acting() as act:
        row.posts.set(posts)
    keys = [post.pk for post in posts]
    assert states(row, "links") == [("=", {"posts": keys[:1]}), ("~", {"posts": keys})]
    assert changes(act, row.conference) == {("~", "appearance", row.pk)}
    with acting():
        posts[0].appearances.clear()
    assert states(row, "links")[-1] == ("~", {"posts": keys[1:]})


def test_rows_and_citations_are_listed_under_the_record_they_hang_from():
    row = quiet(make.appearance)
    with acting() as act:
        row.post_as_printed = "Phó Chủ tịch"
        row.save()
        cited = make.citation(row, source=quiet(make.source))
    assert changes(act, row.conference) == {("~", "appearance", row.pk), ("+", "citation", cited.pk)}
    assert changes(act, row) == changes(act, row.conference)
    assert changes(act, row.official) == set()


@pytest.mark.parametrize("verb", ["update", "bulk_update", "bulk_create", "delete"])
def test_the_verbs_for_many_rows_are_recorded(verb):
    place = quiet(make.conference)
    rows = [quiet(make.participation, conference=place, count=1) for _ in range(3)]
    several = Participation.objects.filter(conference=place)
    with acting() as act:
        if verb == "update":
            several.update(count=2)
        elif verb == "bulk_update":
            for row in rows:
                row.count = 2
            Participation.objects.bulk_update(rows, ["count"])
        elif verb == "bulk_create":
            rows = Participation.objects.bulk_create(
                Participation(conference=place, as_printed="x", capacity="khach", rank=n) for n in range(2)
            )
        else:
            keys = [row.pk for row in rows]
            several.delete()
            rows = [Participation(pk=key) for key in keys]
    kind = {"bulk_create": "+", "delete": "-"}.get(verb, "~")
    assert changes(act) == {(kind, "participation", row.pk) for row in rows}


def test_what_a_deletion_takes_along_and_sets_to_null_is_recorded():
    asked = quiet(make.recommendation)
    figure = quiet(make.figure, conference=asked.conference, recommendation=asked)
    cited = quiet(make.citation, asked)
    key = asked.pk
    with acting() as act:
        asked.delete()
    assert changes(act) == {
        ("-", "recommendation", key),
        ("-", "citation", cited.pk),
        ("~", "figure", figure.pk),
    }
    assert states(figure, "recommendation_id") == [("=", key), ("~", None)]


def test_a_change_outside_the_recorder_is_recorded_as_found():
    record = make.official(name="Một")
    type(record)._base_manager.filter(pk=record.pk).update(name="Hai")
    record.refresh_from_db()
    record.name = "Ba"
    record.save()
    assert states(record, "name") == [("+", "Một"), ("=", "Hai"), ("~", "Ba")]


def test_derived_columns_have_no_history():
    assert set(columns(Conference)) & {"chronology", "ordinal_or_zero", "search_text"} == set()


def test_columns_about_shipped_files_are_no_change():
    record, source = make.conference(), make.source()
    with acting() as act:
        Conference._base_manager.filter(pk=record.pk).update(loaded_version=record.version)
        make.citation(record, source=source)
        Citation._base_manager.update(shipped=True)
    assert changes(act) == {("+", "citation", Citation.objects.get().pk)}
    with acting() as act:
        Citation.objects.update(shipped=False)
    assert act.pk is None


def test_a_save_costs_as_many_queries_whatever_the_history():
    record = quiet(make.province)
    record.name = "Không"
    record.save()  # what is read once a process is read
    costs = []
    for name in ("Một", "Hai", "Ba"):
        record.name = name
        with CaptureQueriesContext(connection) as seen:
            record.save()
        costs.append(len(seen))
    assert len(set(costs)) == 1


@pytest.mark.once
def test_a_first_load_is_where_the_history_begins():
    from portal.records.loading import load_record

    load_record()
    assert (Changeset.objects.count(), Change.objects.count()) == (0, 0)
    record = Conference.objects.get(ordinal=19)
    Conference._base_manager.filter(pk=record.pk).update(theme="Khác", loaded_version=record.version)
    load_record()
    act = Changeset.objects.get()
    assert (act.kind, changes(act)) == ("command", {("~", "conference", record.pk)})
    assert states(record, "theme")[0] == ("=", "Khác")
    load_record()
    assert Changeset.objects.count() == 1


def public(act):
    rows = ChangedRecord.objects.filter(change__changeset=act, public=True)
    return {(row.change.content_type.model, row.content_type.model) for row in rows}


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("published", "published", True),
        ("draft", "draft", False),
        ("draft", "published", False),
        ("published", "withdrawn", False),
    ],
)
def test_only_what_readers_saw_before_and_after_is_public(before, after, seen):
    row = quiet(make.participation, conference=quiet(make.conference, publication=before))
    with acting() as act:
        place = row.conference
        place.theme, place.publication = "Mới", after
        place.save()
        row.as_printed = "mới"
        row.save()
        make.citation(row, source=quiet(make.source))
    expected = {
        ("conference", "conference"),
        *((noun, of) for noun in ("participation", "citation") for of in ("participation", "conference")),
        ("citation", "citation"),
    }
    assert public(act) == ((expected - {("citation", "citation")}) if seen else set())


def test_what_hangs_from_a_hidden_person_or_source_is_not_public():
    place = quiet(make.conference)
    hidden = quiet(make.official, publication="draft")
    shown = quiet(make.appearance, conference=place)
    with acting() as act:
        make.appearance(conference=place, official=hidden)
        make.citation(shown, source=quiet(make.source, publication="draft"))
    assert public(act) == set()
    assert changes(act, place)


def test_what_is_deleted_with_its_conference_is_not_public():
    row = quiet(make.participation)
    with acting() as act:
        row.conference.delete()
    assert public(act) == set()
    other = quiet(make.participation)
    with acting() as act:
        other.delete()
    assert public(act) == {("participation", "conference")}


def test_every_noun_has_a_history():
    from portal.records.models import citable_models

    assert [model for model in citable_models() if not is_tracked(model)] == []


# --- What the apps above hook in ----------------------------------------------------------------------
def test_hooks_of_upper_apps_run_first_in_the_same_changeset(monkeypatch):
    record, other, order = make.official(name="Một"), make.official(name="Hai"), []

    def below(changes, loading):
        order.append(("below", len(changes)))

    def above(changes, loading):
        order.append(("above", len(changes)))
        return type(other).objects.filter(pk=other.pk).update(name="Ba")

    monkeypatch.setattr(recorder, "_consequences", [((), below), ((), above)])
    with acting() as act:
        record.name = "Bốn"
        record.save()
    assert order == [("above", 1), ("below", 2)]
    assert changes(act) == {("~", "official", record.pk), ("~", "official", other.pk)}


def test_what_some_models_entail_is_asked_of_changes_of_these(monkeypatch):
    person, place, asked = make.official(), make.conference(), []
    entail = lambda changes, loading: asked.append([model for model, *_rest in changes])  # noqa: E731
    monkeypatch.setattr(recorder, "_consequences", [((type(person),), entail)])
    for row in (place, person):
        with acting():
            row.delete()
    assert asked == [[type(person)]]


def test_what_is_opened_around_a_transaction_ends_after_the_act_is_written(monkeypatch):
    ends = []

    @contextmanager
    def around():
        yield
        ends.append(Changeset.objects.count())

    monkeypatch.setattr(recorder, "AROUND", [*recorder.AROUND, around])
    with acting():
        make.official()
    assert ends[-1] == Changeset.objects.count() == 1
