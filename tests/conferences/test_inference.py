"""Who is inferred as a participant from a count, from when to when, and on which sources."""

from datetime import date

import pytest

from conferences.inference import FIRST_RANK, infer_participation, members_on
from conferences.models import Conference, Participation
from portal.changes.models import Change
from portal.changes.recorder import acting, unrecorded
from portal.records.models import Citation
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 10)


@pytest.fixture
def by_hand():
    """Nothing follows from what is written, so that a test infers when it says so."""
    with unrecorded():
        yield


@pytest.fixture
def chain():
    return make.series()


@pytest.fixture
def meeting(chain):
    return make.conference(series=chain, year=2024, starts=DAY)


@pytest.fixture
def members(chain):
    """[An, Binh, Cao], members of the chain."""
    names = ("An", "Bình", "Cao")
    return [
        make.series_membership(series=chain, province=make.province(name=name)).province for name in names
    ]


def counted(meeting, count, **fields):
    return make.participation(
        conference=meeting, as_printed=f"{count} tỉnh", count=count, counts_members=True, **fields
    )


def inferred(meeting):
    """[(name of the province, rank)] of the inferred members of `meeting`."""
    rows = Participation.objects.filter(conference=meeting, inferred=True).order_by("rank", "pk")
    assert {(row.capacity, row.body_id, row.count) for row in rows} <= {("thanh-vien", None, None)}
    return [(row.province.name, row.rank) for row in rows]


# --- The members on a day -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("began", "ended", "is_member"),
    [
        (None, None, True),
        (DAY, None, True),
        (date(2024, 10, 11), None, False),
        (None, date(2024, 10, 11), True),
        (None, DAY, False),
    ],
)
def test_a_member_is_one_on_the_day_by_its_membership_and_by_its_province(
    chain, meeting, began, ended, is_member
):
    by_membership = make.series_membership(series=chain, began=began, ended=ended)
    by_province = make.series_membership(series=chain, province=make.province(began=began, ended=ended))
    assert set(members_on(meeting)) == ({by_membership, by_province} if is_member else set())


def test_without_a_day_the_members_are_those_at_the_end_of_the_year(chain):
    meeting = make.conference(series=chain, year=2024, starts=None)
    late = make.series_membership(series=chain, began=date(2024, 12, 31))
    make.series_membership(series=chain, began=date(2025, 1, 1))
    make.series_membership(series=chain, ended=date(2024, 12, 31))
    assert list(members_on(meeting)) == [late]


def test_without_a_year_and_in_another_chain_there_are_no_members(chain, members):
    assert list(members_on(make.conference(series=chain, year=None))) == []
    assert list(members_on(make.conference())) == []


# --- Who is inferred ----------------------------------------------------------------------------------
def test_each_member_is_inferred_behind_all_that_is_printed_where_the_count_is_the_membership(
    meeting, members
):
    counted(meeting, 3)
    infer_participation()
    assert inferred(meeting) == [("An", FIRST_RANK), ("Bình", FIRST_RANK + 1), ("Cao", FIRST_RANK + 2)]


@pytest.mark.parametrize("count", [2, 4])
def test_nobody_is_inferred_where_the_count_differs_from_the_membership(meeting, members, count):
    counted(meeting, count)
    infer_participation()
    assert inferred(meeting) == []


def test_a_count_of_others_than_the_members_infers_nobody(meeting, members):
    make.participation(conference=meeting, as_printed="3 tập đoàn", count=3)
    infer_participation()
    assert inferred(meeting) == []


def test_of_two_counts_the_first_printed_one_counts(by_hand, meeting, members):
    counted(meeting, 4, rank=2)
    counted(meeting, 3, rank=1)
    infer_participation()
    assert len(inferred(meeting)) == 3
    Participation.objects.filter(count=4).update(rank=0)
    infer_participation()
    assert inferred(meeting) == []


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        ({"capacity": "thanh-vien"}, True),
        ({"capacity": "dang-cai"}, False),
        ({"capacity": "khach"}, False),
        ({"capacity": "thanh-vien", "kind": "so"}, True),
        ({"capacity": "thanh-vien", "kind": "ubnd"}, False),
    ],
)
def test_a_member_that_a_source_names_itself_or_its_department_is_not_inferred(
    meeting, members, fields, is_named
):
    counted(meeting, 3)
    fields = dict(fields)
    kind = fields.pop("kind", None)
    body = make.body(kind=kind, province=members[1]) if kind else None
    make.participation(conference=meeting, province=members[1], body=body, **fields)
    infer_participation()
    names = [name for name, _rank in inferred(meeting)]
    assert names == (["An", "Cao"] if is_named else ["An", "Bình", "Cao"])


def test_a_member_named_at_another_conference_is_still_inferred_here(chain, meeting, members):
    counted(meeting, 3)
    make.participation(conference=make.conference(series=chain), province=members[1])
    infer_participation()
    assert [name for name, _rank in inferred(meeting)] == ["An", "Bình", "Cao"]


