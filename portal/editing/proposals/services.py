"""A proposal: sent, taken, sent back, refused, withdrawn; and who may."""

import hashlib

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.db import lock
from portal.base.errors import Refusal
from portal.changes.apply import apply, repointed, tracked
from portal.changes.form_token import NO_FORM, keep_identity
from portal.changes.labels import in_words, named
from portal.changes.models import FIRST_KEY, Change, Changeset
from portal.changes.recorder import acting, current_recorder
from portal.changes.states import is_tracked, states_now, stored_states
from portal.editing.models import Proposal
from portal.editing.publishing import companions
from portal.files.models import StoredFile
from portal.records import rights
from portal.records.models import Published, Record, StaleRecord
from portal.records.moderation import (
    above,
    has_state,
    is_public,
    may_write,
    publication_parent,
    publication_root,
    publishers_only,
    shown_rows,
)

State = Changeset.State


class ProposalOutdated(Exception):
    """What the page of the proposal showed is no longer so."""


# --- Who ----------------------------------------------------------------------------------------------
def seen_by(user):
    """The proposals that `user` sent, and to those who decide all about what they publish (a QuerySet)."""
    if not rights.permitted(user, "publish", Proposal):
        return Proposal.objects.filter(user=user)
    heads = [model for model in apps.get_models() if is_tracked(model) and publication_root(model) is model]
    others = [model for model in heads if is_public(model) and not rights.permitted(user, "publish", model)]
    kinds = ContentType.objects.get_for_models(*others).values()
    return Proposal.objects.filter(Q(user=user) | ~Q(subject_type__in=kinds))


def may_decide(user, proposal):
    """Whether `user` may take or refuse all of `proposal`."""
    model, _key = proposal.subject
    publishes = rights.permitted(user, "publish", model) if issubclass(model, Published) else True
    return (
        publishes
        and rights.permitted(user, "publish", Proposal)
        and may_write(user, tracked(proposal.proposed))
    )


def may_reopen(user, proposal):
    """Whether `user` may open the form again with what they proposed on it."""
    model, key = proposal.form_record
    deleted = proposal.proposed.of(model, key).filter(kind=Change.Kind.DELETED).exists()
    return proposal.is_open and proposal.user_id == user.pk and not deleted


# --- Sent -----------------------------------------------------------------------------------------------
def propose(required, user, form, note="", public_note="", again=None, identity=NO_FORM):
    """The Proposal of the changes that `required` (an ApprovalRequired) tells of, once they are rolled back.

    `form`: (model, key) of the record on whose form they were typed. `note`: why; `public_note`: what readers are told.
    `again`: the Proposal that it takes the place of; Refusal where that was decided meanwhile. `identity`: that of the
    form.
    """
    with transaction.atomic():
        if again:
            claim(again)
        keys = {(StoredFile, key): file.pk for key, file in stored_again(required.files).items()}
        added = [(model, key) for model, key, before, _after in required.changes if before is None]
        keys |= {row: FIRST_KEY + number for number, row in enumerate(added)}
        changes = [
            (model, keys.get((model, key), key), before, after and repointed(model, after, keys))
            for model, key, before, after in required.changes
        ]
        form = (form[0], keys.get(form, form[1]))
        changes.sort(key=lambda change: change[:2] != form)
        model, key = subject_of_form(form, changes)
        proposal = again or Proposal(user=user, kind=Changeset.Kind.FORM)
        proposal.subject_type, proposal.subject_key = ContentType.objects.get_for_model(model), key
        proposal.title = (named(model, [key]).get(key) or in_words(model, None, key))[:300]
        proposal.form = [form[0]._meta.label_lower, form[1]]
        proposal.note, proposal.public_note = note, public_note
        keep_identity(proposal, identity)
        proposal.at, proposal.state = timezone.now(), State.PROPOSED
        proposal.save()
        proposal.proposed.delete()
        proposal.write(changes)
    return proposal


def subject_of_form(form, changes=()):
    """(model, key) of the record with a state that the record of the form follows, did or would follow, the
    published one if one is; its own where it follows no state.
    """
    if not has_state(form[0]):
        return form
    sides = [
        {(model, key): before or after for model, key, before, after in changes},
        {(model, key): after or before for model, key, before, after in changes},
    ]
    heads = [_followed(*form, states) for states in sides]
    return next((head for head in heads if head[0].objects.published().filter(pk=head[1]).exists()), heads[0])


def _followed(model, key, states):
    """The record with a state that a row follows, by `states` ({(model, key): state}), else as stored."""
    while not issubclass(model, Published):
        state = states.get((model, key)) or stored_states(model, [key])[key]
        field = publication_parent(model)
        model, key = field.related_model, state[field.attname]
    return model, key


