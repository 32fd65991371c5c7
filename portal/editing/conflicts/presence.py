"""Forms that are open: who else has one, noted when it is opened, by a small poll, and until it is saved or left; and
what the browser keeps of typing that was not saved (static/js/drafts.js).
"""

from urllib.parse import quote as quote_address

from django.conf import settings
from django.contrib.admin.utils import quote, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils import timezone

from portal.editing.models import Presence
from portal.editing.pages import admin_path
from portal.records.admin_urls import admin_page

#: The cookie by which that script forgets a form that was saved.
SAVED = "hoso_saved"


def urls(model_admin):
    return [admin_path(model_admin, "<path:object_id>/dang-mo/", poll, "presence")]


def poll(model_admin, request, object_id):
    """POST: the form is still open; with `di`, it is not. Answers who else has it open."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not model_admin.has_change_permission(request, record):
        raise PermissionDenied
    if "di" in request.POST:
        leave(request, record)
        return JsonResponse({"others": []})
    return JsonResponse({"others": come(request, record)})


def come(request, record):
    """Notes that `request.user` has the form of `record` open: sentences about the others who have, the first who came
    first. Who fell silent goes.
    """
    now, here = timezone.now(), Presence.objects.filter(**_at(record))
    Presence.objects.filter(seen__lt=now - Presence.SILENT).delete()
    if not here.filter(user=request.user).update(seen=now):
        row = Presence(user=request.user, since=now, seen=now, **_at(record))
        Presence.objects.bulk_create([row], ignore_conflicts=True)  # two tabs may come at once
    return [str(row) for row in here.exclude(user=request.user).select_related("user")]


def leave(request, record):
    Presence.objects.filter(user=request.user, **_at(record)).delete()


def _at(record):
    return {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}


def panel(model_admin, request, obj):
    """{"presence": {"address": of the poll, "others": sentences}}; those who may only look are not counted."""
    if obj is None or not model_admin.has_change_permission(request, obj):
        return {}
    address = admin_page(model_admin.model, "presence", quote(obj.pk))
    return {"presence": {"address": address, "others": come(request, obj)}}


def forget_draft(request, response):
    """`response` with a cookie that tells the next page that the form at this address was saved."""
    response.set_cookie(
        SAVED, quote_address(request.path, safe=""), max_age=3600, path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return response
