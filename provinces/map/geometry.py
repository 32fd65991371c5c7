"""The shapes of the units, before and after the rearrangement, from the one committed file."""

import datetime
import json
import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

from provinces.models import REARRANGED_ON

GEOMETRY = Path(__file__).parent.parent / "data" / "map" / "units.json"

#: The words of `ky`: the day whose units are shown. Both are drawn from one geometry.
PERIODS = {"truoc": REARRANGED_ON - datetime.timedelta(days=1), "sau": REARRANGED_ON}
PERIOD_WORDS = {
    "truoc": gettext_lazy("trước sắp xếp (1/7/2025)"),
    "sau": gettext_lazy("sau sắp xếp (1/7/2025)"),
}


@cache
def geometry():
    return json.loads(GEOMETRY.read_text(encoding="utf-8"))


@cache
def corners(period):
    """{code: every corner of the unit, as (x, y)}."""
    return {code: list(_corners(unit["d"])) for code, unit in geometry()[period].items()}


def _corners(d):
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]*)z", d):
        x, y = map(int, start.split())
        yield x, y
        numbers = [int(part) for part in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            yield x, y


@cache
def neighbours(period):
    """{code: the codes of the units that share a line with it}; a corner alone is no border."""
    points = {code: set(found) for code, found in corners(period).items()}
    return {
        code: [other for other in points if other != code and len(points[code] & points[other]) > 1]
        for code in points
    }
