"""Pages that belong to no noun: about, and what machines ask: search engines and the operator's."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.base import errors
from portal.base.downloads import FILES, RECORD_FILES, USUAL_FILES
from portal.base.language import site_name, version_words
from portal.base.visitor import is_watcher
from portal.records.models import Source
from portal.records.sitemaps import LISTS
from portal.sharing.pages import absolute

ROBOTS = (
    "# Programs: the whole record at once at /du-lieu-mo/; lists and searches are limited by network address.\n"
    "User-agent: *\nDisallow: /admin/\nDisallow: /tai-khoan/\nDisallow: /bao-loi/\nDisallow: /en/bao-loi/\n"
)


@require_safe
def about(request):
    return render(
        request,
        "about.html",
        {"sources": Source.objects.published().count()},
    )


@require_safe
def robots(request):
    """Everything may be read by search engines but the admin and the form for reports; where the sitemap is."""
    sitemap = absolute(request, reverse("sitemap"))
    return HttpResponse(f"{ROBOTS}\nSitemap: {sitemap}\n", content_type="text/plain")


@require_safe
def security(request):
    """Whom to tell of a weakness (RFC 9116): SITE_CONTACT, for half a year from now. Without one there is no such page."""
    contact = settings.SITE_CONTACT
    if not contact:
        return errors.not_found(request)
    expires = timezone.localdate() + timedelta(days=183)
    lines = [
        f"Contact: {contact if ':' in contact else 'mailto:' + contact}",
        f"Expires: {expires}T00:00:00Z",
        "Preferred-Languages: vi, en",
        f"Canonical: {absolute(request, request.path)}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


@require_safe
def llms(request):
    """What machines can read here, in Markdown (llmstxt.org): lists and their files, records, what is followed."""
    lists = [(name, reverse(name)) for name in LISTS]
    endings = ", ".join(f"`.{ending}` ({kind})" for ending, kind in RECORD_FILES.items())
    lines = [
        f"# {site_name()}",
        "",
        "> " + _("Hồ sơ các hội nghị giao ban khoa học và công nghệ theo vùng của Việt Nam, mỗi điều kèm nguồn."),
        "",
        version_words(request.edition.number, request.edition.day),
        _("Mỗi câu trả lời nói phiên bản dữ liệu; ETag đổi khi dữ liệu đổi. Điều nguồn không nêu thì để trống và nói vì sao."),
        "",
        "## " + _("Danh sách"),
        "",
        *_links(request, [(path, path, "") for _name, path in lists]),
        *_links(
            request,
            [(f"{path.rstrip('/')}.{ending}", f"{path} {FILES[ending][0]}", "") for _name, path in lists for ending in USUAL_FILES],
        ),
        "",
        "## " + _("Từng bản ghi"),
        "",
        _("Địa chỉ của trang, bỏ dấu gạch chéo cuối, thêm một đuôi: %(endings)s.") % {"endings": endings},
        "",
        "## " + _("Theo dõi và tìm"),
        "",
        *_links(
            request,
            [
                (reverse("changes-feed"), "Atom", _("mới sửa")),
                (reverse("corrections-feed"), "Atom", _("đã sửa theo báo lỗi")),
                (reverse("calendar"), "iCalendar", _("lịch họp")),
                (reverse("sitemap"), "Sitemap", ""),
                (reverse("search"), _("Tìm kiếm"), "?q="),
            ],
        ),
        *_links(request, [(path, path, "") for path in ("/api/v1/", "/api/v1/schema/", "/du-lieu-mo/") if _answers(path)]),
    ]  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _links(request, entries):
    """The lines of [(path, name, note)]."""
    return [
        f"- [{name}]({absolute(request, path)})" + (f": {note}" if note else "")
        for path, name, note in entries
    ]


def _answers(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


@never_cache
@require_safe
def livez(request):
    """200 while the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """200 when the database answers and has every migration, else 503; what is wrong it says to this machine alone."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        wrong = (
            "còn migration chưa chạy: " + ", ".join(str(step) for step, _back in waiting) if waiting else ""
        )
    except Exception as error:
        wrong = f"cơ sở dữ liệu không trả lời: {error}"
    if wrong:
        told = wrong if is_watcher(request) else "chưa sẵn sàng"
        return HttpResponse(told, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain")
