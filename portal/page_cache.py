"""Public answers, stored as they were sent, under the mark of the record: one that is asked for again costs one query.

The mark is renewed with every committed change of what readers see, in every process at once. What bears an older one
is never asked for again, and falls out of the stores in time.
"""

import hashlib
import hmac
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import has_vary_header, patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.http import parse_etags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from portal.base.references import REFERENCE_FILES
from portal.changes.models import PublicEdition, public_edition
from portal.middleware import FORM_PAGES, public_caching

LAST_EDITION = "last-edition"
LARGEST = 500_000  # bytes of an answer that is stored
#: Kinds of answers that are stored; pictures and files are kept by names of their own.
STORED_TYPES = (
    "text/html",
    "text/csv",
    "text/plain",
    "text/markdown",
    "application/json",
    "application/ld+json",
    "application/x-ndjson",
    "application/atom+xml",
    "application/xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/calendar",
    *(content_type for _name, content_type in REFERENCE_FILES.values()),
    "application/opensearchdescription+xml",
)


def store_public_pages(get_response):
    """Outermost of all: answers from the store, and stores what a public page answered."""
    pages = PageStore(settings.PAGE_CACHE_BYTES)

    def middleware(request):
        request.edition = SimpleLazyObject(public_edition)
        if not settings.PAGE_CACHE_BYTES or not is_public(request):
            return get_response(request)
        try:
            key = page_key(request)
        except DatabaseError:
            return _while_database_is_away(request, pages) or get_response(request)
        pages.know(request.edition)
        etag, stored = f'W/"{request.edition.number}-{key}"', pages.get(key)
        known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in known}:
            return not_modified(etag, stored[0] if stored else {"Vary": "Accept-Encoding, HX-Request"})
        if stored:
            request.is_from_store = True
            return HttpResponse(stored[1], headers=stored[0])
        response = get_response(request)
        if is_storable(response):
            response.headers["ETag"] = etag
            body = read_body(response)
            if body is not None:
                pages.set(key, ({**response.headers, "Content-Length": str(len(body))}, body))
        return response

    return middleware


def _while_database_is_away(request, pages):
    """The page as it was when the database was last heard of, if it is stored; no cache keeps it any longer."""
    request.edition = pages.edition or caches["pages"].get(LAST_EDITION)
    if not request.edition:
        return None
    stored = pages.get(page_key(request))
    if not stored:
        return None
    request.is_from_store = True
    return HttpResponse(stored[1], headers={**stored[0], "Cache-Control": "no-store"})


def not_modified(etag, headers) -> HttpResponse:
    """The 304 of a page with `headers`, where they are known: a cache keeps what it says of them."""
    kept = {name: headers[name] for name in ("Cache-Control", "Vary") if name in headers}
    response = HttpResponseNotModified(headers={**kept, "ETag": etag})
    if "Cache-Control" not in kept:
        patch_cache_control(response, **public_caching())
    return response


def is_public(request: HttpRequest) -> bool:
    """Whether the answer may be one that everybody gets: nobody is signed in, and the page holds no form to send."""
    meta = request.META
    return (
        request.method == "GET"
        and not request.path_info.startswith((*FORM_PAGES, settings.STATIC_URL))
        and settings.SESSION_COOKIE_NAME not in meta.get("HTTP_COOKIE", "")
        and "HTTP_AUTHORIZATION" not in meta
        and "HTTP_RANGE" not in meta
    )


def page_key(request: HttpRequest) -> str:
    """Names the one answer that everybody gets now who asks so. One query.

    Of the address, the order of its words makes no difference; of the headers, those that answers differ by.
    """
    meta = request.META
    query = sorted(
        filter(None, meta.get("QUERY_STRING", "").split("&")), key=lambda pair: pair.partition("=")[0]
    )
    accept = meta.get("HTTP_ACCEPT", "")
    parts = (
        request.edition.mark,
        BUILD,
        date.today().isoformat(),  # what is overdue, and what comes next
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        meta.get("PATH_INFO", ""),
        "&".join(query),
        accept if "json" in accept else "",
        str(meta.get("HTTP_HX_REQUEST") == "true"),
        "gzip" if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "") else "",
    )
    return digest(parts)


def digest(parts: Iterable[str]) -> str:
    text = "\0".join(parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def stored_part(request: HttpRequest, name: str, render: Callable[[], str]) -> str:
    """The part `name` of a page, the same for everybody and in each page that shows it: what `render` gives, rendered
    once under the mark. Of a draft's preview, which is like no committed record, nothing is stored or shown from it.
    """
    mark = (request.edition if hasattr(request, "edition") else public_edition()).mark
    if not mark or hasattr(request, "preview") or hasattr(request, "past") or settings.DEBUG:
        return render()
    key = digest((mark, BUILD, date.today().isoformat(), get_language() or "", name))
    html = caches["pages"].get(key)
    if html is None:
        html = render()
        caches["pages"].set(key, html)
    return mark_safe(html)


def is_storable(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and "public" in response.headers.get("Cache-Control", "")
        and response.headers.get("Content-Type", "").startswith(STORED_TYPES)
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )


def read_body(response) -> bytes | None:
    """The whole body; None, and the response still to be sent, where it is too large to be stored."""
    if not response.streaming:
        return response.content if len(response.content) <= LARGEST else None
    read, size, rest = [], 0, iter(response)
    for chunk in rest:
        read.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            response.streaming_content = _chain(read, rest)
            return None
    response.streaming_content = read
    return b"".join(read)


def _chain(read, rest):
    yield from read
    yield from rest


class PageStore:
    """{key: (headers, body)}: the latest asked for in this process, `largest` bytes at most; and in the cache `pages`,
    which all processes share.
    """

    def __init__(self, largest: int) -> None:
        self.largest, self.size = largest, 0
        self.held: OrderedDict[str, tuple[dict[str, str], bytes]] = OrderedDict()
        self.lock = Lock()
        self.edition: PublicEdition | None = None  # the last that the database told

    def know(self, edition) -> None:
        """Keeps the edition for when the database is away, for processes that start meanwhile too."""
        if self.edition != edition:
            self.edition = PublicEdition(*edition)
            caches["pages"].set(LAST_EDITION, self.edition)

    def get(self, key):
        with self.lock:
            if key in self.held:
                self.held.move_to_end(key)
                return self.held[key]
        found = caches["pages"].get(key)
        if found:
            self._hold(key, found)
        return found

    def set(self, key, page) -> None:
        self._hold(key, page)
        caches["pages"].set(key, page)

    def _hold(self, key, page):
        with self.lock:
            if key not in self.held:
                self.held[key] = page
                self.size += len(page[1])
            while self.size > self.largest:
                _key, (_headers, body) = self.held.popitem(last=False)
                self.size -= len(body)


def build() -> str:
    """Names this code with these settings: another one makes other pages of the same record."""
    roots = [
        settings.BASE_DIR / name for name in ("portal", "provinces", "conferences", "templates", "static")
    ]
    found = (
        f"{path} {entry.st_mtime_ns} {entry.st_size}"
        for root in roots
        for folder, _folders, names in os.walk(root)
        for path in (os.path.join(folder, name) for name in names if not name.endswith(".pyc"))
        for entry in [os.stat(path)]
    )
    environment = (f"{name}={value}" for name, value in os.environ.items())
    text = "\n".join([*sorted(found), *sorted(environment)])
    return hmac.new(
        settings.SECRET_KEY.encode(), text.encode("utf-8", "surrogateescape"), "sha256"
    ).hexdigest()[:32]


BUILD = build()
