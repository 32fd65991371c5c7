"""The lượt sửa themselves: a list of them, and the page of one with all that it changed and the button that undoes it.

A publisher reads every act, anybody else their own; the page of an act that changed a record of theirs opens too, and
shows what is theirs of it.
"""

from collections import defaultdict
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.base.text import visible
from portal.changes.apply import Blocked, states_before, undo
from portal.changes.diff import describe, rows_of
from portal.changes.models import Change, Changeset
from portal.changes.states import batches, is_tracked
from portal.editing.bad_request import guarded, paged
from portal.editing.import_export.undoing import may_take_back
from portal.editing.merge.permissions import may_undo_merger
from portal.editing.sent_before import once
from portal.records import rights
from portal.records.models import Published
from portal.records.moderation import publishers_only
from portal.records.rules import record_models

from .permissions import may_undo, theirs

A_PAGE = 50
NOTE = 400  # characters of the note of an undoing


def reads_all(user):
    """Whether every act is open to `user`: to those who put records on the page."""
    return any(rights.permitted(user, "publish", noun) for noun in record_models(Published))


class ChangesetPages:
    """Goes before the ModelAdmin of Changeset."""

    def act_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("acts/", wrap(self.acts_view), name="changes_changeset_list"),
            path("<int:key>/", wrap(self.act_view), name="changes_changeset_page"),
        ]

    # --- All of them --------------------------------------------------------------------------------------
    def acts_view(self, request):
        return guarded(self._acts, request)

    def _acts(self, request):
        if not any(rights.permitted(request.user, "view", model) for model in _nouns()):
            raise PermissionDenied
        whole = reads_all(request.user)
        mine = not whole or "toi" in request.GET
        acts = Changeset.objects.filter(user=request.user) if mine else Changeset.objects.all()
        page = paged(request, acts, A_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lượt sửa"),
            "page": page,
            "acts": list(_told(request.user, page)),
            "whole": whole,
            "mine": mine,
        }
        return render(request, "admin/history/acts.html", context)

    # --- One ----------------------------------------------------------------------------------------------
    def act_view(self, request, key):
        return guarded(partial(once, self._act), request, key=key)

    def _act(self, request, key):
        act = Changeset.objects.select_related("reverts").filter(pk=key).first() if key < 2**63 else None
        if act is None:
            raise Http404
        every = reads_all(request.user)
        rows = act.changes.order_by("pk")
        shown = rows if every else rows.filter(pk__in=theirs(request.user, rows))
        if not every and not shown.exists():
            raise Http404
        targets = states_before(act)
        granted = may_take_back(request.user, act) or may_undo(request.user, targets)
        allowed = not act.is_reverted and granted and may_undo_merger(request.user, act)
        reasons = []
        if request.method == "POST":
            if not allowed:
                raise PermissionDenied
            try:
                undoing = _undo(act, request.user, visible(request.POST.get("note", "")).strip()[:NOTE])
            except Blocked as blocked:
                reasons = blocked.reasons
            else:
                self.message_user(request, _("Đã hoàn tác; việc hoàn tác là một lượt sửa mới."))
                return HttpResponseRedirect(reverse("admin:changes_changeset_page", args=[undoing.pk]))
        page = paged(request, shown, A_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lượt sửa: %(act)s") % {"act": act},
            "act": act,
            "page": page,
            "changes": _in_words(page),
            "hidden": 0 if every else rows.count() - page.paginator.count,
            "allowed": allowed,
            "reasons": reasons[:A_PAGE],
        }
        return render(request, "admin/history/act.html", context, status=409 if reasons else 200)


def _undo(act, user, note):
    """The Changeset that undid `act`."""
    with transaction.atomic():
        # Who asks twice at once is refused the second time.
        held = Changeset.objects.select_for_update().get(pk=act.pk)
        return undo(held, user, note, publishers_only(user))


def _nouns():
    return [model for model in apps.get_models() if is_tracked(model)]


def _in_words(page):
    """[RowChange] of the Changes on the page."""
    found = [row for _change, row in rows_of(page)]
    describe(found)
    return found


def _told(user, page):
    """(act, [(how, noun, how many)], name of the first record) of each act on the page."""
    acts = list(page)
    counted, first = defaultdict(list), {}
    rows = Change.objects.filter(changeset__in=[act.pk for act in acts])
    for act, kind, noun, many in (
        rows.order_by()
        .values_list("changeset", "kind", "content_type")
        .annotate(Count("pk"))
        .order_by("content_type", "kind")
    ):
        model = ContentType.objects.get_for_id(noun).model_class()
        if model is not None:
            counted[act].append((Change.Kind(kind).label, model._meta.verbose_name, many))
    firsts = rows.order_by("changeset", "pk").values_list("changeset", "content_type", "key")
    for act, noun, key in firsts:
        first.setdefault(act, (ContentType.objects.get_for_id(noun).model_class(), key))
    names = _names(user, first.values())
    for act in acts:
        yield act, counted[act.pk], names.get(first.get(act.pk), "")


def _names(user, records):
    """{(model, key): words} of those that stand and that `user` sees."""
    keys, names = defaultdict(set), {}
    for model, key in records:
        if model is not None:
            keys[model].add(key)
    for model, some in keys.items():
        rows = rights.within(user, model._default_manager.all(), "view")
        rows = rows.in_context() if hasattr(rows, "in_context") else rows
        for batch in batches(some):
            names |= {(model, row.pk): str(row) for row in rows.filter(pk__in=batch)}
    return names
