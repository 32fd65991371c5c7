"""The verbs of the QuerySets of conferences: which rows each keeps, in which order, and with what."""

from datetime import date

import pytest

from conferences.models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Official,
    Participation,
    Post,
    Recommendation,
    Reply,
    Series,
    SeriesMembership,
    Statement,
)
from portal.changes.recorder import unrecorded
from provinces.models import Body
from tests import factories as make

pytestmark = pytest.mark.django_db
Status, State = Conference.Status, Recommendation.State
HOST, MEMBER = Participation.Capacity.HOST, Participation.Capacity.MEMBER


@pytest.fixture
def lao_cai():
    return make.province(name="Lào Cai")


@pytest.fixture
def department(lao_cai):
    return make.body(name="Sở Khoa học", province=lao_cai)


# --- Conferences --------------------------------------------------------------------------------------
def test_years_are_taken_with_both_ends():
    inside = [make.conference(year=year) for year in (2019, 2021)]
    for year in (2018, 2022, None):
        make.conference(year=year)
    assert {*Conference.objects.in_years(2019, 2021)} == {*inside}


def test_a_province_hosts_or_takes_part(lao_cai):
    hosted, attended = make.conference(), make.conference()
    make.participation(conference=hosted, province=lao_cai, capacity=HOST)
    make.participation(conference=attended, province=lao_cai, capacity=MEMBER)
    make.participation()
    found = {role: [*Conference.objects.of_provinces([lao_cai.pk], role)] for role in ("dang-cai", "tham-du")}
    assert found == {"dang-cai": [hosted], "tham-du": [attended]}
    assert {*Conference.objects.of_provinces([lao_cai.pk])} == {hosted, attended}


def test_a_role_is_that_of_a_province(lao_cai):
    hosted, attended = make.conference(), make.conference()
    make.participation(conference=hosted, province=lao_cai, capacity=HOST)
    make.participation(conference=attended, province=lao_cai)
    make.participation(body=make.body(), capacity=HOST)
    assert [*Conference.objects.with_role("dang-cai")] == [hosted]
    assert [*Conference.objects.with_role("tham-du")] == [attended]


def test_what_is_held_and_what_is_coming():
    held = make.conference(status=Status.HELD, year=2026)
    later = make.conference(status=Status.PLANNED, year=2027, starts=date(2027, 1, 1))
    no_day = make.conference(status=Status.PLANNED, year=2026, starts=None)
    next_one = make.conference(status=Status.ANNOUNCED, year=2026, starts=date(2026, 5, 1))
    for year in (2025, None):
        make.conference(status=Status.PLANNED, year=year)
    assert [*Conference.objects.held()] == [held]
    assert [*Conference.objects.coming(date(2026, 12, 31))] == [next_one, no_day, later]
    assert [*Conference.objects.coming(date(2027, 1, 1))] == [later]


def test_what_is_coming_is_counted_from_today():
    this_year = date.today().year
    make.conference(status=Status.PLANNED, year=this_year - 1)
    coming = make.conference(status=Status.PLANNED, year=this_year)
    assert [*Conference.objects.coming()] == [coming]


def test_chairs_come_with_their_conference(django_assert_num_queries):
    conference = make.conference()
    chair = make.appearance(conference=conference, role=Appearance.Role.CO_CHAIR)
    both = make.appearance(conference=conference, role=Appearance.Role.ATTENDED_AND_CHAIRED)
    make.appearance(conference=conference)
    event = make.related_event(conference=conference)
    make.appearance(conference=conference, role=Appearance.Role.CO_CHAIR, event=event)
    hidden = make.official(publication="draft")
    make.appearance(conference=conference, role=Appearance.Role.CO_CHAIR, official=hidden)
    with django_assert_num_queries(2):
        [found] = Conference.objects.with_chairs()
        assert [row.official.name for row in found.chairs] == [chair.official.name, both.official.name]


def test_a_list_of_conferences_knows_series_and_hosts(lao_cai, department, django_assert_num_queries):
    conference = make.conference()
    make.participation(conference=conference, province=lao_cai, capacity=HOST)
    make.participation(conference=conference, body=department, capacity=HOST)
    make.participation(conference=conference)
    with django_assert_num_queries(2):
        [found] = Conference.objects.for_list()
        assert found.series.name
        assert {row.province or row.body for row in found.hosts} == {lao_cai, department}


def test_what_stands_beside_a_conference_is_of_its_provinces(lao_cai):
    document = make.document(conference=make.participation(province=lao_cai).conference)
    make.document()
    assert [*Document.objects.of_provinces([lao_cai.pk])] == [document]


def test_rows_are_published_with_their_conference():
    hidden = make.conference(publication="draft")
    rows = {model: factory() for model, factory in ((Statement, make.statement), (Figure, make.figure))}
    make.statement(conference=hidden)
    make.figure(conference=hidden)
    assert {model: model.objects.published().get() for model in rows} == rows


