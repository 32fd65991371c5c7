"""Ordinals however they are written: XIX, 19, mười chín, nhất, 19th."""

import re
from collections.abc import Sequence
from functools import lru_cache

from portal.base.text import from_roman

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
