"""The columns of a model's table, the same out and in: what `text` writes, `clean` takes back unchanged."""

import datetime
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget, Widget

from portal.base.text import fold, nfc, number
from portal.records.loading.evidence import EvidenceLoader
from portal.records.loading.items import read_gaps, read_sources, split, unhide, write_gaps, write_sources
from portal.records.loading.table import BadCell
from portal.records.models import Citation, Gap, Source
from portal.records.natural_keys import reference, reference_in_list, table_of

from . import limits
from .cells import UNCHANGED

#: Days of Excel: 5 digits from 1945 to 2100.
SERIAL = re.compile(r"\d{5}")
_FIRST_SERIAL, _LAST_SERIAL = 16_438, 73_415
YES, NO = {"x", "co", "1", "true", "dung"}, {"khong", "0", "false", "sai"}


class SheetColumn(Field):
    """One column. `field` is None for what no field of the model holds: the number, sources, gaps, version."""

    def __init__(self, name, label, widget, field=None, attribute=""):
        super().__init__(attribute=attribute or name, column_name=label, widget=widget)
        self.name, self.label, self.field = name, label, field

    @property
    def many(self):
        return isinstance(self.widget, ReferencesWidget)

    @property
    def may_be_blank(self):
        return self.many or self.field.blank or self.field.null or self.field.has_default()

    def text(self, record):
        """What `record` holds, as a cell of a file that comes back is read: 636.1 as 636,1, a day as 2024-10-10."""
        value = self.export(record)
        if isinstance(value, Decimal):
            return number(value).replace(".", "")
        if isinstance(value, datetime.date):
            return value.isoformat()
        text = nfc(str(value)).replace("\r\n", "\n").strip()
        return text if len(text) < limits.CELL else UNCHANGED


# --- What a cell says ---------------------------------------------------------------------------------
# `render` gives what a spreadsheet takes as a number or a day where it is one, else text. `clean` takes the text of a
# cell and raises BadCell or ValidationError.
class ValueWidget(Widget):
    """A value, read by the field of the model's form."""

    def __init__(self, field, form_field=None):
        self.field, self.form_field = field, form_field
        super().__init__()

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value

    def clean(self, value, row=None, **kwargs):
        if not value and self.field.has_default():
            return self.field.get_default()
        return self.form_field.clean(value)


class DayWidget(ValueWidget):
    def clean(self, value, row=None, **kwargs):
        return super().clean(_day_of_serial(value) if SERIAL.fullmatch(value) else value)


class BooleanWidget(ValueWidget):
    def render(self, value, obj=None, **kwargs):
        if self.field.null:
            return {True: _("có"), False: _("không")}.get(value, "")
        return "x" if value else ""

    def clean(self, value, row=None, **kwargs):
        folded = fold(value)
        if folded in YES | NO:
            return folded in YES
        if value:
            raise BadCell(_("ghi x (có) hoặc để trống, không phải “%(text)s”") % {"text": value[:40]})
        return None if self.field.null else False


class ChoiceWidget(ValueWidget):
    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(dict(self.field.flatchoices).get(value, value))

    def clean(self, value, row=None, **kwargs):
        labels = [(one, str(label)) for one, label in self.field.flatchoices]
        found = next((one for one, label in labels if fold(value) in (fold(str(one)), fold(label))), value)
        if value and found not in dict(labels):
            allowed = ", ".join(label for _one, label in labels)
            raise BadCell(
                _("“%(text)s” không có trong: %(allowed)s") % {"text": value[:40], "allowed": allowed}
            )
        return super().clean(found)


class ReferenceWidget(ForeignKeyWidget):
    """One record, by its natural key, its name or an alias (`lookup.Finder`)."""

    def __init__(self, field, finder):
        self.required, self.finder = not field.null, finder
        super().__init__(field.related_model)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else reference(value)

    def clean(self, value, row=None, **kwargs):
        if not value and self.required:
            raise BadCell(_("không được để trống"))
        return self.finder.find(self.model, value) if value else None


class ReferencesWidget(ManyToManyWidget):
    """Several records in one cell, parted by ";"."""

    def __init__(self, field, finder):
        self.finder = finder
        super().__init__(field.related_model)

    def render(self, value, obj=None, **kwargs):
        return "; ".join(reference_in_list(one) for one in value.all())

    def clean(self, value, row=None, **kwargs):
        return [self.finder.find(self.model, unhide(part)) for part in split(value)]


