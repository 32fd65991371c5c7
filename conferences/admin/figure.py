from django.contrib import admin

from conferences.models import Figure, Indicator
from portal.records.admin import RecordAdmin, StackedRow
from provinces.admin import ProvinceFilter, year_filter

from .of_conference import SPEAKER, OfConference

WHAT = (
    ("indicator", "as_printed"),
    ("low", "high", "unit"),
    "no_value_reason",
    ("scope", "scope_series", "scope_province"),
    ("scope_text", "period"),
    ("level", "fields"),
)
WHO = (SPEAKER, "by_as_printed", "recommendation", "note")
JOINED = (
    "conference__series",
    "indicator",
    "scope_series",
    "scope_province",
    "recommendation__conference__series",
    *SPEAKER,
)


class FigureInline(OfConference, StackedRow):
    model = Figure
    fields = ("rank", *WHAT, *WHO)
    joined = JOINED


@admin.register(Figure)
class FigureAdmin(OfConference, RecordAdmin):
    list_display = ("indicator", "as_printed", "scope_series", "scope_province", "period", "conference")
    list_filter = ("scope", "level", year_filter("conference__year"), ProvinceFilter)
    search_fields = ("search_text", "conference__search_text")
    joined = JOINED
    fields = ("conference", "rank", *WHAT, *WHO)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("name", "name_en")
    search_fields = ("search_text",)
