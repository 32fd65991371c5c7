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
from django.urls import path, resolve, reverse
from django.utils import translation

from portal.editing.bad_request import guarded
from portal.records import rights
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


class Previewed:
    """Goes before ModelAdmin: the page of a record that readers do not see yet."""

    def get_urls(self):
        if not can_hide(self.model):
            return super().get_urls()
        view = self.admin_site.admin_view(self.preview_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<int:key>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request, key):
        return guarded(self._preview, request, key)

    def _preview(self, request, key):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, str(key)) if key < 2**63 else None
        hidden = hidden_of(record) if record is not None else []
        if record is None or not all(rights.may(request.user, "view", head) for head in hidden):
            raise Http404
        with translation.override("en" if ENGLISH in request.GET else "vi"):
            if not hidden:
                return HttpResponseRedirect(record.page_url())
            form = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])
            return preview(request, hidden, record.page_url().partition("#")[0], form)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and can_hide(self.model) and hidden_of(obj):
            noun = f"{self.opts.app_label}_{self.opts.model_name}"
            context["preview"] = reverse(f"admin:{noun}_preview", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)


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
