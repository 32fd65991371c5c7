"""What a map is made of: frames, shapes, labels, the picture."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .geometry import geometry


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
MOST_LETTERS = 17  # of a name as drawn: that of "Bà Rịa - Vũng Tàu" finds room on every coast


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
    """Words beside the land, and the leader to the `place` they speak of. `side` is their anchor.

    `name` is whole; `short_name` is what is drawn of it.
    """

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
    def short_name(self):
        """The name in at most MOST_LETTERS signs: whole, or its first words and an ellipsis."""
        if len(self.name) <= MOST_LETTERS:
            return self.name
        start = self.name[:MOST_LETTERS]  # one sign more than may stay, so that a word that just fits does
        return (start.rpartition(" ")[0] or start[:-1]).rstrip(" ,;:(-") + "…"

    @property
    def leader(self):
        x, y = self.place
        step = 8 if self.side == "start" else -8
        return f"M{x} {y}L{self.x - 2 * step} {self.y}h{step}"

    @property
    def width(self):
        """How wide the words may be: the name alone on a phone, smaller but with `strong` on a screen."""
        return max(len(self.short_name) * LETTER, len(f"{self.strong} {self.short_name}") * LETTER * 2 // 3)


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
