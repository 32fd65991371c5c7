"""All provinces, one province."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.evidence import evidence_of, facts
from portal.records.models import find_or_moved
from provinces.columns import PROVINCE_COLUMNS
from provinces.filters import ProvinceListFilter
from provinces.models import Province, Task
from provinces.sections import PROVINCE, REGIONS, Content, Sections, section


@require_safe
def province_list(request, render_list):
    found = ProvinceListFilter(request.GET, Province.objects.for_list())
    return render_list(request, found, "provinces/province_list.html", PROVINCE_COLUMNS, evidence=evidence_of)


@require_safe
def province_detail(request, slug):
    province = find_or_moved(Province.objects.all(), slug)
    predecessors = list(province.successions_in.select_related("predecessor"))
    successors = list(province.successions_out.select_related("successor"))
    sections = Sections(request, province, sections=PROVINCE, region_lines=REGIONS)
    return render(
        request,
        "provinces/province_detail.html",
        {
            "province": province,
            "predecessors": predecessors,
            "successors": successors,
            "evidence": sections.evidence(province, *predecessors, *successors),
            **sections.context,
        },
    )


@section(PROVINCE, "nhiem-vu", 40, "provinces/_province_tasks.html")
def tasks(request, province):
    rows = Task.objects.published().of_provinces(province.own_scope)
    shown = list(rows.with_status_day()[:10])
    return Content({"task_count": rows.count(), "tasks": shown}, shown)


@section(PROVINCE, "vung", 60, "provinces/_province_regions.html")
def regions(request, province):
    rows = list(province.region_memberships.select_related("region"))
    return Content({"regions": rows}, rows, [*facts(rows, ""), *facts([province], "code", "iso_code")])
