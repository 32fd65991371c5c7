"""Every number as somebody stated it."""

from django.views.decorators.http import require_safe

from conferences.columns import FIGURE_COLUMNS
from conferences.filters import FigureFilter
from conferences.models import Figure
from portal.records.evidence import evidence_of


@require_safe
def figure_list(request, render_list):
    found = FigureFilter(request.GET, Figure.objects.published().for_list())
    return render_list(request, found, "conferences/figure_list.html", FIGURE_COLUMNS, evidence=evidence_of)
