"""The hooks of a ModelAdmin, until it gathers the functions of `pages.py` itself."""

from . import pages
from .candidates import ask_once, mark_as_distinct
from .registry import merge_rules


class Merges:
    """Goes before ModelAdmin."""

    def get_urls(self):
        return [*pages.urls(self), *super().get_urls()]

    def get_actions(self, request):
        return super().get_actions(request) | pages.actions(self, request)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**pages.list_panel(self, request), **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context.update(pages.form_panel(self, request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        place = getattr(request, "resolver_match", None)
        if merge_rules(self.model) and place and place.url_name.endswith("_add"):
            form_class.compared_with = self.get_queryset(request)
        return form_class

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        mark_as_distinct(request.user, form.instance, getattr(form, "candidates", ()))


class AsksOnce:
    """Goes before a ModelForm. `compared_with`: the rows (a QuerySet) that its user sees; None: nothing is asked."""

    compared_with = None
    candidates = ()

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and self.compared_with is not None:
            self.candidates = ask_once(self, self.compared_with)
