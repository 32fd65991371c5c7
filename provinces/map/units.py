"""The units of a period, and what adds up in each: a unit of today with its predecessors."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Sum, Value, When

from provinces.models import Province, Task
from provinces.models.province import predecessors

from .drawing import FRAMES
from .geometry import PERIODS


@dataclass
class MapUnit:
    """A province of a period, with the predecessors that it counts as `members`."""

    province: Province
    members: list = field(default_factory=list)

    @property
    def made_of(self):
        """The names of what it counts beside itself: its predecessors, and its archipelago."""
        names = [member.local_name for member in self.members]
        return [*names, str(self.archipelago.full_name)] if self.archipelago else names

    @property
    def archipelago(self):
        """The archipelago that the unit administers, or None."""
        return next((frame for frame in FRAMES if frame.code == self.province.code), None)


def units_of(period, provinces, unit_class=MapUnit):
    """The units in force in `period`, in the order of `provinces` (every Province by key). One query.

    A unit's members follow `Province.scope()`: today's unit has its predecessors, an ended one none.
    """
    before = predecessors()
    units = [
        unit_class(province) for province in provinces.values() if province.was_in_force(PERIODS[period])
    ]
    for unit in units:
        if unit.province.ended is None:
            for member in [unit.province, *(found := unit.members)]:
                found += [provinces[key] for key in before.get(member.pk, []) if provinces[key] not in found]
    return units


def all_provinces():
    return {province.pk: province for province in Province.objects.all()}


def unit_key(units):
    """The SQL expression that turns a row's province into the key of the unit that counts it."""
    merged = [
        When(province__in=[member.pk for member in unit.members], then=Value(unit.province.pk))
        for unit in units
        if unit.members
    ]
    return Case(*merged, default=F("province"), output_field=models.BigIntegerField())


def carrying_out(unit, tasks, *columns):
    """`tasks` (a QuerySet) and their money by unit and by further `columns` (lookups from a place). A task that ran
    in two members of a unit is one task and one budget.
    """
    places = Task.places.through.objects.annotate(unit=unit)
    earlier = places.filter(task=OuterRef("task"), unit=OuterRef("unit"), pk__lt=OuterRef("pk"))
    return (
        places.filter(~Exists(earlier), task__in=tasks.order_by())
        .values("unit", *columns)
        .annotate(tasks=Count("pk"), budgeted=Count("task__budget"), budget=Sum("task__budget"))
    )
