"""The states of rows: what their tracked columns and their links hold.

Derived columns are no part of it. `to_json` and `from_json` carry a state into a JSONField and back; a column that
came later takes its default.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from portal.base.db import DerivedMixin, field_of, target_of

#: {column: value}, and under "links" {many-to-many field: sorted keys}.
State: TypeAlias = dict[str, Any]
#: Where a row stands: its model and its key.
RowKey: TypeAlias = tuple[type[Model], int]
#: What rows were, or are to become; None where there is no row.
RowStates: TypeAlias = dict[RowKey, State | None]
#: (model, key, before, after) of a row that was changed; a state is None where there was no row.
StateChange: TypeAlias = tuple[type[Model], int, State | None, State | None]

BATCH = 500  # keys in one query: SQLite takes at most 32,766 parameters, older ones 999
#: Columns that tell of the shipped files, not of the record.
SHIPPED = ("loaded_version", "shipped")
#: Columns of a state that make no difference, and that no restoring sets: `version` changes with every save.
SILENT = {"version", *SHIPPED}


def is_tracked(model: type[Model]) -> bool:
    """Whether the recorder follows the rows of `model`."""
    return getattr(model, "is_tracked", False)


def is_recorded(model: type[Model]) -> bool:
    """Whether the ledger holds changes of rows of `model`: all that the recorder follows, or those that code tells it
    of (`recorder.about_to_change`, `recorder.added`), in their `RECORDED_COLUMNS` (attnames).
    """
    return is_tracked(model) or hasattr(model, "RECORDED_COLUMNS")


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns of a state, the key first (a tuple of attnames)."""
    pk = model._meta.pk.attname
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not (isinstance(field, DerivedMixin) or field.generated or field.attname == pk)
    ]
    recorded = getattr(model, "RECORDED_COLUMNS", names)
    return (pk, *(name for name in names if name in recorded))


def batches(keys: Iterable[int]) -> list[list[int]]:
    keys = list(keys)
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def stored_states(model: type[Model], keys: Iterable[int]) -> dict[int, State]:
    """{key: state} of the rows of `model` that the database holds under `keys`."""
    names = columns(model)
    found: dict[int, State] = {}
    for some in batches(keys):
        rows = model._base_manager.filter(pk__in=some).values_list(*names)
        found |= {row[0]: {**dict(zip(names, row, strict=True)), "links": {}} for row in rows}
        for link in model._meta.many_to_many:
            through, mine, theirs = link.remote_field.through, link.m2m_column_name(), link.m2m_reverse_name()
            assert through is not None  # once the apps are loaded
            held: dict[int, list[int]] = {key: [] for key in some}
            pairs = through._base_manager.filter(**{f"{mine}__in": some}).values_list(mine, theirs)
            for key, other in pairs.order_by(theirs):
                held[key].append(other)
            for key in some:
                if key in found:
                    found[key]["links"][link.name] = held[key]
    return found


def keys_by_model(rows: Iterable[tuple[Any, int]]) -> dict[Any, set[int]]:
    """{model: keys} of `rows` ((model, key))."""
    keys: defaultdict[Any, set[int]] = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return keys


def states_now(rows: Iterable[RowKey]) -> dict[RowKey, State]:
    """The states of those of `rows` that the database holds."""
    return {
        (model, key): state
        for model, some in keys_by_model(rows).items()
        for key, state in stored_states(model, some).items()
    }


def instance_state(row: Model) -> State:
    """The state of a row (an instance without links) as it is in memory."""
    return {**{name: getattr(row, name) for name in columns(type(row))}, "links": {}}


def in_memory(model: type[Model], state: State) -> Model:
    """A row in `state`, without its links, that is not saved."""
    return model(**{name: state[name] for name in columns(model)})


def differing(before: State | None, after: State | None) -> set[str]:
    """The names of the columns and links in which two states of a row differ; all of them where one is None."""
    if before is None or after is None:
        state = after if before is None else before
        return set() if state is None else {*state} - {"links"} | {*state["links"]}
    names = {name for name in before if name != "links" and before[name] != after.get(name)}
    links = {
        name
        for name in {*before["links"], *after["links"]}
        if links_of(before, name) != links_of(after, name)
    }
    return (names | links) - SILENT


def links_of(state: State, name: str) -> list[int]:
    return state["links"].get(name, [])


# --- What rows point at -------------------------------------------------------------------------------
@cache
def pointing(model: type[Model]) -> dict[str, type[Model]]:
    """{column or link: model that it points at} of a model."""
    return {
        column.name if column.many_to_many else column.attname: target_of(column)
        for column in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if column.is_relation
    }


def references(model: type[Model], state: State | None) -> Iterator[tuple[str, RowKey]]:
    """(column or link, record that it points at) of a row in `state`."""
    if state is None:
        return
    for name, target in pointing(model).items():
        held = state["links"][name] if name in state["links"] else [state.get(name)]
        yield from ((name, (target, key)) for key in held if key)
    if "object_id" in state and state.get("content_type_id"):
        of = ContentType.objects.get_for_id(state["content_type_id"]).model_class()
        if of is not None:
            yield "object_id", (of, state["object_id"])


# --- JSON ---------------------------------------------------------------------------------------------
def to_json(state: State | None) -> dict[str, Any] | None:
    """A state (or None) for a JSONField."""
    return state and {name: _plain(value) for name, value in state.items()}


def _plain(value):
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(model: type[Model], stored: dict[str, Any] | None) -> State | None:
    """The state that `to_json` made of a row of `model`, under the columns that it has now."""
    if stored is None:
        return None
    state = {"links": stored["links"]}
    for name in columns(model):
        field = field_of(model, name)
        value = stored[name] if name in stored else field.get_default()
        state[name] = None if value is None else field.to_python(value)
    return state
