"""What makes two sources likely one: the same page under another form of its address, the same title there."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from portal.editing.models import Twin
from portal.records.models import Source

from .candidates import letters
from .registry import merges

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


def page_of(url):
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


def keys(source):
    page = page_of(source.url)
    yield Twin.Reason.URL, page
    title = letters(source.title)
    if title:
        yield Twin.Reason.TITLE, f"{title}/{letters(source.publisher)}"
        if page:
            yield Twin.Reason.TITLE, f"{title}/{page.partition('/')[0]}"


merges(Source, keys=keys, tells=("url", "published_on"), typed=("url", "title", "publisher"))
