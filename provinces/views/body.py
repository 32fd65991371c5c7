"""One body."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.models import find_or_moved
from provinces.columns import BODY_COLUMNS
from provinces.filters import BodyFilter
from provinces.models import Body
from provinces.sections import BODY, CRUMBS, Content, Sections, section

SHOWN = 50


def body_list(request, render_list):
    """The published bodies; a list of the API alone."""
    found = BodyFilter(request.GET, Body.objects.published().select_related("province"))
    return render_list(request, found, None, BODY_COLUMNS)


@require_safe
def body_detail(request, slug):
    bodies = Body.objects.published()
    body = find_or_moved(bodies.select_related("parent", "province", "successor"), slug)
    sections = Sections(request, body, sections=BODY, crumbs=CRUMBS)
    return render(
        request,
        "provinces/body_detail.html",
        {
            "body": body,
            "with_a_page": set(
                bodies.filter(pk__in=[body.parent_id or 0, body.successor_id or 0]).values_list(
                    "pk", flat=True
                )
            ),
            "predecessors": bodies.filter(successor=body)[:SHOWN],
            "evidence": sections.evidence(body),
            **sections.context,
        },
    )


@section(BODY, "nhiem-vu", 50, "provinces/_body_tasks.html")
def tasks(request, body):
    rows = list(body.tasks_led.published().with_status_day()[:10])
    return Content({"tasks": rows}, rows)


@section(BODY, "don-vi", 60, "provinces/_body_units.html")
def units(request, body):
    return Content({"units": Body.objects.published().filter(parent=body)[:SHOWN]})
