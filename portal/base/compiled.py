"""Queries whose shape never changes, put together once in a process: Django takes longer over each than the database."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, wraps
from itertools import count
from typing import Any

from django.core.exceptions import FullResultSet
from django.db import connections
from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import Expression, RawSQL


@dataclass(frozen=True)
class Condition:
    """A key that is a condition of its own: SQL, which names columns of the query, and its parameters."""

    sql: str
    params: list[Any]

    PLACE = "'…' = %s"


def compiled(query_of: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Makes of `query_of(*keys)`, which gives a QuerySet of records, a function that gives its rows.

    `keys` are numbers, texts, lists of numbers or a Condition, none of them tested in `query_of`; nothing else that
    the query says may change while the process lives (a day, a language). Raises ValueError for a key that it does
    not pass on.
    """
    shapes: dict[tuple[Any, ...], CompiledQuery] = {}

    @wraps(query_of)
    def rows(*keys: Any) -> list[Any]:
        if [] in keys:
            return []
        shape = tuple(map(_kind, keys))
        if shape not in shapes:
            shapes[shape] = CompiledQuery(query_of, shape)
        return shapes[shape].rows(keys)

    return rows


class CompiledCondition(Expression):
    """The condition of the rows `rows_of(*keys)`, a QuerySet without joins, wherever their table stands in a query."""

    conditional = True

    def __init__(self, rows_of: Callable[..., QuerySet], *keys: Any) -> None:
        super().__init__(output_field=BooleanField())
        self.made_of, self.row = (rows_of, *keys), F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.row]

    def set_source_expressions(self, expressions: Any) -> None:
        [self.row] = expressions

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        table, sql, params = _where(connection.alias, *self.made_of)
        row: Any = self.row
        return sql.replace(f"{table}.", f"{compiler.quote_name_unless_alias(row.alias)}."), params


@lru_cache(maxsize=2_000)  # a scope of rights is one of the keys
def _where(using, rows_of, *keys):
    """(the name of the table, the SQL of its condition, the parameters), aliases named as in no other query.
    Raises FullResultSet where there is no condition.
    """
    query = rows_of(*keys).query
    compiler = query.get_compiler(using)
    compiler.setup_query()
    sql, params = compiler.compile(query.where)
    if not sql:
        raise FullResultSet
    table = compiler.quote_name_unless_alias(query.get_initial_alias())
    return table, re.sub(r"\b[T-Z]\d+\b", r"of_\g<0>", sql), tuple(params)


class CompiledQuery:
    """The SQL of a query, and what goes into it: [(parameter, (number of a key, place in its list) or None)]."""

    def __init__(self, query_of, shape):
        numbers = count(31_000)  # the smallest columns hold them, and no condition names them
        places: dict[Any, tuple[int, int]] = {}
        marks: list[Any] = []
        for key, kind in enumerate(shape):
            some: list[Any] = [next(numbers) for _ in range(kind if isinstance(kind, int) else 1)]
            if kind is str:
                some = [str(some[0])]
            marks.append(_mark(kind, some))
            places |= {mark: (key, place) for place, mark in enumerate(some)}
        self.queryset = query_of(*marks)
        self.compiler: Any = self.queryset.query.get_compiler(self.queryset.db)
        self.sql, params = self.compiler.as_sql()
        self.converters = self.compiler.get_converters(
            [column for column, _sql, _name in self.compiler.select]
        )
        if places.keys() - set(params):
            raise ValueError(f"{query_of.__qualname__} does not ask for its keys as they are.")
        self.params = [(value, places.get(value)) for value in params]

    def rows(self, keys: tuple[Any, ...]) -> list[Any]:
        sql = self.sql
        params: list[Any] = []
        for value, place in self.params:
            params += _values(keys[place[0]], place[1]) if place else [value]
        for key in keys:
            if isinstance(key, Condition):
                sql = sql.replace(Condition.PLACE, key.sql)
        compiler = copy(self.compiler)  # it knows what its columns are by now
        compiler.connection = connections[compiler.using]  # that of this thread
        compiler.as_sql = lambda: (sql, tuple(params))
        compiler.get_converters = lambda columns: self.converters
        ready: Any = ReadyQuery(compiler)
        return list(QuerySet(self.queryset.model, ready, compiler.using))


def _kind(key):
    """What tells queries of one shape: the type of a key; of a list, how many places it has, a power of two."""
    if isinstance(key, list):
        return 1 << (len(key) - 1).bit_length()
    return Condition if isinstance(key, Condition) else str if isinstance(key, str) else int


def _mark(kind, some):
    """What stands for a key while its query is put together, with the parameters `some`."""
    if kind is Condition:
        return RawSQL(Condition.PLACE, some, BooleanField())
    return some if isinstance(kind, int) else some[0]


def _values(key, place):
    """The parameters that `key` has at `place`. The last places of a list repeat its last number."""
    if isinstance(key, Condition):
        return key.params
    return [key[min(place, len(key) - 1)]] if isinstance(key, list) else [key]


class ReadyQuery:
    """Stands for the query of a QuerySet whose compiler is done."""

    def __init__(self, compiler):
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler
