"""The models whose records may be merged, what makes two of them likely one, what leads to them, and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from portal.changes.labels import value_words
from portal.changes.models import Change, Changeset
from portal.changes.states import is_tracked
from portal.editing.models import NotDuplicate
from portal.records import rights
from portal.records.models import Published, Record


@dataclass(frozen=True)
class MergeRules:
    """`spellings`: fields that hold a name as somebody wrote it; of two the one that does not remain goes to the
    `aliases` (the name of a text field, one a line, or "").

    `keys(record)`: [(DuplicateReason, text)]: two records one of whose texts for the same reason is the same are
    likely one; texts under TYPO are compared with one letter lost, added, changed or swapped. `distinguishing`: fields
    that tell two of one name apart.
    """

    spellings: tuple = ()
    aliases: str = ""
    distinguishing: tuple = ()
    keys: Callable = lambda record: ()


_rules = {}


def mergeable(model, **rules):
    """Declares the MergeRules of `model`."""
    _rules[model] = MergeRules(**rules)


def merge_rules(model):
    """The MergeRules of `model`, or None where its records are not merged."""
    return _rules.get(model)


def mergeable_models():
    return list(_rules)


def distinguishing_text(record):
    """What tells a record from another of its name, in a few words."""
    names = merge_rules(type(record)).distinguishing
    texts = (value_words(type(record), name, getattr(record, name)) for name in names)
    return " · ".join(text.replace("\n", "; ") for text in texts if text)


# --- What leads to a record ---------------------------------------------------------------------------
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


# --- Who may merge ------------------------------------------------------------------------------------
def may_merge_some(user, model):
    """Whether `user` may merge some records of `model`, and so change all that may lead to one."""
    if merge_rules(model) is None:
        return False
    verbs = ["change", "delete", *(["publish"] if issubclass(model, Published) else [])]
    touched = {relation.model for relation in relations(model) if is_tracked(relation.model)}
    return all(rights.permitted(user, verb, model) for verb in verbs) and all(
        rights.permitted(user, "change", other) for other in touched
    )


def may_merge(user, *records):
    return may_merge_some(user, type(records[0])) and all(
        rights.may(user, verb, record) for record in records for verb in ("change", "delete")
    )


def may_undo_merger(user, changeset):
    """Whether `user` may undo `changeset`, as far as it is a merger. What undid one is not undone: the records are
    looked at and merged again.
    """
    kinds = {changeset.kind, changeset.reverts.kind} if changeset.reverts else {changeset.kind}
    if Changeset.Kind.MERGE not in kinds:
        return True
    gone = changeset.changes.filter(kind=Change.Kind.DELETED)
    return changeset.kind == Changeset.Kind.MERGE and all(
        may_merge_some(user, change.model) for change in gone if merge_rules(change.model)
    )


def may_mark(user, *records, verb="add"):
    """Whether `user` may note of records that they are not one, or take that back ("delete")."""
    return rights.permitted(user, verb, NotDuplicate) and all(
        rights.may(user, "change", record) for record in records
    )
