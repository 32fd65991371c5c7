"""A plan carried out as one Changeset."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked, sentences
from portal.changes.models import Changeset
from portal.changes.recorder import about_to_change, acting, added
from portal.editing.models import NotDuplicate
from portal.records.models import Citation, FormerSlug, Slugged

from .plan import lost_citations, new_values
from .registry import merge_rules


def merge(plan, user=None):
    """Makes the two records of `plan` one and returns the Changeset. Raises Blocked, and changes nothing."""
    if plan.obstacles:
        raise Blocked([(str(rows[0]), sentence) for rows, sentence in plan.obstacles])
    name = str(plan.loser)
    notes = [_("Gộp “%(gone)s” vào “%(kept)s”.") % {"gone": name, "kept": plan.survivor}]
    for choice in plan.differing:
        lost = {"label": choice.label, "value": choice.texts[choice.lost]}
        notes.append(_("Không giữ %(label)s: %(value)s") % lost)
    try:
        with transaction.atomic(), acting(user, Changeset.Kind.MERGE, "\n".join(notes)) as changeset:
            _merge(plan)
    except (ValidationError, IntegrityError, ProtectedError) as error:
        raise Blocked([(name, why) for why in sentences(error, plan.model)]) from error
    return changeset


def _merge(plan):
    survivor, loser = plan.survivor, plan.loser
    for name, value in new_values(plan).items():
        setattr(survivor, name, value)
    _note_lost_values(plan)
    _repoint(plan)
    _repoint_marks(plan)
    if isinstance(loser, Slugged):
        _redirect(loser, survivor)
    for link in plan.model._meta.many_to_many:
        getattr(survivor, link.name).add(*getattr(loser, link.name).all())
    plan.model._base_manager.get(pk=loser.pk).delete()  # as stored, without what is in memory
    survivor.full_clean()
    survivor.save()


def _repoint(plan):
    """What leads to the loser leads to the survivor; a row that does so twice is saved once."""
    rows = {}
    for relation, row in plan.moves:
        row = rows.setdefault((type(row), row.pk), row)
        about_to_change(row)
        relation.repoint(row, plan.loser, plan.survivor)
    for row in rows.values():
        row.save()


def _repoint_marks(plan):
    """What is marked as another than the loser is another than the survivor."""
    for mark in plan.marks:
        other = mark.other_id if mark.object_id == plan.loser.pk else mark.object_id
        mark.object_id, mark.other_id = sorted((plan.survivor.pk, other))
        known = NotDuplicate.objects.filter(content_type=mark.content_type, object_id=mark.object_id)
        if known.filter(other_id=mark.other_id).exists():
            mark.delete()
        else:
            mark.save()


def _redirect(loser, survivor):
    """The address of the loser leads to the survivor, for good."""
    kind = ContentType.objects.get_for_model(type(loser))
    former = FormerSlug.objects.filter(content_type=kind, scope=loser.slug_scope(), slug=loser.slug)
    for row in former:
        about_to_change(row)
    survivor.remember(loser.slug)
    added(former.all())


def _note_lost_values(plan):
    """A source of a value that does not remain says from now on what it says: as printed, or as what differs."""
    longest = Citation._meta.get_field("differs").max_length
    for citation, choice in lost_citations(plan):
        text, is_own = choice.texts[choice.lost], bool(citation.field)
        column = "verbatim" if is_own and choice.name in merge_rules(plan.model).spellings else "differs"
        before = getattr(citation, column)
        if not is_own:
            text = "; ".join(filter(None, [before, f"{choice.label}: {text}"]))
        if len(text) <= longest and not (is_own and before):
            setattr(citation, column, text)
            citation.save()
