"""The days of conferences as a calendar to subscribe to (RFC 5545): of one series, or of all."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.language import site_name, version_words
from portal.records.models import find_or_moved
from portal.sharing.pages import absolute

from .models import Conference, Series

Status = Conference.Status
#: How sure it is that a conference is held on its day.
SURE = {
    Status.PLANNED: "TENTATIVE",
    Status.ANNOUNCED: "TENTATIVE",
    Status.POSTPONED: "CANCELLED",
    Status.CANCELLED: "CANCELLED",
}


@require_safe
def calendar(request, slug=None):
    """The conferences with a known day; the description says how many have none and are left out."""
    from icalendar import Calendar  # few ask for it

    series = find_or_moved(Series.objects.published(), slug) if slug else None
    rows = Conference.objects.published().select_related("series").order_by("starts", "pk")
    rows = rows.filter(series=series) if series else rows
    left = rows.filter(starts=None).count()
    name = f"{series.local_name} · {site_name()}" if series else site_name()
    words = _("Chỉ gồm hội nghị đã rõ ngày; %(left)s hội nghị chưa rõ ngày không có ở đây.") % {"left": left}
    found = Calendar.new(
        prodid=f"-//{site_name()}//{urlsplit(absolute(request, '/')).netloc}//VI",
        uid=absolute(request, request.path),
        name=name,
        description=f"{words} {version_words(request.edition.number, request.edition.day)}",
        refresh_interval=timedelta(days=1),
    )
    found["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"  # which has no type of its own (RFC 7986)
    for row in rows.exclude(starts=None):
        found.add_component(_event(request, row))
    return HttpResponse(
        found.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug or "hoi-nghi"}.ics"'},
    )


def _event(request, conference):
    from icalendar import Event

    host = urlsplit(absolute(request, "/")).netloc
    event = Event.new(
        uid=f"hoi-nghi-{conference.pk}@{host}",
        summary=f"{conference.series.local_name}, {conference.ordinal_or_year}",
        start=conference.starts,
        end=(conference.ends or conference.starts) + timedelta(days=1),  # the day after the last
        description=conference.theme or None,
        location=", ".join(filter(None, (conference.venue, conference.city))) or None,
        url=absolute(request, conference.get_absolute_url()),
        sequence=conference.version - 1,
        status=SURE.get(conference.status, "CONFIRMED"),
        stamp=datetime.combine(request.edition.day or timezone.localdate(), time(), UTC),
    )
    return event
