"""The parts of a form: what each says while it is closed, and which are open, for every form with rows."""

import pytest
from django.contrib.auth.models import Permission

from tests import factories as make
from tests.editing.admin.forms import send
from tests.editing.admin.nouns import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


def parts(answer):
    """{label: Part} of the form that was answered with."""
    return {part.label: part for part in answer.context["parts"]}


def form_of(record):
    return address(record._meta.label_lower, "change", record.pk)


def filled():
    """A conference that is sourced whole, with two rows of people."""
    conference = make.cited(make.conference(summary="Một câu."))
    for _number in range(2):
        make.cited(make.appearance(conference=conference))
    return conference


def opened(found):
    return [label for label, part in found.items() if part.is_open]


def test_what_holds_something_and_is_in_order_is_closed_and_says_how_much(admin_client):
    found = parts(admin_client.get(form_of(filled())))
    people, summary = found["Người dự"], found["Tóm tắt, mục tiêu"]
    assert (people.count, people.wrong, people.lacks, people.is_open, people.is_sourced) == (
        2, 0, 0, False, True,
    )  # fmt: skip
    assert (summary.count, summary.is_open, summary.is_sourced) == (1, False, True)
    assert found["Dẫn chứng"].is_open is False
    assert opened(found)[:2] == ["Nguồn mặc định", "Ngày, nơi họp, chủ đề"]
    assert found["Phát biểu"].is_open  # it holds nothing, and is short


def test_a_new_form_is_open_throughout(admin_client):
    found = parts(admin_client.get(address("conferences.conference", "add")))
    assert opened(found) == list(found)
    assert {label for label, part in found.items() if part.count} == set()


def test_a_value_that_a_new_form_was_opened_with_counts(admin_client):
    series = make.series()
    found = parts(admin_client.get(address("conferences.conference", "add"), {"series": series.pk}))
    assert found["Ngày, nơi họp, chủ đề"].count == 1


def test_what_one_may_only_look_at_counts_too_and_nothing_is_said_of_its_sources(client):
    seen = make.user()
    seen.user_permissions.set(Permission.objects.filter(codename="view_conference"))
    conference = filled()
    for person in (seen, make.provincial_editor()):
        client.force_login(person)
        summary = parts(client.get(form_of(conference)))["Tóm tắt, mục tiêu"]
        assert (summary.count, summary.is_sourced) == (1, False)


def test_a_value_without_a_source_opens_its_part_and_its_row(admin_client):
    conference = filled()
    bare = make.appearance(conference=conference)
    found = parts(admin_client.get(form_of(conference)))
    assert (found["Người dự"].is_open, found["Người dự"].lacks > 0) == (True, True)
    assert found["Người dự"].lacking == {"appearances-2"}
    page = admin_client.get(form_of(conference)).text
    assert rows_of(page, "appearances", 3) == [False, False, True]
    assert bare.pk


def test_a_field_without_a_source_opens_its_part(admin_client):
    conference = make.conference(summary="Một câu.")
    make.citation(conference, field="venue")
    found = parts(admin_client.get(form_of(conference)))
    assert (found["Tóm tắt, mục tiêu"].lacks, found["Tóm tắt, mục tiêu"].is_open) == (1, True)


def test_a_mistake_opens_its_part_and_its_row(admin_client):
    conference = filled()
    answer = send(admin_client, form_of(conference), **{"appearances-1-rank": "không phải số"})
    found = parts(answer)
    assert (found["Người dự"].wrong, found["Người dự"].is_open) == (1, True)
    assert rows_of(answer.text, "appearances", 2) == [False, True]


def test_a_row_that_is_not_stored_yet_opens_its_part(admin_client):
    conference = filled()
    row = {"rank": 3, "official": "", "role": ""}
    answer = send(admin_client, form_of(conference), rows={"appearances": [row]}, starts="không phải ngày")
    assert parts(answer)["Người dự"].is_open


def test_what_is_closed_is_sent(admin_client):
    conference = filled()
    make.citation(conference, field="venue")
    people = list(conference.appearances.values_list("pk", flat=True))
    assert send(admin_client, form_of(conference), city="Hà Giang").status_code == 302
    conference.refresh_from_db()
    assert (conference.city, conference.summary) == ("Hà Giang", "Một câu.")
    assert list(conference.appearances.values_list("pk", flat=True)) == people
    # The citation of the whole record, closed too, covers from now on what it covered, and not the new city.
    cited = sorted(conference.citations.values_list("field", flat=True))
    assert cited == ["ordinal", "starts", "status", "summary", "venue", "year"]


@pytest.mark.parametrize("noun", ["province", "official", "series", "task", "recommendation"])
def test_every_form_with_rows_has_parts_and_no_table(noun, admin_client):
    answer = admin_client.get(form_of(getattr(make, noun)()))
    assert len(parts(answer)) >= 3
    assert 'data-inline-type="tabular"' not in answer.text


def rows_of(page, prefix, number):
    """Whether each of the rows is open, as the page says."""
    found = [page.index(f'id="{prefix}-{at}"') for at in range(number)]
    return [page[at:].partition("<details")[2].partition(">")[0].endswith(" open") for at in found]
