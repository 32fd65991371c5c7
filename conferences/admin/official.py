from django.contrib import admin
from django.utils.translation import get_language

from conferences.models import Appearance, Conference, Official, Post, Tenure
from conferences.models.tenure import date_within
from conferences.names import part_name
from portal.editing.admin import RecordAdmin, Row
from portal.editing.admin.fields import HeadForm
from provinces.admin.filters import ProvinceAdminFilter, YearAdminFilter, year_filter

from .of_conference import NEWEST, about_its_day, events_of


class TenureInline(Row):
    model = Tenure
    joined = ("official", "post__body")
    fields = (
        "post", ("began", "began_precision"), ("last_day", "last_day_precision"), "seen_on", "decision",
        "end_decision",
    )  # fmt: skip


class SeenFilter(YearAdminFilter):
    """Officials seen at a conference of the year."""

    column = "appearances__conference__year"

    def in_year(self, queryset, year):
        return queryset.at(Conference.objects.in_years(year, year))


class OfficialForm(HeadForm):
    """Degrees typed with the name go to their own cell, where that is blank."""

    def clean(self):
        cleaned = super().clean()
        part_name(self.cleaned_data)
        return cleaned


@admin.register(Official)
class OfficialAdmin(RecordAdmin):
    form = OfficialForm
    list_display = ("name", "titles", "publication")
    list_filter = (SeenFilter, ProvinceAdminFilter)
    search_fields = ("search_text",)
    rows = (TenureInline,)


@admin.register(Post)
class PostAdmin(RecordAdmin):
    list_display = ("title", "body")
    list_filter = (ProvinceAdminFilter,)
    search_fields = ("search_text",)
    joined = ("body",)


@admin.register(Tenure)
class TenureAdmin(RecordAdmin):
    list_display = ("official", "post", "began_as_told", "last_day_as_told", "seen_on")
    list_filter = ("began_precision", "last_day_precision")
    search_fields = ("official__search_text", "post__search_text")
    joined = ("official", "post__body")

    @admin.display(description=Tenure._meta.get_field("began").verbose_name, ordering="began")
    def began_as_told(self, row):
        return row.began and date_within(row.began, row.began_precision, get_language())

    @admin.display(description=Tenure._meta.get_field("last_day").verbose_name, ordering="last_day")
    def last_day_as_told(self, row):
        return row.last_day and date_within(row.last_day, row.last_day_precision, get_language())


class AppearanceInline(Row):
    model = Appearance
    about = about_its_day
    plain = {"event": events_of}
    fields = ("rank", "official", "role", "posts", "post_as_printed", "event")
    joined = ("official", "event")
    fetched = ("posts__body",)

    def sentence(self, row):
        return f"{row}, {row.post_as_printed}" if row.post_as_printed else str(row)


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    about = about_its_day
    plain = {"event": events_of}
    list_display = ("official", "role", "post_as_printed", "conference")
    ordering = NEWEST
    list_filter = ("role", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("official__search_text", "conference__search_text")
    joined = ("conference__series", "official", "event")
    fetched = ("posts__body",)
    fields = ("conference", "event", "official", "role", "posts", "post_as_printed", "rank")
