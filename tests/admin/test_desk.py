"""The desk: what waits for whom, counted as the lists count it, at a cost that rows do not raise."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.records.history.recording import acting
from portal.records.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
REFUSED = 400


def desk_for(client, person):
    """{key of a pile: what the desk of `person` shows of it}"""
    client.force_login(person)
    return {pile["key"]: pile for pile in client.get("/admin/").context["desk"]["piles"]}


def lines(pile):
    return [line["record"] for line in pile["lines"]]


def counts(piles):
    return {key: pile["count"] for key, pile in piles.items()}


def entered_by(person, factory, **fields):
    with acting(person, "form"):
        return factory(**fields)


def cited(record):
    make.citation(record)
    return record


def everything_waits(person):
    """One record in each pile of a publisher."""
    series = cited(make.series())
    shown = cited(make.conference(series=series, ordinal=3))
    cited(entered_by(person, make.official, publication="draft"))
    cited(make.official(publication="review"))
    make.report()
    make.proposal(shown)
    make.proposal(shown, user=person, state="returned")
    make.official()
    make.source(alive=False)
    cited(make.recommendation(conference=shown, due=date(2020, 1, 1)))
    number = make.n()
    for name in ("Viện Thử", "Viện thử"):
        cited(make.body(name=f"{name} nghiệm số {number}"))


PILES = {
    "nhap",
    "cho-duyet",
    "de-nghi",
    "tra-lai",
    "bao-loi",
    "thieu-nguon",
    "dia-chi-chet",
    "qua-han",
    "con-thieu",
    "co-the-trung",
}


# --- The counts and the lists they lead to ------------------------------------------------------------
@pytest.mark.parametrize("times", [1, 3])
def test_every_count_is_that_of_the_lists_it_leads_to(client, times):
    person = make.user(groups=["duyet"])
    for _time in range(times):
        everything_waits(person)
    piles = desk_for(client, person)
    assert counts(piles) == dict.fromkeys(PILES, times) | {"co-the-trung": 2 * times}
    for pile in piles.values():
        for one in pile["lists"]:
            listed = client.get(one["url"]).context["cl"]
            assert (one["url"], listed.result_count) == (one["url"], one["count"])
        found = {row for one in pile["lists"] for row in client.get(one["url"]).context["cl"].result_list}
        assert set(lines(pile)) == found or (len(found) > len(lines(pile)) == 5 and set(lines(pile)) < found)


def test_five_are_shown_the_last_touched_first(client):
    person = make.user(groups=["bien_tap"])
    drafts = [entered_by(person, make.official, publication="draft") for _number in range(6)]
    drafts.append(entered_by(person, make.conference, publication="draft"))
    with acting(person, "form"):
        drafts[0].save()
        drafts[0].titles = "TS."
        drafts[0].save()
    pile = desk_for(client, person)["nhap"]
    assert pile["count"] == 7
    assert lines(pile) == [drafts[0], drafts[6], drafts[5], drafts[4], drafts[3]]
    assert [(one["noun"], one["count"]) for one in pile["lists"]] == [("đại biểu", 6), ("hội nghị", 1)]


@pytest.mark.parametrize("address", ["conferences/conference", "records/source", "records/report"])
def test_a_pile_that_is_none_is_refused_with_a_sentence(admin_client, address):
    assert admin_client.get(f"/admin/{address}/?viec=khong-co").status_code == REFUSED


def test_the_desk_stands_on_the_first_page_alone(admin_client):
    make.official()
    assert 'class="desk"' in admin_client.get("/admin/").content.decode()
    assert 'class="desk"' not in admin_client.get("/admin/conferences/").content.decode()


@pytest.mark.parametrize("groups", [[], ["bien_tap_tinh"], ["bien_tap"], ["duyet"]])
def test_an_empty_desk_says_a_kind_sentence(client, groups):
    client.force_login(make.user(groups=groups))
    page = client.get("/admin/")
    assert page.context["desk"]["piles"] == []
    assert "Bàn trống: không việc nào đang chờ bạn." in page.content.decode()


# --- Each pile ----------------------------------------------------------------------------------------
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


def test_review_waits_for_those_who_may_publish(client):
    waiting = make.conference(publication="review")
    make.conference(publication="draft")
    assert lines(desk_for(client, make.user(groups=["duyet"]))["cho-duyet"]) == [waiting]
    assert "cho-duyet" not in desk_for(client, make.user(groups=["bien_tap"]))


def test_facts_wait_for_their_sources(client):
    bare, half = make.official(titles="TS."), make.official(titles="TS.")
    make.citation(half, field="name")
    cited(make.official(titles="TS."))
    make.official(synthetic=True)
    assert set(lines(desk_for(client, make.user(groups=["bien_tap"]))["thieu-nguon"])) == {bare, half}


def test_only_open_reports_wait_and_not_for_provinces(client):
    new, seen = make.report(), make.report(state="dang-xem")
    make.report(state="da-sua")
    make.report(state="khong-sua")
    assert lines(desk_for(client, make.user(groups=["bien_tap"]))["bao-loi"]) == [seen, new]
    assert "bao-loi" not in desk_for(client, make.provincial_editor())


def test_a_recommendation_waits_past_its_day_until_its_last_word(client):
    late = make.recommendation(due=date(2020, 1, 1), state="da-tiep-nhan")
    make.recommendation(due=date(2020, 1, 1), state="da-hoan-thanh")
    make.recommendation(due=date(2120, 1, 1))
    make.recommendation()
    pile = desk_for(client, make.user(groups=["bien_tap"]))["qua-han"]
    assert [(line["record"], line["said"]) for line in pile["lines"]] == [(late, "hạn 1/1/2020")]


def test_a_dead_address_waits(client):
    dead = make.source(alive=False)
    make.source(alive=True)
    make.source()
    assert lines(desk_for(client, make.user(groups=["bien_tap"]))["dia-chi-chet"]) == [dead]


def test_series_say_how_many_conferences_they_lack_as_the_public_home_does(client):
    full, some, most = (make.series(name=name) for name in ("Đủ", "Thiếu ít", "Thiếu nhiều"))
    for series, ordinal in ((full, 1), (some, 3), (most, 5)):
        make.conference(series=series, ordinal=ordinal)
    make.conference(series=full, ordinal=7, publication="draft")
    pile = desk_for(client, make.user(groups=["bien_tap"]))["con-thieu"]
    assert [(line["record"], line["said"]) for line in pile["lines"]] == [
        (most, "thiếu 4 lần"),
        (some, "thiếu 2 lần"),
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
    piles = desk_for(client, person)
    assert {key: lines(pile) for key, pile in piles.items()} == {key: [row] for key, row in own.items()}
    assert set(counts(piles).values()) == {1}
    for pile in piles.values():
        (one,) = pile["lists"]
        assert list(client.get(one["url"]).context["cl"].result_list) == lines(pile)


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
