"""Records that were taken off the page: the act that did it, and what readers are told at the old address.

It stays so when the record is deleted afterwards: its history remains.
"""

from django.db.models import Exists, OuterRef, Q

from .state import Publication


class Withdrawn(Exception):
    """Readers saw a record at the address they ask for; `reason` is what they are told, or ""."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


def withdrawn_at(model, slug, scope, former):
    """The Withdrawn of the record of `model` that readers saw at `slug` within `scope`, or None.

    `former`: the keys of the records that had `slug` once (a QuerySet). What was withdrawn before anybody saw it
    there answers like what never was.
    """
    if not any(field.name == "publication" for field in model._meta.concrete_fields):
        return None
    named = Q(slug=slug) | Q(**{f"{model._meta.pk.attname}__in": former})
    taken = model._base_manager.filter(named, publication=Publication.WITHDRAWN)
    for record in [*taken, *_deleted(model, named)]:
        here = record.slug != slug or record.slug_scope() == scope
        if here and _states(record).filter(publication=Publication.PUBLISHED, slug=slug).exists():
            act = withdrawal_of(record)
            return Withdrawn(act.public_note if act else "")
    return None


def withdrawal_of(record):
    """The Act that took a withdrawn record off the page, or None where no act did."""
    states = _states(record)
    other = states.exclude(publication=Publication.WITHDRAWN).order_by("-history_id")
    last = other.values_list("history_id", flat=True).first() or 0
    taken = states.filter(history_id__gt=last).select_related("act").order_by("history_id").first()
    return taken and taken.act


def _deleted(model, named):
    """The records `named` (a Q) that were withdrawn when they were deleted, as they were."""
    last = model.history.filter(named, history_type="-", publication=Publication.WITHDRAWN)
    back = model._base_manager.filter(pk=OuterRef(model._meta.pk.attname))  # somebody undid the deletion
    return [state.instance for state in last.exclude(Exists(back))]


def _states(record):
    return type(record).history.filter(**{record._meta.pk.attname: record.pk})
