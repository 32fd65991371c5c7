"""Tasks: the years they run in, and the links of province, year and task."""

import pytest

from provinces.models import Task, TaskYear
from tests import factories as make

pytestmark = pytest.mark.django_db


def links(task):
    return sorted(TaskYear.objects.filter(task=task).values_list("province__name", "year"))


def test_a_new_task_is_saved_with_its_last_year():
    running = make.task(start_year=2023, end_year=2025)
    only_start = make.task(start_year=2020, end_year=None)
    undated = make.task(start_year=None, end_year=None)
    rows = Task.objects.in_bulk()
    assert [rows[task.pk].last_year for task in (running, only_start, undated)] == [2025, 2020, None]


def test_a_task_is_linked_to_each_province_in_each_year_it_ran():
    places = [make.province(name="Cao Bằng"), make.province(name="Lạng Sơn")]
    task = make.task(places, start_year=2023, end_year=2024)
    assert links(task) == [("Cao Bằng", 2023), ("Cao Bằng", 2024), ("Lạng Sơn", 2023), ("Lạng Sơn", 2024)]


def test_a_task_that_moves_leaves_no_old_link():
    task = make.task([make.province(name="Cao Bằng")], start_year=2023, end_year=2025)
    task.places.set([make.province(name="Lạng Sơn")])
    task.start_year = task.end_year = 2024
    task.save()
    assert links(task) == [("Lạng Sơn", 2024)]


def test_a_task_without_years_is_linked_to_no_year():
    assert links(make.task([make.province()], start_year=None, end_year=None)) == []


def test_tasks_are_alike_by_lead_body_else_by_field():
    body, field = make.body(), make.research_field()
    one, other = make.task(lead_body=body), make.task(lead_body=body)
    third, fourth = make.task(field=field), make.task(field=field)
    make.task(lead_body=body, publication="draft")
    assert [task.alike() for task in (one, other, third, fourth, make.task())] == [
        [other],
        [one],
        [fourth],
        [third],
        [],
    ]


def test_tasks_without_a_start_year_come_last_newest_first():
    unknown, old, new = (make.task(start_year=year, end_year=None) for year in (None, 1999, 2024))
    assert list(Task.objects.all()) == [new, old, unknown]
