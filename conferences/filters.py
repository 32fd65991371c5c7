"""What a reader may ask of conferences, officials, recommendations and figures."""

from functools import cached_property

import django_filters
from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.base.lists import YearsMixin, choice_filter
from portal.records.filters import RecordFilter
from provinces.filters import ProvinceFilter, SlugChoiceFilter, region_filter

from .models import Conference, Figure, Recommendation, SeriesMembership
from .models.participation import ROLES


def narrow_conferences(conferences, asked):
    """The conferences that province, role, years and series ask for. One rule, for every list that asks it."""
    if asked["tinh"]:
        conferences = conferences.of_provinces(asked["tinh"].scope(), asked["vai"])
    elif asked["vai"]:
        conferences = conferences.with_role(asked["vai"])
    if asked["years"]:
        conferences = conferences.in_years(*asked["years"])
    if asked["vung"]:
        conferences = conferences.filter(series=asked["vung"])
    return conferences


class ByConference(YearsMixin, RecordFilter):
    """Province, role, years and series of a conference."""

    tinh = ProvinceFilter()
    vai = choice_filter(list(ROLES.items()), _("Vai trò của tỉnh"))
    vung = region_filter()

    def asks_conference(self, asked):
        return any(asked[name] for name in ("tinh", "vai", "years", "vung"))


class ConferenceFilter(ByConference):
    meaning = _("Tỉnh đăng cai hoặc có mặt; năm là năm họp.")

    tinh_trang = choice_filter(Conference.Status, _("Tình trạng"), "status")

    def narrow(self, conferences, asked):
        return narrow_conferences(conferences, asked)

    def in_any_year(self):
        """What the rest of the question finds, the years left aside (a QuerySet)."""
        return self.found(self.form.cleaned_data | {"years": None})

    @cached_property
    def years(self):
        """[{year, conferences, asked}] of the years in which the rest of the question finds something."""
        if not self.is_valid():
            return []
        first, last = self.form.cleaned_data["years"] or (0, 0)
        tally = self.in_any_year().order_by("year").values_list("year").annotate(Count("pk"))
        return [
            {"year": year, "conferences": count, "asked": first <= year <= last}
            for year, count in tally
            if year
        ]

    @cached_property
    def left_out(self):
        """How many conferences a question about years cannot find, because no source states their year."""
        if not (self.is_valid() and self.form.cleaned_data["years"]):
            return 0
        return self.in_any_year().filter(year=None).count()


class OfficialFilter(ByConference):
    meaning = _("Người có mặt ở những hội nghị mà tỉnh đăng cai hoặc tham dự, trong những năm đó.")

    def narrow(self, officials, asked):
        if self.asks_conference(asked):
            officials = officials.at(narrow_conferences(Conference.objects.published(), asked))
        return officials


class RecommendationFilter(YearsMixin, RecordFilter):
    meaning = _("Tỉnh là bên nêu hoặc bên nhận; năm là năm của hội nghị.")

    tinh = ProvinceFilter()
    vai = choice_filter((("neu", _("bên nêu")), ("nhan", _("bên nhận"))), _("Vai trò của tỉnh"))
    vung = region_filter("conference__series")
    loai = choice_filter(Recommendation.Kind, _("Loại"), "kind")
    trang_thai = choice_filter(Recommendation.State, _("Trạng thái"), "state")
    noi_nhan = SlugChoiceFilter(
        field_name="to_body",
        label=_("Nơi nhận"),
        queryset=lambda request: Recommendation.objects.published().bodies_asked(),
        wrong=_("Không có nơi nhận nào ở đường dẫn “%(value)s”."),
    )
    qua_han = django_filters.BooleanFilter(label=_("Quá hạn nguồn nêu"), widget=forms.CheckboxInput)

    def narrow(self, recommendations, asked):
        if asked["tinh"]:
            recommendations = recommendations.of_provinces(asked["tinh"].scope(), asked["vai"])
        elif asked["vai"]:
            recommendations = recommendations.with_party(asked["vai"])
        if asked["years"]:
            recommendations = recommendations.filter(conference__year__range=asked["years"])
        return recommendations.overdue() if asked["qua_han"] else recommendations


class FigureFilter(YearsMixin, RecordFilter):
    meaning = _("Tỉnh và vùng là phạm vi của con số; năm nằm trong thời gian mà con số nói tới.")

    tinh = ProvinceFilter()
    vung = region_filter("scope_series")
    chi_tieu = SlugChoiceFilter(
        field_name="indicator",
        label=_("Chỉ tiêu"),
        queryset=lambda request: Figure.objects.published().indicators(),
        wrong=_("Không có chỉ tiêu nào ở đường dẫn “%(value)s”."),
    )

    def narrow(self, figures, asked):
        if asked["tinh"]:
            figures = figures.of_provinces(asked["tinh"].scope())
        if asked["years"]:
            figures = figures.about_years(*asked["years"])
        return figures


class SeriesFilter(RecordFilter):
    meaning = _("Tỉnh là tỉnh mà vùng hội nghị từng tính là thành viên.")

    tinh = ProvinceFilter()

    def narrow(self, series, asked):
        if asked["tinh"]:
            members = SeriesMembership.objects.of_provinces(asked["tinh"].scope())
            series = series.filter(pk__in=members.values("series"))
        return series
