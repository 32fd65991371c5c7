"""The lượt sửa themselves: a list of them, and the page of one with all that it changed and the button that undoes it.

A publisher reads every act, anybody else their own; the page of an act that changed a record of theirs opens too, and
shows what is theirs of it.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.apply import Blocked, states_before, undo
from portal.changes.diff import describe, rows_of
from portal.changes.models import Act, Change
from portal.changes.states import batches
from portal.editing.admin.bad_request import PAGE, guarded
from portal.editing.merge.permissions import may_unmerge
from portal.records import rights
from portal.records.moderation import publishers_only

from .permissions import may_undo, theirs

A_PAGE = 50
NOTE = 400  # characters of the note of an undoing


def reads_all(user):
    """Whether every act is open to `user`: to those who put records on the page."""
    from portal.editing.dashboard import published_nouns

    return any(rights.permitted(user, "publish", noun) for noun in published_nouns())


class ActPages:
    """Goes before the ModelAdmin of Act."""

    def act_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("acts/", wrap(self.acts_view), name="records_act_list"),
            path("<int:key>/", wrap(self.act_view), name="records_act_page"),
        ]

    # --- All of them --------------------------------------------------------------------------------------
    def acts_view(self, request):
        return guarded(self._acts, request)

    def _acts(self, request):
        if not any(rights.permitted(request.user, "view", model) for model in _nouns()):
            raise PermissionDenied
        whole = reads_all(request.user)
        mine = not whole or "toi" in request.GET
        acts = Act.objects.filter(user=request.user) if mine else Act.objects.all()
        page = _paged(request, acts)
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
        return guarded(self._act, request, key)

    def _act(self, request, key):
        act = Act.objects.select_related("undone_by").filter(pk=key).first() if key < 2**63 else None
        if act is None:
            raise Http404
        every = reads_all(request.user)
        rows = _own(Change.objects.filter(act=act))
        shown = rows if every else rows.filter(pk__in=theirs(request.user, act, rows))
        if not every and not shown.exists():
            raise Http404
        targets = states_before(act)
        allowed = act.undone_by is None and may_undo(request.user, targets) and may_unmerge(request.user, act)
        reasons = []
        if request.method == "POST":
            if not allowed:
                raise PermissionDenied
            try:
                undoing = _undo(act, request.user, request.POST.get("note", "").strip()[:NOTE])
            except Blocked as blocked:
                reasons = blocked.reasons
            else:
                self.message_user(request, _("Đã hoàn tác; việc hoàn tác là một lượt sửa mới."))
                return HttpResponseRedirect(reverse("admin:records_act_page", args=[undoing.pk]))
        page = _paged(request, shown)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lượt sửa: %(act)s") % {"act": act},
            "act": act,
            "undoes": list(act.undoes.all()[:1]),
            "page": page,
            "changes": _in_words(act, page),
            "hidden": 0 if every else rows.count() - page.paginator.count,
            "allowed": allowed,
            "reasons": reasons[:A_PAGE],
        }
        return render(request, "admin/history/act.html", context, status=409 if reasons else 200)


def _undo(act, user, note):
    """The Act that undid `act`; an import is taken back as its own page does, a merger with all that it set aside."""
    from portal.editing.import_export.jobs import take_back
    from portal.editing.merge.apply import refuse_to_merge_again, unmerge
    from portal.editing.models import Merger, SheetImport

    with transaction.atomic():
        held = Act.objects.select_for_update().get(
            pk=act.pk
        )  # who asks twice at once is refused the second time
        refuse_to_merge_again(held)
        merger = Merger.objects.filter(act=held).first()
        if merger is not None:
            return unmerge(merger, user, note)
        job = SheetImport.objects.filter(act=held).first()
        if job is None:
            return undo(held, user, note, publishers_only(user))
        take_back(job, user)
        return Act.objects.get(undoes=held)


def _nouns():
    from django.apps import apps

    return [model for model in apps.get_models() if hasattr(model, "history")]


def _own(changes):
    """Each changed row once."""
    return changes.filter(of_noun=F("noun"), of_key=F("key")).order_by("pk")


def _paged(request, rows):
    number = request.GET.get("p", "1")
    if not PAGE.fullmatch(number):
        raise Refusal(400, _("Số trang (p) phải là một số từ 1 trở lên."))
    return Paginator(rows, A_PAGE).get_page(number)


def _in_words(act, page):
    """[RowChange] of the Changes on the page, with the address of the history of each."""
    wanted = defaultdict(set)
    for change in page:
        model = ContentType.objects.get_for_id(change.noun_id).model_class()
        if model is not None and hasattr(model, "history"):
            wanted[model].add((act.pk, change.key))
    found = [change for model, pairs in wanted.items() for _act, change in rows_of(model, pairs)]
    describe(found)
    return sorted(found, key=lambda change: change.at)


def _told(user, page):
    """(act, [(how, noun, how many)], name of the first record) of each act on the page."""
    acts = list(page)
    counted, first = defaultdict(list), {}
    rows = _own(Change.objects.filter(act__in=[act.pk for act in acts]))
    for act, kind, noun, many in (
        rows.order_by().values_list("act", "kind", "noun").annotate(Count("pk")).order_by("noun", "kind")
    ):
        model = ContentType.objects.get_for_id(noun).model_class()
        if model is not None:
            counted[act].append((Change.Kind(kind).label, model._meta.verbose_name, many))
    firsts = rows.order_by("act", "pk").values_list("act", "noun", "key")
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
