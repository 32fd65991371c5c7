"""All provinces, one province. What conferences say of it is reached through its own reverse relations."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.evidence import Evidence, evidence_of, facts
from portal.records.models import find_or_moved
from provinces.columns import PROVINCE_COLUMNS
from provinces.filters import ProvinceListFilter
from provinces.models import Province

SHOWN = 50  # rows of a section; the rest stand in the list the section links to


@require_safe
def province_list(request, render_list):
    found = ProvinceListFilter(request.GET, Province.objects.for_list())
    return render_list(request, found, "provinces/province_list.html", PROVINCE_COLUMNS, evidence=evidence_of)


@require_safe
def province_detail(request, slug):
    province = find_or_moved(Province.objects.all(), slug)
    predecessors = list(province.successions_in.select_related("predecessor"))
    successors = list(province.successions_out.select_related("successor"))
    took_part = province.records("participations").for_province()
    held = province.records("series_memberships").conferences_held()
    sections = {
        "participations": list(took_part[:SHOWN]),
        "recommendations": list(province.records("recommendations_to").for_list()[:SHOWN]),
        "figures": list(province.records("figures").for_list()[:SHOWN]),
        "appearances": list(province.records_of("bodies__posts__appearances").for_official()[:SHOWN]),
        "memberships": list(province.records("series_memberships").select_related("series", "province")),
        "regions": list(province.region_memberships.select_related("region")),
    }
    shown = [province, *predecessors, *successors, *(row for rows in sections.values() for row in rows)]
    return render(
        request,
        "provinces/province_detail.html",
        {
            "province": province,
            "predecessors": predecessors,
            "successors": successors,
            "held_count": held.count(),
            "attended_count": held.filter(participations__in=took_part).distinct().count(),
            "hosted_count": took_part.hosts().values("conference").distinct().count(),
            "task_count": province.records("tasks").count(),
            "tasks": province.records("tasks").for_list()[:10],
            "evidence": Evidence(
                *shown,
                sections={
                    "tham-gia": facts(sections["participations"], ""),
                    "kien-nghi": facts(sections["recommendations"], "text"),
                    "so-lieu": facts(sections["figures"], "low", "by_official"),
                    "dai-bieu": facts(sections["appearances"], "post_as_printed"),
                    "vung": [
                        *facts(sections["memberships"], ""),
                        *facts(sections["regions"], ""),
                        *facts([province], "code", "iso_code"),
                    ],
                },
            ),
            **sections,
        },
    )
