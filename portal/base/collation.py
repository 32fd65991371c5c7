"""The order of Vietnamese, as keys that both databases sort bytewise."""

import unicodedata

from .text import TONES, place_tones

# The letters that Vietnamese counts as letters of their own: base letter + mark, and how many
# "~" stand behind the base letter in a sort key. "~" is above every other sign we use there.
_OWN_LETTERS = {
    ("a", "\u0306"): "a~",  # ă
    ("a", "\u0302"): "a~~",  # â
    ("e", "\u0302"): "e~",  # ê
    ("o", "\u0302"): "o~",  # ô
    ("o", "\u031b"): "o~~",  # ơ
    ("u", "\u031b"): "u~",  # ư
}
_D_WITH_STROKE = "d~"
# Punctuation and symbols in the order of the CLDR root collation (allkeys_CLDR).
_PUNCTUATION = "_-–—,;:!?.…'‘’\"“”«»()[]{}§@*/\\&#%†•`´^°©®+±÷×<=>|~$₫€"


def sort_key(text) -> str:
    """A string whose bytewise order (SQLite BINARY, PostgreSQL "C") is the order of Vietnamese.

    The rules are those of the Unicode CLDR collation "vi" (common/collation/vi.xml) at three
    levels: first the letters, a ă â b c d đ e ê … z, with white space before punctuation,
    punctuation before digits, digits before letters and other scripts last; where these are
    all equal the tones, none huyền hỏi ngã sắc nặng; where these are equal too, lower case
    before upper. Unlike CLDR, "hòa" and "hoà" are equal: `place_tones` first.

    Printable, never NUL, ASCII unless a letter of another script stands in `text`; the three
    levels are parted by single spaces, so a key holds exactly two. Commonly twice as long as
    `text`, at most five times for Vietnamese. White space at the ends and control signs count
    for nothing.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for base, marks in _clusters(unicodedata.normalize("NFKD", place_tones(text))):
        if base == " ":
            if letters and letters[-1] != "!":
                letters.append("!")
                tones.append("0")
                cases.append("0")
            continue
        lower = base.lower()
        letter, marks = _letter_key(lower, marks)
        letters.append(letter)
        tones.append(_tone_key(marks))
        cases.append("0" if lower == base else "1")
    if letters and letters[-1] == "!":
        letters.pop()
    return f"{''.join(letters)} {''.join(tones).rstrip('0')} {''.join(cases).rstrip('0')}"


def person_key(name) -> str:
    """The sort key of a person: the given name (last word), then the surname (first), then the rest.

    The Vietnamese convention: Trần Văn An stands before Nguyễn Thị Bình, and Lê Anh before
    Nguyễn An Anh. Letter case counts for nothing, as sources print names in capitals. `name` is bare of
    titles. Made of `sort_key`s, with its promises.
    """
    words = name.lower().split()
    given, surname, middle = words[-1:], words[:-1][:1], words[1:-1]
    return " ".join(sort_key(" ".join(part)) for part in (given, surname, middle))


def _clusters(decomposed):
    """Pairs (base, its marks as a string); white space as " "; invisible and control signs left out."""
    pairs = []
    for sign in decomposed:
        category = unicodedata.category(sign)
        if sign.isspace():
            pairs.append([" ", ""])
        elif category in ("Mn", "Me"):
            if pairs:
                pairs[-1][1] += sign
        elif category not in ("Cc", "Cf", "Cs"):
            pairs.append([sign, ""])
    return pairs


def _letter_key(lower, marks):
    """(the letter's part of the first level, the marks left for the second)."""
    for mark in marks:
        if (lower, mark) in _OWN_LETTERS:
            return _OWN_LETTERS[lower, mark], marks.replace(mark, "", 1)
    if lower in "đð":
        return _D_WITH_STROKE, marks
    if "a" <= lower <= "z":
        return lower, marks
    digit = unicodedata.digit(lower, None)
    if digit is not None:
        return str(digit), marks
    if lower in _PUNCTUATION:
        return '"' + chr(ord("0") + _PUNCTUATION.index(lower)), marks
    if unicodedata.category(lower)[0] in "PSZ":
        return '"~' + lower, marks
    return "{" + lower, marks


def _tone_key(marks):
    if not marks:
        return "0"
    return str(TONES.index(marks) + 1) if marks in TONES and len(marks) == 1 else "6"
