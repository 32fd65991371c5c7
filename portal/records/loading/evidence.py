"""The citations and gaps that the files state."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.base.text import nfc
from portal.records.models import Citation, Gap, Source

from .items import read_gaps, read_sources
from .table import BadCell

CITATION_COLUMNS = [
    "kind",
    "record",
    "field",
    "source",
    "place",
    "anchor",
    "basis",
    "verbatim",
    "differs",
    "note",
]


class EvidenceLoader:
    """The citations and gaps that the files state, gathered row by row and then written at once."""

    def __init__(self):
        self.sources: dict[str, Source] = {}
        self.cited: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.blank: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.kept: set[tuple[int, int]] = set()  # identities of the records that people edited

    def read_cells(self, record, row) -> None:
        for name, source, place, anchor, inferred in read_sources(row.get("sources", "")):
            basis = Citation.Basis.INFERRED if inferred else Citation.Basis.STATED
            for fact in [name] if name else self.covered(record, row):
                self.cite(record, fact, source, place=place, anchor=anchor, basis=basis)
        for name, kind, note in read_gaps(row.get("gaps", "")):
            self.leave_blank(record, name, kind, note)

    @staticmethod
    def covered(record, row):
        """What a source without a field carries: the whole record, but of one that people edited no fact of theirs."""
        theirs = [name for name in record.facts() if name not in row] if record.was_edited() else []
        return [name for name in record.facts() if name in row] if theirs else [""]

    def cite(self, record, name, source, **details) -> None:
        self.check(record, name)
        if source not in self.sources:
            self.sources |= {row.slug: row for row in Source.objects.all()}
        if source not in self.sources:
            raise BadCell(f"không có nguồn “{source}” trong sources.csv.")
        details = {name: nfc(details.get(name) or "").strip() for name in CITATION_COLUMNS[4:]}
        self.check_length(Citation, details)
        details["basis"] = details.get("basis") or Citation.Basis.STATED
        if details["basis"] not in Citation.Basis.values:
            raise BadCell(f"cột basis: ghi stated hoặc inferred, không phải “{details['basis']}”.")
        key = (*self.identity(record), name, self.sources[source].pk, details.pop("place"))
        self.cited[key] = details

    def leave_blank(self, record, name, kind, note) -> None:
        self.check(record, name)
        self.check_length(Gap, {"note": nfc(note).strip()})
        self.blank[(*self.identity(record), name)] = {"kind": kind, "note": nfc(note).strip()}

    @staticmethod
    def identity(record):
        return ContentType.objects.get_for_model(record).pk, record.pk

    @staticmethod
    def check(record, name):
        if name and name not in record.FACTS:
            raise BadCell(f"{record._meta.verbose_name} không có mục “{name}” cần dẫn chứng.")

    @staticmethod
    def check_length(model, texts):
        for name, text in texts.items():
            longest = model._meta.get_field(name).max_length
            if len(text) > longest:
                raise BadCell(f"cột {name}: dài hơn {longest} chữ.")

    def sync(self) -> None:
        """Makes the shipped citations and gaps equal to the files. Those that people wrote or changed stay,
        as do all of a record that people edited."""
        self.write(
            Citation, ("content_type_id", "object_id", "field", "source_id", "place"), self.cited, self.kept
        )
        self.write(Gap, ("content_type_id", "object_id", "field"), self.blank, self.kept)

    @staticmethod
    def write(model, key_fields, wanted, kept):
        standing = {tuple(getattr(row, name) for name in key_fields): row for row in model.objects.all()}
        fresh = []
        for key, details in wanted.items():
            row = standing.get(key)
            if key[:2] in kept:
                continue
            if row is None:
                fresh.append(model(**dict(zip(key_fields, key, strict=True)), **details, shipped=True))
            elif row.shipped and any(getattr(row, name) != value for name, value in details.items()):
                model.objects.filter(pk=row.pk).update(**details)
        model.objects.bulk_create(fresh)
        gone = [
            row.pk
            for key, row in standing.items()
            if row.shipped and key not in wanted and key[:2] not in kept
        ]
        model.objects.filter(pk__in=gone).delete()
