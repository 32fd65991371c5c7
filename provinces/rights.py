"""What belongs to provinces, and who enters for which."""

from portal.accounts import invitations
from portal.records import rights

from .models import (
    Body,
    Province,
    ProvinceEditor,
    RegionMembership,
    ResearchField,
    StatusChange,
    Task,
    TaskKind,
    TaskYear,
    scope_of,
)


@rights.scope_from
def bounds_of(user):
    """The provinces that `user` enters for, with their predecessors, and all who enter for any of them."""
    assigned = ProvinceEditor.objects.filter(user=user).values("province")
    keys = scope_of(Province.objects.filter(pk__in=assigned).order_by("pk"))
    people = ProvinceEditor.objects.filter(province__in=keys).values("user")
    return rights.ProvinceScope(frozenset(keys), people)


def invited_for():
    """The provinces of today, for which somebody may be invited (a QuerySet)."""
    return Province.objects.filter(ended=None).order_by("sort_key")


def assign(user, province):
    ProvinceEditor.objects.create(user=user, province=province)


invitations.limited_to(invited_for, assign)
rights.belongs(Body, "province")
rights.belongs(Task, "places", "lead_body__province")
rights.belongs(StatusChange, parts_of=("task",))
rights.used_as(rights.Use.PART, RegionMembership, StatusChange)
rights.used_as(rights.Use.VOCABULARY, ResearchField, TaskKind)
rights.used_as(rights.Use.DERIVED, ProvinceEditor, TaskYear)
