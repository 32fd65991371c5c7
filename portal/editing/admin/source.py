from django.contrib import admin

from portal.records.models import Source

from .record import RecordAdmin


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "published_on", "alive", "publication")
    list_filter = ("kind", "language", "alive")
    date_hierarchy = "published_on"
    search_fields = ("search_text",)

    is_cited = False
