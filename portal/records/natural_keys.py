"""What the sheets know of each noun: its natural key and how a cell names one of its records."""

from functools import cache

from django.db import models

from portal.base.db import field_of
from portal.base.text import fold, nfc, place_tones

from .loading import Loader, tables_modules
from .loading.items import hide
from .loading.table import Table


@cache
def loader() -> Loader:
    """Finds records by their natural keys, as the shipped files do."""
    return Loader(list(tables_modules()))


def table_of(model) -> Table | None:
    """How the files of `model` are keyed; None for a noun that no sheet brings in."""
    return loader().tables.get(model)


def keyed(model: type[models.Model]) -> Table:
    """The same of a noun that a sheet brings in. Raises LookupError for another."""
    table = table_of(model)
    if table is None:
        raise LookupError(f"No sheet brings in {model.__name__}.")
    return table


@cache
def key_is_unique(model: type[models.Model]) -> bool:
    """Whether the database holds the natural key of `model` to one record."""
    key = keyed(model).key
    if len(key) == 1 and field_of(model, key[0]).unique:
        return True
    wholes = [rule.fields for rule in model._meta.total_unique_constraints]
    return any(set(fields) <= set(key) for fields in wholes)


@cache
def key_relations(model, prefix="") -> list[str]:
    """The relations that the natural key of `model` reads, for select_related."""
    found: list[str] = []
    for name in keyed(model).key:
        column = model._meta.get_field(name)
        if column.is_relation:
            inner = key_relations(column.related_model, f"{prefix}{name}__")
            found += inner or [f"{prefix}{name}"]
    return found


def key_parts(record) -> list[str]:
    parts = []
    for name in keyed(type(record)).key:
        value = getattr(record, name)
        if isinstance(value, models.Model):
            parts += key_parts(value)
        else:
            parts.append("" if value is None else str(value))
    return parts


def reference(record: models.Model) -> str:
    """How a cell names `record`: its natural key, with its number where the key may fit several."""
    key = "/".join(key_parts(record))
    return key if key_is_unique(type(record)) else f"{key}#{record.pk}"


def reference_in_list(record) -> str:
    """The same among others in one cell, parted by ";"."""
    return hide(reference(record))


def names(record) -> list[str]:
    """Every name that a person may write for `record` (a list of texts)."""
    table = keyed(type(record))
    found = [str(record), reference(record)]
    for name in ("name", "full_name", "short_name", "name_en", "title"):
        found.append(getattr(record, name, "") or "")
    found += (getattr(record, "aliases", "") or "").splitlines()
    if table.names:
        found += table.names(record)
    return [name for name in found if name.strip()]


def is_spelt(record, text) -> bool:
    """Whether `text` is written as one of the names of `record`, or without any marks. Other marks may be another's."""
    typed = _spelling(text)
    return typed == fold(typed) or typed in map(_spelling, names(record))


def _spelling(text):
    return " ".join(place_tones(nfc(text)).lower().split())
