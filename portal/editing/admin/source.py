from django.contrib import admin

from portal.records.models import Source

from .fields import HeadForm
from .record import RecordAdmin


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "published_on", "alive", "publication")
    list_filter = ("kind", "language", "alive")
    date_hierarchy = "published_on"
    search_fields = ("search_text",)

    def get_inlines(self, request, obj):
        """Facts about a source need no citation."""
        return []

    def get_fieldsets(self, request, obj=None):
        return [
            (
                None,
                {"fields": [name for name in self.get_fields(request, obj) if name not in HeadForm.BESIDE]},
            )
        ]