# --- Series -------------------------------------------------------------------------------------------
def test_a_series_is_told_of_by_what_readers_see():
    series = make.series()
    for ordinal, status in (
        (1, Status.HELD),
        (3, Status.POSTPONED),
        (5, Status.PLANNED),
        (6, Status.ANNOUNCED),
    ):
        make.conference(series=series, ordinal=ordinal, status=status)
    make.conference(series=series, ordinal=9, publication="draft")
    found = Series.objects.with_tallies().get()
    assert (found.known, found.held, found.last_ordinal, found.ordinals) == (4, 1, 3, 2)
    assert [*Series.objects.lacking()] == [series]
    make.conference(series=series, ordinal=2)
    assert not Series.objects.lacking()


def test_tallied_series_keep_their_order():
    rows = [make.series(name=name) for name in ("Đông", "Tây", "An")]
    assert [*Series.objects.with_tallies()] == [rows[2], rows[0], rows[1]]


def test_a_membership_counts_what_was_held_while_it_lasted(lao_cai):
    series = make.series()
    kept = [make.conference(series=series, year=year) for year in (2010, 2019)]
    for year in (2009, 2020, None):
        make.conference(series=series, year=year)
    make.conference(series=series, year=2015, status=Status.POSTPONED)
    make.conference(series=series, year=2015, publication="draft")
    make.conference(year=2015)
    make.series_membership(
        series=series, province=lao_cai, began=date(2010, 10, 10), ended=date(2020, 10, 10)
    )
    make.series_membership(series=series)
    found = SeriesMembership.objects.of_provinces([lao_cai.pk])
    assert {*found.conferences_held()} == {*kept}
    lao_cai.began, lao_cai.ended = date(2011, 1, 1), date(2019, 10, 10)
    lao_cai.save()
    assert not SeriesMembership.objects.of_provinces([lao_cai.pk]).conferences_held()


def test_a_membership_without_days_counts_all_that_has_a_year():
    membership = make.series_membership()
    kept = make.conference(series=membership.series, year=1950)
    make.conference(series=membership.series, year=None)
    assert [*SeriesMembership.objects.conferences_held()] == [kept]


def test_no_membership_counts_nothing():
    make.conference()
    assert not SeriesMembership.objects.conferences_held()


# --- People -------------------------------------------------------------------------------------------
@pytest.fixture
def seen(department):
    """Somebody seen in a post of the department."""
    return make.appearance(posts=[make.post(body=department)])


def test_officials_seen_at_a_conference(seen):
    make.appearance()
    assert [*Official.objects.at(Conference.objects.filter(pk=seen.conference_id))] == [seen.official]


def test_who_is_of_a_province_was_seen_in_a_post_of_its_bodies(lao_cai, department, seen):
    make.appearance(posts=[make.post()])
    make.appearance(posts=seen.posts.all(), conference=make.conference(publication="draft"))
    keys = [lao_cai.pk]
    assert [*Official.objects.of_provinces(keys)] == [seen.official]
    assert [*Post.objects.of_provinces(keys)] == [seen.posts.get()]
    assert [*Appearance.objects.published().of_provinces(keys)] == [seen]
    assert [*Appearance.objects.published().of_bodies([department.pk])] == [seen]


def test_a_list_of_people_names_the_newest_of_what_readers_saw():
    person, other = make.official(name="Bế Minh Đức"), make.official(name="Lê An")
    for year in range(2015, 2022):
        make.appearance(official=person, conference=make.conference(year=year))
    make.appearance(official=person, conference=make.conference(year=2024, publication="draft"))
    found = [*Official.objects.for_list()]
    assert found == [other, person]
    assert [row.conference.year for row in found[1].seen] == [2021, 2020, 2019, 2018, 2017]
    assert (found[0].times_seen, found[1].times_seen) == (None, 7)


def test_tenures_and_appearances_are_published_with_all_they_hang_from():
    hidden = make.official(publication="draft")
    make.tenure(official=hidden)
    make.appearance(official=hidden)
    make.appearance(conference=make.conference(publication="draft"))
    tenure, appearance = make.tenure(), make.appearance()
    assert type(tenure).objects.published().get() == tenure
    assert Appearance.objects.published().get() == appearance


def test_people_of_a_conference_come_in_printed_order_with_posts(department, django_assert_num_queries):
    conference = make.conference()
    second = make.appearance(conference=conference, rank=2, posts=[make.post(body=department)])
    first = make.appearance(conference=conference, rank=1)
    with django_assert_num_queries(2):
        found = [*Appearance.objects.select_related("official").with_posts()]
        assert found == [first, second]
        assert found[1].official.name
        assert found[1].posts_held[0].body.province.name == "Lào Cai"


