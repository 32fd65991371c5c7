"""What one synthetic load makes, read by all tests of this file: its counts, its marks, its links, its derived columns."""

import pytest
from django.core.management import CommandError
from django.db import transaction

from conferences import models as of_conferences
from conferences.models import Conference, Official
from portal.records.models import Published, Source
from portal.records.rules import record_models
from portal.search.index.rebuild import faults
from provinces.models import Body, Task, TaskYear
from provinces.sums import count_cells, read_cells
from provinces.synthetic import MARK
from tests.provinces.test_synthetic import eight, load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def volume(django_db_setup, django_db_blocker):
    """What a load says, with what it made in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        eight()
        yield load()
        transaction.set_rollback(True)


def test_the_counts_are_those_asked_for(volume):
    assert (Task.objects.count(), Conference.objects.count(), Official.objects.count()) == (60, 12, 80)
    assert [line for line in volume if not line.startswith("Tìm kiếm, ")] == [
        "Đại biểu: 80",
        "Hội nghị: 12/12",
        "Nhiệm vụ: 60/60",
        "Xong; mọi bản ghi mang dấu “[Dữ liệu thử]”.",
    ]
    assert {"Tìm kiếm, cơ quan: 26/26", "Tìm kiếm, đại biểu: 80/80"} <= set(volume)


def test_the_index_and_the_sums_are_in_step_with_it():
    assert list(faults()) == []
    assert read_cells() == count_cells() != {}


def test_every_noun_of_a_conference_has_volume():
    empty = [name for name in of_conferences.__all__ if not getattr(of_conferences, name).objects.exists()]
    assert empty == []


def test_every_record_says_that_it_is_synthetic():
    for model in record_models(Published):
        assert not model.objects.filter(synthetic=False).exists(), model
    for model, name in [
        (Task, "title"),
        (Official, "name"),
        (Conference, "city"),
        (Body, "name"),
        (Source, "title"),
    ]:
        assert all(text.startswith(MARK) for text in model.objects.values_list(name, flat=True)), model
    assert Source.objects.get().publisher == "Dữ liệu thử"


def test_tasks_are_linked_to_the_years_of_their_places():
    wanted = sorted(
        (task.pk, place.pk, year)
        for task in Task.objects.prefetch_related("places")
        for place in task.places.all()
        for year in task.years()
    )
    assert wanted
    assert sorted(TaskYear.objects.values_list("task", "province", "year")) == wanted


def test_derived_columns_are_filled():
    assert not Task.objects.filter(search_text="").exists()
    assert not Official.objects.filter(sort_key="").exists()
    assert Task.objects.search("du lieu thu", drafts=True).count() == 60


def test_a_second_load_is_refused():
    with pytest.raises(CommandError, match="đã có dữ liệu thử"):
        load()
    assert Task.objects.count() == 60
