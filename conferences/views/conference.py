"""All conferences, one series, one conference."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from conferences.columns import CONFERENCE_COLUMNS, SERIES_COLUMNS
from conferences.comparison import comparable
from conferences.conference_page import ConferencePage
from conferences.filters import ConferenceFilter, SeriesFilter
from conferences.models import Conference, Series
from conferences.timeline import timeline
from portal.base.compiled import compiled
from portal.base.lists import paginate
from portal.base.text import from_roman
from portal.records.evidence import Evidence, facts
from portal.records.models import RecordMoved, find_or_moved


@require_safe
def conference_list(request, render_list):
    """The published conferences that match the query string, as `render_list` shows them."""
    found = ConferenceFilter(request.GET, Conference.objects.published().for_list())
    template = "conferences/conference_list.html"
    return render_list(request, found, template, CONFERENCE_COLUMNS, evidence=evidence_with_hosts)


def evidence_with_hosts(conferences):
    return Evidence(*conferences, *hosts_of(conferences))


def hosts_of(conferences):
    return [host for conference in conferences for host in conference.hosts]


def series_list(request, render_list):
    """The series; a list of the API alone."""
    found = SeriesFilter(request.GET, Series.objects.with_tallies().select_related("organiser"))
    return render_list(request, found, None, SERIES_COLUMNS)


@require_safe
def series_detail(request, slug):
    series = find_or_moved(Series.objects.with_tallies(), slug)
    page = paginate(request, series.conferences.published().for_list().with_chairs())
    memberships = list(series.memberships.select_related("province"))
    figures = series.figures.published()[:20].shown()
    chairs = [chair for conference in page.object_list for chair in conference.chairs]
    shown = [series, *memberships, *figures, *page.object_list, *chairs, *hosts_of(page.object_list)]
    return render(
        request,
        "conferences/series_detail.html",
        {
            "series": series,
            "page": page,
            "memberships": memberships,
            "ended_since": any(row.province.ended for row in memberships),
            "figures": figures,
            "timeline": timeline([series]),
            "charts": comparable(figures),
            "evidence": Evidence(
                *shown,
                sections={
                    "thanh-vien": facts(memberships, ""),
                    "so-lieu": facts(figures, "low", "by_official"),
                },
            ),
        },
    )


@require_safe
def conference_detail(request, series, slug):
    """One conference. /19/ and /xix/ lead to /lan-19/."""
    conference = next(iter(published_at(series, slug)), None)
    if conference is None:
        rows = Conference.objects.published().select_related("series")
        chain = find_or_moved_series(series, slug)
        if ordinal := ordinal_in(slug):
            return redirect(get_object_or_404(rows, series=chain, ordinal=ordinal), permanent=True)
        conference = find_or_moved(rows.filter(series=chain), slug, scope=str(chain.pk))
    return render(request, "conferences/conference_detail.html", ConferencePage(conference).context())


@compiled
def published_at(series, slug):
    rows = Conference.objects.published().select_related("series")
    return rows.filter(series__slug=series, slug=slug).order_by()


def find_or_moved_series(slug, conference_slug):
    """The series at `slug`; where it moved, sends the reader to the same conference under its new address."""
    try:
        return find_or_moved(Series.objects.all(), slug)
    except RecordMoved as moved:
        conference = Conference.objects.published().filter(series=moved.record, slug=conference_slug).first()
        raise RecordMoved(conference or moved.record) from None


def ordinal_in(slug):
    """The ordinal that "19" or "xix" stands for, or None for any other slug."""
    if slug.isascii() and slug.isdigit() and len(slug) <= 4:
        return int(slug)
    try:
        return from_roman(slug)
    except ValueError:
        return None
