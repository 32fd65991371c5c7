from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.base.text import fold, search_words
from portal.editing.admin import RecordAdmin, Row
from portal.records.naming import named_first
from provinces.models import Programme, ResearchField, StatusChange, Task, TaskKind

from .filters import ProvinceAdminFilter, RunningFilter


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = ("name", "level", "start_year", "end_year")
    list_filter = ("level",)
    search_fields = ("search_text",)


@admin.register(TaskKind)
class TaskKindAdmin(RecordAdmin):
    list_display = ("name", "code")


@admin.register(ResearchField)
class ResearchFieldAdmin(RecordAdmin):
    list_display = ("code", "name", "table")
    list_filter = ("table",)
    search_fields = ("name", "code")

    def get_search_results(self, request, queryset, search_term):
        """Searches in memory: a table of fields has a few hundred rows and no folded column."""
        words = search_words(search_term)
        if words:
            names = {row.pk: fold(str(row)) for row in ResearchField.objects.all()}
            queryset = queryset.filter(
                pk__in=[key for key, name in names.items() if all(w in name for w in words)]
            )
        return named_first(queryset, search_term), False


class StatusChangeInline(Row):
    model = StatusChange


@admin.register(Task)
class TaskAdmin(RecordAdmin):
    list_display = ("title", "code", "level", "status", "start_year", "end_year", "lead_body", "publication")
    list_filter = ("level", "status", RunningFilter, ProvinceAdminFilter)
    search_fields = ("search_text",)
    joined = ("kind", "field", "programme", "lead_body", "governing_body")
    rows = (StatusChangeInline,)
    fieldsets = (
        (None, {"fields": ("title", "code", "slug", "publication")}),
        (_("Thuộc về"), {"fields": ("kind", "level", "field", "programme")}),
        (
            _("Ai làm, ở đâu"),
            {"fields": ("lead_body", "governing_body", "principal_investigator", "places", "area")},
        ),
        (
            _("Thời gian, kinh phí, trạng thái"),
            {"fields": (("start_year", "end_year"), "budget", "decision", "status")},
        ),
        (_("Kết quả"), {"fields": ("grade", "summary", "results", "registration_number")}),
    )


@admin.register(StatusChange)
class StatusChangeAdmin(RecordAdmin):
    list_display = ("task", "status", "day")
    list_filter = ("status",)
    date_hierarchy = "day"
    search_fields = ("task__search_text",)
    joined = ("task",)
