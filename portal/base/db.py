"""Everything that differs between SQLite and PostgreSQL, and the columns that make the difference vanish.

The rest of the code never asks which database runs. Text that is sorted or searched is kept beside
its source in a derived column, made in Python, that both databases compare byte by byte.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from operator import attrgetter
from time import monotonic, sleep
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.color import no_style
from django.db import connection, connections, models, router
from django.db.backends.signals import connection_created
from django.dispatch import receiver

SQLITE_OPTIONS = {
    # 50 writers that read and then write lose 95.7 % of their attempts under SQLite's default and none
    # like this; FULL keeps an acknowledged edit through a power cut (docs/decisions/sqlite.md).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # Two or three entries of the search fit a page of 4 kB, and leave a quarter of it empty. Of new files alone.
    # What many rows of a large file are read for costs half without a call of the system for each page of it.
    "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA mmap_size=1073741824;",
}


#: Seconds after which a writer that waits asks SQLite again.
PAUSE = 0.005

#: No query here lives long enough to be compiled: with JIT the desk's widest query took 7.4 s, without it 0.4. Disks that
#: do not turn read anywhere at nearly the same cost; told of turning ones, PostgreSQL walks all tasks for a thirtieth.
POSTGRESQL_OPTIONS = {
    "options": "-c jit=off -c random_page_cost=1.1",
    "connect_timeout": 5,  # seconds: a server that is away is said to be away while somebody still waits
}


#: The condition that no row meets. It leaves no trace in an OR; beside `Q(pk=None)` SQLite reads the whole table.
NO_ROWS = models.Q(pk__in=())


def connection_settings(database) -> dict[str, Any]:
    """`database` (Django's dict for one connection) with the options its engine needs.

    Raises ImproperlyConfigured for an engine that the portal was never run on.
    """
    engine = database.get("ENGINE", "").rpartition(".")[2]
    if engine == "sqlite3":
        return {"CONN_MAX_AGE": 60, **database, "OPTIONS": {**SQLITE_OPTIONS, **database.get("OPTIONS", {})}}
    if engine == "postgresql":
        options = {**POSTGRESQL_OPTIONS, **database.get("OPTIONS", {})}
        return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **database, "OPTIONS": options}
    known = engine and f", không phải {engine}"
    raise ImproperlyConfigured(f"DATABASE_URL phải là sqlite:///… hoặc postgres://…{known}.")


@receiver(connection_created)
def take_turns(connection, **_signal: Any) -> None:
    """Lets a writer that waits for SQLite ask again each few milliseconds, at the one place where it waits: the beginning
    of a transaction. SQLite itself asks ever more rarely, in the end each tenth of a second, and meanwhile nobody writes.
    """
    if connection.vendor == "sqlite":
        # No engine of ours: what runs tests in several processes knows Django's own by its name.
        connection._start_transaction_under_autocommit = partial(_begin, connection)


def _begin(connection) -> None:
    """Without a cursor of Django's, which costs more than SQLite's answer. Raises OperationalError as that would."""
    timeout = connection.settings_dict["OPTIONS"].get("timeout", 5)  # seconds
    until, ask = monotonic() + timeout, connection.connection.execute
    with connection.wrap_database_errors:
        ask("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    ask(f"BEGIN {connection.transaction_mode or ''}")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or monotonic() > until:
                        raise
                sleep(PAUSE)
        finally:
            ask(f"PRAGMA busy_timeout = {round(timeout * 1000)}")


def analyze(plan: Any = True, **_signal: Any) -> None:
    """Tells the database what its tables hold now, so that it chooses indexes well: after a large load, and after
    migrations that changed something (`plan`), for SQLite forgets it of each table that one makes anew.
    """
    if not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # Told of a small index of words, SQLite merges a grown one by walking all of it.
        if connection.vendor == "sqlite":
            cursor.execute(
                "DELETE FROM sqlite_stat1 WHERE tbl IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
            )
            cursor.execute("ANALYZE sqlite_schema")  # which reads them again


def is_key(text: str) -> bool:
    """Whether `text` is a number that the key of a row can be, on either database."""
    return text.isascii() and text.isdigit() and len(text) < 19


def lock(model: type[models.Model], keys: Iterable[str]) -> None:
    """Keeps others from changing the rows of `model` under `keys` (as sent: what is no key is passed over) until the
    transaction ends. SQLite has one writer anyway.
    """
    database = router.db_for_write(model)
    numbers = [int(key) for key in keys if is_key(key)]
    if numbers and connections[database].features.has_select_for_update:
        rows = model._base_manager.using(database).filter(pk__in=numbers).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


@contextmanager
def one_state() -> Iterator[None]:
    """Inside, all that is read is of one moment, and nobody who writes waits; nothing is written there."""
    if connection.in_atomic_block:
        yield
        return
    level = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN{level}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def field_of(model: type[models.Model], name: str) -> models.Field:
    """The field `name` of `model`. Raises TypeError where the name is that of a relation which begins elsewhere."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model.__name__}.{name} is no field of its own.")
    return field


