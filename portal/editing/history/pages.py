"""The history of a record in the admin: who changed what, two versions compared, one restored, a deletion undone."""

from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.db import is_key
from portal.changes.apply import Blocked, deleted_with, must_come_first, restore, undelete
from portal.changes.diff import diff, differences, latest_changesets
from portal.changes.labels import Labels, in_words, named
from portal.changes.models import Changeset
from portal.changes.states import is_tracked, stored_states
from portal.editing.bad_request import typed_note
from portal.editing.pages import admin_path, page_of, paged
from portal.editing.scope import of_its_editors
from portal.records.admin_urls import admin_page
from portal.records.moderation import publishers_only

from .deleted import deletion_of
from .permissions import may, may_put_back, version, versions, when

A_PAGE = 20  # acts


def urls(model_admin):
    """The pages beside `history`, which Django's own address of that name leads to."""
    if not is_tracked(model_admin.model):
        return []
    return [
        admin_path(model_admin, "<int:key>/history/compare/", compare, "compare"),
        admin_path(model_admin, "<int:key>/history/<slug:at>/restore/", restore_version, "restore"),
        admin_path(model_admin, "<int:key>/undelete/", undelete_record, "undelete"),
    ]


# --- Pages --------------------------------------------------------------------------------------------
@of_its_editors
def history(model_admin, request, object_id):
    """The changesets of a record, the newest first."""
    if not is_key(object_id):
        raise Http404
    key = int(object_id)
    known = versions(model_admin.model, key)
    now = _now(model_admin, request, key, known)
    page = paged(request, latest_changesets(model_admin.model, key).order_by("-newest"), A_PAGE)
    changesets = Changeset.objects.in_bulk([row["changeset"] for row in page])
    changesets = [changesets[row["changeset"]] for row in page]
    told = diff(changesets, (model_admin.model, key))
    own = {one.changeset.pk: one for one in known if one.changeset}
    return _page(
        model_admin,
        request,
        "record",
        key,
        now or known[0].state,
        page=page,
        acts=[(changeset, told[changeset.pk], own.get(changeset.pk)) for changeset in changesets],
        versions=[(one.number, str(one)) for one in known],
        gone=now is None,
        may_restore=_may_restore(model_admin, request, key, now or known[0].state),
        when=when,
    )


#: The log of the admin, of a model that the ledger does not follow.
log = of_its_editors(ModelAdmin.history_view)


@of_its_editors
def compare(model_admin, request, key):
    sides = [_version(model_admin, key, request.GET.get(name, "")) for name in ("a", "b")]
    now = _now(model_admin, request, key, sides)
    sides.sort(key=lambda one: (one.change.pk, not one.is_before))
    old, new = (one.state for one in sides)
    return _page(
        model_admin,
        request,
        "compare",
        key,
        now or new,
        sides=[(one.number, str(one)) for one in sides],
        differences=_differences(model_admin, old, new),
        may_restore=now is not None and _may_restore(model_admin, request, key, now),
    )


@of_its_editors
def restore_version(model_admin, request, key, at):
    chosen = _version(model_admin, key, at)
    now = _now(model_admin, request, key, [chosen])
    if now is None:
        raise Http404
    if not _may_restore(model_admin, request, key, now):
        raise PermissionDenied
    reasons = []
    if request.method == "POST":
        try:
            note = _("Khôi phục bản %(version)s") % {"version": chosen}
            note = typed_note(request, "note") or note
            restore(model_admin.model, key, chosen.state, request.user, note, publishers_only(request.user))
        except Blocked as blocked:
            reasons = blocked.reasons
        else:
            model_admin.message_user(request, _("Đã khôi phục; lượt khôi phục là một bản mới trong lịch sử."))
            return HttpResponseRedirect(admin_page(model_admin.model, "history", key))
    then = {**chosen.state, "publication": now.get("publication")}
    return _page(
        model_admin,
        request,
        "restore",
        key,
        now,
        called=chosen,
        differences=_differences(model_admin, now, then),
        reasons=reasons,
        status=409 if reasons else 200,
    )


@of_its_editors
def undelete_record(model_admin, request, key):
    act = deletion_of(model_admin.model, key)
    if act is None or stored_states(model_admin.model, [key]):
        raise Http404
    if act.kind == Changeset.Kind.MERGE:  # it lives on in another record: only the whole is taken back
        return HttpResponseRedirect(reverse("admin:changes_changeset_page", args=[act.pk]))
    gone = deleted_with(act, model_admin.model, key)
    state = gone[model_admin.model, key]
    if not may(request.user, "view", model_admin.model, state):
        raise PermissionDenied
    allowed = may_put_back(request.user, gone)
    reasons, first = [], []
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied
        try:
            note, check = typed_note(request, "note"), publishers_only(request.user)
            undelete(act, model_admin.model, key, request.user, note, check)
        except Blocked as blocked:
            reasons = blocked.reasons
            first = [_first(request, *at) for at in must_come_first(gone)]
        else:
            model_admin.message_user(request, _("Đã khôi phục bản ghi và những gì đã xóa cùng nó."))
            return HttpResponseRedirect(admin_page(model_admin.model, "change", key))
    return _page(
        model_admin,
        request,
        "undelete",
        key,
        state,
        act=act,
        rows=[
            (model._meta.verbose_name, in_words(model, one, number)) for (model, number), one in gone.items()
        ],
        allowed=allowed,
        reasons=reasons,
        first=first,
        when=when,
        status=409 if reasons else 200,
    )


def _first(request, model, key):
    """(name, address of the page that brings it back, "" where there is none) of what must come first."""
    act = deletion_of(model, key)
    gone = deleted_with(act, model, key).get((model, key)) if act else None
    seen = gone is not None and may(request.user, "view", model, gone)
    return (
        in_words(model, gone if seen else None, key),
        admin_page(model, "undelete", key) if act and seen else "",
    )


# --- What they share ----------------------------------------------------------------------------------
def _now(model_admin, request, key, known):
    """The state of the record, None where it was deleted. Refuses who may not see it."""
    now = stored_states(model_admin.model, [key]).get(key)
    if now is None and not known:
        raise Http404
    if not may(request.user, "view", model_admin.model, now or known[0].state):
        raise PermissionDenied
    return now


def _version(model_admin, key, number):
    found = version(model_admin.model, key, number)
    if found is None:
        raise Http404
    return found


def _may_restore(model_admin, request, key, state):
    """Whether the user may bring the record back, or set it to another of its versions."""
    return may_put_back(request.user, {(model_admin.model, key): state})


def _differences(model_admin, old, new):
    model = model_admin.model
    return differences(model, old, new, Labels([(model, old), (model, new)]))


def _page(model_admin, request, template, key, state, status=200, **context):
    names = named(model_admin.model, [key])
    name = names.get(key) or in_words(model_admin.model, state, key)
    context = {
        "key": key,
        "name": name,
        "stands": key in names,
        "content_type": ContentType.objects.get_for_model(model_admin.model),
        "addresses": {
            "list": admin_page(model_admin.model, "changelist"),
            "change": admin_page(model_admin.model, "change", key),
            "history": admin_page(model_admin.model, "history", key),
            "compare": admin_page(model_admin.model, "compare", key),
            "undelete": admin_page(model_admin.model, "undelete", key),
        },
        **context,
    }
    title = _("Lịch sử: %(name)s") % {"name": name}
    return page_of(model_admin, request, f"history/{template}", title, status, **context)
