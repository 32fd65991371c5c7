"""Which stored record a row means, and what of the table is read once for all rows."""

import re

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader

from portal.base.db import is_key
from portal.base.text import fold, slugify
from portal.records import rights
from portal.records.loading.table import BadCell
from portal.records.natural_keys import is_spelt

from .cells import BadValue
from .lookup import candidates


class RecordLoader(BaseInstanceLoader):
    """Finds a record by its number or its natural key; where a slug is blank, by the row's name or the slug that it
    would get. `resource` is a SheetResource, whose user finds what they may view.
    """

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.model, self.key, self.fields = resource.model, resource.table.key, resource.fields
        self.known = {}  # {(name of the column, text): record}
        for name in ("id", *(self.key if len(self.key) == 1 else ())):
            column = self.fields[name]
            if column in resource.given and not (column.field and column.field.is_relation):
                self._read_at_once(column, dataset[column.name])
        resource.finder.fitting(self.model, "-")  # reads the names of all

    def _read_at_once(self, column, cells):
        texts = {cell for cell in cells if cell and not isinstance(cell, BadValue)}
        if column.name == "id":
            texts = {text for text in texts if is_key(text)}
        for record in self._rows().filter(**{f"{column.attribute}__in": texts}):
            self.known[column.name, str(getattr(record, column.attribute))] = record

    def _rows(self):
        rows = rights.within(self.resource.user, self.model._default_manager.order_by("pk"), "view")
        return self.resource.queryset(rows)

    @cached_property
    def _slugs(self):
        """{slug: key} of the records that the user may view."""
        rows = rights.within(self.resource.user, self.model._default_manager.all(), "view")
        return dict(rows.values_list("slug", "pk"))

    def get_instance(self, row):
        """The record that the row in hand means, None for a new one. Raises ValidationError."""
        try:
            return self._locate(self.resource.cells)
        except BadCell as problem:
            raise ValidationError(str(problem)) from problem

    def _locate(self, cells):
        number = cells.get("id")
        if number:
            if ("id", number) not in self.known:
                raise BadCell(
                    _("Không có mã dòng %(number)s, hoặc bạn không được xem. Dòng mới thì để trống ô này.")
                    % {"number": number[:20]}
                )
            return self.known["id", number]
        records, is_sure = self._by_key(cells)
        if not records or (is_sure and len(records) == 1):
            return records[0] if records else None
        written = cells.get("name") or cells.get("title")
        if len(records) == 1 and (not written or is_spelt(records[0], written)):
            return records[0]
        sentence = _("Có thể là bản ghi đang có: %(candidates)s. Hãy ghi “mã dòng” của bản ghi ấy.")
        if "slug" in self.fields:
            sentence += " " + _("Nếu là bản ghi mới thì ghi một “đường dẫn” chưa bản ghi nào dùng.")
        raise BadCell(sentence % {"candidates": candidates(records, lambda record: record.pk)})

    def _by_key(self, cells):
        """([record], whether they are surely meant)."""
        lookups = {}
        for name in self.key:
            column, text = self.fields[name], cells.get(name, "")
            if not text and name == "slug":
                return self._by_name(cells, lookups), False
            if not text and not column.field.null:
                raise BadCell(
                    _("Thiếu “%(column)s”: không biết dòng này là bản ghi nào.") % {"column": column.label}
                )
            if len(self.key) == 1 and (name, text) in self.known:
                return [self.known[name, text]], True
            lookups[name] = self.resource.read(column)
        return ([] if self.key == ("slug",) else list(self._rows().filter(**lookups)[:6])), True

    def _by_name(self, cells, lookups):
        draft = self.model(**lookups)
        for name in ("ordinal", "year", "name", "title", "publisher"):
            if cells.get(name) and name in self.fields:
                setattr(draft, name, self.resource.read(self.fields[name]))
        slug = slugify(draft.slug_source())
        if lookups:
            found = self._rows().filter(slug=slug, **lookups)[:6] if slug else []
            return [record for record in found if not are_told_apart(record, draft)]
        written = cells.get("name") or cells.get("title") or ""
        keys = {record.pk for record in self.resource.finder.fitting(self.model, written)}
        named = self._slugs.get(slug)
        found = list(self._rows().filter(pk__in={*keys, named} - {None})) if keys or named else []
        return [record for record in found if record.pk in keys or not are_told_apart(record, draft)]


def are_told_apart(record, draft):
    """Whether two names that make one slug are two names all the same: by signs, or beyond the length of a slug."""
    one, other = record.slug_source(), draft.slug_source()
    return slugify(one) == slugify(other) and spelling(one) != spelling(other)


def spelling(name):
    """What tells `name` from others: its folded letters and digits, and signs that are no punctuation (C/C++, C/C#)."""
    return " ".join(re.findall(r"\w+|[^\w\s.,;:'\"()–—‘’“”-]", fold(name)))
