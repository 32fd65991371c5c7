"""The map and its table: one question in two words, `ky` (which units) and `do` (what is counted)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.errors import Refusal
from portal.lists import as_csv

from ..map import COLUMNS, MEASURES, PERIOD_WORDS, PERIODS, Counts, table_picture


@require_safe
def map_page(request):
    counts = asked(request)
    return render(
        request,
        "provinces/map.html",
        {
            "counts": counts,
            "picture": table_picture(counts),
            "columns": COLUMNS,
            "periods": PERIOD_WORDS,
            "measures": MEASURES,
        },
    )


@require_safe
def map_csv(request):
    return as_csv(request, asked(request), "ban-do", COLUMNS)


def asked(request):
    """The Counts that the query string asks for. Raises Refusal 400 for a word that is no choice."""
    period, measure = request.GET.get("ky", "truoc"), request.GET.get("do", "dang-cai")
    if period not in PERIODS:
        raise Refusal(
            400,
            _("Bản đồ không có kỳ “%(word)s”: chọn trước (truoc) hoặc sau (sau) sắp xếp.") % {"word": period},
        )
    if measure not in MEASURES:
        raise Refusal(
            400,
            _("Bản đồ không đo theo “%(word)s”: chọn đăng cai, tham dự, nhiệm vụ hoặc kinh phí.")
            % {"word": measure},
        )
    return Counts(period, MEASURES[measure])
