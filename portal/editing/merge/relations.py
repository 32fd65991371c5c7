"""Every column of every table that leads to a record. Read from the models, so that a new one is never forgotten."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from portal.records.models import Record

#: Tables that say what was or what is open at this moment, whose rows a merger does not move; of those that still wait
#: for their record `plan.py` refuses a merger, and pairs of records have a rule of their own there.
EXCLUDED = {
    "admin.LogEntry", "changes.Change", "changes.ChangedRecord", "changes.Changeset", "records.NotDuplicate",
    "records.Presence",
}  # fmt: skip
#: The columns of a generic key.
GENERIC = ("content_type", "object_id")


@dataclass(frozen=True)
class Relation:
    """`column` of `model` leads to a record: a foreign key, a many-to-many field, or the key of a generic one."""

    model: type
    column: str

    @property
    def field(self):
        return self.model._meta.get_field(self.column)

    @property
    def is_generic(self):
        return not self.field.is_relation

    @property
    def label(self):
        """The column in words; "" where the model of the row says enough."""
        return "" if self.is_generic else str(self.field.verbose_name)

    def rows(self, record):
        """The rows that lead to `record` (a QuerySet)."""
        rows = self.model._base_manager.order_by("pk").filter(**{self.column: record.pk})
        return (
            rows.filter(content_type=ContentType.objects.get_for_model(record)) if self.is_generic else rows
        )

    def repoint(self, row, loser, survivor):
        """Makes a row in hand lead to `survivor`; links are written at once, columns when the row is saved."""
        if self.field.many_to_many:
            links = getattr(row, self.column)
            links.remove(loser)
            links.add(survivor)
        else:
            setattr(row, self.column, survivor.pk if self.is_generic else survivor)


@cache
def relations(model):
    """All Relations to `model` (a tuple)."""
    found = []
    for one in tables():
        columns = [*one._meta.concrete_fields, *one._meta.many_to_many]
        found += [Relation(one, column.name) for column in columns if column.related_model is model]
        if issubclass(model, Record) and {column.name for column in columns}.issuperset(GENERIC):
            found.append(Relation(one, "object_id"))
    return tuple(found)


def tables():
    """The models whose rows a merger may move."""
    return [one for one in apps.get_models() if not one._meta.proxy and one._meta.label not in EXCLUDED]
