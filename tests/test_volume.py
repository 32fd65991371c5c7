"""No page costs more queries when it has more rows: each page's number stands in COST."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conferences.models import Series
from portal.base.downloads import RECORD_FILES
from portal.base.lists import PAGE_SIZE
from portal.base.references import REFERENCE_FILES
from portal.records.models import Source, citable_models
from provinces.models import Task
from tests import factories as make
from tests.pages import DOWNLOADS, FILES, FORMS, LISTS, LOOKED_UP, MACHINES, PUBLIC_NAMES, WATCHERS, world

pytestmark = pytest.mark.django_db

#: The queries of each page, with one row in each section as with three. A download asks once for each 500 rows which
#: of their values no source carries, and twice more for their names where some lack one; once which are inferred, and
#: once what they cite. A history asks once for the reports that were answered.
COST = {
    "home": 25,
    "about": 3,
    "components": 4,
    "map": 6,
    "search": 3,
    "open-data": 2,
    "conference-list": 11,
    "official-list": 12,
    "recommendation-list": 17,
    "figure-list": 16,
    "province-list": 11,
    "task-list": 28,
    "source-list": 4,
    "conference-list-csv": 8,
    "official-list-csv": 10,
    "recommendation-list-csv": 6,
    "recommendation-list-docx": 7,
    "figure-list-csv": 6,
    "province-list-csv": 9,
    "task-list-csv": 8,
    "source-list-csv": 3,
    "map-csv": 5,
    "search-csv": 1,
    "search-xlsx": 1,
    "search-jsonl": 1,
    **dict.fromkeys(["search-bib", "search-ris", "search-csl.json"], 2),
    "changes-feed": 37,
    "corrections-feed": 4,
    "calendar": 3,
    "card": 0,
    "series": 22,
    "conference": 22,
    "official": 21,
    "province": 36,
    "body": 30,
    "task": 9,
    "source": 9,
    "series-history": 11,
    "conference-history": 22,
    "official-history": 11,
    "province-history": 8,
    "body-history": 10,
    "task-history": 10,
    "source-history": 5,
    "series-feed": 9,
    "conference-feed": 20,
    "official-feed": 9,
    "province-feed": 6,
    "body-feed": 8,
    "task-feed": 8,
    "source-feed": 3,
    **dict.fromkeys(["recommendation-atom", "figure-atom", "document-atom"], 6),
    "series-calendar": 4,
    "conference-card": 3,
    "province-card": 1,
    "api-docs": 18,
    "api-conference-list": 8,
    "api-series-list": 7,
    "api-province-list": 10,
    "api-body-list": 7,
    "api-official-list": 10,
    "api-recommendation-list": 6,
    "api-figure-list": 6,
    "api-task-list": 9,
    "api-source-list": 3,
    "api-conference": 29,
    "api-series": 17,
    "api-province": 38,
    "api-body": 31,
    "api-official": 26,
    "api-recommendation": 20,
    "api-figure": 16,
    "api-task": 18,
    "api-source": 8,
}
#: The other files of a list are made of the same lines; a workbook is asked first whether it ends.
for name, number in [(name, number) for name, number in COST.items() if name.endswith("-list-csv")]:
    COST |= {name.replace("-csv", "-json"): number, name.replace("-csv", "-jsonl"): number}
    COST[name.replace("-csv", "-xlsx")] = number + 1
#: A list as references, of rows alone and not of what they cite, with the version of the data.
REFERENCES = {
    "conference": 3,
    "official": 5,
    "recommendation": 2,
    "figure": 2,
    "province": 4,
    "task": 3,
    "source": 2,
}
COST |= {f"{name}-list-{ending}": number for name, number in REFERENCES.items() for ending in REFERENCE_FILES}
#: A record as a file: with all that its page tells of it, and as a reference.
RECORD = {
    "series": (11, 2),
    "conference": (22, 3),
    "official": (18, 2),
    "province": (30, 2),
    "body": (26, 3),
    "task": (12, 2),
    "source": (7, 2),
    "recommendation": (15, 2),
    "figure": (11, 2),
    "document": (6, 2),
}
COST |= {
    f"{name}-{ending}": numbers[ending in REFERENCE_FILES]
    for name, numbers in RECORD.items()
    for ending in RECORD_FILES
}
#: Questions that use every filter of a list, each with its queries. A filter that names a record asks for it,
#: to understand the words takes six, and to put first what they name two.
FILTERED = {
    "conference-list": (
        25,
        "?tinh=cao-bang&vai=dang-cai&vung=trung-du&tu=2000&den=2030&q=trung+du&tinh_trang=da-to-chuc",
    ),
    "official-list": (24, "?tinh=cao-bang&vai=tham-du&vung=trung-du&tu=2000&den=2030&q=be+minh"),
    "recommendation-list": (
        29,
        "?tinh=cao-bang&vai=neu&vung=trung-du&tu=2000&den=2030&q=kinh+phi&qua_han=on&noi_nhan=ubnd-tinh-cao-bang"
        "&loai=kien-nghi&trang_thai=chua-tra-loi",
    ),
    "figure-list": (26, "?tinh=cao-bang&tu=2000&den=2030&q=nhiem+vu"),
    "province-list": (23, "?tinh=cao-bang&vung=trung-du&nam=2025&q=bac+kan"),
    "task-list": (33, "?tinh=cao-bang&vung=trung-du&nam=2024&q=nghien+cuu&chu_tri=ubnd-tinh-cao-bang"),
    "source-list": (12, "?q=cao+bang&nam=2024&loai=news"),
}
#: Before PostgreSQL is told how to find the newest, the engine counts how many hold the words (`boolean.newest`).
ON_POSTGRESQL = dict.fromkeys(FILTERED, 3) | {"conference-list": 2, "source-list": 2}
#: Questions to the search. What they mean costs some queries, how much they find costs none.
SEARCHED = [
    "/tim-kiem/?q=cao+bang",
    "/en/tim-kiem/?q=trung+du",
    "/tim-kiem/?q=cao+bang&sap_xep=moi",
    "/tim-kiem/?q=cao+bang&loai=kien-nghi",
    "/tim-kiem/?q=cao+bang&tinh=cao-bang&vung=trung-du&tu=2000&den=2030",
    "/tim-kiem.json?q=cao+bang",
    "/tim-kiem.csv?q=cao+bang",
    "/tim-kiem.atom?q=cao+bang",
]


def cost(client, path):
    """How many queries the page at `path` makes."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert (path, answer.status_code) == (path, 200)
    return len(seen)


