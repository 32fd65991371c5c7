"""What becomes of a proposal, and who says so."""

import hashlib

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.apply import Blocked
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.changes.states import is_tracked, states_now
from portal.editing.conflicts.locking import lock
from portal.editing.models import Proposal
from portal.editing.publishing import companions
from portal.records import rights
from portal.records.models import Published, Record, StaleRecord
from portal.records.moderation import is_public, may_write, publication_root, publishers_only, shown_rows
from portal.records.uncited import publishing_obstacles

from .apply import write
from .rows import rows_from_json, units

State = Proposal.State


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
    return Proposal.objects.filter(Q(user=user) | ~Q(of_noun__in=kinds))


def may_decide(user, proposal):
    """Whether `user` may take or refuse all of `proposal`."""
    changes = [(row.model, row.key, row.before, row.after) for row in rows_from_json(proposal.rows)]
    noun = proposal.of_noun.model_class()
    stands = rights.permitted(user, "publish", noun) if issubclass(noun, Published) else True
    return stands and rights.permitted(user, "publish", Proposal) and may_write(user, changes)


def may_reopen(user, proposal):
    """Whether `user` may open the form again with what they proposed on it."""
    noun, key = proposal.form
    gone = any((row["noun"], row["key"]) == (noun, key) and row["after"] is None for row in proposal.rows)
    return proposal.is_open and proposal.user_id == user.pk and not gone


# --- What ---------------------------------------------------------------------------------------------
def fingerprint(proposal, now):
    """What changes with every change of the proposal or of the rows that it touches (`now`: as they stand)."""
    said = repr((proposal.sent_at.isoformat(), sorted(map(repr, now.items()))))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def accept(proposal, user, tokens, shown, words=""):
    """Writes what `tokens` name of `proposal` (`presentation.py` gives them) as one Changeset of `user`, with the people and
    sources that it newly names: (the Changeset, their `companions.Outcome`).

    Raises ProposalOutdated where what was `shown` (a fingerprint) is no longer so, Blocked with what stands in the way (without
    `words`, which say why, also facts that would come to the page without a source), Refusal.
    """
    rows = rows_from_json(proposal.rows)
    chosen, left = picked(rows, tokens)
    if not chosen:
        raise Refusal(400, _("Chưa chọn mục nào để nhận. Không nhận gì thì trả lại hoặc từ chối."))
    said = [_("Đề nghị của %(who)s") % {"who": proposal.who}, proposal.note, words]
    note = "\n".join(filter(None, said))
    try:
        with transaction.atomic():
            settle(proposal, user, State.ACCEPTED, words, (State.WAITING,))
            for model in {row.model for row in rows}:
                lock(model, [str(row.key) for row in rows if row.model is model])
            if shown != fingerprint(proposal, states_now(row.at for row in rows)):
                raise ProposalOutdated
            check = publishers_only(user)
            without = bare_facts(proposal)
            with acting(user, Changeset.Kind.PROPOSAL, note, proposal.public_note, check) as act:
                before = companions.companions(_shown_head(proposal))
                write(rows, chosen)
                along = companions.publish_with(user, _shown_head(proposal), but=before)
            new = [one for one in bare_facts(proposal) if one not in without]
            if new and not words:
                why = _("chưa có nguồn: %(fact)s. Vẫn nhận thì ghi vì sao ở ô lời cho người đề nghị.")
                raise Blocked([(str(one.record), why % {"fact": one.label}) for one in new])
            Proposal.objects.filter(pk=proposal.pk).update(act=act if act.pk else None, left=left)
    except StaleRecord:
        raise ProposalOutdated from None
    proposal.refresh_from_db()
    return act, along


def _shown_head(proposal):
    """[the record of `proposal`], where readers see it; else []."""
    noun = proposal.of_noun.model_class()
    return list(shown_rows(noun, [proposal.of_key])) if issubclass(noun, Record) else []


def bare_facts(proposal):
    """The facts without a source ([Unsourced]) that readers see, or would, with the record as it stands."""
    noun = proposal.of_noun.model_class()
    record = noun._base_manager.filter(pk=proposal.of_key).first()
    return publishing_obstacles(record) if record and issubclass(noun, Record) else []


def picked(rows, tokens):
    """({(model, key): names of fields} that `tokens` name, [tokens that are left])."""
    chosen, left, of = {}, [], units(rows)
    numbers = {row.at: number for number, row in enumerate(rows)}
    for number, row in enumerate(rows):
        if row.before is None or row.after is None:
            token = str(numbers[of[row.at]])
            if token in tokens:
                chosen[row.at] = row.names
            elif of[row.at] == row.at:
                left.append(token)
            continue
        names = [name for name in row.names if f"{number}-{name}" in tokens]
        left += [f"{number}-{name}" for name in row.names if name not in names]
        if names:
            chosen[row.at] = names
    return chosen, left


def settle(proposal, user, state, words="", of=(State.WAITING,)):
    """Moves `proposal` to `state`, if it is in one of the states `of`; Refusal where somebody was quicker."""
    claim(
        proposal,
        of,
        state=state,
        answer=words,
        decided_by=user.get_full_name() or user.get_username(),
        decided_at=timezone.now(),
    )
    proposal.refresh_from_db()
    if not proposal.is_open:
        proposal.files.all().delete()


def claim(proposal, of=(State.WAITING, State.RETURNED), **values):
    """Writes `values` if `proposal` is as it was read, and in one of the states `of`; else raises Refusal."""
    rows = Proposal.objects.filter(pk=proposal.pk, state__in=of, sent_at=proposal.sent_at)
    if not rows.update(**(values or {"state": F("state")})):
        raise Refusal(409, _("Đề nghị này vừa được xét, gửi lại hoặc rút. Hãy mở lại trang."))
