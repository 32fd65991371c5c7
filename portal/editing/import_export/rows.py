"""What one row of a file does."""

from dataclasses import dataclass, field

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
