"""Proposals in the admin: the list, and the page of one, on which it is decided."""

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import Refusal
from portal.base.values import SeenTextField
from portal.changes.apply import Blocked, tracked
from portal.changes.models import Changeset
from portal.changes.states import states_now, stored_states
from portal.editing.models import Proposal
from portal.editing.pages import admin_path, page_of, show_first
from portal.editing.proposals import services
from portal.editing.proposals.forms import AGAIN
from portal.editing.proposals.presentation import proposed_rows, taken_in_words
from portal.editing.proposals.preview import has_page, preview_of
from portal.editing.proposals.services import file_keys
from portal.editing.publishing.companions import tell
from portal.editing.publishing.preview import ENGLISH
from portal.files.models import StoredFile
from portal.files.serving import answer
from portal.records.admin_urls import admin_page
from portal.records.moderation import has_state, live_models

from .dashboard import WorkQueueFilter
from .record import GuardedAdmin

State = Changeset.State
#: What may be said with a decision; the longest note there is besides.
Words = SeenTextField(max_length=2000, required=False)
#: What else may be done: the button -> (the state that it is put into, what is said then).
VERBS = {
    "rut": (State.WITHDRAWN, gettext_lazy("Đã rút đề nghị.")),
    "tra-lai": (State.RETURNED, gettext_lazy("Đã trả lại cho người đề nghị.")),
    "tu-choi": (State.REJECTED, gettext_lazy("Đã từ chối đề nghị.")),
}


class OfState(admin.SimpleListFilter):
    title = gettext_lazy("tình trạng")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(state.value, state.label) for state in Proposal.STATES]

    def queryset(self, request, queryset):
        return queryset if self.value() is None else queryset.filter(state=self.value())


class OfNoun(admin.SimpleListFilter):
    """By the noun of the record, of those that are in the list."""

    title = gettext_lazy("loại bản ghi")
    parameter_name = "loai"

    def lookups(self, request, model_admin):
        rows = model_admin.get_queryset(request).order_by().values_list("subject_type_id", flat=True)
        return [(str(noun), _noun(noun)) for noun in sorted(rows.distinct())]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in {key for key, _label in self.lookup_choices}:
            raise ValueError("No such noun is in the list.")
        return queryset.filter(subject_type=self.value())


