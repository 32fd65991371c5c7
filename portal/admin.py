"""The admin as a whole, and the admin of people and groups, guarded like that of the records."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _

from portal.accounts.user_admin import UserAdminMixin
from portal.editing.admin.dashboard import desk_of, sections_of
from portal.editing.admin.fields import who_adds
from portal.editing.admin.record import GuardedAdmin
from portal.editing.bad_request import guarded
from portal.editing.forms import choice_label
from portal.records.naming import parted
from portal.records.rights import editors_models

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.empty_value_display = "–"


class Autocomplete(AutocompleteJsonView):
    """The stock view; a group parts what only holds the words that were typed from what is named so."""

    def get(self, request, *args, **kwargs):
        self.term, self.model_admin, self.source_field, to_field_name = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        self.object_list = self.get_queryset()
        page = self.get_context_data()["page_obj"]
        named, rest = parted(page.object_list, self.term)
        rows = [self.serialize_result(row, to_field_name) for row in named]
        others = [self.serialize_result(row, to_field_name) for row in rest]
        rows += [{"text": _("Có những chữ đã gõ"), "children": others}] if rows and others else others
        if not rows and self.term and not self.model_admin.has_add_permission(request):
            # Not id "": a row of that id is the empty choice to select2, which does not show it.
            rows = [{"id": "-", "text": who_adds(self.model_admin.model), "disabled": True}]
        return JsonResponse({"results": rows, "pagination": {"more": page.has_next()}})

    def serialize_result(self, obj, to_field_name):
        return {**super().serialize_result(obj, to_field_name), "text": choice_label(obj)}


def autocomplete_view(request):
    """The view, which would answer 500 to the name of a reverse relation or a model that is none."""
    try:
        return guarded(Autocomplete.as_view(admin_site=admin.site), request)
    except (AttributeError, KeyError, TypeError):
        return guarded(_no_such_field, request)


def _no_such_field(request):
    raise ValueError("Autocomplete was asked about a field that points at nothing.")


admin.site.autocomplete_view = autocomplete_view


def get_app_list(request, app_label=None):
    """The models in the order of the house, on the first page and beside every other; those of one app as stock."""
    if app_label:
        return AdminSite.get_app_list(admin.site, request, app_label)
    return sections_of(request, admin.site)


def index(request, extra_context=None):
    """The desk: what people do, what waits for whoever is signed in, what the record holds."""
    desk = desk_of(request, admin.site)
    return AdminSite.index(
        admin.site, request, {**(extra_context or {}), "desk": desk, "title": desk["greeting"]}
    )


admin.site.get_app_list = get_app_list
admin.site.index = index
admin.site.login = secure_admin_login(admin.site.login)  # before portal/urls.py asks for the addresses

admin.site.unregister([User, Group])


class Permissions:
    """Offers the permissions that mean something here: those of records, people and groups."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and field.queryset.model is Permission:
            kinds = ContentType.objects.get_for_models(*editors_models(), User, Group)
            field.queryset = field.queryset.filter(content_type__in=kinds.values())
        return field


@admin.register(User)
class UserAdmin(UserAdminMixin, Permissions, GuardedAdmin, auth_admin.UserAdmin):
    pass


@admin.register(Group)
class GroupAdmin(Permissions, GuardedAdmin, auth_admin.GroupAdmin):
    pass
