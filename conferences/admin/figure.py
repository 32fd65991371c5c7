import re
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from conferences.models import Figure, Indicator
from portal.base.text import number
from portal.editing.admin import RecordAdmin, Row
from provinces.admin.filters import ProvinceAdminFilter, year_filter

from .of_conference import MORE, SPEAKER, about_its_day, folded

WHAT = (
    ("indicator", "as_printed"),
    ("low", "high", "unit"),
    "no_value_reason",
    ("scope", "scope_series", "scope_province"),
    ("scope_text", "period"),
    ("level", "fields"),
)
WHO = (SPEAKER, ("by_as_printed", "by_as_printed_en"), "recommendation", "note")
JOINED = (
    "conference__series",
    "indicator",
    "scope_series",
    "scope_province",
    "recommendation__conference__series",
    *SPEAKER,
)


class VietnameseNumberField(forms.DecimalField):
    """A number typed as it is printed: 636,1 and 1.500. A point that groups no thousands is refused."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12})
    SHAPE = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", re.ASCII)

    def prepare_value(self, value):
        return number(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            value = value.strip()
            if not self.SHAPE.fullmatch(value):
                raise ValidationError(_("Viết số như nguồn tiếng Việt: 1.500 hoặc 636,1."), code="invalid")
            value = value.replace(".", "").replace(",", ".")
        return super().to_python(value)


NUMBERS = {models.DecimalField: {"form_class": VietnameseNumberField}}


class FigureInline(Row):
    model = Figure
    about = about_its_day
    formfield_overrides = NUMBERS
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("rank", "indicator", "as_printed"),
                    ("low", "high", "unit"),
                    ("scope", "scope_series", "period"),
                )
            },
        ),
        folded(MORE, "no_value_reason", ("scope_province", "scope_text"), ("level", "fields"), *WHO),
    )
    joined = JOINED


@admin.register(Figure)
class FigureAdmin(RecordAdmin):
    about = about_its_day
    formfield_overrides = NUMBERS
    list_display = ("indicator", "as_printed", "scope_series", "scope_province", "period", "conference")
    list_filter = ("scope", "level", year_filter("conference__year"), ProvinceAdminFilter)
    search_fields = ("search_text", "conference__search_text")
    joined = JOINED
    fields = ("conference", "rank", *WHAT, *WHO)


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ("name", "name_en")
    search_fields = ("search_text",)
