"""Who may merge: who may delete the one, change the other and, of what readers see, put it on the page."""

from portal.changes.models import Change, Changeset
from portal.changes.states import is_tracked
from portal.editing.models import NotDuplicate
from portal.records import rights
from portal.records.models import Published

from .registry import merge_rules
from .relations import relations


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
