"""The map: what is counted of each unit, and the drawing made of the counts.

The table is the page and the map is drawn from it. Shapes come from data/map/units.json alone; what is
drawn beside them is labels, and the frames of Hoàng Sa and Trường Sa, which stand on every map.
Drawing units: 100 to a degree of latitude, from the north-west corner of the mainland.
"""

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.lists import Column
from portal.records.models import Publication
from portal.text import money, number

from .models import REARRANGED_ON, Province, Succession, Task

FOLDER = Path(__file__).parent / "data" / "map"
GEOMETRY = FOLDER / "units.json"

#: The words of `ky`: the day whose units are shown. Both are drawn from one geometry.
PERIODS = {"truoc": REARRANGED_ON - datetime.timedelta(days=1), "sau": REARRANGED_ON}
PERIOD_WORDS = {
    "truoc": gettext_lazy("trước sắp xếp (1/7/2025)"),
    "sau": gettext_lazy("sau sắp xếp (1/7/2025)"),
}


@cache
def geometry():
    return json.loads(GEOMETRY.read_text(encoding="utf-8"))


# --- What is counted -----------------------------------------------------------------------


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


def carrying_out(unit):
    """Tasks and money by unit. A task that ran in two members of a unit is one task and one budget."""
    places = Task.places.through.objects.filter(task__publication=Publication.PUBLISHED).annotate(unit=unit)
    earlier = places.filter(task=OuterRef("task"), unit=OuterRef("unit"), pk__lt=OuterRef("pk"))
    return (
        places.filter(~Exists(earlier))
        .values("unit")
        .annotate(n=Count("pk"), budgeted=Count("task__budget"), budget=Sum("task__budget"))
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
        for row in carrying_out(unit):
            counted = by_key.get(row["unit"]) or others.setdefault(row["unit"], Unit(provinces[row["unit"]]))
            counted.tasks, counted.budgeted, counted.budget = row["n"], row["budgeted"], row["budget"]
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


# --- From amounts to tones -----------------------------------------------------------------

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


# --- The drawing ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Frame:
    """A frame with a sign for an archipelago: a rule of this site, at every size. Lozenges, to no scale."""

    code: str
    x: int
    y: int
    name: str
    of: str
    full_name: str
    isles: tuple

    width, height = 325, 160

    @property
    def middle(self):
        return self.x + self.width // 2

    @property
    def first(self):
        """The base line of the name; `second`: of the unit that administers it."""
        return self.y + 92

    @property
    def second(self):
        return self.y + 138

    @property
    def signs(self):
        return "".join(f"M{self.x + x} {self.y + y}l6 6-6 6-6-6z" for x, y in self.isles)


FRAMES = (
    Frame(
        "48",
        672,
        568,
        gettext_lazy("Hoàng Sa"),
        gettext_lazy("TP. Đà Nẵng"),
        gettext_lazy("quần đảo Hoàng Sa"),
        ((98, 18), (130, 8), (144, 32), (202, 14), (232, 30), (218, 42)),
    ),
    Frame(
        "56",
        680,
        1196,
        gettext_lazy("Trường Sa"),
        gettext_lazy("tỉnh Khánh Hòa"),
        gettext_lazy("quần đảo Trường Sa"),
        ((70, 10), (108, 28), (152, 8), (138, 40), (196, 24), (240, 12), (258, 36), (214, 42)),
    ),
)

LEFT, TOP, RIGHT, BOTTOM = -235, -40, 1005, 1500
GAP = 34  # between the land and a label
LINE = 46  # the height of a line of a label at its largest (a phone)
LETTER = 21  # the width of a letter at its largest


@dataclass
class Shape:
    """A unit as drawn. `tone` is a class of the stylesheet; no `url`, no link."""

    code: str
    d: str
    tone: str = "tone-0"
    url: str = ""
    name: str = ""


@dataclass
class Label:
    """Words beside the land, and the leader to the `place` they speak of. `side` is their anchor."""

    code: str
    name: str
    url: str = ""
    strong: str = ""
    small: str = ""
    rank: int = 0
    place: tuple = (0, 0)
    side: str = ""
    x: int = 0
    y: int = 0

    @property
    def leader(self):
        x, y = self.place
        step = 8 if self.side == "start" else -8
        return f"M{x} {y}L{self.x - 2 * step} {self.y}h{step}"

    @property
    def width(self):
        """How wide the words may be: the name alone on a phone, smaller but with `strong` on a screen."""
        return max(len(self.name) * LETTER, len(f"{self.strong} {self.name}") * LETTER * 2 // 3)


@dataclass
class Picture:
    """One map: what the template draws. `outlines` are units of the other period, as lines alone."""

    key: str
    title: str
    period: str
    shapes: list
    labels: list = field(default_factory=list)
    outlines: list = field(default_factory=list)
    legend: list = field(default_factory=list)
    note: str = ""

    frames = FRAMES
    view = f"{LEFT} {TOP} {RIGHT - LEFT} {BOTTOM - TOP}"

    @cached_property
    def description(self):
        return _(
            "Hai khung riêng: quần đảo Hoàng Sa (TP. Đà Nẵng) và quần đảo Trường Sa (tỉnh Khánh Hòa), "
            "vẽ bằng ký hiệu, không theo tỷ lệ."
        )

    def has(self, tone):
        return any(shape.tone == tone for shape in self.shapes)


def shapes_of(period, units):
    """A Shape for every unit of the geometry; those in `units` come in its order and carry the name."""
    drawn = dict(geometry()[period])
    named = [unit.province for unit in units if unit.province.code in drawn]
    shapes = {
        province.code: Shape(province.code, drawn[province.code]["d"], name=province.local_name)
        for province in named
    }
    return [Shape(code, unit["d"]) for code, unit in drawn.items() if code not in shapes] + list(
        shapes.values()
    )


def table_picture(counts):
    """The map of a table: every unit a link, coloured by the measure, the largest amounts labelled."""
    measure, period = counts.measure, counts.period
    found = classes([measure.amount(unit) for unit in counts.units if unit.held or measure.key != "dang-cai"])
    units = {unit.province.code: unit for unit in counts.units}
    shapes, labels = shapes_of(period, counts.units), []
    for shape in shapes:
        if shape.code not in units:
            continue
        unit, name = units[shape.code], shape.name
        amount = measure.amount(unit)
        shape.url = unit.province.get_absolute_url()
        words = measure.sentence(amount) if amount else _("hồ sơ chưa ghi")
        if amount and measure.key == "dang-cai" and not unit.held:
            shape.tone, words = "tone-soft", _("%(words)s, chưa họp hoặc chưa xác minh") % {"words": words}
        elif amount:
            shape.tone = next(f"tone-{tone}" for tone, low, high in found if low <= amount <= high)
        shape.name = f"{name}: {words}"
        if amount:
            labels.append(Label(shape.code, name, shape.url, strong=measure.short(amount), rank=amount))
    title = _("%(measure)s, theo %(n)s đơn vị %(period)s") % {
        "measure": measure.heading,
        "n": len(geometry()[period]),
        "period": PERIOD_WORDS[period],
    }
    picture = Picture("ban-do", title, period, shapes, placed(labels, period))
    picture.legend = [
        (f"tone-{tone}", measure.said(low) if low == high else f"{measure.short(low)} – {measure.said(high)}")
        for tone, low, high in found
    ]
    if picture.has("tone-soft"):
        picture.legend.append(("tone-soft", _("mới dự kiến, thông báo, hoặc chưa xác minh")))
    if picture.has("tone-0"):
        picture.legend.append(("tone-0", _("hồ sơ chưa ghi")))
    if len(picture.labels) < len(labels):
        picture.note = _("Chỉ ghi tên những đơn vị có số lớn nhất; bảng ghi đủ.")
    return picture


def hosts_picture(key, title, series=None):
    """Who hosted, in all series or one: the last conference of each unit beside its place.

    Four queries, five for one series. Drawn with the units of before, unless a unit that began
    on 1 July 2025 has hosted.
    """
    rows = participations().hosts()
    if series is not None:
        rows = rows.filter(conference__series=series)
    newest = ("-conference__chronology", "-conference__ordinal_or_zero", "-conference")
    last = Subquery(rows.filter(province=OuterRef("pk")).order_by(*newest, "pk").values("pk")[:1])
    provinces = {province.pk: province for province in Province.objects.annotate(last_hosting=last)}
    hosting_rows = rows.filter(pk__in=[p.last_hosting for p in provinces.values() if p.last_hosting])
    latest = {row.province_id: row for row in hosting_rows.select_related("conference")}
    new = any(provinces[key].began and provinces[key].began >= REARRANGED_ON for key in latest)
    period = "sau" if new else "truoc"
    units = units_of(period, provinces)
    counted = {row["unit"]: row for row in hosting(unit_key(units), rows)}
    members = set(series.memberships.values_list("province", flat=True)) if series else set()
    shapes, labels = shapes_of(period, units), []
    by_code = {unit.province.code: unit for unit in units}
    for shape in shapes:
        unit = by_code.get(shape.code)
        if unit is None:
            continue
        keys = [unit.province.pk, *(member.pk for member in unit.members)]
        if members.intersection(keys):
            shape.tone = "tone-member"
        found = [latest[key] for key in keys if key in latest]
        if not found:
            continue
        row = max(
            found,
            key=lambda row: (row.conference.chronology, row.conference.ordinal_or_zero, row.conference_id),
        )
        count = counted[unit.province.pk]
        shape.tone = "tone-4" if count["held"] else "tone-soft"
        shape.url = unit.province.get_absolute_url()
        label = host_label(shape, row, provinces[row.province_id], period)
        shape.name = f"{shape.name}: " + _("%(hosted)s; gần nhất %(which)s") % {
            "hosted": MEASURES["dang-cai"].sentence(count["hosted"]),
            "which": ", ".join(filter(None, (str(row.conference.ordinal_or_year), label.small))),
        }
        labels.append(label)
    picture = Picture(key, title, period, shapes, placed(labels, period))
    picture.legend = [
        (tone, words)
        for tone, words in (
            ("tone-4", _("đã đăng cai")),
            ("tone-soft", _("mới dự kiến, thông báo, hoặc chưa xác minh")),
            ("tone-member", _("tỉnh, thành phố từng được tính vào vùng")),
        )
        if picture.has(tone)
    ]
    return picture


def host_label(shape, row, province, period):
    conference = row.conference
    when = str(conference.year or "")
    if conference.status != conference.Status.HELD:
        when = f"{conference.get_status_display()} {when}".strip()
    return Label(
        shape.code,
        province.local_name if period == "truoc" else shape.name,
        shape.url,
        strong=conference.roman,
        small=when,
        rank=conference.chronology * 10**9 + conference.pk,  # the newest first, none equal
    )


def province_picture(province):
    """Where a unit lies among those of its day, with what it went into or was made of. One query."""
    period = "sau" if province.ended is None else "truoc"
    into = Succession.objects.filter(predecessor=province).values("successor")
    kin = list(
        Succession.objects.filter(Q(successor=province) | Q(successor__in=into)).select_related(
            "predecessor", "successor"
        )
    )
    before = {row.predecessor.code: row.predecessor for row in kin if row.predecessor.ended == REARRANGED_ON}
    after = {row.successor.code: row.successor for row in kin if row.successor.pk != province.pk}
    drawn = geometry()
    shapes = [Shape(code, unit["d"]) for code, unit in drawn[period].items()]
    labels, outlines = [], []
    for shape in shapes:
        if shape.code == province.code:
            shape.tone, shape.name = "tone-4", province.local_name
            labels.append(Label(shape.code, shape.name, strong=" ", rank=2))
        elif period == "truoc" and shape.code in before:
            other = before[shape.code]
            shape.tone, shape.url, shape.name = (
                "tone-member",
                other.get_absolute_url(),
                other.name_with_period,
            )
            labels.append(Label(shape.code, other.local_name, shape.url))
    labels = placed(labels, period)
    other = {"sau": ("truoc", before), "truoc": ("sau", after)}[period]
    for code in other[1]:
        if code in drawn[other[0]]:
            outlines.append((f"edge edge-{other[0]}", drawn[other[0]][code]["d"]))
    title = _("Vị trí của %(name)s trong %(n)s đơn vị %(period)s") % {
        "name": province.local_name,
        "n": len(drawn[period]),
        "period": PERIOD_WORDS[period],
    }
    picture = Picture("vi-tri", title, period, shapes, labels, outlines)
    picture.legend = [("tone-4", province.name_with_period)]
    if period == "truoc":
        if picture.has("tone-member"):
            picture.legend.append(
                ("tone-member", "; ".join(shape.name for shape in shapes if shape.tone == "tone-member"))
            )
        picture.legend += [
            ("edge", _("%(name)s từ 1/7/2025") % {"name": one.local_name}) for one in after.values()
        ]
    elif outlines:
        picture.legend.append(
            (
                "members",
                _("gộp từ %(names)s") % {"names": ", ".join(one.local_name for one in before.values())},
            )
        )
    return picture


# --- Where labels stand --------------------------------------------------------------------

MOST_LABELS = 26


@cache
def land():
    """Every corner of the land, as (x, y)."""
    corners = []
    for unit in geometry()["truoc"].values():
        for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]*)z", unit["d"]):
            x, y = map(int, start.split())
            corners.append((x, y))
            numbers = [int(part) for part in re.findall(r"-?\d+", steps)]
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                corners.append((x, y))
    return corners


