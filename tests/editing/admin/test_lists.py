"""The lists: search with or without marks, filters by province and year, and a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.records.models import FormerSlug
from portal.search.index.vocabulary_cache import current
from provinces.models import TaskYear
from tests import factories as make
from tests.editing.admin.forms import send
from tests.editing.admin.nouns import NOUNS, address

pytestmark = pytest.mark.django_db


def found(client, noun, query=""):
    """The records of the list, as a set."""
    return set(client.get(f"{address(noun, 'changelist')}?{query}").context["cl"].result_list)


@pytest.mark.parametrize(
    "words", ["Thử Đức", "thu duc", "THU DUC", "đức", "duc thu", "Thu\u031b\u0309 Đu\u031b\u0301c"]
)
def test_search_ignores_marks_case_order_and_form(words, admin_client):
    wanted = make.official(name="Lê Thử Đức")
    make.official(name="Trần Văn Bình")
    assert found(admin_client, "conferences.official", f"q={words}") == {wanted}


def test_search_looks_into_what_a_row_points_at(admin_client):
    person = make.official(name="Hoàng Xuân Ánh")
    wanted = make.appearance(official=person)
    make.appearance()
    assert found(admin_client, "conferences.appearance", "q=xuan anh") == {wanted}


def test_an_empty_list_says_whether_nothing_is_there_or_nothing_like_it(admin_client):
    url = address("conferences.official", "changelist")
    none, no_such = "Chưa có bản ghi nào.", "Không có bản ghi nào như vậy."
    assert none in admin_client.get(url).text
    make.official(name="Lê Thử Đức")
    assert no_such in admin_client.get(f"{url}?q=zzqq").text
    assert [words for words in (none, no_such) if words in admin_client.get(url).text] == []


def test_search_for_no_word_finds_nothing(admin_client):
    make.official()
    assert found(admin_client, "conferences.official", "q=%22*%22") == set()
    assert len(found(admin_client, "conferences.official", "q=%20")) == 1


def test_fields_of_research_are_searched_by_name_and_code(admin_client):
    wanted = make.research_field(name="Khoa học đất", code="40104")
    make.research_field(name="Khoa học cây trồng")
    for words in ("dat", "40104", "khoa hoc đất"):
        assert found(admin_client, "provinces.researchfield", f"q={words}") == {wanted}


# --- By province and by year --------------------------------------------------------------------------
@pytest.fixture
def lao_cai():
    """Yên Bái went into Lào Cai; each has its rows."""
    old = make.ended_province(name="Yên Bái")
    new = make.province(name="Lào Cai", began=date(2025, 7, 1))
    make.succession(predecessor=old, successor=new)
    return old, new


@pytest.mark.parametrize(
    "noun",
    [
        "body",
        "task",
        "conference",
        "participation",
        "appearance",
        "statement",
        "recommendation",
        "figure",
        "reply",
        "relatedevent",
        "document",
    ],
)
def test_the_province_of_today_means_itself_and_its_predecessors(noun, admin_client, lao_cai):
    old, new = lao_cai
    rows = {place: row_of(noun, place) for place in (old, new, make.province())}
    noun = f"{'provinces' if noun in ('body', 'task') else 'conferences'}.{noun}"
    assert found(admin_client, noun, f"tinh={new.slug}") == {rows[old], rows[new]}
    assert found(admin_client, noun, f"tinh={old.slug}") == {rows[old]}


def row_of(noun, place):
    seat = make.body(province=place) if noun != "participation" else None
    return {
        "body": lambda: seat,
        "task": lambda: make.task(places=[place]),
        "conference": lambda: make.participation(province=place).conference,
        "participation": lambda: make.participation(province=place),
        "appearance": lambda: make.appearance(posts=[make.post(body=seat)]),
        "statement": lambda: make.statement(by_province=place),
        "recommendation": lambda: make.recommendation(to_province=place),
        "figure": lambda: make.figure(scope="tinh", scope_province=place),
        "reply": lambda: make.reply(by=seat),
        "relatedevent": lambda: make.related_event(conference=make.participation(province=place).conference),
        "document": lambda: make.document(conference=make.participation(province=place).conference),
    }[noun]()


@pytest.mark.usefixtures("lao_cai")
def test_the_province_filter_offers_today_first_then_the_ended(admin_client):
    make.province(name="An Giang")
    page = admin_client.get(address("conferences.conference", "changelist"))
    (spec,) = (spec for spec in page.context["cl"].filter_specs if spec.title == "tỉnh, thành phố")
    assert [label for _value, label in spec.lookup_choices] == [
        "An Giang",
        "Lào Cai",
        "Yên Bái (đến 30/6/2025)",
    ]


@pytest.mark.parametrize("noun", ["participation", "appearance", "statement", "recommendation", "figure"])
def test_rows_are_filtered_by_the_year_of_their_conference(noun, admin_client):
    rows = {year: getattr(make, noun)(conference=make.conference(year=year)) for year in (2023, 2024)}
    assert found(admin_client, f"conferences.{noun}", "nam=2023") == {rows[2023]}
    assert found(admin_client, f"conferences.{noun}", "nam=2020") == set()


def test_conferences_are_filtered_by_their_year_and_tasks_by_the_years_they_ran_in(admin_client):
    make.conference(year=2023)
    wanted = make.conference(year=2024)
    assert found(admin_client, "conferences.conference", "nam=2024") == {wanted}
    task = make.task(start_year=2020, end_year=2022)
    make.task(start_year=2023, end_year=None)
    assert found(admin_client, "provinces.task", "nam=2021") == {task}


def test_replies_are_of_those_who_gave_them_and_of_those_asked(admin_client):
    place = make.province()
    given = make.reply(by=make.body(province=place))
    answer = make.reply(by=make.body(), recommendation=make.recommendation(to_province=place))
    make.reply(by=make.body(province=make.province()))
    assert found(admin_client, "conferences.reply", f"tinh={place.slug}") == {given, answer}


def test_officials_are_filtered_by_the_years_they_were_seen_in(admin_client):
    people = {year: make.official() for year in (2023, 2024)}
    for year, person in people.items():
        for state in ("published", "draft"):
            make.appearance(official=person, conference=make.conference(year=year, publication=state))
    make.official()
    listed = admin_client.get(f"{address('conferences.official', 'changelist')}?nam=2024").context["cl"]
    assert list(listed.result_list) == [people[2024]]
    (spec,) = (spec for spec in listed.filter_specs if spec.title == "năm")
    assert [label for _value, label in spec.lookup_choices] == ["2024", "2023"]


def test_the_list_of_conferences_names_the_host(admin_client):
    hosted = make.conference(publication="draft")
    make.participation(conference=hosted, province=make.province(name="Cao Bằng"), capacity="dang-cai")
    make.participation(conference=hosted, province=make.province(name="Bắc Kạn"))
    html = admin_client.get(address("conferences.conference", "changelist")).content.decode()
    assert '<td class="field-host">Cao Bằng</td>' in html


@pytest.mark.parametrize("rows", [1, 3])
def test_hosts_cost_one_query(rows, admin_client):
    url = address("conferences.conference", "changelist")
    admin_client.get(url)
    for _row in range(rows):
        make.participation(capacity="dang-cai")
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(url)
    hosts = [query for query in asked if "dang-cai" in query["sql"]]
    assert len(hosts) == 1


# --- What a list costs --------------------------------------------------------------------------------
@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_asks_as_often_with_three_rows(noun, admin_client, django_assert_max_num_queries):
    url = address(noun, "changelist")
    counts = []
    for rows in (1, 2):
        for _number in range(rows):
            NOUNS[noun]()
        with django_assert_max_num_queries(16) as asked:
            admin_client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_search_asks_as_often_with_three_rows(noun, admin_client, django_assert_max_num_queries):
    url = f"{address(noun, 'changelist')}?q=thu"
    current()  # compiled anew after each change of a word
    counts = []
    for rows in (1, 2):
        for _number in range(rows):
            NOUNS[noun]()
        # Names first cost two; PostgreSQL counts how many hold the words (`boolean.newest`).
        with django_assert_max_num_queries(21) as asked:
            admin_client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- What follows a save ------------------------------------------------------------------------------
def test_the_list_of_tasks_and_its_years_read_an_index_in_its_order(admin_client):
    make.task()
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(address("provinces.task", "changelist"))
    tasks = [query["sql"] for query in asked.captured_queries if 'FROM "provinces_task"' in query["sql"]]
    plans = [plan(sql) for sql in tasks if "COUNT(" not in sql]
    assert len(plans) == 2
    assert ["task_order" in each and "TEMP B-TREE" not in each for each in plans] == [True, True], plans


def plan(sql):
    """How the database answers a SELECT: PostgreSQL as it would of a large table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.usefixtures("reason_given")
