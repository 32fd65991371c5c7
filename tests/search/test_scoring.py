"""The measures of a search, worked out by hand, and the command that prints them."""

import json
import math
import os
import subprocess
import sys

import pytest
from django.conf import settings

from portal.base.text import fold
from portal.search.query.scoring import Judgements, measures

RECORDS = [
    {"id": 1, "facts": {"person": ["Đỗ Mẫu"], "prov": ["Cao Bằng"]}},
    {"id": 2, "facts": {"person": ["Đỗ Mẫu"], "prov": ["Hà Nam"]}},
    {"id": 3, "facts": {"prov": ["Cao Bằng"], "year": [2024]}},
    {"id": 4, "facts": {"prov": ["Hà Nam"]}},
]
PERSON = {
    "id": "a",
    "need": [[3, {"pfold": "do mau", "prov": "Cao Bằng"}], [2, {"pfold": "do mau"}]],
    "forbid": [],
    "empty": False,
}
PLACE = {
    "id": "b",
    "need": [[3, {"prov": ["Cao Bằng", "Hà Nam"]}, {"person": "Đỗ Mẫu"}]],
    "forbid": [{"year": 2024}],
    "empty": False,
}
NOTHING = {"id": "c", "need": [], "forbid": [], "empty": True}


@pytest.fixture
def judged():
    return Judgements([PERSON, PLACE, NOTHING], RECORDS, fold)


def test_records_have_the_highest_grade_whose_facts_they_hold(judged):
    assert judged.grades == {"a": {1: 3, 2: 2}, "b": {3: 3, 4: 3}, "c": {}}
    assert judged.forbidden == {"a": set(), "b": {3}, "c": set()}


def test_the_best_first_is_perfect(judged):
    assert measures(PERSON, [1, 2, 4], judged) == (1.0, 1.0, 1.0, 1.0)


def test_the_second_best_first_is_worth_less(judged):
    first, recall, gain, rank = measures(PERSON, [2, 1], judged)
    assert (first, recall, rank) == (0.0, 1.0, 0.5)
    assert gain == pytest.approx((3 + 7 / math.log2(3)) / (7 + 3 / math.log2(3)))


def test_a_forbidden_record_spoils_the_answer(judged):
    assert measures(PLACE, [4, 3], judged) == (0.0, 0.0, 0.0, 0.0)
    assert measures(PLACE, [4], judged)[0] == 1.0


def test_nothing_is_answered_by_nothing(judged):
    assert measures(NOTHING, [], judged)[0] == 1.0
    assert measures(NOTHING, [4], judged)[0] == 0.0


@pytest.mark.once
def test_the_command_indexes_a_corpus_beside_the_record_and_prints_a_table(tmp_path, empty_database):
    record = {
        "id": 7,
        "kind": "official",
        "title": "Đỗ Mẫu",
        "body": "Giám đốc Sở KH&CN tỉnh Cao Bằng.",
        "people": "Đỗ Mẫu",
        "place": "Cao Bằng",
        "year": None,
        "facts": {"person": ["Đỗ Mẫu"]},
    }
    query = {
        "id": "q",
        "cls": "01 tên",
        "q": "ong do mau",
        "need": [[3, {"person": "Đỗ Mẫu"}]],
        "forbid": [],
        "empty": False,
    }
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    corpus.write_text(json.dumps(record))
    queries.write_text(json.dumps(query))
    done = subprocess.run(
        [sys.executable, "manage.py", "score_search", str(corpus), str(queries)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 records indexed")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("01 tên"))
    assert line.split()[2:7] == ["1", "1.000", "1.000", "1.000", "1.000"]
    assert not list(tmp_path.glob("*score*"))
