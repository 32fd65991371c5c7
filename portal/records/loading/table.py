"""What a file is, what a load did, and how a cell is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """One CSV file of a noun. `key` names the fields that identify a row; `m2m` the many-to-many columns.

    For the editors' sheets: `names(record)` gives more names that a person writes for a record, `after_save(records)`
    does what must follow once records of the noun are saved.
    """

    model: type
    file: str
    key: tuple
    m2m: tuple = ()
    names: Callable | None = None
    after_save: Callable | None = None


@dataclass
class LoadReport:
    """What a load did: `counts` {noun: {outcome: rows}}, `kept` and `errors` as [(file, line, sentence)].

    A kept row differs from its record, which people have edited since; the record was left as it is.
    """

    counts: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def count(self, model, outcome):
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
