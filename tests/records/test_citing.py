"""What a citation covers: the default source what its save entered, one of a whole record what was there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.changes.apply import undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.records.citation_scope import narrow_now
from portal.records.evidence import Evidence
from portal.records.models import Citation
from portal.records.rules import facts_are_cited
from portal.records.uncited import publishing_obstacles, uncited
from tests import factories as make
from tests.editing.admin.forms import citations, errors, send, shown
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    client.force_login(make.user(groups=["bien_tap"]))
    return client


def form_of(record):
    return address(f"{record._meta.app_label}.{record._meta.model_name}", "change", record.pk)


def lacking(record):
    """The facts without a source, as the form, the dashboard and check_records have them."""
    names = [one.name for one in publishing_obstacles(record) if one.record == record]
    assert uncited(type(record)).filter(pk=record.pk).exists() == bool(names)
    assert len(
        [breach for breach in facts_are_cited() if (breach.model, breach.pk) == (type(record), record.pk)]
    ) == bool(names)
    return names


# --- As a clerk walks it ------------------------------------------------------------------------------
def test_each_value_is_cited_to_the_source_that_was_chosen_in_its_save(clerk, client):
    """New record, default source, *Lưu và sửa tiếp*, another value under another default source, the public page."""
    series = make.series(name="Vùng thử")
    first, second = (make.source(title=title) for title in ("Bài thứ nhất", "Bài thứ hai"))
    new = {
        "series": series.pk,
        "year": 2024,
        "status": "da-to-chuc",
        "city": "Lào Cai",
        "venue": "Hội trường A",
    }
    row = {"rank": 1, "kind": "khai-mac", "points": "Ý thứ nhất"}
    answer = send(
        clerk,
        address("conferences.conference", "add"),
        rows={"statements": [row]},
        default_source=first.pk,
        _continue="1",
        **new,
    )
    assert errors(answer) == [] and answer.status_code == 302
    conference = series.conferences.get()
    page = clerk.get(answer.url)
    assert shown(page)["default_source"] == first.pk
    assert str(first) in page.content.decode()
    row = {"rank": 2, "kind": "phat-bieu", "points": "Ý thứ hai"}
    answer = send(
        clerk,
        answer.url,
        rows={"statements": [row]},
        default_source=second.pk,
        _continue="1",
        city="Yên Bái",
        theme="Chủ đề vừa gõ",
        publication="review",
    )
    assert errors(answer) == [] and shown(clerk.get(answer.url))["default_source"] == second.pk
    assert answer.url.count("nguon=") == 1
    client.force_login(make.user("chi-duyet", ["duyet"]))
    answer = send(client, form_of(conference), publication="published")
    assert errors(answer) == []
    client.logout()
    html = client.get(conference.get_absolute_url()).content.decode()
    assert sources_behind(html, "Yên Bái") == ["Bài thứ hai"]
    assert sources_behind(html, "Chủ đề vừa gõ") == ["Bài thứ hai"]
    assert sources_behind(html, "Hội trường A") == ["Bài thứ nhất"]
    evidence = Evidence(conference, *conference.statements.all())
    conference.refresh_from_db()
    assert [[one.source for one in evidence.citations(each)][:1] for each in conference.statements.all()] == [
        [first],
        [second],
    ]
    assert {name: titles(evidence, conference, name) for name in conference.facts()} == {
        "year": [first], "status": [first], "city": [second], "venue": [first], "theme": [second],
    }  # fmt: skip
    assert lacking(conference) == []


def sources_behind(html, value):
    """The titles of the sources whose letters stand right behind `value` on a page."""
    behind = re.split(r", |</dd>|</p>|</li>|</h\d>", html.partition("<main")[2].partition(value)[2])[0]
    letters = list(dict.fromkeys(re.findall(r'href="#nguon-([a-z]+)', behind)))
    parts = re.split(r'<b class="letter">([a-z]+)</b>', html.partition('id="nguon"')[2])
    foot = dict(zip(parts[1::2], parts[2::2], strict=True))
    return [re.search(r"Bài thứ \w+", foot[letter])[0] for letter in letters]


def titles(evidence, record, name):
    return [citation.source for citation in evidence.citations(record, name)]


# --- A citation of a whole record ---------------------------------------------------------------------
def test_a_citation_of_the_whole_record_covers_nothing_that_came_after_it(clerk):
    conference, source = make.conference(publication="draft"), make.source()
    make.citation(conference, source=source, place="đoạn 1", note="Bản in")
    assert lacking(conference) == []
    assert send(clerk, form_of(conference), city="Yên Bái", theme="Chủ đề").status_code == 302
    assert lacking(conference) == ["city", "theme"]
    held = conference.citations.get(field="year")
    assert (held.source, held.place, held.note) == (source, "đoạn 1", "Bản in")
    # Undone, it is what it was.
    undo(Changeset.objects.latest("pk"), make.user(groups=["bien_tap"]))
    assert citations(conference) == [("", source)] and lacking(conference) == []


def test_one_that_the_same_save_makes_covers_what_it_enters(clerk):
    conference, source, other = make.conference(publication="draft"), make.source(), make.source()
    row = {"field": "", "source": source.pk, "basis": "stated"}
    prefix = "records-citation-content_type-object_id"
    changes = {"city": "Yên Bái", "default_source": other.pk}
    assert send(clerk, form_of(conference), rows={prefix: [row]}, **changes).status_code == 302
    assert citations(conference) == [("", source)] and lacking(conference) == []


def test_what_is_no_fact_leaves_it_alone():
    conference, source = make.conference(publication="draft"), make.source()
    make.citation(conference, source=source)
    conference.slug = "lan-dau"
    conference.publication = "published"
    conference.save()
    conference.venue = ""
    conference.save()
    assert citations(conference) == [("", source)]


def test_every_way_of_writing_keeps_it_true():
    """A save, a QuerySet's update, and what is asked in the middle of an act."""
    source = make.source()
    rows = [make.official(titles="") for _ in range(3)]
    for row in rows:
        make.citation(row, source=source)
    rows[0].titles = "TS."
    rows[0].save()
    type(rows[0]).objects.filter(pk=rows[1].pk).update(titles="TS.")
    with acting():
        rows[2].titles = "TS."
        rows[2].save()
        narrow_now()
        assert lacking(rows[2]) == ["titles"]
    for row in rows:
        row.refresh_from_db()
    assert [lacking(row) for row in rows] == [["titles"]] * 3
    assert [citations(row) for row in rows] == [[("name", source)]] * 3


