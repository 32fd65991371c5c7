"""The front door: who met last, where, under whom, and what comes next; then the map and what is new."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from conferences.filters import ConferenceFilter
from conferences.models import Appearance, Conference, Figure, Recommendation, Series
from conferences.models.appearance import give_posts
from conferences.models.conference import give_hosts
from conferences.timeline import timeline
from portal.base.compiled import compiled
from portal.records.evidence import Evidence
from portal.records.models import Citation, Report, Source

NEWEST = 5  # rows of a short list on this page
FIGURES = 20  # of the featured conference, among which the ones shown are chosen
STATED = 2  # figures of a whole region, the first as printed
DIFFERENCES = 3  # facts on which sources differ
NEWEST_SOURCES = (F("read_on").desc(nulls_last=True), F("published_on").desc(nulls_last=True), "-pk")


@require_safe
def home(request):
    newest_held = held()
    featured = next(iter(chosen() or newest_held), None)
    coming = next(iter(coming_from(datetime.date.today().year)), None)
    give_hosts([row for row in (*newest_held, featured, coming) if row])
    chairs = chairs_of(featured.pk) if featured else []
    give_posts(chairs)
    figures = figures_of(featured.pk) if featured else []
    for row in (*chairs, *figures):
        row.conference = featured
    series = every_series()
    evidence = Evidence(featured, coming, *chairs, *figures)
    return render(
        request,
        "conferences/home.html",
        {
            "featured": featured,
            "chairs": chairs,
            "stated": [figure for figure in figures if figure.scope == Figure.Scope.SERIES][:STATED],
            "differences": differences(evidence, [featured, *figures, *chairs])[:DIFFERENCES],
            "examples": examples(featured, coming, chairs),
            "newest_held": newest_held,
            "last_held": next((row for row in newest_held[:1] if row != featured), None),
            "coming": coming if coming != featured else None,
            "overdue": Recommendation.objects.published().overdue().in_context()[:NEWEST],
            "series": series,
            "timeline": SimpleLazyObject(lambda: timeline(series)),
            "newest_sources": newest_sources(),
            "corrections": Report.objects.led_to_corrections()[:NEWEST],
            "filter_form": SimpleLazyObject(lambda: ConferenceFilter(None, Conference.objects.none()).form),
            "evidence": evidence,
        },
    )


# --- What it asks -------------------------------------------------------------------------------------
@compiled
def held():
    return Conference.objects.published().select_related("series").held()[:NEWEST]


@compiled
def chosen():
    return Conference.objects.published().select_related("series").filter(featured=True)


@compiled
def coming_from(year):
    return Conference.objects.published().select_related("series").coming_from(year)[:1]


@compiled
def chairs_of(conference):
    return Appearance.objects.published().filter(conference=conference).co_chairs().select_related("official")


@compiled
def figures_of(conference):
    rows = Figure.objects.filter(conference=conference).select_related("indicator")
    return rows.order_by("rank", "pk")[:FIGURES]


@compiled
def every_series():
    return Series.objects.with_tallies()


@compiled
def newest_sources():
    return Source.objects.published().order_by(*NEWEST_SOURCES)[:NEWEST]


@dataclass
class SourceDifference:
    """A fact, in words, on which a source says something else: `citation.differs`."""

    about: str
    citation: Citation


def differences(evidence, records):
    """[SourceDifference] of the facts of `records` (None is passed over), in their order."""
    return [
        SourceDifference(about(record, citation), citation)
        for record in records
        if record
        for name in ("", *record.FACTS)
        for citation in evidence.citations(record, name)
        if citation.differs and citation.field == name
    ]


def about(record, citation):
    """Which fact a citation speaks of, where the page already names the conference."""
    if isinstance(record, Figure):
        return f"{record.value} {record.local_unit}" if record.value else record.as_printed
    if isinstance(record, Appearance):
        return f"{record.official}, {citation.field_label}" if citation.field else str(record.official)
    return str(citation.field_label or record)


def examples(featured, coming, chairs):
    """Up to three things to search for, which this page names: a person, a place, an ordinal."""
    hosts = [host.province.name for row in (coming, featured) if row for host in row.hosts if host.province]
    people = [chair.official.name for chair in chairs]
    ordinals = [f"lần thứ {featured.roman}"] if featured and featured.ordinal else []
    return [*people[:1], *hosts[:1], *ordinals]
