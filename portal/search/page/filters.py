"""What a reader may ask of the search."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.base.lists import ActivePart, ListFilter, ListForm, YearsMixin, choice_filter, resolve_choice
from portal.search.boolean import Expression, Or
from portal.search.index.analyser import KIND
from portal.search.models import Entry
from portal.search.registry import FacetDefinition, facets, plurals

from .results import Narrowing, RankedEntries, SearchResults, holds_facet


class SearchForm(ListForm):
    def clean(self) -> dict[str, Any]:
        # Unlike a list's, its box takes anything: what is no word finds nothing, and the page says so.
        text = self.cleaned_data.pop("q", "")
        return super().clean() | {"q": text}


class FacetValue:
    """A value of a facet that was asked for, and what it is called."""

    def __init__(self, value: str, record: Any) -> None:
        self.value = value
        self.local_name = getattr(record, "local_name", record)


class FacetField(forms.CharField):
    """A value of `facet` (a FacetDefinition); refuses one that names nothing that a reader may see."""

    def __init__(self, facet: FacetDefinition) -> None:
        self.facet = facet
        super().__init__(label=facet.label, required=False)

    def clean(self, value: Any) -> FacetValue | None:
        value = super().clean(value)
        if not value:
            return None
        record = self.facet.named([value]).get(value)
        if record is None:
            meant = self.facet.guess(value) if self.facet.guess else []
            value = resolve_choice(self.facet.parameter, value, meant, wrong=self.facet.unknown).slug
            record = self.facet.named([value])[value]
        return FacetValue(value, record)


class SearchFilter(YearsMixin, ListFilter):
    """A question to the search over `queryset` (entries that a reader may see)."""

    class Meta:
        form = SearchForm

    q = django_filters.CharFilter(label=_("Từ khóa"))
    loai = choice_filter(lambda: list(plurals().items()), _("Loại"))
    sap_xep = choice_filter((("moi", _("mới nhất trước")), ("cu", _("cũ nhất trước"))), _("Xếp"))
    nguyen_van = django_filters.BooleanFilter(label=_("Đúng như đã gõ"), widget=forms.CheckboxInput)

    #: What orders or reads an answer and does not narrow it.
    LAST = ("sap_xep", "nguyen_van")

    def __init__(self, *args, **kwargs):
        self.facets = facets()
        super().__init__(*args, **kwargs)
        self.form.order_fields([name for name in self.form.fields if name not in self.LAST])
        # The page has links in the place of fields; its box keeps what narrows the answer.
        for name, field in self.form.fields.items():
            if name not in ("q", "nguyen_van"):
                field.widget = forms.HiddenInput()

    def get_form_class(self) -> type[forms.Form]:
        fields = {parameter: FacetField(facet) for parameter, facet in self.facets.items()}
        return type("FacetedSearchForm", (super().get_form_class(),), fields)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The question's parts as read; {} where it has a mistake."""
        return self.form.cleaned_data if self.is_valid() else {}

    @cached_property
    def answer(self) -> SearchResults:
        return SearchResults(self.asked.get("q", ""), literal=bool(self.asked.get("nguyen_van")))

    def narrowing(self, *but: str) -> Narrowing:
        """What the entries must hold beside the words of the question, for all that narrows it but `but`."""
        parts: list[Expression] = [
            holds_facet(facet.name, self.asked[word].value)
            for word, facet in self.facets.items()
            if self.asked.get(word) and word not in but
        ]
        if self.asked.get("years") and "nam" not in but:
            first, last = self.asked["years"]
            parts.append(Or(tuple(holds_facet("nam", year) for year in range(first, last + 1))))
        if self.asked.get("loai") and "loai" not in but:
            parts.append(holds_facet(KIND, self.asked["loai"]))
        return tuple(parts)

    @property
    def narrowings(self) -> list[ActivePart]:
        """The parts of the question that narrow it, as `active` gives them."""
        return [part for part in self.active if part["name"] not in ("q", *self.LAST)]

    def filter_queryset(self, entries: QuerySet[Entry]) -> QuerySet[Entry] | RankedEntries:
        order = self.asked.get("sap_xep")
        if order:
            return self.answer.by_day(self.narrowing(), oldest_first=order == "cu")
        return self.answer.by_relevance(self.narrowing())
