"""What words mean to the search: a publisher's table, which the index follows as it is saved."""

from django.contrib import admin, messages
from django.utils.translation import ngettext

from portal.editing.conflicts.second_sending import show_first
from portal.records.admin_urls import admin_page
from portal.search.models import Term

from .record import RecordAdmin


@admin.register(Term)
class TermAdmin(RecordAdmin):
    list_display = ("written", "meaning", "kind", "source")
    list_filter = ("kind",)
    search_fields = ("folded",)
    fields = ("kind", "written", "meaning", "source")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The form of a new word that was sent before shows the word: what words say leaves no changeset to know it by."""
        if add and request.method == "POST":
            sent = context["adminform"].form.instance
            same = {name: getattr(sent, name) for name in self.fields}
            if first := Term.objects.filter(**same).first():
                return show_first(request, admin_page(Term, "change", first.pk))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def tell(self, request, changes):
        super().tell(request, changes)
        if changes.refreshed:
            sentence = ngettext(
                "%(count)s bản ghi đã được lập chỉ mục lại.",
                "%(count)s bản ghi đã được lập chỉ mục lại.",
                changes.refreshed,
            )
            self.message_user(request, sentence % {"count": changes.refreshed}, messages.SUCCESS)
