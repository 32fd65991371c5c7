"""What the published record counts of each unit: conferences and tasks, and the tones that the amounts fall into."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Count, Q
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from conferences.models import Conference, Participation
from portal.base.lists import Column
from portal.base.text import money, number
from provinces.map import MapUnit, all_provinces, unit_key, units_of
from provinces.sums import by_unit


@dataclass
class CountedUnit(MapUnit):
    """A unit of the map, and what the published record counts of it and of its predecessors.

    `hosted` conferences include those not held (planned, announced, unconfirmed); `held` do not. A
    conference or task counts once. `budget` is in đồng, None where no source
    states one; `budgeted` tasks have one stated.
    """

    hosted: int = 0
    held: int = 0
    attended: int = 0
    tasks: int = 0
    budgeted: int = 0
    budget: int | None = None


@dataclass(frozen=True)
class Measure:
    """What the map may be coloured by: the word of `do`, its amount for a CountedUnit, and how both are said."""

    key: str
    label: str
    heading: str
    amount: Callable
    short: Callable
    long: Callable
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


def participations():
    """The published participations of provinces (a QuerySet)."""
    return Participation.objects.published().filter(province__isnull=False)


def hosting(unit, rows):
    """How many conferences of `rows` each unit hosted, held of them, and attended otherwise (dicts)."""
    host = Q(capacity=Participation.Capacity.HOST)
    held = Q(conference__status=Conference.Status.HELD)
    return (
        rows.order_by()
        .values(unit=unit)
        .annotate(
            hosted=Count("conference", distinct=True, filter=host),
            held=Count("conference", distinct=True, filter=host & held),
            attended=Count("conference", distinct=True, filter=~host),
        )
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
        self.units = units_of(self.period, provinces, CountedUnit)
        counted, unit = {unit.province.pk: unit for unit in self.units}, unit_key(self.units)
        for row in chain(hosting(unit, participations()), by_unit(self.period, provinces)):
            key = row.pop("unit")
            for name, amount in row.items():
                setattr(counted.setdefault(key, CountedUnit(provinces[key])), name, amount)
        others = list(counted.values())[len(self.units) :]
        self.elsewhere = [unit.province for unit in others if self.measure.amount(unit)]

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
        lambda unit: "" if unit.budget is None else unit.budget,
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
