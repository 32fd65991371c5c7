"""The source at an address, however it is written."""

from portal.editing.merge.source_candidates import page_of

from .models import Source

#: Sources of one site that are compared at most.
COMPARED = 2_000


def source_at(url, rows=None):
    """The Source of `rows` (a QuerySet, by default of all) of the page at `url`, or None; a published one first."""
    wanted = page_of(url)
    if not wanted:
        return None
    host = wanted.partition("/")[0].partition("?")[0]
    rows = Source.objects.all() if rows is None else rows
    near = rows.filter(url__icontains=host).order_by("pk")[:COMPARED]
    found = [source for source in near if page_of(source.url) == wanted]
    return min(found, key=lambda source: not source.is_published, default=None)
