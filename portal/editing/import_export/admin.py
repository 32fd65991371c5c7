"""The pages of `pages.py` for a ModelAdmin that does not yet gather them from a list."""

from . import pages


class Sheets:
    """Goes before ModelAdmin."""

    def get_urls(self):
        return [*pages.urls(self), *super().get_urls()]

    def get_actions(self, request):
        return super().get_actions(request) | pages.actions(self, request)

    def changelist_view(self, request, extra_context=None):
        extra = pages.list_context(self, request)
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def has_import_permission(self, request):
        return pages.may_import(self, request)
