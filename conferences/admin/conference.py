"""A conference and all that hangs from it on one form, in the order in which it is entered."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from conferences.inference import infer_participation
from conferences.models import Conference, Participation, RelatedEvent
from portal.editing.admin import PublishedAdmin, RecordAdmin, Row
from provinces.admin import ProvinceAdminFilter, year_filter

from .copy_previous import CopyPreviousAdmin
from .document import DocumentInline
from .figure import FigureInline
from .of_conference import ENGLISH, NEWEST, OfConference, day_of
from .official import AppearanceInline
from .participants import ParticipantsAdmin
from .participation import ParticipationInline
from .recommendation import RecommendationInline
from .statement import StatementInline


class RelatedEventInline(OfConference, Row):
    model = RelatedEvent


@admin.register(Conference)
class ConferenceAdmin(ParticipantsAdmin, CopyPreviousAdmin, PublishedAdmin):
    list_display = ("__str__", "year", "starts", "host", "status", "publication")
    list_filter = ("series", "status", year_filter("year"), ProvinceAdminFilter)
    date_hierarchy = "starts"
    search_fields = ("search_text",)
    joined = ("series",)
    change_form_template = "admin/conference_form.html"
    rows = (
        ParticipationInline,
        AppearanceInline,
        StatementInline,
        RecommendationInline,
        FigureInline,
        RelatedEventInline,
        DocumentInline,
    )
    #: A fieldset of the class `sau-<related name>` stands after the inline of that name (`portal/editing/admin/panels.py`).
    fieldsets = (
        (
            _("Ngày, nơi họp, chủ đề"),
            {
                "fields": (
                    ("series", "status"),
                    ("ordinal", "year"),
                    ("starts", "ends", "part_of_day"),
                    ("venue", "city"),
                    ("period_reviewed", "period_planned"),
                    "theme",
                    "theme_en",
                    ("slug", "publication", "featured"),
                )
            },
        ),
        (_("Tóm tắt, mục tiêu"), {"fields": ("summary", "aims")}),
        (ENGLISH, {"fields": ("summary_en", "aims_en", "topics_en"), "classes": ("collapse",)}),
        (_("Nội dung trao đổi"), {"fields": ("topics",), "classes": ("sau-figures",)}),
        (
            _("Lưu ý, tên như nguồn in"),
            {"fields": ("remarks", "aliases", "checked_on"), "classes": ("sau-documents",)},
        ),
    )

    def about(self, obj):
        return day_of(obj)

    def get_changelist_instance(self, request):
        """With the hosts of the rows shown, of drafts too."""
        changelist = super().get_changelist_instance(request)
        hosts = Prefetch(
            "participations", Participation.objects.hosts().select_related("province", "body"), "hosts"
        )
        changelist.result_list = changelist.result_list.prefetch_related(hosts)
        return changelist

    @admin.display(description=Participation.Capacity.HOST.label)
    def host(self, conference):
        return ", ".join(str(row) for row in conference.hosts)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        counted = any(formset.has_changed() for formset in formsets if formset.model is Participation)
        if counted or {"series", "year", "starts"} & set(form.changed_data):
            infer_participation(Conference.objects.filter(pk=form.instance.pk))


@admin.register(RelatedEvent)
class RelatedEventAdmin(OfConference, RecordAdmin):
    list_display = ("__str__", "kind", "conference", "starts")
    ordering = NEWEST
    list_filter = ("kind", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("conference__search_text",)
    joined = ("conference__series",)
