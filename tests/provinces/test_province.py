"""What choosing a province means, and when a unit was one."""

from datetime import date

import pytest

from provinces.models import Province, scope_of
from provinces.models.period import outside, year_window
from tests import factories as make

DAY = date(2024, 10, 10)
BEFORE, AFTER = date(2024, 10, 9), date(2024, 10, 11)


# --- Scope --------------------------------------------------------------------------------------------
@pytest.fixture
def line():
    """Hà Bắc went into Bắc Ninh of before, that and Bắc Giang into the Bắc Ninh of today; a stranger beside them."""
    first, ninh, giang = (make.ended_province(name=name) for name in ("Hà Bắc", "Bắc Ninh", "Bắc Giang"))
    today, _other = make.province(name="Bắc Ninh"), make.province(name="Cao Bằng")
    for before, after in ((first, ninh), (ninh, today), (giang, today)):
        make.succession(predecessor=before, successor=after)
    return first, ninh, giang, today


@pytest.mark.django_db
def test_todays_unit_means_itself_first_and_every_predecessor_of_its_predecessors(line):
    first, ninh, giang, today = line
    assert today.scope() == [today.pk, ninh.pk, giang.pk, first.pk]


@pytest.mark.django_db
def test_an_ended_unit_means_itself_alone(line):
    _first, ninh, _giang, _today = line
    assert ninh.scope() == [ninh.pk]


@pytest.mark.django_db
def test_the_scope_of_several_holds_each_once_and_an_ended_one_brings_nothing(line):
    first, ninh, giang, today = line
    assert scope_of([giang, today]) == [giang.pk, today.pk, ninh.pk, first.pk]
    assert scope_of([ninh, giang]) == [ninh.pk, giang.pk]
    assert scope_of([]) == []


@pytest.mark.django_db
def test_a_circle_of_successions_ends(line):
    first, ninh, giang, today = line
    make.succession(predecessor=today, successor=first)
    assert today.scope() == [today.pk, ninh.pk, giang.pk, first.pk]


@pytest.mark.django_db
def test_scope_asks_once_and_an_ended_unit_not_at_all(line, django_assert_num_queries):
    _first, ninh, _giang, today = line
    with django_assert_num_queries(1):
        today.scope()
    with django_assert_num_queries(0):
        ninh.scope()
    with django_assert_num_queries(1):
        assert today.own_scope == today.own_scope


# --- Periods ------------------------------------------------------------------------------------------
PERIODS = [
    (None, None, True),
    (DAY, None, True),
    (AFTER, None, False),
    (None, AFTER, True),
    (None, DAY, False),
    (BEFORE, AFTER, True),
    (BEFORE, DAY, False),
]


@pytest.mark.parametrize(("began", "ended", "is_in_force"), PERIODS)
def test_a_unit_is_in_force_from_its_first_day_to_the_one_before_its_end(began, ended, is_in_force):
    assert Province(began=began, ended=ended).was_in_force(DAY) is is_in_force


@pytest.mark.django_db
@pytest.mark.parametrize(("began", "ended", "is_in_force"), PERIODS)
def test_the_database_says_the_same(began, ended, is_in_force):
    province = make.province(began=began, ended=ended)
    assert list(Province.objects.on(DAY)) == ([province] if is_in_force else [])


def test_the_last_day_is_the_one_before_the_end():
    assert Province(ended=date(2025, 7, 1)).last_day == date(2025, 6, 30)
    assert Province(ended=None).last_day is None


def test_the_window_of_a_year():
    assert year_window(2024) == (date(2024, 1, 1), date(2024, 12, 31))


WINDOW = (date(2024, 10, 9), date(2024, 10, 11))


@pytest.mark.parametrize(
    ("began", "ended", "words"),
    [
        (None, None, ""),
        (date(2024, 10, 11), None, ""),
        (date(2024, 10, 12), None, "Sơn La chỉ có từ 12/10/2024"),
        (None, date(2024, 10, 10), ""),
        (None, date(2024, 10, 9), "Sơn La (đến 8/10/2024) đã thôi từ 9/10/2024"),
    ],
)
def test_what_was_at_no_day_of_a_window_is_outside_it(began, ended, words):
    assert outside(Province(name="Sơn La", began=began, ended=ended), WINDOW) == words


def test_looking_back_allows_what_ended_before_and_not_what_came_later():
    ended = Province(name="Hà Tây", ended=date(2008, 8, 1))
    assert outside(ended, WINDOW, looking_back=True) == ""
    later = Province(name="Huế", began=date(2025, 1, 1))
    assert outside(later, WINDOW, looking_back=True) == "Huế chỉ có từ 1/1/2025"


def test_a_unit_is_named_with_its_period_only_where_it_had_ended():
    province = Province(name="Bắc Kạn", began=None, ended=date(2025, 7, 1))
    assert province.name_in((date(2025, 6, 30), date(2025, 7, 2))) == "Bắc Kạn"
    assert province.name_in((date(2025, 7, 1), date(2025, 7, 1))) == "Bắc Kạn (đến 30/6/2025)"
    assert province.name_in(None) == "Bắc Kạn (đến 30/6/2025)"
    assert str(province) == "Bắc Kạn (đến 30/6/2025)"
    assert str(Province(name="Bắc Kạn")) == "Bắc Kạn"
