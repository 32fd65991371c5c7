"""How a question was understood, in words for the one who asked it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.text import date, nfc
from portal.search.language.dates import impossible_days
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import Word, words
from portal.search.query.answer import EngineResult, WordCounts
from portal.search.query.parser import LONGEST, MOST_WORDS
from portal.search.query.syntax import split_syntax

#: Kinds of concepts that are never read otherwise than typed.
AS_WRITTEN = ("phrase", "code", "kind")


@dataclass
class Explanation:
    """What the page says of a question.

    `meanings` and `readings` [(written, meant)]; `ambiguous` [(written, [(meaning, the question with it)])];
    `phrases`, `excluded`, `passed_over` [text]; `slips` [(written, its Words, {near words})]; `impossible_days` [text] that no
    calendar has; `cut`: not all of it was
    read.
    """

    meanings: list[tuple[str, str]] = field(default_factory=list)
    readings: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    slips: list[tuple[str, list[Word], set[str]]] = field(default_factory=list)
    impossible_days: list[str] = field(default_factory=list)
    cut: bool = False

    @property
    def is_free(self) -> bool:
        """Whether something was taken otherwise than word for word."""
        return bool(self.meanings or self.readings or self.ambiguous or self.passed_over or self.slips)


class QueryText:
    """A question as typed: `text` is what is read of it."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = nfc(text[: LONGEST * 5])[:LONGEST]
        self.plain, self.quoted = split_syntax(self.text, vocabulary, WordCounts())
        self.words = words(self.text)

    @property
    def word_for_word(self) -> str:
        """The question with each of its words in quotes, which have no other meaning."""
        parts = [f'"{self.plain[word.start : word.end]}"' for word in words(self.plain)]
        parts += [f'{minus}"{phrase}"' for minus, phrase in self.quoted]
        return " ".join(parts)

    def place(self, word_list: Sequence[Word]) -> tuple[int, int] | None:
        """(start, end) in the text of the words `word_list` (a list of Word) side by side, or None.

        Those with the same diacritics go before: bộ and bố may both be asked for.
        """
        for form in ("exact", "folded"):
            sought = [getattr(word, form) for word in word_list]
            for at in range(len(self.words) - len(sought) + 1):
                stretch = self.words[at : at + len(sought)]
                if [getattr(word, form) for word in stretch] == sought:
                    return stretch[0].start, stretch[-1].end
        return None

    def written(self, word_list: Sequence[Word]) -> str:
        """The words (a list of Word) as they were typed, where they stand so."""
        place = self.place(word_list)
        return self.text[slice(*place)] if place else " ".join(word.exact for word in word_list)

    def with_other(self, word_list: Sequence[Word], other: str) -> str:
        """The question with `other` in the place of the words `word_list`."""
        place = self.place(word_list)
        if not place:
            return f"{self.text} {other}"
        return f"{self.text[: place[0]]}{other}{self.text[place[1] :]}".strip()

    def without(self, word_list: Sequence[Word]) -> str:
        return " ".join(self.with_other(word_list, "").replace('""', "").split())


def explain(text: str, found: EngineResult, vocabulary: Vocabulary) -> Explanation:
    """What to say of `found` (the engine's EngineResult) for `text`."""
    question, typed = found.question, QueryText(text, vocabulary)
    explanation = Explanation(cut=question.cut)
    for written, full in question.meanings:
        where = words(written)
        written = typed.written(where)
        if len(full) > 1:
            explanation.ambiguous.append((written, [(name, typed.with_other(where, name)) for name in full]))
        else:
            explanation.meanings.append((written, full[0]))
    for concept in question.concepts:
        if meant := _meant(concept, typed):
            explanation.meanings.append(meant)
        if near := _near(concept, question):
            explanation.slips.append((typed.written(concept.words), concept.words, near))
    for minus, phrase in typed.quoted:
        if words(phrase):
            (explanation.excluded if minus else explanation.phrases).append(phrase.strip())
    explanation.impossible_days = impossible_days(typed.plain)
    _compare(explanation, typed, question)
    meant = dict(explanation.meanings)  # "giaoban" read as "giao ban" may itself be read on
    explanation.readings = [(written, meant.pop(read, read)) for written, read in explanation.readings]
    explanation.meanings = list(meant.items())
    return explanation


def _meant(concept, typed):
    """(written, meant) of an ordinal or a date, where it was not typed so."""
    tokens = [choice.words[0] for choice in concept.choices if choice.weight > 0.5]
    if concept.kind == "ordinal":
        number = next((token[2:] for token in tokens if token.startswith("o_")), None)
        meant = number and _("lần thứ %(number)s") % {"number": number}
    elif concept.kind == "date":
        meant = _dated([token for token in tokens if token.startswith(("d_", "m_", "y_", "dm_"))])
    else:
        return None
    written = typed.written(concept.words)
    is_same = meant and meant.replace("–", "-") in written.replace("–", "-")  # "năm 2024" is 2024
    return (written, meant) if meant and not is_same else None


def _dated(tokens):
    """The day, the month or the years of the tokens, in words."""
    language = get_language()
    if tokens[0].startswith("dm_"):
        month, day = int(tokens[0][3:5]), tokens[0][5:]
        return f"{int(day)}/{month}" if day else _("tháng %(months)s") % {"months": month}
    first, last = tokens[0][2:], tokens[-1][2:]
    if tokens[0].startswith("d_"):
        return date(datetime.date(int(first[:4]), int(first[4:6]), int(first[6:])), language)
    if tokens[0].startswith("m_"):
        months = [f"{int(month[4:])}/{month[:4]}" for month in dict.fromkeys((first, last))]
        return _("tháng %(months)s") % {"months": "–".join(months)}
    return "–".join(dict.fromkeys((first, last)))


def _near(concept, question):
    """The folded words that were taken for a word of which they are a slip away (a set)."""
    if concept.kind != "word":
        return set()
    typed = {word.folded for word in (*question.content, *concept.words)}
    sought = {word for choice in concept.choices if not choice.prefix for word in choice.words}
    return {word for word in sought - typed if "_" not in word}


def _compare(explanation, typed, question):
    """Notes the words that were read otherwise than typed, and those that were passed over."""
    concepts = [*question.concepts, *(concept for concept in question.aside if not concept.weak)]
    asked = [word for concept in concepts if concept.kind not in AS_WRITTEN for word in concept.words]
    places: dict[tuple[int, int], list[str]] = {}
    for word in asked:
        places.setdefault((word.start, word.end), []).append(word.exact)
    plain = words(typed.plain)[:MOST_WORDS]
    as_typed = {(word.start, word.end): word.exact for word in plain}
    for (start, end), exact in sorted(places.items()):
        read = " ".join(exact)
        if as_typed.get((start, end)) != read:
            explanation.readings.append((typed.plain[start:end], read))
    codes = [word for concept in concepts if concept.kind in AS_WRITTEN for word in concept.words]
    for word in plain:
        if not any(other.start < word.end and word.start < other.end for other in (*asked, *codes)):
            explanation.passed_over.append(typed.plain[word.start : word.end])
