"""Every list, one way: a FilterSet reads the question, and the answer leaves as a page, or as a file (`downloads.py`) of
the same columns and rows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.forms.utils import ErrorDict, flatatt
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .errors import Refusal
from .language import Label
from .text import drop_unseen, search_words

PAGE_SIZE = 50
FIRST_YEAR, LAST_YEAR = 1945, 2100


@dataclass(frozen=True)
class Column:
    """One column of a list: a stable key, its heading, and the plain text of a row's cell.

    `value`: what machines get, where that is no text: a number or a date, None for a blank.
    `in_files_alone`: the page says the same in words, in another column.
    """

    key: str
    label: Label
    text: Callable
    value: Callable | None = None
    in_files_alone: bool = False


def for_files(key: str, label: Label, value: Callable) -> Column:
    """A column of files alone: the number or the day behind what another column says in words."""
    return Column(key, label, value, value, in_files_alone=True)


class ActivePart(TypedDict):
    """One part of a question, for the chip above the answer."""

    name: str
    label: "Label | None"
    words: Any


class YearField(forms.IntegerField):
    widget = forms.TextInput  # a number input would show a mistake as a blank

    def __init__(self, **kwargs):
        wrong = format_lazy(_("Năm phải là số từ {first} đến {last}."), first=FIRST_YEAR, last=LAST_YEAR)
        kwargs["error_messages"] = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric"}

    def to_python(self, value) -> int | None:
        """The year of four digits (2024, 2.024), or None. int() alone would read "2_024", and Django "2024.0"."""
        text = "" if value is None else drop_unseen(str(value)).strip()
        found = re.fullmatch(r"([0-9])[.\u00a0\u202f]?([0-9]{3})", text)
        if text and not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python("".join(found.groups()) if found else None)


class FourDigitYearFilter(django_filters.Filter):
    field_class = YearField


class YearsMixin(django_filters.FilterSet):
    nam = FourDigitYearFilter(label=_("Năm"))
    tu = FourDigitYearFilter(label=_("Từ năm"))
    den = FourDigitYearFilter(label=_("Đến năm"))


class FilterSelect(forms.Select):
    """The select of a filter, written here: Django's templates take a third of a list page for its provinces.

    Under a `mark` of what its choices are made of, they are asked for once in a process and language.
    """

    mark = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.written: dict[str | None, tuple[str, str]] = {}  # {language: (mark, options)}, of all copies

    def use_required_attribute(self, initial) -> bool:
        return False  # to know it, Django asks for the first choice

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        options = self.all_options()
        for chosen in map(escape, self.format_value(value)):
            options = options.replace(f'<option value="{chosen}">', f'<option value="{chosen}" selected>', 1)
        shown = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, shown, mark_safe(options))

    def all_options(self) -> str:
        """The HTML of the options, none of them selected."""
        language = get_language()
        mark, options = self.written.get(language, ("", ""))
        if not self.mark or mark != self.mark:
            options = _options(self.choices)
            self.written[language] = (self.mark, options)
        return options


def _options(choices):
    written = []
    for value, label in choices:
        if isinstance(label, list):
            written.append(f'<optgroup label="{conditional_escape(value)}">{_options(label)}</optgroup>')
        else:
            written.append(f'<option value="{escape(value)}">{conditional_escape(label)}</option>')
    return "".join(written)


def choice_filter(choices, label, column=None) -> django_filters.ChoiceFilter:
    """A filter of `column` by one of `choices`; any other word is refused by name."""
    wrong = _("“%(value)s” không phải một lựa chọn ở mục này.")
    return django_filters.ChoiceFilter(
        field_name=column,
        label=label,
        choices=choices,
        empty_label=_("tất cả"),
        error_messages={"invalid_choice": wrong},
        widget=FilterSelect,
    )


def resolve_choice(name, text, meant, wrong) -> Any:
    """The record that `text` names in the word `name` of an address: the only one of `meant` [(word, record)].

    Raises ValidationError: `wrong` where nothing is meant; where it may be several things, the question which,
    answered by `ListFilter.choices`.
    """
    if not meant:
        raise forms.ValidationError(wrong, params={"value": text})
    (word, record), *others = meant
    if others or word != name:
        several = _("“%(value)s” có thể là nhiều nơi.") if others else _("“%(value)s” là tên một vùng.")
        raise forms.ValidationError(several, params={"value": text, "choices": meant})
    return record


class ListForm(forms.Form):
    """The form of every list. `nam` stands for one year, `tu` and `den` for a range, never both."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        asked = self.cleaned_data
        year, first, last = (asked.get(name) for name in ("nam", "tu", "den"))
        if year and (first or last):
            raise forms.ValidationError(_("Chọn một năm, hoặc khoảng từ năm đến năm; không chọn cả hai."))
        if first and last and first > last:
            raise forms.ValidationError(_("Năm đầu của khoảng phải trước năm cuối."))
        if asked.get("q") and not search_words(asked["q"]):
            self.add_error("q", _("Từ khóa phải có ít nhất một chữ cái hoặc chữ số."))
        asked["years"] = None
        if year or first or last:
            asked["years"] = (year or first or FIRST_YEAR, year or last or LAST_YEAR)
        return asked


