from django.contrib import admin

from conferences.models import Figure, Indicator
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from .of_conference import MORE, SPEAKER, about_its_day, folded

WHAT = (
    ("indicator", "as_printed"),
    ("low", "high", "unit"),
    "no_value_reason",
    ("scope", "scope_series", "scope_province"),
    ("scope_text", "period"),
    ("level", "fields"),
)
WHO = (SPEAKER, ("by_as_printed", "by_as_printed_en"), "recommendation", "note")
JOINED = (
    "conference__series",
    "indicator",
    "scope_series",
    "scope_province",
    "recommendation__conference__series",
    *SPEAKER,
)


class FigureInline(Row):
    model = Figure
    about = about_its_day
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("rank", "indicator", "as_printed"),
                    ("low", "high", "unit"),
                    ("scope", "scope_series", "period"),
                )
            },
        ),
        folded(MORE, "no_value_reason", ("scope_province", "scope_text"), ("level", "fields"), *WHO),
    )
    joined = JOINED


@admin.register(Figure)
class FigureAdmin(RecordAdmin):
    about = about_its_day
    list_display = ("indicator", "as_printed", "scope_series", "scope_province", "period", "conference")
    list_filter = ("scope", "level", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("search_text", "conference__search_text")
    joined = JOINED
    fields = ("conference", "rank", *WHAT, *WHO)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("name", "name_en")
    search_fields = ("search_text",)
