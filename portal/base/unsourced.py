"""What is cited, lacks a source or is only implied by one, for whatever shows rows and knows nothing of citations: files
of lists, the search.

The records say what it is (`told_by`, once when the apps are ready).
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Model

#: {(model, key): names of facts, in words}.
Labels: TypeAlias = dict[tuple[type[Model], int], str]
_Tell: TypeAlias = Callable[[dict[Any, list[int]]], Any]

_tell: list[_Tell] = []


class Cited(NamedTuple):
    """One citation as readers see it, in words; `field` is the name of the fact, "" for the whole record."""

    field: str
    label: str
    source: str
    address: str
    place: str
    basis: str
    verbatim: str
    differs: str


def told_by(unsourced: _Tell, inferred: _Tell, citations: _Tell) -> None:
    _tell[:] = [unsourced, inferred, citations]


def unsourced_labels(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` ({model: keys}) that state something without a source: which facts."""
    return _tell[0](rows) if _tell and any(rows.values()) else {}


def inferred_labels(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` of which sources only imply something: which facts."""
    return _tell[1](rows) if _tell and any(rows.values()) else {}


def citations(rows: dict[Any, list[int]]) -> dict[tuple[type[Model], int], list[Cited]]:
    """{(model, key): [Cited]} of those of `rows` that cite published sources."""
    return _tell[2](rows) if _tell and any(rows.values()) else {}
