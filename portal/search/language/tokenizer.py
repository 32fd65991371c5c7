"""A text read as dates, ordinals, numbers, codes and phrases of the vocabulary. The same reading at save and at query."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import asked_date_at, date_at, year
from .numerals import number_at, numeral, roman
from .vocabulary import Meaning, Vocabulary
from .words import Word

#: Units of measure, behind which a sign says "a" or "per": m3/ngày.
MEASURES = {"m2", "m3", "km2", "co2"}
_OPENING = re.compile(r"[b-df-hj-np-tv-xz]{2,5}")  # letters of a code, without a vowel
_GAP = re.compile(r"^[/.\-–]$")


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
            _span("date", at, date_at(words, at))
            or (today and _span("date", at, asked_date_at(words, at, today)))
            or _ordinal(words, folded, at)
            or _span("number", at, number_at(words, at))
        )
        length = 0 if span else code_at(words, at)
        span = span or (None if length else _phrase(words, at, vocabulary, as_written))
        if span:
            spans.append(span)
        at = span.end if span else at + max(length, 1)
    return spans


def _span(kind, at, found):
    """The Span of `found`: (tokens, how many words), or None."""
    return Span(at, at + found[1], kind, tuple(found[0])) if found else None


def code_at(words: Sequence[Word], at: int) -> int:
    """How many words from `at` are one code of a task, a paper or a place (KC.10.05/16-20, 1739/BKHCN-ƯDCN, VN-04): letters
    and digits joined by signs, some of each kind; 0 for none.
    """
    end = at + 1
    if end == len(words) or len(words[end].gap) != 1:
        return 0
    gaps = [word.gap for word in words[end : end + 2]]
    if gaps == [" ", "."] and words[end].folded.isdigit() and _OPENING.fullmatch(words[at].folded):
        end += 1  # "KC 08.23"
    while end < len(words) and _GAP.match(words[end].gap):
        end += 1
    parts = [word.folded for word in words[at:end]]
    if parts[0] in MEASURES:
        return 0
    joined = "".join(parts)
    if len(parts) < 2 or joined.isdigit() or joined.isalpha():
        return 0
    if any(word.gap in "/." for word in words[at + 1 : end]):
        return len(parts)
    return 0 if any(year(part[-4:]) for part in parts) else len(parts)


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
