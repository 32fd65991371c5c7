from django.contrib import admin

from conferences.models import Participation
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from .of_conference import NEWEST, about_its_day


class ParticipationInline(Row):
    """The rows that sources print. Inferred ones follow from the counts and are not edited."""

    model = Participation
    about = about_its_day
    fields = ("rank", "capacity", "province", "body", "count", "counts_members", "as_printed")
    joined = ("province", "body")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(inferred=False)

    def sentence(self, row):
        return f"{row}, {row.get_capacity_display()}"


@admin.register(Participation)
class ParticipationAdmin(RecordAdmin):
    about = about_its_day
    list_display = ("__str__", "capacity", "count", "conference", "inferred")
    ordering = NEWEST
    list_filter = ("capacity", "inferred", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("province__search_text", "body__search_text", "conference__search_text")
    joined = ("conference__series", "province", "body")
    readonly_fields = ("inferred",)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.inferred)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.inferred)
