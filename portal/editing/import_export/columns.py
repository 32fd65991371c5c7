"""The columns of a model's table, the same out and in: what `text` writes, `clean` of the widget takes back unchanged."""

import datetime
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field

from portal.base.encodings import foreign_text
from portal.base.text import fold, nfc
from portal.base.values import decimal_text
from portal.records.loading.table import BadCell
from portal.records.natural_keys import table_of

from . import limits, widgets
from .cells import UNCHANGED


class SheetColumn(Field):
    """One column. `field` is None for what no field of the model holds: the number, sources, gaps, version."""

    def __init__(self, name, label, widget, field=None, attribute=""):
        super().__init__(attribute=attribute or name, column_name=label, widget=widget)
        self.name, self.label, self.field = name, label, field

    @property
    def many(self):
        return isinstance(self.widget, widgets.ReferencesWidget)

    @property
    def is_needed(self):
        """Whether a new row must fill it, or, of sources, its sender choose one for all rows."""
        if self.field is None:
            return self.name == "sources"
        if self.name in table_of(self.field.model).key and self.name != "slug":  # a row is found by it
            return not self.field.null
        return not (self.many or self.field.blank or self.field.has_default())

    @property
    def may_be_blank(self):
        return self.many or self.field.blank or self.field.null or self.field.has_default()

    def text(self, record):
        """What `record` holds, as a cell of a file that comes back is read: 636.1 as 636,1, a day as 2024-10-10."""
        value = self.export(record)
        if isinstance(value, Decimal):
            return decimal_text(value).replace(".", "")
        if isinstance(value, datetime.date):
            return value.isoformat()
        text = nfc(str(value)).replace("\r\n", "\n").strip()
        return text if len(text) < limits.CELL else UNCHANGED


# --- Of a model ---------------------------------------------------------------------------------------
def columns_of(model, finder, form_field_of):
    """The SheetColumns of `model`, in the order of a table. `form_field_of`: a field to the form field that reads it."""
    number = widgets.StateWidget(_("Số của bản ghi đang có. Dòng mới thì để trống. Đừng sửa."), "12")
    columns = [SheetColumn("id", _("mã dòng"), number, attribute="pk")]
    labels = {fold(columns[0].label)}
    for field in _fields_of(model):
        label = str(field.verbose_name)
        label = f"{label} ({field.name})" if fold(label) in labels else label
        labels.add(fold(label))
        columns.append(SheetColumn(field.name, label, _widget_of(field, finder, form_field_of), field))
    if getattr(model, "FACTS", ()):
        sources, gaps = widgets.SourcesWidget(model, finder), widgets.GapsWidget(model, finder)
        columns.append(SheetColumn("sources", _("các nguồn"), sources, attribute="citations"))
        columns.append(SheetColumn("gaps", _("chỗ trống"), gaps))
    if hasattr(model, "version"):
        what = _("Bản ghi được sửa tới lần nào khi xuất bảng. Đừng sửa; để trống cũng được.")
        columns.append(SheetColumn("version", _("phiên bản"), widgets.StateWidget(what, "3")))
    return columns


def _fields_of(model):
    """The fields that a table holds, those of the natural key first."""
    table = table_of(model)
    fields = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    fields += [field for field in model._meta.many_to_many if field.name in table.m2m]
    fields = [field for field in fields if not (isinstance(field, models.FileField) or field.generated)]
    return sorted(fields, key=lambda field: field.name not in table.key)


def _widget_of(field, finder, form_field_of):
    if field.many_to_many:
        return widgets.ReferencesWidget(field, finder)
    if field.is_relation:
        return widgets.ReferenceWidget(field, finder)
    if isinstance(field, models.BooleanField):
        widget = widgets.BooleanWidget
    elif field.choices:
        widget = widgets.ChoiceWidget
    else:
        widget = widgets.DayWidget if isinstance(field, models.DateField) else widgets.ValueWidget
    return widget(field, form_field_of(field))


def heading_reader(columns):
    """A function that gives the SheetColumn of a heading, whatever stands between its words and around them, or None."""
    known = {_in_words(column.label): column for column in columns} | {
        column.name: column for column in columns
    }
    return lambda heading: known.get(heading.strip()) or known.get(_in_words(heading))


def _in_words(heading):
    return " ".join(re.findall(r"\w+", fold(heading)))


def match_headings(header, columns):
    """The SheetColumn (or None for a blank heading) of each heading of a file. Raises BadCell."""
    known, found, wrong = heading_reader(columns), [], []
    for heading in header:
        column = known(heading)
        if heading and column is None:
            foreign = foreign_text(heading)
            wrong.append(f"{heading[:60]} ({foreign.refusal.rstrip('.')})" if foreign else heading[:60])
        found.append(column)
    if not any(found):
        said = {"lines": limits.TITLES, "names": "; ".join(wrong)}
        raise BadCell(
            _("Không thấy dòng tên các cột trong %(lines)s dòng đầu. Dòng đầu ghi: %(names)s.") % said
        )
    if wrong:
        raise BadCell(_("Không có cột nào tên: %(names)s.") % {"names": "; ".join(wrong)})
    twice = {column.label for column in found if column and found.count(column) > 1}
    if twice:
        raise BadCell(_("Có hai cột cùng tên: %(names)s.") % {"names": "; ".join(sorted(twice))})
    return found


def sentence_of(problem):
    """The words of a BadCell or ValidationError."""
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
