"""Records that were taken off the page: the changeset that did it, and what readers are told at the old address.

It stays so when the record is deleted afterwards: its history remains.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from portal.changes.models import Change, Changeset
from portal.changes.states import in_memory

from .state import Publication


class Withdrawn(Exception):
    """Readers saw a record at the address they ask for; `reason` is what they are told, or ""."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


def withdrawn_at(model, slug, scope, former) -> Withdrawn | None:
    """The Withdrawn of the record of `model` that readers saw at `slug` within `scope`, or None.

    `former`: the keys of the records that had `slug` once (a QuerySet). What was withdrawn before anybody saw it
    there answers like what never was.
    """
    if not any(field.name == "publication" for field in model._meta.concrete_fields):
        return None
    taken = model._base_manager.filter(Q(slug=slug) | Q(pk__in=former), publication=Publication.WITHDRAWN)
    for record in [*taken, *_deleted(model, slug, former)]:
        here = record.slug != slug or record.slug_scope() == scope
        changes = Change.objects.of(model, record.pk)
        shown = Q(after__publication=Publication.PUBLISHED, after__slug=slug)
        shown |= Q(before__publication=Publication.PUBLISHED, before__slug=slug)
        if here and changes.filter(shown).exists():
            changeset = withdrawal_of(record)
            return Withdrawn(changeset.public_note if changeset else "")
    return None


def withdrawal_of(record) -> Changeset | None:
    """The Changeset that took a withdrawn record off the page, or None where none did."""
    taken = Change.objects.of(type(record), record.pk).filter(after__publication=Publication.WITHDRAWN)
    taken = taken.exclude(before__publication=Publication.WITHDRAWN)
    last = taken.select_related("changeset").last()
    return last and last.changeset


def _deleted(model, slug, former):
    """The records that were withdrawn when they were deleted, as they were: at `slug`, or under a key of `former`."""
    kind = ContentType.objects.get_for_model(model)
    gone = Change.objects.filter(content_type=kind, kind=Change.Kind.DELETED)
    gone = gone.filter(before__publication=Publication.WITHDRAWN).filter(
        Q(before__slug=slug) | Q(key__in=former)
    )
    back = model._base_manager.filter(pk=OuterRef("key"))  # somebody undid the deletion
    for change in gone.exclude(Exists(back)):
        yield in_memory(model, change.states[0])
