"""Rows, columns and values in words, for rows that stand and for those that are gone."""

from datetime import date

import pytest

from conferences.models import Appearance, Conference, Recommendation, Statement
from portal.changes.labels import Labels, called, in_words, label_of, name_of, named, value_words
from portal.changes.states import instance_state, stored_states
from portal.records.models import Citation, Gap
from tests import factories as make

pytestmark = pytest.mark.django_db


def held(row):
    return stored_states(type(row), [row.pk])[row.pk]


def test_a_row_is_called_by_its_noun_and_name():
    person = make.official(name="Bế Minh Đức")
    state = held(person)
    assert in_words(type(person), state) == "đại biểu “Bế Minh Đức”"
    person.delete()
    assert name_of(type(person), state) == "Bế Minh Đức"
    assert name_of(type(person), {**state, "name": "a" * 300}) == "a" * 120


def test_a_row_without_a_name_is_called_by_its_key():
    noun = str(Conference._meta.verbose_name)
    assert name_of(Conference, None) == ""
    assert in_words(Conference, None) == noun
    assert in_words(Conference, None, 7) == f"{noun} 7"


def test_a_name_whose_parts_are_gone_is_the_first_text():
    row = make.appearance(post_as_printed="Chủ tịch")
    state = {**held(row), "official_id": 10**9}
    assert name_of(Appearance, state) == "Chủ tịch"
    assert in_words(Appearance, {**state, "post_as_printed": ""}).endswith(f" {row.pk}")


def test_a_row_that_names_only_its_kind_is_called_by_its_text():
    row = make.statement(points="\n  Nêu kết quả đã đạt.\nĐề nghị.")
    assert called(row) == "Nêu kết quả đã đạt."
    assert str(row) != called(row)
    gap = make.gap(make.conference())
    assert called(gap) == str(gap)
    assert called(row.conference) == str(row.conference)
    bare = [Statement(kind=kind) for kind in ("phat-bieu", "khai-mac")]  # the first is the noun itself
    assert [called(one) for one in bare] == ["", "phát biểu khai mạc"]


def test_the_text_that_must_be_filled_in_comes_first():
    row = make.statement(points="Nêu kết quả.", by_as_printed="Ông Bế Minh Đức")
    assert called(row) == "Nêu kết quả."
    assert called(Statement(kind=row.kind, points="a" * 200)) == "a" * 80


def test_what_a_column_is_called():
    for name in ("series", "series_id"):
        assert str(label_of(Conference, name)) == str(Conference._meta.get_field("series").verbose_name)
    assert str(label_of(Appearance, "posts")) == str(Appearance._meta.get_field("posts").verbose_name)
    assert label_of(Conference, "gone_since") == "gone_since"


def test_rows_that_stand_are_named_in_one_query(django_assert_num_queries):
    rows = [make.conference(), make.conference()]
    with django_assert_num_queries(1):
        assert named(Conference, [row.pk for row in rows]) == {row.pk: str(row) for row in rows}


def test_what_keys_mean():
    posts = [make.post(title="Chủ tịch"), make.post(title="Giám đốc")]
    row = make.appearance(posts)
    state = held(row)
    labels = Labels([(Appearance, state)])
    assert labels.words(Appearance, "official_id", state) == str(row.official)
    assert labels.words(Appearance, "posts", state) == "; ".join(map(str, posts))
    assert labels.words(Appearance, "event_id", state) == ""
    assert labels.words(Appearance, "official_id", None) == ""
    assert labels.words(Appearance, "official_id", {**state, "official_id": 99}) == "(không còn, số 99)"
    assert labels.words(Appearance, "post_as_printed", {**state, "post_as_printed": "Chủ tịch"}) == "Chủ tịch"


def test_a_citation_names_the_fact_of_its_record():
    row = make.citation(make.conference(), field="theme")
    state = instance_state(row)
    labels = Labels([(Citation, state)])
    assert labels.words(Citation, "field", state) == str(Conference._meta.get_field("theme").verbose_name)
    assert labels.words(Citation, "field", {**state, "field": ""}) == ""
    assert Labels([]).names == {}
    assert Labels([(Gap, {"links": {}, "content_type_id": None})]).names == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("theme", None, ""),
        ("theme", "", ""),
        ("posts", [], ""),
        ("status", "da-to-chuc", "đã tổ chức"),
        ("status", "la", "la"),
        ("featured", True, "có"),
        ("featured", False, "không"),
        ("starts", date(2024, 10, 9), "9/10/2024"),
        ("year", 2024, "2024"),
        ("ordinal", 0, "0"),
    ],
)
def test_values_are_written_as_a_reader_does(name, value, words):
    assert value_words(Conference, name, value) == words
    assert value_words(Recommendation, "due", date(2025, 1, 2)) == "2/1/2025"