@admin.register(Proposal)
class ProposalAdmin(GuardedAdmin):
    list_display = ("title", "noun", "who", "at", "state", "beginning")
    list_filter = (WorkQueueFilter, OfState, OfNoun)
    search_fields = ("title", "who", "note")
    list_per_page = 50
    actions = None

    def get_urls(self):
        return [
            admin_path(self, "", ProposalAdmin.changelist_view, "changelist"),
            admin_path(self, "<int:key>/", ProposalAdmin.page_view, "change"),
            admin_path(self, "<int:key>/xem-truoc/", ProposalAdmin.preview_view, "preview"),
            admin_path(self, "<int:key>/tep/<int:file>/<str:part>", ProposalAdmin.file_view, "file"),
        ]

    def get_queryset(self, request):
        return services.seen_by(request.user)

    def has_change_permission(self, request, obj=None):
        return False  # it is decided, not edited

    has_add_permission = has_delete_permission = has_change_permission

    @admin.display(description=gettext_lazy("loại bản ghi"))
    def noun(self, proposal):
        return _noun(proposal.subject_type_id)

    @admin.display(description=gettext_lazy("vì sao"))
    def beginning(self, proposal):
        return proposal.note[:90]

    # --- The page of one ------------------------------------------------------------------------------
    def _of_theirs(self, request, key):
        """The proposal `key`, for those who may read it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = services.seen_by(request.user).select_related("result")
        proposal = found.filter(pk=key).first()
        if proposal is None:
            raise Http404
        return proposal

    def file_view(self, request, key, file, part):
        """A part of a photo or document that the proposal holds."""
        proposal = self._of_theirs(request, key)
        if not proposal.is_open or file not in file_keys(tracked(proposal.proposed)):
            raise Http404
        return answer(get_object_or_404(StoredFile, pk=file), part, private=True)

    def preview_view(self, request, key):
        """The public page as it would be, once all of the proposal is taken."""
        proposal = self._of_theirs(request, key)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not proposal.is_open:
            raise Http404
        page = reverse("admin:records_proposal_change", args=[key])
        try:
            with translation.override("en" if ENGLISH in request.GET else "vi"):
                return preview_of(request, proposal, page)
        except Blocked as blocked:
            sentence = _("Chưa xem trước được: bản đang đăng đã đổi. %(why)s") % {"why": blocked}
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(page)

    def page_view(self, request, key):
        proposal = self._of_theirs(request, key)
        if request.method != "POST":
            return self._shown(request, proposal)
        verb, user = request.POST.get("viec"), request.user
        if not (proposal.user_id == user.pk if verb == "rut" else services.may_decide(user, proposal)):
            raise PermissionDenied
        try:
            words = Words.clean(request.POST.get("loi", ""))
        except ValidationError as error:
            return self._shown(request, proposal, error.messages, 400)
        if verb == "nhan":
            return self._accepted(request, proposal, words)
        if verb not in VERBS:
            raise Refusal(400, _("Không có việc đó."))
        state, done = VERBS[verb]
        if not words and state != State.WITHDRAWN:
            sentence = _("Hãy viết vài lời cho người đề nghị: cần sửa gì, hoặc vì sao không nhận.")
            return self._shown(request, proposal, [sentence], 400)
        try:
            services.decide(proposal, user, state, words)
        except Refusal:
            proposal.refresh_from_db()
            if (proposal.state, proposal.decided_by) != (state, services.name_of(user)):
                raise
            return show_first(request, reverse("admin:records_proposal_change", args=[key]))
        return self._done(request, proposal, done)

    def _accepted(self, request, proposal, words):
        tokens = set(request.POST.getlist("lay"))
        try:
            _act, along = services.accept(proposal, request.user, tokens, request.POST.get("mo", ""), words)
        except services.ProposalOutdated:
            sentence = _("Bản đang đăng vừa đổi sau khi bạn mở trang này. Chưa nhận gì; hãy xem lại.")
            reasons = [sentence]
        except Blocked as blocked:
            reasons = [f"{row}: {why}" for row, why in blocked.reasons]
        else:
            tell(request, along)
            return self._done(request, proposal, taken_in_words(proposed_rows(proposal.rows, {})))
        proposal.refresh_from_db()
        return self._shown(request, proposal, reasons, 409, tokens)

    def _done(self, request, proposal, sentence):
        self.message_user(request, sentence)
        return HttpResponseRedirect(reverse("admin:records_proposal_change", args=[proposal.pk]))

    def _shown(self, request, proposal, reasons=(), status=200, tokens=None):
        changes = proposal.rows
        now = states_now(change.row for change in changes)
        rows = proposed_rows(changes, now)
        if tokens is not None:
            for row in rows:
                row.is_ticked = str(row.at) in tokens
        model, key = proposal.subject
        stored = stored_states(model, [key]).get(key)
        context = {
            "proposal": proposal,
            "noun": model._meta.verbose_name,
            "preview": proposal.is_open and has_page(model) and stored,
            "decided": proposal.state == State.ACCEPTED,
            "rows": rows,
            "in_part": any(row.is_left for row in rows),
            "moved": any(row.moved or row.has_three_sides for row in rows),
            "fingerprint": services.fingerprint(proposal, now),
            "gone": stored is None,
            "hidden": stored is not None
            and has_state(model)
            and not live_models([(model, key, stored, None)]),
            "form": stored and admin_page(model, "change", key),
            "again": services.may_reopen(request.user, proposal) and _form(proposal),
            "own": proposal.is_open and proposal.user_id == request.user.pk,
            "decides": proposal.is_open and services.may_decide(request.user, proposal),
            "waiting": proposal.state == State.PROPOSED,
            "reasons": reasons,
            "words": request.POST.get("loi", ""),
        }
        title = _("Đề nghị sửa: %(name)s") % {"name": proposal}
        return page_of(self, request, "proposals/page", title, status, **context)


def _noun(kind):
    return ContentType.objects.get_for_id(kind).model_class()._meta.verbose_name


def _form(proposal):
    """The address of the form with the proposal on it."""
    return f"{admin_page(proposal.form_record[0], 'change', proposal.form_record[1])}?{AGAIN}={proposal.pk}"
