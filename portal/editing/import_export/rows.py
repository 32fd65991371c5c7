"""What one row of a file does."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from django.db import models
from django.utils.translation import gettext_lazy

from portal.records.models import Publication


class RowOutcome(models.TextChoices):
    """What a row of a sheet does."""

    ADDED = "them", gettext_lazy("thêm")
    CHANGED = "sua", gettext_lazy("sửa")
    SAME = "giu", gettext_lazy("không đổi")
    REFUSED = "loi", gettext_lazy("bị từ chối")


@dataclass
class SheetRow:
    """What one row of a file does, as its sender is shown it; the import compares it with what it does.

    `changes` is [(heading, before, after)]; `record` and `version` those of the stored record.
    """

    line: int
    outcome: str = ""
    label: str = ""
    record: int | None = None
    version: int | None = None
    changes: list = field(default_factory=list)
    problem: str = ""

    @property
    def outcome_label(self):
        return RowOutcome(self.outcome).label


@dataclass
class RowPlan:
    """What a row does to `record` (in hand, with its values): `touched` fields differ, `chosen` are its links,
    `evidence` {"sources" or "gaps": what shall be there}, `unsaved` the fields that name a new row of the same file.
    `stored_publication` and `is_live` (readers see it) are of the record as it is stored.
    """

    row: SheetRow
    record: object = None
    is_new: bool = False
    is_live: bool = False
    stored_publication: str | None = None
    cited: set = field(default_factory=set)
    touched: set = field(default_factory=set)
    chosen: dict = field(default_factory=dict)
    evidence: dict = field(default_factory=dict)
    unsaved: set = field(default_factory=set)

    @property
    def goes_on_the_page(self):
        return "publication" in self.touched and self.record.publication == Publication.PUBLISHED


def parents_first(model, key, columns, lines):
    """`lines` ([(line number, [text of each cell])]) with those before others that these name as a record of `model`.

    `key`: the names of its natural key. `columns`: that of each cell, None where a cell belongs to none.
    """
    places = {column.name: place for place, column in enumerate(columns) if column}
    own = [
        place
        for place, column in enumerate(columns)
        if column and column.field and column.field.related_model is model and not column.many
    ]
    if not own or any(name not in places for name in key):
        return lines

    def text(cells, place):
        return cells[place] if place < len(cells) else ""

    keys = ["/".join(text(cells, places[name]) for name in key) for _line, cells in lines]
    by_key = {key: place for place, key in enumerate(keys) if key}
    graph = TopologicalSorter()
    for place, (_line, cells) in enumerate(lines):
        graph.add(place, *(by_key[text(cells, at)] for at in own if text(cells, at) in by_key))
    try:
        return [lines[place] for place in graph.static_order()]
    except CycleError:
        return lines
