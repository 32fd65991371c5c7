"""The addresses of the sheets in the admin of each noun: out (whole, filtered, chosen), template, in."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import Refusal
from portal.base.lists import in_language
from portal.changes.apply import Blocked
from portal.editing.bad_request import CLIENT_ERRORS_OF_FILTERS, guarded
from portal.records import rights
from portal.records.models import Source
from portal.records.natural_keys import table_of

from . import jobs, limits
from .columns import Columns
from .export import XLSX_TYPE, csv_lines, xlsx

#: Rows of a workbook that is written at once; a CSV streams and has no end.
MOST_IN_XLSX = 5_000
PAGE = 100


class UploadForm(forms.Form):
    """The file, and the source of the rows that name none."""

    file = forms.FileField(
        label=gettext_lazy("Tệp .xlsx hoặc .csv"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
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


def export_xlsx(admin, request, rows):
    """The bulk action."""
    return admin.as_xlsx(request, rows)


def export_csv(admin, request, rows):
    """The bulk action."""
    return admin.as_csv(request, rows)


export_xlsx.only_reads = export_csv.only_reads = True


class Sheets:
    """Goes before ModelAdmin: sheets of a noun that the shipped files bring in (`nouns.table_of`)."""

    def get_urls(self):
        if not self.has_sheets:
            return super().get_urls()
        own = [
            ("xuat.xlsx", self.export_xlsx_view, "export_xlsx"),
            ("xuat.csv", self.export_csv_view, "export_csv"),
            ("mau.xlsx", self.template_view, "sheet_template"),
            ("nhap/", self.import_view, "import"),
            ("nhap/<int:job>/", self.import_job_view, "import_job"),
            ("nhap/<int:job>/tien-do/", self.import_progress_view, "import_progress"),
        ]
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path(route, self.admin_site.admin_view(self._guarded(view)), name=f"{name}_{verb}")
            for route, view, verb in own
        ]
        return [*urls, *super().get_urls()]

    @staticmethod
    def _guarded(view):
        def answer(request, **kwargs):
            return guarded(lambda request: view(request, **kwargs), request, broken=CLIENT_ERRORS_OF_FILTERS)

        return answer

    @property
    def has_sheets(self):
        return table_of(self.model) is not None

    def has_import_permission(self, request):
        return self.has_sheets and self.has_add_permission(request) and self.has_change_permission(request)

    # --- Out ------------------------------------------------------------------------------------------
    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_sheets and self.has_view_permission(request):
            for export, label in ((export_xlsx, _("Xuất ra XLSX")), (export_csv, _("Xuất ra CSV"))):
                actions[export.__name__] = (export, export.__name__, label)
        return actions

    def changelist_view(self, request, extra_context=None):
        extra = {
            "has_sheets": self.has_sheets,
            "has_import_permission": self.has_import_permission(request),
            "sheet_query": request.GET.urlencode(),
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def export_xlsx_view(self, request):
        return self.as_xlsx(request, self._listed(request))

    def export_csv_view(self, request):
        return self.as_csv(request, self._listed(request))

    def _listed(self, request):
        """The rows of the list as it is filtered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_changelist_instance(request).queryset

    def _shared(self, request, rows):
        """`rows` that the user may view, without what the list fetched for itself."""
        keys = rights.within(request.user, rows.order_by(), "view").values("pk")
        order = rows.query.order_by or self.model._meta.ordering
        return self.model._default_manager.filter(pk__in=keys).order_by(*order)

    def as_xlsx(self, request, rows):
        rows = self._shared(request, rows)
        count = rows.count()
        if count > MOST_IN_XLSX:
            raise Refusal(
                400,
                _("Danh sách có %(count)s dòng, một bảng XLSX chỉ chứa %(most)s. Hãy lọc bớt, hoặc tải CSV.")
                % {"count": count, "most": MOST_IN_XLSX},
            )
        return self._download(xlsx(Columns(self.model), rows), self._file_name("xlsx"))

    def as_csv(self, request, rows):
        lines = csv_lines(Columns(self.model), self._shared(request, rows))
        return StreamingHttpResponse(
            in_language("vi", lines),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self._file_name("csv")}"'},
        )

    def template_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._download(xlsx(Columns(self.model), None), f"mau-{self.opts.model_name}.xlsx")

    def _file_name(self, kind):
        return f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{kind}"

    @staticmethod
    def _download(content, name):
        return HttpResponse(
            content,
            content_type=XLSX_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    # --- In -------------------------------------------------------------------------------------------
    def import_view(self, request):
        """The form that takes a file, and the imports of this noun that one has not finished or may undo."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form, status, refusal = UploadForm(request.user), 200, ""
        if request.method == "POST":
            form = UploadForm(request.user, request.POST, request.FILES)
            status = 400
            if form.is_valid():
                file, source = form.cleaned_data["file"], form.cleaned_data["default_source"]
                try:
                    job = jobs.receive(file, self.model, request.user, source)
                    return HttpResponseRedirect(self._job_path(job))
                except Refusal as problem:
                    status, refusal = problem.status, problem.sentence
        mine = jobs.SheetImport.objects.filter(user=request.user, noun__model=self.opts.model_name)
        context = {
            "form": form,
            "refusal": refusal,
            "jobs": mine.select_related("act")[:10],
            "limits": limits,
        }
        return self._page(request, "import", context, status)

    def import_job_view(self, request, job):
        job = self._job(request, job)
        if request.method == "POST":
            return self._act_on(request, job)
        if job.state == jobs.State.CHECKING:
            jobs.step(job, self, request)
        counts = jobs.counts(job)
        total = sum(counts.values())
        outcome = request.GET.get("loai", "")
        kinds = [
            (one.value, one.label, counts[one.name.lower()])
            for one in jobs.Outcome
            if one != jobs.Outcome.UNCHECKED
        ]
        if outcome not in ("", *(value for value, _label, _count in kinds)):
            raise Refusal(400, _("Không có loại dòng đó."))
        rows = job.rows.exclude(outcome=jobs.Outcome.UNCHECKED)
        rows = rows.filter(outcome=outcome) if outcome else rows.exclude(outcome=jobs.Outcome.SAME)
        number = request.GET.get("trang", "1")
        if not (number.isascii() and number.isdigit() and 0 < len(number) < 6):
            raise Refusal(400, _("Số trang phải là một số từ 1 trở lên."))
        paginator = Paginator(rows, PAGE)
        if int(number) > paginator.num_pages:
            raise Refusal(404, _("Danh sách này không có trang đó."))
        context = {
            "job": job,
            "checking": job.state == jobs.State.CHECKING,
            "done": job.state == jobs.State.DONE,
            "counts": counts,
            "kinds": kinds,
            "outcome": outcome,
            "checked": total - counts["unchecked"],
            "total": total,
            "page": paginator.page(int(number)),
            "questions": [
                {"name": self._name_of(question), "text": text, "options": options, "lines": lines}
                for question, text, options, lines in jobs.questions(job)[:50]
            ],
            "blocked": counts["refused"] + counts["asked"],
            "writes": counts["added"] + counts["changed"],
        }
        return self._page(request, "job", context)

    def import_progress_view(self, request, job):
        """How far a confirmation has come, for the bar of the page that waits for it."""
        return JsonResponse({"written": jobs.written(self._job(request, job))})

    def _job(self, request, key):
        if not self.has_import_permission(request):
            raise PermissionDenied
        job = jobs.SheetImport.objects.select_related("act", "default_source").filter(
            pk=key, user=request.user, noun__app_label=self.opts.app_label, noun__model=self.opts.model_name
        )
        found = job.first()
        if found is None:
            raise Http404
        return found

    def _act_on(self, request, job):
        verb = request.POST.get("viec")
        if verb == "tra-loi":
            known = {self._name_of(one[0]): one for one in jobs.questions(job)}
            given = {
                known[name][0]: value
                for name, value in request.POST.items()
                if name in known and value in [option[0] for option in known[name][2]]
            }
            jobs.answer(job, given)
        elif verb == "xac-nhan":
            sentence = jobs.confirm(job, self, request)
            if sentence:
                self.message_user(request, sentence, messages.WARNING)
            else:
                self.message_user(request, _("Đã nhập xong."), messages.SUCCESS)
        elif verb == "hoan-tac":
            self._take_back(request, job)
        elif verb == "bo":
            if job.state == jobs.State.DONE:
                raise Refusal(409, _("Lượt nhập này đã xong; hãy hoàn tác nếu muốn."))
            job.delete()
            return HttpResponseRedirect(self._path("import"))
        else:
            raise Refusal(400, _("Không có việc đó."))
        return HttpResponseRedirect(self._job_path(job))

    def _take_back(self, request, job):
        try:
            jobs.take_back(job, request.user)
        except Blocked as blocked:
            self.message_user(request, str(blocked), messages.ERROR)
        else:
            self.message_user(request, _("Đã hoàn tác cả lượt nhập."), messages.SUCCESS)

    @staticmethod
    def _name_of(question):
        """The name of a question in the form."""
        return "hoi-" + hashlib.sha256(question.encode()).hexdigest()[:16]

    def _page(self, request, template, context, status=200):
        return TemplateResponse(
            request,
            f"admin/sheets/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Nhập %(nouns)s từ bảng tính") % {"nouns": self.opts.verbose_name_plural},
                "list_path": self._path("changelist"),
                "import_path": self._path("import"),
                "template_path": self._path("sheet_template"),
                "export_path": self._path("export_xlsx"),
                **context,
            },
            status=status,
        )

    def _path(self, verb, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{verb}", args=args)

    def _job_path(self, job):
        return self._path("import_job", job.pk)
