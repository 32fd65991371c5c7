"""Every column of every table that leads to a noun. Read from the models, so that a new one is never forgotten."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType

from portal.changes.states import is_tracked
from portal.records.models import Record

#: Tables that say what was, or what is open at this moment, or are derived: they keep the key that they hold.
STAYS = {
    "changes.Change", "changes.ChangedRecord", "records.Presence", "records.Merger", "admin.LogEntry",
}  # fmt: skip
#: Has a rule of its own: a pair of keys in order (`plan.py`).
PAIRED = {"records.Distinct"}
#: What still waits to be done to a record: `plan.py` refuses as long as something does.
WAITS = {"records.Scheduled", "records.Proposal"}
#: Columns that name a noun and no record of it.
NAMES_A_NOUN = {"records.SheetImport.noun", "auth.Permission.content_type"}


@dataclass(frozen=True)
class Relation:
    """`column` of `model` leads to the noun: a foreign key, the key of a generic one under `kind` (the column of
    its content type), or a many-to-many field (`links`).
    """

    model: type
    column: str
    kind: str = ""
    links: bool = False

    def rows(self, record):
        """The rows that lead to `record` (a QuerySet)."""
        rows = self.model._base_manager.order_by("pk")
        if self.kind:
            return rows.filter(
                **{self.kind: ContentType.objects.get_for_model(record), self.column: record.pk}
            )
        return rows.filter(**{self.column: record.pk})

    @property
    def label(self):
        """The column in words; "" where the noun of the row says enough."""
        return "" if self.kind else str(self.model._meta.get_field(self.column).verbose_name)

    @property
    def is_kept(self):
        """Whether the history keeps the rows."""
        return is_tracked(self.model)

    def point(self, row, record):
        """Makes a row in hand lead to `record`."""
        if self.kind:
            setattr(row, self.column, record.pk)
        else:
            setattr(row, self.column, record)

    def leads_to(self, row, record):
        column = row._meta.get_field(self.column)
        return not self.kind and not self.links and getattr(row, column.attname) == record.pk


@cache
def relations(model):
    """All Relations to `model` (a tuple), foreign keys first."""
    found = []
    for one in apps.get_models(include_auto_created=False):
        if one._meta.proxy or one._meta.label in STAYS | PAIRED | WAITS:
            continue
        for column in [*one._meta.concrete_fields, *one._meta.many_to_many]:
            if column.is_relation and column.related_model is model:
                found.append(Relation(one, column.name, links=column.many_to_many))
        if issubclass(model, Record):
            found += [Relation(one, key, kind) for kind, key in generic_keys(one)]
    return tuple(found)


def generic_keys(model):
    """[(column of the content type, column of the key)] of a table."""
    found = [
        (field.ct_field, field.fk_field)
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    names = {column.name for column in model._meta.concrete_fields}
    if not found and {"content_type", "object_id"} <= names:
        found = [("content_type", "object_id")]
    return found


def unknown_columns():
    """Columns that point at a content type and that nothing here knows, as "app.Model.column" (a list)."""
    found = []
    for one in apps.get_models(include_auto_created=True):
        if one._meta.label in STAYS | PAIRED | WAITS:
            continue
        known = {kind for kind, _key in generic_keys(one)}
        for column in one._meta.concrete_fields:
            if column.related_model is ContentType and column.name not in known:
                found.append(f"{one._meta.label}.{column.name}")
    return [name for name in found if name not in NAMES_A_NOUN]