def open_again(proposal):
    """Writes the proposal into the act in hand, which is rolled back: the form is opened on what it would be, and what
    is saved on it is compared with that. Raises Blocked.
    """
    apply(tracked(proposal.proposed), keep_keys=True)
    current_recorder().begin_save()


# --- Decided --------------------------------------------------------------------------------------------
def decide(proposal, user, state, words=""):
    """Puts it into `state`, with `words` to whoever sent it; where that one withdraws it, the answer that it had stays.
    Only what waits is returned or accepted. Raises Refusal where somebody was quicker.
    """
    of = (State.PROPOSED,) if state in (State.RETURNED, State.ACCEPTED) else Proposal.OPEN
    answer = proposal.answer if state == State.WITHDRAWN else words
    claim(proposal, of, state=state, answer=answer, decided_by=name_of(user), decided_at=timezone.now())
    proposal.refresh_from_db()


def accept(proposal, user, tokens, shown, words=""):
    """Applies the rows of `proposal` that `tokens` name (keys of Changes, as texts) as one Changeset of `user`, with the
    people and sources that it newly names: (the Changeset, their `companions.Outcome`).

    Raises ProposalOutdated where what was `shown` (a fingerprint) is no longer so, Blocked with what stands in the way,
    Refusal (ReasonRequired: the `words` to whoever proposed it are no reason).
    """
    rows = proposal.rows
    taken = [change for change, root in units(rows) if str(root.pk) in tokens]
    if not taken:
        raise Refusal(400, _("Chưa chọn mục nào để nhận. Không nhận gì thì trả lại hoặc từ chối."))
    said = [_("Đề nghị của %(who)s") % {"who": proposal.who}, proposal.note, words]
    note = "\n".join(filter(None, said))
    try:
        with transaction.atomic():
            decide(proposal, user, State.ACCEPTED, words)
            for model in {row.model for row in rows}:
                lock(model, [str(row.key) for row in rows if row.model is model])
            if shown != fingerprint(proposal, states_now(row.row for row in rows)):
                raise ProposalOutdated
            check = publishers_only(user)
            with acting(user, Changeset.Kind.PROPOSAL, note, proposal.public_note, check) as act:
                before = companions.companions(_shown_subject(proposal))
                apply(tracked(taken))
                along = companions.publish_with(user, _shown_subject(proposal), but=before)
            proposal.proposed.exclude(pk__in=[change.pk for change in taken]).update(is_left=True)
            Proposal.objects.filter(pk=proposal.pk).update(result=act if act.pk else None)
    except StaleRecord:
        raise ProposalOutdated from None
    proposal.refresh_from_db()
    return act, along


def units(rows):
    """[(Change, the Change that it is taken with)] of `rows`: what hangs from a new or deleted row comes or goes with
    it; any other is taken by itself.
    """
    by_row = {(row.row, row.kind): row for row in rows}

    def root(row):
        if row.kind != Change.Kind.CHANGED:
            before, after = row.states
            for at, shows in above(row.model, after or before):
                if shows and (at, row.kind) in by_row:
                    return root(by_row[at, row.kind])
        return row

    return [(row, root(row)) for row in rows]


def fingerprint(proposal, now):
    """What changes with every change of the proposal or of the rows that it touches (`now`: as they stand)."""
    text = repr((proposal.at.isoformat(), sorted(map(repr, now.items()))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def claim(proposal, of=Proposal.OPEN, **values):
    """Writes `values` if `proposal` is as it was read, and in one of the states `of`; else raises Refusal."""
    rows = Proposal.objects.filter(pk=proposal.pk, state__in=of, at=proposal.at)
    if not rows.update(**(values or {"state": F("state")})):
        raise Refusal(409, _("Đề nghị này vừa được xét, gửi lại hoặc rút. Hãy mở lại trang."))


def name_of(user):
    """What a decision says of who made it."""
    return user.get_full_name() or user.get_username()


def _shown_subject(proposal):
    """[the record of `proposal`], where readers see it; else []."""
    model, key = proposal.subject
    return list(shown_rows(model, [key])) if issubclass(model, Record) else []


# --- The files that a proposal holds ------------------------------------------------------------------
def file_keys(changes):
    """The keys of the files that the rows of `changes` ([StateChange]) hold after it."""
    return {
        after[field.attname]
        for model, _key, _before, after in changes
        if after
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    } - {None}


def files_in(changes):
    """{key: columns} of those files."""
    keys = file_keys(changes)
    rows = StoredFile.objects.filter(pk__in=keys).values() if keys else ()
    return {row.pop("id"): row for row in rows}


def stored_again(files):
    """{key: StoredFile} of what `files_in` gave, there again under a key of its own."""
    store = StoredFile.objects.get_or_create
    return {key: store(sha256=columns["sha256"], defaults=columns)[0] for key, columns in files.items()}
