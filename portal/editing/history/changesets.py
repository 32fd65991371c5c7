"""The lượt sửa themselves: a list of them, and the page of one with all that it changed and the button that undoes it.

A publisher reads every act, anybody else their own; the page of an act that changed a record of theirs opens too, and
shows what is theirs of it.
"""

from collections import defaultdict

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked, states_before, undo
from portal.changes.diff import describe, rows_of
from portal.changes.labels import named
from portal.changes.models import Change, Changeset
from portal.changes.states import is_tracked, keys_by_model
from portal.editing.bad_request import typed_note
from portal.editing.merge.registry import may_undo_merger
from portal.editing.pages import page_of, paged
from portal.records import rights
from portal.records.models import Published
from portal.records.moderation import publishers_only
from portal.records.rules import record_models

from .permissions import may_put_back, may_take_back, theirs

A_PAGE = 50
NOTE = 400  # characters of the note of an undoing


def reads_all(user):
    """Whether every act is open to `user`: to those who put records on the page."""
    return any(rights.permitted(user, "publish", noun) for noun in record_models(Published))


def changeset_list(model_admin, request):
    """All of them."""
    if not any(rights.permitted(request.user, "view", model) for model in tracked_models()):
        raise PermissionDenied
    whole = reads_all(request.user)
    mine = not whole or "toi" in request.GET
    acts = Changeset.objects.filter(user=request.user) if mine else Changeset.objects.all()
    page = paged(request, acts, A_PAGE)
    context = {"page": page, "acts": list(_told(request.user, page)), "whole": whole, "mine": mine}
    return page_of(model_admin, request, "history/acts", _("Lượt sửa"), opts=None, **context)


def changeset_page(model_admin, request, key):
    act = get_object_or_404(Changeset.objects.select_related("reverts"), pk=key)
    every = reads_all(request.user)
    rows = act.changes.order_by("pk")
    shown = rows if every else rows.filter(pk__in=theirs(request.user, rows))
    if not every and not shown.exists():
        raise Http404
    granted = may_take_back(request.user, act) or may_put_back(request.user, states_before(act))
    allowed = not act.is_reverted and granted and may_undo_merger(request.user, act)
    reasons = []
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied
        try:
            undoing = _undo(act, request.user, typed_note(request, "note")[:NOTE])
        except Blocked as blocked:
            reasons = blocked.reasons
        else:
            model_admin.message_user(request, _("Đã hoàn tác; việc hoàn tác là một lượt sửa mới."))
            return redirect("admin:changes_changeset_page", undoing.pk)
    page = paged(request, shown, A_PAGE)
    changes = [row for _change, row in rows_of(page)]
    describe(changes)
    context = {
        "act": act,
        "page": page,
        "changes": changes,
        "hidden": 0 if every else rows.count() - page.paginator.count,
        "allowed": allowed,
        "reasons": reasons[:A_PAGE],
    }
    title = _("Lượt sửa: %(act)s") % {"act": act}
    return page_of(model_admin, request, "history/act", title, 409 if reasons else 200, opts=None, **context)


def _undo(act, user, note):
    """The Changeset that undid `act`."""
    with transaction.atomic():
        # Who asks twice at once is refused the second time.
        held = Changeset.objects.select_for_update().get(pk=act.pk)
        return undo(held, user, note, publishers_only(user))


def tracked_models():
    return [model for model in apps.get_models() if is_tracked(model)]


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
    names = {}
    for model, some in keys_by_model(at for at in records if at[0] is not None).items():
        seen = rights.within(user, model._default_manager.order_by().filter(pk__in=some), "view")
        found = named(model, seen.values_list("pk", flat=True))
        names |= {(model, key): name for key, name in found.items()}
    return names
