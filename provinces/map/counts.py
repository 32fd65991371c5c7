"""What the published record counts of each unit, and the tones that the amounts fall into."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.base.lists import Column
from portal.base.text import money, number
from provinces.models import Province, Succession, Task

from .drawing import FRAMES
from .geometry import PERIODS


@dataclass
class Unit:
    """A province of the period, and what the published record counts of it and of its predecessors.

    `hosted` conferences include those not held (planned, announced, unconfirmed); `held` do not. A
    conference or task counts once. `budget` is in đồng, None where no source
    states one; `budgeted` tasks have one stated.
    """

    province: Province
    members: list = field(default_factory=list)
    hosted: int = 0
    held: int = 0
    attended: int = 0
    tasks: int = 0
    budgeted: int = 0
    budget: int | None = None

    @property
    def made_of(self):
        """The names of what it counts beside itself: its predecessors, and its archipelago."""
        names = [member.local_name for member in self.members]
        return [*names, str(self.archipelago.full_name)] if self.archipelago else names

    @property
    def archipelago(self):
        """The archipelago that the unit administers, or None."""
        return next((frame for frame in FRAMES if frame.code == self.province.code), None)


@dataclass(frozen=True)
class Measure:
    """What the map may be coloured by: the word of `do`, its amount for a Unit, and how both are said."""

    key: str
    label: str
    heading: str
    amount: Callable
    short: Callable
    said: Callable
    sentence: Callable


def _conferences(n):
    return ngettext("%(n)s hội nghị", "%(n)s hội nghị", n) % {"n": number(n, get_language())}


def _tasks(n):
    return ngettext("%(n)s nhiệm vụ", "%(n)s nhiệm vụ", n) % {"n": number(n, get_language())}


def _number(n):
    return number(n, get_language())


def _money(n):
    return money(n, get_language())


def _short_money(n):
    """Money where the word đồng stands in the heading: "585,5 tỷ"."""
    return _money(n).removesuffix(" đồng").removeprefix("VND ")


MEASURES = {
    measure.key: measure
    for measure in (
        Measure(
            "dang-cai",
            gettext_lazy("Đăng cai"),
            gettext_lazy("Số hội nghị đăng cai"),
            lambda unit: unit.hosted,
            _number,
            _conferences,
            lambda n: _("đăng cai %(amount)s") % {"amount": _conferences(n)},
        ),
        Measure(
            "tham-du",
            gettext_lazy("Tham dự"),
            gettext_lazy("Số hội nghị có mặt, không kể đăng cai"),
            lambda unit: unit.attended,
            _number,
            _conferences,
            lambda n: _("tham dự %(amount)s") % {"amount": _conferences(n)},
        ),
        Measure(
            "nhiem-vu",
            gettext_lazy("Nhiệm vụ"),
            gettext_lazy("Số nhiệm vụ KH&CN thực hiện ở đó"),
            lambda unit: unit.tasks,
            _number,
            _tasks,
            _tasks,
        ),
        Measure(
            "kinh-phi",
            gettext_lazy("Kinh phí"),
            gettext_lazy("Kinh phí của các nhiệm vụ thực hiện ở đó"),
            lambda unit: unit.budget or 0,
            _short_money,
            _money,
            lambda n: _("nhiệm vụ có tổng kinh phí %(amount)s") % {"amount": _money(n)},
        ),
    )
}


def units_of(period, provinces):
    """The Units in force in `period`, in the order of `provinces` (every Province by key). One query.

    A Unit's members follow `Province.scope()`: today's unit has its predecessors, an ended one none.
    """
    before = {}
    for predecessor, successor in Succession.objects.order_by("pk").values_list("predecessor", "successor"):
        before.setdefault(successor, []).append(provinces[predecessor])
    units = [Unit(province) for province in provinces.values() if province.was_in_force(PERIODS[period])]
    for unit in units:
        if unit.province.ended is None:
            for member in [unit.province, *(found := unit.members)]:
                found += [one for one in before.get(member.pk, []) if one not in found]
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


def participations():
    """The published participations of provinces, reached through the provinces' own relation."""
    model = Province._meta.get_field("participations").related_model
    return model.objects.published().filter(province__isnull=False)


