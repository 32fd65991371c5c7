"""What readers see without a source: refused whatever the way in, unless a publisher says why; then said everywhere."""

import csv
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from conferences.models import Conference
from portal.changes.apply import undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.records.models import Gap
from portal.records.rules import breaches
from portal.records.sourcing import ANYWAY, ReasonRequired, with_reason
from tests import factories as make
from tests.editing.admin.forms import errors, send
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return make.user(groups=["duyet"])


@pytest.fixture
def conference():
    return make.cited(make.conference(venue=""))


def test_an_added_value_is_refused_whoever_adds_it_and_taken_with_a_reason(publisher, conference):
    with pytest.raises(ReasonRequired) as refused, acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
    assert [one.name for one in refused.value.obstacles] == ["venue"]
    assert Conference.objects.get().venue == ""
    with with_reason("Giấy mời"), acting(publisher) as act:
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
    assert (Conference.objects.get().venue, act.note) == ("Hội trường A", f"{ANYWAY}Giấy mời")


def test_a_note_in_the_words_of_the_reason_is_none(publisher, conference):
    """A proposal, a form and a file bring notes that people type."""
    with pytest.raises(ReasonRequired), acting(publisher, note=f"{ANYWAY}tôi"):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")


def test_a_source_lets_it_go_and_so_does_a_draft(publisher, conference):
    with acting(publisher) as act:
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue")
    assert act.note == ""
    draft = make.cited(make.conference(publication="draft", venue=""))
    with acting(publisher):
        Conference.objects.filter(pk=draft.pk).update(venue="Hội trường A")


def test_a_source_that_readers_do_not_see_is_none(client, publisher, conference):
    """The page, its files and the rule say the same."""
    hidden = make.source(publication="draft")
    with pytest.raises(ReasonRequired, match="nguồn đã dẫn chưa đăng"), acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue", source=hidden)
    with with_reason("Giấy mời"), acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue", source=hidden)
    assert "chưa có nguồn" in client.get(conference.get_absolute_url()).text
    lines = b"".join(client.get("/hoi-nghi.csv").streaming_content).decode().splitlines()
    assert next(csv.DictReader(lines))["Chưa có nguồn"] == "địa điểm"


def test_a_source_is_not_taken_off_the_page_unseen(publisher, conference):
    make.citation(conference, field="city", source=conference.citations.get().source)
    source = conference.citations.first().source
    with pytest.raises(ReasonRequired) as refused, acting(publisher):
        type(source).objects.filter(pk=source.pk).update(publication="withdrawn")
    assert {one.name for one in refused.value.obstacles} == {"year", "ordinal", "starts", "status", "city"}


def test_a_source_that_says_otherwise_is_none(client, publisher, conference):
    with pytest.raises(ReasonRequired), acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue", differs="Hội trường B")
    with with_reason("Giấy mời"), acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue", differs="Hội trường B")
    page = strip_tags(client.get(conference.get_absolute_url()).text.partition("<main")[2])
    assert re.search(r"Hội trường A chưa có nguồn, .+\s+.+ nêu khác: Hội trường Bnguồn [a-z]", page)
    sentences = [one.sentence for one in breaches() if one.model is Conference]
    assert "chưa có dẫn chứng cho địa điểm." in sentences


def test_a_source_newly_named_on_a_form_goes_on_the_page_with_what_it_carries(client, publisher, conference):
    client.force_login(publisher)
    url = address("conferences.conference", "change", conference.pk)
    cited = {"field": "venue", "source": make.source(publication="draft").pk, "basis": "stated"}
    prefix = "records-citation-content_type-object_id"
    answer = send(client, url, rows={prefix: [cited]}, venue="Hội trường A")
    assert (errors(answer), answer.status_code) == ([], 302)
    assert conference.citations.get(field="venue").source.publication == "published"


def test_what_stood_without_a_source_is_corrected_without_one(publisher):
    conference = make.conference(venue="Hội trường A")
    with acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường B")
    assert Conference.objects.get().venue == "Hội trường B"


