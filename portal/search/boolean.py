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
from django.db.models import Lookup, TextField
from django.db.models.expressions import RawSQL


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
#: Of PostgreSQL: microseconds to find an entry in the index; where a phrase has to be looked for in its words.
FOUND, OPENED = 0.4, 5
WALKED = 2_000  # entries that it looks at from the newest, where its index would give more than this takes


def newest(scope: Scope, part: Expression, most: int, known: Any = None) -> list[int]:
    """The ids of the newest `most` entries of `scope` that hold `part`, the newest first. `known`: engine's WordCounts;
    without it PostgreSQL gives any of them.

    SQLite walks its index from the newest and stops at `most`. PostgreSQL finds all and sorts them; where they may be
    very many it looks among the newest first, and is done where `most` of these hold the part. A single one of any is
    asked of the index, for there may be none.
    """
    if connection.vendor == "sqlite":
        # CROSS JOIN: the words first, each entry after.
        tables = "search_words CROSS JOIN search_entry ON search_entry.id = search_words.rowid"
        return _ask(scope, "search_words.rowid", tables, "search_words MATCH %s", part.fts5(), most)
    text, holding = part.tsquery(), "vector @@ %s::tsquery"
    if known is None and most > 1:
        return _ask(scope, "", "search_words", holding, text, most)
    about = part.estimate(known.counts_of(part.counted), known.total) if known is not None else 0
    if about * (OPENED if "<->" in text else FOUND) > WALKED * OPENED:
        walked = f"(SELECT * FROM search_words ORDER BY id DESC LIMIT {WALKED}) AS newest"
        found = _ask(scope, "id", walked, holding, text, most)
        if len(found) == most:
            return found
    return _ask(scope, "id", "search_holding(%s::tsquery)", "true", text, most)


def _ask(scope, order, tables, holding, text, most):
    """At most `most` ids of `tables`, the largest `order` first ("": in none), that hold `text` and are of `scope`."""
    conditions = " AND ".join([holding, *(f"{column} = %s" for column in scope.filters)])
    ordered = f"ORDER BY {order} DESC" if order else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {order or 'id'} FROM {tables} WHERE {conditions} {ordered} LIMIT %s",
            [text, *scope.filters.values(), most],
        )
        return [key for (key,) in cursor.fetchall()]


def count_each(
    part: Expression, narrower: Mapping[str, Expression], most: int
) -> tuple[dict[str, int], dict[str, list[int]] | None]:
    """({kind: how many public entries of it hold `part`}, without those that none holds; `newest_of_each`, or None where
    that is to be asked apart); one query. `narrower`: {kind: what all of its entries hold}.

    SQLite answers from its index alone, without opening an entry: a tenth of what counting rows by a column costs.
    PostgreSQL may have to open the words of each, and does so once.
    """
    if connection.vendor == "sqlite":
        counted = "SELECT %s, COUNT(*) FROM search_words WHERE search_words MATCH %s"
        return dict(_ask_each(counted, part, narrower)), None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, COUNT(*), (array_agg(id ORDER BY id DESC))[1:%s] FROM search_holding(%s::tsquery)"
            " WHERE public GROUP BY kind",
            [most, part.tsquery()],
        )
        rows = [row for row in cursor.fetchall() if row[0] in narrower]
    return {kind: count for kind, count, _ids in rows}, {kind: ids for kind, _count, ids in rows}


def newest_of_each(part: Expression, narrower: Mapping[str, Expression], most: int) -> dict[str, list[int]]:
    """{kind: the ids of the newest `most` public entries of it that hold `part`}, of SQLite; one query."""
    found: dict[str, list[int]] = {kind: [] for kind in narrower}
    rows = "SELECT rowid AS id FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC"
    for kind, id in _ask_each(f"SELECT %s, id FROM ({rows} LIMIT {most})", part, narrower):
        found[kind].append(id)
    return found


def facets_of(part: Expression) -> str:
    """The facets of all public entries that hold `part`, one text: fifty thousand rows take three times as long."""
    found = "SELECT search_facets(%s::tsquery)"
    if connection.vendor == "sqlite":
        found = (
            "SELECT group_concat(facets, ' ') FROM search_entry"
            " WHERE id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s) AND public"
        )
    with connection.cursor() as cursor:
        cursor.execute(found, [part.fts5() if connection.vendor == "sqlite" else part.tsquery()])
        return cursor.fetchone()[0] or ""


def keys_of(scope: Scope, part: Expression) -> RawSQL:
    """The keys of the records whose entries of `scope` hold `part`, a subquery of PostgreSQL that opens no entry."""
    tests = " AND ".join(f"{column} = %s" for column in scope.filters) or "true"
    sql = f"SELECT object_id FROM search_holding(%s::tsquery) WHERE {tests}"
    return RawSQL(sql, [part.tsquery(), *scope.filters.values()])


def _ask_each(select, part, narrower):
    """[(key, what `select` gives)] of each of `narrower`, of SQLite."""
    params = [one for key, narrow in narrower.items() for one in (key, And((part, narrow)).fts5())]
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
        return f'{table}."id" IN (SELECT id FROM search_holding(%s::tsquery))', params


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
