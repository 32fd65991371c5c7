"""A plan in words: what differs, what moves, where each row is mended."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.changes.labels import Labels, value_words
from portal.records.admin_urls import admin_page
from portal.records.models.citation import OfRecord

from .registry import merge_rules

#: Rows of one group that the page names; the rest are counted.
NAMED = 20
EMPTY = "–"


@dataclass
class Group:
    """Rows that have the same done to them: `count`, and the first of them as links."""

    title: str
    count: int = 0
    rows: list = field(default_factory=list)


def value_in_words(model, name, value):
    return _texts(model, [(name, value)])[0]


def _texts(model, pairs):
    """Values of columns ([(name, value)]) in words; each model that they point at is asked once."""
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


def field_rows(plan):
    """[(FieldChoice, text of the survivor, text of the loser)] of the fields in which one of the two has something."""
    shown = [
        choice
        for choice in plan.fields
        if choice.survivor not in (None, "") or choice.loser not in (None, "")
    ]
    pairs = [(choice.name, side) for choice in shown for side in (choice.survivor, choice.loser)]
    texts = [text or EMPTY for text in _texts(plan.model, pairs)]
    return list(zip(shown, texts[::2], texts[1::2], strict=True))


def lost_values(plan):
    """Sentences about the values that do not remain, for the note of the changeset."""
    for choice in plan.differing:
        text = value_in_words(plan.model, choice.name, choice.lost)
        yield _("Không giữ %(label)s: %(value)s") % {"label": choice.label, "value": text}


def distinguishing_text(record):
    """What tells a record from another of its name, in a few words."""
    names = merge_rules(type(record)).distinguishing
    texts = (value_words(type(record), name, getattr(record, name)) for name in names)
    return " · ".join(text.replace("\n", "; ") for text in texts if text)


def groups(plan):
    """What moves, as Groups in the order of the relations; then what goes, and the marks."""
    found = {}
    for relation, row in plan.moves:
        title = str(row._meta.verbose_name_plural)
        _add(found, f"{title} ({relation.label})" if relation.label else title, row)
    for row in plan.drops:
        _add(found, _("Bỏ, vì bản ở lại đã có như vậy hoặc mục ấy nay có giá trị"), row)
    for mark in plan.marks:
        _add(found, str(mark._meta.verbose_name_plural), mark)
    return list(found.values())


def _add(found, title, row):
    group = found.setdefault(title, Group(title))
    group.count += 1
    if len(group.rows) < NAMED:
        group.rows.append(link(row))


def link(row):
    """(words, address of the form on which the row is mended, or "")."""
    if not isinstance(row, OfRecord):
        return str(row), form_of(row)
    record = row._state.fields_cache.get("record")  # fetched where the rows are of several records
    text = f"{row.record_label} “{record}”" if record else str(row)
    return (f"{text} ({row.field_label})" if row.field else text), form_of(row)


def form_of(row):
    """The form of a row, or of the record that it hangs from."""
    model, key = type(row), row.pk
    if getattr(row, "content_type_id", None) and hasattr(row, "object_id"):
        model, key = ContentType.objects.get_for_id(row.content_type_id).model_class(), row.object_id
    return admin_page(model, "change", key) if model and key else ""
