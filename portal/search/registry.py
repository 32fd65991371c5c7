"""What of which records is searched, and by what answers are narrowed: each app registers it in its `search.py`.

@register
class BookIndex(SearchIndex):
    kind, model = "sach", Book
    plural, singular, order = _("sách"), _("cuốn sách"), 40
    dependencies = (Dependency(Author, "authors", ("name",)), …)

@facet("tac-gia", "tac_gia", label=_("Tác giả"), unknown=_("Không có tác giả nào tên là “%(value)s”."), order=20)
def authors(slugs):
    return {author.slug: author for author in Author.objects.filter(slug__in=slugs)}
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from portal.base.language import Label

from .language.words import folded_words

Named = dict[str, Any]  # value of a facet: the record, or its name


@dataclass(frozen=True)
class Dependency:
    """Rows of another model that the entries of a kind name: they are made anew when such a row changes.

    `path` leads from the searched model to `model`. `fields` are the columns (attnames) that the entries
    show; a change of any column counts where none is named.
    """

    model: type[Model]
    path: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchDocument:
    """What of a record is searched, as written.

    `names` are what it is called in whole (a person, a province), `people` and `places` whom and where
    it names, `text` the rest, `years` those of which it tells beside its own `year`. `lineage` counts for a place's own page alone. `facets` {name: values}.
    `roles` {role: the names to which it stands in that role}: {"dang-cai": ["Cao Bằng"]} of a conference held there;
    a role without names is a state of the record itself.
    """

    title: str
    text: str = ""
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    year: int | None = None
    years: tuple[int, ...] = ()
    days: tuple[datetime.date, ...] = ()
    ordinal: int | None = None
    address: str = ""
    public: bool = True
    lineage: bool = False
    facets: Mapping[str, Iterable] = field(default_factory=dict)
    roles: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def day(self) -> datetime.date | None:
        """The day it is sorted by."""
        return max((day for day in self.days if day), default=None)


@dataclass(frozen=True)
class Suggestion:
    """How a kind's names are suggested while a question is typed.

    `order` is its place among the kinds, `share` how many of it are shown while others have as good a claim.
    `is_numerous`: there are so many that the others are looked for apart from it.
    """

    order: int
    share: int
    is_numerous: bool = False


class SearchIndex:
    """One kind of record: `kind` names it in the index and in addresses ("loai"), `dependencies` what it names;
    `joined` and `fetched` are the relations that its documents read.

    `plural` and `singular` are what a reader sees it called, the model's own names where it says none; `order` is its
    place in an answer, `suggestion` its part in autocomplete (None: its names are not suggested).
    `called` are words by which people ask for the kind; `weight` is what an answer of it counts beside others.
    `asked_by` are turns of a question that ask for the kind ("ai") and need not stand in an entry, `asked_with` words
    that make it what is asked for and do stand there ("chủ tịch"); `answers_to` are kinds of concepts ("date")
    of which a question may be nothing else. `roles` {role of its documents: words that ask for it} and `states` {state:
    words}, a role without names, need not stand in an entry either; "… cũ" is a word after a name.

    Made anew for each batch, so a cached property holds what the batch shares. `shared` is a dict that
    lives as long and is the same for every kind of the batch.
    """

    kind: str = ""
    model: type[Model]
    plural: Label | None = None
    singular: Label | None = None
    order: int = 1_000
    suggestion: Suggestion | None = None
    dependencies: tuple[Dependency, ...] = ()
    joined: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    asked_with: tuple[str, ...] = ()
    answers_to: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = {}
    states: Mapping[str, tuple[str, ...]] = {}
    weight: float = 1.0

    def __init__(self, shared: dict[str, Any] | None = None) -> None:
        self.shared: dict[str, Any] = {} if shared is None else shared

    def rows(self) -> QuerySet:
        """The records, with the relations of their documents (a QuerySet of fixed cost)."""
        rows = self.model._base_manager.prefetch_related(*self.fetched)
        return rows.select_related(*self.joined) if self.joined else rows

    def document(self, record: Any) -> SearchDocument:
        """The SearchDocument of `record`. A public one holds nothing that the record's page hides."""
        raise NotImplementedError


@dataclass(frozen=True)
class FacetDefinition:
    """A facet of the index by which an answer is narrowed, asked for by the word `parameter` of an address.

    `records(values)` gives {value: the record, or its name}, in one query at most; what it leaves out is no choice.
    `guess(text)` gives [(parameter, record)] that a text which is no value may name. `unknown` refuses any other text
    ("%(value)s"). `is_counted`: its values are offered with their numbers. Facets stand in the order of `order`.
    """

    name: str
    parameter: str
    label: Label
    unknown: Label
    records: Callable[[list[str]], Named]
    order: int
    is_counted: bool = False
    guess: Callable[[str], list[tuple[str, Any]]] | None = None

    def named(self, values: Iterable[str]) -> Named:
        """{value: record, or its name} of those of `values` that a reader may see. One query at most."""
        values = list(values)
        return self.records(values) if values else {}


#: The state of what has not been yet, and so is never the newest.
TO_COME = "sap-toi"

#: {kind: its SearchIndex}, in the order of registration.
KINDS: dict[str, type[SearchIndex]] = {}

_facets: dict[str, FacetDefinition] = {}  # {parameter: FacetDefinition}


def register(searched: type[SearchIndex]) -> type[SearchIndex]:
    KINDS[searched.kind] = searched
    return searched


def facet(name: str, parameter: str, **details: Any) -> Callable[[Callable], Callable]:
    """Registers the FacetDefinition of which the decorated function is `records`."""

    def registered(function: Callable) -> Callable:
        _facets[parameter] = FacetDefinition(name, parameter, records=function, **details)
        return function

    return registered


def facets() -> dict[str, FacetDefinition]:
    """{parameter: FacetDefinition}, in order."""
    return dict(sorted(_facets.items(), key=lambda item: item[1].order))


def plurals() -> dict[str, Label]:
    """{kind: its name in the plural}, in the order in which an answer shows them."""
    found = sorted(KINDS.values(), key=lambda searched: searched.order)
    return {
        searched.kind: searched.plural or searched.model._meta.verbose_name_plural or "" for searched in found
    }


def singular(kind: str) -> Label:
    """What one record of `kind` is called; `kind` itself where it is none."""
    if kind not in KINDS:
        return kind
    return KINDS[kind].singular or KINDS[kind].model._meta.verbose_name or kind


def suggested_kinds() -> dict[str, Suggestion]:
    """{kind: its Suggestion} of the kinds whose names are suggested, in order."""
    found = {kind: searched.suggestion for kind, searched in KINDS.items() if searched.suggestion}
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def whole(*names: Any) -> tuple[str, ...]:
    """The names that are not empty, each once: texts of one name a line are taken apart (a tuple)."""
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        for line in str(name or "").splitlines():
            found.setdefault(folded_words(line), line.strip())
    found.pop((), None)
    return tuple(found.values())


def prose(*texts: Any) -> str:
    """The texts that are not empty, one a line."""
    return "\n".join(str(text).strip() for text in texts if text)
