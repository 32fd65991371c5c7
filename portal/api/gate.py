"""What every request to the API meets before the store of pages does: its kind, its limit, and the headers of each answer."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from portal.base.errors import is_api, refuse
from portal.base.visitor import is_told_apart, network
from portal.middleware import harden, language_of_address

METHODS = "GET, HEAD, OPTIONS"
#: Any page elsewhere may read the answers, of what everybody may know; by fetch, so that a script or picture cannot hold one.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
#: How many times the limit holds for all whose address is nobody's own.
TOGETHER = 20


class AddressThrottle(SimpleRateThrottle):
    """So many requests a minute from one network address. Counted in the cache that all processes share."""

    rate = "1/min"  # how long it counts; how many are allowed is a setting

    def __init__(self):
        super().__init__()
        self.num_requests = settings.API_PER_MINUTE

    def get_cache_key(self, request, view):
        if not is_told_apart(request):
            self.num_requests *= TOGETHER
        return f"api:{network(request)}"

    def headers(self):
        """The limit as HTTP says it (draft-ietf-httpapi-ratelimit-headers)."""
        left = max(0, self.num_requests - len(self.history))
        seconds = (
            max(1, round(self.duration - (self.now - self.history[-1]))) if self.history else self.duration
        )
        return {
            "RateLimit-Policy": f'"api";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"api";r={left};t={seconds}',
        }


def guard_api(get_response):
    """Outermost. The store of pages tells neither the limit of who asks nor what headers are for one of them alone."""
    refused = language_of_address(harden(CSPMiddleware(SecurityMiddleware(_refusal))))

    def middleware(request):
        if not is_api(request):
            return get_response(request)
        throttle = AddressThrottle()
        request.refused = _too_many(request, throttle) or _wrong(request)
        if not request.refused:
            # What else a client would take makes no other answer, so no other entry of the store.
            request.META["HTTP_ACCEPT"] = "application/json"
        response = (refused if request.refused else get_response)(request)
        for name, value in {**CORS, **throttle.headers()}.items():
            response.headers[name] = value
        return response

    return middleware


def _wrong(request):
    """(status, headers) of what no address of the API takes, or None."""
    if request.method == "OPTIONS":
        return 204, PREFLIGHT
    if request.method not in METHODS.split(", "):
        return 405, {}
    if not request.accepts("application/json"):
        return 406, {}
    return None


def _too_many(request, throttle):
    if throttle.allow_request(request, None):
        return None
    return 429, {"Retry-After": str(max(1, round(throttle.wait() or throttle.duration)))}


def _refusal(request):
    status, headers = request.refused
    if status == 204:
        return HttpResponse(status=204, headers={**headers, "Allow": METHODS})
    sentences = {
        405: _("API chỉ để đọc: hãy dùng GET."),
        406: _("API trả lời bằng JSON (application/json)."),
        429: _(
            "Có quá nhiều yêu cầu từ địa chỉ mạng này. Hãy đợi rồi hỏi tiếp; cần cả hồ sơ thì tải tệp của danh sách."
        ),
    }
    response = refuse(request, status, sentences[status])
    for name, value in {**headers, "Allow": METHODS, "Cache-Control": "no-store"}.items():
        response.headers[name] = value
    return response
