"""What every page of the admin has: junk is answered in a sentence, and no editor's change is lost unseen."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext as _

from portal.editing import panels, saving
from portal.editing.bad_request import (
    CLIENT_ERRORS_OF_FILTERS,
    guarded,
    is_offered,
    refuse_bad_filter,
    refuse_bad_list,
)
from portal.editing.conflicts import presence
from portal.editing.conflicts.deletion import deletion_panel
from portal.editing.conflicts.lists import act_on_what_was_shown, checkbox


class GuardedAdmin(admin.ModelAdmin):
    """A ModelAdmin whose views run the steps of `portal/editing/saving.py`. Users and groups have no more than this.

    Only the filters that a list offers may be asked, in the shapes it sends.
    """

    #: Modules of pages, each with `urls(model_admin)`.
    pages = (presence,)
    form_panels = panels.GUARDED_FORM
    form_readers = panels.GUARDED_FORM_READERS
    list_panels = ()
    delete_confirmation_template = "admin/conflicts/delete.html"
    delete_selected_confirmation_template = "admin/conflicts/delete_selected.html"

    def get_urls(self):
        own = [url for module in self.pages for url in module.urls(self)]
        return [*own, *super().get_urls()]

    # --- The form -----------------------------------------------------------------------------------------
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Django's view without its transaction: the changeset is one.
        show = partial(self._changeform_view, request, object_id, form_url, extra_context)
        return guarded(partial(saving.save_form, self), request, object_id, show)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        panels.of_form(self, request, context, obj if change else None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return saving.answered(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return saving.answered(request, super().response_change(request, obj), obj)

    def history_view(self, request, object_id, extra_context=None):
        return guarded(super().history_view, request, object_id, extra_context)

    # --- Deletion -----------------------------------------------------------------------------------------
    def delete_view(self, request, object_id, extra_context=None):
        show = partial(super().delete_view, request, object_id, extra_context)
        return guarded(partial(saving.delete_record, self), request, object_id, show)

    def render_delete_form(self, request, context):
        context |= deletion_panel(request, context["object"])
        response = super().render_delete_form(request, context)
        if context["moved"] and not (context["protected"] or context["perms_lacking"]):
            response.status_code = 409
        return response

    # --- The list -----------------------------------------------------------------------------------------
    def changelist_view(self, request, extra_context=None):
        extra = {**panels.of_list(self, request), **(extra_context or {})}
        show = partial(super().changelist_view, request, extra)
        return guarded(partial(saving.act_on_list, self), request, show, broken=CLIENT_ERRORS_OF_FILTERS)

    def get_changelist_instance(self, request):
        refuse_bad_list(request)
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            refuse_bad_filter(error)

    def get_search_results(self, request, queryset, search_term):
        """A thousand words would break SQLite's limits; no list needs more than 20."""
        return super().get_search_results(request, queryset, " ".join(search_term[:200].split()[:20]))

    def lookup_allowed(self, lookup, value, request=None):
        return is_offered(lookup, value, self.date_hierarchy, self.get_list_filter(request))

    def action_checkbox(self, obj):
        return checkbox(obj, super().action_checkbox(obj))

    def response_action(self, request, queryset):
        return act_on_what_was_shown(self, request, queryset, super().response_action)

    # --- Messages -----------------------------------------------------------------------------------------
    def tell(self, request, batch):
        """What must be run for the index to follow what was changed (a Batch)."""
        if batch.behind:
            sentence = _(
                "Nhiều bản ghi chứa từ vừa đổi: hãy chạy manage.py rebuild_search để tìm được chúng."
            )
            self.message_user(request, sentence, messages.WARNING)
