from django.contrib import admin

from portal.editing.admin import RecordAdmin
from provinces.models import Body

from .filters import ProvinceAdminFilter
from .period import on_its_day


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    list_display = ("name", "short_name", "kind", "province", "parent", "ended")
    list_filter = ("kind", ProvinceAdminFilter)
    search_fields = ("search_text",)
    joined = ("province", "parent", "successor")

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        return on_its_day(request, found), duplicates
