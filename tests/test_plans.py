"""No public page reads the tasks, their places and years, or the citations from end to end, on either database."""

import re

import pytest
from django.db import connection, transaction
from django.db.models import AutoField

from conferences.models import Conference
from portal.api.cursors import behind, terms_of
from portal.base.db import analyze
from portal.records.models import Citation
from provinces import sums
from provinces.models import Task, TaskYear
from tests.provinces.test_synthetic import eight, load

pytestmark = pytest.mark.django_db

COPIES = 300
LARGE = {model._meta.db_table for model in (Task, Task.places.through, TaskYear, Citation)}
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (COSTS OFF) "}
ALIAS = re.compile(r'"(\w+)" ([A-Z]\d+)\b')
SCAN = re.compile(r"\b(?:SCAN (\w+)|(?:Parallel )?Seq Scan on (\w+))")
PAGES = [
    "/",
    "/nhiem-vu/",
    "/nhiem-vu/?trang=200",
    "/nhiem-vu/?cap=tinh",
    "/nhiem-vu/?trang_thai=nghiem-thu&linh_vuc=24-2025-903",
    "/nhiem-vu/?nam=2020",
    "/nhiem-vu/?tinh=tinh-3&nam=2020",
    "/ban-do/?do=nhiem-vu",
    "/kien-nghi/",
    "/so-lieu/",
    "/hoi-nghi/",
    "/dai-bieu/",
]


def copy(model, **changed):
    """Writes COPIES of each row of `model`, with columns `changed` (SQL; the copy's number is n.i)."""
    names = [
        field.column
        for field in model._meta.concrete_fields
        if not (field.generated or isinstance(field, AutoField))
    ]
    values = ", ".join(changed.get(name, f'o."{name}"') for name in names)
    source = changed.get("FROM", f"{model._meta.db_table} o, n")
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES}) "
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {source}"
        )


@pytest.fixture(scope="module", autouse=True)
def volume(django_db_setup, django_db_blocker):
    """18,000 tasks with what hangs from them: each of 60 many times over."""
    with django_db_blocker.unblock(), transaction.atomic():
        eight()
        load()
        # A copy remembers in `loaded_version` which task it is of.
        copy(Task, slug="o.slug || '-' || n.i", code="o.code || '-' || n.i", loaded_version="o.id")
        for model in (Task.places.through, TaskYear):
            table = model._meta.db_table
            of = f"{table} o JOIN provinces_task t ON t.loaded_version = o.task_id"
            copy(model, task_id="t.id", FROM=of)
        kind = Citation.objects.filter(content_type__model="task").values_list("content_type", flat=True)[0]
        of = f"records_citation o JOIN provinces_task t ON t.loaded_version = o.object_id AND o.content_type_id = {kind}"
        copy(Citation, object_id="t.id", FROM=of)
        analyze()  # else PostgreSQL plans the sums of 18,000 tasks as of 60, and takes minutes
        sums.rebuild()
        analyze()
        yield
        transaction.set_rollback(True)


def scans(client, address):
    """The large tables that the queries of the page read from end to end, with the query of each."""
    found = []

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT") and not sql.endswith("LIMIT 1"):  # which stops at the first row
            with connection.cursor() as cursor:
                cursor.execute(EXPLAIN[connection.vendor] + sql, params)
                plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            tables = {alias: table for table, alias in ALIAS.findall(sql)}
            for names in SCAN.findall(plan):
                name = "".join(names)
                if tables.get(name, name) in LARGE:
                    found.append((tables.get(name, name), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        assert client.get(address).status_code == 200
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_list_walks_no_large_table(client, address):
    assert scans(client, address) == []


def test_a_page_far_down_the_api_is_a_stretch_of_an_index(client):
    rows = Task.objects.published()
    place = rows.values_list("newest", "pk")[9_000]
    terms = terms_of(rows)
    placed = rows.annotate(place_0=terms[0].expression, place_1=terms[1].expression)
    plans = [placed.filter(part).order_by(*terms)[:50].explain() for part in behind(terms, place)]
    known = {"sqlite": "newest=? AND id<?", "postgresql": f"(newest = {place[0]}) AND (id < {place[1]})"}
    assert known[connection.vendor] in plans[0]
    assert "Sort" not in plans[0] and "TEMP B-TREE" not in plans[0]


@pytest.mark.parametrize("model", [Task, Conference])
def test_a_page_of_a_record_walks_no_large_table(client, model):
    record = model.objects.published().first()
    assert scans(client, record.get_absolute_url()) == []
