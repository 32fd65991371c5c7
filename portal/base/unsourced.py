"""What lacks a source, for whatever shows rows and knows nothing of citations: files of lists, the search.

The records say what it is (`told_by`, once when the apps are ready).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import Model

#: {(model, key): the names of the facts that no source carries, in words}.
Labels: TypeAlias = dict[tuple[type[Model], int], str]

_tell: list[Callable[[dict[Any, list[int]]], Labels]] = []


def told_by(function: Callable[[dict[Any, list[int]]], Labels]) -> None:
    _tell[:] = [function]


def unsourced_labels(rows: dict[Any, list[int]]) -> Labels:
    """The Labels of those of `rows` ({model: keys}) that state something without a source."""
    return _tell[0](rows) if _tell and any(rows.values()) else {}
