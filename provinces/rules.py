"""Truths about provinces, bodies and tasks that no row can hold."""

from heapq import merge
from itertools import groupby

from django.db.models import Count, Max, Min, Q

from portal.base.db import NO_ROWS
from portal.records.rules import CHUNK, Breach, rule

from .models import Province, Task, TaskYear
from .models.period import outside, year_window


@rule
def tasks_run_in_provinces_that_exist():
    """No task runs in a province in a year in which that province was not for a single day."""
    provinces = {row.pk: row for row in Province.objects.exclude(began=None, ended=None)}
    wrong = NO_ROWS
    for pk, province in provinces.items():
        if province.began:
            wrong |= Q(province=pk, year__lt=province.began.year)
        if province.ended:
            begins_the_year = (province.ended.month, province.ended.day) == (1, 1)
            wrong |= Q(province=pk, year__gte=province.ended.year + (not begins_the_year))
    links = TaskYear.objects.filter(wrong).values("task", "task__title", "province")
    rows = links.annotate(first=Min("year"), last=Max("year")).order_by("task", "province")
    for row in rows.iterator(chunk_size=CHUNK):
        years = f"{row['first']}–{row['last']}" if row["first"] != row["last"] else str(row["first"])
        province = provinces[row["province"]]
        why = outside(province, year_window(row["first"])) or outside(province, year_window(row["last"]))
        yield Breach(Task, row["task"], row["task__title"], f"ghi thực hiện năm {years}, nhưng {why}.")


@rule
def task_years_are_in_step():
    """The link table holds each place of a task in each of its years, and nothing else."""
    places = Task.places.through.objects.filter(task__start_year__isnull=False).order_by("task", "province")
    columns = ("task", "province", "task__title", "task__start_year", "task__last_year")
    wanted = (
        (*row, row[-1] - row[-2] + 1) for row in places.values_list(*columns).iterator(chunk_size=CHUNK)
    )
    links = TaskYear.objects.values("task", "province", "task__title").order_by("task", "province")
    links = links.annotate(first=Min("year"), last=Max("year"), years=Count("pk"))
    columns = ("task", "province", "task__title", "first", "last", "years")
    standing = links.values_list(*columns).iterator(chunk_size=CHUNK)
    for task, rows in groupby(merge(wanted, standing), key=lambda row: row[0]):
        found = list(rows)
        if found[::2] != found[1::2]:
            yield Breach(
                Task,
                task,
                found[0][2],
                "bảng tỉnh và năm không khớp nơi và năm thực hiện; hãy mở và lưu lại.",
            )
