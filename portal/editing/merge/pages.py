"""The pages of the admin on which two records become one, or are marked as two. Each view takes the ModelAdmin.

    urls(model_admin)                       of the pages; none where records of the model are not merged
    actions(model_admin, request)           of the list
    list_panel(model_admin, request)        what the list page shows of it
    form_panel(model_admin, request, obj)   what the form of a record shows of it

A merger is undone on the page of its changeset.
"""

from collections import defaultdict
from contextlib import nullcontext

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.db import is_key, lock
from portal.base.errors import Refusal
from portal.changes.apply import Blocked
from portal.changes.form_token import OPENED, read
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.conflicts.deletion import DisplayedRows
from portal.editing.models import NotDuplicate
from portal.editing.pages import admin_path, page_of, paged
from portal.records import rights
from portal.records.admin_urls import admin_page, form_of
from portal.records.models.citation import OfRecord
from portal.records.rules import named

from .apply import merge
from .candidates import candidates, duplicate_pairs
from .plan import SIDES, oriented, plan_merge
from .registry import distinguishing_text, may_mark, may_merge, may_merge_some, merge_rules

#: Records that the page offers to choose from, and pairs on a page of them.
OFFERED, A_PAGE = 20, 25
#: Rows of one group that the page of two records names; the rest are counted.
NAMED = 20
LONGEST = NotDuplicate._meta.get_field("why").max_length


# --- What the admin gathers ---------------------------------------------------------------------------
def urls(model_admin):
    if merge_rules(model_admin.model) is None:
        return []
    return [
        admin_path(model_admin, "trung/", duplicates_view, "duplicates"),
        admin_path(model_admin, "<int:key>/gop/", merge_view, "merge"),
    ]


def actions(model_admin, request):
    """{name: what ModelAdmin.get_actions has of it}."""
    if not may_merge_some(request.user, model_admin.model):
        return {}
    return {"merge_two": (merge_two, "merge_two", gettext_lazy("Gộp hai bản ghi"))}


def list_panel(model_admin, request):
    if merge_rules(model_admin.model) is None or not model_admin.has_change_permission(request):
        return {}
    return {"duplicates_url": admin_page(model_admin.model, "duplicates")}


def form_panel(model_admin, request, obj):
    if obj is None or not may_merge_some(request.user, model_admin.model):
        return {}
    return {"merge_url": admin_page(model_admin.model, "merge", obj.pk)}


def pair_url(model_admin, survivor, loser):
    return f"{admin_page(model_admin.model, 'merge', survivor.pk)}?voi={loser.pk}"


def merge_two(model_admin, request, rows):
    """The action of a list, on exactly two rows."""
    both = list(rows.order_by("pk")[:3])
    if len(both) != 2:
        model_admin.message_user(request, _("Hãy đánh dấu đúng hai bản ghi để gộp."), messages.WARNING)
        return None
    return HttpResponseRedirect(pair_url(model_admin, *both))


merge_two.only_reads = True  # it leads to a page that asks


# --- Two records --------------------------------------------------------------------------------------
def merge_view(model_admin, request, key):
    """Which other record (GET), both side by side (?voi=), and the merger itself (POST)."""
    other = request.GET.get("voi", "")
    if not other:
        return _choose(model_admin, request, _to_merge(model_admin, request, key))
    if not is_key(other) or int(other) == key:
        raise Refusal(400, _("Hãy chọn một bản ghi khác để gộp."))
    with transaction.atomic() if request.method == "POST" else nullcontext():  # looking locks nothing
        if request.method == "POST":
            lock(model_admin.model, [str(key), other])
        record, other = (_to_merge(model_admin, request, one) for one in (key, int(other)))
        return _pair(model_admin, request, *oriented(record, other))


def _to_merge(model_admin, request, key):
    if not may_merge_some(request.user, model_admin.model):
        raise PermissionDenied
    record = get_object_or_404(model_admin.get_queryset(request), pk=key)
    if not may_merge(request.user, record):
        raise PermissionDenied
    return record


def _choose(model_admin, request, record):
    rows, term, found = model_admin.get_queryset(request), request.GET.get("q", "").strip(), []
    if term:
        found = model_admin.get_search_results(request, rows.exclude(pk=record.pk), term)[0][:OFFERED]
    context = {
        "record": record,
        "term": term,
        "found": list(found),
        "candidates": [(reason.label, other) for reason, other in candidates(record, rows)],
        "address": admin_page(model_admin.model, "merge", record.pk),
    }
    return page_of(model_admin, request, "merging/choose", _("Gộp với bản ghi nào?"), **context)


def _pair(model_admin, request, survivor, loser, swapped):
    names = (name for name in request.POST if name.startswith("chon-") and request.POST[name] in SIDES)
    chosen = {name.removeprefix("chon-"): request.POST[name] for name in names}
    plan, reasons = plan_merge(survivor, loser, chosen), []
    salt = f"merge {model_admin.opts.label_lower} {survivor.pk} {loser.pk}"
    shown = DisplayedRows([survivor, loser], [survivor, loser, *(row for _relation, row in plan.moves)])
    moved = shown.moved(read(request, salt)) if request.method == "POST" else []
    opened = (OPENED, shown.form_token().signed(salt))
    if request.method == "POST" and not moved:
        try:
            return _merge_now(model_admin, request, plan)
        except Blocked as blocked:
            reasons = blocked.reasons
            survivor, loser = (_to_merge(model_admin, request, one.pk) for one in (survivor, loser))
            plan = plan_merge(survivor, loser, chosen)
    context = {
        "plan": plan,
        "swapped": swapped,
        "swap": "" if oriented(loser, survivor)[2] else pair_url(model_admin, loser, survivor),
        "groups": groups(plan),
        "obstacles": [(sentence, [link(row) for row in rows]) for rows, sentence in plan.obstacles],
        "appears": plan.moves and oriented(loser, survivor)[2],
        "moved": moved,
        "reasons": [] if plan.obstacles else reasons,
        "opened": opened,
        "may_mark": may_mark(request.user, survivor, loser),
        "duplicates_url": admin_page(model_admin.model, "duplicates"),
    }
    status = 409 if moved or reasons else 200
    return page_of(model_admin, request, "merging/pair", _("Gộp hai bản ghi"), status, **context)


