"""Who may merge: who may delete the one, change the other and, of what readers see, put it on the page."""

from portal.editing.models import Distinct, Merger
from portal.records import rights
from portal.records.models import Published

from .registry import noun_of
from .relations import relations


def merges_some(user, model):
    """Whether `user` may merge some records of `model`, and so change all that may lead to one."""
    if noun_of(model) is None:
        return False
    verbs = ["change", "delete", *(["publish"] if issubclass(model, Published) else [])]
    touched = {relation.model for relation in relations(model) if relation.is_kept}
    return all(rights.permitted(user, verb, model) for verb in verbs) and all(
        rights.permitted(user, "change", other) for other in touched
    )


def may_merge(user, *records):
    verbs = ("change", "delete")
    return merges_some(user, type(records[0])) and all(
        rights.may(user, verb, record) for record in records for verb in verbs
    )


def may_unmerge(user, act):
    """Whether `user` may undo `act`, as far as it is a merger."""
    return all(merges_some(user, merger.noun) for merger in Merger.objects.filter(act=act))


def may_tell_apart(user, *records):
    """Whether `user` may say of records that they are not one."""
    return rights.permitted(user, "add", Distinct) and all(
        rights.may(user, "change", record) for record in records
    )


def may_forget(user, *records):
    """Whether `user` may take that back."""
    return rights.permitted(user, "delete", Distinct) and all(
        rights.may(user, "change", record) for record in records
    )
