"""The provinces that somebody enters for, on the form of the user."""

from django.contrib import admin
from django.contrib.auth.models import User

from provinces.models import ProvinceEditor


class ProvinceEditorInline(admin.TabularInline):
    """Whoever administers people says who enters for which province."""

    model = ProvinceEditor
    autocomplete_fields = ("province",)
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("auth.view_user") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("auth.change_user")

    has_add_permission = has_delete_permission = has_change_permission

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("province")


people = admin.site.get_model_admin(User)
people.inlines = [*people.inlines, ProvinceEditorInline]
