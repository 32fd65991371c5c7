"""A plan in words: what differs, what moves, where each row is mended."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.changes.labels import Labels, value_words
from portal.records.admin_urls import admin_page
from portal.records.models.citation import OfRecord

#: Rows of one group that the page names; the rest are counted.
NAMED = 20
EMPTY = "–"


@dataclass
class Group:
    """Rows of one table that move by one column."""

    title: str
    count: int = 0
    rows: list = field(default_factory=list)


def value_in_words(model, name, value):
    return _words(model, [(name, value)])[0]


def _words(model, pairs):
    """Values of columns in words; each noun that they point at is asked once."""
    columns = [model._meta.get_field(name) for name, _value in pairs]
    states = [
        {column.attname: value, "links": {}} for column, (_n, value) in zip(columns, pairs, strict=True)
    ]
    labels = Labels((model, state) for state in states)
    return [
        labels.words(model, column.attname, state)
        if column.is_relation
        else value_words(model, column.attname, state[column.attname])
        for column, state in zip(columns, states, strict=True)
    ]


def lines_in_words(plan):
    """[{name, label, kept, gone, asked, chosen}] of the fields in which one of the two holds something."""
    shown = [line for line in plan.lines if line.kept not in (None, "") or line.gone not in (None, "")]
    texts = _words(plan.model, [(line.name, side) for line in shown for side in (line.kept, line.gone)])
    return [
        {
            "name": line.name,
            "label": line.label,
            "kept": texts[2 * place] or EMPTY,
            "gone": texts[2 * place + 1] or EMPTY,
            "asked": line.asked,
            "chosen": line.chosen,
            "same": line.kept == line.gone,
        }
        for place, line in enumerate(shown)
    ]


def lost_values(plan):
    """Sentences about the values that do not stay, for the note of the act: the history of the record holds them."""
    for line in plan.differing:
        value = line.kept if line.chosen == "gone" else line.gone
        yield _("Không giữ %(label)s: %(value)s") % {
            "label": line.label,
            "value": value_in_words(plan.model, line.name, value),
        }


def groups(plan):
    """What moves, as Groups in the order of the relations; then what becomes one, and what goes."""
    found = {}
    for relation, row in plan.moves:
        title = str(row._meta.verbose_name_plural)
        if relation.label:
            title = f"{title} ({relation.label})"
        _put(found, title, row)
    for join in plan.joins:
        if join.refusals:
            continue
        _put(
            found,
            _("Gộp thành một dòng, vì ghi như nhau: %(noun)s") % {"noun": join.model._meta.verbose_name},
            join.gone,
        )
        for group in groups(join):
            _add(found, group)
    for row in plan.drops:
        _put(found, _("Bỏ chỗ trống, vì mục ấy nay có giá trị"), row)
    for mark in plan.marks():
        _put(found, str(mark._meta.verbose_name_plural), mark)
    return list(found.values())


def _put(found, title, row):
    group = found.setdefault(title, Group(title))
    group.count += 1
    if len(group.rows) < NAMED:
        group.rows.append(link(row))


def _add(found, group):
    into = found.setdefault(group.title, Group(group.title))
    into.count += group.count
    into.rows = [*into.rows, *group.rows][:NAMED]


def link(row):
    """(words, address of the form on which the row is mended, or "")."""
    if not isinstance(row, OfRecord):
        return str(row), form_of(row)
    held = row._state.fields_cache.get("record")  # fetched where the rows are of several records
    said = f"{row.record_label} “{held}”" if held else str(row)
    return (f"{said} ({row.field_label})" if row.field else said), form_of(row)


def form_of(row):
    model, key = type(row), row.pk
    if hasattr(row, "object_id") and hasattr(row, "content_type_id") and row.content_type_id:
        model, key = ContentType.objects.get_for_id(row.content_type_id).model_class(), row.object_id
    if model is None or key is None:
        return ""
    return admin_page(model, "change", key)
