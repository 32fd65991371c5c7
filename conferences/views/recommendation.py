"""Everything that was asked, and what became of it."""

from django.views.decorators.http import require_safe

from conferences.columns import RECOMMENDATION_COLUMNS
from conferences.filters import RecommendationFilter
from conferences.models import Recommendation
from portal.records.evidence import evidence_of


@require_safe
def recommendation_list(request, render_list):
    rows = Recommendation.objects.published()
    found = RecommendationFilter(request.GET, rows.for_list())
    return render_list(
        request,
        found,
        "conferences/recommendation_list.html",
        RECOMMENDATION_COLUMNS,
        evidence=evidence_of,
        tallies=rows.tally,
    )