def test_a_source_taken_away_is_refused_too(publisher, conference):
    with pytest.raises(ReasonRequired), acting(publisher):
        conference.citations.all().delete()
    assert conference.citations.exists()


def test_undoing_may_not_bring_it_back_unseen(publisher, conference):
    """A version of before, without a source then, is no way round."""
    with with_reason("Giấy mời"), acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
    with acting(publisher) as emptied:
        Conference.objects.filter(pk=conference.pk).update(venue="")
    with pytest.raises(ReasonRequired):
        undo(emptied, publisher)
    with with_reason("Giấy mời"):
        undo(Changeset.objects.get(pk=emptied.pk), publisher)
    assert Conference.objects.get().venue == "Hội trường A"


def test_the_gap_of_a_blank_that_was_filled_goes(publisher, conference):
    make.gap(conference, field="venue")
    with acting(publisher):
        Conference.objects.filter(pk=conference.pk).update(venue="Hội trường A")
        make.citation(conference, field="venue")
    assert not Gap.objects.exists()
    assert not [one for one in breaches() if "ghi là trống" in one.sentence]


def test_it_is_said_on_the_page_in_files_in_linked_data_in_the_search_and_by_the_checks(
    client, publisher, conference
):
    with with_reason("Giấy mời"), acting(publisher):
        record = Conference.objects.get()
        record.venue = "Hội trường Quýt"
        record.save()
    page = client.get(record.get_absolute_url()).text
    assert re.search(r"Hội trường Quýt.{0,80}chưa có nguồn", re.sub(r"<[^>]*>|\s+", " ", page))
    data = json.loads(re.search(r'application/ld\+json"[^>]*>(.*?)</script>', page, re.S)[1])
    assert data["additionalProperty"] == [
        {"@type": "PropertyValue", "name": "chưa có nguồn", "value": "địa điểm"}
    ]
    lines = b"".join(client.get("/hoi-nghi.csv").streaming_content).decode().splitlines()
    assert next(csv.DictReader(lines))["Chưa có nguồn"] == "địa điểm"
    found = client.get("/tim-kiem/?q=" + record.series.name).text
    assert "chưa có nguồn</em>: địa điểm" in found
    files = b"".join(client.get("/tim-kiem.csv?q=" + record.series.name).streaming_content).decode()
    assert "địa điểm" in files
    wrong = [one.sentence for one in breaches() if (one.model, one.pk) == (Conference, record.pk)]
    assert wrong == ["chưa có dẫn chứng cho địa điểm."]


def test_a_state_that_somebody_states_needs_its_source(publisher):
    asked = make.cited(make.recommendation(state="chua-tra-loi"))
    with pytest.raises(ReasonRequired) as refused, acting(publisher):
        type(asked).objects.filter(pk=asked.pk).update(state="dinh-huong")
    assert [one.name for one in refused.value.obstacles] == ["state"]
    with acting(publisher):  # what a sourced reply says is said by that
        make.cited(make.reply(recommendation=asked, state="da-tiep-nhan"))
    asked.refresh_from_db()
    assert asked.state == "da-tiep-nhan"
    assert not [one for one in breaches() if "trạng thái" in one.sentence]


def test_a_row_of_a_list_names_the_facts_that_have_no_source(client, django_assert_num_queries):
    conference = make.cited(make.conference())
    rows = [make.recommendation(conference=conference, due=date(2025, 3, 1)) for _row in range(3)]
    for row in rows[1:]:
        make.cited(row)
    for name in {*rows[0].facts()} - {"due"}:
        make.citation(rows[0], field=name)
    client.get("/kien-nghi/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/kien-nghi/").text
    assert re.findall("chưa có nguồn[^<]*", page) == ["chưa có nguồn: hạn"]
    make.citation(rows[0], field="due")
    with django_assert_num_queries(len(asked)):
        assert "chưa có nguồn" not in client.get("/kien-nghi/").text
