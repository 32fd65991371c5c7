"""The desk of readers' reports: what they say is read-only, what became of it is the editors'."""

from django.contrib import admin
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.base.text import date
from portal.changes.models import Changeset
from portal.records.admin_urls import form_of
from portal.records.models import Report, citable_models
from portal.records.public_history import public_acts

from .record import RecordAdmin


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    list_display = ("sent_at", "state", "subject", "fact_words", "beginning")
    list_display_links = ("sent_at", "beginning")
    list_filter = ("state", ("content_type", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("content_type",)
    joined = ("content_type",)
    date_hierarchy = "sent_at"
    search_fields = ("search_text",)

    SENT = ("sent_at", "where", "fact_words", "text", "source", "name", "email")

    def get_fieldsets(self, request, obj=None):
        """By hand only what came by telephone or letter; what a reader sent stays as sent."""
        told = self.SENT if obj else ("page", "fact", "text", "source_url", "name", "email")
        return [
            (_("Người đọc báo"), {"fields": told}),
            (_("Xử lý"), {"fields": ("state", "changeset", "answer", "note")}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.SENT if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The changesets offered are those that the page of the record's history shows, the newest first."""
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("changeset")
        if field:
            acts = {one.act.pk: one for one in public_acts(obj.record)} if obj and obj.record else {}
            field.queryset = Changeset.objects.filter(pk__in=acts)
            field.label_from_instance = lambda act: f"{date(acts[act.pk].day)}: {acts[act.pk].words}"
        return form

    def get_queryset(self, request):
        """With the records, one query a noun however many reports."""
        rows = [model.objects.in_context() for model in citable_models()]
        return super().get_queryset(request).prefetch_related(GenericPrefetch("record", rows))

    @admin.display(description=_("trang"))
    def subject(self, report):
        """The record that the report is tied to, or the path that led to none."""
        return report.record or report.page

    @admin.display(description=_("mục"))
    def fact_words(self, report):
        return report.fact_label

    @admin.display(description=_("điều chưa đúng"))
    def beginning(self, report):
        return report.text[:90]

    @admin.display(description=_("trang"))
    def where(self, report):
        """The page, and the form of its record."""
        if report.record is None:
            return report.page
        form = form_of(report.record)
        if not form:
            return report.page
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            form, report.record, report.record.page_url(), report.page,
        )  # fmt: skip

    @admin.display(description=_("nguồn nói khác"))
    def source(self, report):
        if not report.source_url:
            return ""
        return format_html('<a href="{0}" rel="external noreferrer">{0}</a>', report.source_url)
