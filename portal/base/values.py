"""Values as they are typed and pasted, on every form, in every sheet and file.

Numbers by the rules of Vietnamese: dots, or hard or thin spaces, part the digits in threes, a comma stands before a
fraction: "500.000.000", "636,1". A point that parts no threes is refused, never read as the sign of another language.
"1,500" is refused too: who writes so may mean fifteen hundred. Zeros in front number a list ("01", "007"); before a hundred or more they are a slip or a code, and refused: "0500".
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .encodings import foreign_text
from .lists import FIRST_YEAR, LAST_YEAR
from .text import drop_unseen, nfc, number, visible

# --- Numbers ------------------------------------------------------------------------------------------
_SHAPE = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>\d+|[1-9]\d{0,2}(?:(?P<part>[.\u00a0\u2007\u2009\u202f])\d{3})(?:(?P=part)\d{3})*)"
    r"(?:,(?P<fraction>\d+))?",
    re.ASCII,
)
_LONGEST = 100  # signs; no column holds so many
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1  # of a column on either database
_PADDED = 99
_UNGROUPED = 10_000  # from here on a form shows dots: a year has none


#: 1,500: in Vietnamese one and a half, in English fifteen hundred.
_EITHER = re.compile(r"([-−]?[1-9]\d{0,2}),(\d{3})", re.ASCII)


def decimal_text(value) -> str:
    """A Decimal as read_decimal() takes it for sure: "636,1", "1,2340"."""
    text = number(value)
    return f"{text}0" if _EITHER.fullmatch(text) else text


def read_decimal(text) -> Decimal:
    """The number that `text` says. Raises ValidationError. Of a cell that holds a number, and has `shown`, that is sure."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None or len(text) > _LONGEST or found["fraction"] == "000":  # thousands, as in English
        raise ValidationError(_("Viết số như nguồn tiếng Việt: 1.500 hoặc 636,1."), "invalid")
    if (either := _EITHER.fullmatch(text.strip())) and not hasattr(text, "shown"):
        whole, fraction = either.groups()
        shorter = fraction.rstrip("0") if fraction[-1] == "0" else f"{fraction}0"
        said = {"text": text.strip(), "fraction": f"{whole},{shorter}", "whole": f"{whole}.{fraction}"}
        sentence = _(
            "“%(text)s” có hai cách đọc: phần lẻ thì viết %(fraction)s, hàng nghìn thì viết %(whole)s."
        )
        raise ValidationError(sentence % said, "either")
    whole = re.sub(r"\D", "", found["whole"])
    if whole[0] == "0" and int(whole) > _PADDED:
        raise ValidationError(_("Số không bắt đầu bằng 0: viết 500, không viết 0500."), "padded")
    fraction = f".{found['fraction']}" if found["fraction"] else ""
    return Decimal(f"{'-' * len(found['sign'])}{whole}{fraction}")


def read_integer(text) -> int:
    """The whole number that `text` says. Raises ValidationError."""
    sentence = _("Viết số nguyên như tiếng Việt: 2024 hoặc 500.000.000.")
    if re.search(r",\d{3}\s*\Z", text):  # 500,000: thousands, as in English, or a fraction of no use
        raise ValidationError(sentence, "invalid")
    try:
        value = read_decimal(text)
    except ValidationError as error:
        raise error if error.code == "padded" else ValidationError(sentence, "invalid") from error
    if value != value.to_integral_value():
        raise ValidationError(_("Phải là số nguyên: sau dấu phẩy là phần lẻ."), "invalid")
    if not _SMALLEST <= value <= _LARGEST:
        raise ValidationError(_("Số này quá lớn."), "invalid")
    return int(value)


def reader_of(column) -> Callable[[str], Any]:
    """What reads the text of a model field: as a number where it holds one, else as it is seen."""
    if isinstance(column, models.IntegerField):
        return read_integer
    return read_decimal if isinstance(column, models.DecimalField) else visible


def _typed(value):
    """What was typed, without the signs that nobody sees. Raises ValidationError where one turns the digits around."""
    if "\u202e" in value:
        raise ValidationError(_("Có dấu đổi chiều chữ mà mắt không thấy: hãy xóa ô này và gõ lại."), "turned")
    return drop_unseen(value).strip()


class WholeNumberField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "vIntegerField"})

    def prepare_value(self, value) -> Any:
        return number(value) if isinstance(value, int) and abs(value) >= _UNGROUPED else value

    def to_python(self, value) -> int | None:
        if isinstance(value, str):
            value = _typed(value)
            return read_integer(value) if value else None
        return super().to_python(value)


class VietnameseNumberField(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12})

    def prepare_value(self, value) -> Any:
        return decimal_text(value) if isinstance(value, Decimal) else value

    def to_python(self, value) -> Any:
        if isinstance(value, str):
            typed = _typed(value)
            return read_decimal(value if hasattr(value, "shown") else typed) if typed else None
        return super().to_python(value)


class SeenField(forms.Field):
    """Goes before a field of text: reads it without the signs that nobody sees, which pasted text brings."""

    def to_python(self, value) -> Any:
        if isinstance(value, str) and "\0" not in value:  # which is refused, as Django does
            value = visible(value)
        return super().to_python(value)


class PathTextField(SeenField, forms.CharField):
    pass


class SeenTextField(PathTextField):
    """Words, which are refused where they are no Unicode Vietnamese."""

    def to_python(self, value) -> Any:
        if isinstance(value, str) and (found := foreign_text(nfc(value))):
            raise ValidationError(found.refusal, "foreign")
        return super().to_python(value)


class AnyDayField(SeenField, forms.DateField):
    def to_python(self, value) -> Any:
        if isinstance(value, str):
            _typed(value)
        return super().to_python(value)


class DayField(AnyDayField):
    """A day of the years that a record may speak of: "02/03/0024" is a slip."""

    def to_python(self, value) -> Any:
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Năm phải từ 1945 đến 2100."), code="year")
        return day


class HourField(SeenField, forms.TimeField):
    pass


class AddressField(SeenField, forms.URLField):
    pass


class EmailTextField(SeenField, forms.EmailField):
    pass


class SlugTextField(SeenField, forms.SlugField):
    pass


#: The `formfield_overrides` of every admin.
NUMBER_FIELDS = {
    models.IntegerField: {"form_class": WholeNumberField, "widget": WholeNumberField.widget},
    models.BigIntegerField: {
        "form_class": WholeNumberField,
        "widget": forms.TextInput(attrs={"inputmode": "numeric", "class": "vBigIntegerField"}),
    },
    models.DecimalField: {"form_class": VietnameseNumberField},
    models.DateField: {"form_class": DayField},
    models.URLField: {"form_class": AddressField},
    models.EmailField: {"form_class": EmailTextField},
    models.SlugField: {"form_class": SlugTextField, "widget": forms.TextInput(attrs={"class": "vTextField"})},
}
