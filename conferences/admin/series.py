from django.contrib import admin

from conferences.inference import infer_participation
from conferences.models import Conference, Series, SeriesMembership
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

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        infer_participation(Conference.objects.filter(series=form.instance))


@admin.register(SeriesMembership)
class SeriesMembershipAdmin(RecordAdmin):
    list_display = ("province", "series", "began", "ended")
    list_filter = ("series", ProvinceAdminFilter)
    search_fields = ("province__search_text", "series__search_text")
    joined = ("series", "province")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        infer_participation(Conference.objects.filter(series=form.instance.series_id))
