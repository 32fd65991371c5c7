"""What must stand in an entry, as a tree that either database understands. Nothing else knows the two.

SQLite answers from an FTS5 table over three columns of an entry (heads, body, extra with facets), PostgreSQL
from a tsvector that the database makes of the same ("^word" in the heads, "~word" in extra, each without the sign
as well); migrations 0007 and 0008 make them. Words are letters, digits, "_", "=", "-" and "/" only, as `words` and
`analyser` give them, and stand in quotes: none is an operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Lookup, TextField


class Expression:
    """One part of the tree; `fts5()` and `tsquery()` write it for SQLite and PostgreSQL.

    `estimate(counts, total)` guesses in how many of `total` entries it stands, by {word: entries}, where the
    beginning of a word is written with a "*"; `counted` are the keys it needs.
    """

    @property
    def counted(self) -> list[str]:
        raise NotImplementedError

    def estimate(self, counts: Mapping[str, float], total: int) -> float:
        raise NotImplementedError

    def fts5(self) -> str:
        raise NotImplementedError

    def tsquery(self) -> str:
        raise NotImplementedError

    def __and__(self, other: "Expression") -> "And":
        return And((self, other))

    def __or__(self, other: "Expression") -> "Or":
        return Or((self, other))


@dataclass(frozen=True)
class Phrase(Expression):
    """The words stand side by side. `prefix`: the last one may go on.

    `heads`: not in the body alone; `written`: in the heads, and not as what they mean or the kind is called.
    """

    words: tuple[str, ...]
    prefix: bool = False
    heads: bool = False
    written: bool = False

    @property
    def counted(self) -> list[str]:
        *most, last = self.words
        return [*most, f"{last}*" if self.prefix else last]

    def estimate(self, counts: Mapping[str, float], total: int) -> float:
        return _estimate_all([counts[word] for word in self.counted], total)

    def fts5(self) -> str:
        phrase = " + ".join(f'"{word}"' for word in self.words) + ("*" if self.prefix else "")
        columns = "heads" if self.written else "heads extra" if self.heads else ""
        return f"{{{columns}}} : ({phrase})" if columns else f"({phrase})"

    def tsquery(self) -> str:
        marks = ["^"] if self.written else ["^", "~"] if self.heads else [""]
        end = ":*" if self.prefix else ""
        ways = [" <-> ".join(f"'{mark}{word}'" for word in self.words) + end for mark in marks]
        return "(" + " | ".join(f"({way})" if len(ways) > 1 else way for way in ways) + ")"


@dataclass(frozen=True)
class And(Expression):
    parts: tuple[Expression, ...]

    @property
    def counted(self) -> list[str]:
        return [word for part in self.parts for word in part.counted]

    def estimate(self, counts: Mapping[str, float], total: int) -> float:
        return _estimate_all([part.estimate(counts, total) for part in self.parts], total)

    def fts5(self) -> str:
        return "(" + " AND ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self) -> str:
        return "(" + " & ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class Or(Expression):
    parts: tuple[Expression, ...]

    @property
    def counted(self) -> list[str]:
        return [word for part in self.parts for word in part.counted]

    def estimate(self, counts: Mapping[str, float], total: int) -> float:
        # Ways to say one thing stand mostly in the same entries; those that hold its token are counted exactly.
        ways = [part.estimate(counts, total) for part in self.parts]
        tokens = [
            about
            for about, part in zip(ways, self.parts, strict=True)
            if isinstance(part, Phrase) and "_" in part.counted[0]
        ]
        return sqrt(max(ways) * (max(tokens) or 1)) if tokens else max(ways)

    def fts5(self) -> str:
        return "(" + " OR ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self) -> str:
        return "(" + " | ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class AndNot(Expression):
    part: Expression
    excluded: Expression

    @property
    def counted(self) -> list[str]:
        return self.part.counted

    def estimate(self, counts: Mapping[str, float], total: int) -> float:
        return self.part.estimate(counts, total)

    def fts5(self) -> str:
        return f"({self.part.fts5()} NOT {self.excluded.fts5()})"

    def tsquery(self) -> str:
        return f"({self.part.tsquery()} & !{self.excluded.tsquery()})"


def _estimate_all(counts, total):
    """Of that many entries each, how many hold all: between as many as the rarest and what chance would give."""
    return sqrt(min(counts) * total * prod(count / total for count in counts))


@dataclass(frozen=True)
class Scope:
    """The entries that are asked: public ones (`drafts`: the others too), of one `kind` or of all."""

    kind: str = ""
    drafts: bool = False

    @property
    def filters(self) -> dict[str, Any]:
        """What `filter()` of entries takes."""
        return ({"kind": self.kind} if self.kind else {}) | ({} if self.drafts else {"public": True})


PUBLIC = Scope()
UNEVEN = 20


def newest(scope: Scope, part: Expression, most: int, known: Any = None) -> list[int]:
    """The ids of the newest `most` entries of `scope` that hold `part`, the newest first. `known`: engine's WordCounts;
    without it PostgreSQL gives any of them.

    SQLite walks its index from the newest and stops at `most`. PostgreSQL has two ways: walk the entries from the
    newest until `most` hold the part, or ask the index for all that do and sort them. It takes the first far too
    often, for it does not know what it costs to open each entry's words. Measured: 3 us an entry walked past,
    0.4 us an entry found and sorted; the newest may be of kinds that hold the part less often (UNEVEN).
    """
    if connection.vendor == "sqlite":
        # CROSS JOIN: the words first, each entry after.
        tables = "search_words CROSS JOIN search_entry ON search_entry.id = search_words.rowid"
        id, order = "search_words.rowid", "ORDER BY search_words.rowid DESC"
        holding, text = "search_words MATCH %s", part.fts5()
    else:
        id, tables, order = "id", "search_words", ""
        holding, text = "vector @@ %s::tsquery", part.tsquery()
        if known is not None:
            about = max(part.estimate(known.counts_of(part.counted), known.total), 1)
            walks = 0.4 * about > 3 * most * known.total / about * UNEVEN
            # No index has the order of id + 0: it must ask for the words first.
            order = "ORDER BY id DESC" if walks else "ORDER BY id + 0 DESC"
    with connection.cursor() as cursor:
        conditions = " AND ".join([holding, *(f"{column} = %s" for column in scope.filters)])
        cursor.execute(
            f"SELECT {id} FROM {tables} WHERE {conditions} {order} LIMIT %s",
            [text, *scope.filters.values(), most],
        )
        return [key for (key,) in cursor.fetchall()]


def count_each(part: Expression, narrower: Mapping[str, Expression]) -> dict[str, int]:
    """{key: how many entries hold `part` and narrower[key]}, without those that none holds; one query.

    SQLite answers from its index alone, without opening an entry: a tenth of what counting rows by a column costs.
    """
    return dict(_ask_each("SELECT {key}, COUNT(*) FROM {holding}", part, narrower))


def newest_of_each(part: Expression, narrower: Mapping[str, Expression], most: int) -> dict[str, list[int]]:
    """{key: the ids of the newest `most` entries that hold `part` and narrower[key]}; one query."""
    found: dict[str, list[int]] = {key: [] for key in narrower}
    # PostgreSQL would walk its entries from the newest: an order that no index has makes it ask for the words first.
    order = "rowid" if connection.vendor == "sqlite" else "id + 0"
    rows = f"SELECT {{id}} AS id FROM {{holding}} ORDER BY {order} DESC LIMIT {most}"
    select = f"SELECT {{key}}, id FROM ({rows}) AS newest"
    for key, id in _ask_each(select, part, narrower):
        found[key].append(id)
    return found


def _ask_each(select, part, narrower):
    """[(key, what `select` gives)] of each of `narrower`."""
    if connection.vendor == "sqlite":
        id, holding = "rowid", "search_words WHERE search_words MATCH %s"
    else:
        id, holding = "id", "search_words WHERE vector @@ %s::tsquery"
    select = select.format(key="%s", id=id, holding=holding)
    params: list[str] = []
    for key, narrow in narrower.items():
        both = And((part, narrow))
        params += [key, both.fts5() if connection.vendor == "sqlite" else both.tsquery()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([select] * len(narrower)), params)
        return [row for row in cursor.fetchall() if row[1]]


def write_word_counts(drafts: Mapping[str, int], longest: int) -> None:
    """Writes in how many public entries each word of the index stands that has at most `longest` letters.

    `drafts` {word: in how many others}: the index of SQLite does not tell the two apart.
    """
    counted = (
        "SELECT word, ndoc AS entries FROM ts_stat('SELECT vector FROM search_words WHERE public')"
        " WHERE word !~ '^[~^]'"
    )
    if connection.vendor == "sqlite":
        counted = "SELECT term AS word, doc AS entries FROM search_vocabulary"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_knownword (word, entries) SELECT word, entries FROM ({counted}) AS counted"
            " WHERE length(word) <= %s AND word NOT IN ('_', '__')"
            " ON CONFLICT (word) DO UPDATE SET entries = excluded.entries",
            [longest],
        )
        if connection.vendor == "sqlite":
            less = [(count, word) for word, count in drafts.items()]
            cursor.executemany("UPDATE search_knownword SET entries = entries - %s WHERE word = %s", less)
            cursor.execute("DELETE FROM search_knownword WHERE entries <= 0 AND word <> ''")


class Joined(Aggregate):
    """The texts of all rows, a space between them: one value in the place of fifty thousand rows."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **how: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="group_concat", **how)


class Holds(Lookup):
    """`Entry.objects.filter(heads__holds=part)`: the entries in which `part` stands."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value.tsquery() if connection.vendor == "postgresql" else value.fts5()]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        _, params = self.process_rhs(compiler, connection)
        return f'{table}."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)', params

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        _, params = self.process_rhs(compiler, connection)
        return f'{table}."id" IN (SELECT id FROM search_words WHERE vector @@ %s::tsquery)', params


class HoldsEach(Holds):
    """The same, asked of each row that the rest of the question leaves: cheaper where those are few.

    SQLite else fetches every row in which the part stands, to see what else is true of it.
    """

    lookup_name = "holds_each"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sqlite(compiler, connection)
        return f"+{sql}", params


TextField.register_lookup(Holds)
TextField.register_lookup(HoldsEach)
