"""A conference and all that hangs from it on one form, in the order in which it is entered."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from conferences.models import Conference, Participation, RelatedEvent
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from . import copy_previous, participants
from .document import DocumentInline
from .figure import FigureInline
from .of_conference import ENGLISH, NEWEST, about_its_day, folded
from .official import AppearanceInline
from .participation import ParticipationInline
from .recommendation import RecommendationInline
from .statement import StatementInline


class RelatedEventInline(Row):
    model = RelatedEvent
    about = about_its_day


@admin.register(Conference)
class ConferenceAdmin(RecordAdmin):
    pages = (*RecordAdmin.pages, participants)
    form_panels = (*RecordAdmin.form_panels, participants.panel, copy_previous.panel)
    about = about_its_day
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
    #: A fieldset of the class `sau-<related name>` stands after the inline of that name (`portal/editing/form_parts.py`).
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
        folded(ENGLISH, "summary_en", "aims_en", "topics_en"),
        (_("Nội dung trao đổi"), {"fields": ("topics",), "classes": ("sau-figures",)}),
        (
            _("Lưu ý, tên như nguồn in"),
            {"fields": ("remarks", "aliases", "checked_on"), "classes": ("sau-documents",)},
        ),
    )

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

    # --- What a new form takes from the conference before -------------------------------------------------
    def get_formsets_with_inlines(self, request, obj=None):
        copied = copy_previous.copied_rows(self, request, obj)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.extra += len(copied.get(formset.get_default_prefix(), ()))
            yield formset, inline

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        # A new conference comes here as an unsaved one.
        rows = copy_previous.copied_rows(self, request, obj if obj.pk else None).get(prefix)
        return {**kwargs, "initial": rows} if rows else kwargs

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if "chep" in request.GET:
            initial["series"] = copy_previous.last_conference(request, None).series_id
        return initial

    # --- Saved --------------------------------------------------------------------------------------------
    def response_post_save_add(self, request, obj):
        return participants.on_to_people(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return participants.on_to_people(request, obj) or super().response_post_save_change(request, obj)


@admin.register(RelatedEvent)
class RelatedEventAdmin(RecordAdmin):
    about = about_its_day
    list_display = ("__str__", "kind", "conference", "starts")
    ordering = NEWEST
    list_filter = ("kind", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("conference__search_text",)
    joined = ("conference__series",)
