"""Which of the rows that were found are named by what was typed: these come first, in every list and autocomplete."""

from typing import Any

from django.db.models import Case, QuerySet, When

from portal.search.index.vocabulary_cache import current
from portal.search.language.words import words
from portal.search.query.matching import kind_of, naming
from portal.search.query.names import BEGINS, REST, TypedName

from .natural_keys import key_relations, names, table_of

#: Rows that are looked at: of those that an index knows to be named so first, then in their own order.
LOOKED_AT = 200
READ = 120  # letters of what is typed


def named_first(rows, text) -> QuerySet:
    """`rows` (a QuerySet that `text` found), whole names first, then beginnings, then the others; each in their own
    order. Two queries more, and that of the vocabulary. A noun that no sheet brings in has no names: as they were."""
    model = rows.model
    typed = _typed(model, text)
    if typed is None:
        return rows
    own = rows.query.order_by or (model._meta.ordering if rows.query.default_ordering else ())
    ranks: dict[int, list[int]] = {}
    for record in _likely(rows, typed, own):
        ranks.setdefault(typed.rank(names(record)), []).append(record.pk)
    ranks.pop(REST, None)
    if not ranks:
        return rows
    return rows.order_by(
        Case(*(When(pk__in=keys, then=rank) for rank, keys in ranks.items()), default=REST), *own
    )


def _likely(rows, typed, own):
    """The first LOOKED_AT of `rows`, those before others that the index knows to be named so, with the relations of
    their names. By their keys: whole rows are heavy to sort.
    """
    model, kind = rows.model, kind_of(rows.model)
    if kind is not None:
        whole, begun = naming(typed, kind)
        rows = rows.order_by(Case(When(pk__in=whole, then=0), When(pk__in=begun, then=1), default=2), *own)
    likely = model._default_manager.order_by().filter(
        pk__in=list(rows.values_list("pk", flat=True)[:LOOKED_AT])
    )
    context = {*getattr(model, "CONTEXT", ()), *key_relations(model)}
    return likely.select_related(*context) if context else likely


def parted(rows, text) -> tuple[list[Any], list[Any]]:
    """(those whose name is or begins as `text`, the others) of ranked `rows`: where a line is drawn. No query where
    the rows hold the relations of their names."""
    rows = list(rows)
    typed = _typed(type(rows[0]), text) if rows else None
    if typed is None:
        return rows, []
    first = next((at for at, row in enumerate(rows) if typed.rank(names(row)) > BEGINS), len(rows))
    return rows[:first], rows[first:]


def _typed(model, text):
    """The TypedName of a text, or None where it has no letter or digit, or `model` no names."""
    typed = words(text[:READ]) if table_of(model) else []
    return TypedName(typed, current()) if typed else None
