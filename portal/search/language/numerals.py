"""Ordinals and numbers however they are written: XIX, 19, mười chín, nhất, 19th; 1.500 and 1500, 636,1 and 636.1."""

import re
from collections.abc import Sequence
from functools import lru_cache

from portal.base.text import from_roman

from .words import Word

HIGHEST = 199

_ONES = {
    "nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_ENGLISH = re.compile(r"^(\d{1,3})(st|nd|rd|th)$")


def numeral(folded: Sequence[str], at: int) -> tuple[int, int] | None:
    """(number, how many words) of the numeral that starts at folded[at], or None.

    `folded` is a list of folded words. Roman numerals count whatever their case, so the caller says
    where a numeral is expected: "vi" is also a word.
    """
    if at >= len(folded):
        return None
    word = folded[at]
    if word.isascii() and word.isdigit():
        return (int(word), 1) if len(word) <= 3 and 0 < int(word) <= HIGHEST else None
    if match := _ENGLISH.match(word):
        return int(match[1]), 1
    if spelled := _spelled_number(folded, at):
        return spelled
    number = roman(word)
    return (number, 1) if number else None


@lru_cache(maxsize=20_000)
def roman(word: str) -> int | None:
    """The number of a folded Roman numeral up to HIGHEST, or None."""
    try:
        number = from_roman(word)
    except ValueError:
        return None
    return number if number <= HIGHEST else None


def _spelled_number(folded, at):
    """mười chín, hai mươi mốt, hai mốt, chín."""
    word, rest = folded[at], folded[at + 1 : at + 3]
    if word == "muoi":
        return (10 + _ONES[rest[0]], 2) if rest and rest[0] in _ONES else (10, 1)
    if word not in _ONES:
        return None
    if rest and rest[0] == "muoi":
        tens = 10 * _ONES[word]
        return (tens + _ONES[rest[1]], 3) if len(rest) > 1 and rest[1] in _ONES else (tens, 2)
    return _ONES[word], 1


def number_at(words: Sequence[Word], at: int) -> tuple[list[str], int] | None:
    """(tokens, how many words) of the number of several digits or parts that starts at words[at], or None.

    A dot or comma before three digits parts thousands, before other digits the decimals; "1,500" may be either.
    A number of one to three digits alone is a word like any other, and a year is a date.
    """
    if not _is_digits(words[at]):
        return None
    end = at + 1
    while end < len(words) and words[end].gap in (".", ",") and _is_digits(words[end]):
        end += 1
    parts = [word.folded for word in words[at:end]]
    if len(parts) == 1:
        return ([number_token(parts[0])], 1) if len(parts[0]) > 3 else None
    if len(parts) > 2 and len({word.gap for word in words[at + 1 : end]}) > 1:  # 1.234,5
        return [number_token("".join(parts[:-1]), parts[-1])], end - at
    thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) < 4 and parts[0] != "0"
    tokens = [number_token("".join(parts))] if thousands else []
    if len(parts) == 2 and not (thousands and words[at + 1].gap == "."):
        tokens.append(number_token(*parts))
    return (tokens, end - at) if tokens else None


def number_token(whole: str, decimals: str = "") -> str:
    decimals = decimals.rstrip("0")
    return f"q_{whole.lstrip('0') or '0'}" + (f"_{decimals}" if decimals else "")


def _is_digits(word):
    return word.folded.isascii() and word.folded.isdigit()
