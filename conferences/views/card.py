"""The picture of a conference."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.models import Conference
from portal.base.language import site_name
from portal.records.models import RecordMoved, find_or_moved
from portal.sharing.cards import Card, answer, card_of

from .conference import find_or_moved_series

#: How heavy the ordinal stands, as on the page: anything else is light.
WEIGHTS = {
    Conference.Status.HELD: "solid",
    Conference.Status.PLANNED: "outline",
    Conference.Status.ANNOUNCED: "outline",
}


@card_of.register
def conference_card_of(conference: Conference):
    """`conference` as its page fetches it (`for_list`)."""
    hosts = [host.province.local_name for host in conference.hosts if host.province]
    when = conference.days or (str(conference.year) if conference.year else "")
    status = conference.get_status_display() if conference.status != Conference.Status.HELD else ""
    return Card(
        address=reverse("conference-card", args=[conference.series.slug, conference.slug]),
        sign=conference.roman or str(conference.year or conference.ordinal_or_year),
        weight=WEIGHTS.get(conference.status, "light"),
        title=conference.title,
        facts=tuple(part for part in (when, ", ".join(hosts), status) if part),
        site=site_name(),
        note=_("dữ liệu thử") if conference.synthetic else "",
    )


@require_safe
def conference_card(request, series, slug):
    """The picture of a published conference; a former address leads to the present one."""
    try:
        chain = find_or_moved_series(series, slug)
        rows = Conference.objects.published().for_list().filter(series=chain)
        return answer(card_of(find_or_moved(rows, slug, scope=str(chain.pk))))
    except RecordMoved as moved:
        if not isinstance(moved.record, Conference):
            raise
        return redirect("conference-card", moved.record.series.slug, moved.record.slug, permanent=True)
