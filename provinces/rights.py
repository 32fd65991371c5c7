"""What belongs to provinces, and who enters for which."""

from portal.accounts import invitations
from portal.records import rights

from . import models
from .models import scope_of


@rights.scope_from
def bounds_of(user):
    """The provinces that `user` enters for, with their predecessors (a ProvinceScope)."""
    assigned = models.ProvinceEditor.objects.filter(user=user).values("province")
    keys = scope_of(models.Province.objects.filter(pk__in=assigned).order_by("pk"))
    return rights.ProvinceScope(frozenset(keys), editors_of)


def editors_of(provinces):
    """The keys of those who enter for any of `provinces` (keys)."""
    return models.ProvinceEditor.objects.filter(province__in=provinces).values("user")


def invited_for():
    """The provinces of today, for which somebody may be invited (a QuerySet)."""
    return models.Province.objects.filter(ended=None).order_by("sort_key")


def assign(user, province):
    models.ProvinceEditor.objects.create(user=user, province=province)


invitations.limited_to(invited_for, assign)
rights.belongs(models.Body, "province")
rights.belongs(models.Task, "places", "lead_body__province")
rights.belongs(models.StatusChange, parts_of=("task",))
rights.used_as(rights.Use.PART, models.RegionMembership, models.StatusChange)
rights.used_as(rights.Use.VOCABULARY, models.ResearchField, models.TaskKind)
rights.used_as(rights.Use.DERIVED, models.ProvinceEditor, models.TaskYear)
