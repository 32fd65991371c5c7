"""The page of an answer: the best of each kind or one list, the ways to narrow it, the hits by year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from portal.base.downloads import labels_of
from portal.search.models import Entry
from portal.search.query.answer import columns_of
from portal.search.registry import FacetDefinition, Label, plurals, singular

from .explanation import Explanation, QueryText, explain
from .filters import SearchFilter
from .results import in_order
from .snippets import Marker
from .suggestions import LITTLE, did_you_mean, with_less

COUNTED = 50_000  # entries up to which an answer is counted by facet and year
BEST = 3  # entries of each kind on the page of all kinds
SHOWN = 8  # choices of a facet before the rest is folded away


@dataclass
class Refinement:
    """A link to a narrower or other answer: `count` entries are at the other end."""

    name: object
    query: str
    count: int
    asked: bool = False
    share: str = ""


@dataclass
class FacetRefinements:
    """The choices of one facet."""

    label: Label
    first: list[Refinement]
    more: list[Refinement] = field(default_factory=list)


@dataclass
class Hit:
    """One entry as the page shows it: `title` and `snippet` are HTML."""

    entry: Entry
    kind: Label
    title: str
    snippet: str
    unsourced: str = ""


@dataclass
class KindGroup:
    """The best of one kind; `query` asks for all `count` of it."""

    name: Label
    query: str
    count: int
    hits: list[Hit]


class SearchPage:
    """What the page shows of `found` (a SearchFilter). A fixed number of queries, however much was found."""

    def __init__(self, found: SearchFilter) -> None:
        self.found, self.answer = found, found.answer
        self.typed = QueryText(found.asked.get("q", ""), self.answer.vocabulary)
        self._lacking: dict[Entry, str] = {}
        self._rest: dict[tuple[str, ...], str] = {}
        self._counted: dict[tuple[str, ...], dict[str, dict[str, int]]] = {}
        self.marker = Marker(self.answer.found.question, self.answer.vocabulary)

    def asking(self, **words: Any) -> str:
        """The query string of the question with `words`; None leaves one out."""
        names = tuple(words)
        if names not in self._rest:  # a page asks a hundred times for another value of the same word
            rest = {word: values for word, values in self._asked.items() if word not in words}
            self._rest[names] = urlencode(rest, doseq=True)
        added = urlencode({word: value for word, value in words.items() if value})
        return "&".join(filter(None, (self._rest[names], added)))

    @cached_property
    def _asked(self):
        """{word: values} of the question, its text as it is read, without the number of a page."""
        asked = dict(self.found.data.lists()) | {"q": [self.typed.text]}
        asked.pop("trang", None)
        return asked

    @property
    def anywhere(self) -> str:
        """The query string of the words alone."""
        return self.asking(**dict.fromkeys((*self.found.facets, "loai", "nam", "tu", "den")))

    # --- How many there are of what ---
    @cached_property
    def by_kind(self) -> dict[str, int]:
        """{kind: how many} of the answer, whichever kind was asked for."""
        return self.answer.count_kinds(self.found.narrowing("loai"))

    @property
    def count(self) -> int:
        kind = self.found.asked.get("loai")
        return self.by_kind.get(kind, 0) if kind else sum(self.by_kind.values())

    @property
    def kinds(self) -> list[Refinement]:
        asked = self.found.asked.get("loai")
        return [
            Refinement(name, self.asking(loai=kind), self.by_kind[kind], kind == asked)
            for kind, name in plurals().items()
            if kind in self.by_kind
        ]

    @property
    def is_counted(self) -> bool:
        """Whether the answer is small enough to be counted by facet and year."""
        return self.count <= COUNTED

    @cached_property
    def facets(self) -> list[FacetRefinements]:
        """[FacetRefinements] of the facets by which the answer is not narrowed yet and that tell it apart."""
        if not self.is_counted:
            return []
        facets = [
            facet
            for parameter, facet in self.found.facets.items()
            if facet.is_counted and not self.found.asked.get(parameter)
        ]
        counts, found = self._facet_counts(), []
        for facet in facets:
            ways = self._ways(facet, counts.get(facet.name, {}))
            if len(ways) > 1 or any(way.count < self.count for way in ways):
                found.append(FacetRefinements(facet.label, ways[:SHOWN], ways[SHOWN:]))
        return found

    def _facet_counts(self, *but):
        """{facet: {value: how many}} of the answer, narrowed by all but `but`."""
        but = tuple(word for word in but if self.found.asked.get("years" if word == "nam" else word))
        if but not in self._counted:
            counts: dict[str, dict[str, int]] = {}
            for facet, count in Counter(self.answer.facets(self.found.narrowing(*but)).split()).items():
                name, _, value = facet.removeprefix("f_").partition("=")
                counts.setdefault(name, {})[value] = count
            self._counted[but] = counts
        return self._counted[but]

    def _ways(self, facet: FacetDefinition, counts: dict[str, int]) -> list[Refinement]:
        ways = [
            Refinement(record, self.asking(**{facet.parameter: value}), counts[value])
            for value, record in facet.named(counts).items()
        ]
        return sorted(ways, key=lambda way: (-way.count, str(getattr(way.name, "local_name", way.name))))

    @cached_property
    def years(self) -> list[Refinement]:
        """[Refinement] of each year, the years asked for left aside; a year of which `share` percent is the most."""
        if not self.is_counted:
            return []
        counts = sorted(self._facet_counts("nam").get("nam", {}).items())
        most = max((count for _year, count in counts), default=1)
        first, last = self.found.asked.get("years") or (0, 0)
        if len(counts) < 2 and not first:
            return []
        return [
            Refinement(
                year,
                self.asking(nam=year, tu=None, den=None),
                count,
                first <= int(year) <= last,
                f"{100 * count / most:.1f}",
            )
            for year, count in counts
        ]

    # --- What was found ---
    def hit(self, entry: Entry) -> Hit:
        snippet = self.marker.snippet(entry.text, entry.title)
        title = self.marker.title(entry.title)
        return Hit(entry, singular(entry.kind), title, snippet, self._lacking.get(entry, ""))

    def hits(self, entries: Iterable[Entry]) -> list[Hit]:
        return [self.hit(entry) for entry in entries]

    def hits_of_page(self, entries: Iterable[Entry]) -> list[Hit]:
        entries = list(entries)
        self._lacking = labels_of(entries)
        return self.hits(entries)

    @property
    def is_grouped(self) -> bool:
        """Whether the page shows the best of each kind: nothing narrows or orders it, and there are several."""
        asked = self.found.asked
        return not asked.get("loai") and not asked.get("sap_xep") and len(self.by_kind) > 1

    @cached_property
    def grouped(self) -> tuple[Hit | None, list[KindGroup]]:
        """(the best Hit, whatever its kind, or None; [KindGroup] of the others)."""
        ids = self.found.qs.ids
        kind_of = dict(columns_of(ids, "id, kind"))
        firsts: dict[str, list[int]] = {kind: [] for kind in plurals() if kind in self.by_kind}
        for id in ids:
            if len(firsts[kind_of[id]]) < BEST:
                firsts[kind_of[id]].append(id)
        # Where more match than were ranked, a kind may be among them with too few or none.
        lacking = [kind for kind, some in firsts.items() if len(some) < min(BEST, self.by_kind[kind])]
        if lacking:
            others = self.answer.of_each_kind(lacking, self.found.narrowing())
            firsts |= {kind: list(dict.fromkeys([*firsts[kind], *others[kind]]))[:BEST] for kind in lacking}
        shown = [*ids[:1], *(id for some in firsts.values() for id in some)]
        entries = {entry.pk: entry for entry in in_order(list(dict.fromkeys(shown)))}
        self._lacking = labels_of(list(entries.values()))
        names, best = plurals(), next(iter(entries.values()), None)
        groups = [
            KindGroup(
                names[kind],
                self.asking(loai=kind),
                self.by_kind[kind],
                self.hits(entries[id] for id in some if id in entries and entries[id] != best),
            )
            for kind, some in firsts.items()
        ]
        return self.hit(best) if best else None, [group for group in groups if group.hits]

    # --- What to say ---
    @cached_property
    def explanation(self) -> Explanation:
        return explain(self.typed.text, self.answer.found, self.answer.vocabulary)

    def corrections(self, hits: list[Hit]) -> list[tuple[str, list[str]]]:
        """[(written, [questions with a near word, as the hits write it])] of the words taken for others."""
        sought = {word for *_typed, near in self.explanation.slips for word in near}
        if not sought:
            return []
        texts = [text for hit in hits for text in (hit.entry.title, hit.entry.text)]
        written = self.marker.written(sought, texts)
        found = []
        placed = [
            slip for slip in self.explanation.slips if self.typed.place(slip[1])
        ]  # not a part of a word
        for typed, word_list, near in placed:
            questions = [
                self.typed.with_other(word_list, written[word]) for word in sorted(near) if word in written
            ]
            if questions:
                found.append((typed, questions))
        return found

    def suggestions(self) -> tuple[list[str], list[tuple[str, str]]]:
        """(questions that may be meant, questions that ask for less), where little was found."""
        found = self.answer.found
        is_enough = len(found.ids) > LITTLE and not found.question.lost
        if not self.answer.is_question or self.answer.literal or is_enough:
            return [], []
        return did_you_mean(self.answer), with_less(self.answer) if not self.answer.found.ids else []
