"""What the entries of conferences share."""

import datetime

from portal.base.text import date
from portal.search.registry import whole

LONGEST_MEETING = 31  # days of one conference that are found one by one

CALLED = ("series_id", "slug", "ordinal", "year", "starts", "ends", "publication")
REGION = ("name", "slug")
PERSON = ("name", "slug", "publication")
OFFICE = ("name", "short_name", "name_en", "province_id")


def days_of(conference):
    """Every day it met, at most LONGEST_MEETING."""
    if not conference.starts:
        return ()
    length = min(((conference.ends or conference.starts) - conference.starts).days + 1, LONGEST_MEETING)
    return tuple(conference.starts + datetime.timedelta(days=number) for number in range(length))


def days_beside(conference):
    """The days of the conference and those of the events beside it."""
    beside = (row.starts for row in conference.related_events.all() if row.starts)
    return tuple(dict.fromkeys((*days_of(conference), *beside)))


def document_words(document):
    """The kind, title, number and day of a paper of the conference."""
    day = document.issued_on and date(document.issued_on, "vi")
    return ", ".join(whole(document.get_kind_display(), document.title, document.number, day))


#: How the titles of posts begin that several people hold at once: who came after whom is not told by days.
HELD_BY_SEVERAL = ("phó ", "thứ trưởng", "ủy viên")


def neighbours_in_post(tenure):
    """(whom a reader may see and who held the post before, who after), officials or None, by the days of their terms."""
    if tenure.post.title.lower().startswith(HELD_BY_SEVERAL):
        return None, None
    others = [
        row
        for row in tenure.post.tenures.all()
        if row.official_id != tenure.official_id and row.official.is_published
    ]
    before = [row for row in others if row.known_to <= tenure.known_from]
    after = [row for row in others if row.known_from >= tenure.known_to]
    last = max(before, key=lambda row: row.known_to, default=None)
    first = min(after, key=lambda row: row.known_from, default=None)
    return last and last.official, first and first.official


def tenure_words(tenure):
    """The post of a tenure, the years in which the sources know it held, the papers that gave and ended it, and who
    held the post before and after."""
    known = [day.year for day in (tenure.began, tenure.seen_on, tenure.last_day) if day]
    years = "–".join(str(year) for year in sorted({min(known), max(known)}))
    before, after = neighbours_in_post(tenure)
    return ", ".join(
        whole(
            f"{tenure.post.title}, {tenure.post.body.name}",
            years,
            tenure.decision,
            tenure.end_decision,
            before and f"sau {before.name}",
            after and f"trước {after.name}",
        )
    )


def when_and_where(conference):
    """What all entries of a conference share: the parts of a SearchDocument."""
    return {"year": conference.year, "days": days_of(conference), "public": conference.is_published}


def facets_of(conferences):
    """The facets of what belongs to `conferences`."""
    return {
        "hoi-nghi": [f"{row.series.slug}/{row.slug}" for row in conferences],
        "vung": list(dict.fromkeys(row.series.slug for row in conferences)),
        "nam": list(dict.fromkeys(row.year for row in conferences if row.year)),
    }
