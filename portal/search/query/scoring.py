"""How well a search answers judged queries, in the measures by which search engines are commonly compared.

A query {"id", "cls", "q", "need", "forbid", "empty"} is judged by facts: `need` [[grade, {fact: values},
{fact: values that must not be}]], `forbid` [{fact: values}]; a record {"id", …, "facts": {fact: values}} has
the highest grade of the needs that it meets. An `empty` query is answered well by nothing.

A question about the record itself {"id", "cls", "q", "want", "unwanted", "nothing"} is judged by addresses: `want`
[[grade, regex of the address, regex of the title (may lack)]], `unwanted` [regex of an address that counts nothing],
`nothing`: the record holds no answer.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

SHOWN = 10
GOOD = 2  # the grade from which a record counts as found


Measures = tuple[float, float, float, float]  # S@1, R@10, nDCG@10, MRR


class Judgements:
    """What each record is worth to each query, worked out from the facts of a stream of records."""

    def __init__(self, queries, records, fold):
        asked = {fact for query in queries for where in _all_facts(query) for fact in where}
        self.records = defaultdict(set)  # {(fact, value): ids}
        for record in records:
            facts = dict(record["facts"])
            for name, of in (("pfold", "person"), ("mfold", "mention"), ("sgfold", "sg")):
                facts[name] = [fold(value) for value in facts.get(of, ())]
            for fact in asked & facts.keys():
                for value in facts[fact]:
                    self.records[fact, value].add(record["id"])
        self.grades = {query["id"]: self._graded(query) for query in queries}
        self.forbidden = {
            query["id"]: set().union(*(self._meeting(where) for where in query["forbid"]))
            for query in queries
        }

    def _graded(self, query):
        grades = {}
        for grade, where, *but in sorted(query["need"], key=lambda need: need[0]):
            found = self._meeting(where)
            for without in but:
                for fact, values in without.items():
                    found = found - self._having(fact, values)
            grades.update(dict.fromkeys(found, grade))
        return grades

    def _meeting(self, where):
        return set.intersection(*(self._having(fact, values) for fact, values in where.items()))

    def _having(self, fact, values):
        values = values if isinstance(values, list) else [values]
        return set().union(*(self.records.get((fact, value), set()) for value in values))


def _all_facts(query):
    for _grade, *wheres in query["need"]:
        yield from wheres
    yield from query["forbid"]


def measures(query: dict[str, Any], ids: list[int], judgements: Judgements) -> Measures | None:
    """(S@1, R@10, nDCG@10, MRR) of an answer, each from 0 to 1; None where nothing can be right.

    S@1: the first is of the best there are. R@10: of at most ten good ones, how many are shown. nDCG: gains
    of 2^grade - 1. A forbidden record among the first ten makes all of them 0.
    """
    ids = list(dict.fromkeys(ids))[:SHOWN]
    if query["empty"]:
        return (float(not ids),) * 4
    grades = judgements.grades[query["id"]]
    if judgements.forbidden[query["id"]] & set(ids):
        return 0.0, 0.0, 0.0, 0.0
    if not grades:
        return None
    best = max(grades.values())
    shown = [grades.get(key, 0) for key in ids]
    good = min(GOOD, best)
    of_these = min(SHOWN, sum(grade >= good for grade in grades.values()))
    first = next((1 / place for place, grade in enumerate(shown, 1) if grade == best), 0.0)
    ideal = _gain(sorted(grades.values(), reverse=True)[:SHOWN])
    return (
        float(shown[:1] == [best]),
        sum(grade >= good for grade in shown) / of_these,
        _gain(shown) / ideal,
        first,
    )


def _gain(grades):
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def record_measures(question: dict[str, Any], shown: list[tuple[str, str]]) -> tuple[float, float, float]:
    """(S@1, S@3, S@10) of the answers `shown` [(address, title)] to a question about the record: whether one of the best
    grade is the first, among three, among ten.
    """
    if question["nothing"]:
        return (float(not shown),) * 3
    best = max(want[0] for want in question["want"])
    grades = [_grade(question, address, title) for address, title in shown[:SHOWN]]
    first, three, ten = (float(best in grades[:most]) for most in (1, 3, SHOWN))
    return first, three, ten


def _grade(question, address, title):
    if any(re.search(pattern, address) for pattern in question["unwanted"]):
        return 0
    return max(
        (
            grade
            for grade, pattern, *of_title in question["want"]
            if re.search(pattern, address) and all(re.search(each, title) for each in of_title if each)
        ),
        default=0,
    )


def table(
    rows: Iterable[tuple[str, Sequence[float], float]], names: Sequence[str] = ("S@1", "R@10", "nDCG", "MRR")
) -> Iterator[str]:
    """The lines of a table of `rows` [(class, measures, milliseconds)], a line a class and one for all. `names`: of the
    measures.
    """
    classes = defaultdict(list)
    for name, measured, took in rows:
        classes[name].append((measured, took))
    yield f"{'class':28}{'n':>5}{''.join(f'{name:>7}' for name in names)}{'p50 ms':>9}{'p95 ms':>9}"
    for name in sorted(classes):
        yield _line(name, classes[name])
    yield _line("ALL", [row for rows in classes.values() for row in rows])


def _line(name, rows):
    means = [sum(values) / len(rows) for values in zip(*(measured for measured, _ in rows), strict=True)]
    times = sorted(took for _, took in rows)
    p50, p95 = (times[math.ceil(share * len(times)) - 1] for share in (0.5, 0.95))
    return (
        f"{name[:27]:28}{len(rows):>5}" + "".join(f"{mean:7.3f}" for mean in means) + f"{p50:9.1f}{p95:9.1f}"
    )
