"""A text read as dates, ordinals and phrases of the vocabulary. The same reading at save and at query."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from .codes import code_at
from .dates import asked_date_at, date_at
from .numerals import number_at, numeral, roman
from .vocabulary import Meaning, Vocabulary
from .words import Word


@dataclass(frozen=True)
class Span:
    """Words [start, end) that mean something together. `tokens` are what the index holds for it."""

    start: int
    end: int
    kind: str  # "date", "ordinal", "number", "term" or "place"
    tokens: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()


def ordinal_token(number: int) -> str:
    return f"o_{number}"


def find_spans(
    words: Sequence[Word],
    vocabulary: Vocabulary,
    as_written: bool = False,
    today: datetime.date | None = None,
) -> list[Span]:
    """The spans of `words` (a list of Word), left to right, the longest first, none overlapping and none within a code.

    `as_written`: the words carry all their diacritics, as in a record; `today`: they are a question of that day.
    """
    folded, at = [word.folded for word in words], 0
    spans: list[Span] = []
    while at < len(words):
        span = (
            _date(words, at)
            or (today and _asked_date(words, at, today))
            or _ordinal(words, folded, at)
            or _number(words, at)
        )
        length = 0 if span else code_at(words, at)
        span = span or (None if length else _phrase(words, at, vocabulary, as_written))
        if span:
            spans.append(span)
        at = span.end if span else at + max(length, 1)
    return spans


def _date(words, at):
    found = date_at(words, at)
    return Span(at, at + found[1], "date", tuple(found[0])) if found else None


def _asked_date(words, at, today):
    found = asked_date_at(words, at, today)
    return Span(at, at + found[1], "date", tuple(found[0])) if found else None


def _number(words, at):
    found = number_at(words, at)
    return Span(at, at + found[1], "number", tuple(found[0])) if found else None


def ordinal_at(words: Sequence[Word], at: int) -> Span | None:
    """The Span of the ordinal that starts at words[at], or None."""
    return _ordinal(words, [word.folded for word in words], at)


def _ordinal(words, folded, at):
    """lần thứ XIX, lần 19, thứ mười chín; and XIX alone."""
    here = at
    if folded[here] in ("lan", "ki", "l", "no", "number") and here + 1 < len(words):
        here += 1
    if here < len(folded) and folded[here] in ("thu", "th"):
        here += 1
    if here > at:
        found = numeral(folded, here)
        return _ordinal_span(at, here, found) if found else None
    if len(folded[at]) > 2 and roman(folded[at]):  # "xi" and "vi" are words too
        return _ordinal_span(at, at, (roman(folded[at]), 1))
    if folded[at][:1].isdigit() and folded[at][-2:] in ("st", "nd", "rd", "th"):
        found = numeral(folded, at)
        return _ordinal_span(at, at, found) if found else None
    return None


def _ordinal_span(at, here, found):
    number, length = found
    return Span(at, here + length, "ordinal", (ordinal_token(number),))


def _phrase(words, at, vocabulary, as_written):
    meanings, length = vocabulary.meanings(words, at, as_written)
    if not meanings:
        return None
    kind = "place" if all(meaning.place for meaning in meanings) else "term"
    tokens = tuple(meaning.token for meaning in meanings)
    return Span(at, at + length, kind, tokens, tuple(meanings))
