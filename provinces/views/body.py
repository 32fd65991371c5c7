"""One body: who was seen in its posts, what it asked and was asked, what it leads."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.lists import paginate
from portal.records.evidence import Evidence, facts
from portal.records.models import find_or_moved

from ..models import Body

SHOWN = 50


@require_safe
def body_detail(request, slug):
    body = find_or_moved(Body.objects.select_related("parent", "province", "successor"), slug)
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
            "posts": body.posts.all()[:SHOWN],
            "units": body.units.all()[:SHOWN],
            "predecessors": body.predecessors.all()[:SHOWN],
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
