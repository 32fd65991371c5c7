"""The charts of the task list: what adds up to what, and where each row leads."""

import re
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict

from portal.templatetags.page import bar
from provinces.charts import Sums
from provinces.filters import TaskFilter
from provinces.models import ResearchField, Task
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/nhiem-vu/"
EVERY = "q=nghien+cuu"  # a word of every task of these tests


def charts(client, question=""):
    """{key: Chart} of the list that the question finds."""
    return {chart.key: chart for chart in client.get(f"{LIST}?{question}").context["charts"]}


def amounts(chart):
    """[(the name's words, tasks, tasks with a budget, budget)] of a chart's rows."""
    return [(row.name and str(row.name), row.tasks, row.budgeted, row.budget) for row in chart.rows]


@pytest.fixture
def tasks(places):
    bac_kan, old_thai_nguyen, thai_nguyen, cao_bang = places
    broad = make.research_field(code="4", name="Nông nghiệp")
    narrow = make.research_field(code="401", name="Trồng trọt")
    other_table = make.research_field(code="401", table="12-2008", name="Cũ")
    return [
        make.task([bac_kan, old_thai_nguyen], start_year=2020, field=broad, budget=3_000),
        make.task([thai_nguyen, cao_bang], start_year=2020, end_year=2022, field=narrow, budget=500),
        make.task([cao_bang], start_year=2022, field=other_table, budget=None),
        make.task([cao_bang], start_year=None, end_year=None, budget=70),
        make.task([cao_bang], start_year=2022, field=broad, budget=9, publication="draft"),
    ]


def test_years_fields_and_provinces_add_up_what_the_list_found(client, tasks):
    found = charts(client, EVERY)
    assert {key: amounts(chart) for key, chart in found.items()} == {
        "nam": [("2020", 2, 2, 3_500), ("2022", 1, 0, None), (None, 1, 1, 70)],
        "linh-vuc": [("4 Nông nghiệp", 2, 2, 3_500), ("401 Cũ", 1, 0, None), (None, 1, 1, 70)],
        # a task in two units of before is one task of the unit of today
        "tinh": [("Cao Bằng", 3, 2, 570), ("Thái Nguyên", 2, 2, 3_500)],
    }
    page = client.get(f"{LIST}?{EVERY}").context
    total = page["total"]
    assert (total.tasks, total.budget, total.unbudgeted) == (page["page"].paginator.count, 3_570, 1)
    for key in ("nam", "linh-vuc"):
        assert found[key].total == total
        assert sum(row.tasks for row in found[key].rows) == total.tasks
        assert sum(row.budget or 0 for row in found[key].rows) == total.budget
    assert found["tinh"].total is None


@pytest.mark.parametrize("question", ["", "tu=2021&den=2023", "cap=tinh", "q=nghien+cuu&nam=2022&trang=1"])
def test_each_row_leads_to_the_list_of_the_tasks_it_counts(client, tasks, question):
    Task.objects.update(level="tinh")
    rows = [row for chart in charts(client, question).values() for row in chart.rows if row.name]
    assert rows
    for row in rows:
        led = client.get(f"{LIST}?{row.query}").context
        assert (row.query, led["page"].paginator.count, led["total"].budget) == (
            row.query,
            row.tasks,
            row.budget,
        )
        kept = {word: values for word, values in parse_qs(question).items() if word != "trang"}
        assert kept.items() <= parse_qs(row.query).items()


def test_a_filter_narrows_the_charts_with_the_list(client, tasks):
    assert {key: amounts(chart) for key, chart in charts(client, "nam=2022").items()} == {
        "nam": [("2020", 2, 2, 3_500), ("2022", 1, 0, None)],
        "linh-vuc": [("4 Nông nghiệp", 2, 2, 3_500), ("401 Cũ", 1, 0, None)],
        "tinh": [("Thái Nguyên", 2, 2, 3_500), ("Cao Bằng", 2, 1, 500)],
    }
    assert set(charts(client, "bat_dau=2022")) == set()
    assert set(charts(client, "linh_vuc=24-2025-4")) == {"tinh"}


def test_a_province_asked_for_is_not_compared_with_its_neighbours(client, tasks):
    assert set(charts(client, "tinh=cao-bang")) == {"nam", "linh-vuc"}


def test_all_tasks_by_province_are_the_map_s(client, tasks):
    assert set(charts(client)) == {"nam", "linh-vuc"}
    assert "/ban-do/?ky=sau&amp;do=nhiem-vu" in client.get(LIST).text
    assert "/ban-do/?ky=sau" not in client.get(f"{LIST}?{EVERY}").text


def test_there_is_no_chart_where_nothing_can_be_compared(client, places):
    assert "bieu-do" not in client.get(LIST).text
    make.task([places[3]], start_year=2020, field=make.research_field())
    make.task([places[3]], start_year=None, end_year=None)
    assert charts(client) == {}
    assert "bieu-do" not in client.get(LIST).text
    make.task([places[3]], start_year=2021)
    assert set(charts(client)) == {"nam"}
    assert client.get(LIST).text.count('id="bieu-do"') == 1


def test_a_mistake_and_a_later_page_have_no_charts(client, tasks):
    assert charts(client, "nam=abc") == {}
    Task.objects.bulk_create(
        Task(title=f"Nhiệm vụ {n}", slug=f"nhiem-vu-{n}", start_year=2000 + n % 3, publication="published")
        for n in range(50)
    )
    assert client.get(f"{LIST}?trang=2").context["total"].tasks == 54
    assert (set(charts(client)), charts(client, "trang=2")) == ({"nam", "linh-vuc"}, {})


def test_the_sums_are_one_query_and_the_charts_four(tasks, django_assert_num_queries):
    found = TaskFilter(QueryDict(EVERY), Task.objects.published())
    assert found.qs is not None
    with django_assert_num_queries(1):
        sums = Sums(found)
    with django_assert_num_queries(4):  # fields, provinces, successions, places
        assert len(sums.charts()) == 3


def test_a_field_counts_under_the_coarsest_one_of_its_table():
    broad, middle, narrow = (make.research_field(code=code) for code in ("4", "401", "40101"))
    alone, other_table = make.research_field(code="302"), make.research_field(code="401", table="12-2008")
    tops = ResearchField.tops()
    assert [tops[field.pk] for field in (broad, middle, narrow)] == [broad] * 3
    assert [tops[field.pk] for field in (alone, other_table)] == [alone, other_table]


@pytest.mark.parametrize(
    ("amount", "longest", "share"),
    [(3, 4, "75.00"), (4, 4, "100.00"), (0, 4, None), (None, 4, None), (0, 0, None), (1, 3, "33.33")],
)
def test_a_bar_is_as_long_as_its_share_of_the_longest(amount, longest, share):
    assert re.findall(r'<rect width="(.*?)%"', bar(amount, longest)) == ([share] if share else [])
