"""Junk in an admin address or form is answered 400 with a sentence, on every page of every model.

The stock admin answers 500 to `?starts__year=99999999999999`, `?starts__year__range=1`, `?_to_field=`
and to a bulk action on the row "abc".
"""

import logging
import re

from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError, ValidationError
from django.core.paginator import Paginator
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from portal.base.errors import Refusal, refuse

from .conflicts import NoLostUpdate

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
        response = view(request, *args, **kwargs)
        if callable(getattr(response, "render", None)):
            response.render()  # lists ask the database only now
        return response
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


class BadRequestMixin(NoLostUpdate):
    """Goes before ModelAdmin: no change is lost unseen, no broken value breaks a page.

    Only the filters that a list offers may be asked, in the shapes it sends.
    """

    def changelist_view(self, request, extra_context=None):
        return guarded(super().changelist_view, request, extra_context, broken=CLIENT_ERRORS_OF_FILTERS)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        refuse_empty_to_field(request)
        return guarded(super().changeform_view, request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        refuse_empty_to_field(request)
        return guarded(super().delete_view, request, object_id, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        return guarded(super().history_view, request, object_id, extra_context)

    def get_changelist_instance(self, request):
        refuse_empty_to_field(request)
        if not all(PAGE.fullmatch(page) for page in request.GET.getlist("p")):
            raise Refusal(400, _("Số trang (p) phải là một số từ 1 trở lên."))
        if not all(ORDER.fullmatch(order) for order in request.GET.getlist("o")):
            raise Refusal(400, _("Thứ tự sắp xếp (o) không hợp lệ."))
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters:  # the stock view would lead to a page that blames the database
            raise Refusal(400, _("Bộ lọc hoặc số trang có giá trị không hợp lệ.")) from None

    def get_search_results(self, request, queryset, search_term):
        """A thousand words would break SQLite's limits; no list needs more than 20."""
        return super().get_search_results(request, queryset, " ".join(search_term[:200].split()[:20]))

    def lookup_allowed(self, lookup, value, request=None):
        """Whether the list offers this filter; raises Refusal when it does and the value is junk."""
        paths = {self.date_hierarchy}
        for item in self.get_list_filter(request):
            if hasattr(item, "parameter_name"):
                if item.parameter_name == lookup:
                    return True
            else:
                paths.add(item[0] if isinstance(item, list | tuple) else item)
        path, rest = next(
            ((path, lookup.removeprefix(path)) for path in paths if path and lookup.startswith(path)),
            (None, ""),
        )
        if path is None or rest not in ("", "__id__exact", *(f"__{name}" for name in VALUES)):
            return False
        shape = rest.rpartition("__")[2] or "exact"
        if not VALUES[shape].fullmatch(str(value)) or (shape == "year" and str(value) == LAST_YEAR):
            raise Refusal(400, _("Giá trị “%(value)s” của bộ lọc không hợp lệ.") % {"value": str(value)[:40]})
        return True


def paged(request, rows, size):
    """The page of `rows` that is asked for (?p=)."""
    number = request.GET.get("p", "1")
    if not PAGE.fullmatch(number):
        raise Refusal(400, _("Số trang (p) phải là một số từ 1 trở lên."))
    return Paginator(rows, size).get_page(number)


def refuse_empty_to_field(request):
    for asked in (request.GET, request.POST):
        if asked.get("_to_field") == "":
            raise Refusal(400, _("Địa chỉ có phần _to_field để trống."))
