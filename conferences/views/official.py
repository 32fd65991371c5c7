"""All officials, one official."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.columns import OFFICIAL_COLUMNS
from conferences.filters import OfficialFilter
from conferences.models import Official
from portal.base.lists import paginate
from portal.records.evidence import Evidence, evidence_of, facts
from portal.records.models import find_or_moved


@require_safe
def official_list(request, render_list):
    found = OfficialFilter(request.GET, Official.objects.published().for_list())
    return render_list(
        request, found, "conferences/official_list.html", OFFICIAL_COLUMNS, evidence=evidence_of_list
    )


def evidence_of_list(officials):
    """The Evidence of a page of them: of each, and of the dated post that its row shows."""
    return evidence_of([*officials, *(one.newest_term for one in officials)])


@require_safe
def official_detail(request, slug):
    official = find_or_moved(Official.objects.published(), slug)
    page = paginate(request, official.appearances.published().for_official())
    official.held = tenures = list(official.tenures.published().select_related("post__body"))
    official.seen = list(official.appearances.published().for_official()[:1])
    statements = list(official.statements_by.published().select_related("conference__series")[:50])
    asked = official.recommendations_by.published()[:50].shown()
    shown = [official, *tenures, *page.object_list, *statements, *asked]
    return render(
        request,
        "conferences/official_detail.html",
        {
            "official": official,
            "page": page,
            "last_seen": next(iter(official.seen), None),
            "newest_term": official.newest_term,
            "tenures": tenures,
            "statements": statements,
            "recommendations": asked,
            "namesakes": list(official.namesakes()[:10]),
            "evidence": Evidence(
                *shown,
                sections={
                    "hoi-nghi": facts(page.object_list, ""),
                    "phat-bieu": facts(statements, "points"),
                    "kien-nghi": facts(asked, "text"),
                },
            ),
        },
    )