# --- Inferred anew ------------------------------------------------------------------------------------
def test_inferring_again_changes_nothing_and_keeps_the_rows(meeting, members):
    counted(meeting, 3)
    infer_participation()
    before = list(Participation.objects.order_by("pk").values())
    infer_participation()
    assert list(Participation.objects.order_by("pk").values()) == before


def test_what_the_count_no_longer_implies_goes_and_what_is_printed_stays(by_hand, meeting, members):
    row = counted(meeting, 3)
    host = make.participation(conference=meeting, province=members[0], capacity="dang-cai")
    infer_participation()
    Participation.objects.filter(pk=row.pk).update(count=5)
    infer_participation()
    assert set(Participation.objects.all()) == {row, host}


def test_a_count_taken_away_takes_its_rows_with_it(by_hand, meeting, members):
    row = counted(meeting, 3)
    infer_participation()
    row.delete()
    infer_participation()
    assert list(Participation.objects.all()) == []


def test_only_the_conferences_asked_for_are_inferred(by_hand, chain, meeting, members):
    other = make.conference(series=chain)
    for one in (meeting, other):
        counted(one, 3)
    infer_participation(Conference.objects.filter(pk=meeting.pk))
    assert (len(inferred(meeting)), len(inferred(other))) == (3, 0)
    infer_participation()
    Participation.objects.filter(count=3).update(count=4)
    infer_participation(Conference.objects.filter(pk=meeting.pk))
    assert (len(inferred(meeting)), len(inferred(other))) == (0, 3)


# --- At the end of each act ---------------------------------------------------------------------------
def test_a_count_that_is_saved_is_inferred_from_in_its_own_changeset(meeting, members):
    with acting() as act:
        counted(meeting, 3)
    assert len(inferred(meeting)) == 3
    shown = Change.objects.filter(changeset=act.pk, kind=Change.Kind.ADDED)
    assert [change.model for change in shown].count(Participation) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda row, membership: row.delete(),
        lambda row, membership: Participation.objects.filter(pk=row.pk).update(count=4),
        lambda row, membership: membership.delete(),
        lambda row, membership: Conference.objects.filter(pk=row.conference_id).update(
            year=None, starts=None
        ),
        lambda row, membership: Conference.objects.filter(pk=row.conference_id).update(series=make.series()),
    ],
)
def test_what_changes_the_count_the_day_or_the_membership_is_followed(chain, meeting, members, change):
    row = counted(meeting, 3)
    assert len(inferred(meeting)) == 3
    change(row, chain.memberships.first())
    assert inferred(meeting) == []


def test_a_member_that_comes_is_followed(chain, meeting, members):
    counted(meeting, 4)
    assert inferred(meeting) == []
    make.series_membership(series=chain)
    assert len(inferred(meeting)) == 4


# --- On which sources ---------------------------------------------------------------------------------
def cited(row):
    """{(source, place, anchor, basis)} of the citations of `row`, each of which stands for the whole row."""
    citations = list(row.citations.all())
    assert [one.field for one in citations] == [""] * len(citations)
    found = {(one.source, one.place, one.anchor, one.basis) for one in citations}
    assert len(found) == len(citations)
    return found


@pytest.fixture
def alone(chain, meeting):
    """The one member's membership, and the count of one."""
    return make.series_membership(series=chain), counted(meeting, 1)


def test_an_inferred_row_cites_the_sources_of_the_count_and_of_the_membership(alone):
    membership, count = alone
    ours = make.citation(count, field="count", place="đoạn 2", anchor="một tỉnh").source
    theirs = make.citation(membership, field="province", place="trang 1").source
    whole = make.citation(membership).source
    make.citation(count, field="as_printed")
    make.citation(membership, field="began")
    infer_participation()
    basis = Citation.Basis.INFERRED
    wanted = {(ours, "đoạn 2", "một tỉnh", basis), (theirs, "trang 1", "", basis), (whole, "", "", basis)}
    row = Participation.objects.get(inferred=True)
    assert cited(row) == wanted
    infer_participation()
    assert cited(row) == wanted


def test_a_source_of_both_is_cited_once_a_place(alone):
    membership, count = alone
    source = make.citation(count, place="đoạn 2").source
    make.citation(membership, source=source, place="đoạn 2")
    make.citation(membership, source=source, field="province", place="đoạn 3")
    infer_participation()
    row = Participation.objects.get(inferred=True)
    assert {(one.source, one.place) for one in row.citations.all()} == {
        (source, "đoạn 2"),
        (source, "đoạn 3"),
    }
    assert row.citations.count() == 2


def test_a_source_the_count_no_longer_cites_is_removed_from_the_row(by_hand, alone):
    _membership, count = alone
    gone = make.citation(count)
    stays = make.citation(count)
    infer_participation()
    gone.delete()
    infer_participation()
    row = Participation.objects.get(inferred=True)
    assert [one.source for one in row.citations.all()] == [stays.source]