def _merge_now(model_admin, request, plan):
    name = str(plan.loser)
    changeset = merge(plan, request.user)
    message = format_html(
        '{} <a href="{}">{}</a>',
        _("Đã gộp “%(gone)s” vào bản ghi này; địa chỉ cũ dẫn tới đây.") % {"gone": name},
        reverse("admin:changes_changeset_page", args=[changeset.pk]),
        _("Hoàn tác"),
    )
    model_admin.message_user(request, message, messages.SUCCESS)
    return HttpResponseRedirect(form_of(plan.survivor))


def groups(plan):
    """[(title, how many, the first of them as links)] of what moves, in the order of the relations, then the marks."""
    found = defaultdict(list)
    for relation, row in plan.moves:
        title = str(row._meta.verbose_name_plural)
        found[f"{title} ({relation.label})" if relation.label else title].append(row)
    for mark in plan.marks:
        found[str(mark._meta.verbose_name_plural)].append(mark)
    return [(title, len(rows), [link(row) for row in rows[:NAMED]]) for title, rows in found.items()]


def link(row):
    """(words, address of its form or of that of its record, or "")."""
    if not isinstance(row, OfRecord):
        return str(row), form_of(row)
    record = row._state.fields_cache.get("record")  # fetched where the rows are of several records
    text = f"{row.record_label} “{record}”" if record else str(row)
    page = admin_page(row.record_model, "change", row.object_id)
    return (f"{text} ({row.field_label})" if row.field else text), page


# --- Likely duplicates --------------------------------------------------------------------------------
def duplicates_view(model_admin, request):
    """The pairs that are likely one, or that are marked as two (?loai=khac); POST marks a pair or takes that back."""
    model = model_admin.model
    if not rights.permitted(request.user, "change", model):
        raise PermissionDenied
    if request.method == "POST":
        return _mark(model_admin, request)
    marked = request.GET.get("loai", "") == "khac"
    if marked:
        kind = ContentType.objects.get_for_model(model)
        pairs = NotDuplicate.objects.filter(content_type=kind).select_related("user")
    else:
        pairs = duplicate_pairs(model)
    page = paged(request, seen_by(request.user, pairs, model), A_PAGE)
    context = {
        "marked": marked,
        "page": page,
        "pairs": list(_pairs_in_words(model_admin, request.user, page)),
        "address": admin_page(model_admin.model, "duplicates"),
        "on_duplicates": True,
    }
    return page_of(model_admin, request, "merging/duplicates", _("Có thể trùng"), **context)


def seen_by(user, pairs, model):
    """Those of `pairs` (NotDuplicates or DuplicatePairs) of which `user` sees both records."""
    if rights.scope(user) is None:
        return pairs
    keys = set(rights.within(user, model._base_manager.order_by(), "view").values_list("pk", flat=True))
    return [pair for pair in pairs if {pair.object_id, pair.other_id} <= keys]


def _pairs_in_words(model_admin, user, page):
    keys = {key for pair in page for key in (pair.object_id, pair.other_id)}
    rows = named(model_admin.model._base_manager.all()).in_bulk(keys)
    for pair in page:
        both = [rows.get(pair.object_id), rows.get(pair.other_id)]
        if None not in both:
            yield {
                "pair": pair,
                "records": [(row, form_of(row), distinguishing_text(row)) for row in both],
                "merge": may_merge(user, *both) and pair_url(model_admin, *both),
                "may_mark": may_mark(user, *both),
                "may_unmark": may_mark(user, *both, verb="delete"),
            }


def _mark(model_admin, request):
    keys = [request.POST.get(name, "") for name in ("mot", "hai")]
    if not all(map(is_key, keys)):
        raise Refusal(400, _("Hãy mở lại trang từ danh sách: thiếu bản ghi."))
    both = list(model_admin.get_queryset(request).filter(pk__in=map(int, keys)).order_by("pk"))
    if len(both) != 2:
        raise Refusal(404, _("Một trong hai bản ghi không còn nữa."))
    verb, why = request.POST.get("viec"), request.POST.get("vi-sao", "").strip()
    if verb not in ("khac", "bo"):
        raise Refusal(400, _("Không có việc đó."))
    if len(why) > LONGEST:
        raise Refusal(400, _("Lời ghi quá dài."))
    if not may_mark(request.user, *both, verb="add" if verb == "khac" else "delete"):
        raise PermissionDenied
    with acting(request.user, Changeset.Kind.ACTION):
        if verb == "khac":
            NotDuplicate.objects.mark(request.user, *both, why)
            message = _("Đã ghi: hai bản ghi này không phải một.")
        else:
            NotDuplicate.objects.between(*both).delete()
            message = _("Đã bỏ ghi nhận; hai bản ghi lại được so với nhau.")
    model_admin.message_user(request, message)
    return HttpResponseRedirect(admin_page(model_admin.model, "duplicates"))
