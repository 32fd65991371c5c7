"""The words of a text, each as it was written and in the two forms that are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.base.text import fold, nfc, place_tones

#: A measure written on to its number is a word of its own: 500m3 and 500 m3 are one.
WORD = re.compile(r"\d+(?=(?:k?m[23²³]?|ha|kg|kw|mw|tỷ|tỉ|ty)(?![^\W_]))|[^\W_]+", re.IGNORECASE)
_RAISED = str.maketrans("²³", "23")
LONGEST = 40  # letters of a word that are compared; PostgreSQL takes no lexeme over 2,046 bytes

# y at the end of an open syllable is also written i: kỹ/kĩ, lý/lí, Mỹ/Mĩ, sỹ/sĩ, tỷ/tỉ, quý/quí. Not after
# other letters: Vy and Vi, Thy and Thi are different names.
_OPEN_Y = re.compile(r"^([hklmst]|qu)([yýỳỷỹỵ])$")
_I = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its exact and folded form, where it stands in the NFC text, what parts it from the last."""

    exact: str
    folded: str
    start: int
    end: int
    gap: str


#: Letters of the longest text that is taken for a name.
NAME = 120


@lru_cache(maxsize=100_000)
def forms(written: str) -> tuple[str, str]:
    """(exact, folded) of one written word in NFC and lower case.

    Exact is the word with its diacritics in one way of writing (tone placed one way, open y as i); folded is
    that without diacritics and with d for đ.
    """
    # ð stands for đ where an old font or a foreign keyboard had no đ.
    exact = _OPEN_Y.sub(
        lambda match: match[1] + _I[match[2]], place_tones(written.replace("ð", "đ").translate(_RAISED))
    )[:LONGEST]
    return exact, fold(exact)


def words(text: str) -> list[Word]:
    """The words of `text`, letters and digits only, as a list of Word."""
    return list(_cut_name(text) if len(text) <= NAME else _cut(text))


def _cut(text: str) -> tuple[Word, ...]:
    text, found, last = nfc(text), [], 0
    for match in WORD.finditer(text):
        exact, folded = forms(match[0].lower())
        if folded:
            found.append(Word(exact, folded, match.start(), match.end(), text[last : match.start()]))
            last = match.end()
    return tuple(found)


#: Names come again and again: each time that the vocabulary is compiled, and in most questions.
_cut_name = lru_cache(maxsize=5_000)(_cut)


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, as a tuple of str."""
    return tuple(word.folded for word in words(text))
