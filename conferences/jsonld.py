"""Conferences, series and officials in the words of schema.org, as their pages show them."""

from django.utils.translation import gettext as _

from portal.base.text import lines
from portal.sharing.pages import linked_data
from provinces.jsonld import reference

from .models import Conference, Official, Participation, Series

STATUS = {
    Conference.Status.PLANNED: "EventScheduled",
    Conference.Status.ANNOUNCED: "EventScheduled",
    Conference.Status.HELD: "EventScheduled",
    Conference.Status.POSTPONED: "EventPostponed",
    Conference.Status.CANCELLED: "EventCancelled",
}


@linked_data.register
def of_conference(conference: Conference, page):
    """An Event. One that a source merely mentions, or that none confirms, has no eventStatus."""
    led = page.context.get("led", {})
    status = STATUS.get(conference.status)
    return {
        "@type": "Event",
        "@id": page.thing(conference),
        "url": page.address,
        "name": conference.title,
        "startDate": day(conference.starts) or str(conference.year or ""),
        "endDate": day(conference.ends),
        "eventStatus": status and f"https://schema.org/{status}",
        "about": {"@type": "Thing", "name": conference.theme},
        "description": conference.local_summary,
        "location": place(conference, led.get("hosts", ())),
        "organizer": [organizer(row, page) for row in led.get("organisers", ())],
        "superEvent": {
            "@type": "EventSeries",
            "@id": page.thing(conference.series),
            "url": page.absolute(conference.series.get_absolute_url()),
            "name": conference.series.local_name,
        },
    }


@linked_data.register
def of_series(series: Series, page):
    """An EventSeries; its conferences by name alone, each is told on its own page."""
    shown = page.context.get("page")
    return {
        "@type": "EventSeries",
        "@id": page.thing(series),
        "url": page.address,
        "name": _("Hội nghị giao ban KH&CN vùng %(name)s") % {"name": series.local_name},
        "alternateName": lines(series.aliases),
        "description": series.about,
        "organizer": reference(series.organiser, page) if series.organiser else None,
        "subEvent": [{"@id": page.thing(row)} for row in (shown.object_list if shown else ())],
    }


@linked_data.register
def of_official(official: Official, page):
    """A Person. A post goes in only with the day of the source: nobody is said to hold one now."""
    seen, shown = page.context.get("last_seen"), page.context.get("page")
    post = ""
    if seen and seen.post_text and seen.conference.days:
        words = _("theo nguồn ngày %(day)s") % {"day": seen.conference.days}
        post = f"{seen.post_text}, {words}"
    events = {page.thing(row.conference): None for row in (shown.object_list if shown else ())}
    return {
        "@type": "Person",
        "@id": page.thing(official),
        "url": page.address,
        "name": official.name,
        "honorificPrefix": official.titles,
        "alternateName": lines(official.aliases),
        "jobTitle": post,
        "performerIn": [{"@id": address} for address in events],
    }


def place(conference, hosts):
    """Where it met, as far as sources say: the venue, the town, the host province."""
    names = [host.province.local_name for host in hosts if host.province]
    return {
        "@type": "Place",
        "name": conference.venue or conference.city or ", ".join(names),
        "address": {
            "@type": "PostalAddress",
            "addressLocality": conference.city,
            "addressRegion": ", ".join(names),
        },
    }


def organizer(row: Participation, page):
    if row.body:
        return reference(row.body, page)
    return {"@type": "Organization", "name": row.as_printed}


def day(value):
    return value.isoformat() if value else ""
