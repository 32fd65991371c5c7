"""A question as understood: its concepts, each with the ways it may stand in an entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, groupby

from portal.search.boolean import And, AndNot, Expression, Or, Phrase
from portal.search.index.analyser import name_token
from portal.search.language.diacritics import diacritics_pattern
from portal.search.language.words import Word
from portal.search.registry import KINDS

from .intents import Intents

DATED = re.compile(r"(?:y_|m_(?=\d{6}$)|d_)(\d{4})\d*")  # the token of a year, or of a month or a day of one


@dataclass(frozen=True)
class Choice:
    """One way a concept may stand in an entry: words side by side. `weight` is how well it answers."""

    words: tuple[str, ...]
    weight: float = 1.0
    prefix: bool = False
    exact: tuple[str, ...] = ()  # the words as typed, where they carry diacritics

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The regex of exact words that agree with the diacritics typed, or None where there are none."""
        return diacritics_pattern(self.exact, self.prefix) if self.exact else None

    @cached_property
    def needle(self) -> str:
        return f" {' '.join(self.words)}" if self.prefix else f" {' '.join(self.words)} "

    def expression(self) -> Expression:
        return Phrase(self.words, self.prefix)


@dataclass
class Concept:
    """One thing asked for. `kind`: word, term, place, date, ordinal, number, code or phrase; `weak`: may be left out."""

    kind: str
    words: list[Word]
    choices: list[Choice]
    weak: bool = False
    firm: bool = False  # never to be left out
    is_capital: bool = False  # typed with a capital, and not because the question begins with it
    is_unknown: bool = False  # stands nowhere
    is_cue: bool = False  # asks for a kind of record that holds it
    is_token: bool = (
        False  # stands in the index as one token wherever the words stand: its name is typed as it is written
    )
    writings: list[tuple[str, ...]] = field(
        default_factory=list
    )  # all phrases that say it, where there are several

    def ways(self) -> list[Choice]:
        """The choices by which entries are looked for: what the index holds as one token costs PostgreSQL a tenth of what
        its words side by side do.
        """
        return self.choices[1:] if self.is_token else self.choices

    def expression(self) -> Expression:
        parts = tuple(choice.expression() for choice in self.ways())
        return parts[0] if len(parts) == 1 else Or(parts)


@dataclass
class ParsedQuery:
    """A question as understood. `meanings` are pairs (written, [full]) for the reader; `cut`: not read whole.

    `unknown`: how many of its words stand nowhere. `is_addressed`: it begins as people are addressed (ông, đồng chí), `is_named`: it holds a whole name of the record. `aside` are the Concepts of words that only say what is asked for (`intents`), `lost` those that were left out so
    that something was found.
    """

    concepts: list[Concept] = field(default_factory=list)
    excluded: list[Expression] = field(default_factory=list)
    meanings: list[tuple[str, list[str]]] = field(default_factory=list)
    content: list[Word] = field(default_factory=list)
    cut: bool = False
    opens_last: bool = False
    parted: bool = False
    phrased: bool = False
    unknown: int = 0
    is_addressed: bool = False
    is_named: bool = False
    intents: Intents = field(default_factory=Intents)
    aside: list[Concept] = field(default_factory=list)
    lost: list[Concept] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of record that are asked for, whatever else the question holds."""
        if self.intents.kinds:
            return self.intents.kinds
        if self.is_addressed:
            return _kinds_that_answer({"address"})
        if kinds := self.kinds_of({"number"}):
            return kinds
        has_words = any(concept.kind in ("word", "term", "code") for concept in self.concepts)
        if has_words or self.intents.likely_kinds or self.intents.sure_roles:
            return set()
        return self.kinds_of({"date", "ordinal"}) or self.kinds_of({"place"})

    @property
    def dated_posts(self) -> list[tuple[str, str]]:
        """[(the words by which a kind is asked for, run together, a year of the question)]: "bộ trưởng năm 2022"."""
        runs: list[list[str]] = []
        for cue, concepts in groupby(self.concepts, lambda concept: concept.is_cue):
            if cue:
                runs.append([word.folded for concept in concepts for word in concept.words])
        cues = [
            "".join(run[start:end]) for run in runs for start, end in combinations(range(len(run) + 1), 2)
        ]
        dates = (choice.words[0] for each in self.concepts if each.kind == "date" for choice in each.choices)
        years = dict.fromkeys(found[1] for date in dates if (found := DATED.fullmatch(date)))
        return [(cue, year) for cue in cues for year in years]

    def kinds_of(self, concept_kinds: set[str]) -> set[str]:
        """The kinds of record that a concept of one of `concept_kinds`, where there is one, asks for."""
        return _kinds_that_answer(concept_kinds & {concept.kind for concept in self.concepts})

    def expression(self) -> Expression:
        """The boolean tree of the question."""
        parts = tuple(concept.expression() for concept in self.concepts)
        part: Expression = And(parts) if len(parts) > 1 else parts[0]
        if begun := self.begun_name():
            part = Or((part, begun))
        return self.without_excluded(part)

    def without_excluded(self, part: Expression) -> Expression:
        for excluded in self.excluded:
            part = AndNot(part, excluded)
        return part

    def begun_name(self) -> Expression | None:
        """The part that finds whole names of which the question is the beginning, or None."""
        if (
            not self.opens_last
            or len(self.content) < 2
            or any(c.kind not in ("word", "place") for c in self.concepts)
        ):
            return None
        joined = "".join(word.folded for word in self.content)
        return Or((Phrase((f"n_{joined}",), prefix=True), Phrase((f"h_{joined}",), prefix=True)))


def _kinds_that_answer(concept_kinds):
    return {kind for kind, searched in KINDS.items() if concept_kinds.intersection(searched.answers_to)}


def literal(word_list: Sequence[Word], weight: float = 1.0) -> Choice:
    """The Choice of words as typed, which asks for agreement in the diacritics they carry."""
    exact = tuple(word.exact for word in word_list)
    folded = tuple(word.folded for word in word_list)
    return Choice(folded, weight, exact=exact if exact != folded else ())


def stretches(word_list: Sequence[Word]) -> list[str]:
    """The tokens of the whole names that words side by side may be."""
    spans = combinations(range(len(word_list) + 1), 2)
    return [name_token([word.folded for word in word_list[start:end]]) for start, end in spans]
