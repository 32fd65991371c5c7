"""Every column of every table that leads to a record. Read from the models, so that a new one is never forgotten."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType

from portal.records.models import Record

#: Tables that say what was or what is open at this moment, whose rows a merger does not move; of those that still wait
#: for their record `plan.py` refuses a merger, and pairs of records have a rule of their own there.
EXCLUDED = {
    "admin.LogEntry", "changes.Change", "changes.ChangedRecord", "records.NotDuplicate", "records.Presence",
    "records.Proposal", "records.Scheduled",
}  # fmt: skip
#: Columns that name a model and no record of it.
NAMES_A_MODEL = {"records.SheetImport.noun", "auth.Permission.content_type"}


@dataclass(frozen=True)
class Relation:
    """`column` of `model` leads to a record: a foreign key, a many-to-many field, or the key of a generic one, whose
    content type is in the column `content_type`.
    """

    model: type
    column: str
    content_type: str = ""

    def rows(self, record):
        """The rows that lead to `record` (a QuerySet)."""
        rows = self.model._base_manager.order_by("pk").filter(**{self.column: record.pk})
        if self.content_type:
            rows = rows.filter(**{self.content_type: ContentType.objects.get_for_model(record)})
        return rows

    @property
    def field(self):
        return self.model._meta.get_field(self.column)

    @property
    def label(self):
        """The column in words; "" where the model of the row says enough."""
        return "" if self.content_type else str(self.field.verbose_name)

    def repoint(self, row, loser, survivor):
        """Makes a row in hand lead to `survivor`; links are written at once, columns when the row is saved."""
        if self.field.many_to_many:
            links = getattr(row, self.column)
            links.remove(loser)
            links.add(survivor)
        else:
            setattr(row, self.column, survivor.pk if self.content_type else survivor)


@cache
def relations(model):
    """All Relations to `model` (a tuple)."""
    found = []
    for one in _models():
        for column in [*one._meta.concrete_fields, *one._meta.many_to_many]:
            if column.is_relation and column.related_model is model:
                found.append(Relation(one, column.name))
        if issubclass(model, Record):
            found += [Relation(one, key, content_type) for content_type, key in generic_keys(one)]
    return tuple(found)


def generic_keys(model):
    """[(column of the content type, column of the key)] of a table."""
    return [
        (field.ct_field, field.fk_field)
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ] or [("content_type", "object_id")] * ({"content_type", "object_id"} <= _names(model))


def unknown_columns():
    """Columns that point at a content type and that nothing here knows, as "app.Model.column" (a list)."""
    found = []
    for one in _models():
        known = {content_type for content_type, _key in generic_keys(one)}
        found += [
            f"{one._meta.label}.{column.name}"
            for column in one._meta.concrete_fields
            if column.related_model is ContentType and column.name not in known
        ]
    return [name for name in found if name not in NAMES_A_MODEL]


def _models():
    return [one for one in apps.get_models() if not one._meta.proxy and one._meta.label not in EXCLUDED]


def _names(model):
    return {column.name for column in model._meta.concrete_fields}
