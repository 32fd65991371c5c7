"""The forms of what readers see, for those who may not publish: what they save waits as a proposal."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked
from portal.changes.models import FIRST_KEY, Changeset
from portal.changes.recorder import acting
from portal.changes.states import stored_states
from portal.editing.bad_request import guarded
from portal.editing.conflicts.mixin import saved
from portal.editing.models import Proposal
from portal.records import rights
from portal.records.models import Published
from portal.records.moderation import (
    ApprovalRequired,
    has_state,
    is_named,
    is_public,
    may_write,
    publication_root,
    publishers_only,
)

from . import services
from .files import files_in

#: The parameter that opens a form with a proposal on it, and the field of its note.
AGAIN, WHY = "de-nghi", "_vi_sao"
LONGEST = 2000


class NotSent(Exception):
    """Rolls back what a form opened with a proposal wrote for itself."""


class Proposes:
    """Goes before ModelAdmin, and before what records and reconciles."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        asked = request.GET.get(AGAIN)
        if asked is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        return guarded(self._form_again, request, asked, object_id, form_url, extra_context)

    def _form_again(self, request, asked, object_id, *rest):
        """The form as the live record would be with the proposal, which a save puts in the place of the old."""
        proposal = self._of_theirs(request, asked, object_id)
        key, response, held = int(unquote(object_id)), None, None
        try:
            with acting(request.user, Changeset.Kind.FORM, check=publishers_only(request.user, files_in)):
                services.open_again(proposal)
                request.again = proposal
                response = super().changeform_view(request, object_id, *rest)
                if request.method != "POST" or response.status_code != 302:
                    raise NotSent
        except NotSent:
            return response
        except Blocked as blocked:
            sentence = _("Không mở lại được: bản đang đăng đã đổi. %(why)s") % {"why": blocked}
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(address(proposal))
        except ApprovalRequired as required:
            held = required
        if held is None:
            services.withdraw(proposal, request.user)
            self._say(request, _("Đề nghị không còn khác gì bản đang đăng, nên được rút."))
            return saved(request, HttpResponseRedirect(address(proposal)))
        return self._kept(request, held, key, proposal)

    def _of_theirs(self, request, asked, object_id):
        known = asked.isascii() and asked.isdigit() and len(asked) < 19
        proposal = Proposal.objects.filter(pk=asked).first() if known else None
        form = [self.opts.label_lower, object_id and unquote(object_id)]
        if (
            proposal is None
            or not services.may_reopen(request.user, proposal)
            or [proposal.form[0], str(proposal.form[1])] != form
        ):
            raise Http404
        return proposal

    # --- A save that waits ----------------------------------------------------------------------------
    def recorded(self, request, kind, view, *args, **kwargs):
        """What `view` answers; where it changed what only others may, the page of the proposal it became."""
        if getattr(request, "again", None) or kind not in (Changeset.Kind.FORM, Changeset.Kind.DELETION):
            return super().recorded(request, kind, view, *args, **kwargs)
        try:
            return super().recorded(request, kind, view, *args, **kwargs)
        except ApprovalRequired as required:
            key = args[0] if args else kwargs.get("object_id")
            if request.resolver_match.url_name.endswith("_changelist"):
                raise  # a list shows no form to say why on
            if key is None:
                key = next(key for model, key, before, _after in required.changes if model is self.model)
            return self._kept(request, required, int(unquote(str(key))))

    def _kept(self, request, waits, key, again=None):
        note = typed(request, WHY) or typed(request, "act_note") or (again.note if again else "")
        public_note = typed(request, "act_public_note") or (again.public_note if again else "")
        proposal = services.propose(waits, request.user, (self.model, key), note, public_note, again)
        self._say(
            request,
            _("Đã gửi đề nghị sửa. Trang chưa đổi; người duyệt sẽ xem và trả lời ở đây."),
        )
        if key < FIRST_KEY:
            record = self.model._base_manager.filter(pk=key).first()
            if record is not None and hasattr(self, "leave"):
                self.leave(request, record)
        return saved(request, HttpResponseRedirect(address(proposal)))

    def _say(self, request, sentence):
        """The one message: what the stock form said was saved is not."""
        messages.get_messages(request)._queued_messages.clear()
        self.message_user(request, sentence)

    # --- What the form says ---------------------------------------------------------------------------
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if is_public(self.model):
            context["proposing"] = self.proposing_of(request, obj)
            if context["proposing"]["waits"]:  # which asks why itself
                context["notes"] = [note for note in context.get("notes", ()) if note.name != "act_note"]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        if is_public(self.model):
            context["proposing"] = self.proposing_of(request, context["object"])
        return super().render_delete_form(request, context)

    def proposing_of(self, request, obj):
        """{waits, note, others}: whether a save waits (None: that depends on what is chosen on the form), what was
        typed of its note, and the waiting proposals about the record that its user may read.
        """
        again, others = getattr(request, "again", None), []
        if obj is None:
            publishes = rights.permitted(request.user, "publish", publication_root(self.model))
            if publishes or issubclass(self.model, Published) or is_named(self.model):
                waits = False
            else:  # a part of what readers see, or a row that all of them see
                waits = None if has_state(self.model) else True
        else:
            changes = [(self.model, obj.pk, stored_states(self.model, [obj.pk]).get(obj.pk), None)]
            waits = self.has_change_permission(request, obj) and not may_write(request.user, changes)
            if obj.pk < FIRST_KEY:
                about = (
                    services.seen_by(request.user)
                    .waiting()
                    .of(*services.subject_of_form((self.model, obj.pk)))
                )
                others = about.exclude(pk=again and again.pk)[:20]
        note = request.POST.get(WHY) or (again.note if again else "")
        return {"waits": waits, "note": note, "others": [(each, address(each)) for each in others]}


def typed(request, name):
    return request.POST.get(name, "").replace("\0", "").strip()[:LONGEST]


def address(proposal):
    return reverse("admin:records_proposal_change", args=[proposal.pk])
