"""The desk: what waits for whom, counted as the lists count it, at a cost that rows do not raise."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Conference, Participation
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.models import Proposal
from portal.records.models import Source
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
REFUSED, FORBIDDEN = 400, 403


def desk_for(client, person):
    """{key of a queue: what the desk of `person` shows of it}"""
    client.force_login(person)
    return {queue["key"]: queue for queue in client.get("/admin/").context["desk"]["queues"]}


def desk_page(client, person):
    client.force_login(person)
    return client.get("/admin/").context["desk"]


def titles(page):
    return [one["title"] for one in page["shortcuts"]]


def lines(queue):
    return [line["record"] for line in queue["lines"]]


def counts(queues):
    return {key: queue["count"] for key, queue in queues.items()}


def entered_by(person, factory, **fields):
    with acting(person, "form"):
        return factory(**fields)


def cited(record):
    make.citation(record)
    return record


def everything_waits(person):
    """One record in each queue of a publisher."""
    series = cited(make.series())
    shown = cited(make.conference(series=series, ordinal=3))
    cited(entered_by(person, make.official, publication="draft"))
    cited(make.official(publication="review"))
    make.report()
    make.proposal(shown)
    make.proposal(shown, user=person, state="returned")
    make.proposal(shown, user=person)
    make.official()
    make.source(alive=False)
    for due in (date(2020, 1, 1), None):
        cited(make.recommendation(conference=shown, due=due, number=make.n()))
    number = make.n()
    for name in ("Viện Thử", "Viện thử"):
        cited(make.body(name=f"{name} nghiệm số {number}"))


QUEUES = {
    "nhap",
    "cho-duyet",
    "de-nghi",
    "tra-lai",
    "cua-toi",
    "bao-loi",
    "thieu-nguon",
    "dia-chi-chet",
    "qua-han",
    "cho-tra-loi",
    "con-thieu",
    "co-the-trung",
}


# --- The counts and the lists they lead to ------------------------------------------------------------
@pytest.mark.parametrize("times", [1, 3])
def test_every_count_is_that_of_the_lists_it_leads_to(client, times):
    person = make.user(groups=["duyet"])
    for _time in range(times):
        everything_waits(person)
    queues = desk_for(client, person)
    assert counts(queues) == dict.fromkeys(QUEUES, times) | {"co-the-trung": 2 * times, "de-nghi": 2 * times}
    for queue in queues.values():
        for one in queue["lists"]:
            listed = client.get(one["url"]).context["cl"]
            assert (one["url"], listed.result_count) == (one["url"], one["count"])
        found = {row for one in queue["lists"] for row in client.get(one["url"]).context["cl"].result_list}
        assert set(lines(queue)) == found or (
            len(found) > len(lines(queue)) == 3 and set(lines(queue)) < found
        )


def test_three_are_shown_the_last_touched_first(client):
    person = make.user(groups=["bien_tap"])
    drafts = [entered_by(person, make.official, publication="draft") for _number in range(6)]
    drafts.append(entered_by(person, make.conference, publication="draft"))
    with acting(person, "form"):
        drafts[0].save()
        drafts[0].titles = "TS."
        drafts[0].save()
    queue = desk_for(client, person)["nhap"]
    assert queue["count"] == 7
    assert lines(queue) == [drafts[0], drafts[6], drafts[5]]
    assert [(one["noun"], one["count"]) for one in queue["lists"]] == [("đại biểu", 6), ("hội nghị", 1)]


@pytest.mark.parametrize("address", ["conferences/conference", "records/source", "records/report"])
def test_a_queue_that_is_none_is_refused_with_a_sentence(admin_client, address):
    assert admin_client.get(f"/admin/{address}/?viec=khong-co").status_code == REFUSED


def test_the_dashboard_is_on_the_first_page_alone(admin_client):
    make.official()
    assert 'class="desk"' in admin_client.get("/admin/").content.decode()
    assert 'class="desk"' not in admin_client.get("/admin/conferences/").content.decode()


@pytest.mark.parametrize("groups", [[], ["bien_tap_tinh"], ["bien_tap"], ["duyet"]])
def test_an_empty_desk_says_a_kind_sentence(client, groups):
    client.force_login(make.user(groups=groups))
    page = client.get("/admin/")
    assert page.context["desk"]["queues"] == []
    assert "Bàn trống: không việc nào đang chờ bạn." in page.content.decode()


# --- Each queue ----------------------------------------------------------------------------------------
def test_a_draft_is_of_who_made_it_and_of_who_changed_it_last(client):
    maker, second, last = (make.user(groups=["bien_tap"]) for _number in range(3))
    draft = entered_by(maker, make.official, publication="draft")
    for person in (second, last):
        with acting(person, "form"):
            draft.titles = f"của {person}"
            draft.save()
    assert [
        lines(desk_for(client, person).get("nhap", {"lines": []})) for person in (maker, second, last)
    ] == [
        [draft],
        [],
        [draft],
    ]
    with acting(maker, "form"):
        draft.publication = "review"
        draft.save()
    assert "nhap" not in desk_for(client, maker)


def test_a_row_that_hangs_from_a_draft_is_a_change_of_it(client):
    maker, other = make.user(groups=["bien_tap"]), make.user(groups=["bien_tap"])
    draft = entered_by(maker, make.conference, publication="draft")
    entered_by(other, make.participation, conference=draft)
    assert lines(desk_for(client, other)["nhap"]) == [draft]


def test_the_review_queue_is_for_those_who_may_publish(client):
    waiting = make.conference(publication="review")
    make.conference(publication="draft")
    assert lines(desk_for(client, make.user(groups=["duyet"]))["cho-duyet"]) == [waiting]
    assert "cho-duyet" not in desk_for(client, make.user(groups=["bien_tap"]))


def test_facts_without_sources_are_in_the_queue(client):
    bare, half = make.official(titles="TS."), make.official(titles="TS.")
    make.citation(half, field="name")
    cited(make.official(titles="TS."))
    make.official(synthetic=True)
    assert set(lines(desk_for(client, make.user(groups=["bien_tap"]))["thieu-nguon"])) == {bare, half}


def test_the_oldest_undecided_proposal_is_the_first_thing_to_do(client):
    publisher, clerk = make.user(groups=["duyet"]), make.user(groups=["bien_tap"])
    shown = make.conference()
    days = [datetime(2026, 11, day, 3, tzinfo=UTC) for day in (26, 27, 28)]
    newest, oldest, between = (make.proposal(shown, user=clerk, at=days[at]) for at in (2, 0, 1))
    make.official(publication="review")
    page = desk_page(client, publisher)
    queue = next(queue for queue in page["queues"] if queue["key"] == "de-nghi")
    assert lines(queue) == [oldest, between, newest]
    first = page["shortcuts"][0]
    assert (first["title"], first["url"]) == ("Duyệt việc cũ nhất", queue["lines"][0]["url"])
    assert first["says"] == f"{oldest}, chờ từ 26/11/2026"
    assert "Duyệt việc cũ nhất" not in titles(desk_page(client, clerk))


def test_only_open_reports_are_queued_and_not_for_provinces(client):
    new, seen = make.report(), make.report(state="dang-xem")
    make.report(state="da-sua")
    make.report(state="khong-sua")
    assert lines(desk_for(client, make.user(groups=["bien_tap"]))["bao-loi"]) == [seen, new]
    assert "bao-loi" not in desk_for(client, make.provincial_editor())


def test_a_recommendation_is_overdue_until_its_final_reply(client):
    late = make.recommendation(due=date(2020, 1, 1), state="da-tiep-nhan")
    make.recommendation(due=date(2020, 1, 1), state="da-hoan-thanh")
    make.recommendation(due=date(2120, 1, 1))
    make.recommendation()
    queue = desk_for(client, make.user(groups=["bien_tap"]))["qua-han"]
    assert [(line["record"], line["said"]) for line in queue["lines"]] == [(late, "hạn 1/1/2020")]


def test_a_dead_address_is_in_the_queue(client):
    dead = make.source(alive=False)
    make.source(alive=True)
    make.source()
    assert lines(desk_for(client, make.user(groups=["bien_tap"]))["dia-chi-chet"]) == [dead]


def test_series_say_how_many_conferences_they_lack_as_the_public_home_does(client):
    full, some, most = (make.series(name=name) for name in ("Đủ", "Thiếu ít", "Thiếu nhiều"))
    for series, ordinal in ((full, 1), (some, 3), (most, 5)):
        make.conference(series=series, ordinal=ordinal)
    make.conference(series=full, ordinal=7, publication="draft")
    queue = desk_for(client, make.user(groups=["bien_tap"]))["con-thieu"]
    assert [(line["record"], line["said"]) for line in queue["lines"]] == [
        (most, "thiếu 4 lần"),
        (some, "thiếu 2 lần"),
    ]


# --- What one does ------------------------------------------------------------------------------------
EVERYDAY = ["Thêm hội nghị", "Ghi trả lời", "Thêm nhiệm vụ", "Nhập bảng tính", "Ghi nhanh người dự"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [([], []), (["bien_tap_tinh"], EVERYDAY), (["bien_tap"], EVERYDAY), (["duyet"], EVERYDAY)],
)
def test_what_a_role_may_do_comes_first_and_opens(client, groups, expected):
    page = desk_page(client, make.user(groups=groups))
    assert titles(page) == expected
    assert {client.get(one["url"]).status_code for one in page["shortcuts"]} <= {200}


def test_nothing_is_offered_that_one_may_not_do(client):
    person = make.user()
    person.user_permissions.set(Permission.objects.filter(codename__in=["add_task", "view_task"]))
    assert titles(desk_page(client, person)) == ["Thêm nhiệm vụ"]


def test_people_are_entered_at_a_conference_that_one_chooses(client):
    old, new = make.conference(ordinal=3, year=2020, starts=None), make.conference(ordinal=4)
    make.appearance(conference=old)
    hidden = make.conference(ordinal=5, publication="draft")
    client.force_login(make.provincial_editor())
    page = client.get("/admin/conferences/conference/nguoi-du/")
    assert page.context["rows"] == [(new, 0), (old, 1)]
    for row, _there in page.context["rows"]:
        assert client.get(f"/admin/conferences/conference/{row.pk}/nguoi-du/").status_code == 200
    client.force_login(make.user(groups=["bien_tap"]))
    assert hidden in dict(client.get("/admin/conferences/conference/nguoi-du/").context["rows"])
    client.force_login(make.user())
    assert client.get("/admin/conferences/conference/nguoi-du/").status_code == FORBIDDEN


# --- What the record holds ----------------------------------------------------------------------------
def entries(page):
    return [entry for section in [*page["sections"], *page["tables"]] for entry in section["models"]]


def test_every_model_is_listed_once_in_order(client):
    page = desk_page(client, make.superuser())
    models = [entry["model"] for entry in entries(page)]
    assert len(models) == len(set(models))
    assert set(models) == set(site._registry) - {Changeset}  # the head of every page leads there
    assert [section["name"] for section in page["sections"]] == [
        "Một hội nghị",
        "Người và nơi",
        "Nhiệm vụ",
        "Nguồn và lời góp",
    ]
    assert models[:2] == [Conference, Participation]
    assert {entry["model"] for entry in entries(page) if not entry["says"]} == set()
    assert {entry["model"]._meta.model_name for entry in entries(page) if entry["add_url"]} == {
        "conference", "reply", "official", "body", "task", "programme", "source", "report",
        "indicator", "post", "tenure", "researchfield", "taskkind", "term",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["tinh", "bien_tap", "duyet"])
def test_each_count_is_that_of_the_list_it_leads_to(client, role):
    place = make.province()
    person = make.provincial_editor(place) if role == "tinh" else make.user(groups=[role])
    make.body(province=place)
    make.participation()
    for publication in ("draft", "published"):
        make.conference(publication=publication)
        make.official(publication=publication)
        make.source(publication=publication)
        make.proposal(make.conference())
    shown = entries(desk_page(client, person))
    listed = {entry["model"]: client.get(entry["admin_url"]).context["cl"].result_count for entry in shown}
    assert {entry["model"]: entry["count"] for entry in shown} == listed
    assert listed[Conference] == (3 if role == "tinh" else 4) + 1
    assert listed[Proposal] == (2 if role == "duyet" else 0)


def test_the_list_beside_every_page_has_the_same_order(client):
    client.force_login(make.user(groups=["bien_tap"]))
    beside = client.get("/admin/conferences/official/").context["available_apps"]
    first = client.get("/admin/").context["desk"]
    assert [entry["model"] for section in beside for entry in section["models"]] == [
        entry["model"] for entry in entries(first)
    ]


# --- By province --------------------------------------------------------------------------------------
def test_a_province_counts_its_own_alone(client):
    ours, theirs = make.province(), make.province()
    person = make.provincial_editor(ours)
    own = {}
    for place in (theirs, ours):
        series = cited(make.series())
        cited(make.series_membership(series=series, province=place))
        host = cited(make.conference(series=series, ordinal=3))
        cited(make.participation(conference=host, province=place, capacity="dang-cai"))
        own["qua-han"] = cited(make.recommendation(conference=host, due=date(2020, 1, 1)))
        own["nhap"] = cited(entered_by(person, make.task, places=[place], publication="draft"))
        own["thieu-nguon"] = make.body(province=place)
        own["con-thieu"] = series
    queues = desk_for(client, person)
    assert {key: lines(queue) for key, queue in queues.items()} == {key: [row] for key, row in own.items()}
    assert set(counts(queues).values()) == {1}
    for queue in queues.values():
        (one,) = queue["lists"]
        assert list(client.get(one["url"]).context["cl"].result_list) == lines(queue)


def test_a_province_sees_no_dead_address_of_others(client):
    make.source(alive=False)
    assert desk_for(client, make.provincial_editor()) == {}


# --- What it costs ------------------------------------------------------------------------------------
def asked_by(client, person):
    client.force_login(person)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/")
    return len(asked)


def test_the_desk_asks_as_often_with_three_rows(client):
    person = make.user(groups=["duyet"])
    everything_waits(person)
    once = asked_by(client, person)
    everything_waits(person)
    everything_waits(person)
    assert asked_by(client, person) == once
    assert Source.objects.filter(alive=False).count() == 3


def test_the_desk_of_a_province_asks_as_often_with_three_rows(client):
    place = make.province()
    person = make.provincial_editor(place)
    costs = []
    for rows in (1, 2):
        for _row in range(rows):
            make.body(province=place)
            entered_by(person, make.task, places=[place], publication="draft")
        costs.append(asked_by(client, person))
    assert costs[0] == costs[1]
