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
from portal.base.downloads import FILES, RECORD_FILES
from portal.base.language import site_name
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
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.base import errors
from portal.base.downloads import FILES, RECORD_FILES
from portal.base.language import site_name
from portal.base.visitor import is_watcher


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
