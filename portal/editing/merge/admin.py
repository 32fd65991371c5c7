"""The pages of the admin on which two records become one, and two again."""

from contextlib import nullcontext

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import Refusal
from portal.changes.apply import Blocked
from portal.editing.bad_request import guarded
from portal.editing.conflicts.deletion import DisplayedRows
from portal.editing.conflicts.form_token import OPENED, read
from portal.editing.conflicts.locking import lock
from portal.editing.models import Distinct
from portal.records.models import Published

from .apply import merge
from .candidates import candidates
from .candidates_page import ShowsTwins
from .permissions import may_merge, may_tell_apart, merges_some
from .plan import MOST, Plan, TooMany, oriented
from .presentation import form_of, groups, lines_in_words, link
from .registry import noun_of

#: Records that the page offers to choose from.
OFFERED = 20
SIDES = ("kept", "gone")


def merge_two(admin, request, rows):
    """The action of a list, on exactly two rows."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:3])
    if len(keys) != 2:
        admin.message_user(request, _("Hãy đánh dấu đúng hai bản ghi để gộp."), messages.WARNING)
        return None
    return HttpResponseRedirect(f"{admin.merging_path('merge', keys[0])}?voi={keys[1]}")


merge_two.only_reads = True  # it leads to a page that asks


class Merges(ShowsTwins):
    """Goes before ModelAdmin. A noun that is not declared (`nouns.py`) has none of this."""

    @property
    def has_merging(self):
        return noun_of(self.model) is not None

    def get_urls(self):
        if not self.has_merging:
            return super().get_urls()
        own = [
            ("trung/", self.twins_view, "twins"),
            ("<int:key>/gop/", self.merge_view, "merge"),
        ]
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path(route, self.admin_site.admin_view(self.merging_guarded(view)), name=f"{name}_{verb}")
            for route, view, verb in own
        ]
        return [*urls, *super().get_urls()]

    @staticmethod
    def merging_guarded(view):
        return lambda request, **place: guarded(lambda request: view(request, **place), request)

    def merging_path(self, page, *keys):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=keys)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if merges_some(request.user, self.model):
            actions["merge_two"] = (merge_two, "merge_two", gettext_lazy("Gộp hai bản ghi"))
        return actions

    # --- A new record that looks like one there is ----------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        place = getattr(request, "resolver_match", None)
        if self.has_merging and place and place.url_name.endswith("_add"):
            form_class.twins_in = self.get_queryset(request)
        return form_class

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for _reason, other in getattr(form, "twins", ()):
            Distinct.objects.tell(request.user, form.instance, other, _("Ghi khi thêm mới."))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and merges_some(request.user, self.model):
            context["merge_url"] = self.merging_path("merge", obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Merge ----------------------------------------------------------------------------------------
    def merge_view(self, request, key):
        record = self._to_merge(request, key)
        other = request.GET.get("voi", "")
        if not other:
            return self._choose(request, record)
        if not (other.isascii() and other.isdigit() and len(other) < 19) or int(other) == record.pk:
            raise Refusal(400, _("Hãy chọn một bản ghi khác để gộp."))
        kept, gone, swapped = oriented(record, self._to_merge(request, int(other)))
        with transaction.atomic() if request.method == "POST" else nullcontext():  # looking locks nothing
            return self._pair(request, kept, gone, swapped)

    def _to_merge(self, request, key):
        record = self.get_queryset(request).filter(pk=key).first()
        if not merges_some(request.user, self.model):
            raise PermissionDenied
        if record is None:
            raise Http404
        if not may_merge(request.user, record):
            raise PermissionDenied
        return record

    def _choose(self, request, record):
        """The page that asks which other record."""
        term = request.GET.get("q", "").strip()
        found = []
        if term:
            rows = self.get_queryset(request).exclude(pk=record.pk)
            found = self.get_search_results(request, rows, term)[0][:OFFERED]
        context = {
            "record": record,
            "term": term,
            "found": list(found),
            "twins": [
                (reason.label, other) for reason, other in candidates(record, self.get_queryset(request))
            ],
            "address": self.merging_path("merge", record.pk),
        }
        return self.merging_page(request, "choose", _("Gộp với bản ghi nào?"), context)

    def _pair(self, request, kept, gone, swapped):
        posted = request.method == "POST"
        if posted:
            lock(self.model, [str(kept.pk), str(gone.pk)])
            kept, gone = (self.model._base_manager.get(pk=one.pk) for one in (kept, gone))
        try:
            plan = Plan(kept, gone, self._chosen(request))
        except TooMany:
            sentence = _("Quá %(most)s dòng phải chuyển: nhiều hơn một lượt gộp làm được.")
            raise Refusal(409, sentence % {"most": MOST}) from None
        salt = f"merge {self.opts.label_lower} {kept.pk} {gone.pk}"
        shown = DisplayedRows([kept, gone], [kept, gone, *plan.rows()])
        moved = shown.moved(read(request, salt)) if posted else []
        form_token, reasons = shown.form_token().signed(salt), []
        if posted and not moved:
            try:
                return self._merge_now(request, plan)
            except Blocked as blocked:
                reasons = blocked.reasons
                kept, gone = (self.model._base_manager.get(pk=one.pk) for one in (kept, gone))
                plan = Plan(kept, gone, self._chosen(request))
        shows = isinstance(kept, Published) and kept.is_published and not gone.is_published
        context = {
            "kept": kept,
            "gone": gone,
            "swapped": swapped,
            "swap": "" if oriented(gone, kept)[2] else f"{self.merging_path('merge', gone.pk)}?voi={kept.pk}",
            "lines": lines_in_words(plan),
            "groups": groups(plan),
            "refusals": [
                (refusal.sentence, [link(row) for row in refusal.rows]) for refusal in plan.refusals
            ],
            "appears": shows and bool(plan.moves),
            "moved": moved,
            "reasons": [] if plan.refusals else reasons,
            "opened": (OPENED, form_token),
            "may_tell_apart": may_tell_apart(request.user, kept, gone),
            "twins_url": self.merging_path("twins"),
        }
        status = 409 if moved or reasons else 200
        return self.merging_page(request, "pair", _("Gộp hai bản ghi"), context, status)

    def _chosen(self, request):
        pairs = (
            (name.removeprefix("chon-"), side)
            for name, side in request.POST.items()
            if name.startswith("chon-")
        )
        return {name: side for name, side in pairs if side in SIDES}

    def _merge_now(self, request, plan):
        name = str(plan.gone)
        try:
            with transaction.atomic():
                merger = merge(plan, request.user)
        except ProtectedError:
            raise Blocked([(name, _("vừa có dòng mới dẫn tới. Hãy mở lại trang."))]) from None
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("Đã gộp “%(gone)s” vào bản ghi này; địa chỉ cũ dẫn tới đây.") % {"gone": name},
            merger.get_undo_url(),
            _("Hoàn tác"),
        )
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(form_of(plan.kept))

    def merging_page(self, request, template, title, context, status=200):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return render(request, f"admin/merging/{template}.html", context, status=status)
