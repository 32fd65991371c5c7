"""Pages that belong to no noun: about, and what machines ask: search engines and the operator's."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.base import errors
from portal.base.visitor import is_watcher
from portal.records.models import Source
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
