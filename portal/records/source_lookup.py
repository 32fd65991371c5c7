"""The source at an address, however it is written."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from .models import Source

#: Parameters that say how one came to a page, not which page it is.
TRACKING = ("utm_", "mc_", "pk_", "ga_")
TRACKERS = {
    "fbclid",
    "gclid",
    "dclid",
    "zarsrc",
    "zalo",
    "ref",
    "source",
    "share",
    "amp",
    "igshid",
    "msclkid",
    "yclid",
    "spm",
}
FORMS = ("www.", "m.", "mobile.", "amp.")
#: Sources of one site that are compared at most.
COMPARED = 2_000


def page_of(url) -> str:
    """The page that an address leads to: no scheme, no "www." or "m.", no trackers, no slash or anchor at its end."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    host = next(
        (host.removeprefix(form) for form in FORMS if host.startswith(form) and host.count(".") > 1), host
    )
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in TRACKERS and not name.lower().startswith(TRACKING)
    ]
    port = f":{port}" if port and port not in (80, 443) else ""
    path = unquote(parts.path).rstrip("/")
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{host}{port}{path}{query}"


def source_at(url, rows=None) -> Source | None:
    """The Source of `rows` (a QuerySet, by default of all) of the page at `url`, or None; a published one first."""
    wanted = page_of(url)
    if not wanted:
        return None
    host = wanted.partition("/")[0].partition("?")[0]
    rows = Source.objects.all() if rows is None else rows
    near = rows.filter(url__icontains=host).order_by("pk")[:COMPARED]
    found = [source for source in near if page_of(source.url) == wanted]
    return min(found, key=lambda source: not source.is_published, default=None)
