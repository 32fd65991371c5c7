"""A proposal kept from what a form would have changed."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from portal.changes.labels import in_words, named
from portal.changes.states import stored_states
from portal.editing.models import Proposal, ProposedFile
from portal.files.models import StoredFile
from portal.records.models import Published
from portal.records.moderation import has_state, publication_parent

from .files import kept
from .rows import FIRST_KEY, ProposedRow, repointed, rows_to_json


def keep(waits, user, form, notes, again=None):
    """The Proposal of the changes that an ApprovalRequired says, once they are rolled back.

    `form`: (model, key) of the record on whose form they were typed. `notes`: why, and what readers are told. `again`: the Proposal that it takes the
    place of.
    """
    changes, stored = waits.changes, kept(waits.files)
    keys = {(StoredFile, key): file.pk for key, file in stored.items()}
    added = [(model, key) for model, key, before, _after in changes if before is None]
    keys |= {at: FIRST_KEY + number for number, at in enumerate(added)}
    rows = [
        ProposedRow(model, keys.get((model, key), key), before, repointed(model, after, keys))
        for model, key, before, after in changes
    ]
    form = (form[0], keys.get(form, form[1]))
    rows.sort(key=lambda row: row.at != form)
    head = head_of(form, rows)
    proposal = again or Proposal(user=user, who=user.get_full_name() or user.get_username())
    proposal.of_noun, proposal.of_key = ContentType.objects.get_for_model(head[0]), head[1]
    proposal.name = (named(head[0], [head[1]]).get(head[1]) or in_words(head[0], None, head[1]))[:300]
    proposal.form, proposal.rows = [form[0]._meta.label_lower, form[1]], rows_to_json(rows)
    proposal.note, proposal.public_note = notes
    proposal.sent_at, proposal.state = timezone.now(), Proposal.State.WAITING
    proposal.save()
    proposal.files.all().delete()
    ProposedFile.objects.bulk_create(ProposedFile(proposal=proposal, file=file) for file in stored.values())
    return proposal


def head_of(form, rows):
    """(model, key) of the record with a state that the record of the form follows, did or would follow, the
    published one if one is; its own where it follows no state.
    """
    if not has_state(form[0]):
        return form
    sides = [
        {row.at: row.before or row.after for row in rows},
        {row.at: row.after or row.before for row in rows},
    ]
    heads = [climbed(*form, held) for held in sides]
    return next((head for head in heads if head[0].objects.published().filter(pk=head[1]).exists()), heads[0])


def climbed(model, key, held):
    """The record with a state that a row follows, by the states `held` ({(model, key): state}), else stored."""
    while not issubclass(model, Published):
        state = held.get((model, key)) or stored_states(model, [key])[key]
        field = publication_parent(model)
        model, key = field.related_model, state[field.attname]
    return model, key
