"""What a reader may ask of the provinces and the tasks, and the province control that every list shares."""

import datetime

import django_filters
from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from portal.base.lists import FilterSelect, FourDigitYearFilter, YearsMixin, choice_filter, resolve_choice
from portal.records.filters import RecordFilter

from .grouping import grouping
from .models import Body, Programme, Province, ResearchField, Task
from .places import places

NO_PROVINCE = _("Không có tỉnh, thành phố nào tên là “%(value)s”.")


class TodayThenEnded(ModelChoiceIterator):
    """The choices of the province control: today's units, then those that ended, in one query."""

    def __iter__(self):
        units = list(self.queryset)
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield (_("Hiện nay"), [self.choice(unit) for unit in units if unit.ended is None])
        yield (_("Đã thôi là đơn vị riêng"), [self.choice(unit) for unit in units if unit.ended is not None])


class ProvinceField(forms.ModelChoiceField):
    iterator = TodayThenEnded

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.named = {}  # {what was typed: the province it names}

    def __deepcopy__(self, memo):
        mine = super().__deepcopy__(memo)  # each form has one
        mine.named = {}
        return mine

    def to_python(self, value):
        """The province of a slug, or of a name as people type it. Asks back where it may be several places."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            self.named[value] = resolve_choice("tinh", value, places(str(value)), wrong=NO_PROVINCE)
            return self.named[value]

    def prepare_value(self, value):
        # The control shows the province that a name was read as.
        return super().prepare_value(self.named.get(value, value))

    def label_from_instance(self, province):
        return province.local_name


class ProvinceFilter(django_filters.ModelChoiceFilter):
    """A province by slug or by name. What choosing it means is `Province.scope()`."""

    field_class = ProvinceField

    def __init__(self, **kwargs):
        kwargs = {"label": _("Tỉnh, thành phố"), "empty_label": _("tất cả"), "widget": FilterSelect} | kwargs
        super().__init__(queryset=lambda request: Province.objects.all(), to_field_name="slug", **kwargs)


class LocalChoiceField(ModelChoiceField):
    def label_from_instance(self, record):
        return getattr(record, "local_name", record)


class SlugChoiceFilter(django_filters.ModelChoiceFilter):
    """A record of a short list, by slug."""

    field_class = LocalChoiceField

    def __init__(self, *, wrong, **kwargs):
        usual = {"to_field_name": "slug", "empty_label": _("tất cả"), "widget": FilterSelect}
        super().__init__(**usual | kwargs)
        self.extra["error_messages"] = {"invalid_choice": wrong}


def region_filter(column=None):
    """A region of the grouping, by slug; the one that `column` holds, where it is given."""
    return SlugChoiceFilter(
        field_name=column,
        label=grouping().label,
        queryset=lambda request: grouping().regions(),
        wrong=grouping().wrong,
    )


class ProvinceListFilter(YearsMixin, RecordFilter):
    meaning = _("Năm là năm đơn vị còn tồn tại; vùng là vùng hội nghị từng tính tỉnh đó.")

    tinh = ProvinceFilter()
    vung = region_filter()

    def narrow(self, provinces, asked):
        if asked["tinh"]:
            provinces = provinces.filter(pk__in=asked["tinh"].scope())
        if asked["years"]:
            first, last = asked["years"]
            begun = Q(began=None) | Q(began__lte=datetime.date(last, 12, 31))
            provinces = provinces.filter(begun & (Q(ended=None) | Q(ended__gt=datetime.date(first, 1, 1))))
        if asked["vung"]:
            counted = grouping().provinces_of(asked["vung"])
            provinces = provinces.filter(
                Q(pk__in=counted) | Q(ended=None, successions_in__predecessor__in=counted)
            ).distinct()
        return provinces


class TaskFilter(YearsMixin, RecordFilter):
    meaning = _("Tỉnh là nơi thực hiện; năm là năm nhiệm vụ đang chạy.")

    tinh = ProvinceFilter()
    vung = region_filter()
    cap = choice_filter(Task.Level, _("Cấp"), "level")
    linh_vuc = SlugChoiceFilter(
        label=_("Lĩnh vực"),
        queryset=lambda request: ResearchField.objects.all(),
        wrong=_("Không có lĩnh vực nào mang mã “%(value)s”."),
    )
    chuong_trinh = SlugChoiceFilter(
        field_name="programme",
        label=_("Chương trình"),
        queryset=lambda request: Programme.objects.published(),
        wrong=_("Không có chương trình nào ở đường dẫn “%(value)s”."),
    )
    trang_thai = choice_filter(Task.Status, _("Trạng thái"), "status")
    bat_dau = FourDigitYearFilter("newest", label=_("Năm bắt đầu"), widget=forms.HiddenInput)
    chu_tri = SlugChoiceFilter(
        field_name="lead_body",
        label=_("Tổ chức chủ trì"),
        queryset=lambda request: Body.objects.published(),
        wrong=_("Không có cơ quan nào ở đường dẫn “%(value)s”."),
        widget=forms.HiddenInput,
    )

    def narrow(self, tasks, asked):
        provinces = asked["tinh"].scope() if asked["tinh"] else None
        if asked["vung"]:
            tasks = tasks.of_provinces(
                list(grouping().provinces_of(asked["vung"]).values_list("province", flat=True))
            )
        if asked["years"]:
            tasks = tasks.running(*asked["years"], provinces)
        elif provinces:
            tasks = tasks.of_provinces(provinces)
        if asked["linh_vuc"]:
            tasks = tasks.filter(field__in=asked["linh_vuc"].with_parts())
        return tasks


class BodyFilter(RecordFilter):
    meaning = _("Tỉnh là tỉnh mà cơ quan thuộc về.")

    tinh = ProvinceFilter()
    loai = choice_filter(Body.Kind, _("Loại"), "kind")

    def narrow(self, bodies, asked):
        return bodies.of_provinces(asked["tinh"].scope()) if asked["tinh"] else bodies
