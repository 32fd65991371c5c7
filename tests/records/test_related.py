"""What many rows point at is fetched by noun, and a choice says its own words."""

import pytest
from django.utils.translation import override

from conferences.models import Figure, Participation
from portal.records.models import fetch_related
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_rows_of_several_nouns_are_given_what_they_point_at(django_assert_num_queries):
    province, body = make.province(), make.body()
    conference = make.conference()
    for _row in range(2):
        make.participation(conference=conference, province=province)
        make.figure(conference=conference, by_body=body)
    make.participation(conference=conference, province=None, body=body)
    rows = [*Participation.objects.order_by("pk"), *Figure.objects.order_by("pk")]
    with django_assert_num_queries(3):  # provinces, bodies, indicators
        fetch_related(rows, "province", "body", "by_body", "indicator")
    with django_assert_num_queries(0):
        assert [row.province for row in rows[:3]] == [province, province, None]
        assert [row.body for row in rows[:3]] == [None, None, body]
        assert [row.by_body for row in rows[3:]] == [body, body]
        assert all(row.indicator.name for row in rows[3:])
    assert rows[0].province is rows[1].province


def test_what_is_among_the_rows_is_not_asked_for(django_assert_num_queries):
    row = make.participation(conference=make.conference())
    [read] = Participation.objects.filter(pk=row.pk)
    with django_assert_num_queries(0):
        fetch_related([read, row.conference], "conference")
    assert read.conference is row.conference


def test_a_choice_says_its_words_in_the_language_of_the_page():
    conference = make.conference(status="du-kien")
    assert conference.get_status_display() == "dự kiến"
    with override("en"):
        assert conference.get_status_display() == "planned"
    conference.status = "la"
    assert conference.get_status_display() == "la"
