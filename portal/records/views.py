"""The sources, with every fact that each supports, and the form by which a reader reports what is wrong.

That form is the one public one that is sent, so the one public page with a token. Nobody keeps it: `no-store`. Every
other public page stays free of cookies.
"""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from portal.base.errors import Refusal, refuse
from portal.base.lists import paginate
from portal.changes.form_token import NO_FORM, Ticket, identity_of

from .columns import SOURCE_COLUMNS
from .evidence import evidence_of
from .filters import SourceFilter
from .models import Report, Source, find_or_moved, published_keys, rows_at
from .public_history import public_acts
from .reports import ReportForm, forget_old, may_send, place_at, record_at

#: Letters of what the address of the form may ask about.
LONGEST = {"trang": 300, "muc": 120, "bai": 120, "cho": 60}
#: What the form is signed for.
SALT = "report"
#: The number of a report in an address.
NUMBER = re.compile(r"[0-9]{1,18}")


@require_safe
def source_list(request, render_list) -> HttpResponseBase:
    found = SourceFilter(request.GET, Source.objects.published())
    return render_list(request, found, "records/source_list.html", SOURCE_COLUMNS, evidence=evidence_of)


@require_safe
def source_detail(request, slug) -> HttpResponse:
    source = find_or_moved(Source.objects.published(), slug)
    facts = source.citations.published().with_records()
    page = paginate(request, facts.order_by("content_type", "object_id", "field", "place", "pk"))
    return render(request, "records/source_detail.html", {"source": source, "page": page})


# --- Reports ------------------------------------------------------------------------------------------
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request) -> HttpResponse:
    """The form, about the page `trang` and the fact `muc`, or about what the source `bai` carries at the place `cho`.

    A report that is sent leads to thanks.
    """
    if request.method == "POST":
        return receive(request)
    asked = {name: request.GET.get(name, "") for name in LONGEST}
    if any(len(asked[name]) > most for name, most in LONGEST.items()):
        raise Refusal(400, _("Địa chỉ quá dài. Hãy mở lại từ đường dẫn “Báo lỗi thông tin” của trang."))
    forget_old()
    form = form_for(asked)
    form.initial = {**asked, "muc": dict(form.facts).get(asked["muc"], asked["muc"])}
    return show(request, form, asked["trang"])


def receive(request) -> HttpResponse:
    path = request.POST.get("trang", "")
    form = form_for(request.POST, request.POST, identity_of(request, SALT))
    if not form.is_valid():
        return show(request, form, path, status=400)
    sent = form.sent_before
    if not (form.is_trapped or sent):  # a machine is thanked too
        if not may_send(request) and not form.sent_before:  # by the first of two clicks
            sentence = _(
                "Đã có quá nhiều báo lỗi trong một giờ qua, nên báo lỗi này chưa được ghi. Hãy gửi lại sau."
            )
            return refuse(request, 429, sentence)
        sent = form.save()
    query = {"trang": path} if form.record else {}
    query |= {"so": sent.pk} if sent and not form.is_trapped else {}
    return redirect(f"{reverse('report-thanks')}?{urlencode(query)}".rstrip("?"))


def form_for(asked, sent=None, identity=NO_FORM) -> ReportForm:
    """The form about what is `asked`; bound to what was `sent`, by a form of this `identity`."""
    record = record_at(asked.get("trang", ""))
    place = place_at(record, asked.get("bai", ""), asked.get("cho", ""))
    return ReportForm(sent, record=record, place=place, identity=identity)


def show(request, form, path, status=200) -> HttpResponse:
    context = {"form": form, "record": form.record, "back": path, "opened": Ticket({}).signed(SALT)}
    return render(request, "records/report.html", context, status=status)


@require_safe
def report_thanks(request) -> HttpResponse:
    """Says thanks, under which number the report stands, and leads back to the page where it is one of ours."""
    path, number = request.GET.get("trang", ""), request.GET.get("so", "")
    known = Report.objects.filter(pk=number).first() if NUMBER.fullmatch(number) else None
    return render(
        request, "records/report_thanks.html", {"back": path if record_at(path) else "", "receipt": known}
    )


@require_safe
def report_receipt(request, number) -> HttpResponse:
    """What became of a report: which fact, what was answered, what was changed. Nothing that its sender wrote.

    A record that readers do not see (any more) is not named.
    """
    report = get_object_or_404(Report.objects.select_related("changeset"), pk=number)
    record = public_record(report)
    acts = public_acts(record) if record and report.changeset_id else []
    act = next((one for one in acts if one.act.pk == report.changeset_id), None)
    return render(request, "records/report_receipt.html", {"report": report, "record": record, "act": act})


def public_record(report) -> Any:
    """The record that a report is about, None where readers do not see it."""
    model = report.record_model
    if not model or not published_keys(model, [report.object_id]):
        return None
    return rows_at(model)([report.object_id])[0]
