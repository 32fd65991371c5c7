"""The page of a draft as readers will get it, for those who may see the draft.

The draft is published inside a transaction that is always undone, and the page's own view answers meanwhile.
So no question of the public site knows of previews, and no other connection ever sees one. What else is not
published stays away, as it will from readers.
"""

from copy import copy

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import resolve
from django.utils import translation

from portal.editing.pages import admin_path
from portal.records import rights
from portal.records.admin_urls import admin_page
from portal.records.models import Publication, Published

ENGLISH = "en"  # asks for the English page, as /en/ does of readers
NO_ROBOTS = "noindex, nofollow, noarchive"
_mended = []


def mends(function):
    """Declares what else a preview needs: a function of its HTML, for addresses that answer the published alone."""
    _mended.append(function)
    return function


def can_hide(model):
    """Whether records of `model` may be unpublished and stand on a page once they are published."""
    placed = hasattr(model, "get_absolute_url") or getattr(model, "PAGE_PARENT", None)
    return bool(placed and _heads(model))


def hidden_of(record):
    """The records, itself among them, that must be published before readers see `record`."""
    heads = (_end(record, head) for head in _heads(type(record)))
    return [head for head in heads if head is not None and not head.is_published]


def _heads(model):
    own = [""] if issubclass(model, Published) else []
    return [*own, *getattr(model._default_manager.all(), "parents", ())]


def _end(record, lookup):
    for name in filter(None, lookup.split("__")):
        record = record and getattr(record, name)
    return record


def urls(model_admin):
    if not can_hide(model_admin.model):
        return []
    return [admin_path(model_admin, "<int:key>/preview/", preview_page, "preview")]


def preview_page(model_admin, request, key):
    """The page of a record that readers do not see yet; of one that they see, the way there."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    record = model_admin.get_object(request, str(key))
    hidden = hidden_of(record) if record is not None else []
    if record is None or not all(rights.may(request.user, "view", head) for head in hidden):
        raise Http404
    with translation.override("en" if ENGLISH in request.GET else "vi"):
        if not hidden:
            return HttpResponseRedirect(record.page_url())
        form = admin_page(model_admin.model, "change", key)
        return preview(request, hidden, record.page_url().partition("#")[0], form)


def panel(model_admin, request, obj):
    """{"preview": address} of a record that readers do not see yet."""
    if obj is None or not can_hide(model_admin.model) or not hidden_of(obj):
        return {}
    return {"preview": admin_page(model_admin.model, "preview", obj.pk)}


def preview(request, hidden, address, form, proposed=False):
    """What the public page at `address` answers once the records `hidden` are published; `proposed`: with what a
    proposal changes of it.
    """
    with transaction.atomic():
        for head in hidden:
            # Past the verbs of ours: neither history nor index may hear of it.
            rows = QuerySet(type(head)).filter(pk=head.pk)
            rows.update(publication=Publication.PUBLISHED)
        response = _public(request, address, {"form": form, "proposed": proposed})
        transaction.set_rollback(True)
    html = response.content.decode()
    for mend in _mended:
        html = mend(html)
    response.content = html
    response.headers["X-Robots-Tag"] = NO_ROBOTS
    response.headers["Content-Language"] = translation.get_language()
    return response


def _public(request, address, told):
    match = resolve(address)
    asked = copy(request)
    asked.GET = request.GET.copy()
    asked.GET.pop(ENGLISH, None)
    asked.META = {**request.META, "QUERY_STRING": asked.GET.urlencode()}
    asked.path = asked.path_info = address
    asked.resolver_match, asked.COOKIES, asked.user = match, {}, AnonymousUser()
    asked.preview = {**told, "address": request.path}
    return match.func(asked, *match.args, **match.kwargs)
