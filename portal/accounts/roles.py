"""The roles that one is invited to: what they are called, and who may hand them out."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy

from portal.records.rights import MINISTRY, PROVINCIAL, PUBLISHERS

ROLES = {
    PROVINCIAL: gettext_lazy("Biên tập của tỉnh"),
    MINISTRY: gettext_lazy("Biên tập của Bộ"),
    PUBLISHERS: gettext_lazy("Duyệt và đăng"),
}


def words_of(name):
    return str(ROLES.get(name, name))


def to_give(inviter):
    """The groups that `inviter` may hand out: nobody gives a permission that they lack."""
    if inviter.is_superuser:
        return Group.objects.order_by("name")
    own = Permission.objects.filter(group__user=inviter) | Permission.objects.filter(user=inviter)
    beyond = Permission.objects.exclude(pk__in=own.values("pk"))
    return Group.objects.exclude(permissions__in=beyond).order_by("name")
