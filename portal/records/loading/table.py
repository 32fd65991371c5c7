"""What a file is, what a load did, and how a cell is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from portal.base.language import Label


@dataclass(frozen=True)
class Table:
    """One CSV file of a noun. `key` names the fields that identify a row; `m2m` the many-to-many columns.

    For the editors' sheets, `names(record)` gives more names that a person writes for a record, `full_names(text)`
    the names in full that a text may stand for; `part(cells)` moves what was typed in one cell of a row ({column: text})
    into those where it belongs.
    """

    model: type[Any]
    file: str
    key: tuple[str, ...]
    m2m: tuple[str, ...] = ()
    names: Callable[[Any], list[str]] | None = None
    full_names: Callable[[str], list[str]] | None = None
    part: Callable[[dict[str, str]], None] | None = None


#: (file, line, sentence).
LineNote: TypeAlias = tuple[str, int, str]


@dataclass
class LoadReport:
    """What a load did: `counts` {noun: {outcome: rows}}, and the lines that were kept or are bad.

    `missed`: (file, columns of facts that it does not have): what they held before stays.
    A kept row differs from its record, which people have edited since; the record was left as it is.
    """

    counts: dict[Label, dict[str, int]] = field(default_factory=dict)
    kept: list[LineNote] = field(default_factory=list)
    missed: list[tuple[str, list[str]]] = field(default_factory=list)
    errors: list[LineNote] = field(default_factory=list)

    def count(self, model, outcome) -> None:
        outcomes = self.counts.setdefault(
            model._meta.verbose_name, {"added": 0, "changed": 0, "same": 0, "kept": 0}
        )
        outcomes[outcome] += 1


class LoadError(Exception):
    """The files hold bad lines, all of them in `report.errors`; nothing was saved."""

    def __init__(self, report):
        self.report = report
        super().__init__(f"{len(report.errors)} dòng sai; không lưu gì.")


class BadCell(Exception):
    """A cell that cannot be read, with the sentence that says why."""
