"""The answer to one question: what matches, and in which order it is read."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from portal.search.index import vocabulary_cache
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import words
from portal.search.models import Entry
from portal.search.query.engine import TIER, EngineResult, search

from .explanation import QueryText

NEWEST = (F("year").desc(nulls_last=True), F("day").desc(nulls_last=True), "kind", "object_id")
OLDEST = (F("year").asc(nulls_last=True), F("day").asc(nulls_last=True), "kind", "object_id")
SAMPLE = 30


class SearchResults:
    """What `text` finds among `entries` (a QuerySet). `literal`: as typed, word for word.

    It is understood once, by what all `entries` hold, so that what narrows the answer only takes away:
    the number beside a choice is the number of rows it leads to.
    """

    def __init__(self, text: str, entries: QuerySet[Entry], literal: bool = False) -> None:
        self.text, self.entries, self.literal = text, entries, literal

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_cache.current()

    @cached_property
    def found(self) -> EngineResult:
        return self._search(self.entries)

    def _search(self, entries):
        text = QueryText(self.text).word_for_word if self.literal else self.text
        return search(text if words(text) else "", self.vocabulary, entries)

    @property
    def is_question(self) -> bool:
        """Whether there was anything to look for."""
        return bool(self.found.question.concepts)

    def matching(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of `entries` that match, in no order."""
        if self.found.expression is None:
            return entries.none()
        return entries.filter(heads__holds=self.found.expression).order_by()

    def by_day(self, entries: QuerySet[Entry], oldest_first: bool = False) -> QuerySet[Entry]:
        return self.matching(entries).order_by(*(OLDEST if oldest_first else NEWEST))

    def by_relevance(self, entries: QuerySet[Entry], narrowed: bool) -> "RankedEntries":
        """Those of `entries` that match, as RankedEntries. `narrowed`: whether `entries` are not all."""
        return RankedEntries(self.matching(entries), self._order(entries) if narrowed else self.found.ids)

    def _order(self, entries):
        """The ids of the best of `entries`."""
        ids = self.found.ids
        if len(ids) >= TIER:  # not all that match were ranked
            ids = self._search(entries).ids
        kept = set(self.matching(entries).filter(pk__in=ids).values_list("pk", flat=True))
        return [id for id in ids if id in kept]

    def of_each_kind(self, entries: QuerySet[Entry], kinds: Iterable[str]) -> dict[str, list[int]]:
        """{kind: ids} of the best of `kinds`, among the last SAMPLE of each of them in `entries`."""
        number = Window(RowNumber(), partition_by="kind", order_by=F("pk").desc())
        last = (
            self.matching(entries).filter(kind__in=kinds).annotate(number=number).filter(number__lte=SAMPLE)
        )
        kind_of = dict(last.values_list("pk", "kind"))
        found: dict[str, list[int]] = {kind: [] for kind in kinds}
        for id in self._search(self.entries.filter(pk__in=kind_of)).ids:
            found[kind_of[id]].append(id)
        return found


class RankedEntries:
    """Entries by relevance, to be sliced and walked as a QuerySet is: the ranked `ids`, then the others by newest."""

    def __init__(self, matching: QuerySet[Entry], ids: list[int]) -> None:
        self.matching, self.ids = matching, ids
        self.counted: int | None = None  # how many match, where it is known

    def count(self) -> int:
        if self.counted is None:
            self.counted = self.matching.count()
        return self.counted

    def __getitem__(self, cut: slice) -> list[Entry]:
        """The rows of a slice, a list."""
        start, stop = cut.start or 0, self.count() if cut.stop is None else cut.stop
        ranked = len(self.ids)
        rows = in_order(self.matching.model.objects.all(), self.ids[start:stop])
        if stop > ranked and self.count() > ranked:
            rows += self._others[max(start - ranked, 0) : stop - ranked]
        return rows

    @property
    def _others(self):
        return self.matching.exclude(pk__in=self.ids).order_by(*NEWEST)

    def iterator(self, chunk_size: int) -> Iterator[Entry]:
        yield from in_order(self.matching.model.objects.all(), self.ids)
        if self.count() > len(self.ids):
            yield from self._others.iterator(chunk_size=chunk_size)


def in_order(entries: QuerySet[Entry], ids: list[int]) -> list[Entry]:
    """The entries with `ids`, in their order (a list)."""
    held = entries.in_bulk(ids) if ids else {}
    return [held[id] for id in ids if id in held]
