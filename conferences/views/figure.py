"""Every number as somebody stated it."""

from django.views.decorators.http import require_safe

from ..columns import FIGURE_COLUMNS
from ..filters import FigureFilter
from ..models import Figure


@require_safe
def figure_list(request, render_list):
    found = FigureFilter(request.GET, Figure.objects.published().for_list())
    return render_list(request, found, "conferences/figure_list.html", FIGURE_COLUMNS)
