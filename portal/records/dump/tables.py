"""What goes into a dump: which tables, which of their rows and columns, and in what types.

Named one by one by what the record follows, so that no table of accounts can come in by itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.base.db import NO_ROWS, DerivedMixin, target_of
from portal.changes.models import Change, ChangedRecord, Changeset
from portal.changes.states import is_recorded, is_tracked
from portal.search.models import ShippedTerm, Term

from ..loading import tables_modules
from ..models import Citation, Gap, NamedQuerySet, Record, citable_models, has_page, named_by
from ..models.record import of_published_record
from ..moderation import has_state, is_public, shown_rows

#: Columns of the shipped files and of the desk, which no page shows.
OF_THE_DESK = {"loaded_version", "checked_on"}
#: What editors have beside the record.
LEDGER = (Changeset, Change, ChangedRecord, Term, ShippedTerm)
#: What records point at and the ledger does not follow.
FILES = ("files.StoredFile",)
#: What sources say otherwise than the record: a view, and a file of its own.
DISAGREEMENTS = "disagreements"
#: {kind of column: (type of a Data Package, of SQLite, of Croissant)}; of the first that a field is an instance of.
TYPES: dict[type[models.Field], tuple[str, str, str]] = {
    models.BooleanField: ("boolean", "INTEGER", "sc:Boolean"),
    models.DateTimeField: ("datetime", "TEXT", "sc:DateTime"),
    models.DateField: ("date", "TEXT", "sc:Date"),
    models.DecimalField: ("number", "NUMERIC", "sc:Float"),
    models.JSONField: ("object", "TEXT", "sc:Text"),
    models.IntegerField: ("integer", "INTEGER", "sc:Integer"),
    models.Field: ("string", "TEXT", "sc:Text"),
}


@dataclass(frozen=True)
class DumpColumn:
    """One column of a DumpTable; `target`: the model that it points at, where that is in the dump."""

    field: models.Field
    target: type[models.Model] | None = None

    @property
    def is_kind(self) -> bool:
        """Whether it names a table: a content type, which every portal numbers for itself."""
        return self.field.related_model is ContentType

    @property
    def name(self) -> str:
        return self.field.name if self.is_kind else self.field.attname

    @cached_property
    def types(self) -> tuple[str, str, str]:
        stored = models.TextField() if self.is_kind else self.field
        while stored.is_relation:
            stored = target_of(stored)._meta.pk
        return next(types for kind, types in TYPES.items() if isinstance(stored, kind))

    def stored(self, value) -> Any:
        """A value of the database as SQLite keeps it."""
        if self.is_kind:
            return value and ContentType.objects.get_for_id(value).model
        if value is None or type(value) in (int, str):
            return value
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, dict | list):
            return json.dumps(with_kinds(value, kind_of), ensure_ascii=False)
        return value.isoformat() if isinstance(value, date) else str(value)

    def written(self, value) -> Any:
        """A value that SQLite keeps as JSON has it."""
        if value is None:
            return None
        if self.types[0] == "boolean":
            return bool(value)
        return json.loads(value) if self.types[0] == "object" else value

    def read(self, text) -> Any:
        """The value of a cell of the CSV."""
        if not text and self.field.null:
            return None
        if self.is_kind:
            return key_of(text)
        if self.types[0] == "object":
            return with_kinds(json.loads(text), key_of)
        return text == "true" if self.types[0] == "boolean" else self.field.to_python(text)


def kind_of(key) -> str:
    return ContentType.objects.get_for_id(key).model


@cache
def _keys() -> dict[str, int]:
    return {
        table.model._meta.model_name or "": ContentType.objects.get_for_model(table.model).pk
        for table in dump_tables(True)
    }


def key_of(kind) -> int:
    """The key here of the content type that a dump calls `kind`. Raises KeyError."""
    return _keys()[kind]


def with_kinds(state, change) -> Any:
    """A state of the ledger with its content type as `change` names it, and without the accounts it names."""
    if not isinstance(state, dict):
        return state
    state = {name: None if name == "user_id" else value for name, value in state.items()}
    return (
        {**state, "content_type_id": change(state["content_type_id"])}
        if state.get("content_type_id")
        else state
    )


@dataclass(frozen=True)
class DumpTable:
    """A table of the dump."""

    name: str
    model: type[models.Model]
    drafts: bool
    columns: tuple[DumpColumn, ...]

    def rows(self) -> models.QuerySet:
        """The rows that readers see, or all; those of a link between two such are for `archive` to choose."""
        rows = self.model._base_manager.order_by("pk")
        if self.drafts or self.model._meta.auto_created:
            return rows
        if self.model is Citation:
            return rows.filter(pk__in=Citation.objects.published().order_by().values("pk"))
        if self.model is Gap:
            return rows.filter(of_published_record())
        if not is_tracked(self.model):
            return rows.filter(self._named())
        if (
            issubclass(self.model, Record)
            and named_by(self.model)
            and not (has_page(self.model) or has_state(self.model))
        ):
            return rows.filter(
                pk__in=NamedQuerySet(self.model).published().values("pk")
            )  # an indicator, a post
        if hasattr(self.model._default_manager.all(), "published"):
            return rows.filter(pk__in=shown_rows(self.model, rows.order_by().values("pk")).values("pk"))
        return rows

    def _named(self) -> models.Q:
        """The condition that a row which readers see points at it, as a document does at its file."""
        named = NO_ROWS
        for model in citable_models():
            for field in model._meta.concrete_fields:
                if field.related_model is self.model:
                    seen: Any = model.objects.published().order_by()
                    named |= models.Q(
                        pk__in=seen.filter(**{f"{field.name}__isnull": False}).values(field.attname)
                    )
        return named

    def values(self) -> Iterable[tuple[Any, ...]]:
        """The rows as SQLite keeps them, read some at a time."""
        names = [column.field.attname for column in self.columns]
        for row in self.rows().values_list(*names).iterator(chunk_size=2_000):
            yield tuple(column.stored(value) for column, value in zip(self.columns, row, strict=True))


@cache
def dump_tables(drafts: bool) -> list[DumpTable]:
    """The tables of a dump, each after those that it points at where that is possible."""
    files = [apps.get_model(label) for label in FILES]
    nouns = [model for model in apps.get_models() if is_recorded(model) and (drafts or is_public(model))]
    shipped = [table.model for _folder, module in tables_modules() for table in module.TABLES]
    nouns.sort(key=lambda model: shipped.index(model) if model in shipped else len(shipped))
    links = [link.remote_field.through for model in nouns for link in model._meta.many_to_many]
    chosen = [*files, *nouns, *links, *(LEDGER if drafts else ())]
    return [DumpTable(_name(model), model, drafts, _columns(model, drafts, {*chosen})) for model in chosen]


def _columns(model, drafts, chosen):
    hidden = set() if drafts else OF_THE_DESK | set(getattr(model, "PRIVATE_FIELDS", ()))
    if not (drafts or has_page(model)):
        hidden.add("version")  # no page says it, and it moves with what nobody sees
    return tuple(
        DumpColumn(field, field.related_model if field.related_model in chosen else None)
        for field in model._meta.concrete_fields
        if not (isinstance(field, DerivedMixin) or field.generated or field.name in hidden)
        and (field.related_model in (None, ContentType) or field.related_model in chosen)  # no account is
    )


def _name(model):
    """What the shipped files call it; "citations", "tasks_places" for others."""
    for _folder, module in tables_modules():
        for table in module.TABLES:
            if table.model is model:
                return PurePath(table.file).stem
    if model._meta.auto_created:
        return f"{_name(model._meta.auto_created)}_{model._meta.model_name.partition('_')[2]}"
    return f"{model._meta.model_name}s"
