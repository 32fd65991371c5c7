"""The admin of every record, and what every page of the admin has."""

from copy import copy
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.text import search_words
from portal.changes.form_token import note_made
from portal.changes.states import is_tracked
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
from portal.editing.history import pages as history
from portal.editing.import_export import pages as import_export
from portal.editing.merge import pages as merge
from portal.editing.merge.registry import merge_rules
from portal.editing.pages import once
from portal.editing.proposals import forms as proposals
from portal.editing.publishing import preview, scheduling
from portal.editing.publishing.companions import drop_schedule
from portal.editing.scope import ShownRows, in_scope, learn_owned, owns, takes_rows
from portal.records.models import Published, Record
from portal.records.models.state import GUARDED
from portal.records.naming import named_first
from portal.search.query.matching import holding, kind_of

from . import publication
from .dashboard import WorkQueueFilter
from .fields import CitationInline, GapInline, HeadForm, RecordFields, may_publish, offer_sources


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
        note_made(request, obj)
        return saving.answered(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return saving.answered(request, super().response_change(request, obj), obj)

    def history_view(self, request, object_id, extra_context=None):
        return guarded(super().history_view, request, object_id, extra_context)

    # --- Deletion -----------------------------------------------------------------------------------------
    def delete_view(self, request, object_id, extra_context=None):
        show = partial(super().delete_view, request, object_id, extra_context)
        delete = partial(once, partial(saving.delete_record, self))
        return guarded(delete, request, object_id=object_id, show=show)

    def render_delete_form(self, request, context):
        context |= deletion_panel(request, context["object"])
        response = super().render_delete_form(request, context)
        if context["moved"] and not (context["protected"] or context["perms_lacking"]):
            response.status_code = 409
        return response

    # --- The list -----------------------------------------------------------------------------------------
    def changelist_view(self, request, extra_context=None):
        extra = extra_context or {}
        for panel in self.list_panels:
            extra = panel(self, request) | extra
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


class RecordAdmin(RecordFields, GuardedAdmin):
    """The admin of a record, or of a list that states no facts. `search_fields` are lookups of folded text.

    A Record has its facts, its rows, its citations and gaps, and one default source; one that is Published also its
    state on the page.
    """

    list_per_page = 50
    pages = (presence, history, preview, scheduling, merge, import_export)
    form_panels = panels.FORM
    form_readers = panels.FORM_READERS
    list_panels = panels.LIST
    #: Inlines of its own rows; those of citations and gaps come after them.
    rows = ()
    #: Whether facts about it need a citation: those about a source need none.
    is_cited = True

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if issubclass(model, Record) and not issubclass(self.form, HeadForm):
            self.form = HeadForm
        if issubclass(model, Published):
            self.actions = publication.ACTIONS

    # --- Whose it is --------------------------------------------------------------------------------------
    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and in_scope(request, obj)

    def has_change_permission(self, request, obj=None):
        """Of a record that is not theirs the form opens for its rows, if some of those may be."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or owns(request, obj):
            return True
        return takes_rows(request, [row.model for row in self.rows]) and in_scope(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or owns(request, obj))

    def has_publish_permission(self, request):
        return may_publish(request.user, self.model)

    def get_deleted_objects(self, objs, request):
        learn_owned(request, self.model, objs)
        return super().get_deleted_objects(objs, request)

    # --- The list -----------------------------------------------------------------------------------------
    def get_list_filter(self, request):
        state = ["publication"] if issubclass(self.model, Published) else []
        return [*state, WorkQueueFilter, *super().get_list_filter(request)]

    def get_actions(self, request):
        actions = super().get_actions(request)
        return actions | import_export.actions(self, request) | merge.actions(self, request)

    def get_search_results(self, request, queryset, search_term):
        """The rows that the term finds, drafts too; those named so first, unless the list is asked for another order.

        Of a model that is not indexed, those that hold every word in one of `search_fields`.
        """
        if not search_words(search_term):
            return (queryset.none() if search_term.strip() else queryset), False
        if kind_of(self.model):
            found = queryset.search(search_term, drafts=True)
        else:
            found = queryset.filter(holding(search_term, self.get_search_fields(request)))
        return (found if ORDER_VAR in request.GET else named_first(found, search_term)), False

    # --- The form -----------------------------------------------------------------------------------------
    def get_inlines(self, request, obj):
        of_record = (CitationInline, GapInline) if self.is_cited and issubclass(self.model, Record) else ()
        return [*self.rows, *of_record]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        form_class.locked = obj is not None and not owns(request, obj)
        if not issubclass(form_class, HeadForm):
            return form_class
        form_class.refusal = getattr(request, "refusal", None)
        form_class.sent_before = getattr(request, "sent_before", "")
        place = getattr(request, "resolver_match", None)
        if place and place.url_name.endswith("_add") and merge_rules(self.model):
            form_class.compared_with = self.get_queryset(request)
        if field := form_class.base_fields.get("default_source"):
            field = form_class.base_fields["default_source"] = copy(field)  # of the class of all requests
            offer_sources(field, request, self.admin_site)
        return self.prepare(form_class, request, obj)

    def get_fieldsets(self, request, obj=None):
        fieldsets = self.fieldsets
        if not issubclass(self.model, Record):
            return super().get_fieldsets(request, obj)
        if not fieldsets:
            names = [name for name in self.get_fields(request, obj) if name not in HeadForm.BESIDE]
            fieldsets = [(None, {"fields": names})]
        if not (self.is_cited and self.has_change_permission(request, obj)):
            return fieldsets
        return [(gettext_lazy("Nguồn mặc định"), {"fields": ["default_source"]}), *fieldsets]

    def get_object(self, request, object_id, from_field=None):
        """The record as it was compared with what the form showed, where it was."""
        parts = getattr(request, "stored_form", None)
        if parts is not None and from_field is None and str(parts.form.instance.pk) == object_id:
            return parts.form.instance
        return super().get_object(request, object_id, from_field)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        parts = getattr(request, "stored_form", None)
        compared = parts and parts.formsets.get(prefix)
        return super().get_formset_kwargs(request, obj, inline, prefix) | {"compared": compared}

    def get_inline_formsets(self, request, *args, **kwargs):
        formsets = super().get_inline_formsets(request, *args, **kwargs)
        for formset in formsets:
            formset.__class__ = ShownRows
        return formsets

    def render_delete_form(self, request, context):
        context |= proposals.panel(self, request, context["object"])
        return super().render_delete_form(request, context)

    def history_view(self, request, object_id, extra_context=None):
        view = partial(history.history if is_tracked(self.model) else history.log, self)
        return guarded(view, request, object_id)

    def view_on_site(self, obj):
        """The public page of a record that a reader may see, as stored: the form may hold a broken slug."""
        if not hasattr(obj, "get_absolute_url"):
            return None
        stored = type(obj).objects.published().select_related(*self.joined).filter(pk=obj.pk).first()
        return stored and stored.get_absolute_url()

    # --- Django's save (step 4 of portal/editing/saving.py) -----------------------------------------------
    def save_model(self, request, obj, form, change):
        if change and not owns(request, obj):
            return  # only rows of theirs are taken
        moved = "publication" in form.changed_data and {form.initial.get("publication"), obj.publication}
        if moved and moved & set(GUARDED) and not self.has_publish_permission(request):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        if isinstance(obj, Published):
            drop_schedule(obj)

    def log_change(self, request, obj, message):
        """Django's log, of what the ledger does not follow."""
        return None if is_tracked(self.model) else super().log_change(request, obj, message)

    def log_addition(self, request, obj, message):
        return None if is_tracked(self.model) else super().log_addition(request, obj, message)

    def log_deletions(self, request, queryset):
        return None if is_tracked(self.model) else super().log_deletions(request, queryset)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        saving.after_save(request, form, formsets, change)
