"""Rows, columns and values in words."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.base.db import field_of
from portal.base.language import Label
from portal.base.text import date as written_date

from .states import State, batches, in_memory, pointing, references


# --- Rows ---------------------------------------------------------------------------------------------
def in_words(model: type[Model], state: State | None, key: int | None = None) -> str:
    """A row that may not stand, in a few words of its own: its noun and its name."""
    label, name = model._meta.verbose_name, name_of(model, state)
    return f"{label} “{name}”" if name else f"{label} {key or (state or {}).get('id', '')}".strip()


def name_of(model: type[Model], state: State | None) -> str:
    """What a row in `state` is called, where what its name is made of still stands, or its first text; or ""."""
    if not state:
        return ""
    try:
        return called(in_memory(model, state))[:120]
    except (ObjectDoesNotExist, AttributeError, TypeError, ValueError):
        return _first_text(model, state)


def called(row: Model) -> str:
    """The name of a row; its first text where that is only the kind it is of ("phát biểu"), "" where the noun."""
    text, fields = str(row), row._meta.concrete_fields
    kinds = [field.name for field in fields if field.choices and getattr(row, field.attname)]
    # What hangs from any record has no words of its own: its texts name a column.
    if hasattr(row, "object_id") or text not in [
        str(getattr(row, f"get_{name}_display")()) for name in kinds
    ]:
        return text
    state = {field.attname: getattr(row, field.attname) for field in fields}
    return _first_text(type(row), state) or ("" if text == row._meta.verbose_name else text)


def _first_text(model: type[Model], state: State) -> str:
    """The beginning of the first text of a row, of one that must be filled in before others; or ""."""
    texts = [
        name for name, value in state.items() if isinstance(value, str) and value and _is_text(model, name)
    ]
    texts.sort(key=lambda name: field_of(model, name).blank)
    return state[texts[0]].strip().partition("\n")[0].strip()[:80] if texts else ""


def _is_text(model, name):
    field = field_of(model, name)
    return not field.choices and field.get_internal_type() in ("CharField", "TextField")


# --- Columns and values -------------------------------------------------------------------------------
def label_of(model: type[Model], name: str) -> Label:
    """The name of a column in words."""
    for column in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if name in (column.name, column.attname):
            return column.verbose_name
    return name


def named(model: type[Model], keys: Iterable[int]) -> dict[int, str]:
    """{key: words} of rows that stand."""
    rows = model._default_manager.all()
    rows = rows.in_context() if hasattr(rows, "in_context") else rows
    return {row.pk: called(row) or str(row) for some in batches(keys) for row in rows.filter(pk__in=some)}


class Labels:
    """What the keys in states mean, read once for each noun that they point at."""

    def __init__(self, states: Iterable[tuple[type[Model], State]]) -> None:
        wanted: defaultdict[type[Model], set[int]] = defaultdict(set)
        for model, state in states:
            for name, (target, key) in references(model, state):
                if name != "object_id":  # what a citation hangs from is told by where it is shown
                    wanted[target].add(key)
        self.names = {target: named(target, keys) for target, keys in wanted.items() if keys}

    def words(self, model: type[Model], name: str, state: State | None) -> str:
        """A value in words; "" where there is none."""
        if state is None:
            return ""
        value = state["links"].get(name) if name in state["links"] else state.get(name)
        if name == "field" and value and "content_type_id" in state:  # which fact of its record it speaks of
            noun = ContentType.objects.get_for_id(state["content_type_id"]).model_class()
            return str(label_of(noun, value) if noun else value)
        targets = pointing(model)
        if name in targets and value:
            keys = value if isinstance(value, list) else [value]
            known = self.names.get(targets[name], {})
            gone = _("(không còn, số %(key)s)")
            return "; ".join(known.get(key) or gone % {"key": key} for key in keys)
        return value_words(model, name, value)


def value_words(model: type[Model], name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    column = next((one for one in model._meta.concrete_fields if one.attname == name), None)
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if hasattr(value, "year"):
        return written_date(value)
    return str(value)
