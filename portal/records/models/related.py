"""Rows that others point at, read some at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.base.compiled import Condition, compiled


def fetch_related(rows: Iterable[models.Model], *names: str) -> None:
    """Gives `rows`, of whatever nouns, the records that their foreign keys `names` point at: one query a noun, none
    for those that are among `rows` themselves.

    Where many rows point at few, as those of one page do, that is lighter than to join each row with all of them.
    """
    found: dict[Any, dict[int, models.Model]] = defaultdict(dict)
    for row in rows:
        found[type(row)][row.pk] = row
    pointing: list[tuple[models.Model, models.ForeignKey, int]] = [
        (row, field, key)
        for model, some in list(found.items())
        for field in model._meta.concrete_fields
        if field.name in names
        for row in some.values()
        if (key := getattr(row, field.attname)) is not None
    ]
    missing: dict[Any, set[int]] = defaultdict(set)
    for _row, field, key in pointing:
        if key not in found[field.related_model]:
            missing[field.related_model].add(key)
    for noun, keys in missing.items():
        found[noun] |= {row.pk: row for row in rows_at(noun)(list(keys))}
    for row, field, key in pointing:
        field.set_cached_value(row, found[field.related_model][key])


@cache
def rows_at(noun: Any) -> Callable[[list[int]], list[Any]]:
    """Gives the rows of `noun` under the keys that it is called with, as its names need them."""
    rows = noun.objects.in_context() if hasattr(noun.objects, "in_context") else noun.objects
    return compiled(lambda keys: rows.order_by().filter(pk__in=keys))


def of_keys(keys: dict[type[models.Model], list[int]]) -> Condition:
    """The condition that a row's generic key is one of `keys`, for a compiled query."""
    parts = [
        f"content_type_id = %s AND object_id IN ({', '.join(['%s'] * len(some))})" for some in keys.values()
    ]
    kinds = [(ContentType.objects.get_for_model(model).pk, some) for model, some in keys.items()]
    return Condition(" OR ".join(parts), [number for kind, some in kinds for number in (kind, *some)])