class ListFilter(django_filters.FilterSet):
    """What a reader may ask of one list. Subclasses say what the words mean in `filter_queryset`.

    A question with a mistake in it finds nothing and is answered 400 with the form kept.
    """

    q = django_filters.CharFilter(label=_("Từ khóa"), max_length=200)

    class Meta:
        form = ListForm

    #: What `tinh` and the years mean here, in a sentence for the reader.
    meaning: Label = ""
    form_class: type[forms.Form]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.label_suffix = ""
        self.form.order_fields(["q", "tinh", "vai", "vung", "nam", "tu", "den"])

    def get_form_class(self) -> type[forms.Form]:
        """What the form asks is the same in every question: made once."""
        if "form_class" not in vars(type(self)):
            type(self).form_class = super().get_form_class()
        return type(self).form_class

    @property
    def qs(self) -> Any:
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    @property
    def active(self) -> list[ActivePart]:
        """The parts of the question, for the chips above the answer."""
        if not self.is_valid():
            return []
        parts: list[ActivePart] = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if value in (None, "", False):
                continue
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                # The getter gives pairs; the stubs type it as all that the setter takes.
                value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
            parts.append({"name": name, "label": field.label, "words": value})
        return parts

    @property
    def errors(self) -> ErrorDict:
        return self.form.errors

    @cached_property
    def choices(self) -> list[tuple[Any, str]]:
        """[(record, the query string of the question with it)]: what a word may mean that may mean several things."""
        found = []
        for name, mistakes in self.form.errors.as_data().items():
            for mistake in mistakes:
                for word, record in (mistake.params or {}).get("choices", ()):
                    if word in self.form.fields:
                        found.append((record, self._with(name, word, record.slug)))
        return found

    def _with(self, name, word, value):
        """The query string of the question with `word` in the place of `name`."""
        asked = self.data.copy()
        for gone in (name, "trang"):
            asked.pop(gone, None)
        asked[word] = value
        return asked.urlencode()

    @property
    def refusal(self) -> str:
        """What is wrong with the question, in plain text."""
        sentences = [str(sentence) for mistakes in self.errors.values() for sentence in mistakes]
        names = ", ".join(str(record.local_name) for record, _query in self.choices)
        return " ".join([*sentences, *([_("Chọn một: %(names)s.") % {"names": names}] if names else [])])


def as_page(request, found, template, columns, *, evidence, rows=None, **context) -> HttpResponse:
    """The page of a list: at most PAGE_SIZE rows; 400 for junk and 404 past the last page, with the form kept.

    Where htmx asks, the parts alone that it puts in place of the old ones.
    `evidence(rows)` gives what the template asks for the sources of the rows of the page. `rows`: what its pages are
    cut from (has `count()` and takes slices), where that is not the answer as it stands.
    """
    status, mistake = (200 if found.is_valid() else 400), ""
    nothing: list[Any] = []
    page = Paginator(nothing, PAGE_SIZE).page(1)
    if found.is_valid() or not found.is_bound:
        try:
            page = paginate(request, found.qs if rows is None else rows)
        except Refusal as refusal:
            status, mistake = refusal.status, refusal.sentence
    response = render(
        request,
        template,
        {
            "found": found,
            "in_place": request.headers.get("HX-Request") == "true",
            "page": page,
            "mistake": mistake,
            "columns": columns,
            "csv_path": f"{request.path.removesuffix('/')}.csv",
            "evidence": evidence(page.object_list),
            **context,
        },
        status=status,
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def paginate(request, rows) -> Page:
    """The page that `trang` asks for. Raises Refusal: 400 for what is no number, 404 past the last page."""
    asked = request.GET.get("trang", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) <= 9 and int(asked) > 0):
        raise Refusal(400, _("Số trang phải là một số từ 1 trở lên."))
    paginator = Paginator(rows, PAGE_SIZE)
    if int(asked) > paginator.num_pages:
        raise Refusal(404, _("Danh sách này không có trang đó."))
    page = paginator.page(int(asked))
    found = page.object_list
    page.object_list = found.shown() if hasattr(found, "shown") else list(found)
    return page