def test_the_conferences_of_a_person_come_newest_first(django_assert_num_queries):
    person, series = make.official(), make.series()
    newer = make.conference(series=series, year=2022, ordinal=7)
    older = [make.conference(series=series, year=2020, starts=None, ordinal=ordinal) for ordinal in (1, 4)]
    event = make.related_event(conference=newer)
    last = [
        make.appearance(official=person, conference=newer, rank=rank, event=at)
        for rank, at in ((2, None), (1, event))
    ]
    rows = [make.appearance(official=person, conference=place) for place in older]
    with django_assert_num_queries(2):
        found = [*Appearance.objects.for_official()]
        assert found == [last[1], last[0], rows[1], rows[0]]
        assert found[0].conference.series.name and found[0].official.name
        assert found[0].posts_held == []


# --- Who took part ------------------------------------------------------------------------------------
def test_hosts_and_those_who_attend(lao_cai):
    host = make.participation(province=lao_cai, capacity=HOST)
    member = make.participation(province=lao_cai, capacity=MEMBER)
    other = make.participation(conference=make.conference(publication="draft"))
    rows = Participation.objects
    assert [*rows.hosts()] == [*rows.all().in_role("dang-cai")] == [host]
    assert {*rows.all().in_role("tham-du")} == {member, other}
    assert {*rows.all().in_role()} == {*rows.published(), other} == {host, member, other}
    assert {*rows.of_provinces([lao_cai.pk])} == {host, member}


def test_the_presence_of_a_province_comes_newest_first(lao_cai, department, django_assert_num_queries):
    series = make.series()
    years = {
        year: make.conference(series=series, year=year, starts=None, ordinal=ordinal)
        for year, ordinal in ((2019, 9), (2024, 8))
    }
    twin = make.conference(series=series, year=2019, starts=None, ordinal=3)
    again = make.conference(year=2019, starts=None, ordinal=3)

    def took_part(conference, **fields):
        return make.participation(conference=conference, **{"province": lao_cai, **fields})

    with unrecorded():  # no count is there from which the row would be inferred
        inferred = took_part(years[2019], inferred=True)
        named = took_part(years[2019])
        host = took_part(years[2019], capacity=HOST)
        third = took_part(years[2019], body=department, rank=1)
        second = took_part(years[2019], body=department, rank=0)
        unplaced = took_part(years[2019], province=None, body=department)
        first, then, newest = (took_part(place) for place in (twin, again, years[2024]))
    with django_assert_num_queries(1):
        found = [*Participation.objects.for_province()]
        assert found == [newest, unplaced, host, named, second, third, inferred, first, then]
        assert found[0].conference.series.name and found[0].province.name and found[1].body.name


# --- What was said ------------------------------------------------------------------------------------
def test_statements_and_figures_of_a_province(lao_cai, department):
    said = {make.statement(by_province=lao_cai), make.statement(by_body=department)}
    make.statement()
    stated = make.figure(scope="tinh", scope_province=lao_cai)
    make.figure(by_province=lao_cai)
    assert {*Statement.objects.of_provinces([lao_cai.pk])} == said
    assert [*Figure.objects.of_provinces([lao_cai.pk])] == [stated]


def test_figures_about_tasks_count_tasks_or_state_their_level():
    level = Figure._meta.get_field("level").choices[0][0]
    about = {make.figure(), make.figure(unit="tỷ đồng", level=level)}
    make.figure(unit="tỷ đồng")
    assert {*Figure.objects.about_tasks()} == about


def test_figures_about_years_touch_them():
    touching = {make.figure(period=period) for period in ("2015–2018", "2020–2025", "năm 2019")}
    for period in ("2015–2017", "2021–2025", ""):
        make.figure(period=period)
    assert {*Figure.objects.about_years(2018, 2020)} == touching


def test_indicators_are_those_that_figures_count():
    figure = make.figure()
    make.indicator()
    make.figure(conference=make.conference(publication="draft"))
    assert [*Figure.objects.published().indicators()] == [figure.indicator]


# --- What was asked -----------------------------------------------------------------------------------
@pytest.fixture
def asked(lao_cai, department):
    """{what Lào Cai has to do with it: a recommendation}."""
    make.recommendation()
    member, host = make.participation(province=lao_cai), make.participation(province=lao_cai, capacity=HOST)
    make.recommendation(conference=member.conference)
    for other in (host, make.participation()):
        make.recommendation(conference=other.conference, to_members=True)
    return {
        "asks": make.recommendation(by_province=lao_cai),
        "its body asks": make.recommendation(by_body=department),
        "is asked": make.recommendation(to_province=lao_cai),
        "its body is asked": make.recommendation(to_body=department),
        "is a member": make.recommendation(conference=member.conference, to_members=True),
    }


