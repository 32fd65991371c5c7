"""The version of the data: the number and day of the last changeset that readers see."""

import pytest
from django.utils import timezone

from portal.changes.models import current_mark, public_edition, renew_mark, renew_public
from portal.changes.recorder import acting, unrecorded
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


def changed(record, **columns):
    """The Changeset of a change of `record`."""
    with acting() as act:
        for name, value in columns.items():
            setattr(record, name, value)
        record.save()
    return act


@pytest.fixture
def record():
    with unrecorded():
        return make.conference(theme="Cũ")


def test_a_mark_is_new_with_each_renewal_and_blank_before_the_first():
    marks = [current_mark("thử")]
    for _time in range(2):
        renew_mark("thử")
        marks.append(current_mark("thử"))
    assert marks[0] == "" and len({*marks}) == 3


def test_what_was_loaded_is_the_version_of_its_day(record):
    assert public_edition()[1:] == (0, timezone.localdate())


def test_a_change_that_readers_see_is_a_version_and_one_of_a_draft_is_not(record):
    with unrecorded():
        draft = make.conference(publication="draft")
    act = changed(record, theme="Mới")
    known = public_edition()
    assert known.number == act.pk
    assert changed(draft, theme="Chưa ai đọc").pk > act.pk
    assert public_edition() == known


def test_what_is_computed_anew_keeps_the_number(record):
    act, known = changed(record, theme="Mới"), public_edition()
    renew_public()
    assert public_edition().number == act.pk
    assert public_edition().mark != known.mark


def test_pages_say_their_version_and_their_etag_holds_it(record, client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    act = changed(record, theme="Mới")
    answer = client.get(record.get_absolute_url())
    today = timezone.localdate().strftime("%d/%m/%Y").lstrip("0").replace("/0", "/")
    assert f"Dữ liệu phiên bản {act.pk}, ngày {today}." in answer.text
    assert answer.headers["ETag"].startswith(f'W/"{act.pk}-')
