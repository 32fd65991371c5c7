"""The front door."""

from django.db.models import F
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.evidence import Evidence
from portal.records.models import Report, Source
from provinces.models import Province

from ..filters import ConferenceFilter
from ..models import Appearance, Conference, Recommendation, Series
from ..timeline import timeline

NEWEST = 5  # rows of a short list on this page
NEWEST_SOURCES = (F("read_on").desc(nulls_last=True), F("published_on").desc(nulls_last=True), "-pk")


@require_safe
def home(request):
    conferences = Conference.objects.published().for_list()
    featured = conferences.filter(featured=True).first()
    newest_held = list(conferences.held()[:NEWEST])
    coming = conferences.coming().first()
    chairs = (
        Appearance.objects.published().co_chairs().filter(conference=featured).for_conference()
        if featured
        else []
    )
    overdue = list(Recommendation.objects.published().overdue().for_list()[:NEWEST])
    series = list(Series.objects.with_tallies())
    shown = [
        featured,
        coming,
        *newest_held,
        *chairs,
        *(host for row in (featured, coming, *newest_held) if row for host in row.hosts),
    ]
    return render(
        request,
        "conferences/home.html",
        {
            "featured": featured,
            "chairs": chairs,
            "newest_held": newest_held,
            "coming": coming,
            "overdue": overdue,
            "series": series,
            "timeline": timeline(series),
            "newest_sources": Source.objects.published().order_by(*NEWEST_SOURCES)[:NEWEST],
            "corrections": Report.objects.led_to_corrections()[:NEWEST],
            "today_count": Province.objects.today().count(),
            "ended_count": Province.objects.ended().count(),
            "found": ConferenceFilter(None, Conference.objects.none()),
            "evidence": Evidence(*shown, *overdue),
        },
    )
