"""A save in the admin, from top to bottom.

`save_form` is what a form that was sent goes through:

    1  refuse_empty_to_field   refuse bad input (`bad_request.guarded` around it answers the rest of what is broken)
    2  changeset               open the changeset: one transaction, one Changeset, one batch of the index
    3  compare_with_shown      compare with what the form showed: 409 and the page of both versions; what the same
                               form saved before is shown, and not saved again (of a new record compare_new_with_first)
    4  `show`                  Django's save: the record, its links and rows, through RecordAdmin's save_* methods,
                               the last of which runs `after_save`:
    5  cite_default            cite the default source
    6  refuse_uncited          what goes on the page with a fact without a source: the form again, with a reason to give
    7  commit_or_propose       the end of the changeset: written, or kept as a proposal of somebody who may not publish
    8  tell, answered          messages

A deletion and an action on a list run the same steps as far as they have them.
"""

from contextlib import contextmanager
from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError

from portal.changes.apply import Blocked
from portal.changes.form_token import (
    identity_of,
    keep_identity,
    last_sending,
    made_before,
    salt_of,
    sent_already,
    sent_from_page,
)
from portal.changes.models import Changeset, TrackedModel
from portal.changes.recorder import acting, current_recorder
from portal.editing.proposals.services import files_in
from portal.records.admin_urls import admin_page
from portal.records.models import Citation, StaleRecord
from portal.records.moderation import ApprovalRequired, publishers_only
from portal.records.sourcing import ReasonRequired
from portal.search.index.indexing import current_batch

from .bad_request import refuse_empty_to_field
from .citations.saving import (
    UncitedRefusal,
    cite_default,
    refuse_uncited,
    uncited_refusal,
    with_chosen,
)
from .conflicts import presence
from .conflicts.compare import compare_with_shown
from .conflicts.deletion import compare_deletion
from .conflicts.lists import is_deletion
from .merge.candidates import mark_as_distinct
from .pages import address_of, show_first
from .proposals import forms as proposals
from .publishing.companions import publish_new_sources, publish_with, tell
from .scope import refuse_out_of_scope


class NotSaved(Exception):
    """Rolls back what a form opened with a proposal wrote for itself. `response`: what it answers."""

    def __init__(self, response):
        self.response = response
        super().__init__()


# --- Three ways to change a record --------------------------------------------------------------------
def save_form(model_admin, request, object_id, show):
    """What the form of a record answers. `show()`: Django's view of it, which saves what it finds valid."""
    refuse_empty_to_field(request)
    again = None
    if proposals.AGAIN in request.GET:
        again = proposals.proposal_to_edit(model_admin, request, object_id)
    if request.method != "POST" and again is None:
        return show()
    sent = request.POST, request.FILES
    of = model_admin.model if object_id is None else model_admin.model(pk=unquote(object_id))
    request.form_identity = identity_of(request, salt_of(of))
    steps = partial(compare_and_save, model_admin, request, object_id, show, again)
    while True:
        try:
            return commit_or_propose(model_admin, request, Changeset.Kind.FORM, steps, object_id, again)
        except NotSaved as unsaved:
            return unsaved.response
        except IntegrityError:  # the same form, sent twice at once: the database let one through
            if first := last_sending(request, request.form_identity):
                return show_first(request, address_of(first, model_admin.model, object_id))
            raise
        except Blocked as blocked:
            if again is None:
                raise
            return proposals.refuse_to_reopen(request, again, blocked)
        except UncitedRefusal as refusal:
            request.refusal = (
                refusal  # shown once more as it was sent: now it is not valid, so nothing is saved
            )
        except ReasonRequired as required:  # at the end of the changeset, of what stood on the page already
            request.refusal = uncited_refusal(request, required.obstacles)
        except StaleRecord:  # on PostgreSQL somebody may save between our reading and our writing
            if hasattr(request, "was_stale"):
                raise
            request.was_stale = True
        send_again(request, *sent)


def delete_record(model_admin, request, object_id, show):
    """What the delete page answers. `show()`: Django's view of it, which deletes once that is confirmed."""
    refuse_empty_to_field(request)
    if request.method != "POST":
        return show()

    def steps():
        compare_deletion(model_admin, request, object_id)
        return show()

    return commit_or_propose(model_admin, request, Changeset.Kind.DELETION, steps, object_id)


