"""Junk in an admin address or form is answered 400 with a sentence, on every page of every model.

The stock admin answers 500 to `?starts__year=99999999999999`, `?starts__year__range=1`, `?_to_field=`
and to a bulk action on the row "abc".
"""

import logging
import re

from django import forms
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import Refusal, refuse
from portal.base.values import SeenTextField
from portal.changes.form_token import OPENED, SENDING, page_name
from portal.records.admin_urls import form_of
from portal.records.sourcing import ReasonRequired, with_reason

logger = logging.getLogger(__name__)

#: What Django, the database driver and Python raise on values that no form of ours sends.
CLIENT_ERRORS = (
    DisallowedModelAdminLookup,
    DisallowedModelAdminToField,
    ValidationError,
    ValueError,
    OverflowError,
    DataError,
)

#: Raised by filters, too; anywhere else it is a mistake of ours and must show as one.
CLIENT_ERRORS_OF_FILTERS = (*CLIENT_ERRORS, FieldError)

#: The shapes of a value by the last part of its lookup; what is not listed is refused.
VALUES = {
    "year": re.compile(r"[1-9]\d{3}"),
    "month": re.compile(r"0?[1-9]|1[0-2]"),
    "day": re.compile(r"0?[1-9]|[12]\d|3[01]"),
    "exact": re.compile(r".{0,200}"),
    "isnull": re.compile(r"True|False|0|1"),
    "gte": re.compile(r"\d{4}-\d\d-\d\d.*"),
    "lt": re.compile(r"\d{4}-\d\d-\d\d.*"),
}
LAST_YEAR = "9999"  # the first day of the year after it is no datetime.date
PAGE = re.compile(r"[1-9]\d{0,8}")
ORDER = re.compile(r"(-?\d{1,2}(\.-?\d{1,2})*)?")


def guarded(view, request, *args, broken=CLIENT_ERRORS, **kwargs):
    """What `view` answers, rendered; 400 or 409 with a sentence when it breaks on what was sent."""
    try:
        with with_reason(ReasonForm(request.POST).reason):
            response = view(request, *args, **kwargs)
        if callable(getattr(response, "render", None)):
            response.render()  # lists ask the database only now
        return response
    except ReasonRequired as required:
        return ask_again(request, required)
    except Refusal as refusal:
        return refuse(request, refusal.status, refusal.sentence)
    except IntegrityError as error:
        logger.warning("Refused by the database: %s", error, exc_info=True)
        return refuse(
            request, 409, _("Bản ghi trùng với một bản ghi vừa có, hoặc không còn nữa. Hãy mở lại trang.")
        )
    except broken as error:
        logger.warning("Refused an admin request: %s", type(error).__name__, exc_info=True)
        return refuse(
            request, 400, _("Địa chỉ hoặc biểu mẫu có giá trị không hợp lệ. Hãy mở lại trang từ danh sách.")
        )


def typed_note(request, name) -> str:
    """What was typed in the field `name` of a page, as it is seen. Raises Refusal where it is no Unicode Vietnamese."""
    try:
        return SeenTextField(required=False).clean(request.POST.get(name, ""))
    except ValidationError as error:
        raise Refusal(400, " ".join(error.messages)) from error


# --- What lacks a source ------------------------------------------------------------------------------
# Whoever may publish says why it goes on the page all the same, and sends the same thing again.
class ReasonForm(forms.Form):
    """Why a record goes on the page though it lacks sources. The name begins as those do that are no field."""

    _unsourced = SeenTextField(
        label=gettext_lazy("đăng dù thiếu nguồn: lý do"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    @property
    def reason(self):
        """What was written, "" when nothing was, or nothing that can be kept."""
        return self.cleaned_data["_unsourced"] if self.is_valid() else ""


def ask_again(request, required):
    """The page that names what lacks a source (`required`: ReasonRequired) and sends the same again with a reason."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "_unsourced", SENDING)
        for value in values
    ]
    if OPENED not in request.POST:
        again.append((SENDING, page_name(request)))
    facts = [(one.record, one.label, form_of(one.record)) for one in required.obstacles]
    context = {
        **admin.site.each_context(request),
        "title": _("Đăng dù thiếu nguồn?"),
        "facts": facts,
        "again": again,
        "reason": ReasonForm(),
        "sentence": required.sentence,
    }
    return render(request, "admin/sourcing/reason.html", context, status=required.status)


# --- What a list may be asked -------------------------------------------------------------------------
def refuse_bad_list(request):
    """Raises Refusal where the address of a list holds a page or an order that none of ours sends."""
    refuse_empty_to_field(request)
    refuse_bad_page(request)
    if not all(ORDER.fullmatch(order) for order in request.GET.getlist("o")):
        raise Refusal(400, _("Thứ tự sắp xếp (o) không hợp lệ."))


def refuse_bad_page(request):
    if not all(PAGE.fullmatch(page) for page in request.GET.getlist("p")):
        raise Refusal(400, _("Số trang (p) phải là một số từ 1 trở lên."))


def refuse_bad_filter(error):
    """The Refusal in place of IncorrectLookupParameters: the stock view would blame the database."""
    raise Refusal(400, _("Bộ lọc hoặc số trang có giá trị không hợp lệ.")) from error


def is_offered(lookup, value, date_hierarchy, filters):
    """Whether a list with these `filters` offers this lookup; raises Refusal when it does and the value is junk."""
    paths = {date_hierarchy}
    for item in filters:
        if hasattr(item, "parameter_name"):
            if item.parameter_name == lookup:
                return True
        else:
            paths.add(item[0] if isinstance(item, list | tuple) else item)
    found, rest = next(
        ((path, lookup.removeprefix(path)) for path in paths if path and lookup.startswith(path)),
        (None, ""),
    )
    if found is None or rest not in ("", "__id__exact", *(f"__{name}" for name in VALUES)):
        return False
    shape = rest.rpartition("__")[2] or "exact"
    if not VALUES[shape].fullmatch(str(value)) or (shape == "year" and str(value) == LAST_YEAR):
        raise Refusal(400, _("Giá trị “%(value)s” của bộ lọc không hợp lệ.") % {"value": str(value)[:40]})
    return True


def refuse_empty_to_field(request):
    for asked in (request.GET, request.POST):
        if asked.get("_to_field") == "":
            raise Refusal(400, _("Địa chỉ có phần _to_field để trống."))
