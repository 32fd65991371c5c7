"""Photos and documents of a conference: the file is sent with the row that it belongs to."""

import re

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.admin.of_conference import NEWEST, about_its_day
from conferences.models import Document
from portal.editing.admin import RecordAdmin, Row
from portal.editing.admin.fields import HeadForm
from portal.editing.forms import RowForm
from portal.editing.pages import admin_path
from portal.editing.publishing.preview import mends
from portal.files.fields import StoredFileField
from portal.files.serving import answer
from portal.records import rights
from provinces.admin.filters import ProvinceAdminFilter, year_filter

FIELDS = (
    ("rank", "kind"),
    "title",
    ("number", "issued_on"),
    "upload",
    "alt",
    ("focus_x", "focus_y"),
    ("credit", "rights"),
)


class WithFile:
    """Goes before the form of a Document."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = _(
                    "Bấm vào ảnh, hoặc gõ số từ 0 đến 100: chỗ không bị cắt khi ảnh hiện thành ô."
                )
        if "upload" in self.fields and self.instance.file_id:
            stored = self.instance.file
            self.initial["upload"] = self.fields["upload"].widget.there = stored
            if stored.is_picture:
                self.fields["upload"].widget.preview = reverse(
                    "admin:conferences_document_file", args=[self.instance.pk, stored.middle]
                )

    def clean_focus_x(self):
        return 50 if self.cleaned_data["focus_x"] is None else self.cleaned_data["focus_x"]

    def clean_focus_y(self):
        return 50 if self.cleaned_data["focus_y"] is None else self.cleaned_data["focus_y"]

    def clean(self):
        cleaned = super().clean()
        stored = self.cleaned_data.get("upload")
        if stored is None:
            return cleaned
        if stored.is_picture != (self.cleaned_data.get("kind") == Document.Kind.PICTURE):
            self.add_error(
                "upload",
                _("Tệp này là ảnh: chọn loại “ảnh”; văn bản quét thì gửi bản PDF.")
                if stored.is_picture
                else _("Tệp này là tài liệu: chọn loại khác “ảnh”."),
            )
        if stored.is_picture and not self.cleaned_data.get("alt"):
            self.add_error("alt", _("Ảnh có tệp phải có lời tả ảnh."))
        if stored.pk != self.instance.file_id and not self.cleaned_data["upload_again"]:
            self.refuse_twin(stored)
        return cleaned

    def refuse_twin(self, stored):
        """Says which record shows the same file; the form is then sent again with the box ticked, or not."""
        twins = Document.objects.filter(file=stored).exclude(pk=self.instance.pk)
        if not twins.exists():
            return
        self.fields["upload"].widget.twin = True
        visible = rights.within(self.user, twins, "view")
        twin = visible.select_related("conference__series").first()
        where = (
            _("“%(title)s” của %(conference)s") % {"title": twin, "conference": twin.conference}
            if twin
            else _("một bản ghi khác")
        )
        sentence = _(
            "Tệp này đã có ở %(where)s. Muốn dòng này cũng dùng tệp ấy thì đánh dấu “dùng lại tệp đã có” rồi lưu."
        )
        self.add_error("upload", ValidationError(sentence % {"where": where}, "twin"))

    def _post_clean(self):
        if "upload" in self.cleaned_data:
            self.instance.file = self.cleaned_data["upload"]
        super()._post_clean()


class DocumentRow(WithFile, RowForm):
    upload = StoredFileField()


class DocumentForm(WithFile, HeadForm):
    upload = StoredFileField()


@admin.display(description=gettext_lazy("tệp"))
def upload(model_admin, document):
    """The file, for those who may only look."""
    return document.file


class DocumentInline(Row):
    model = Document
    about = about_its_day
    upload = upload
    form = DocumentRow
    fields = FIELDS
    joined = ("file",)


@mends
def files_of_editors(html):
    """The files of a draft, where whoever sees it gets them: their public addresses answer 404."""
    stem = reverse("admin:conferences_document_file", args=[0, "-"]).replace("/0/tep/-", "")
    return re.sub(r'(?<=["\s])/tep/(\d+)/', rf"{stem}/\1/tep/", html)


def file_view(model_admin, request, pk, part):
    """A part of the file for whoever may see the record, published or not."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    document = (
        model_admin.get_queryset(request).filter(pk=pk, file__isnull=False).select_related("file").first()
    )
    if document is None:
        raise Http404
    return answer(document.file, part, private=True)


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    about = about_its_day
    upload = upload
    form = DocumentForm
    list_display = ("title", "kind", "conference", "issued_on", "file")
    ordering = NEWEST
    list_filter = ("kind", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("conference__search_text",)
    joined = ("conference__series", "file")
    fields = ("conference", *FIELDS)

    def get_urls(self):
        return [admin_path(self, "<int:pk>/tep/<str:part>", file_view, "file"), *super().get_urls()]