def test_a_field_with_citations_of_its_own_does_not_get_that_one_too():
    """Readers saw its own alone; a source that readers do not see is no reason."""
    whole, own, hidden = make.source(), make.source(), make.source(publication="draft")
    conference = make.conference(ordinal=None, starts=None, venue="Hội trường")
    make.citation(conference, source=whole)
    make.citation(conference, field="year", source=own)
    make.citation(conference, field="venue", source=hidden)
    make.citation(conference, field="status", source=whole)
    before = {name: letters(conference, name) for name in conference.facts()}
    conference.theme = "Chủ đề"
    conference.save()
    assert set(citations(conference)) == {
        ("year", own), ("venue", hidden), ("venue", whole), ("status", whole), ("city", whole),
    }  # fmt: skip
    assert len(citations(conference)) == 5
    assert {name: letters(conference, name) for name in conference.facts()} == {**before, "theme": []}


def letters(record, name):
    return [citation.source for _letter, citation in Evidence(record).marks(record, name)]


def test_three_records_ask_no_more_than_one():
    rows = [make.cited(make.official(titles="")) for _ in range(5)]

    def asked(some):
        with CaptureQueriesContext(connection) as queries:
            type(rows[0]).objects.filter(pk__in=[row.pk for row in some]).update(titles="TS.")
        return len(queries)

    asked(rows[4:])  # what is read once a process
    assert asked(rows[:1]) == asked(rows[1:4])
    assert Citation.objects.filter(field="").count() == 0