@cache
def edge(side, y):
    """How far the land reaches on a side at the height of a line of text."""
    near = [x for x, height in land() if abs(height - y) <= LINE] or [
        x for x, height in land() if abs(height - y) <= 200
    ]
    return min(near) if side == "end" else max(near)


def placed(labels, period):
    """The labels that fit: left ("end") or right ("start") of the land, clear of one another and the frames.

    At most MOST_LABELS, those of the largest rank; of equals all or none, unless they are the largest.
    """
    labels = sorted(labels, key=lambda label: (-label.rank, label.code))
    if len(labels) > MOST_LABELS:
        cut = labels[MOST_LABELS].rank
        labels = [label for label in labels if label.rank > cut] or labels[:MOST_LABELS]
    lanes = {}
    for label in labels:
        label.place = tuple(geometry()[period][label.code]["at"])
        label.side, lane = min(choices(label), key=lambda choice: choice[2])[:2]
        lanes.setdefault((label.side, lane), []).append(label)
    kept = []
    for (side, (top, bottom)), lane in lanes.items():
        step = LINE + 16 if any(label.small for label in lane) else LINE
        lane = lane[: int((bottom - top) // step) + 1]
        lane.sort(key=lambda label: (label.place[1], label.place[0]))
        for label, y in zip(lane, spread([label.place[1] for label in lane], top, bottom, step), strict=True):
            room = edge(side, round(y))
            label.x, label.y = room - GAP if side == "end" else room + GAP, round(y)
        kept += lane
    return sorted(kept, key=lambda label: (label.side, label.y))


def choices(label):
    """(side, lane, cost) for both sides: the way to the coast, and a fine where the words would not fit."""
    x, y = label.place
    wide = label.width
    west = edge("end", y)
    yield "end", (TOP + LINE, BOTTOM - LINE), x - west + (0 if west - GAP - wide >= LEFT else 5000)
    lane, top = None, TOP + LINE
    for frame in (*FRAMES, None):
        bottom = frame.y - LINE * 3 // 2 if frame else BOTTOM - LINE
        if top - LINE <= y <= bottom + LINE:
            lane = (top, bottom)
        top = frame.y + frame.height + LINE if frame else BOTTOM
    east = edge("start", y)
    yield "start", lane, east - x + (0 if lane and east + GAP + wide <= RIGHT else 5000)


def spread(wanted, top, bottom, step):
    """Heights at least `step` apart, within top and bottom, as near as can be to the wanted ones (sorted).

    The isotonic regression of the heights less the room that the labels above take.
    """
    blocks = []
    for i, y in enumerate(wanted):
        blocks.append([y - i * step, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, n), (other, m) = blocks[-2:]
            blocks[-2:] = [[(one * n + other * m) / (n + m), n + m]]
    flat = [mean for mean, n in blocks for _ in range(n)]
    last = bottom - (len(wanted) - 1) * step
    return [max(top, min(last, mean)) + i * step for i, mean in enumerate(flat)]
