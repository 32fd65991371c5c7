from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.editing.admin import RecordAdmin, Row
from provinces.models import Province, Region, RegionMembership, Succession

from .period import on_its_day


class ExistenceFilter(admin.SimpleListFilter):
    title = _("còn hay đã thôi")
    parameter_name = "con"

    def lookups(self, request, model_admin):
        return [("co", _("hiện nay")), ("khong", _("đã thôi"))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in ("co", "khong"):
            raise ValueError(self.value())
        return queryset.today() if self.value() == "co" else queryset.ended()


class SuccessionRow(Row):
    model = Succession
    joined = ("predecessor", "successor")


class PredecessorInline(SuccessionRow):
    fk_name = "successor"
    verbose_name = verbose_name_plural = _("đơn vị trước sắp xếp")


class SuccessorInline(SuccessionRow):
    fk_name = "predecessor"
    verbose_name = verbose_name_plural = _("đơn vị kế thừa")


@admin.register(Province)
class ProvinceAdmin(RecordAdmin):
    list_display = ("name", "kind", "code", "began", "ended")
    list_filter = (ExistenceFilter, "kind")
    search_fields = ("search_text",)
    rows = (PredecessorInline, SuccessorInline)

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        return on_its_day(request, found), duplicates


@admin.register(Succession)
class SuccessionAdmin(RecordAdmin):
    list_display = ("predecessor", "successor", "day", "adopted_on", "legal_basis")
    date_hierarchy = "day"
    search_fields = ("predecessor__search_text", "successor__search_text")
    joined = ("predecessor", "successor")


class RegionMembershipInline(Row):
    model = RegionMembership
    joined = ("region", "province")


@admin.register(Region)
class RegionAdmin(RecordAdmin):
    list_display = ("name", "code")
    rows = (RegionMembershipInline,)


@admin.register(RegionMembership)
class RegionMembershipAdmin(RecordAdmin):
    list_display = ("province", "region", "began", "ended")
    list_filter = ("region",)
    search_fields = ("province__search_text",)
    joined = ("region", "province")
