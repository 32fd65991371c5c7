"""What must stand in an entry, as a tree that either database understands. Nothing else knows the two.

SQLite answers from an FTS5 table over the three columns of an entry, PostgreSQL from a tsvector that
the database makes of the same columns (weights A, B, D); migration 0001 makes both. Words are letters,
digits and "_" only, as `words` and `analyser` give them, so none can be an operator.
"""

from dataclasses import dataclass

from django.db.models import Lookup, TextField


class Part:
    """One part of the tree; `fts5()` and `tsquery()` write it for SQLite and PostgreSQL."""

    def __and__(self, other):
        return All((self, other))

    def __or__(self, other):
        return Any((self, other))


@dataclass(frozen=True)
class Has(Part):
    """The words stand side by side. `prefix`: the last one may go on.

    `heads`: not in the body alone; `written`: in the heads, and not as what they mean or the kind is called.
    """

    words: tuple
    prefix: bool = False
    heads: bool = False
    written: bool = False

    def fts5(self):
        phrase = " + ".join(f'"{word}"' for word in self.words) + ("*" if self.prefix else "")
        columns = "heads" if self.written else "heads extra" if self.heads else ""
        return f"{{{columns}}} : ({phrase})" if columns else f"({phrase})"

    def tsquery(self):
        weights = "A" if self.written else "AB" if self.heads else ""
        *most, last = [f"'{word}'" for word in self.words]
        marks = f"{'*' if self.prefix else ''}{weights}"
        most = [f"{word}:{weights}" if weights else word for word in most]
        return "(" + " <-> ".join([*most, f"{last}:{marks}" if marks else last]) + ")"


@dataclass(frozen=True)
class All(Part):
    parts: tuple

    def fts5(self):
        return "(" + " AND ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self):
        return "(" + " & ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class Any(Part):
    parts: tuple

    def fts5(self):
        return "(" + " OR ".join(part.fts5() for part in self.parts) + ")"

    def tsquery(self):
        return "(" + " | ".join(part.tsquery() for part in self.parts) + ")"


@dataclass(frozen=True)
class Without(Part):
    part: Part
    excluded: Part

    def fts5(self):
        return f"({self.part.fts5()} NOT {self.excluded.fts5()})"

    def tsquery(self):
        return f"({self.part.tsquery()} & !{self.excluded.tsquery()})"


class Holds(Lookup):
    """`Entry.objects.filter(heads__holds=part)`: the entries in which `part` stands."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value.tsquery() if connection.vendor == "postgresql" else value.fts5()]

    def as_sqlite(self, compiler, connection):
        table = self.lhs.alias
        _, params = self.process_rhs(compiler, connection)
        return f'"{table}"."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)', params

    def as_postgresql(self, compiler, connection):
        table = self.lhs.alias
        _, params = self.process_rhs(compiler, connection)
        return f'"{table}"."vector" @@ %s::tsquery', params


TextField.register_lookup(Holds)
