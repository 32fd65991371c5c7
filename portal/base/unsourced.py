"""What lacks a source or is only implied by one, for whatever shows rows and knows nothing of citations: files of
lists, the search.

The records say what it is (`told_by`, once when the apps are ready).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import Model

#: {(model, key): names of facts, in words}.
Labels: TypeAlias = dict[tuple[type[Model], int], str]
_Tell: TypeAlias = Callable[[dict[Any, list[int]]], Labels]

_tell: list[_Tell] = []


def told_by(unsourced: _Tell, inferred: _Tell) -> None:
    _tell[:] = [unsourced, inferred]


def unsourced_labels(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` ({model: keys}) that state something without a source: which facts."""
    return _tell[0](rows) if _tell and any(rows.values()) else {}


def inferred_labels(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` of which sources only imply something: which facts."""
    return _tell[1](rows) if _tell and any(rows.values()) else {}
