"""The widgets of the columns: what a cell says of a field, both ways, and how a clerk is told of it.

`render` gives what a spreadsheet takes as a number or a day where it is one, else text. `clean` takes the text of a
cell and raises BadCell or ValidationError. `explain` gives (how it is written, what is taken, an example).
"""

import re

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget, Widget

from portal.base.text import fold, nfc, visible
from portal.records.loading.evidence import EvidenceLoader
from portal.records.loading.items import read_gaps, read_sources, split, unhide, write_gaps, write_sources
from portal.records.loading.table import BadCell
from portal.records.models import Citation, Gap, Source
from portal.records.natural_keys import key_relations, reference, reference_in_list, table_of

from . import limits

SERIAL = re.compile(r"\d{5}")  # a day of Excel, which its cell shows as no day
YES, NO = {"x", "co", "1", "true", "dung"}, {"khong", "0", "false", "sai"}


class StateWidget(Widget):
    """What the record says of itself, which a row repeats: its number, its version."""

    def __init__(self, shape, example):
        self.shape, self.example = shape, example
        super().__init__()

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value

    def explain(self):
        return self.shape, _("một số"), self.example


class ValueWidget(Widget):
    """A value, read by the field of the model's form."""

    def __init__(self, field, form_field):
        self.field, self.form_field = field, form_field
        super().__init__()

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value

    def clean(self, value, row=None, **kwargs):
        if not value and self.field.has_default():
            return self.field.get_default()
        is_number = isinstance(self.field, models.IntegerField | models.DecimalField)
        return self.form_field.clean(value if is_number else visible(getattr(value, "shown", "") or value))

    def explain(self):
        if isinstance(self.field, models.DecimalField):
            return "", _("một số viết như tiếng Việt: 636,1"), "636,1"
        if isinstance(self.field, models.IntegerField):
            return "", _("một số nguyên"), "2024" if "year" in self.field.name else "1"
        is_bare_slug = isinstance(self.field, models.SlugField) and not self.field.help_text
        shape = _("Để trống thì làm từ tên.") if is_bare_slug else ""
        longest = self.field.max_length or limits.CELL
        return shape, _("chữ, tối đa %(longest)s") % {"longest": longest}, ""


class DayWidget(ValueWidget):
    def clean(self, value, row=None, **kwargs):
        if SERIAL.fullmatch(value):
            raise BadCell(_("%(number)s không phải một ngày") % {"number": value})
        return super().clean(value)

    def explain(self):
        return "", _("một ngày: 10/10/2024 hoặc 2024-10-10"), "10/10/2024"


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

    def explain(self):
        if self.field.null:
            return "", _("có, không, hoặc trống"), _("có")
        return "", _("x, hoặc trống"), "x"


class ChoiceWidget(ValueWidget):
    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(self.labels.get(value, value))

    @cached_property
    def labels(self):
        return dict(self.field.flatchoices)

    @cached_property
    def values(self):
        """{what a cell may say, folded: the value}."""
        texts = [(str(value), str(label), value) for value, label in self.field.flatchoices]
        return {fold(label): value for _text, label, value in texts} | {
            fold(text): value for text, _label, value in texts
        }

    def clean(self, value, row=None, **kwargs):
        found = self.values.get(fold(value), value)
        if value and found not in self.labels:
            allowed = ", ".join(map(str, self.labels.values()))
            raise BadCell(
                _("“%(text)s” không có trong: %(allowed)s") % {"text": value[:40], "allowed": allowed}
            )
        return super().clean(found)

    def explain(self):
        labels = [str(label) for value, label in self.labels.items() if value != ""]
        return "", "\n".join(labels), labels[0]


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

    def explain(self):
        return _explain_reference(self.model)


class ReferencesWidget(ManyToManyWidget):
    """Several records in one cell, parted by ";"."""

    def __init__(self, field, finder):
        self.finder = finder
        super().__init__(field.related_model)

    def render(self, value, obj=None, **kwargs):
        return "; ".join(reference_in_list(one) for one in value.all())

    def clean(self, value, row=None, **kwargs):
        return [self.finder.find(self.model, unhide(part)) for part in split(value)]

    def explain(self):
        shape, allowed, example = _explain_reference(self.model)
        return shape + " " + _("Nhiều mục thì cách nhau bằng dấu chấm phẩy."), allowed, example


def _explain_reference(model):
    opts = model._meta
    key = "/".join(str(opts.get_field(name).verbose_name) for name in table_of(model).key)
    shape = _("Khóa (%(key)s), hoặc tên, có dấu hay không dấu.") % {"key": key}
    rows = model._default_manager.order_by("pk")
    rows = rows.published() if hasattr(rows, "published") else rows  # an example that readers may see
    first = rows.select_related(*key_relations(model) or [None]).first()
    return shape, _("một %(noun)s đang có") % {"noun": opts.verbose_name}, reference(first) if first else ""


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

    def facts(self):
        """The names that a cell may say, each with its label."""
        fields = map(self.record._meta.get_field, self.record.FACTS)
        return ", ".join(f"{field.name} ({field.verbose_name})" for field in fields)


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

    def explain(self):
        shape = _(
            "Nguồn của dòng, các mục cách nhau bằng dấu chấm phẩy. Mỗi mục: đường dẫn (slug) của nguồn; trước đó có thể "
            "ghi tên mục và dấu =, sau đó @chỗ trong bài, #chữ để tìm trong bài, và ? khi nguồn chỉ cho suy ra. Để "
            "trống thì phải chọn nguồn mặc định khi gửi tệp."
        )
        example = f"bao-cao-bang-xix@đoạn 1; {self.record.FACTS[0]}=lao-dong-xix#636,1"
        return shape, self.facts(), example


class GapsWidget(EvidenceWidget):
    model, key, values = Gap, ("field",), ("kind", "note")

    def render(self, value, obj=None, **kwargs):
        return write_gaps(value.all())

    def clean(self, value, row=None, **kwargs):
        wanted = {}
        for name, kind, note in read_gaps(value):
            EvidenceLoader.check(self.record, name)
            EvidenceLoader.check_length(Gap, {"note": note})
            wanted[name,] = (str(kind), nfc(note))
        return wanted

    def explain(self):
        shape = _(
            "Vì sao ô trống, các mục cách nhau bằng dấu chấm phẩy: tên mục (nguồn không nêu), tên mục và dấu ? "
            "(chưa thấy nêu: mới đọc một phần nguồn), hoặc tên mục và dấu ! (không có); lời chú trong ngoặc."
        )
        return shape, self.facts(), f"{self.record.FACTS[-1]} (nguồn không nêu)"