def act_on_list(model_admin, request, show):
    """What a list answers. `show()`: Django's view of it, which runs the action that was chosen."""
    if request.method != "POST":
        return show()
    kind = Changeset.Kind.DELETION if is_deletion(request) else Changeset.Kind.ACTION
    # A list has no form to say why on: what needs approval is refused.
    with sent_from_page(request), changeset(request, kind) as batch:
        response = show()
    model_admin.tell(request, batch)
    return response


# --- The steps ----------------------------------------------------------------------------------------
@contextmanager
def changeset(request, kind):
    """All that changes inside is one Changeset of `request.user`; yields the Batch of the index.

    At its end raises ApprovalRequired, and everything is rolled back, where only a publisher may change that: with
    it goes what was told of the save.
    """
    told_before = len(messages.get_messages(request))
    try:
        with acting(request.user, kind, check=publishers_only(request.user, files_in)):
            yield current_batch()
    except Exception:
        messages.get_messages(request).revoke(told_before)
        raise


def compare_and_save(model_admin, request, object_id, show, again):
    """The page of both versions where somebody saved in between, else what Django's view answers."""
    if again:
        proposals.put_on_form(request, again)
    response = None
    if request.method == "POST" and object_id is not None:
        response = compare_with_shown(model_admin, request, object_id)
    elif request.method == "POST" and not again:
        response = compare_new_with_first(model_admin, request)
    response = response or show()
    # Of two sent at once, this one may have met what the other had saved.
    if response.status_code != 302 and (first := sent_already(request, request.form_identity)):
        response = show_first(request, address_of(first, model_admin.model, object_id))
    if again and not (request.method == "POST" and response.status_code == 302):
        if callable(getattr(response, "render", None)):
            response.render()  # it shows what is about to be rolled back
        raise NotSaved(response)
    return response


def compare_new_with_first(model_admin, request):
    """What the first sending of the form of a new record made; one that now holds something else is asked about."""
    identity, model = request.form_identity, model_admin.model
    if not issubclass(model, TrackedModel):
        key = made_before(request, model)
        return show_first(request, admin_page(model, "change", key)) if key else None
    first = last_sending(request, identity)
    if first is None:
        keep_identity(current_recorder().act, identity)
    elif first.form_mark == identity.mark:
        return show_first(request, address_of(first, model, None))
    else:
        request.sent_before = address_of(first, model, None)
    return None


def after_save(request, form, formsets, change):
    """What follows Django's save of a record with facts, its links and rows."""
    note_changeset(form)
    refuse_out_of_scope(request, form.instance, is_new=not change)
    if candidates := getattr(form, "candidates", ()):
        mark_as_distinct(request.user, form.instance, candidates)
    cite_default(request, form, formsets)
    if published := refuse_uncited(request, form, formsets):
        tell(request, publish_with(request.user, published))
    elif new := [key for key, before in current_recorder().before[Citation].items() if before is None]:
        tell(request, publish_new_sources(request.user, form.instance, new))


def note_changeset(form):
    """Notes on the changeset why its user changed this, and what readers are told."""
    act = current_recorder().act
    act.note = form.cleaned_data.get("act_note", "")
    act.public_note = form.cleaned_data.get("act_public_note", "")


def commit_or_propose(model_admin, request, kind, steps, key, again=None):
    """What `steps()` answers, with what it changed written as one Changeset; or the page of the proposal it became.

    `key`: of the record of the form, None for a new one. `again`: the Proposal that the form was opened with.
    """
    try:
        with changeset(request, kind) as batch:
            response = steps()
    except ApprovalRequired as required:
        return proposals.propose(model_admin, request, required, key, again)
    if again:
        return proposals.withdraw_unchanged(request, again)
    model_admin.tell(request, batch)
    return response


def send_again(request, post, files):
    """Makes `request` as it was sent."""
    request.POST, request._files = post, files
    for _name, sent in files.lists():
        for file in sent:
            file.seek(0)


def answered(request, response, obj=None):
    """The `response` of a form that was saved (`obj`: which was there before)."""
    if obj is not None and "_continue" not in request.POST:
        presence.leave(request, obj)
    return presence.forget_draft(request, with_chosen(request, response))
