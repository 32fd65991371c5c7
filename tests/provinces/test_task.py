"""Tasks: the years they run in, and the links of province, year and task."""

import csv
from datetime import date

import pytest
from django.utils.html import strip_tags

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


def test_a_row_and_its_file_say_who_leads_of_when_a_status_is_and_what_is_implied(client):
    led = {"lead_body": make.body(name="Viện Thử"), "principal_investigator": "TS. Lê Thử"}
    task = make.task(status="dang-thuc-hien", level="quoc-gia", kind=make.task_kind(name="Đề tài"), **led)
    for day in (date(2023, 9, 29), date(2019, 1, 1)):
        make.status_change(task=task, day=day)
    make.status_change(task=task, status="tuyen-chon", day=date(2024, 1, 1))
    make.citation(task)
    make.citation(task, field="level", basis="inferred", note="Chương trình quốc gia.")
    make.citation(task, field="level", differs="cấp tỉnh")
    row = " ".join(strip_tags(client.get("/nhiem-vu/").text.partition("<tbody>")[2]).split())
    assert "Đề tài · chủ trì: Viện Thử · chủ nhiệm: TS. Lê Thử" in row
    assert "quốc gia suy ra" in row and row.count("suy ra") == 1 and "đang thực hiện (29/9/2023)" in row
    [line] = csv.DictReader(
        b"".join(client.get("/nhiem-vu.csv").streaming_content).decode("utf-8-sig").splitlines()
    )
    told = (
        "Loại",
        "Tổ chức chủ trì",
        "Chủ nhiệm",
        "Trạng thái",
        "Ngày của trạng thái",
        "Suy ra",
        "Chưa có nguồn",
    )
    assert [line[name] for name in told] == [
        "Đề tài", "Viện Thử", "TS. Lê Thử", "đang thực hiện", "2023-09-29", "cấp", "",
    ]  # fmt: skip


def test_lists_say_what_has_no_source(client):
    place = make.province(name="Sơn La")
    task = make.task(
        [place], area="tỉnh Sơn La", budget=9 * 10**9, level="quoc-gia", start_year=2020, end_year=None
    )
    for name in {*task.facts()} - {"budget", "area"}:
        make.citation(task, field=name)
    make.citation(task, field="budget", differs="8 tỷ đồng")
    page = " ".join(strip_tags(client.get("/nhiem-vu/").text).split())
    assert "9.000.000.000 chưa có nguồn" in page and "Sơn La chưa có nguồn" in page
    assert page.count("chưa có nguồn") == 3 and "(kể cả số chưa có nguồn): 9 tỷ đồng" in page
    page = " ".join(strip_tags(client.get(place.get_absolute_url()).text).split())
    assert "quốc gia · từ 2020 · 9 tỷ đồng chưa có nguồn · nơi thực hiện chưa có nguồn" in page


def test_the_sum_says_what_a_source_puts_otherwise(client):
    tasks = [make.task(budget=number * 10**9) for number in (1, 2)]
    assert "có nguồn nêu khác" not in client.get("/nhiem-vu/").text
    make.citation(tasks[1], field="budget", differs="3 tỷ đồng")
    page = client.get("/nhiem-vu/")
    assert page.context["disputed"].budget == 2 * 10**9
    assert page.text.partition("<tbody>")[2].count("có nguồn nêu khác") == 1
    assert client.get("/nhiem-vu/?q=" + tasks[0].code).context["disputed"].tasks == 0


def test_tasks_without_a_start_year_come_last_newest_first():
    unknown, old, new = (make.task(start_year=year, end_year=None) for year in (None, 1999, 2024))
    assert list(Task.objects.all()) == [new, old, unknown]
