"""Diacritics as people type them: all, some or none. What is typed without a diacritic may stand for any."""

import re
import unicodedata
from functools import lru_cache

_BASES = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ", "e": "eèẻẽéẹêềểễếệ", "i": "iìỉĩíị", "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự", "y": "yỳỷỹýỵ", "d": "dđ",
}  # fmt: skip


@lru_cache(maxsize=300)
def _agreeing(letter):
    """The letters that carry at least the diacritics of `letter`, as a string: "quãng" may stand for "quảng"."""
    spread = unicodedata.normalize("NFD", letter)
    if letter == "đ" or spread[0] not in _BASES:
        return letter
    diacritics = _diacritics(letter)
    return "".join(other for other in _BASES[spread[0]] if diacritics <= _diacritics(other))


def _diacritics(letter):
    """The diacritics of a letter (a set), hook and tilde as one: half of Vietnam speaks them alike and writes so."""
    return set(unicodedata.normalize("NFD", letter)[1:].replace("\u0303", "\u0309"))


@lru_cache(maxsize=50_000)
def diacritics_match(typed: str, written: str) -> bool:
    """Whether the exact word `typed` may stand for `written`: "băc" for "bắc", not for "bạc"."""
    return typed == written or (
        len(typed) == len(written)
        and all(letter in _agreeing(key) for key, letter in zip(typed, written, strict=True))
    )


@lru_cache(maxsize=5_000)
def diacritics_pattern(exact: tuple[str, ...], prefix: bool = False) -> re.Pattern[str]:
    """The regex of exact words (a tuple) that those typed may stand for, between spaces; `prefix`: the last unfinished."""
    letters = " ".join("".join(f"[{re.escape(_agreeing(letter))}]" for letter in word) for word in exact)
    return re.compile(f" {letters}" if prefix else f" {letters} ")