def test_a_province_asks_or_is_asked(asked, lao_cai):
    def names(role=None):
        rows = Recommendation.objects.of_provinces([lao_cai.pk], role)
        return {name for name, row in asked.items() if row in rows}, len(rows)

    assert names("neu") == ({"asks", "its body asks"}, 2)
    assert names("nhan") == ({"is asked", "its body is asked", "is a member"}, 3)
    assert names() == ({*asked}, 5)


def test_some_province_is_a_party(asked):
    make.recommendation(by_body=make.body(), to_body=make.body())
    assert {*Recommendation.objects.with_party("neu")} == {asked["asks"], asked["its body asks"]}
    others = Recommendation.objects.filter(to_members=True)
    assert {*Recommendation.objects.with_party("nhan")} == {
        asked["is asked"],
        asked["its body is asked"],
        *others,
    }


def test_bodies_that_are_asked(asked, department):
    make.body()
    assert [*Recommendation.objects.all().bodies_asked()] == [department]
    assert not Recommendation.objects.filter(to_body=None).bodies_asked()
    assert Recommendation.objects.all().bodies_asked().model is Body


def in_state(state, due=None):
    row = make.recommendation(due=due)
    Recommendation.objects.filter(pk=row.pk).update(state=state)
    return row


def test_what_is_overdue_and_what_is_unanswered():
    day = date(2025, 3, 1)
    before, late = date(2025, 2, 28), dict.fromkeys(Recommendation.OPEN_STATES)
    for state in late:
        late[state] = in_state(state, before)
    in_state(State.DONE, before)
    waiting = {in_state(State.UNANSWERED, day), in_state(State.UNANSWERED)}
    in_state(State.RECEIVED, day)
    assert {*Recommendation.objects.overdue(day)} == {*late.values()}
    assert {*Recommendation.objects.unanswered(day)} == waiting
    assert {*Recommendation.objects.overdue()} == {
        *late.values(),
        *Recommendation.objects.filter(due=day, state__in=late),
    }
    assert [row.due for row in Recommendation.objects.unanswered()] == [None]


def test_a_tally_has_every_state_in_order():
    in_state(State.DONE)
    in_state(State.DONE)
    tally = Recommendation.objects.all().tally()
    assert [row["state"] for row in tally] == State.values
    assert [row["words"] for row in tally] == State.labels
    assert {row["state"]: row["rows"] for row in tally if row["rows"]} == {State.DONE: 2}


def test_replies_come_oldest_first_with_what_is_continued(django_assert_num_queries):
    earlier = make.recommendation()
    row = make.recommendation(continues=earlier)
    later = make.reply(recommendation=row, day=date(2025, 1, 2), by=make.body(name="Bộ"))
    first = make.reply(recommendation=row, day=date(2025, 1, 1))
    make.reply(recommendation=row, publication="draft")
    with django_assert_num_queries(5):  # conferences, what is continued, replies, bodies
        [found] = Recommendation.objects.filter(pk=row.pk).shown()
        assert found.continues.conference.series.name
        assert found.published_replies == [first, later]
        assert found.published_replies[1].by.name == "Bộ"


def test_a_list_of_recommendations_names_the_parties(lao_cai, department, django_assert_num_queries):
    person = make.official()
    fields = {
        **{"by_official": person, "by_body": department, "by_province": lao_cai},
        **{"to_official": person, "to_body": department, "to_province": lao_cai},
    }
    make.recommendation(**fields)
    with django_assert_num_queries(1):
        found = Recommendation.objects.for_list().get()
        assert {name: getattr(found, name) for name in fields} == fields
        assert found.conference.series.name


def test_a_list_of_figures_names_scope_and_speaker(lao_cai, department, django_assert_num_queries):
    speaker = {"by_official": make.official(), "by_body": department, "by_province": lao_cai}
    make.figure(**speaker)
    make.figure(scope="tinh", scope_province=lao_cai)
    with django_assert_num_queries(1):
        found = {row.scope: row for row in Figure.objects.for_list()}
        assert {name: getattr(found["vung"], name) for name in speaker} == speaker
        assert found["vung"].indicator.name
        assert found["vung"].scope_series == found["vung"].conference.series
        assert found["tinh"].scope_province == lao_cai


def test_replies_of_a_province_are_given_by_its_bodies_or_answer_it(asked, lao_cai, department):
    given = make.reply(by=department)
    answers = make.reply(recommendation=asked["asks"])
    make.reply()
    assert {*Reply.objects.of_provinces([lao_cai.pk])} == {given, answers}


def test_a_reply_shows_with_its_conference():
    reply = make.reply()
    make.reply(publication="draft")
    make.reply(recommendation=make.recommendation(conference=make.conference(publication="draft")))
    assert [*Reply.objects.published()] == [reply]
