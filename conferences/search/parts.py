"""What the entries of conferences share."""

import datetime

from portal.base.text import date
from portal.search.registry import whole

from .roles import HELD

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
    """(those whom a reader may see and who held the post last before, those who did first after), lists of officials, by the
    days of their terms: in the body itself, and in those of the provinces that went into its own or that it went into.
    """
    post = tenure.post
    if post.title.lower().startswith(HELD_BY_SEVERAL):
        return [], []
    province = post.body.province
    units_before = [row.predecessor for row in province.successions_in.all()] if province else []
    units_after = [row.successor for row in province.successions_out.all()] if province else []
    before = [_last(post, tenure), *(_last(one, tenure) for one in _like(post, units_before))]
    after = [_first(post, tenure), *(_first(one, tenure) for one in _like(post, units_after))]
    return [one for one in before if one], [one for one in after if one]


def _like(post, provinces):
    """The posts of the same title in the bodies of the same kind of `provinces`."""
    posts = [one for province in provinces for body in province.bodies.all() for one in body.posts.all()]
    return [one for one in posts if (one.title, one.body.kind) == (post.title, post.body.kind)]


def _last(post, tenure):
    rows = [row for row in _others(post, tenure) if row.known_to <= tenure.known_from]
    return max(rows, key=lambda row: row.known_to).official if rows else None


def _first(post, tenure):
    rows = [row for row in _others(post, tenure) if row.known_from >= tenure.known_to]
    return min(rows, key=lambda row: row.known_from).official if rows else None


def _others(post, tenure):
    rows = (row for row in post.tenures.all() if row.official.is_published)
    return [row for row in rows if row.official_id != tenure.official_id]


def tenure_words(tenure, before, after):
    """The post of a tenure, the years in which the sources know it held, the papers that gave and ended it, and the
    officials who held the post `before` and `after`."""
    known = [day.year for day in (tenure.began, tenure.seen_on, tenure.last_day) if day]
    years = "–".join(str(year) for year in sorted({min(known), max(known)}))
    return ", ".join(
        whole(
            f"{tenure.post.title}, {tenure.post.body.name}",
            years,
            tenure.decision,
            tenure.end_decision,
            *(f"sau {official.name}" for official in before),
            *(f"trước {official.name}" for official in after),
        )
    )


def is_last_known(tenure, after):
    """Whether no source tells of its end or of anybody in the post later; `after`: who held it then."""
    later = (row.known_to > tenure.known_to for row in _others(tenure.post, tenure))
    return not tenure.last_day and not after and not any(later)


def held_in(posts, years):
    """["bộ trưởng 2022"]: the words of HELD with which the titles of `posts` begin, with each of `years`."""
    titles = {title.lower() for post in posts for title in (post.title, post.title_en)}
    words = [word for word in HELD["giu-chuc"] if any(f"{title} ".startswith(f"{word} ") for title in titles)]
    return [f"{word} {year}" for word in words for year in years]


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