def both_languages(costs):
    return {**costs, **{f"en:{name}": number for name, number in costs.items()}}


def test_the_table_names_every_page():
    assert set(COST) == PUBLIC_NAMES - set(MACHINES) - set(FORMS) - FILES - WATCHERS - LOOKED_UP


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_with_more_rows_costs_no_more(client, rows):
    paths = world(rows).paths()
    assert {name: cost(client, path) for name, path in paths.items()} == both_languages(COST)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_filtered_list_with_more_rows_costs_no_more(client, rows):
    world(rows)
    asked = {name: LISTS[name] + query for name, (_cost, query) in FILTERED.items()}
    assert {name: cost(client, path) for name, path in asked.items()} == {
        name: row[0] + (ON_POSTGRESQL[name] if connection.vendor == "postgresql" else 0)
        for name, row in FILTERED.items()
    }
    found = {name: client.get(path).context["page"].paginator.count for name, path in asked.items()}
    assert all(count >= rows for count in found.values()), found


def test_a_search_that_finds_more_costs_no_more(client):
    seen, found = {}, {}
    for rows in (1, 3):
        with transaction.atomic():
            world(rows)
            seen[rows] = {path: cost(client, path) for path in SEARCHED}
            asked = (f"/tim-kiem.json?{path.partition('?')[2]}" for path in SEARCHED)
            found[rows] = [client.get(path).json()["count"] for path in asked]
            transaction.set_rollback(True)
    assert seen[1] == seen[3]
    assert max(seen[3].values()) < 25
    assert all(few < many for few, many in zip(found[1], found[3], strict=True)), found


def test_a_source_of_every_noun_costs_one_query_a_noun(client):
    world(2)
    source, cited = make.source(), 0
    for model in citable_models():
        rows = [] if model is Source else list(model.objects.published()[:2])
        cited += bool(rows)
        for row in rows:
            make.citation(row, source=source)
    assert cited > 20
    # the source, the count, the citations, the banner, and the rows of each noun
    assert cost(client, source.get_absolute_url()) == 5 + cited


@pytest.mark.once
def test_a_page_costs_the_same_with_20_tasks_as_with_300(client):
    seen = {}
    for tasks in (20, 300):
        with transaction.atomic():
            names = [
                ("Cao Bằng", "cao-bang", "04"),
                ("Lạng Sơn", "lang-son", "20"),
                ("Sơn La", "son-la", "14"),
                ("Điện Biên", "dien-bien", "11"),
            ]
            for name, slug, code in names:  # codes that the map draws
                make.province(name=name, slug=slug, code=code)
            call_command(
                "load_synthetic", tasks=tasks, conferences=12, officials=80, seed=1, stdout=StringIO()
            )
            asked = [
                *LISTS.values(),
                *(path for path in DOWNLOADS.values() if path.endswith(".csv")),
                "/nhiem-vu.xlsx",
                "/nhiem-vu.json",
                "/",
                "/gioi-thieu/",
                "/nhiem-vu/?tinh=cao-bang",
                "/nhiem-vu/?nam=2020",
            ]
            asked += [
                "/nhiem-vu/?tinh=cao-bang&tu=2015&den=2020",
                "/hoi-nghi/?tinh=son-la&nam=2020",
                "/tinh-thanh/cao-bang/",
            ]
            asked += [Task.objects.first().get_absolute_url(), Series.objects.first().get_absolute_url()]
            seen[tasks] = [cost(client, path) for path in asked]
            rows = len(client.get("/nhiem-vu/").context["page"].object_list)
            assert rows == min(tasks, PAGE_SIZE)
            transaction.set_rollback(True)
    assert dict(zip(asked, seen[20], strict=True)) == dict(zip(asked, seen[300], strict=True))
