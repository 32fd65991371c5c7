"""What happens to every request and answer, in the order of settings.MIDDLEWARE."""

import re
from fnmatch import fnmatchcase
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from portal.base import errors
from portal.records.models import RecordMoved, StaleRecord, Withdrawn
from portal.staticfiles import integrity, integrity_of

#: The only pages that hold a form to send. No other page reads or sets a cookie, so all others can be cached.
FORM_PAGES = ("/admin/", "/tai-khoan/", "/bao-loi/", "/en/bao-loi/")
MACHINE_PAGES = ("/livez", "/readyz", "/metrics")
ALLOWED_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
}

#: Tags that load a script or a stylesheet of ours, up to its address; `data-script` names one that comes later.
LOADS = [
    re.compile(rb'<script (?:[^>]*? )??src="(/[^"?]+)"'),
    re.compile(rb'<link (?=[^>]*?rel="stylesheet")(?:[^>]*? )??href="(/[^"?]+)"'),
    re.compile(rb' data-script="(/[^"?]+)"'),
]


def harden(get_response):
    """Outermost: sets the headers that Django has no setting for, on static files too."""

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def answer_machines(get_response):
    """Before anything asks which host was meant: whoever watches the site asks 127.0.0.1, which need not be allowed."""

    def middleware(request):
        if request.path_info in MACHINE_PAGES:
            return resolve(request.path_info).func(request)
        return get_response(request)

    return middleware


def say_integrity(get_response):
    """Says of each script and stylesheet of a page what its bytes are, whichever template or library wrote its tag."""
    made = {}  # {address: integrity} of scripts that a view writes: the admin's words

    def of(request, address):
        if address.startswith(settings.STATIC_URL):
            return integrity(address.removeprefix(settings.STATIC_URL))
        if address not in made:
            answer = resolve(address).func(request)
            if answer.status_code != 200:
                return None
            made[address] = integrity_of(answer.content)
        return made[address]

    def middleware(request):
        response = get_response(request)
        if (
            settings.DEBUG  # files change under their names
            or response.streaming
            or not response.headers.get("Content-Type", "").startswith("text/html")
        ):
            return response

        def tag(match):
            said = of(request, match[1].decode())
            name = "data-integrity" if match[0].startswith(b" data-") else "integrity"
            return match[0] + (f' {name}="{said}"'.encode() if said else b"")

        content = response.content
        for loads in LOADS:
            content = loads.sub(tag, content)
        response.content = content
        return response

    return middleware


def keep_cacheable(get_response):
    """Public pages may be kept and are asked about again each time, unless the view says for how long they hold;
    what a signed-in person sees is never kept.
    """

    def middleware(request):
        private = settings.SESSION_COOKIE_NAME in request.COOKIES or request.path_info.startswith(FORM_PAGES)
        response = get_response(request)
        if private:
            response.headers["Cache-Control"] = "private, no-store"
        elif response.status_code in (200, 301, 302, 304):
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, **public_caching())
        else:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def public_caching():
    """What caches may do with a public page: a shared one shows it for as long as the operator lets it."""
    if seconds := settings.SHARED_CACHE_SECONDS:
        return {"public": True, "max_age": 0, "s_maxage": seconds, "stale_while_revalidate": seconds}
    return {"public": True, "no_cache": True}


def cookies_on_form_pages(get_response):
    """Leaves cookies unread everywhere but on the pages that hold a form, so that all others can be cached.

    Without cookies nobody is signed in and there is no form to forge: a form sent there meets the view's 405.
    """

    def middleware(request):
        if not request.path_info.startswith(FORM_PAGES):
            request.COOKIES = {}
            request._dont_enforce_csrf_checks = True
        return get_response(request)

    return middleware


def language_of_address(get_response):
    """/en/… is English, everything else Vietnamese. The language is in the address, so nothing varies on a header."""

    def middleware(request):
        english = request.path_info == "/en" or request.path_info.startswith("/en/")
        with translation.override("en" if english else "vi"):
            response = get_response(request)
        response.headers.setdefault("Content-Language", "en" if english else "vi")
        return response

    return middleware


def refuse_broken_input(get_response):
    """Answers 400 to NUL bytes and broken UTF-8 in address, query, cookies and forms, 413 to a body too large,
    and 405 with a sentence to TRACE and its like, and to a form sent to a page that only shows.

    Done once here, because PostgreSQL refuses them deep inside a query and SQLite hides them.
    """

    def middleware(request):
        if request.method not in ALLOWED_METHODS:
            return errors.wrong_method(request, HttpResponseNotAllowed(ALLOWED_METHODS))
        limit = _limit(request)
        if _length(request) > limit:
            return errors.too_large(request, limit)
        if not _is_clean(request):
            return errors.refuse(request, 400, _("Địa chỉ hoặc biểu mẫu có ký tự hỏng (NUL hoặc UTF-8 sai)."))
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.wrong_method(request, response)
        return response

    def process_exception(request, exception):
        if isinstance(exception, errors.Refusal):
            return errors.refuse(request, exception.status, exception.sentence)
        if isinstance(exception, RecordMoved):
            return HttpResponsePermanentRedirect(exception.record.get_absolute_url())
        if isinstance(exception, Withdrawn):
            return errors.gone(request, exception.reason)
        if isinstance(exception, StaleRecord):
            return errors.refuse(request, 409, str(exception))
        return None

    middleware.process_exception = process_exception
    return middleware


def _length(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _limit(request):
    """How many bytes may be sent: more where editors send files, and only to who seems to be signed in."""
    if request.content_type == "multipart/form-data" and settings.SESSION_COOKIE_NAME in request.COOKIES:
        for pattern, limit in settings.UPLOAD_LIMITS.items():
            if fnmatchcase(request.path_info, pattern):
                return limit
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _is_clean(request):
    parts = [
        request.META.get("PATH_INFO", "").encode("utf-8", "surrogateescape"),
        unquote_to_bytes(request.META.get("QUERY_STRING", "")),
    ]
    parts += [text.encode("utf-8", "surrogateescape") for pair in request.COOKIES.items() for text in pair]
    if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
        parts.append(unquote_to_bytes(request.body))
    return all(_is_text(part) for part in parts)


def _is_text(part):
    try:
        return "\0" not in part.decode("utf-8")
    except UnicodeDecodeError:
        return False
