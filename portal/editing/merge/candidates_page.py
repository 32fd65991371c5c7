"""The page of likely twins of a noun, and the marks that two are not one."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.labels import value_words
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.models import Distinct
from portal.records import rights
from portal.records.rules import named

from .candidates import duplicate_pairs
from .permissions import may_forget, may_merge, may_tell_apart
from .presentation import form_of
from .registry import noun_of

A_PAGE = 25


def seen_by(user, pairs, model):
    """Those of `pairs` (a QuerySet of Distinct, or a list of DuplicatePair) of which `user` sees both records."""
    if rights.scope(user) is None:
        return pairs
    keys = set(rights.within(user, model._base_manager.order_by(), "view").values_list("pk", flat=True))
    return [pair for pair in pairs if {pair.object_id, pair.other_id} <= keys]


def tells_of(record):
    """What tells a record from another of its name, in a few words."""
    names = noun_of(type(record)).tells
    texts = (value_words(type(record), name, getattr(record, name)) for name in names)
    return " · ".join(text.replace("\n", "; ") for text in texts if text)


class ShowsTwins:
    """Goes before ModelAdmin."""

    def changelist_view(self, request, extra_context=None):
        extra = {}
        if self.has_merging and self.has_change_permission(request):
            extra["twins_url"] = self.merging_path("twins")
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def twins_view(self, request):
        if not (rights.permitted(request.user, "change", self.model)):
            raise PermissionDenied
        if request.method == "POST":
            return self._twins_said(request)
        told = request.GET.get("loai", "") == "khac"
        if told:
            kind = ContentType.objects.get_for_model(self.model)
            pairs = Distinct.objects.filter(content_type=kind).select_related("user")
        else:
            pairs = duplicate_pairs(self.model)
        page = self._twins_paged(request, seen_by(request.user, pairs, self.model))
        context = {
            "told": told,
            "page": page,
            "pairs": list(self._twins_in_words(request.user, page)),
            "address": self.merging_path("twins"),
            "on_twins": True,
        }
        return self.merging_page(request, "twins", _("Có thể trùng"), context)

    def _twins_paged(self, request, pairs):
        number = request.GET.get("trang", "1")
        if not (number.isascii() and number.isdigit() and 0 < len(number) < 6):
            raise Refusal(400, _("Số trang phải là một số từ 1 trở lên."))
        paginator = Paginator(pairs, A_PAGE)
        if not 0 < int(number) <= paginator.num_pages:
            raise Refusal(404, _("Danh sách này không có trang đó."))
        return paginator.page(int(number))

    def _twins_in_words(self, user, page):
        keys = {key for pair in page for key in (pair.object_id, pair.other_id)}
        rows = named(self.model._base_manager.all()).in_bulk(keys)
        for pair in page:
            both = [rows.get(pair.object_id), rows.get(pair.other_id)]
            if None in both:
                continue
            yield {
                "pair": pair,
                "records": [(row, form_of(row), tells_of(row)) for row in both],
                "merge": may_merge(user, *both)
                and f"{self.merging_path('merge', both[0].pk)}?voi={both[1].pk}",
                "may_tell_apart": may_tell_apart(user, *both),
                "may_forget": may_forget(user, *both),
            }

    def _twins_said(self, request):
        """POST: two records are not one, or that is taken back."""
        numbers = [request.POST.get(name, "") for name in ("mot", "hai")]
        if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in numbers):
            raise Refusal(400, _("Hãy mở lại trang từ danh sách: thiếu bản ghi."))
        rows = self.get_queryset(request).filter(pk__in=map(int, numbers))
        both = list(rows.order_by("pk"))
        if len(both) != 2:
            raise Refusal(404, _("Một trong hai bản ghi không còn nữa."))
        verb, why = request.POST.get("viec"), request.POST.get("vi-sao", "").strip()
        if len(why) > Distinct._meta.get_field("why").max_length:
            raise Refusal(400, _("Lời ghi quá dài."))
        with acting(request.user, Changeset.Kind.ACTION):
            if verb == "khac" and may_tell_apart(request.user, *both):
                Distinct.objects.tell(request.user, *both, why)
                self.message_user(request, _("Đã ghi: hai bản ghi này không phải một."))
            elif verb == "bo" and may_forget(request.user, *both):
                for mark in Distinct.objects.between(*both):
                    mark.delete()
                self.message_user(request, _("Đã bỏ ghi nhận; hai bản ghi lại được so với nhau."))
            elif verb in ("khac", "bo"):
                raise PermissionDenied
            else:
                raise Refusal(400, _("Không có việc đó."))
        return HttpResponseRedirect(self.merging_path("twins"))
