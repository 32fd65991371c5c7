"""Queries of a fixed shape: the rows of Django's own, whatever the keys."""

import pytest
from django.db.models import Exists, OuterRef

from portal.base.compiled import CompiledCondition, Condition, compiled
from provinces.models import Province, Succession
from tests import factories as make

pytestmark = pytest.mark.django_db


@compiled
def provinces_at(keys):
    return Province.objects.filter(pk__in=keys)


@compiled
def named(slug, key):
    return Province.objects.filter(slug=slug).exclude(pk=key)


def test_lists_of_any_length_find_their_own_rows(django_assert_num_queries):
    keys = [make.province().pk for _province in range(7)]
    for length in range(1, 8):
        with django_assert_num_queries(1):
            found = provinces_at(keys[:length])
        assert found == list(Province.objects.filter(pk__in=keys[:length]))


def test_an_empty_list_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert provinces_at([]) == []


def test_texts_and_numbers_go_where_they_belong():
    here, there = make.province(), make.province()
    assert named(here.slug, there.pk) == [here]
    assert named(there.slug, there.pk) == []
    assert named("'; --", there.pk) == []


def test_a_condition_brings_its_own_sql():
    found = compiled(lambda slug, mine: Province.objects.filter(mine, slug=slug))
    here, there = make.province(), make.province()
    either = Condition("id = %s OR id = %s", [here.pk, there.pk])
    assert [found(slug, either) for slug in (here.slug, there.slug, "không-có")] == [[here], [there], []]
    assert found(here.slug, Condition("id = %s", [there.pk])) == []


def test_a_row_is_read_anew_each_time():
    here = make.province(name="Lào Cai")
    assert provinces_at([here.pk])[0].name == "Lào Cai"
    here.name = "Lào Kay"
    here.save()
    assert provinces_at([here.pk])[0].name == "Lào Kay"


def test_a_key_that_is_not_passed_on_is_refused():
    unasked = compiled(lambda key: Province.objects.filter(pk=key + 1))
    with pytest.raises(ValueError, match="does not ask for its keys"):
        unasked(1)


def test_a_condition_holds_wherever_its_table_stands():
    into = Succession.objects.filter(successor=OuterRef("pk"))
    grown = CompiledCondition(lambda: Province.objects.filter(Exists(into)))
    row, other = make.succession(), make.province()
    assert list(Province.objects.filter(grown)) == [row.successor]
    assert list(Succession.objects.filter(successor__in=Province.objects.filter(grown))) == [row]
    assert list(Province.objects.filter(pk__in=Province.objects.exclude(grown), slug=other.slug)) == [other]
    both = Province.objects.order_by().filter(grown).union(Province.objects.order_by().filter(pk=other.pk))
    assert {one.pk for one in both} == {row.successor.pk, other.pk}
