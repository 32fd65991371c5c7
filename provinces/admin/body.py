from django.contrib import admin

from portal.editing.admin import RecordAdmin
from provinces.models import Body

from .filters import ProvinceAdminFilter
from .period import OfItsDay


@admin.register(Body)
class BodyAdmin(OfItsDay, RecordAdmin):
    list_display = ("name", "short_name", "kind", "province", "parent", "ended")
    list_filter = ("kind", ProvinceAdminFilter)
    search_fields = ("search_text",)
    joined = ("province", "parent", "successor")
