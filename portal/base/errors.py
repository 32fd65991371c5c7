"""Every refusal: a status, one clear sentence, and the way back. Named in portal/urls.py."""

import re
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.translation import gettext as _

TOKEN = "csrfmiddlewaretoken"


class Refusal(Exception):
    """Raised by a view or a filter to answer `status` with `sentence`."""

    def __init__(self, status, sentence):
        self.status, self.sentence = status, sentence
        super().__init__(sentence)


def is_api(request) -> bool:
    """Whether a program asks: every address below that of the API's own page."""
    return bool(re.match(r"(/en)?/api/v1/.", request.path_info))


def refuse(request, status, sentence, **context) -> HttpResponse:
    """The page that says why the request was refused, or the problem document (RFC 9457) for a program.

    `context`: what the page shows besides.
    """
    if is_api(request):
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": f"{sentence} {context.get('reason', '')}".strip(),
            "instance": request.path,
        }
        return JsonResponse(
            problem,
            status=status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    return render(request, "error.html", {"status": status, "sentence": sentence, **context}, status=status)


def bad_request(request, exception=None) -> HttpResponse:
    return refuse(request, 400, _("Yêu cầu không đọc được. Hãy kiểm tra lại địa chỉ hoặc biểu mẫu vừa gửi."))


def forbidden(request, exception=None) -> HttpResponse:
    return refuse(request, 403, _("Bạn không có quyền xem trang này."))


def csrf_failure(request, reason="") -> HttpResponse:
    """The page for a form whose token is not the one of now, as of one opened before its sender signed in.

    It sends the form again where the browser says that it came from a page of ours (Django has compared that already),
    but no file, which a page cannot hold, and no password; else it leads to the form.
    """
    is_ours = "HTTP_ORIGIN" in request.META and not reason.startswith(("Origin", "Referer"))
    fields = _fields(request)
    if not is_ours or request.FILES or any("password" in name for name, _value in fields):
        sentence = _("Biểu mẫu đã cũ hoặc không gửi từ trang này. Hãy mở lại biểu mẫu rồi gửi.")
        return refuse(request, 403, sentence, form_path=request.get_full_path())
    if reason == REASON_NO_CSRF_COOKIE:
        sentence = _(
            "Trình duyệt không gửi cookie. Hãy cho phép cookie, tải lại trang này rồi bấm “Gửi lại”."
        )
    else:
        sentence = _("Biểu mẫu đã cũ: nó mở trước lần đăng nhập này. Chữ đã gõ còn đủ; bấm “Gửi lại” để gửi.")
    return refuse(request, 403, sentence, fields=fields)


def not_found(request, exception=None) -> HttpResponse:
    return refuse(request, 404, _("Không có trang nào ở địa chỉ này."))


def gone(request, reason) -> HttpResponse:
    """What readers once saw here was taken off the page; `reason` is what they are told, or ""."""
    return refuse(request, 410, _("Trang ở địa chỉ này đã được gỡ."), reason=reason)


def wrong_method(request, response) -> HttpResponse:
    """The page for `response`, a bare HttpResponseNotAllowed."""
    page = refuse(request, 405, _("Trang này không nhận cách gửi đó; hãy mở trang như thường."))
    page.headers["Allow"] = response.headers["Allow"]
    return page


def server_error(request) -> HttpResponse:
    """Asks the database nothing: it may be what failed. Where it is, that is no error of ours: 503."""
    error = sys.exc_info()[1]
    # Redis is loaded, a twentieth of a start, only where it is used.
    if isinstance(error, OperationalError | InterfaceError) or type(error).__module__ == "redis.exceptions":
        return unavailable(request)
    sentence = _("Máy chủ gặp lỗi. Lỗi đã được ghi lại; hãy thử lại sau ít phút.")
    return refuse(request, 500, sentence, holds_synthetic=False, edition=None)


def unavailable(request) -> HttpResponse:
    """The database does not answer. What was typed stands on the page, to be sent again or copied; no file, no password."""
    fields = []
    if request.method == "POST":
        sentence = _(
            "Máy chủ tạm thời không ghi được nên chưa lưu gì. Chữ đã gõ còn ở dưới: đợi một phút rồi bấm “Gửi lại”, "
            "hoặc chép ra nơi khác. Tệp thì phải chọn lại."
        )
        fields = [pair for pair in _fields(request) if "password" not in pair[0]]
    else:
        sentence = _("Máy chủ tạm thời không đọc được hồ sơ; hãy thử lại sau một phút.")
    typed = [(name, value) for name, value in fields if value.strip() and not name.startswith("_")]
    page = refuse(request, 503, sentence, fields=fields, typed=typed, holds_synthetic=False, edition=None)
    page.headers["Retry-After"] = "60"
    return page


def _fields(request) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]


def too_large(request, limit) -> HttpResponse:
    """`limit` in bytes."""
    megabytes = limit / 1_048_576
    return refuse(
        request,
        413,
        _("Dữ liệu gửi lên quá lớn: tối đa %(size)s MB mỗi lần.")
        % {"size": f"{megabytes:.1f}".replace(".", ",")},
    )
