"""The map and its table: one question in two words, `ky` (which units) and `do` (what is counted)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.map import COLUMNS, MEASURES, Counts, table_picture
from portal.base.downloads import as_csv
from portal.base.errors import Refusal
from provinces.map import PERIOD_WORDS, PERIODS

#: What the address asks for where it does not say.
USUAL = {"ky": "truoc", "do": "dang-cai"}


@require_safe
def map_page(request):
    counts = asked(request)
    question = {"ky": counts.period, "do": counts.measure.key}
    return render(
        request,
        "conferences/map.html",
        {
            "counts": counts,
            "question": [pair for pair in question.items() if pair not in USUAL.items()],
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
    period, measure = (request.GET.get(name, usual) for name, usual in USUAL.items())
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
