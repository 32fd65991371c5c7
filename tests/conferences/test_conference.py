"""One conference in its chain: its neighbours, its days, and whose it is."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from conferences.models import Conference, SeriesMembership
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return make.series()


# --- Neighbours ---------------------------------------------------------------------------------------
def test_neighbours_are_the_nearest_ordinals_whatever_their_years(chain):
    first, third, sixth, ninth = (
        make.conference(series=chain, ordinal=ordinal, year=year)
        for ordinal, year in ((1, 2020), (3, 2024), (6, 2022), (9, None))
    )
    assert first.neighbours() == (None, third)
    assert third.neighbours() == (first, sixth)
    assert sixth.neighbours() == (third, ninth)
    assert ninth.neighbours() == (sixth, None)


def test_one_without_an_ordinal_stands_between_ordinals_by_its_day(chain):
    fifth, tenth = (
        make.conference(series=chain, ordinal=n, year=year) for n, year in ((5, 2014), (10, 2024))
    )
    between = make.conference(series=chain, ordinal=None, year=2016, slug="nam-2016")
    eleventh = make.conference(series=chain, ordinal=11, year=None)
    assert fifth.neighbours() == (None, between)
    assert between.neighbours() == (fifth, tenth)
    assert tenth.neighbours() == (between, eleventh)
    assert eleventh.neighbours() == (tenth, None)


def test_neighbours_are_published_and_of_the_same_chain(chain):
    here = make.conference(series=chain, ordinal=5)
    for ordinal, publication in enumerate(("draft", "review", "withdrawn"), 2):
        make.conference(series=chain, ordinal=ordinal, publication=publication)
        make.conference(series=chain, ordinal=ordinal + 4, publication=publication)
        make.conference(ordinal=ordinal)
        make.conference(ordinal=ordinal + 4)
    assert here.neighbours() == (None, None)


def test_one_without_an_ordinal_is_between_days(chain):
    older, here, newer = (
        make.conference(series=chain, ordinal=None, year=year, slug=f"nam-{year}")
        for year in (2018, 2020, 2022)
    )
    for year in (2016, 2024):
        make.conference(series=chain, ordinal=None, year=year, slug=f"nam-{year}")
    make.conference(series=chain, ordinal=None, year=None, slug="chua-ro")
    make.conference(series=chain, ordinal=None, year=2020, slug="cung-ngay")
    assert here.neighbours() == (older, newer)


def test_the_first_by_day_has_none_before_it_not_one_without_a_year(chain):
    make.conference(series=chain, ordinal=None, year=None, slug="chua-ro")
    here = make.conference(series=chain, ordinal=None, year=2020, slug="nam-2020")
    assert here.neighbours() == (None, None)


def test_one_without_ordinal_and_year_has_no_neighbours(chain):
    make.conference(series=chain, ordinal=1, year=2020)
    here = make.conference(series=chain, ordinal=None, year=None)
    assert here.neighbours() == (None, None)


# --- Days ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("year", "starts", "ends", "window", "chronology"),
    [
        (2024, date(2024, 10, 9), date(2024, 10, 11), (date(2024, 10, 9), date(2024, 10, 11)), 20241009),
        (2024, date(2024, 10, 9), None, (date(2024, 10, 9), date(2024, 10, 9)), 20241009),
        (2024, None, None, (date(2024, 1, 1), date(2024, 12, 31)), 20240000),
        (None, None, None, None, 0),
    ],
)
def test_the_days_of_a_conference_and_its_place_in_time(year, starts, ends, window, chronology):
    conference = Conference(year=year, starts=starts, ends=ends)
    assert (conference.window, conference.derive_chronology()) == (window, chronology)


@pytest.mark.parametrize(
    ("year", "sentence"),
    [(None, "Hãy ghi năm: ngày họp nằm trong năm 2024."), (2023, "Ngày họp phải nằm trong năm đã ghi.")],
)
def test_a_day_needs_its_year(year, sentence):
    with pytest.raises(ValidationError) as refused:
        Conference(year=year, starts=date(2024, 2, 1)).clean()
    assert refused.value.message_dict == {"year": [sentence]}


def test_coming_are_those_planned_or_announced_from_this_year_on_the_next_first(chain):
    def one(status, year, starts=None):
        return make.conference(status=status, year=year, starts=starts)

    undated = one("du-kien", 2026)
    later = one("da-thong-bao", 2027)
    dated = one("da-thong-bao", 2026, date(2026, 11, 1))
    for status, year in (("du-kien", 2025), ("du-kien", None), ("da-to-chuc", 2026), ("hoan", 2027)):
        one(status, year)
    assert list(Conference.objects.coming(date(2026, 5, 1))) == [dated, undated, later]


# --- Held while a province was counted ----------------------------------------------------------------
def test_conferences_held_are_those_on_days_on_which_membership_and_province_both_were(chain):
    province = make.province(began=date(2010, 1, 1), ended=date(2022, 1, 1))
    make.series_membership(series=chain, province=province, began=date(2012, 3, 4), ended=date(2023, 1, 1))
    on = {}
    for day in ((2011, 6, 1), (2012, 3, 3), (2012, 3, 4), (2021, 12, 31), (2022, 1, 1), (2022, 6, 1)):
        on[day] = make.conference(
            series=chain, ordinal=None, year=day[0], starts=date(*day), slug="-".join(map(str, day))
        )
    make.conference(series=chain, ordinal=None, year=None, starts=None)
    make.conference(series=chain, year=2015, status="du-kien")
    make.conference(series=chain, year=2015, publication="draft")
    make.conference(year=2015)
    held = SeriesMembership.objects.of_provinces([province.pk]).conferences_held()
    assert set(held) == {on[2012, 3, 4], on[2021, 12, 31]}
