"""The pages of a model's table in the admin: out (whole, filtered, chosen), the empty table, in.

For the ModelAdmin: `urls(model_admin)`, `actions(model_admin, request)`, `list_context(model_admin, request)` and
`may_import(model_admin, request)`. Models that the shipped files do not bring in have no such pages.
"""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.downloads import in_language
from portal.base.errors import Refusal
from portal.changes.form_token import last_sending
from portal.changes.models import Changeset
from portal.editing.bad_request import CLIENT_ERRORS_OF_FILTERS
from portal.editing.pages import admin_path, page_of, paged, show_first
from portal.records import rights
from portal.records.admin_urls import admin_page
from portal.records.models import Source
from portal.records.natural_keys import table_of

from . import checked
from .export import XLSX_TYPE, csv_lines, xlsx
from .readers import SUFFIXES
from .resource import SheetResource
from .row_checks import RowOutcome

#: Rows of a workbook that is written at once; a CSV streams and has no end.
MOST_IN_XLSX = 5_000
PAGE = 100
RECENT = 10


class UploadForm(forms.Form):
    """The file, and the source of the rows that name none."""

    file = forms.FileField(
        label=gettext_lazy("Bảng tính (.xlsx, .xls, .ods) hoặc .csv"),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy("Tối đa 5.000 dòng, 60 cột, 10 MB."),
        error_messages={"required": gettext_lazy("Hãy chọn một tệp.")},
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["default_source"] = forms.ModelChoiceField(
            rights.within(user, Source.objects.all(), "view"),
            required=False,
            label=_("Nguồn mặc định"),
            help_text=_("Dẫn cho dòng mới hoặc vừa sửa mà cột “các nguồn” không ghi nguồn."),
        )


# --- What the ModelAdmin asks -------------------------------------------------------------------------
def urls(model_admin):
    if table_of(model_admin.model) is None:
        return []
    pages = [
        ("xuat.xlsx", partial(export_view, export=export_xlsx), "export_xlsx"),
        ("xuat.csv", partial(export_view, export=export_csv), "export_csv"),
        ("mau.xlsx", template_view, "sheet_template"),
        ("nhap/", import_view, "import"),
        ("nhap/<uuid:key>/", check_view, "import_check"),
    ]
    return [
        admin_path(model_admin, route, view, name, broken=CLIENT_ERRORS_OF_FILTERS)
        for route, view, name in pages
    ]


def actions(model_admin, request):
    """{name: (function, name, label)} of the bulk actions that take chosen rows out."""
    if table_of(model_admin.model) is None or not model_admin.has_view_permission(request):
        return {}
    exports = ((export_xlsx, _("Xuất ra XLSX")), (export_csv, _("Xuất ra CSV")))
    return {export.__name__: (export, export.__name__, label) for export, label in exports}


def list_context(model_admin, request):
    """What the list page says of tables."""
    return {
        "has_sheets": table_of(model_admin.model) is not None,
        "has_import_permission": may_import(model_admin, request),
        "sheet_query": request.GET.urlencode(),
    }


def may_import(model_admin, request):
    return (
        table_of(model_admin.model) is not None
        and model_admin.has_add_permission(request)
        and model_admin.has_change_permission(request)
    )


# --- Out: bulk actions of chosen rows, and pages of the list as it is filtered ------------------------
def export_xlsx(model_admin, request, rows):
    rows = _viewable(model_admin, request, rows)
    count = rows.count()
    if count > MOST_IN_XLSX:
        sentence = _(
            "Danh sách có %(count)s dòng, một bảng XLSX chỉ chứa %(most)s. Hãy lọc bớt, hoặc tải CSV."
        )
        raise Refusal(400, sentence % {"count": count, "most": MOST_IN_XLSX})
    return _as_file(_name_today(model_admin, "xlsx"), xlsx(SheetResource(model_admin, request), rows))


def export_csv(model_admin, request, rows):
    lines = csv_lines(SheetResource(model_admin, request), _viewable(model_admin, request, rows))
    return _as_file(_name_today(model_admin, "csv"), in_language("vi", lines))


export_xlsx.only_reads = export_csv.only_reads = True


def export_view(model_admin, request, export):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return export(model_admin, request, model_admin.get_changelist_instance(request).queryset)


def template_view(model_admin, request):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    name = f"mau-{model_admin.opts.model_name}.xlsx"
    return _as_file(name, xlsx(SheetResource(model_admin, request)))


def _viewable(model_admin, request, rows):
    """`rows` that the user may view, without what the list fetched for itself."""
    keys = rights.within(request.user, rows.order_by(), "view").values("pk")
    order = rows.query.order_by or model_admin.model._meta.ordering
    return model_admin.model._default_manager.filter(pk__in=keys).order_by(*order)


def _name_today(model_admin, suffix):
    return f"{model_admin.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{suffix}"


def _as_file(name, content):
    """A download of `content`: bytes of a workbook, or the lines of a CSV."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if isinstance(content, bytes):
        return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


# --- In -----------------------------------------------------------------------------------------------
def import_view(model_admin, request):
    """The form that takes a file, and what one imported last."""
    _require_import(model_admin, request)
    form, status, refusal = UploadForm(request.user), 200, ""
    if request.method == "POST":
        form, status = UploadForm(request.user, request.POST, request.FILES), 400
        if form.is_valid():
            file, source = form.cleaned_data["file"], form.cleaned_data["default_source"]
            try:
                sheet = checked.receive(file, model_admin, request, source)
            except Refusal as problem:
                status, refusal = problem.status, problem.sentence
            else:
                return redirect(admin_page(model_admin.model, "import_check", sheet.key))
    recent = Changeset.objects.filter(user=request.user, kind=Changeset.Kind.IMPORT)[:RECENT]
    return _page(model_admin, request, "import", status, form=form, refusal=refusal, recent=recent)


def check_view(model_admin, request, key):
    """What each row of a file would do; a POST imports them, or drops the file. Once they are in: what was imported."""
    _require_import(model_admin, request)
    checked.wait_while_written(request.user, key)  # by the first of two clicks
    if first := last_sending(request, checked.identity_of_sheet(key)):
        return show_first(request, reverse("admin:changes_changeset_page", args=[first.pk]))
    sheet = checked.stored(model_admin.model, request.user, key)
    if request.method == "POST":
        try:
            return _act_on(model_admin, request, sheet)
        except checked.SheetBeingWritten:
            return check_view(model_admin, request, key)
    outcome = request.GET.get("loai", "")
    if outcome not in ("", *RowOutcome):
        raise Refusal(400, _("Không có loại dòng đó."))
    rows = [
        row for row in sheet.rows if (row.outcome == outcome if outcome else row.outcome != RowOutcome.SAME)
    ]
    return _page(
        model_admin,
        request,
        "check",
        sheet=sheet,
        kinds=[(one.value, one.label, sheet.count(one)) for one in RowOutcome],
        outcome=outcome,
        page=paged(request, rows, PAGE),
        refused=sheet.count(RowOutcome.REFUSED),
    )


def _act_on(model_admin, request, sheet):
    verb = request.POST.get("viec")
    if verb == "bo":
        checked.drop(sheet, request.user)
        return redirect(admin_page(model_admin.model, "import"))
    if verb != "xac-nhan":
        raise Refusal(400, _("Không có việc đó."))
    changeset, moved = checked.confirm(sheet, model_admin, request)
    if moved:
        sentence = _(
            "Chưa lưu gì: %(count)s dòng đã khác lúc kiểm. Xem lại các dòng này rồi xác nhận lần nữa."
        )
        model_admin.message_user(request, sentence % {"count": moved}, messages.WARNING)
        return redirect(request.path)
    model_admin.message_user(request, _("Đã nhập xong."), messages.SUCCESS)
    if changeset is None:
        return redirect(admin_page(model_admin.model, "changelist"))
    return redirect("admin:changes_changeset_page", changeset.pk)


def _require_import(model_admin, request):
    if not may_import(model_admin, request):
        raise PermissionDenied


def _page(model_admin, request, template, status=200, **context):
    title = _("Nhập %(nouns)s từ bảng tính") % {"nouns": model_admin.opts.verbose_name_plural}
    context["import_path"] = admin_page(model_admin.model, "import")
    context["template_path"] = admin_page(model_admin.model, "sheet_template")
    return page_of(model_admin, request, f"sheets/{template}", title, status, **context)
