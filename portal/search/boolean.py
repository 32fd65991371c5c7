"""What must stand in an entry, as a tree that either database understands. Nothing else knows the two.

SQLite answers from an FTS5 table over the three columns of an entry, PostgreSQL from a tsvector that
the database makes of the same columns (weights A, B, D); migration 0001 makes both. Words are letters,
digits and "_" only, as `words` and `analyser` give them, so none can be an operator.
"""

from dataclasses import dataclass
from math import prod, sqrt

from django.db import connections
from django.db.models import F, Lookup, TextField


class Expression:
    """One part of the tree; `fts5()` and `tsquery()` write it for SQLite and PostgreSQL.

    `estimate(counts, total)` guesses in how many of `total` entries it stands, by {word: entries}, where the
    beginning of a word is written with a "*"; `counted` are the keys it needs.
    """

    def __and__(self, other):
        return And((self, other))

    def __or__(self, other):
        return Or((self, other))


@dataclass(frozen=True)
class Phrase(Expression):
    """The words stand side by side. `prefix`: the last one may go on.

    `heads`: not in the body alone; `written`: in the heads, and not as what they mean or the kind is called.
    """

    words: tuple
    prefix: bool = False
    heads: bool = False
    written: bool = False

    @property
    def counted(self):
        *most, last = self.words
        return [*most, f"{last}*" if self.prefix else last]

    def estimate(self, counts, total):
        return _estimate_all([counts[word] for word in self.counted], total)

    def fts5(self):
        phrase = " + ".join(f'"{word}"' for word in self.words) + ("*" if self.prefix else "")
        columns = "heads" if self.written else "heads extra" if self.heads else ""
        return f"{{{columns}}} : ({phrase})" if columns else f"({phrase})"

    def tsquery(self):
        weights = "A" if self.written else "AB" if self.heads else ""
        *most, last = [f"'{word}'" for word in self.words]
        suffix = f"{'*' if self.prefix else ''}{weights}"
        most = [f"{word}:{weights}" if weights else word for word in most]
        return "(" + " <-> ".join([*most, f"{last}:{suffix}" if suffix else last]) + ")"


@dataclass(frozen=True)
class And(Expression):
    parts: tuple

    @property
    def counted(self):
        return [word for part in self.parts for word in part.counted]

    def estimate(self, counts, total):
        return _estimate_all([part.estimate(counts, total) for part in self.parts], total)

    def fts5(self):
        return "(" + " AND ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self):
        return "(" + " & ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class Or(Expression):
    parts: tuple

    @property
    def counted(self):
        return [word for part in self.parts for word in part.counted]

    def estimate(self, counts, total):
        # Ways to say one thing stand mostly in the same entries; those that hold its token are counted exactly.
        ways = [part.estimate(counts, total) for part in self.parts]
        tokens = [
            about
            for about, part in zip(ways, self.parts, strict=True)
            if isinstance(part, Phrase) and "_" in part.counted[0]
        ]
        return sqrt(max(ways) * (max(tokens) or 1)) if tokens else max(ways)

    def fts5(self):
        return "(" + " OR ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self):
        return "(" + " | ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class AndNot(Expression):
    part: Expression
    excluded: Expression

    @property
    def counted(self):
        return self.part.counted

    def estimate(self, counts, total):
        return self.part.estimate(counts, total)

    def fts5(self):
        return f"({self.part.fts5()} NOT {self.excluded.fts5()})"

    def tsquery(self):
        return f"({self.part.tsquery()} & !{self.excluded.tsquery()})"


def _estimate_all(counts, total):
    """Of that many entries each, how many hold all: between as many as the rarest and what chance would give."""
    return sqrt(min(counts) * total * prod(count / total for count in counts))


def newest(entries, part, most, known):
    """The ids of the newest `most` of `entries` that hold `part`, the newest first. `known`: engine's WordCounts.

    PostgreSQL has two ways: walk the entries from the newest until `most` hold the part, or ask the index for
    all that do and sort them. It takes the first far too often, for it does not know what it costs to open
    each entry's words. Measured: 2.7 us an entry walked past, 5.5 us an entry fetched and sorted.
    """
    found = entries.filter(heads__holds=part)
    order = F("id").desc()
    if connections[entries.db].vendor == "postgresql":
        about = max(part.estimate(known.counts_of(part.counted), known.total), 1)
        if 5.5 * about < 2 * 2.7 * most * known.total / about:
            order = (F("id") + 0).desc()  # no index has this order: the planner sorts
    return list(found.order_by(order).values_list("id", flat=True)[:most])


class Holds(Lookup):
    """`Entry.objects.filter(heads__holds=part)`: the entries in which `part` stands."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value.tsquery() if connection.vendor == "postgresql" else value.fts5()]

    def as_sqlite(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        _, params = self.process_rhs(compiler, connection)
        return f'{table}."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)', params

    def as_postgresql(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        _, params = self.process_rhs(compiler, connection)
        return f'{table}."vector" @@ %s::tsquery', params


class HoldsEach(Holds):
    """The same, asked of each row that the rest of the question leaves: cheaper where those are few.

    SQLite else fetches every row in which the part stands, to see what else is true of it.
    """

    lookup_name = "holds_each"

    def as_sqlite(self, compiler, connection):
        sql, params = super().as_sqlite(compiler, connection)
        return f"+{sql}", params


TextField.register_lookup(Holds)
TextField.register_lookup(HoldsEach)
