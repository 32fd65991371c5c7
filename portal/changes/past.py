"""Rows as they were, read by every query of this connection for a while: `reading_past`.

Tables of which some rows were otherwise are covered by temporary views of the same names, which both databases find
first. Nothing of the record is written or locked, nobody else sees it.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from portal.base.db import DerivedMixin

from .models import Change
from .states import RowKey, RowStates, State, batches, in_memory, is_tracked, pointing

#: Changes since a version that are turned back for one page.
MOST_CHANGES = 5_000


def states_at(version: int, kind: Any, key: int) -> RowStates | None:
    """The states at `version` of all rows changed since that the history of a record (content type, key) shows; None for
    more than MOST_CHANGES changes.
    """
    since = Change.objects.filter(records__content_type=kind, records__key=key, changeset__gt=version)
    changes = list(since.order_by("changeset_id", "pk")[: MOST_CHANGES + 1])
    if len(changes) > MOST_CHANGES:
        return None
    found: RowStates = {}
    for change in changes:
        model = change.model
        if model is not None and is_tracked(model):
            found.setdefault((model, change.key), change.states[0])
    return found


@contextmanager
def reading_past(states: RowStates) -> Iterator[None]:
    """Inside, the rows of `states` read as they say; None: there is none. What they point at must stand (`standing`)."""
    tables = _covers(standing(states))
    if connection.vendor == "postgresql":
        with transaction.atomic():
            for table in tables:
                _cover(*table)
            yield
            transaction.set_rollback(True)
        return
    try:
        for table in tables:
            _cover(*table)
        yield
    finally:
        with connection.cursor() as cursor:
            for name, _columns, _hidden, _rows, _finish in tables:
                cursor.execute(f'DROP VIEW IF EXISTS temp."{name}"')
                cursor.execute(f'DROP TABLE IF EXISTS temp."past_{name}"')


def standing(states: RowStates) -> RowStates:
    """`states` without what points at rows that are no more: blank where it may be, else without the row."""
    wanted: defaultdict[type[Model], set[int]] = defaultdict(set)
    for (model, _key), state in states.items():
        for name, target in pointing(model).items():
            if state:
                wanted[target] |= {*(state["links"].get(name) or [state.get(name)])} - {None}
    there: set[RowKey] = {at for at, state in states.items() if state}
    for model, keys in wanted.items():
        for some in batches(keys):
            there |= {
                (model, key) for key in model._base_manager.filter(pk__in=some).values_list("pk", flat=True)
            }
    gone = {at for at, state in states.items() if not state}
    return {at: _mended(at[0], state, there - gone) for at, state in states.items()}


def _mended(model, state, there):
    if state is None:
        return None
    state = {**state, "links": {name: [*keys] for name, keys in state["links"].items()}}
    for name, target in pointing(model).items():
        if name in state["links"]:
            state["links"][name] = [key for key in state["links"][name] if (target, key) in there]
        elif state.get(name) and (target, state[name]) not in there:
            if not model._meta.get_field(name).null:
                return None
            state[name] = None
    return state


def _covers(states: RowStates) -> list[tuple[str, list[str], str, list[list[Any]], Any]]:
    """[(table, its columns, the SQL of the rows that it hides, rows in their place, what is done to them)]."""
    of_model: defaultdict[Any, dict[int, State | None]] = defaultdict(dict)
    for (model, key), state in states.items():
        of_model[model][key] = state
    found = []
    for model, rows in of_model.items():
        keys = ", ".join(map(str, rows))
        fields = model._meta.concrete_fields
        values = [
            [_value(row, field) for field in fields]
            for row in map(partial(_row, model), rows.values())
            if row
        ]
        generated = [field for field in fields if field.generated]
        columns = [field.column for field in fields]
        found.append(
            (model._meta.db_table, columns, f'"{model._meta.pk.column}" IN ({keys})', values, generated)
        )
        for link in model._meta.many_to_many:
            through, mine, theirs = link.remote_field.through, link.m2m_column_name(), link.m2m_reverse_name()
            pairs = [
                (key, other)
                for key, state in rows.items()
                if state
                for other in state["links"].get(link.name, ())
            ]
            lines = [[-number, *pair] for number, pair in enumerate(pairs, 1)]
            found.append((through._meta.db_table, ["id", mine, theirs], f'"{mine}" IN ({keys})', lines, []))
    return found


def _row(model, state):
    """The row in `state` with its derived columns."""
    if state is None:
        return None
    row = in_memory(model, state)
    for field in model._meta.concrete_fields:
        if isinstance(field, DerivedMixin):
            field.pre_save(row, add=False)
    return row


def _value(row, field):
    return None if field.generated else field.get_db_prep_save(getattr(row, field.attname), connection)


def _cover(name, columns, hidden, rows, generated):
    """Puts the temporary view over one table."""
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        temporary, real = "temp", "main"
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_schema()")
            temporary, real = "pg_temp", cursor.fetchone()[0]
        past = f'{temporary}."past_{name}"'
        cursor.execute(
            f'CREATE TEMPORARY TABLE "past_{name}" AS SELECT {listed} FROM "{real}"."{name}" WHERE 1 = 0'
        )
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {past} VALUES ({places})", rows)
        for field in generated:
            sql, params = field.generated_sql(connection)
            cursor.execute(f'UPDATE {past} SET "{field.column}" = {sql}', params)
        cursor.execute(
            f'CREATE TEMPORARY VIEW "{name}" AS SELECT {listed} FROM "{real}"."{name}" WHERE NOT ({hidden}) '
            f"UNION ALL SELECT {listed} FROM {past}"
        )
