"""The history of a record in the admin: who changed what, two versions compared, one restored, a deletion undone."""

import re

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked, deleted_with, must_come_first, restore, undelete
from portal.changes.diff import diff, differences, latest_changesets
from portal.changes.labels import Labels, in_words, named
from portal.changes.models import Changeset
from portal.changes.states import is_tracked, stored_states
from portal.editing.bad_request import PAGE, guarded
from portal.records.admin_urls import admin_page
from portal.records.moderation import publishers_only

from .deleted import deletion_of
from .versions import may, may_bring_back, may_put_back, version, versions, when

A_PAGE = 20  # acts
KEY = re.compile(r"[1-9]\d{0,17}", re.ASCII)  # a key that both databases can hold


class WithHistory:
    """Goes before ModelAdmin: the pages of history of a noun that has one."""

    def get_urls(self):
        if not is_tracked(self.model):
            return super().get_urls()
        noun = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:key>/history/compare/", wrap(self.compare_view), name=f"{noun}_compare"),
            path("<int:key>/history/<slug:at>/restore/", wrap(self.restore_view), name=f"{noun}_restore"),
            path("<int:key>/undelete/", wrap(self.undelete_view), name=f"{noun}_undelete"),
            *super().get_urls(),
        ]

    # --- Pages --------------------------------------------------------------------------------------------
    def history_view(self, request, object_id, extra_context=None):
        if not is_tracked(self.model):
            return super().history_view(request, object_id, extra_context)
        if not KEY.fullmatch(object_id):
            raise Http404
        key = int(object_id)
        known = versions(self.model, key)
        now = self._history_now(request, key, known)
        number = request.GET.get("p", "1")
        if not PAGE.fullmatch(number):
            raise ValueError("A page is a number from 1 on.")
        pages = Paginator(latest_changesets(self.model, key).order_by("-newest"), A_PAGE)
        page = pages.get_page(number)
        changesets = Changeset.objects.in_bulk([row["changeset"] for row in page])
        changesets = [changesets[row["changeset"]] for row in page]
        told = diff(changesets, (self.model, key))
        own = {one.changeset.pk: one for one in known if one.changeset}
        return self._history_page(
            request,
            "record",
            key,
            now or known[0].state,
            page=page,
            acts=[(changeset, told[changeset.pk], own.get(changeset.pk)) for changeset in changesets],
            versions=[(one.number, str(one)) for one in known],
            gone=now is None,
            may_restore=self._history_may_change(request, now or known[0].state)
            and self._history_may_put_back(request, now),
            when=when,
        )

    def compare_view(self, request, key):
        return guarded(self._history_compare, request, key)

    def _history_compare(self, request, key):
        sides = [self._history_version(key, request.GET.get(name, "")) for name in ("a", "b")]
        now = self._history_now(request, key, sides)
        sides.sort(key=lambda one: (one.change.pk, not one.is_before))
        old, new = (one.state for one in sides)
        return self._history_page(
            request,
            "compare",
            key,
            now or new,
            sides=[(one.number, str(one)) for one in sides],
            differences=self._history_differences(old, new),
            may_restore=now is not None and self._history_may_put_back(request, now),
        )

    def restore_view(self, request, key, at):
        return guarded(self._history_restore, request, key, at)

    def _history_restore(self, request, key, number):
        chosen = self._history_version(key, number)
        now = self._history_now(request, key, [chosen])
        if now is None:
            raise Http404
        if not self._history_may_put_back(request, now):
            raise PermissionDenied
        reasons = []
        if request.method == "POST":
            try:
                note = _("Khôi phục bản %(version)s") % {"version": chosen}
                note = request.POST.get("note", "").strip() or note
                restore(self.model, key, chosen.state, request.user, note, publishers_only(request.user))
            except Blocked as blocked:
                reasons = blocked.reasons
            else:
                self.message_user(request, _("Đã khôi phục; lượt khôi phục là một bản mới trong lịch sử."))
                return HttpResponseRedirect(self._history_address("history", key))
        then = {**chosen.state, "publication": now.get("publication")}
        return self._history_page(
            request,
            "restore",
            key,
            now,
            called=chosen,
            differences=self._history_differences(now, then),
            reasons=reasons,
            status=409 if reasons else 200,
        )

    def undelete_view(self, request, key):
        return guarded(self._history_undelete, request, key)

    def _history_undelete(self, request, key):
        act = deletion_of(self.model, key)
        if act is None or stored_states(self.model, [key]):
            raise Http404
        if (
            act.kind == Changeset.Kind.MERGE
        ):  # what it was lives on in another record: only the whole is undone
            return HttpResponseRedirect(reverse("admin:changes_changeset_page", args=[act.pk]))
        gone = deleted_with(act, self.model, key)
        state = gone[self.model, key]
        if not may(request.user, "view", self.model, state):
            raise PermissionDenied
        allowed = may_bring_back(request.user, gone)
        reasons, first = [], []
        if request.method == "POST":
            if not allowed:
                raise PermissionDenied
            try:
                note, check = request.POST.get("note", "").strip(), publishers_only(request.user)
                undelete(act, self.model, key, request.user, note, check)
            except Blocked as blocked:
                reasons = blocked.reasons
                first = [self._history_first(request, *at) for at in must_come_first(gone)]
            else:
                self.message_user(request, _("Đã khôi phục bản ghi và những gì đã xóa cùng nó."))
                return HttpResponseRedirect(self._history_address("change", key))
        return self._history_page(
            request,
            "undelete",
            key,
            state,
            act=act,
            rows=[
                (model._meta.verbose_name, in_words(model, one, number))
                for (model, number), one in gone.items()
            ],
            allowed=allowed,
            reasons=reasons,
            first=first,
            when=when,
            status=409 if reasons else 200,
        )

    @staticmethod
    def _history_first(request, model, key):
        """(name, address of the page that brings it back, "" where there is none) of what must come first."""
        act = deletion_of(model, key)
        gone = deleted_with(act, model, key).get((model, key)) if act else None
        seen = gone is not None and may(request.user, "view", model, gone)
        return (
            in_words(model, gone if seen else None, key),
            admin_page(model, "undelete", key) if act and seen else "",
        )

    # --- What they share ----------------------------------------------------------------------------------
    def _history_now(self, request, key, known):
        """The state of the record, None where it was deleted. Refuses who may not see it."""
        now = stored_states(self.model, [key]).get(key)
        if now is None and not known:
            raise Http404
        if not may(request.user, "view", self.model, now or known[0].state):
            raise PermissionDenied
        return now

    def _history_version(self, key, number):
        found = version(self.model, key, number)
        if found is None:
            raise Http404
        return found

    def _history_may_change(self, request, state):
        return may(request.user, "change", self.model, state)

    def _history_may_put_back(self, request, now):
        """Whether the user may set the record to another of its versions."""
        return now is None or may_put_back(request.user, self.model, now)

    def _history_differences(self, old, new):
        return differences(self.model, old, new, Labels([(self.model, old), (self.model, new)]))

    def _history_address(self, page, key, *more):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[key, *more])

    def _history_page(self, request, template, key, state, status=200, **context):
        names = named(self.model, [key])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "key": key,
            "name": names.get(key) or in_words(self.model, state, key),
            "stands": key in names,
            "content_type": ContentType.objects.get_for_model(self.model),
            "addresses": {
                "list": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
                "change": self._history_address("change", key),
                "history": self._history_address("history", key),
                "compare": self._history_address("compare", key),
                "undelete": self._history_address("undelete", key),
            },
            **context,
        }
        context["title"] = _("Lịch sử: %(name)s") % {"name": context["name"]}
        return render(request, f"admin/history/{template}.html", context, status=status)
