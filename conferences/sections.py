"""What the pages of provinces, bodies and tasks show of conferences."""

from portal.base.lists import paginate
from portal.records.evidence import facts
from provinces.sections import BODY, CRUMBS, PROVINCE, REGIONS, TASK_LIST, Content, section

from .held_tasks import held_tasks
from .models import Appearance, Figure, Participation, Recommendation, SeriesMembership, Tenure

SHOWN = 50  # rows of a section; the rest are in the list that the section links to
SHOWN_FIGURES = 20


# --- A province: its own rows and those of its predecessors (`Province.scope`) ------------------------
@section(PROVINCE, "tham-gia", 10, "conferences/_province_participations.html")
def participations(request, province):
    attended = Participation.objects.published().of_provinces(province.own_scope).for_province()
    memberships = SeriesMembership.objects.published().of_provinces(province.own_scope)
    held = memberships.conferences_held()
    rows = list(attended[:SHOWN])
    return Content(
        {
            "participations": rows,
            "held_count": held.count(),
            "attended_count": held.filter(participations__in=attended).distinct().count(),
            "hosted_count": attended.hosts().values("conference").distinct().count(),
        },
        rows,
        facts(rows, ""),
    )


@section(PROVINCE, "kien-nghi", 20, "conferences/_province_recommendations.html")
def recommendations(request, province):
    rows = Recommendation.objects.published().of_provinces(province.own_scope)[:SHOWN].shown()
    return Content({"recommendations": rows}, rows, facts(rows, "text"))


@section(PROVINCE, "so-lieu", 30, "conferences/_province_figures.html")
def figures(request, province):
    rows = Figure.objects.published().of_provinces(province.own_scope)[:SHOWN].shown()
    return Content({"figures": rows}, rows, facts(rows, "low", "by_official"))


@section(PROVINCE, "dai-bieu", 50, "conferences/_province_officials.html")
def officials(request, province):
    rows = list(Appearance.objects.published().of_provinces(province.own_scope).for_official()[:SHOWN])
    terms = list(Tenure.objects.published().of_provinces(province.own_scope)[:SHOWN])
    return Content({"appearances": rows, "terms": terms}, [*rows, *terms], facts(rows, "post_as_printed"))


@section(REGIONS, "vung", 10, "conferences/_province_series.html")
def series(request, province):
    memberships = SeriesMembership.objects.published().of_provinces(province.own_scope)
    rows = list(memberships.select_related("series", "province"))
    return Content({"memberships": rows}, rows, facts(rows, ""))


# --- A body -------------------------------------------------------------------------------------------
@section(CRUMBS, "", 10, "conferences/_body_crumbs.html")
def crumbs(request, body):
    return Content()


@section(BODY, "chuc-vu", 10, "conferences/_body_officials.html")
def officials_of_body(request, body):
    page = paginate(request, Appearance.objects.published().of_bodies([body.pk]).for_official())
    terms = list(Tenure.objects.published().of_bodies([body.pk])[:SHOWN])
    return Content({"page": page, "terms": terms}, [*page.object_list, *terms], facts(page.object_list, ""))


@section(BODY, "tham-gia", 20, "conferences/_body_participations.html")
def participations_of_body(request, body):
    rows = list(body.participations.published().for_province()[:SHOWN])
    return Content({"participations": rows}, rows, facts(rows, ""))


@section(BODY, "nhan", 30, "conferences/_body_asked.html")
def asked_of_body(request, body):
    rows = body.recommendations_to.published()[:SHOWN].shown()
    return Content({"asked": rows}, rows, facts(rows, "text"))


@section(BODY, "neu", 40, "conferences/_body_asking.html")
def asked_by_body(request, body):
    rows = body.recommendations_by.published()[:SHOWN].shown()
    return Content({"asking": rows}, rows, facts(rows, "text"))


# --- The list of tasks --------------------------------------------------------------------------------
@section(TASK_LIST, "so-lieu", 10, "conferences/_task_figures.html")
def figures_about_tasks(request, found):
    """What sources count of tasks, on the first page of the whole list: it is far more than they name."""
    rows = []
    if not found.active and request.GET.get("trang", "1") == "1":
        rows = Figure.objects.published().about_tasks()[:SHOWN_FIGURES].shown()
    return Content({"stated": rows, "held_tasks": held_tasks(rows)}, rows)
