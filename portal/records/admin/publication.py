"""The four states in the admin: an editor may ask for review, a publisher puts on the page and takes off."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import rights
from ..models import Publication
from .base import RecordAdmin, may_publish
from .forms import RecordForm


class PublishedAdmin(RecordAdmin):
    actions = ("submit", "publish", "withdraw")

    def get_list_filter(self, request):
        return ["publication", *super().get_list_filter(request)]

    def has_publish_permission(self, request):
        return may_publish(request.user, self.model)

    def save_model(self, request, obj, form, change):
        if "publication" in form.changed_data and not self.has_publish_permission(request):
            left = form.initial.get("publication")
            if {left, obj.publication} & set(RecordForm.GUARDED):
                raise PermissionDenied
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Chuyển chờ duyệt"), permissions=["change"])
    def submit(self, request, queryset):
        """Publishers may move any record to review; others only a draft."""
        allowed = set(Publication) - {Publication.REVIEW}
        if not self.has_publish_permission(request):
            allowed -= set(RecordForm.GUARDED)
        self.move(request, queryset, allowed, Publication.REVIEW)

    @admin.action(description=gettext_lazy("Đăng"), permissions=["publish"])
    def publish(self, request, queryset):
        self.move(request, queryset, set(Publication) - {Publication.PUBLISHED}, Publication.PUBLISHED)

    @admin.action(description=gettext_lazy("Gỡ khỏi trang"), permissions=["publish"])
    def withdraw(self, request, queryset):
        self.move(request, queryset, {Publication.PUBLISHED}, Publication.WITHDRAWN)

    def move(self, request, queryset, allowed, state):
        """Saves each record of `queryset` that is in one of the states `allowed` in `state`."""
        chosen = queryset.count()
        moved = list(rights.within(request.user, queryset, "change").filter(publication__in=allowed))
        with transaction.atomic():
            for record in moved:
                record.publication = state
                record.save()
                self.log_change(request, record, [{"changed": {"fields": [_("trạng thái đăng")]}}])
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
        if chosen > len(moved):
            sentence = _("%(left)s bản ghi giữ nguyên vì trạng thái hiện nay không đổi như vậy được.")
            self.message_user(request, sentence % {"left": chosen - len(moved)}, messages.WARNING)
