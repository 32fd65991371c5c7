"""The axis of years, the run of ordinals, and what may be compared."""

import re

import pytest

from conferences.comparison import comparable
from conferences.models import Series
from conferences.timeline import LONGEST_RUN, run_of, timeline
from portal.templatetags.page import bar
from tests import factories as make

pytestmark = pytest.mark.django_db


def held(series, ordinal, year, **fields):
    return make.conference(
        series=series, ordinal=ordinal, year=year, starts=None, **{"status": "da-to-chuc", **fields}
    )


def test_consecutive_conferences_are_joined_and_a_missing_one_leaves_a_gap():
    series = make.series()
    for ordinal, year, status in (
        (16, 2016, "da-to-chuc"),
        (17, 2018, "da-to-chuc"),
        (19, 2024, "da-to-chuc"),
        (20, 2026, "du-kien"),
    ):
        held(series, ordinal, year, status=status)
    (thread,) = timeline([series]).threads
    assert [mark.label for mark in thread.marks] == ["XVI", "XVII", "XIX", "XX"]
    assert [link.kind for link in thread.links] == ["known", "gap", "coming"]
    assert [mark.x for mark in thread.marks] == sorted(mark.x for mark in thread.marks)


def test_the_run_names_every_ordinal_and_leaves_the_unknown_blank():
    series = make.series()
    held(series, 2, 2010)
    assert [(roman, bool(row)) for roman, row in run_of(list(series.conferences.all()))] == [
        ("I", False),
        ("II", True),
    ]


def test_a_long_run_keeps_its_latest_ordinals():
    series = make.series()
    held(series, 200, 2010)
    run = run_of(list(series.conferences.all()))
    assert len(run) == LONGEST_RUN
    assert run[-1][0] == "CC"


def test_a_conference_without_a_year_is_beside_the_axis():
    series = make.series()
    held(series, 5, 2010)
    held(series, 4, None, status="duoc-nhac-den")
    (thread,) = timeline([series]).threads
    assert [row.ordinal for row in thread.undated] == [4]
    assert len(thread.marks) == 1


def test_a_draft_is_on_no_timeline():
    series = make.series()
    held(series, 5, 2010)
    held(series, 6, 2012, publication="draft")
    (thread,) = timeline(Series.objects.all()).threads
    assert [mark.conference.ordinal for mark in thread.marks] == [5]


def test_an_empty_record_has_no_timeline():
    assert not timeline([make.series()])


def test_figures_of_one_indicator_are_drawn_side_by_side_oldest_first():
    conference, indicator = make.conference(), make.indicator()
    later, earlier = (
        make.figure(
            conference=conference, indicator=indicator, rank=rank, low=value, high=value, period=period
        )
        for rank, value, period in ((1, 86, "2022–2024"), (2, 43, "2012–2014"))
    )
    (chart,) = comparable([later, earlier])
    assert [figure.pk for figure in chart.figures] == [earlier.pk, later.pk]
    bars = [bar(figure.high, chart.longest) for figure in chart.figures]
    assert [re.findall(r'width="(.*?)%"', one) for one in bars] == [["50.00"], ["100.00"]]


def test_two_claims_for_one_period_are_not_drawn():
    conference, indicator = make.conference(), make.indicator()
    figures = [
        make.figure(
            conference=conference, indicator=indicator, rank=rank, low=value, high=value, period="2024"
        )
        for rank, value in ((1, 86), (2, 43))
    ]
    assert comparable(figures) == []


def test_an_open_or_ambiguous_number_is_not_drawn():
    conference, indicator = make.conference(), make.indicator()
    figures = [
        make.figure(conference=conference, indicator=indicator, rank=1, low=86, high=86, period="2024"),
        make.figure(conference=conference, indicator=indicator, rank=2, low=1500, high=None, period="2014"),
    ]
    assert comparable(figures) == []


def test_the_page_of_components_opens_and_says_that_nothing_on_it_is_real(client):
    response = client.get("/giao-dien/")
    assert response.status_code == 200
    assert "Không tên hay con số nào ở đây là thật" in response.content.decode()
