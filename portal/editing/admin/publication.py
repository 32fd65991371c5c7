"""The four states in the admin: an editor may ask for review, a publisher puts on the page and takes off."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.changes.recorder import acting
from portal.editing.citations import PublishesSourced
from portal.editing.publishing.checks import drop_schedule
from portal.editing.publishing.companions import publish_with, tell
from portal.editing.publishing.scheduling import Scheduling
from portal.editing.publishing.withdrawal import ask_reason, withdrawn_because
from portal.records import rights
from portal.records.models import Publication
from portal.records.models.state import GUARDED

from .base import RecordAdmin, may_publish
from .record_form import NOTE


class PublishedAdmin(PublishesSourced, Scheduling, RecordAdmin):
    actions = ("submit", "publish", "withdraw")

    def get_list_filter(self, request):
        return ["publication", *super().get_list_filter(request)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["withdrawal"] = withdrawn_because(obj) if change else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_publish_permission(self, request):
        return may_publish(request.user, self.model)

    def save_model(self, request, obj, form, change):
        if "publication" in form.changed_data and not self.has_publish_permission(request):
            left = form.initial.get("publication")
            if {left, obj.publication} & set(GUARDED):
                raise PermissionDenied
        super().save_model(request, obj, form, change)
        drop_schedule(obj)

    @admin.action(description=gettext_lazy("Chuyển chờ duyệt"), permissions=["change"])
    def submit(self, request, queryset):
        """Publishers may move also what was withdrawn to review; what is on the page they withdraw, with a reason."""
        allowed = set(Publication) - {Publication.REVIEW, Publication.PUBLISHED}
        if not self.has_publish_permission(request):
            allowed -= set(GUARDED)
        self.move(request, queryset, allowed, Publication.REVIEW)

    @admin.action(description=gettext_lazy("Đăng"), permissions=["publish"])
    def publish(self, request, queryset):
        return self.publish_sourced(request, queryset, set(Publication) - {Publication.PUBLISHED})

    @admin.action(description=gettext_lazy("Gỡ khỏi trang"), permissions=["publish"])
    def withdraw(self, request, queryset):
        """Asks for the reason first."""
        reason = request.POST.get("act_note", "").strip()[:NOTE]
        if not reason:
            return ask_reason(self, request, queryset)
        with acting() as act:  # the one of this action
            act.note = reason
            act.public_note = reason if request.POST.get("public") else ""
        return self.move(request, queryset, {Publication.PUBLISHED}, Publication.WITHDRAWN)

    def movable(self, request, queryset, allowed):
        return rights.within(request.user, queryset, "change").filter(publication__in=allowed)

    def move(self, request, queryset, allowed, state):
        """Saves each record of `queryset` that is in one of the states `allowed` in `state`."""
        chosen = queryset.count()
        moved = list(self.movable(request, queryset, allowed))
        with transaction.atomic():
            for record in moved:
                record.publication = state
                record.save()
                drop_schedule(record)
                self.log_change(request, record, [{"changed": {"fields": [_("trạng thái đăng")]}}])
            along = state == Publication.PUBLISHED and publish_with(request.user, moved)
        self.message_user(
            request,
            ngettext(
                "%(moved)s bản ghi nay ở trạng thái “%(state)s”.",
                "%(moved)s bản ghi nay ở trạng thái “%(state)s”.",
                len(moved),
            )
            % {"moved": len(moved), "state": state.label},
            messages.SUCCESS if moved else messages.WARNING,
        )
        if along:
            tell(request, along)
        if chosen > len(moved):
            sentence = _("%(left)s bản ghi giữ nguyên vì trạng thái hiện nay không đổi như vậy được.")
            self.message_user(request, sentence % {"left": chosen - len(moved)}, messages.WARNING)