class EvidenceWidget(Widget):
    """Sources or gaps of a record: `clean` gives {what identifies a row of `model` there: what that row says}."""

    model, key, values = None, (), ()

    def __init__(self, record_model, finder):
        self.record, self.finder = record_model(), finder
        super().__init__()

    def of(self, rows):
        """The same of `rows` as they are stored."""
        return {
            tuple(getattr(row, name) for name in self.key): tuple(getattr(row, name) for name in self.values)
            for row in rows
        }


class SourcesWidget(EvidenceWidget):
    model, key, values = Citation, ("field", "source_id", "place"), ("anchor", "basis")

    def render(self, value, obj=None, **kwargs):
        return write_sources(value.all())

    def clean(self, value, row=None, **kwargs):
        wanted = {}
        for name, slug, place, anchor, inferred in read_sources(value):
            EvidenceLoader.check(self.record, name)
            EvidenceLoader.check_length(Citation, {"place": place, "anchor": anchor})
            basis = Citation.Basis.INFERRED if inferred else Citation.Basis.STATED
            wanted[name, self.finder.find(Source, slug).pk, nfc(place)] = (nfc(anchor), str(basis))
        return wanted


class GapsWidget(EvidenceWidget):
    model, key, values = Gap, ("field",), ("kind", "note")

    def render(self, value, obj=None, **kwargs):
        return write_gaps(value.all())

    def clean(self, value, row=None, **kwargs):
        wanted = {}
        for name, none, note in read_gaps(value):
            EvidenceLoader.check(self.record, name)
            EvidenceLoader.check_length(Gap, {"note": note})
            wanted[name,] = (str(Gap.Kind.NONE if none else Gap.Kind.NOT_STATED), nfc(note))
        return wanted


def _day_of_serial(text):
    """45575, as Excel counts days, as 2024-10-10. Raises BadCell."""
    if not _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        raise BadCell(_("%(number)s không phải một ngày") % {"number": text})
    return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))).isoformat()


# --- Of a model ---------------------------------------------------------------------------------------
def columns_of(model, finder, form_field_of):
    """The SheetColumns of `model`, in the order of a table. `form_field_of`: a field to the form field that reads it."""
    table = table_of(model)
    columns = [SheetColumn("id", _("mã dòng"), ValueWidget(None), attribute="pk")]
    labels = {fold(columns[0].label)}
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    for field in sorted(fields, key=lambda field: field.name not in table.key):
        usable = field.name in table.m2m if field.many_to_many else field.editable and not field.primary_key
        if not usable or isinstance(field, models.FileField) or field.generated:
            continue
        label = str(field.verbose_name)
        label = f"{label} ({field.name})" if fold(label) in labels else label
        labels.add(fold(label))
        columns.append(SheetColumn(field.name, label, _widget_of(field, finder, form_field_of), field))
    if getattr(model, "FACTS", ()):
        columns.append(
            SheetColumn("sources", _("các nguồn"), SourcesWidget(model, finder), attribute="citations")
        )
        columns.append(SheetColumn("gaps", _("chỗ trống"), GapsWidget(model, finder)))
    if hasattr(model, "version"):
        columns.append(SheetColumn("version", _("phiên bản"), ValueWidget(None)))
    return columns


def _widget_of(field, finder, form_field_of):
    if field.many_to_many:
        return ReferencesWidget(field, finder)
    if field.is_relation:
        return ReferenceWidget(field, finder)
    form_field = form_field_of(field)
    if isinstance(field, models.BooleanField):
        return BooleanWidget(field, form_field)
    if field.choices:
        return ChoiceWidget(field, form_field)
    if isinstance(field, models.DateField):
        return DayWidget(field, form_field)
    return ValueWidget(field, form_field)


def match_headings(header, columns):
    """The SheetColumn (or None for a blank heading) of each heading of a file. Raises BadCell."""
    known = {fold(column.label): column for column in columns} | {column.name: column for column in columns}
    found, wrong = [], []
    for heading in header:
        plain = heading.strip().rstrip("* ")
        column = known.get(plain) or known.get(fold(plain))
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


def sentence_of(problem):
    """The words of a BadCell or ValidationError."""
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
