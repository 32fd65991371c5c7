"""Autocomplete of what exists for a time: on the day that the form is about."""

import datetime
import re

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.base.errors import Refusal

DAY = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d))?", re.ASCII)


def on_its_day(request, rows):
    """Those of `rows` that exist on the `day` that an autocomplete asks about: 2024-10-10, or the year 2024."""
    if "day" not in request.GET or not request.path.endswith("/autocomplete/"):
        return rows
    first, last = days_of(request.GET["day"])
    return rows.filter(Q(began=None) | Q(began__lte=last), Q(ended=None) | Q(ended__gt=first))


def days_of(text):
    """(first, last) day of "2024-10-10" or "2024". Raises Refusal."""
    found = DAY.fullmatch(text)
    try:
        year, month, day = found.groups()
        first = datetime.date(int(year), int(month or 1), int(day or 1))
        return first, first if month else datetime.date(int(year), 12, 31)
    except (AttributeError, ValueError):
        raise Refusal(400, _("Ngày (day) phải viết 2024-10-10 hoặc 2024.")) from None
