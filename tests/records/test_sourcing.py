"""What keeps a record off the page: its facts and those of the rows that show with it, under no citation."""

import pytest

from portal.records import uncited
from tests import factories as make

pytestmark = pytest.mark.django_db


def told(record):
    return [(found.record, found.name) for found in uncited.publishing_obstacles(record)]


def test_uncited_facts_of_a_record_and_of_its_rows_block_publishing():
    conference = make.conference(publication="draft", theme="Chủ đề", city="")
    make.citation(conference, field="theme")
    statement = make.statement(conference=conference, points="Ý")
    make.statement()  # of another conference
    rest = [name for name in conference.facts() if name != "theme"]
    rows = statement.facts()
    assert rest and rows
    expected = [(conference, name) for name in rest] + [(statement, name) for name in rows]
    assert told(conference) == expected
    make.citation(conference)
    make.citation(statement, field=rows[0])
    assert told(conference) == [(statement, name) for name in rows[1:]]
    make.citation(statement)
    assert told(conference) == []


def test_a_gap_is_no_source_of_a_value():
    official = make.official(name="Lê Hoa", titles="TS.")
    make.gap(official, field="name")
    assert told(official) == [(official, "name"), (official, "titles")]


def test_a_row_with_its_own_state_is_checked_on_its_own():
    make.citation(reply := make.reply(publication="draft", note="Đã nhận"), field="note")
    make.citation(reply.recommendation)
    make.citation(conference := reply.recommendation.conference)
    assert told(conference) == []
    assert (reply, "state") in told(reply)


def test_synthetic_records_and_sources_need_none():
    synthetic = make.conference(synthetic=True)
    make.statement(conference=synthetic)
    assert told(synthetic) == told(make.source()) == []


def test_many_are_asked_in_as_many_queries_as_one(django_assert_num_queries):
    assert len(uncited.shown_with(type(make.conference()))) == 7
    asked = 8 + 3  # a question a noun, and one more for each where something lacks
    for many in (1, 3):
        records = [make.conference(ordinal=None) for _each in range(many)]
        for record in records:
            make.statement(conference=record)
            make.participation(conference=record)
        with django_assert_num_queries(asked):
            found = uncited.obstacles_of(records)
            assert [len({str(one.record) for one in found[record.pk]}) for record in records] == [3] * many


def test_the_query_and_the_row_in_hand_give_the_same_answer():
    """`uncited` and `uncited_fields` hold one rule: for every noun, of records cited in three ways."""
    for noun in (make.official, make.figure, make.participation, make.task, make.reply):
        rows = [noun() for _each in range(4)]
        make.citation(rows[1], field=rows[1].facts()[0])
        for name in rows[2].facts():
            make.citation(rows[2], field=name)
        make.citation(rows[3])
        by_query = set(uncited.uncited(type(rows[0])))
        cited = {row: {citation.field for citation in row.citations.all()} for row in rows}
        assert (
            by_query & set(rows)
            == {row for row in rows if uncited.uncited_fields(row, cited[row])}
            >= {rows[0]}
        )
        assert rows[2] not in by_query and rows[3] not in by_query
