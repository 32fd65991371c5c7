"""The forms of what readers see, for those who may not publish: what they save waits as a proposal."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.db import is_key
from portal.base.text import visible
from portal.changes.form_token import NO_FORM
from portal.changes.models import FIRST_KEY
from portal.changes.states import stored_states
from portal.editing.conflicts import presence
from portal.editing.models import Proposal
from portal.records import rights
from portal.records.models import Published
from portal.records.moderation import has_state, is_named, is_public, may_write, publication_root

from . import services

#: The parameter that opens a form with a proposal on it, and the field of its note.
AGAIN, WHY = "de-nghi", "_vi_sao"
LONGEST = 2000


# --- A save that waits --------------------------------------------------------------------------------
def propose(model_admin, request, required, key, again=None):
    """Keeps the changes of `required` (ApprovalRequired), which were rolled back, as a proposal: leads to its page.

    `key`: of the record on whose form they were typed, None for a new one. `again`: the Proposal in whose place.
    """
    if key is None:
        key = next(key for model, key, *_sides in required.changes if model is model_admin.model)
    note = _typed(request, WHY) or _typed(request, "act_note") or (again.note if again else "")
    public_note = _typed(request, "act_public_note") or (again.public_note if again else "")
    form = model_admin.model, int(unquote(str(key)))
    proposal = services.propose(
        required, request.user, form, note, public_note, again, getattr(request, "form_identity", NO_FORM)
    )
    record = model_admin.model._base_manager.filter(pk=form[1]).first()
    if record is not None:
        presence.leave(request, record)
    return _answer(
        request, proposal, _("Đã gửi đề nghị sửa. Trang chưa đổi; người duyệt sẽ xem và trả lời ở đây.")
    )


def _answer(request, proposal, sentence):
    """To the page of the proposal, with one message: what the stock form told was saved is not."""
    messages.get_messages(request).revoke(0)
    messages.info(request, sentence)
    return presence.forget_draft(request, HttpResponseRedirect(address(proposal)))


def _typed(request, name):
    return visible(request.POST.get(name, "")).strip()[:LONGEST]


def address(proposal):
    return reverse("admin:records_proposal_change", args=[proposal.pk])


# --- A form opened again with what was proposed on it -------------------------------------------------
def proposal_to_edit(model_admin, request, object_id):
    """The Proposal that the address opens the form with. Raises Http404 where it is not theirs to edit."""
    asked = request.GET[AGAIN]
    proposal = Proposal.objects.filter(pk=asked).first() if is_key(asked) else None
    form = [model_admin.opts.label_lower, object_id and unquote(object_id)]
    if (
        proposal is None
        or not services.may_reopen(request.user, proposal)
        or [proposal.form[0], str(proposal.form[1])] != form
    ):
        raise Http404
    return proposal


def put_on_form(request, proposal):
    """Writes `proposal` in the transaction in hand, so that the form shows, and a save begins from, what it makes.

    Raises Blocked where what is on the page changed too much for it.
    """
    services.open_again(proposal)
    request.again = proposal


def refuse_to_reopen(request, proposal, blocked):
    sentence = _("Không mở lại được: bản đang đăng đã đổi. %(why)s") % {"why": blocked}
    messages.warning(request, sentence)
    return HttpResponseRedirect(address(proposal))


def withdraw_unchanged(request, proposal):
    """After a save that left nothing to propose."""
    services.decide(proposal, request.user, Proposal.State.WITHDRAWN)
    return _answer(request, proposal, _("Đề nghị không còn khác gì bản đang đăng, nên được rút."))


# --- What the form says -------------------------------------------------------------------------------
def panel(model_admin, request, obj):
    """{"proposing": {waits, note, others}}: whether a save waits (None: that depends on what is chosen on the form),
    what was typed of its note, and the waiting proposals about the record that its user may read.
    """
    model = model_admin.model
    if not is_public(model):
        return {}
    again, others = getattr(request, "again", None), []
    if obj is None:
        publishes = rights.permitted(request.user, "publish", publication_root(model))
        if publishes or issubclass(model, Published) or is_named(model):
            waits = False
        else:  # a part of what readers see, or a row that all of them see
            waits = None if has_state(model) else True
    else:
        changes = [(model, obj.pk, stored_states(model, [obj.pk]).get(obj.pk), None)]
        waits = model_admin.has_change_permission(request, obj) and not may_write(request.user, changes)
        if obj.pk < FIRST_KEY:
            about = services.seen_by(request.user).waiting().of(*services.subject_of_form((model, obj.pk)))
            others = about.exclude(pk=again and again.pk)[:20]
    note = request.POST.get(WHY) or (again.note if again else "")
    others = [(each, address(each)) for each in others]
    return {"proposing": {"waits": waits, "note": note, "others": others}}
