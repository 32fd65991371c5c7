"""The admin of people: nobody reaches, through somebody else's account, further than their own."""

from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.values import EmailTextField, SeenTextField

from . import roles, second_factor


class UserAdminMixin:
    """Goes before the admin of users. Superusers may everything; other administrators of people change nobody who
    may more than they do, and give no rights but the roles that they could invite to.
    """

    actions = ["take_second_factor_away"]
    list_display = ("username", "email", "whole_name", "is_staff")

    @admin.display(description=_("Họ và tên"), ordering="first_name")
    def whole_name(self, person):
        return person.get_full_name()

    def get_fieldsets(self, request, obj=None):
        """A name stands whole in `first_name`, as an invitation asks for it: of two fields Django makes "Lan Lê Thị"."""
        spare = () if obj and obj.last_name else ("last_name",)
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in spare]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if form_class := {
            "first_name": SeenTextField,
            "last_name": SeenTextField,
            "email": EmailTextField,
        }.get(db_field.name):
            kwargs["form_class"] = form_class
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "first_name":
            field.label = _("Họ và tên")
        return field

    def _reaches(self, request, person):
        mine = request.user
        if mine.is_superuser or person is None:
            return True
        beyond = person.groups.exclude(pk__in=roles.to_give(mine).values("pk"))
        return not (person.is_superuser or beyond.exists() or person.user_permissions.exists())

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._reaches(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._reaches(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            field.queryset = roles.to_give(request.user)
            field.label_from_instance = lambda group: roles.words_of(group.name)
        return field

    @admin.action(description=_("Gỡ xác nhận hai bước của người đã chọn"), permissions=["change"])
    def take_second_factor_away(self, request, queryset):
        """For somebody who lost phone, keys and recovery codes."""
        people = [person for person in queryset if self._reaches(request, person)]
        for person in people:
            second_factor.take_away(person)
            self.log_change(request, person, gettext("Gỡ xác nhận hai bước."))
        said = gettext("Đã gỡ xác nhận hai bước của %(number)d người; họ phải đăng nhập lại.")
        self.message_user(request, said % {"number": len(people)}, messages.SUCCESS)