def target_of(field: models.Field) -> type[models.Model]:
    """The model that a relation points at. Raises TypeError for a field that points at none."""
    target = field.related_model
    if not isinstance(target, type):
        raise TypeError(f"{field} points at no model.")
    return target


def expect_load() -> None:
    """Lets SQLite keep 100 MB of its pages at hand until this connection is closed: new rows touch each index anywhere."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -100000")


#: Values that both databases take as they are.
_PLAIN = {str, int, bool, type(None)}


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """Inserts `rows`, tuples of the columns `names` (attnames) of `model`; its other columns hold their defaults.

    The way for very many new rows: nothing is derived, checked or told of them.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    given = [fields.pop(name) for name in names]
    if key := fields.pop(model._meta.pk.attname, None):
        newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        given, rows = [key, *given], ((number, *row) for number, row in enumerate(rows, newest + 1))
    rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in fields.values())
    prepared = (
        tuple(
            value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)
            for value, field in zip(row, given, strict=True)
        )
        + rest
        for row in rows
    )
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(field.column) for field in (*given, *fields.values()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(given) + len(rest)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(prepared))
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def insert_instances(rows: list[models.Model]) -> None:
    """The same of new instances of one model, with their derived columns; they are given their keys."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    derived = [field for field in fields if type(field).pre_save is not models.Field.pre_save]
    newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number, row in enumerate(rows, newest + 1):
        row.pk = number
        row._state.adding = False
        for field in derived:
            field.pre_save(row, True)
    names = [field.attname for field in fields]
    insert_rows(model, names, map(attrgetter(*names), rows))


class DerivedMixin:
    """A column that its model fills by `derive_<column>()` each time the row is saved.

    Filled by save() and bulk_create(); QuerySet.update() and bulk_update() go past it.
    """

    attname: str

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add) -> Any:
        value = getattr(instance, f"derive_{self.attname}")()
        setattr(instance, self.attname, value)
        return value


class DerivedTextField(DerivedMixin, models.TextField):
    """Derived text that sorts byte by byte on both databases (PostgreSQL: collation "C")."""

    def db_parameters(self, connection) -> dict[str, Any]:
        params = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            params["collation"] = "C"
        return params


class DerivedIntegerField(DerivedMixin, models.IntegerField):
    """A derived number, never NULL, so that ordering by it needs no rule for blanks."""


@cache
def choices_of(field: models.Field) -> dict[Any, Any]:
    """{value: its words, still to be translated} of the choices of a field."""
    return dict(field.flatchoices)


def columns_read(constraint: models.BaseConstraint) -> set[str]:
    """The names of the fields that a unique or check constraint reads; none where it is made of expressions."""
    condition = getattr(constraint, "condition", None)
    return {*getattr(constraint, "fields", ()), *(condition.referenced_base_fields if condition else ())}
