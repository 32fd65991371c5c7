"""Rows put back: an act undone, a deletion taken back, a version restored; or what stands in the way."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from conferences.models import Appearance, Conference, Figure, Official, Participation, Recommendation
from portal.changes.apply import (
    Blocked,
    apply,
    must_come_first,
    repointed,
    restore,
    sentences,
    undelete,
    undo,
)
from portal.changes.models import FIRST_KEY, Change, Changeset
from portal.changes.recorder import about_to_change, acting, added, unrecorded
from portal.changes.states import stored_states
from portal.records.models import Citation, FormerSlug, Report
from portal.search.models import Entry
from provinces.models import Task, TaskYear
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


def quiet(maker, *args, **kwargs):
    with unrecorded():
        return maker(*args, **kwargs)


def state(row, *but):
    found = stored_states(type(row), [row.pk]).get(row.pk)
    return found and {name: value for name, value in found.items() if name not in ("version", *but)}


@pytest.fixture
def whole():
    """A conference with rows, links, citations, and one who points at a row of it from beside."""
    with unrecorded():
        place = make.conference(ordinal=19, theme="Pác Bó")
        post = make.post()
        row = make.appearance([post], conference=place)
        asked = make.recommendation(conference=place, state="da-tiep-nhan")  # as its reply says
        rows = [place, row, asked, make.participation(conference=place), make.reply(recommendation=asked)]
        rows += [make.figure(conference=place, recommendation=asked)]
        rows += [make.citation(row) for row in rows[:3]] + [make.gap(place, field="venue")]
    return rows


def test_an_act_is_undone_whole(whole):
    place, row, asked = whole[:3]
    was = [state(one) for one in whole]
    keys = [(type(one), one.pk) for one in whole]
    other = quiet(make.post)
    with acting() as act:
        place.theme = "Mới"
        place.save()
        row.posts.set([other])
        asked.delete()
        added = make.participation(conference=place, as_printed="mới")
        make.citation(added)
    done = undo(act)
    assert [state(model(pk=key)) for model, key in keys] == was
    assert not Participation.objects.filter(pk=added.pk).exists()
    assert (done.kind, Changeset.objects.get(pk=act.pk).reversal) == ("restore", done)


def test_an_act_is_undone_once_and_its_undoing_too():
    record = quiet(make.official, name="Cũ")
    with acting() as act:
        record.name = "Mới"
        record.save()
    with acting() as other:
        make.official()
    again, beside = undo(act), undo(other)
    for done in (act, Changeset()):  # and one that changed nothing
        with pytest.raises(Blocked):
            undo(done)
    undo(again)
    record.refresh_from_db()
    assert record.name == "Mới"
    states = Changeset.objects.in_bulk([act.pk, other.pk, beside.pk])
    assert [states[one.pk].state for one in (act, other, beside)] == ["applied", "reverted", "applied"]
    undo(act)


@pytest.mark.parametrize(("kind", "shipped"), [("form", True), ("command", False)])
def test_the_shipped_files_rule_again_what_they_ruled_unless_a_load_is_undone(kind, shipped):
    cited = quiet(make.citation, quiet(make.conference))
    Citation._base_manager.update(shipped=True)
    cited.refresh_from_db()
    quiet(make.citation, cited.record)
    with acting(None, kind) as act:
        cited.note = "khác"
        cited.save()
    undo(act)
    assert [(row.note, row.shipped) for row in Citation.objects.all()] == [("", shipped), ("", False)]


def test_what_was_changed_since_is_named_and_nothing_is_undone(whole):
    place, row = whole[:2]
    with acting() as act:
        place.theme = "Một"
        place.save()
        row.post_as_printed = "Một"
        row.save()
    with acting():
        place.theme = "Hai"
        place.save()
    with pytest.raises(Blocked) as stopped:
        undo(act)
    assert [why for _row, why in stopped.value.reasons] == ["đã được sửa sau lượt này."]
    row.refresh_from_db()
    assert row.post_as_printed == "Một"
    assert Changeset.objects.get(pk=act.pk).reversal is None


def test_a_row_added_since_is_not_taken_along():
    with acting() as act:
        place = make.conference()
    with acting():
        make.participation(conference=place)
    with pytest.raises(Blocked) as stopped:
        undo(act)
    assert "có dòng thêm vào sau" in str(stopped.value)
    assert Conference.objects.filter(pk=place.pk).exists()


def test_a_row_that_another_keeps_by_now_is_not_taken_back():
    with acting() as act:
        person = make.official()
    quiet(make.tenure, official=person)
    with pytest.raises(Blocked) as stopped:
        undo(act)
    assert "còn được dùng ở" in str(stopped.value) or "có dòng thêm vào sau" in str(stopped.value)
    assert Official.objects.filter(pk=person.pk).exists()


def test_a_deletion_comes_back_with_all_that_went_with_it(client, whole):
    place = whole[0]
    was, path = [state(one) for one in whole], place.get_absolute_url()
    FormerSlug.objects.create(
        content_type_id=whole[6].content_type_id, object_id=place.pk, scope=str(place.series_id), slug="cu"
    )
    entries = list(Entry.objects.order_by("pk").values("kind", "object_id", "title"))
    keys = [(type(one), one.pk) for one in whole]
    with acting(kind=Changeset.Kind.DELETION) as act:
        place.delete()
    assert client.get(path).status_code == 404
    assert [state(model(pk=key)) for model, key in keys] == [None] * len(keys)
    undelete(act, *keys[0])
    assert [state(model(pk=key)) for model, key in keys] == was
    assert "Pác Bó" in client.get(path).text
    assert client.get(path.replace(place.slug, "cu")).url == path
    found = Entry.objects.order_by("pk").values("kind", "object_id", "title")
    key = lambda entry: (entry["kind"], entry["object_id"])  # noqa: E731
    assert sorted(found, key=key) == sorted(entries, key=key)


def test_what_pointed_at_a_deleted_row_points_at_it_again(whole):
    asked, figure = whole[2], whole[5]
    key = asked.pk
    with acting() as act:
        asked.delete()
    done = undelete(act, Recommendation, key)
    assert Figure.objects.get(pk=figure.pk).recommendation_id == key
    assert {change.model for change in done.changes.all()} >= {Recommendation, Figure}


def test_what_points_at_another_by_now_goes_on_doing_so(whole):
    asked, figure = whole[2], whole[5]
    key, other = asked.pk, quiet(make.recommendation, conference=whole[0])
    with acting() as act:
        asked.delete()
    quiet(Figure.objects.filter(pk=figure.pk).update, recommendation=other)
    undelete(act, Recommendation, key)
    assert Figure.objects.get(pk=figure.pk).recommendation == other


def test_one_of_several_deleted_together_comes_back_alone():
    rows = [quiet(make.official) for _ in range(3)]
    keys = [row.pk for row in rows]
    with acting() as act:
        Official.objects.filter(pk__in=keys).delete()
    undelete(act, Official, keys[1])
    assert list(Official.objects.values_list("pk", flat=True)) == [keys[1]]


def test_a_record_whose_place_is_taken_does_not_come_back():
    gone = quiet(make.conference, ordinal=19)
    series, key = gone.series, gone.pk
    with acting() as act:
        gone.delete()
    make.conference(series=series, ordinal=19)
    with pytest.raises(Blocked) as stopped:
        undelete(act, Conference, key)
    assert "Vùng này đã có hội nghị lần thứ đó." in str(stopped.value)


def test_what_refers_to_something_gone_does_not_come_back(whole):
    row = whole[1]
    key, person = row.pk, row.official
    with acting() as act:
        row.delete()
    person.delete()
    with pytest.raises(Blocked) as stopped:
        undelete(act, Appearance, key)
    assert "đại biểu" in str(stopped.value)


def test_what_is_still_used_is_not_deleted(whole):
    with pytest.raises(ProtectedError):
        whole[1].official.delete()
    assert Changeset.objects.count() == 0


def test_a_version_is_restored_as_a_new_one():
    record = quiet(make.official, name="Một", publication="draft")
    record.name, record.publication = "Hai", "published"
    record.save()
    version = record.version
    first = Change.objects.of(Official, record.pk).get().states[0]
    restore(Official, record.pk, first)
    record.refresh_from_db()
    assert (record.name, record.publication, record.version > version) == ("Một", "published", True)


def test_years_of_a_task_follow_its_places():
    place = quiet(make.province)
    task = quiet(make.task, [place], start_year=2020, end_year=2021)
    with unrecorded():
        task.save()
    key, years = task.pk, TaskYear.objects.count()
    assert years == 2
    with acting() as act:
        task.delete()
    undelete(act, Task, key)
    assert TaskYear.objects.count() == years


def test_numbers_that_moved_up_move_down_again():
    place = quiet(make.conference)
    rows = [quiet(make.recommendation, conference=place, number=number) for number in (1, 2, 3)]
    with acting() as act:
        for row in reversed(rows):
            row.number += 1
            row.save()
        make.recommendation(conference=place, number=1)
    undo(act)
    assert list(place.recommendations.order_by("number").values_list("pk", "number")) == [
        (row.pk, number) for number, row in enumerate(rows, 1)
    ]


def test_a_failed_undoing_leaves_the_index_and_the_tables_alone(whole):
    place = whole[0]
    with acting() as act:
        place.delete()
    make.conference(series=place.series, ordinal=19)
    rows, entries = Citation.objects.count(), Entry.objects.count()
    with pytest.raises(Blocked):
        undo(act)
    assert (Citation.objects.count(), Entry.objects.count()) == (rows, entries)
    assert not connection.needs_rollback


# --- What a row points at -----------------------------------------------------------------------------
def test_a_citation_does_not_come_back_without_its_record():
    place = quiet(make.conference)
    key = quiet(make.citation, place).pk
    quiet(make.conference)  # another one, of which it does not speak
    with acting() as deletion:
        Citation.objects.get(pk=key).delete()
    with unrecorded():
        place.delete()
    with pytest.raises(Blocked):
        undelete(deletion, Citation, key)
    assert not Citation.objects.exists()


def test_what_the_ledger_was_told_of_is_told_when_it_goes_again():
    place = quiet(make.conference)
    with acting() as act:
        place.theme = "Mới"
        place.save()
        kind = ContentType.objects.get_for_model(Conference)
        added([FormerSlug.objects.create(content_type=kind, object_id=place.pk, scope="", slug="cu")])
    done = undo(act)
    assert not FormerSlug.objects.exists()
    assert {(change.kind, change.model) for change in done.changes.all()} == {
        ("~", Conference),
        ("-", FormerSlug),
    }


def test_what_told_of_no_record_tells_of_none_again():
    report, place = make.report(), quiet(make.conference)
    was = stored_states(Report, [report.pk])[report.pk]
    report.record = place
    report.save()
    restore(Report, report.pk, was)
    report.refresh_from_db()
    assert (report.record, was["object_id"]) == (None, None)


def test_what_a_deleted_row_needs_comes_first():
    row = quiet(make.appearance, [quiet(make.post)])
    found = {(Appearance, row.pk): stored_states(Appearance, [row.pk])[row.pk]}
    assert must_come_first(found) == []
    person = row.official
    with unrecorded():
        row.delete()
        key = person.pk
        person.delete()
    assert must_come_first(found) == [(Official, key)]
    brought = {**found, (Official, key): {"links": {}}}
    assert must_come_first(brought) == []


# --- What is proposed ---------------------------------------------------------------------------------
@pytest.fixture
def proposed():
    """(changes, Official, Tenure) of a person and a tenure of theirs that nobody has made yet."""
    tenure = quiet(make.tenure)
    rows = [tenure.official, tenure]
    states = [stored_states(type(row), [row.pk])[row.pk] for row in rows]
    with unrecorded():
        for row in reversed(rows):
            row.delete()
    keys = {
        (type(row), state["id"]): FIRST_KEY + place
        for place, (row, state) in enumerate(zip(rows, states, strict=True))
    }
    changes = [
        (model, keys[model, key], None, repointed(model, state, keys))
        for (model, key), state in zip(keys, states, strict=True)
    ]
    return changes[::-1], *(type(row) for row in rows)


def test_new_rows_get_keys_of_their_own_which_what_points_at_them_follows(proposed):
    changes, person, tenure = proposed
    with acting():
        apply(changes)
    assert tenure.objects.get().official == person.objects.get()
    assert max(person.objects.get().pk, tenure.objects.get().pk) < FIRST_KEY


def test_new_rows_that_are_only_looked_at_keep_their_keys(proposed):
    changes, person, tenure = proposed
    with acting():
        apply(changes, keep_keys=True)
    assert (person.objects.get().pk, tenure.objects.get().official_id) == (FIRST_KEY, FIRST_KEY)


def test_a_new_row_without_the_one_that_it_points_at_is_refused(proposed):
    changes, _person, tenure = proposed
    with pytest.raises(Blocked) as stopped:
        apply(changes[:1])
    assert [why for _row, why in stopped.value.reasons] == ["Điều nó dẫn tới chưa được nhận."]
    assert not tenure.objects.exists()


def test_an_undoing_that_finds_nothing_left_to_do_is_a_changeset_all_the_same():
    place = quiet(make.conference)
    report = make.report()
    with acting() as act:
        about_to_change(report)  # as a merger says of it
        report.record = place
        report.save()
    Report.objects.all().delete()
    done = undo(act)
    assert Changeset.objects.get(pk=done.pk).reverts == act


def test_added_rows_go_all_at_once():
    def queries(rows):
        with acting() as act:
            keys = [make.official().pk for _ in range(rows)]
        with CaptureQueriesContext(connection) as asked:
            undo(act)
        assert not Official.objects.filter(pk__in=keys).exists()
        return sum(query["sql"].startswith("DELETE") for query in asked.captured_queries)

    assert queries(1) == queries(3)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Blocked([("Một", "vì thế"), ("Hai", "vì kia")]), ["vì thế", "vì kia"]),
        (ValidationError("Sai."), ["Sai."]),
        (ValidationError({"name": ["Sai."], "__all__": ["Cả dòng."]}), ["họ và tên: Sai.", "Cả dòng."]),
        (IntegrityError("x"), ["trùng với một bản ghi đang có."]),
        (Official.DoesNotExist(), ["không còn nữa."]),
    ],
)
def test_what_stands_in_the_way_is_said_in_sentences(error, said):
    assert sentences(error, Official) == said
