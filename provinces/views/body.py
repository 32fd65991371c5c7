"""One body: who was seen in its posts, what it asked and was asked, what it leads."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.base.lists import paginate
from portal.records.evidence import Evidence, facts
from portal.records.models import find_or_moved
from provinces.models import Body

SHOWN = 50


@require_safe
def body_detail(request, slug):
    bodies = Body.objects.published()
    body = find_or_moved(bodies.select_related("parent", "province", "successor"), slug)
    page = paginate(request, body.records_of("posts__appearances").for_official())
    sections = {
        "asked": list(body.recommendations_to.published().for_list()[:SHOWN]),
        "asking": list(body.recommendations_by.published().for_list()[:SHOWN]),
        "participations": list(body.participations.published().for_province()[:SHOWN]),
    }
    shown = [body, *page.object_list, *(row for rows in sections.values() for row in rows)]
    return render(
        request,
        "provinces/body_detail.html",
        {
            "body": body,
            "page": page,
            "with_a_page": set(
                bodies.filter(pk__in=[body.parent_id or 0, body.successor_id or 0]).values_list(
                    "pk", flat=True
                )
            ),
            "units": bodies.filter(parent=body)[:SHOWN],
            "predecessors": bodies.filter(successor=body)[:SHOWN],
            "tasks": body.tasks_led.published().for_list()[:10],
            "evidence": Evidence(
                *shown,
                sections={
                    "chuc-vu": facts(page.object_list, ""),
                    "tham-gia": facts(sections["participations"], ""),
                    "nhan": facts(sections["asked"], "text"),
                    "neu": facts(sections["asking"], "text"),
                },
            ),
            **sections,
        },
    )
