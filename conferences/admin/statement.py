from django.contrib import admin

from conferences.models import Statement
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from .of_conference import ENGLISH, MORE, NEWEST, SPEAKER, about_its_day, folded

WHO_SPOKE = (SPEAKER, "by_as_printed")
WRITTEN_IN_ENGLISH = ("heading_en", "by_as_printed_en", "points_en")


class StatementInline(Row):
    model = Statement
    about = about_its_day
    fieldsets = (
        (None, {"fields": (("rank", "kind", "by_official"), "points")}),
        folded(MORE, "heading", ("by_body", "by_province"), "by_as_printed"),
        folded(ENGLISH, *WRITTEN_IN_ENGLISH),
    )
    joined = SPEAKER


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    about = about_its_day
    list_display = ("__str__", "kind", "by_official", "by_body", "by_province", "conference")
    ordering = NEWEST
    list_filter = ("kind", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = (
        "conference__search_text",
        "by_official__search_text",
        "by_body__search_text",
        "by_province__search_text",
    )
    joined = ("conference__series", *SPEAKER)
    fieldsets = (
        (None, {"fields": ("conference", ("rank", "kind", "heading"), *WHO_SPOKE, "points")}),
        folded(ENGLISH, *WRITTEN_IN_ENGLISH),
    )
