"""What words mean to the search: a publisher's table, which the index follows as it is saved."""

from django.contrib import admin, messages
from django.utils.translation import ngettext

from portal.search.models import Term

from .record import RecordAdmin


@admin.register(Term)
class TermAdmin(RecordAdmin):
    list_display = ("written", "meaning", "kind", "source")
    list_filter = ("kind",)
    search_fields = ("folded",)
    fields = ("kind", "written", "meaning", "source")

    def tell(self, request, changes):
        super().tell(request, changes)
        if changes.refreshed:
            sentence = ngettext(
                "%(count)s bản ghi đã được lập chỉ mục lại.",
                "%(count)s bản ghi đã được lập chỉ mục lại.",
                changes.refreshed,
            )
            self.message_user(request, sentence % {"count": changes.refreshed}, messages.SUCCESS)
