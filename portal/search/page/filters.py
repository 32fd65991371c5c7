"""What a reader may ask of the search."""

from functools import cached_property

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.lists import ListFilter, ListForm, YearsMixin, choice_filter, resolve_choice
from portal.search.models import Facet

from .answer import Answer
from .facets import meant, named
from .kinds import kinds


class SearchForm(ListForm):
    def clean(self):
        # Unlike a list's, its box takes anything: what is no word finds nothing, and the page says so.
        text = self.cleaned_data.pop("q", "")
        return super().clean() | {"q": text}


class Chosen:
    """A value of a facet that was asked for, and what it is called."""

    def __init__(self, value, record):
        self.value = value
        self.local_name = getattr(record, "local_name", record)


class FacetField(forms.CharField):
    """A value of a facet; refuses one that names nothing that a reader may see."""

    def __init__(self, *, facet, wrong, **kwargs):
        self.facet, self.wrong = facet, wrong
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        record = named(self.facet, [value]).get(value)
        if record is None:
            value = resolve_choice(self.facet, value, meant(self.facet, value), wrong=self.wrong).slug
            record = named(self.facet, [value])[value]
        return Chosen(value, record)


class FacetFilter(django_filters.Filter):
    field_class = FacetField


class SearchFilter(YearsMixin, ListFilter):
    """A question to the search over `queryset` (entries that a reader may see)."""

    class Meta:
        form = SearchForm

    q = django_filters.CharFilter(label=_("Từ khóa"))
    loai = choice_filter(lambda: list(kinds().items()), _("Loại"))
    tinh = FacetFilter(
        facet="tinh",
        label=_("Tỉnh, thành phố"),
        wrong=_("Không có tỉnh, thành phố nào tên là “%(value)s”."),
    )
    vung = FacetFilter(
        facet="vung",
        label=_("Hội nghị vùng"),
        wrong=_("Không có vùng hội nghị nào ở đường dẫn “%(value)s”."),
    )
    linh_vuc = FacetFilter(
        facet="linh-vuc", label=_("Lĩnh vực"), wrong=_("Không có lĩnh vực nào mang mã “%(value)s”.")
    )
    dai_bieu = FacetFilter(
        facet="dai-bieu", label=_("Đại biểu"), wrong=_("Không có đại biểu nào ở đường dẫn “%(value)s”.")
    )
    hoi_nghi = FacetFilter(
        facet="hoi-nghi",
        label=_("Hội nghị"),
        wrong=_("Không có hội nghị nào ở đường dẫn “%(value)s”."),
    )
    co_quan = FacetFilter(
        facet="co-quan", label=_("Cơ quan"), wrong=_("Không có cơ quan nào ở đường dẫn “%(value)s”.")
    )
    sap_xep = choice_filter((("moi", _("mới nhất trước")), ("cu", _("cũ nhất trước"))), _("Xếp"))
    nguyen_van = django_filters.BooleanFilter(label=_("Đúng như đã gõ"), widget=forms.CheckboxInput)

    #: What narrows an answer by a facet: {word of the address: name of the facet}.
    FACETS = {
        "tinh": "tinh",
        "vung": "vung",
        "linh_vuc": "linh-vuc",
        "dai_bieu": "dai-bieu",
        "hoi_nghi": "hoi-nghi",
        "co_quan": "co-quan",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The page has links in the place of fields; its box keeps what narrows the answer.
        for name, field in self.form.fields.items():
            if name not in ("q", "nguyen_van"):
                field.widget = forms.HiddenInput()

    @cached_property
    def asked(self):
        """The question's parts as read; {} where it has a mistake."""
        return self.form.cleaned_data if self.is_valid() else {}

    @cached_property
    def answer(self):
        return Answer(self.asked.get("q", ""), self.queryset, literal=self.asked.get("nguyen_van"))

    def narrowed(self, *but):
        """The entries that the rest of the question leaves, the parts `but` aside (a QuerySet)."""
        entries = self.queryset
        for word, name in self.FACETS.items():
            if self.asked.get(word) and word not in but:
                chosen = Facet.objects.filter(name=name, value=self.asked[word].value)
                entries = entries.filter(pk__in=chosen.values("entry"))
        if self.asked.get("years") and "nam" not in but:
            years = Facet.objects.filter(name="nam", value__range=self.asked["years"])
            entries = entries.filter(pk__in=years.values("entry"))
        if self.asked.get("loai") and "loai" not in but:
            entries = entries.filter(kind=self.asked["loai"])
        return entries

    @property
    def is_narrowed(self):
        return any(self.asked.get(word) for word in (*self.FACETS, "years", "loai"))

    @property
    def narrowings(self):
        """The parts of the question that narrow it, as `active` gives them."""
        return [part for part in self.active if part["name"] not in ("q", "sap_xep", "nguyen_van")]

    def filter_queryset(self, entries):
        order = self.asked.get("sap_xep")
        entries = self.narrowed()
        if order:
            return self.answer.by_day(entries, oldest_first=order == "cu")
        return self.answer.by_relevance(entries, self.is_narrowed)
