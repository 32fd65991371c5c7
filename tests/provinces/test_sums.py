"""What tasks add up to, kept in cells: in step after every act, and the same as counting the tasks of a question."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict

from portal.changes.apply import undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from provinces import sums
from provinces.charts import ListedTasks, Sums
from provinces.filters import TaskFilter
from provinces.map.units import all_provinces, carrying_out, unit_key, units_of
from provinces.models import Task, TaskSum
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(places):
    old, _other, today, elsewhere = places
    field = make.research_field(code="4")
    part = make.research_field(code="401")
    return [
        make.task(places[:2], start_year=2020, level="tinh", field=field, budget=5),
        make.task([today, elsewhere], start_year=2021, level="tinh", field=part, budget=7),
        make.task([elsewhere], start_year=2021, level="bo", status="nghiem-thu", budget=None),
        make.task([old], start_year=None, end_year=None, budget=0),
        make.task([old], start_year=2021, publication="draft"),
        make.task(level="tinh"),
    ]


def assert_in_step():
    assert sums.count_cells()
    assert sums.read_cells() == sums.count_cells()


def found(question):
    return TaskFilter(QueryDict(question), Task.objects.published().for_list())


def test_the_cells_follow_what_is_made_changed_moved_and_deleted(tasks, places):
    assert_in_step()
    tasks[0].budget, tasks[0].status = 9, "nghiem-thu"
    tasks[0].save()
    assert_in_step()
    with acting():
        tasks[1].places.set(places[:1])
        tasks[1].start_year = 2019
        tasks[1].save()
    assert_in_step()
    Task.objects.filter(level="tinh").update(level="bo", publication="withdrawn")
    assert_in_step()
    Task.objects.filter(level="bo").update(publication="published")
    Task.objects.filter(pk=tasks[2].pk).delete()
    assert_in_step()


def test_the_cells_follow_an_undone_act(tasks):
    before = sums.read_cells()
    tasks[0].start_year = 2010
    tasks[0].save()
    assert sums.read_cells() != before
    undo(Changeset.objects.latest("pk"))
    assert sums.read_cells() == before == sums.count_cells()


def test_the_cells_follow_the_units(tasks, places):
    _old, _other, today, elsewhere = places
    make.succession(predecessor=elsewhere, successor=today)
    assert_in_step()
    elsewhere.ended = "2024-01-01"
    elsewhere.save()
    assert_in_step()


def test_what_is_written_without_a_ledger_is_counted_at_its_end(places):
    with unrecorded():
        make.task(places, budget=3)
    assert_in_step()


@pytest.mark.parametrize(
    "question",
    (
        "",
        "cap=tinh",
        "trang_thai=nghiem-thu",
        "bat_dau=2021",
        "linh_vuc=24-2025-4",
        "linh_vuc=24-2025-401",
        "cap=tinh&bat_dau=2021",
        "cap=bo&linh_vuc=24-2025-4",
        "tinh=cao-bang",
        "tinh=bac-kan",
        "tinh=thai-nguyen",
        "tinh=thai-nguyen&cap=tinh",
        "nam=2021&cap=tinh",
        "nam=2021",
        "tu=2022&den=2022&linh_vuc=24-2025-4",
        "tu=2020&den=2021",
    ),
)
def test_the_cells_answer_as_counting_does(tasks, question):
    def rows(groups, *names):
        return sorted(
            (*(str(row[name]) for name in names), *(row[name] for name in sums.AMOUNTS)) for row in groups
        )

    asked = found(question)
    by_year = found(question).qs.added_up("newest", "field")
    assert rows(sums.by_year_and_field(asked), "newest", "field") == rows(by_year, "newest", "field")
    for period in sums.PERIODS:
        counted = carrying_out(unit_key(units_of(period, all_provinces())), found(question).qs)
        assert rows(sums.by_unit(period, all_provinces(), asked), "unit") == rows(counted, "unit")


@pytest.mark.parametrize("question", ["", "cap=tinh", "nam=2021", "q=nghien+cuu", "tinh=cao-bang"])
def test_pages_that_pass_over_years_are_those_of_the_list(tasks, question):
    asked = found(question)
    listed, every = ListedTasks(asked, Sums(asked)), list(asked.qs)
    assert listed.count() == len(every) > 1
    for first in range(len(every)):
        for last in range(first, len(every) + 1):
            assert list(listed[first:last]) == every[first:last]


def test_the_command_finds_a_cell_out_of_step_and_mends_it(tasks):
    TaskSum.objects.filter(period="").update(tasks=7)
    with pytest.raises(CommandError, match="ô không khớp"):
        call_command("rebuild_task_sums", "--check", stdout=StringIO())
    call_command("rebuild_task_sums", stdout=StringIO())
    assert_in_step()
    call_command("rebuild_task_sums", "--check", stdout=StringIO())
