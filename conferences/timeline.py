"""The series on one axis of years, and the run of ordinals: what is known, and the gaps as gaps.

Drawn on the server as SVG with plain attributes; the same facts stand in words beside it.
"""

from dataclasses import dataclass, field

from portal.base.text import to_roman

from .models import Conference, Series

WIDTH, EDGE = 900, 34  # units of the drawing; EDGE is kept free left and right for the labels
MOST = 200  # conferences drawn at most; the newest ones
LONGEST_RUN = 60  # ordinals listed one by one at most


@dataclass
class Mark:
    """A conference at its place on the axis. `x` in units of the drawing, `label` the ordinal or the year."""

    conference: Conference
    x: float
    label: str

    @property
    def words(self):
        """What a screen reader says of the mark."""
        conference = self.conference
        year = [str(conference.year)] if conference.ordinal else []
        return ", ".join([conference.ordinal_or_year, *year, conference.get_status_display()])


@dataclass
class Link:
    """The line between two neighbours: "known" (consecutive ordinals), "coming" (to one not held) or "gap"."""

    x1: float
    x2: float
    kind: str


@dataclass
class Thread:
    """One series: its marks from old to new, the lines between them, and those without a year."""

    series: Series
    marks: list = field(default_factory=list)
    links: list = field(default_factory=list)
    undated: list = field(default_factory=list)
    run: list = field(default_factory=list)


@dataclass
class Timeline:
    """`years`: [(year, x)] of the ticks; `threads` in the order of the series."""

    years: list
    threads: list

    def __bool__(self):
        return any(thread.marks for thread in self.threads)


def timeline(series):
    """The Timeline of the published conferences of `series` (an iterable of Series). One query."""
    series = list(series)
    rows = Conference.objects.published().filter(series__in=series).select_related("series")[:MOST]
    rows = sorted(rows, key=lambda row: (row.chronology, row.ordinal_or_zero))
    dated = [row for row in rows if row.year]
    if not dated:
        return Timeline(
            [], [Thread(one, undated=[row for row in rows if row.series_id == one.pk]) for one in series]
        )
    first, last = dated[0].year, max(row.year for row in dated) + 1
    threads = [_thread(one, [row for row in rows if row.series_id == one.pk], first, last) for one in series]
    step = max(1, (last - first) // 9)
    return Timeline([(year, _x(year, first, last)) for year in range(first, last, step)], threads)


def _x(moment, first, last):
    return round(EDGE + (moment - first) / (last - first) * (WIDTH - 2 * EDGE), 1)


def _moment(conference):
    """The year as a fraction: its day where known, otherwise the middle of the year."""
    if conference.starts:
        return conference.year + (conference.starts.timetuple().tm_yday - 1) / 366
    return conference.year + 0.5


def _thread(series, rows, first, last):
    thread = Thread(series, undated=[row for row in rows if not row.year], run=run_of(rows))
    dated = [row for row in rows if row.year]
    thread.marks = [Mark(row, _x(_moment(row), first, last), row.roman or str(row.year)) for row in dated]
    for older, newer in zip(thread.marks, thread.marks[1:], strict=False):
        thread.links.append(Link(older.x, newer.x, _kind(older.conference, newer.conference)))
    return thread


def _kind(older, newer):
    if not (older.ordinal and newer.ordinal and newer.ordinal == older.ordinal + 1):
        return "gap"
    return "known" if newer.status == Conference.Status.HELD else "coming"


def run_of(rows):
    """[(roman, conference or None)] of every ordinal from I to the last known one, at most LONGEST_RUN of them.

    The latest ordinals are kept where there are more. None means that no source tells of that conference.
    """
    known = {row.ordinal: row for row in rows if row.ordinal}
    if not known:
        return []
    highest = max(known)
    return [(to_roman(n), known.get(n)) for n in range(max(1, highest - LONGEST_RUN + 1), highest + 1)]
