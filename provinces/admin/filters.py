"""Filters that many lists share: by province, and by year."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext_lazy as _

from provinces.models import YEAR_RANGE, Province


class ProvinceAdminFilter(admin.SimpleListFilter):
    """Today's units, then the ended ones. Today's unit means itself and its predecessors (`scope()`)."""

    title = _("tỉnh, thành phố")
    parameter_name = "tinh"
    template = "admin/closed_filter.html"

    def has_output(self):
        return True

    def lookups(self, request, model_admin):
        self.units = {province.slug: province for province in Province.objects.all()}
        units = sorted(
            self.units.values(), key=lambda province: province.ended is not None
        )  # keeps each in order
        return [(province.slug, str(province)) for province in units]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.units:
            raise IncorrectLookupParameters
        return queryset.of_provinces(self.units[self.value()].scope())


class YearAdminFilter(admin.SimpleListFilter):
    """The years that the list holds. A subclass says where the year stands, by `column`."""

    title = _("năm")
    parameter_name = "nam"
    column = None

    def has_output(self):
        return True

    def lookups(self, request, model_admin):
        years = model_admin.get_queryset(request).order_by().values_list(self.column, flat=True).distinct()
        return [(str(year), str(year)) for year in sorted(filter(None, years), reverse=True)]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if not (self.value().isascii() and self.value().isdigit() and len(self.value()) == 4):
            raise IncorrectLookupParameters
        year = int(self.value())
        if not YEAR_RANGE[0] <= year <= YEAR_RANGE[1]:
            raise IncorrectLookupParameters
        return self.in_year(queryset, year)

    def in_year(self, queryset, year):
        return queryset.filter(**{self.column: year})


def year_filter(path):
    """A YearAdminFilter of the column `path`."""
    return type("YearAdminFilterOf" + path.title().replace("_", ""), (YearAdminFilter,), {"column": path})


class RunningFilter(YearAdminFilter):
    """Tasks that ran in the year; the years offered are those in which one started."""

    column = "newest"  # 0 where no source states it; its index gives the years without reading the tasks

    def in_year(self, queryset, year):
        return queryset.running(year, year)
