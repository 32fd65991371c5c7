"""A record as data: its facts in words and values, with the letters of their sources, gaps and disagreements, and the
published rows that tell of it.

record_data(record, edition, address)  a dict for JSON; `record`: one that readers may see, as `find_record` gives it
RecordData(records, address).rows()    the same of several records, without the rows that tell of them

The queries are as many as the nouns and relations concerned, however many rows. What readers may not see is left out,
here as on pages: columns that no page shows, rows and targets that are not published.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from django.db.models import CASCADE
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import text
from portal.base.compiled import compiled
from portal.base.db import field_of, target_of
from portal.changes.labels import called, label_of
from portal.changes.states import batches, is_tracked

from .evidence import Evidence
from .models import Record, Source, has_page
from .public_history import shown_columns

#: Rows of one kind that are told with a record; `con_nua` says that there are more.
MOST_ROWS = 200

Data: TypeAlias = dict[str, Any]
#: Makes of a path of this site the address to be given.
Address: TypeAlias = Callable[[str], str]


def record_data(record: Any, edition: Any, address: Address) -> Data:
    """The whole of a record: {phien_ban, ngay, loai, ten, dia_chi, muc, ban_ghi_kem, nguon}."""
    groups = rows_about(record)
    data = RecordData([record, *(row for group in groups for row in group.rows)], address)
    found = {"phien_ban": edition.number, "ngay": edition.day, **data.of(record)}
    found["ban_ghi_kem"] = [group.data(data) for group in groups if group.rows and not group.under]
    if isinstance(record, Source):
        found["duoc_dan_cho"] = data.carried(record)
    found["nguon"] = data.sources()
    return found


# --- Rows that tell of a record -----------------------------------------------------------------------
class RowGroup:
    """The published rows of `model` whose relation `name` leads to one of `hosts` (records of one noun)."""

    def __init__(self, model: Any, name: str, key: str, hosts: list[Any], under: str = "") -> None:
        self.model, self.name, self.key, self.under = model, name, key, under
        theirs = model.objects.published().filter(**{f"{name}__in": [host.pk for host in hosts]})
        found = list(theirs[: MOST_ROWS + 1])
        self.rows, self.has_more = found[:MOST_ROWS], len(found) > MOST_ROWS
        self.below: list[RowGroup] = []

    @property
    def label(self) -> str:
        return f"{self.model._meta.verbose_name_plural} ({label_of(self.model, self.name)})"

    def data(self, data: "RecordData", host: Any = None) -> Data:
        """{loai, ten, con_nua, dong}: the rows as data, of them those of `host` where it is given."""
        has_more = any(group.has_more for group in (self, *self.below))
        column = field_of(self.model, self.name).attname
        rows = [row for row in self.rows if host is None or getattr(row, column) == host.pk]
        told = [data.reference(row) if has_page(self.model) else self._row(row, data) for row in rows]
        return {"loai": self.key, "ten": self.label, "con_nua": has_more, "dong": told}

    def _row(self, row: Any, data: "RecordData") -> Data:
        found, below = data.of(row, host=self.name), [group.data(data, row) for group in self.below]
        if below := [group for group in below if group["dong"]]:
            found["ban_ghi_kem"] = below
        return found


def rows_about(record: Any) -> list[RowGroup]:
    """The RowGroups of a record, and those of the rows that stand and fall with these (`under`)."""
    groups = [RowGroup(*relation, [record]) for relation in told_by(record._meta.model)]
    models = {group.model for group in groups}
    for group in list(groups):
        for model, name, key in () if has_page(group.model) else told_by(group.model):
            if model not in models and model._meta.get_field(name).remote_field.on_delete is CASCADE:
                below = RowGroup(model, name, key, group.rows, under=group.key)
                group.below.append(below)
                for row in group.rows:  # what the rows say of themselves may ask for these
                    column = field_of(model, name).attname
                    setattr(
                        row, f"published_{key}", [one for one in below.rows if getattr(one, column) == row.pk]
                    )
                groups.append(below)
    return groups


@cache
def told_by(model: Any) -> list[tuple[Any, str, str]]:
    """[(noun, its relation to `model`, what that is called from here)] of the nouns that tell of `model`."""
    return [
        (relation.related_model, relation.field.name, relation.get_accessor_name() or "")
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Record) and relation.get_accessor_name()
    ]


# --- Facts --------------------------------------------------------------------------------------------
class RecordData:
    """`records`: rows that readers may see, of whatever nouns. The letters of sources are those of all together."""

    def __init__(self, records: Iterable[Any], address: Address) -> None:
        self.records, self.address = list(records), address
        self.evidence = Evidence(*self.records)
        self.links: dict[tuple[Any, str], dict[int, list[int]]] = {}
        self.targets: dict[Any, dict[int, Any]] = {}
        self._read_targets()

    def rows(self) -> list[Data]:
        return [self.of(record) for record in self.records]

    def of(self, record: Any, host: str = "") -> Data:
        """One record: {loai, ten, dia_chi, muc: {name of a field: fact}}; of a row that hangs from another by its field
        `host` without that, and without blanks that nobody explained: most could hold nothing (the province of a ministry).
        """
        found: Data = {**self.reference(record), "muc": {}}
        if getattr(record, "synthetic", False):
            found["du_lieu_thu"] = True
        for name in _fields(record._meta.model):
            fact = self.fact(record, name) if name != host else None
            unread = (
                {"ten": fact["ten"], "gia_tri": None, "vi_sao_trong": _("chưa tra cứu")} if fact else None
            )
            if fact and not (host and fact == unread):
                found["muc"][name] = fact
        return found

    def reference(self, record: Any) -> Data:
        """What a record is called, and where it stands."""
        path = record.page_url() if isinstance(record, Record) else ""
        return {
            "loai": record._meta.model_name,
            "ten": called(record) or str(record),
            "dia_chi": self.address(path) if path else "",
        }

    def fact(self, record: Any, name: str) -> Data | None:
        """A field: its name in words, its value and words, what carries it, what sources give instead. Of a blank: why,
        where it is a fact; None for other blanks.
        """
        if any(name in texts and self.is_hidden(record, of) for of, texts in record.NAMED_AGAIN.items()):
            return None
        label, value = str(label_of(type(record), name)), self.value(record, name)
        is_fact = name in record.FACTS or name in record.LINKS_ON
        if value in (None, "", []):
            return self._blank(record, name, label) if name in record.FACTS else None
        found: Data = {"ten": label, "gia_tri": value}
        words = self.words(record, name, value)
        if words != value:
            found["chu"] = words
        if is_fact:
            found |= self._sources_of(record, record.LINKS_ON.get(name, name))
        return found

    def is_hidden(self, record: Any, name: str) -> bool:
        """Whether a relation leads to what readers do not see."""
        column = field_of(type(record), name)
        return bool(column.many_to_one and getattr(record, column.attname) and not self.value(record, name))

    def _blank(self, record, name, label):
        if self.is_hidden(record, name):
            return {"ten": label, "gia_tri": None, "vi_sao_trong": _("hồ sơ chưa đăng")}
        gap = self.evidence.gap(record, name)
        found = {
            "ten": label,
            "gia_tri": None,
            "vi_sao_trong": gap.get_kind_display() if gap else _("chưa tra cứu"),
        }
        if gap and gap.note:
            found["ghi_chu"] = gap.note
        return found | self._others(record, name)

    def _sources_of(self, record, name):
        marks = self.evidence.marks(record, name)
        carrying = self.evidence.carrying(record, name)
        letters = {citation.source_id: letter for letter, citation in marks}
        found: Data = {
            "nguon": [
                _without_blanks({"nguon": letters[one.source_id], "cho": one.place}) for one in carrying
            ]
        }
        if self.evidence.is_implied(record, name):
            found["suy_ra"] = True
        if not carrying and self.evidence.lacks_source(record, name):
            found["chua_co_nguon"] = True
        return found | self._others(record, name)

    def _others(self, record, name):
        """What sources give instead, and how they word it."""
        found: Data = {}
        for letter, citation in self.evidence.differing(record, name):
            for key, says in (("nguon_neu_khac", citation.differs), ("nguyen_van", citation.verbatim)):
                if says:
                    found.setdefault(key, []).append({"nguon": letter, "chu": says})
        return found

    def value(self, record: Any, name: str) -> Any:
        """A value as JSON has it; of what it points at the reference, None where readers do not see that."""
        column = record._meta.get_field(name)
        if not column.is_relation:
            value = getattr(record, column.attname)
            return text.exact(value) if isinstance(value, Decimal) else value
        found = self.targets.get(target_of(column), {})
        if column.many_to_many:
            keys = self.links[type(record), name].get(record.pk, [])
            return [self.reference(found[key]) for key in keys if key in found]
        target = found.get(getattr(record, column.attname))
        return self.reference(target) if target else None

    def words(self, record: Any, name: str, value: Any) -> Any:
        """A value as a reader writes it."""
        display = getattr(record, f"get_{name}_display", None)
        if display:
            return display()
        if isinstance(value, bool):
            return _("có") if value else _("không")
        if isinstance(value, list):
            return "; ".join(one["ten"] for one in value)
        if isinstance(value, dict):
            return value["ten"]
        if hasattr(value, "year"):
            return text.date(value, get_language())
        return text.number(value, get_language()) if isinstance(value, float) else value

    def sources(self) -> Data:
        """{letter: source} of all that was asked for so far, in the order of the letters."""
        return {
            cited.letter: _without_blanks(
                {
                    "ten": str(cited.source),
                    "dia_chi": cited.source.url,
                    "ngay_dang": cited.source.published_on,
                    "ngay_doc": cited.source.read_on,
                    "trang": self.address(cited.source.get_absolute_url()),
                }
            )
            for cited in self.evidence.sources
        }

    def carried(self, source: Any) -> Data:
        """What a source is cited for, at most MOST_ROWS facts."""
        found = (
            source.citations.published().with_records().order_by("content_type", "object_id", "field", "pk")
        )
        some = list(found[: MOST_ROWS + 1])
        rows = [
            _without_blanks(
                {**self.reference(one.record), "muc": str(one.field_label), "cho": one.place, "cach_neu": one.get_basis_display(),
                 "nguyen_van": one.verbatim, "nguon_neu_khac": one.differs}
            )
            for one in some[:MOST_ROWS]
        ]  # fmt: skip
        return {"con_nua": len(some) > MOST_ROWS, "dong": rows}

    # --- What rows point at ---
    def _read_targets(self):
        """Reads what rows point at, and gives it to them: None in the place of what readers do not see."""
        of_kind = defaultdict(list)
        for record in self.records:
            of_kind[type(record)].append(record)
        wanted: defaultdict[Any, set[int]] = defaultdict(set)
        pointing = []
        for model, rows in of_kind.items():
            for column in model._meta.concrete_fields:
                if column.is_relation and is_tracked(target_of(column)):
                    pointing += [(row, column, getattr(row, column.attname)) for row in rows]
                    wanted[target_of(column)] |= {getattr(row, column.attname) for row in rows} - {None}
            for link in model._meta.many_to_many:
                held = self.links[model, link.name] = _links(model, link, [row.pk for row in rows])
                wanted[target_of(link)] |= {key for keys in held.values() for key in keys}
        for model, keys in wanted.items():
            here = {row.pk: row for row in of_kind.get(model, ())}
            there = [row for some in batches(keys - here.keys()) for row in visible_rows(model)(some)]
            self.targets[model] = {**{row.pk: row for row in there}, **here}
        for row, column, key in pointing:
            column.set_cached_value(row, self.targets[target_of(column)].get(key))


def _links(model, link, keys):
    """{key of a row: keys that its many-to-many field `link` leads to}."""
    through, mine, theirs = link.remote_field.through, link.m2m_column_name(), link.m2m_reverse_name()
    found = defaultdict(list)
    for some in batches(keys):
        pairs = through._base_manager.filter(**{f"{mine}__in": some}).order_by(mine, "pk")
        for key, other in pairs.values_list(mine, theirs):
            found[key].append(other)
    return dict(found)


@cache
def visible_rows(noun: Any) -> Callable[[list[int]], list[Any]]:
    """Gives those rows of `noun` under keys that readers may see, as their names need them."""
    rows = noun._default_manager.all()
    rows = rows.published() if hasattr(rows, "published") else rows
    rows = rows.in_context() if hasattr(rows, "in_context") else rows
    return compiled(lambda keys: rows.order_by().filter(pk__in=keys))


@cache
def _fields(model: Any) -> list[str]:
    """The names of the fields of a noun that readers see: its facts in their order, then the others."""
    names = [field_of(model, name).name for name in shown_columns(model)]
    seen = [
        name
        for name in names
        if not field_of(model, name).is_relation or is_tracked(target_of(field_of(model, name)))
    ]
    return [
        *(name for name in model.FACTS if name in seen),
        *(name for name in seen if name not in model.FACTS),
    ]


def _without_blanks(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "")}
