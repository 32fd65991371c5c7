"""Which record a cell means, and a row: by its natural key, by its name without marks, by a spelling of its sources.

Where two fit, or one in other marks, nobody guesses: the cell is refused with the candidates and their keys.
"""

import difflib
import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader

from portal.base.db import is_key
from portal.base.text import fold, slugify
from portal.records import rights
from portal.records.loading.table import BadCell
from portal.records.natural_keys import (
    is_spelt,
    key_is_unique,
    key_relations,
    loader,
    names,
    reference,
    table_of,
)

from .cells import BadValue

#: Records of a model whose names are all read at once; of a larger model those that hold the words.
AT_ONCE = 5_000
_NEAREST = 15  # misspelt names for which the nearest are looked up, in one request
_CANDIDATES = 8  # that one sentence names
_NUMBERED = re.compile(r"(.*)#(\d{1,18})", re.DOTALL)


class Finder:
    """Finds records for one user, who finds what that user may view.

    Two names are one when `spelt` makes the same of both. Names are read all at once up to `at_once` records.
    `new`: {(model, key): record} of records that are not stored yet, and found first.
    """

    def __init__(self, user, spelt=fold, at_once=AT_ONCE):
        self.user, self.spelt, self.at_once = user, spelt, at_once
        self.new, self.found, self.named, self.nearest = {}, {}, {}, 0

    def find(self, model, text):
        """The record of `model` that `text` names. Raises BadCell."""
        if (model, text) in self.new:
            return self.new[model, text]
        if (model, text) not in self.found:
            try:
                self.found[model, text] = self._find(model, text)
            except BadCell as problem:
                self.found[model, text] = problem
        found = self.found[model, text]
        if isinstance(found, BadCell):
            raise found
        return found

    def _find(self, model, text):
        record = self._by_key(model, text)
        if record:
            return record
        options = self.fitting(model, text)
        if len(options) == 1 and any(is_spelt(options[0], one) for one in (text, *full_names(model, text))):
            return options[0]
        if not options:
            raise BadCell(self._unknown(model, text))
        sentence = _("“%(text)s” có thể là: %(candidates)s. Hãy ghi khóa trong ngoặc của bản ghi đúng.")
        raise BadCell(sentence % {"text": text[:80], "candidates": candidates(options, reference)})

    def _by_key(self, model, text):
        rows = self._rows(model)
        if not key_is_unique(model):
            numbered = _NUMBERED.fullmatch(text)
            if numbered:
                return rows.filter(pk=int(numbered[2])).first()
        try:
            lookups, _rest = loader().lookups(model, text.split("/"))
            found = list(rows.filter(**lookups)[:2])
        except (BadCell, ValueError, TypeError, OverflowError):
            return None
        return found[0] if len(found) == 1 else None

    def fitting(self, model, text):
        """The records of `model` one of whose names is `text`, marks and case aside, or stands for it (a list)."""
        wanted = {self.spelt(one): None for one in (text, *full_names(model, text))}
        return list(
            {record.pk: record for one in wanted for record in self._called(model, text, one)}.values()
        )

    def _called(self, model, text, wanted):
        if not wanted:
            return []
        if model not in self.named:
            self.named[model] = self._names(model)
        known = self.named[model]
        if known is None:
            rows = self._rows(model).filter(search_text__contains=fold(text))[:100]
            return [record for record in rows if wanted in map(self.spelt, names(record))]
        return list(known.get(wanted, {}).values())

    def _names(self, model):
        """{folded name: {key: record}} of a model; None of one too large to be read at once."""
        rows = self._rows(model)
        if hasattr(model, "search_text") and rows.count() > self.at_once:
            return None
        known = defaultdict(dict)
        for record in rows[: self.at_once]:
            for name in names(record):
                known[self.spelt(name)][record.pk] = record
        return known

    def _rows(self, model):
        context = {*getattr(model, "CONTEXT", ()), *key_relations(model)}
        rows = rights.within(self.user, model._default_manager.order_by("pk"), "view")
        return rows.select_related(*context or [None])

    def _unknown(self, model, text):
        unknown = _("Không có %(noun)s “%(text)s”.") % {"noun": model._meta.verbose_name, "text": text[:80]}
        known = self.named.get(model)
        if not known or self.nearest >= _NEAREST:
            return unknown
        self.nearest += 1
        close = difflib.get_close_matches(fold(text)[:80], list(known), 3, 0.6)
        near = dict.fromkeys(str(record) for name in close for record in known[name].values())
        if not near:
            return unknown
        return f"{unknown} {_('Gần giống: %(names)s.') % {'names': ', '.join(list(near)[:3])}}"


def full_names(model, text):
    """The names in full for which `text` may stand, of a model that has such."""
    table = table_of(model)
    return table.full_names(text) if table and table.full_names else []


def candidates(records, key):
    """Records in one sentence: "Hoàng Minh (hoang-minh); Hoàng Minh (hoang-minh-2)"."""
    named = [f"{record} ({key(record)})" for record in records[:_CANDIDATES]]
    return "; ".join([*named, "…"] if len(records) > _CANDIDATES else named)


# --- Which record a row means -------------------------------------------------------------------------
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
