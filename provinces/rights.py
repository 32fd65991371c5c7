"""What belongs to provinces, and who enters for which."""

from portal.records import rights

from .models import Body, Province, ProvinceEditor, StatusChange, Task, scope_of


@rights.bounded_by
def bounds_of(user):
    """The provinces that `user` enters for, with their predecessors, and all who enter for any of them."""
    assigned = ProvinceEditor.objects.filter(user=user).values("province")
    keys = scope_of(Province.objects.filter(pk__in=assigned).order_by("pk"))
    people = ProvinceEditor.objects.filter(province__in=keys).values("user")
    return rights.Bounds(frozenset(keys), people)


rights.belongs(Body, "province")
rights.belongs(Task, "places", "lead_body__province")
rights.belongs(StatusChange, parts_of=("task",))
