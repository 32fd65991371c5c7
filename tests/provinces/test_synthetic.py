"""The volume database: marked on its face, equal for equal seeds, never mixed with the real record."""

from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from conferences.models import Appearance, Conference, Figure, Recommendation
from portal.records.models import Citation, Source
from portal.records.rules import breaches
from portal.search.models import Entry
from provinces import synthetic
from provinces.models import Province, Succession, Task, TaskYear
from provinces.synthetic import that_were
from tests import factories

pytestmark = pytest.mark.django_db


def eight():
    """Makes eight units of today; two others went into the last."""
    today = [factories.province(name=f"Tỉnh {number}", slug=f"tinh-{number}") for number in range(1, 8)]
    merged = factories.province(name="Tỉnh mới", slug="tinh-moi", began="2025-07-01")
    for number in (1, 2):
        old = factories.ended_province(name=f"Tỉnh cũ {number}", slug=f"tinh-cu-{number}")
        factories.succession(predecessor=old, successor=merged)
    return today


@pytest.fixture
def provinces():
    return eight()


def load(**options):
    out = StringIO()
    call_command(
        "load_synthetic",
        stdout=out,
        **{"tasks": 60, "conferences": 12, "officials": 80, "seed": 1, **options},
    )
    return out.getvalue().splitlines()


def content(**options):
    """What a load makes, without keys; nothing stays."""
    with transaction.atomic():
        load(**options)
        made = {
            "tasks": list(
                Task.objects.order_by("code").values_list("code", "title", "start_year", "budget", "status")
            ),
            "sizes": {model: model._base_manager.count() for model in apps.get_models()},
            "entries": sorted(Entry.objects.values_list("kind", "title", "heads", "body", "facets")),
            "cited": sorted(Counter(Citation.objects.values_list("content_type__model")).items()),
            "links": sorted(TaskYear.objects.values_list("task__code", "province__slug", "year")),
            "meetings": sorted(
                Conference.objects.values_list("series__slug", "slug", "chronology", "city", "theme")
            ),
            "seen": sorted(Appearance.objects.values_list("conference__theme", "rank", "official__slug")),
            "asked": sorted(
                Recommendation.objects.values_list("conference__theme", "number", "text", "state")
            ),
            "figures": sorted(Figure.objects.values_list("conference__theme", "rank", "as_printed")),
        }
        transaction.set_rollback(True)
    return made


def test_the_same_seed_makes_the_same_content(provinces):
    first = content(seed=7)
    assert all(first.values())
    assert content(seed=7) == first


def test_another_seed_makes_other_content(provinces):
    assert content(seed=7)["tasks"] != content(seed=8)["tasks"]


def test_the_volume_keeps_the_rules_of_the_record(provinces):
    load(tasks=300)
    ours = {Province, Succession}
    assert [str(breach) for breach in breaches() if breach.model not in ours] == []


class Cut(Exception):
    """The load ends here."""


def test_a_load_that_was_cut_short_is_finished(provinces, monkeypatch):
    monkeypatch.setattr(synthetic, "BATCH", 10)
    monkeypatch.setattr(synthetic, "COMMITTED", 2)
    whole = content()
    write, written = synthetic._write_tasks, []

    def write_and_fall(*batch):
        write(*batch)
        written.append(batch)
        if len(written) == 4:  # the second of its transaction
            raise Cut

    monkeypatch.setattr(synthetic, "_write_tasks", write_and_fall)
    with pytest.raises(Cut):
        load()
    assert Task.objects.count() == 20
    with pytest.raises(CommandError, match="không phải do lệnh này làm"):
        load(seed=2)
    assert content() == whole
    assert len(written) == 8


def test_a_database_with_real_records_is_refused(provinces):
    factories.source()
    with pytest.raises(CommandError, match="có hồ sơ thật"):
        load()
    assert Source.objects.count() == 1
    assert not Task.objects.exists()


def test_beside_real_loads_synthetic_rows_and_leaves_real_ones(provinces):
    real = factories.citation(factories.task(title="Nhiệm vụ thật")).record
    load(beside_real=True)
    assert Task.objects.filter(synthetic=False).get() == real
    assert Task.objects.count() == 61


def test_an_empty_database_gets_the_shipped_provinces_as_reference():
    load(tasks=20)
    assert (Province.objects.count(), Province.objects.today().count()) == (87, 34)
    assert Succession.objects.count() == 53
    assert set(Source.objects.values_list("synthetic", flat=True)) == {True}
    assert Citation.objects.exclude(source__synthetic=True).count() == 0
    assert [str(breach) for breach in breaches()] == []


def test_a_province_serves_the_years_in_which_it_was():
    old = factories.province(ended="2025-07-01")
    hue = factories.province(ended="2025-01-01")
    new = factories.province(began="2025-07-01")
    everything = list(Province.objects.order_by("pk"))
    assert that_were(everything, 2023, 2024) == [old, hue]
    assert that_were(everything, 2024, 2025) == [old]
    assert that_were(everything, 2025, 2026) == [new]


@pytest.mark.parametrize("text", ["-1", "abc", "1.5"])
def test_a_count_that_is_none_is_refused(text):
    with pytest.raises(CommandError, match="không phải một số đếm"):
        call_command("load_synthetic", f"--tasks={text}")
