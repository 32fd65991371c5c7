"""Queries whose shape never changes, put together once in a process: Django takes longer over each than the database."""

from collections.abc import Callable
from copy import copy
from functools import wraps
from itertools import count
from typing import Any

from django.db import connections
from django.db.models import QuerySet


def compiled(query_of: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Makes of `query_of(*keys)`, which gives a QuerySet of records, a function that gives its rows.

    `keys` are numbers, texts or lists of numbers, none of them tested in `query_of`; nothing else that the query
    says may change while the process lives (a day, a language). Raises ValueError for a key that it does not pass on.
    """
    shapes: dict[tuple[Any, ...], CompiledQuery] = {}

    @wraps(query_of)
    def rows(*keys: Any) -> list[Any]:
        if [] in keys:
            return []
        # Lists of like length share a shape, whose last places repeat the last number.
        shape = tuple(map(_shape, keys))
        if shape not in shapes:
            shapes[shape] = CompiledQuery(query_of, shape)
        return shapes[shape].rows(keys)

    return rows


class CompiledQuery:
    """The SQL of a query, and what goes into it: [(parameter, (number of a key, place in its list) or None)]."""

    def __init__(self, query_of, shape):
        numbers = count(31_000)  # the smallest columns hold them, and no condition names them
        places: dict[Any, tuple[int, int]] = {}
        marks: list[Any] = []
        for key, width in enumerate(shape):
            some = [f"{next(numbers)}"] if width is str else [next(numbers) for _ in range(width or 1)]
            marks.append(some if width and width is not str else some[0])
            places |= {mark: (key, place) for place, mark in enumerate(some)}
        self.queryset = query_of(*marks)
        self.compiler: Any = self.queryset.query.get_compiler(self.queryset.db)
        self.sql, params = self.compiler.as_sql()
        if places.keys() - set(params):
            raise ValueError(f"{query_of.__qualname__} does not ask for its keys as they are.")
        self.params = [(value, places.get(value)) for value in params]

    def rows(self, keys: tuple[Any, ...]) -> list[Any]:
        lists = [key if isinstance(key, list) else [key] for key in keys]
        params = tuple(
            lists[place[0]][min(place[1], len(lists[place[0]]) - 1)] if place else value
            for value, place in self.params
        )
        compiler = copy(self.compiler)  # it knows what its columns are by now
        compiler.connection = connections[compiler.using]  # that of this thread
        compiler.as_sql = lambda: (self.sql, params)
        ready: Any = ReadyQuery(compiler)
        return list(QuerySet(self.queryset.model, ready, compiler.using))


def _shape(key):
    """Of a text, str; of a number, 0; of a list, how many numbers its place in the query holds: a power of two."""
    if isinstance(key, list):
        return 1 << (len(key) - 1).bit_length()
    return str if isinstance(key, str) else 0


class ReadyQuery:
    """Stands for the query of a QuerySet whose compiler is done."""

    def __init__(self, compiler):
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler
