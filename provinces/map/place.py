"""The map of one province: a window on it and its neighbours, beside the country with its two frames."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from provinces.models import REARRANGED_ON, Province, Succession

from .drawing import FRAMES, LETTER, LINE, Label, Picture, Shape
from .geometry import PERIOD_WORDS, PERIODS, corners, geometry, neighbours

WIDTH, HEIGHT = 880, 820  # the window on the page, in units of the view
VIEW_WIDTH = 1240  # that of the map of the country, so that words are as large
SMALLEST = 220  # the narrowest piece of land in a window: nearer, the simplified lines show
ROOM = 0.09  # left free on each side of what must be seen

#: The frames beside the window, under the country.
PLACE_FRAMES = tuple(
    replace(frame, x=VIEW_WIDTH - frame.width - 5, y=HEIGHT - 5 - (frame.height + 20) * (2 - i) + 20)
    for i, frame in enumerate(FRAMES)
)


@dataclass
class Window:
    """The piece of land that is shown, in drawing units; `scale` makes it as large as the window."""

    x: float
    y: float
    scale: float

    @classmethod
    def around(cls, points):
        """The window that holds all `points` with room about them."""
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        across = max(max(xs) - min(xs), (max(ys) - min(ys)) * WIDTH / HEIGHT) * (1 + 2 * ROOM)
        across = max(across, SMALLEST)
        down = across * HEIGHT / WIDTH
        return cls((min(xs) + max(xs) - across) / 2, (min(ys) + max(ys) - down) / 2, WIDTH / across)

    @property
    def width(self):
        return WIDTH / self.scale

    @property
    def height(self):
        return HEIGHT / self.scale

    @property
    def view(self):
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    def holds(self, point):
        x, y = point
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    def on_page(self, point):
        return (point[0] - self.x) * self.scale, (point[1] - self.y) * self.scale


@dataclass
class PlacePicture(Picture):
    """A window on a part of the country. `here` is the shape of the unit `code`, `country` that of every unit."""

    code: str = ""
    window: Window | None = None
    here: str = ""
    country: str = ""

    frames = PLACE_FRAMES
    view = f"0 0 {VIEW_WIDTH} {HEIGHT}"
    country_view = "-10 -10 {} {}".format(*(side + 20 for side in geometry()["size"]))


def province_picture(province):
    """A unit among its neighbours, with what it went into or was made of; None where it has no shape.

    Two queries.
    """
    period, other = ("sau", "truoc") if province.ended is None else ("truoc", "sau")
    drawn = geometry()[period]
    if province.code not in drawn:
        return None
    before, after = kin(province)
    outlined = [code for code in (before if period == "sau" else after) if code in geometry()[other]]
    near = neighbours(period)[province.code]
    window = Window.around(
        corners(period)[province.code]
        + [corner for code in outlined for corner in corners(other)[code]]
        + [drawn[code]["at"] for code in near]
    )
    named = {unit.code: unit for unit in Province.objects.on(PERIODS[period]).filter(code__in=drawn)}
    shapes, labels = [], []
    for code, unit in drawn.items():
        if not any(window.holds(corner) for corner in corners(period)[code]):
            continue
        shape = Shape(code, unit["d"])
        shapes.append(shape)
        here = code == province.code
        if here:
            shape.tone, shape.name = "tone-4", province.local_name
        elif code in named:
            shape.url, shape.name = named[code].get_absolute_url(), named[code].local_name
            if period == "truoc" and code in before:
                shape.tone = "tone-member"
        if shape.name and window.holds(unit["at"]):
            labels.append(Label(code, shape.name, shape.url, rank=here, place=window.on_page(unit["at"])))
    title = _("%(name)s và các đơn vị giáp ranh, theo %(n)s đơn vị %(period)s") % {
        "name": province.local_name,
        "n": len(drawn),
        "period": PERIOD_WORDS[period],
    }
    return PlacePicture(
        "vi-tri",
        title,
        period,
        shapes,
        apart(labels),
        [(f"edge edge-{other}", geometry()[other][code]["d"]) for code in outlined],
        legend(province, period, before, after),
        code=province.code,
        window=window,
        here=drawn[province.code]["d"],
        country="".join(unit["d"] for unit in drawn.values()),
    )


def kin(province):
    """The units rearranged with `province`, by code: those of before, and those of after."""
    into = Succession.objects.filter(predecessor=province).values("successor")
    rows = Succession.objects.filter(Q(successor=province) | Q(successor__in=into))
    rows = list(rows.select_related("predecessor", "successor"))
    before = {row.predecessor.code: row.predecessor for row in rows if row.predecessor.ended == REARRANGED_ON}
    after = {row.successor.code: row.successor for row in rows if row.successor.pk != province.pk}
    return before, after


def legend(province, period, before, after):
    rows = [("tone-4", province.name_with_period)]
    if period == "truoc":
        others = [unit.name_with_period for unit in before.values() if unit.pk != province.pk]
        rows += [("tone-member", "; ".join(others))] if others else []
        rows += [("edge", _("%(name)s từ 1/7/2025") % {"name": unit.local_name}) for unit in after.values()]
    elif before:
        names = ", ".join(unit.local_name for unit in before.values())
        rows.append(("members", _("gộp từ %(names)s") % {"names": names}))
    return rows


def apart(labels):
    """The labels in the middle of their places, inside the window, pushed apart where they would meet."""
    for label in labels:
        half = len(label.short_name) * LETTER / 2
        label.side = "mid"
        label.x = min(max(label.place[0], half), WIDTH - half)
        label.y = label.place[1]
    for _turn in range(40):
        for i, one in enumerate(labels):
            for two in labels[:i]:
                push(one, two)
        for label in labels:
            label.y = min(max(label.y, LINE / 2), HEIGHT - LINE / 2)
    for label in labels:
        label.x, label.y = round(label.x), round(label.y)
    return sorted(labels, key=lambda label: (label.y, label.x))


def push(one, two):
    """Moves two labels that meet half a line each, up and down; the unit of the page keeps its place."""
    near = abs(one.x - two.x) < (len(one.short_name) + len(two.short_name)) * LETTER / 2
    missing = LINE - abs(one.y - two.y)
    if not near or missing <= 0:
        return
    upper, lower = sorted((one, two), key=lambda label: (label.y, label.code))
    up, down = (0, 1) if upper.rank else (1, 0) if lower.rank else (0.5, 0.5)
    upper.y -= missing * up
    lower.y += missing * down
