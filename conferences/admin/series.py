from django.contrib import admin

from conferences.models import Series, SeriesMembership
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter


class SeriesMembershipInline(Row):
    model = SeriesMembership
    joined = ("series", "province")


@admin.register(Series)
class SeriesAdmin(RecordAdmin):
    list_display = ("name", "organiser", "frequency")
    search_fields = ("search_text",)
    joined = ("organiser",)
    rows = (SeriesMembershipInline,)


@admin.register(SeriesMembership)
class SeriesMembershipAdmin(RecordAdmin):
    list_display = ("province", "series", "began", "ended")
    list_filter = ("series", ProvinceAdminFilter)
    search_fields = ("province__search_text", "series__search_text")
    joined = ("series", "province")
