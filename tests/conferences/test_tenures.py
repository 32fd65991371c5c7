"""Terms of office: as precise as a source dates them, ended by the last day in office."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.html import strip_tags
from django.utils.translation import override

from conferences.models import Tenure
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "vietnamese", "english"),
    [
        ({"began": date(2020, 11, 12)}, "từ 12/11/2020", "from 12 November 2020"),
        (
            {"began": None, "last_day": date(2025, 2, 1), "last_day_precision": "nam"},
            "đến năm 2025",
            "until 2025",
        ),
        (
            {"began": date(2020, 11, 12), "last_day": date(2025, 1, 1), "last_day_precision": "nam"},
            "từ 12/11/2020 đến năm 2025",
            "from 12 November 2020 until 2025",
        ),
        (
            {
                "began": date(2013, 5, 9),
                "began_precision": "thang",
                "last_day": date(2015, 9, 1),
                "last_day_precision": "thang",
            },
            "từ tháng 5/2013 đến tháng 9/2015",
            "from 5/2013 until 9/2015",
        ),
        (
            {"began": None, "last_day": date(2025, 12, 31)},
            "đến hết 31/12/2025",
            "until the end of 31 December 2025",
        ),
        (
            {"began": None, "seen_on": date(2020, 6, 8)},
            "đang giữ chức ngày 8/6/2020",
            "in office on 8 June 2020",
        ),
    ],
)
def test_a_term_is_said_no_closer_than_its_source_dates_it(client, fields, vietnamese, english):
    tenure = make.tenure(**fields)
    make.citation(tenure)
    assert tenure.days == vietnamese
    with override("en"):
        assert tenure.days == english
    assert vietnamese in " ".join(client.get(tenure.official.get_absolute_url()).text.split())
    client.force_login(make.user(groups=["duyet"]))
    listed = client.get("/admin/conferences/tenure/").text
    for field in [name for name in ("began", "last_day") if fields.get(name)]:
        told = (
            dict(tenure.dated)
            .get(field, "")
            .removeprefix("từ ")
            .removeprefix("đến hết ")
            .removeprefix("đến ")
        )
        assert f'class="field-{field}_as_told">{told}</td>' in listed


def test_a_month_or_year_stands_for_its_first_day_at_the_beginning_and_its_last_at_the_end():
    tenure = make.tenure(
        began=date(2016, 6, 20), began_precision="nam", last_day=date(2024, 2, 3), last_day_precision="thang"
    )
    assert (tenure.began, tenure.last_day, tenure.ended) == (
        date(2016, 1, 1),
        date(2024, 2, 29),
        date(2024, 3, 1),
    )


def test_the_list_shows_the_post_that_is_known_of_last(client):
    """A term beside an appearance: whichever sources date later, an end only implied said to be."""
    seen = make.appearance(conference=make.conference(starts=date(2022, 9, 7)), post_as_printed="Vụ trưởng")
    ended = make.tenure(
        official=seen.official, post=make.post(title="Viện trưởng"), last_day=date(2022, 9, 6)
    )
    page = client.get("/dai-bieu/")
    assert "Vụ trưởng" in page.text and "Viện trưởng" not in page.text
    Tenure.objects.filter(pk=ended.pk).update(last_day=date(2023, 1, 31))
    make.tenure(official=seen.official, post=make.post(title="Vụ phó"), began=date(2019, 1, 1))
    make.citation(ended)
    make.citation(ended, field="last_day", basis="inferred", note="Người khác thay từ 1/2/2023.")
    text = " ".join(strip_tags(client.get("/dai-bieu/").text).split())
    assert "Viện trưởng" in text and "từ 1/1/2021 đến hết 31/1/2023 suy ra" in text
    assert "Vụ trưởng" not in text and "Vụ phó" not in text
    file = b"".join(client.get("/dai-bieu.csv").streaming_content).decode()
    assert "(từ 1/1/2021 đến hết 31/1/2023)" in file and "Vụ trưởng" not in file


def test_a_term_names_the_decision_that_ended_it(client):
    tenure = make.tenure(last_day=date(2026, 1, 10), end_decision="QĐ 72/QĐ-TTg")
    make.citation(tenure)
    assert "thôi giữ chức theo QĐ 72/QĐ-TTg" in " ".join(
        strip_tags(client.get(tenure.official.get_absolute_url()).text).split()
    )


@pytest.mark.django_db(transaction=True)
def test_the_day_that_was_the_first_without_becomes_the_last_in_office_and_back():
    """The migration moves the rows and their states in the ledger, and what speaks of the field."""
    tenure = make.tenure(began=date(2021, 1, 1), last_day=date(2025, 12, 31))
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        before = [("conferences", "0001_initial"), ("changes", "0001_initial")]
        executor.migrate(before[:1])
        old = executor.loader.project_state(before).apps
        assert old.get_model("conferences", "Tenure").objects.get().ended == date(2026, 1, 1)
        changes = old.get_model("changes", "Change").objects.filter(content_type__model="tenure")
        assert [change.after["ended"] for change in changes] == ["2026-01-01"]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
    assert Tenure.objects.get(pk=tenure.pk).last_day == date(2025, 12, 31)
