"""The columns of a noun's sheet: the same out and in. What `write` gives, `read` takes back unchanged."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.base.text import fold, nfc, number
from portal.records.loading.items import split, unhide, write_gaps, write_sources
from portal.records.loading.table import BadCell
from portal.records.natural_keys import key_relations, reference, reference_in_list, table_of

from . import limits
from .cells import KEPT

#: Days of Excel: 5 digits from 1945 to 2100.
SERIAL = re.compile(r"\d{5}")
_FIRST_SERIAL, _LAST_SERIAL = 16_438, 73_415
YES, NO = {"x", "co", "1", "true", "dung"}, {"khong", "0", "false", "sai"}


@dataclass
class SheetColumn:
    """One column. `field` is None for what no field of the noun holds: the number, sources, gaps, version."""

    name: str
    label: str
    field: object = None
    many: bool = False

    # --- Out ------------------------------------------------------------------------------------------
    def value(self, record):
        """What the record holds: for a spreadsheet, a number or a day where it is one, else text."""
        if self.field is None:
            return self.special(record)
        if self.many:
            return "; ".join(reference_in_list(one) for one in getattr(record, self.name).all())
        if self.field.is_relation:
            one = getattr(record, self.name)
            return "" if one is None else reference(one)
        held = getattr(record, self.name)
        if isinstance(self.field, models.BooleanField):
            blank = _("không") if self.field.null and held is False else ""
            return (_("có") if self.field.null else "x") if held else blank
        if held is None:
            return ""
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(held, held))
        return held

    def special(self, record):
        if self.name == "id":
            return record.pk
        if self.name == "version":
            return record.version
        if self.name == "sources":
            return write_sources(record.citations.all())
        return write_gaps(record.gaps.all())

    def write(self, record):
        """The same as text."""
        return as_text(self.value(record))

    # --- In -------------------------------------------------------------------------------------------
    def read(self, text, form_field, finder):
        """The value of a cell: a record or records where it names some. Raises BadCell, ValidationError, AmbiguousReference."""
        if self.many:
            return [finder.find(self.field.related_model, unhide(part)) for part in split(text)]
        if self.field.is_relation:
            if not text and not self.field.null:
                raise BadCell(_("không được để trống"))
            return finder.find(self.field.related_model, text) if text else None
        if isinstance(self.field, models.BooleanField):
            return self.read_boolean(text)
        if not text and self.field.has_default():
            return self.field.get_default()
        if self.field.choices:
            text = self.read_choice(text)
        if isinstance(self.field, models.DateField) and SERIAL.fullmatch(text):
            text = read_serial(text)
        return form_field.clean(text)

    def read_boolean(self, text):
        said = fold(text)
        if said in YES:
            return True
        if said in NO:
            return False
        if text:
            raise BadCell(_("ghi x (có) hoặc để trống, không phải “%(text)s”") % {"text": text[:40]})
        return None if self.field.null else False

    def read_choice(self, text):
        said = fold(text)
        for value, label in self.field.flatchoices:
            if said in (fold(str(value)), fold(str(label))):
                return value
        if text:
            allowed = ", ".join(str(label) for _value, label in self.field.flatchoices)
            raise BadCell(
                _("“%(text)s” không có trong: %(allowed)s") % {"text": text[:40], "allowed": allowed}
            )
        return text


def as_text(value):
    """The text of a cell, as a file that comes back is read: 636.1 as 636,1, a day as 2024-10-10."""
    if isinstance(value, Decimal):
        return number(value).replace(".", "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = nfc(str(value)).replace("\r\n", "\n").strip()
    return text if len(text) < limits.CELL else KEPT


def read_serial(text):
    """45575, as Excel counts days, as 2024-10-10. Raises BadCell."""
    if not _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        raise BadCell(_("%(number)s không phải một ngày") % {"number": text})
    return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))).isoformat()


class Columns:
    """The columns of `model`, in the order of a sheet."""

    def __init__(self, model):
        self.model, self.table = model, table_of(model)
        self.columns = list(self._made())
        self.by_name = {column.name: column for column in self.columns}

    def _made(self):
        yield SheetColumn("id", _("mã dòng"))
        taken = {fold(_("mã dòng"))}
        fields = [*self.model._meta.concrete_fields, *self.model._meta.many_to_many]
        fields.sort(key=lambda field: field.name not in self.table.key)
        for field in fields:
            many = field.many_to_many
            usable = field.name in self.table.m2m if many else field.editable and not field.primary_key
            if not usable or isinstance(field, models.FileField) or field.generated:
                continue
            label = str(field.verbose_name)
            if fold(label) in taken:
                label = f"{label} ({field.name})"
            taken.add(fold(label))
            yield SheetColumn(field.name, label, field, many)
        if self.cites:
            yield SheetColumn("sources", _("các nguồn"))
            yield SheetColumn("gaps", _("chỗ trống"))
        if hasattr(self.model, "version"):
            yield SheetColumn("version", _("phiên bản"))

    @cached_property
    def cites(self):
        """Whether records of the noun carry citations."""
        return bool(getattr(self.model, "FACTS", ()))

    def matching(self, header):
        """The column (or None for a blank one) of each heading. Raises BadCell."""
        known = {fold(column.label): column for column in self.columns} | self.by_name
        found, wrong = [], []
        for heading in header:
            column = known.get(heading.strip().rstrip("*").strip()) or known.get(
                fold(heading.strip().rstrip("* "))
            )
            if heading and column is None:
                wrong.append(heading[:60])
            found.append(column)
        if wrong:
            raise BadCell(_("Không có cột nào tên: %(names)s.") % {"names": "; ".join(wrong)})
        twice = {column.label for column in found if column and found.count(column) > 1}
        if twice:
            raise BadCell(_("Có hai cột cùng tên: %(names)s.") % {"names": "; ".join(sorted(twice))})
        if not any(found):
            raise BadCell(_("Dòng đầu phải là tên các cột."))
        return found

    def rows(self, queryset):
        """`queryset` with all that the cells of a row read."""
        joined, fetched = set(), []
        for column in self.columns:
            if column.field is None or not column.field.is_relation:
                continue
            inner = key_relations(column.field.related_model)
            if column.many:
                target = column.field.related_model._default_manager.select_related(*inner) if inner else None
                fetched.append(models.Prefetch(column.name, target) if target is not None else column.name)
            else:
                joined |= {f"{column.name}__{path}" for path in inner} or {column.name}
        if self.cites:
            fetched += ["citations__source", "gaps"]
        rows = queryset.select_related(*joined) if joined else queryset
        return rows.prefetch_related(*fetched)


def sentence(problem):
    """The words of a BadCell or ValidationError."""
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
