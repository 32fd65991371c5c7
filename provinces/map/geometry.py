"""The shapes of the units, before and after the rearrangement, from the one committed file."""

import datetime
import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

from ..models import REARRANGED_ON

FOLDER = Path(__file__).parent.parent / "data" / "map"
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