def hosting(unit, rows):
    """How many conferences of `rows` each unit hosted, held of them, and attended otherwise (dicts)."""
    status = rows.model._meta.get_field("conference").related_model.Status
    host = Q(capacity=rows.model.Capacity.HOST)
    return (
        rows.order_by()
        .values(unit=unit)
        .annotate(
            hosted=Count("conference", distinct=True, filter=host),
            held=Count("conference", distinct=True, filter=host & Q(conference__status=status.HELD)),
            attended=Count("conference", distinct=True, filter=~host),
        )
    )


def carrying_out(unit, tasks):
    """`tasks` (a QuerySet) and their money by unit. A task that ran in two members of a unit is one task
    and one budget.
    """
    places = Task.places.through.objects.annotate(unit=unit)
    earlier = places.filter(task=OuterRef("task"), unit=OuterRef("unit"), pk__lt=OuterRef("pk"))
    return (
        places.filter(~Exists(earlier), task__in=tasks.order_by())
        .values("unit")
        .annotate(tasks=Count("pk"), budgeted=Count("task__budget"), budget=Sum("task__budget"))
    )


@dataclass
class Counts:
    """The table under the map: the units of a period with everything that is counted. Four queries."""

    period: str
    measure: Measure
    units: list = field(init=False)
    #: Provinces of the other period that have an amount and no place here (a new unit, on the map of before).
    elsewhere: list = field(init=False)

    def __post_init__(self):
        provinces = all_provinces()
        self.units = units_of(self.period, provinces)
        by_key, others = {unit.province.pk: unit for unit in self.units}, {}
        unit = unit_key(self.units)
        for row in hosting(unit, participations()):
            counted = by_key.get(row["unit"]) or others.setdefault(row["unit"], Unit(provinces[row["unit"]]))
            counted.hosted, counted.held, counted.attended = row["hosted"], row["held"], row["attended"]
        for row in carrying_out(unit, Task.objects.published()):
            counted = by_key.get(row["unit"]) or others.setdefault(row["unit"], Unit(provinces[row["unit"]]))
            counted.tasks, counted.budgeted, counted.budget = row["tasks"], row["budgeted"], row["budget"]
        self.elsewhere = [unit.province for unit in others.values() if self.measure.amount(unit)]

    def is_valid(self):
        """A table made is a question asked right: junk is refused before it is made."""
        return True

    @property
    def qs(self):
        return self

    def iterator(self, chunk_size=None):
        return iter(self.units)


COLUMNS = [
    Column("don_vi", gettext_lazy("Đơn vị"), lambda unit: unit.province.local_name),
    Column("gom", gettext_lazy("Gồm"), lambda unit: "; ".join(unit.made_of)),
    Column("dang_cai", gettext_lazy("Đăng cai (hội nghị)"), lambda unit: unit.hosted),
    Column("da_to_chuc", gettext_lazy("Đã tổ chức (hội nghị)"), lambda unit: unit.held),
    Column("tham_du", gettext_lazy("Tham dự (hội nghị)"), lambda unit: unit.attended),
    Column("nhiem_vu", gettext_lazy("Nhiệm vụ"), lambda unit: unit.tasks),
    Column(
        "kinh_phi",
        gettext_lazy("Kinh phí (đồng)"),
        lambda unit: "" if unit.budget is None else number(unit.budget, get_language()),
    ),
    Column("dia_chi", gettext_lazy("Địa chỉ trang"), lambda unit: unit.province.get_absolute_url()),
]


#: The tones of n classes, faint to full, of the four there are. One class is full.
TONES = {1: (4,), 2: (2, 4), 3: (2, 3, 4), 4: (1, 2, 3, 4)}


def classes(amounts):
    """[(tone 1 to 4, lowest, highest)] for the positive amounts.

    Each amount is its own class where there are at most four; otherwise there are four classes of as equal
    a number of units as ties allow.
    """
    amounts = sorted(amount for amount in amounts if amount > 0)
    tops = sorted(set(amounts))
    if len(tops) > 4:
        tops = sorted({amounts[(len(amounts) * part + 3) // 4 - 1] for part in (1, 2, 3, 4)})
    bottoms = [min(amount for amount in amounts if not i or amount > tops[i - 1]) for i in range(len(tops))]
    return list(zip(TONES[len(tops)], bottoms, tops, strict=True)) if tops else []
