"""The answer to one question: what matches, and in which order it is read."""

from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from django.db.models import F, QuerySet

from portal.search.boolean import PUBLIC, And, Expression, Phrase, count_each, facets_of, newest_of_each
from portal.search.index import vocabulary_cache
from portal.search.index.analyser import KIND, facet_token
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import words
from portal.search.models import Entry
from portal.search.query.answer import EngineResult
from portal.search.query.engine import rank_again, rank_within, search
from portal.search.registry import KINDS

from .explanation import QueryText

NEWEST = (F("year").desc(nulls_last=True), F("day").desc(nulls_last=True), "kind", "object_id")
OLDEST = (F("year").asc(nulls_last=True), F("day").asc(nulls_last=True), "kind", "object_id")
SAMPLE = 30

Narrowing = tuple[Expression, ...]  # all of which an entry must hold


def holds_facet(name: str, value: object) -> Expression:
    """That the entry has the value for its facet `name`."""
    return Phrase((facet_token(name, str(value)),))


class SearchResults:
    """What `text` finds among the public entries. `literal`: as typed, word for word.

    It is understood once, by what all of them hold, so that what narrows the answer only takes away:
    the number beside a choice is the number of rows it leads to.
    """

    def __init__(self, text: str, literal: bool = False) -> None:
        self.text, self.literal = text, literal
        self._newest: dict[Narrowing, dict[str, list[int]] | None] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_cache.current()

    @cached_property
    def found(self) -> EngineResult:
        text = QueryText(self.text, self.vocabulary).word_for_word if self.literal else self.text
        return search(text if words(text) else "", self.vocabulary)

    @property
    def is_question(self) -> bool:
        """Whether there was anything to look for."""
        return bool(self.found.question.concepts)

    def _expression(self, narrowing):
        part = self.found.expression
        return And((part, *narrowing)) if part and narrowing else part

    def matching(self, narrowing: Narrowing = ()) -> QuerySet[Entry]:
        """The entries that match and hold `narrowing`, in no order."""
        if self.found.expression is None:
            return Entry.objects.none()
        return Entry.objects.filter(**PUBLIC.filters, heads__holds=self._expression(narrowing)).order_by()

    def facets(self, narrowing: Narrowing = ()) -> str:
        """The facets of all that match and hold `narrowing`, one text."""
        part = self._expression(narrowing)
        return facets_of(part) if part else ""

    def by_day(self, narrowing: Narrowing, oldest_first: bool = False) -> QuerySet[Entry]:
        return self.matching(narrowing).order_by(*(OLDEST if oldest_first else NEWEST))

    def by_relevance(self, narrowing: Narrowing) -> "RankedEntries":
        ids = self.found.ids
        if ids and narrowing:
            ids = rank_within(self.found, self._expression(narrowing))
        return RankedEntries(self.matching(narrowing), ids, lambda: sum(self.count_kinds(narrowing).values()))

    def count_kinds(self, narrowing: Narrowing) -> dict[str, int]:
        """{kind: how many match and hold `narrowing`}, without the kinds of which none does."""
        if self.found.expression is None:
            return {}
        words = {kind: holds_facet(KIND, kind) for kind in KINDS}
        counts, self._newest[narrowing] = count_each(self._expression(narrowing), words, SAMPLE)
        return counts

    def of_each_kind(self, kinds: Collection[str], narrowing: Narrowing) -> dict[str, list[int]]:
        """{kind: ids} of the best of `kinds`, which were counted, among the newest SAMPLE of each of them."""
        newest = self._newest[narrowing]
        if newest is None:
            words = {kind: holds_facet(KIND, kind) for kind in kinds}
            newest = newest_of_each(self._expression(narrowing), words, SAMPLE)
        kind_of = {id: kind for kind in kinds for id in newest[kind]}
        found: dict[str, list[int]] = {kind: [] for kind in kinds}
        for id in rank_again(self.found, list(kind_of)):
            found[kind_of[id]].append(id)
        return found


class RankedEntries:
    """Entries by relevance, to be sliced and walked as a QuerySet is: the ranked `ids`, then the others by newest."""

    def __init__(self, matching: QuerySet[Entry], ids: list[int], count: Callable[[], int]) -> None:
        self.matching, self.ids, self._count = matching, ids, count
        self.counted: int | None = None  # how many match, where it is known

    def count(self) -> int:
        if self.counted is None:
            self.counted = self._count()
        return self.counted

    def __getitem__(self, cut: slice) -> list[Entry]:
        """The rows of a slice, a list."""
        start, stop = cut.start or 0, self.count() if cut.stop is None else cut.stop
        ranked = len(self.ids)
        rows = in_order(self.ids[start:stop])
        if stop > ranked and self.count() > ranked:
            rows += self._others[max(start - ranked, 0) : stop - ranked]
        return rows

    @property
    def _others(self):
        return self.matching.exclude(pk__in=self.ids).order_by(*NEWEST)

    def iterator(self, chunk_size: int) -> Iterator[Entry]:
        yield from in_order(self.ids)
        if self.count() > len(self.ids):
            yield from self._others.iterator(chunk_size=chunk_size)


def in_order(ids: list[int]) -> list[Entry]:
    """The entries with `ids`, in their order (a list)."""
    held = Entry.objects.in_bulk(ids) if ids else {}
    return [held[id] for id in ids if id in held]
