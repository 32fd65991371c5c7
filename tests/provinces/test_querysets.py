"""The verbs of the QuerySets of provinces, bodies and tasks: which rows each keeps, and with what."""

from datetime import date

import pytest

from provinces.models import Body, Province, RegionMembership, StatusChange, Task
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_period_begins_with_its_first_day_and_ends_before_its_last():
    always, since = make.province(), make.province(began=date(2008, 8, 1))
    until = make.province(ended=date(2008, 8, 2))
    assert {*Province.objects.on(date(2008, 7, 31))} == {always, until}
    assert {*Province.objects.on(date(2008, 8, 1))} == {always, since, until}
    assert {*Province.objects.on(date(2008, 8, 2))} == {always, since}
    held = make.region_membership(province=always, began=date(2008, 8, 1))
    assert [*RegionMembership.objects.on(date(2008, 8, 1))] == [held]
    assert not RegionMembership.objects.on(date(2008, 7, 31))


def test_units_of_today_and_those_that_ended():
    here, gone = make.province(), make.ended_province()
    assert [*Province.objects.today()] == [here]
    assert [*Province.objects.ended()] == [gone]


@pytest.mark.parametrize("verb", ["with_lineage", "for_list"])
def test_units_come_with_what_they_came_from_and_went_into(verb, django_assert_num_queries):
    change = make.succession()
    with django_assert_num_queries(3):
        found = {row.pk: row for row in getattr(Province.objects, verb)()}
        [out] = found[change.predecessor_id].successions_out.all()
        [into] = found[change.successor_id].successions_in.all()
        assert (out.successor.name, into.predecessor.name) == (change.successor.name, change.predecessor.name)


def test_bodies_and_tasks_of_a_province():
    province = make.province()
    body, task = make.body(province=province), make.task(places=[province])
    make.body(province=make.province())
    make.task(places=[make.province()])
    assert [*Body.objects.of_provinces([province.pk])] == [body]
    assert [*Task.objects.of_provinces([province.pk])] == [task]


@pytest.mark.parametrize("with_place", [False, True])
def test_tasks_run_from_their_first_year_to_their_last(with_place):
    province = make.province()
    running = {
        make.task(places=[province], start_year=a, end_year=b) for a, b in ((2018, 2020), (2022, 2025))
    }
    for first, last in ((2017, 2019), (2023, 2025), (None, None)):
        make.task(places=[province], start_year=first, end_year=last)
    elsewhere = make.task(places=[make.province()], start_year=2020, end_year=2022)
    if with_place:
        assert {*Task.objects.running(2020, 2022, [province.pk])} == running
    else:
        assert {*Task.objects.running(2020, 2022)} == {*running, elsewhere}


def test_tasks_are_added_up_by_their_columns():
    for level, budget in (("quoc-gia", 10), ("quoc-gia", None), ("bo", None)):
        make.task(level=level, budget=budget)
    found = {row.pop("level"): row for row in Task.objects.all().added_up("level")}
    assert found == {
        "quoc-gia": {"tasks": 2, "budgeted": 1, "budget": 10},
        "bo": {"tasks": 1, "budgeted": 0, "budget": None},
    }


def test_a_list_of_tasks_names_all_without_asking_again(django_assert_num_queries):
    province, field = make.province(), make.research_field()
    make.task(places=[province], field=field)
    with django_assert_num_queries(2):
        found = Task.objects.for_list().get()
        assert found.field == field
        assert [one.name_with_period for one in found.listed_places] == [province.name]


def test_a_change_of_status_shows_with_its_task():
    change = make.status_change()
    make.status_change(task=make.task(publication="draft"))
    assert [*StatusChange.objects.published()] == [change]
