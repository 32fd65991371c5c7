"""States of rows: what they hold, wherein two differ, and as JSON and back."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType

from conferences.models import Appearance, Conference, Figure
from portal.changes.states import (
    BATCH,
    batches,
    columns,
    differing,
    from_json,
    in_memory,
    instance_state,
    is_recorded,
    is_tracked,
    links_of,
    references,
    states_now,
    stored_states,
    to_json,
)
from portal.records.models import Citation, FormerSlug, Report, Sender, Source
from tests import factories as make


def test_what_the_ledger_follows():
    assert (is_tracked(Conference), is_recorded(Conference)) == (True, True)
    assert (is_tracked(Report), is_recorded(Report)) == (False, True)
    assert (is_tracked(Sender), is_recorded(Sender)) == (False, False)


def test_the_columns_of_a_state():
    names = columns(Conference)
    assert names[0] == "id"
    assert {"series_id", "theme", "version"} <= {*names}
    assert not {"chronology", "search_text", "series"} & {*names}
    assert columns(FormerSlug) == ("id", "content_type_id", "object_id", "scope", "slug")


def test_keys_come_in_batches():
    assert batches([]) == []
    assert [len(some) for some in batches(range(BATCH + 1))] == [BATCH, 1]
    assert [key for some in batches(range(BATCH + 1)) for key in some] == [*range(BATCH + 1)]


@pytest.mark.django_db
def test_what_a_row_points_at():
    cited = make.citation(make.conference())
    assert {*references(Citation, instance_state(cited))} == {
        ("content_type_id", (ContentType, cited.content_type_id)),
        ("source_id", (Source, cited.source_id)),
        ("object_id", (Conference, cited.object_id)),
    }
    assert "object_id" not in dict(references(Conference, instance_state(cited.record)))
    assert [*references(Citation, None)] == []


@pytest.mark.django_db
def test_stored_states_hold_columns_and_links():
    posts = [make.post(), make.post()]
    row = make.appearance(posts[::-1], rank=3)
    bare, gone = make.appearance(), 10**9
    found = stored_states(Appearance, [row.pk, bare.pk, gone])
    assert {*found} == {row.pk, bare.pk}
    assert (found[row.pk]["rank"], found[row.pk]["official_id"]) == (3, row.official_id)
    assert found[row.pk]["links"] == {"posts": sorted(post.pk for post in posts)}
    assert found[bare.pk]["links"] == {"posts": []}
    place = row.conference
    assert states_now([(Appearance, row.pk), (Conference, place.pk), (Conference, gone)]) == {
        (Appearance, row.pk): found[row.pk],
        (Conference, place.pk): stored_states(Conference, [place.pk])[place.pk],
    }


@pytest.mark.django_db
def test_a_row_in_memory_and_its_state():
    place = make.conference(theme="Pác Bó")
    state = instance_state(place)
    assert state == stored_states(Conference, [place.pk])[place.pk]
    again = in_memory(Conference, state)
    assert (again, again.theme, again.starts) == (place, "Pác Bó", date(2024, 10, 10))


def state(links=None, **values):
    return {**values, "links": links or {}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, set()),
        (None, state(a=1, version=1), {"a", "version"}),
        (state({"posts": []}, a=1), None, {"a", "posts"}),
        (state(a=1, b=2), state(a=1, b=3), {"b"}),
        (state(a=1), state(a=1), set()),
        (state(a=1, version=1, shipped=True), state(a=1, version=2, shipped=False), set()),
        (state(loaded_version=1), state(loaded_version=None), set()),
        (state({"posts": [1]}), state({"posts": [2]}), {"posts"}),
        (state({"posts": [1]}), state({}), {"posts"}),
        (state({}), state({"posts": []}), set()),
        (state(a=1), state(), {"a"}),
    ],
)
def test_wherein_two_states_differ(before, after, expected):
    assert differing(before, after) == expected


def test_links_that_a_state_lacks_are_none():
    assert links_of(state({"posts": [1]}), "posts") == [1]
    assert links_of(state(), "posts") == []


@pytest.mark.django_db
def test_states_go_through_json_and_come_back():
    figure = make.figure(low=Decimal("636.1000"), high=None)
    held = stored_states(Figure, [figure.pk])[figure.pk]
    stored = to_json(held)
    assert stored["low"] == "636.1000"
    assert from_json(Figure, stored) == held
    place = make.conference()
    assert to_json(instance_state(place))["starts"] == "2024-10-10"
    assert from_json(Conference, to_json(instance_state(place))) == instance_state(place)


@pytest.mark.django_db
def test_a_column_that_came_later_takes_its_default():
    stored = to_json(instance_state(make.conference()))
    del stored["status"], stored["theme"], stored["ended_on" if "ended_on" in stored else "ends"]
    stored["gone_since"] = "x"
    found = from_json(Conference, stored)
    assert (found["theme"], found["ends"]) == ("", None)
    assert found["status"] == Conference._meta.get_field("status").get_default()
    assert "gone_since" not in found


def test_no_row_has_no_json():
    assert (to_json(None), from_json(Conference, None)) == (None, None)