def test_a_task_saved_with_new_places_is_found_there(admin_client):
    task, place = make.task(start_year=2023, end_year=2024), make.province()
    send(admin_client, address("provinces.task", "change", task.pk), places=[place.pk])
    assert set(TaskYear.objects.values_list("province", "year")) == {(place.pk, 2023), (place.pk, 2024)}


def test_a_slug_is_made_of_the_vietnamese_name_and_the_old_one_is_remembered(admin_client):
    send(admin_client, address("conferences.official", "add"), name="Trần Đình Đắc", publication="draft")
    record = type(make.official()).objects.get(name="Trần Đình Đắc")
    assert record.slug == "tran-dinh-dac"
    send(admin_client, address("conferences.official", "change", record.pk), slug="tran-dinh-dac-cao-bang")
    assert FormerSlug.objects.get(slug="tran-dinh-dac").object_id == record.pk


def test_what_others_point_at_is_not_deleted_and_the_page_says_why(admin_client):
    appearance = make.appearance()
    url = address("conferences.official", "delete", appearance.official_id)
    page = admin_client.get(url).content.decode()
    assert str(appearance) in page
    assert admin_client.post(url, {"post": "yes"}).status_code == 200
    assert type(appearance.official).objects.filter(pk=appearance.official_id).exists()
