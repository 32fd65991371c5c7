"""A plan carried out as one Changeset, and taken back so that every table is as it was."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked, sentences, undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.changes.states import EXCLUDED
from portal.editing.history.reverters import register_reverter
from portal.editing.models import Distinct, Merger
from portal.records.models import Citation, FormerSlug, Record, Slugged

from .permissions import may_unmerge
from .presentation import lost_values, value_in_words
from .registry import noun_of


def merge(plan, user=None):
    """Makes the two records of `plan` one and returns the Merger. Raises Blocked, and changes nothing."""
    if plan.refusals:
        raise Blocked([(str(refusal.rows[0]), refusal.sentence) for refusal in plan.refusals])
    note = _("Gộp “%(gone)s” vào “%(kept)s”.") % {"gone": plan.gone, "kept": plan.kept}
    with acting(user, Changeset.Kind.MERGE, "\n".join([note, *lost_values(plan)])) as act:
        kind, gone = ContentType.objects.get_for_model(plan.model), plan.gone.pk
        aside = Aside()
        _tell_what_differs(plan, aside)
        try:
            _unite(plan, aside)
        except ValidationError as error:
            raise Blocked([(str(plan.kept), why) for why in sentences(error, plan.model)]) from error
        if act.pk is None:
            act.save()
        return Merger.objects.create(
            act=act, content_type=kind, kept=plan.kept.pk, gone=gone, aside=aside.written()
        )


def unmerge(merger, user=None, note=""):
    """Makes them two again and returns the Changeset that did. Raises Blocked where what the merger left was changed since."""
    aside = merger.aside
    note = note or _("Hoàn tác lượt gộp.")
    with acting(user, Changeset.Kind.RESTORE, note):
        for label, key in aside["made"]:
            apps.get_model(label)._base_manager.filter(pk=key).delete()
        undoing = undo(merger.act, user, note)
        for label, key, column, before in aside["moved"]:
            rows = apps.get_model(label)._base_manager.filter(pk=key, **{column: merger.kept})
            models.QuerySet.update(rows, **{column: before})
        for label, key, values in aside["unkept"]:
            models.QuerySet.update(apps.get_model(label)._base_manager.filter(pk=key), **values)
    return undoing


def refuse_to_merge_again(act):
    """Raises Blocked where `act` undid a merger: what that had set aside is back in its place."""
    if Merger.objects.filter(act=act.reverts_id).exists():
        raise Blocked([(str(act), _("Lượt này tách hai bản ghi đã gộp. Muốn lại là một thì hãy gộp lại."))])


def _revert(act, user, note):
    """The Changeset that undid `act` where it is a merger, else None."""
    refuse_to_merge_again(act)
    merger = Merger.objects.filter(act=act).first()
    return merger and unmerge(merger, user, note)


register_reverter(_revert, may=may_unmerge)


class Aside:
    """What a merger changes and no history keeps: tables without one, and columns that theirs leave out."""

    def __init__(self):
        self.made, self.moved, self.unkept = [], [], {}

    def remember(self, row):
        names = [column.name for column in row._meta.concrete_fields if column.name in EXCLUDED]
        values = {name: getattr(row, name) for name in names}
        if any(values.values()):
            self.unkept.setdefault((row._meta.label, row.pk), values)

    def move(self, row, column, key):
        """Sets a column of a row that has no history."""
        attname = row._meta.get_field(column).attname
        self.moved.append([row._meta.label, row.pk, attname, getattr(row, attname)])
        type(row)._base_manager.filter(pk=row.pk).update(**{attname: key})

    def written(self):
        unkept = [[label, key, values] for (label, key), values in self.unkept.items()]
        return {"made": self.made, "moved": self.moved, "unkept": unkept}


# --- One into the other -------------------------------------------------------------------------------
def _unite(plan, aside):
    """Moves all that leads to the one that goes, deletes it, and saves the one that stays."""
    kept, gone = plan.kept, plan.gone
    for row in (kept, gone, *plan.rows()):
        aside.remember(row)
    for column, value in plan.values().items():
        setattr(kept, column, value)
    for join in plan.joins:
        _unite(join, aside)
    _move(plan, aside)
    for row in plan.drops:
        row.delete()
    for link in plan.model._meta.many_to_many:
        getattr(kept, link.name).add(*getattr(gone, link.name).all())
    _move_marks(plan)
    if isinstance(gone, Slugged):
        _redirect(gone, kept, aside)
    type(gone)._base_manager.get(pk=gone.pk).delete()  # as stored, without what is in memory
    if isinstance(kept, Record) and not plan.is_row:
        kept.full_clean()
    kept.save()


def _move(plan, aside):
    saved = {}
    for relation, row in plan.moves:
        if relation.links:
            links = getattr(row, relation.column)
            links.remove(plan.gone)
            links.add(plan.kept)
        elif not relation.is_kept:
            aside.move(row, relation.column, plan.kept.pk)
            continue
        else:
            relation.point(row, plan.kept)
        saved[type(row), row.pk] = row
    for row in saved.values():
        row.save()


def _move_marks(plan):
    """What was said not to be the one that goes is not the one that stays."""
    for mark in plan.marks():
        other = mark.other_id if mark.object_id == plan.gone.pk else mark.object_id
        low, high = sorted((plan.kept.pk, other))
        if Distinct.objects.filter(content_type=mark.content_type, object_id=low, other_id=high).exists():
            mark.delete()
        else:
            mark.object_id, mark.other_id = low, high
            mark.save()


def _redirect(gone, kept, aside):
    """The address of the one that goes leads to the one that stays, for good."""
    kind = ContentType.objects.get_for_model(type(gone))
    place = {"content_type": kind, "scope": gone.slug_scope(), "slug": gone.slug}
    former = FormerSlug.objects.filter(**place).first()
    if former is None:
        former = FormerSlug.objects.create(**place, object_id=kept.pk)
        aside.made.append([FormerSlug._meta.label, former.pk])
    elif former.object_id != kept.pk:
        aside.move(former, "object_id", kept.pk)


def _tell_what_differs(plan, aside):
    """A source of a value that does not stay says from now on what it says: as printed, or as what differs."""
    noun, longest = noun_of(plan.model), Citation._meta.get_field("differs").max_length
    for citation, line, value in plan.differing_citations():
        text = value_in_words(plan.model, line.name, value)
        is_own = citation.field == line.name
        column = "verbatim" if is_own and noun and line.name in noun.spellings else "differs"
        before = getattr(citation, column)
        if not is_own:
            text = f"{line.label}: {text}"
        if before and is_own:
            continue
        text = f"{before}; {text}" if before else text
        if len(text) > longest:
            continue
        aside.remember(citation)
        setattr(citation, column, text)
        citation.save()
