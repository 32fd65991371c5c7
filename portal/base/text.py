"""Vietnamese as it is written: folding, sort keys, Roman ordinals, numbers, money and dates.

Pure Python and no settings: the same text gives the same answer on every database, in a
command and on a page. Functions that write for a reader take `language`: "vi" (the default)
or "en"; "vi-VN" and "en-GB" are understood, anything else raises ValueError.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# --- Letters -------------------------------------------------------------------------------


def nfc(text) -> str:
    """`text` with each letter and its marks in one code point (Unicode NFC).

    What people paste comes both ways: "ế" is one code point, or e + ^ + ´.
    """
    return unicodedata.normalize("NFC", text)


_UNSEEN = re.compile(
    r"[\0-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\u2800\u3164\ud800-\uf8ff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)


_WIDE = {
    code: code - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for code in range(ord(first), ord(last) + 1)
} | dict(zip(range(0xFB00, 0xFB05), ("ff", "fi", "fl", "ffi", "ffl"), strict=True))


def visible(text) -> str:
    """`text` in NFC without the signs that nobody sees: control and direction signs, zero-width ones, soft hyphens.

    Any space becomes a plain one, any line break "\\n"; what only a font of symbols shows (private use) goes, too.
    Letters and digits as wide as Chinese signs become plain ones, and so do those in one piece (ﬁ).
    """
    text = nfc(text).translate(_WIDE).replace("\r\n", "\n")
    return _UNSEEN.sub(_seen, text) if _UNSEEN.search(text) else text


def drop_unseen(text) -> str:
    """`text` without the signs that take no room; its spaces stay of their kind: some part the digits of a number."""
    return _UNSEEN.sub(lambda found: found[0] if found[0].isspace() or found[0] == "\0" else "", text)


def _seen(found):
    sign = found[0]
    if sign in "\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    return " " if unicodedata.category(sign) == "Zs" or sign in "\u2800\u3164\u115f\u1160\uffa0" else ""


def fold_letters(text) -> list[str]:
    """What `fold` makes of each code point of `nfc(text)`: a list of strings of one letter or none.

    As long as `nfc(text)`, so a place found in the folded text maps back to the text as written.
    A mark that joins no letter and an invisible sign (zero-width space, soft hyphen) fold to "";
    any white space folds to " ".
    """
    return [_fold_letter(letter) for letter in nfc(text)]


def fold(text) -> str:
    """`text` in lower case without marks: "Hội nghị Đồng bằng" -> "hoi nghi dong bang".

    đ is d (and so is ð, which old fonts put in its place). Runs of white space, the no-break
    space among them, become one space; none is left at the ends. Otherwise one letter of
    `nfc(text)` gives one letter; punctuation stays.
    """
    return " ".join("".join(fold_letters(text)).split())


@lru_cache(maxsize=4_096)
def _fold_letter(letter):
    if letter.isspace():
        return " "
    lower = letter.lower()
    if lower in "đð":
        return "d"
    if lower.isascii():
        return lower
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return ""
    bare = [part for part in unicodedata.normalize("NFD", lower) if unicodedata.category(part) != "Mn"]
    return bare[0] if len(bare) == 1 else letter


TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of CLDR vi
_TONE_BEFORE_OPEN_VOWEL = re.compile(
    rf"(?<=[ou])([{TONES}])([aey])(?![^\W\d_]|[\u0300-\u036f])", re.IGNORECASE
)


def place_tones(text) -> str:
    """`text` (as NFC) with the tone of open oa, oe, uy on the second vowel: "hòa, thủy" -> "hoà, thuỷ".

    The two ways of placing it are the same word. Only the last two letters of a syllable are
    looked at ("hoàn" is written one way), and only where the first of them carries a tone.
    """
    spread = unicodedata.normalize("NFD", text)

    def move(match):
        first, tone, second = spread[match.start() - 1].lower(), match[1], match[2]
        fits = second.lower() in ("ae" if first == "o" else "y")
        return second + tone if fits else match[0]

    return nfc(_TONE_BEFORE_OPEN_VOWEL.sub(move, spread))


# --- Roman ordinals ------------------------------------------------------------------------

_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def to_roman(n) -> str:
    """19 -> "XIX". ValueError outside 1..3999."""
    if not 1 <= n <= 3999:
        raise ValueError(f"{n} has no Roman numeral (1–3999).")
    roman = ""
    for value, letters in _ROMAN:
        count, n = divmod(n, value)
        roman += letters * count
    return roman


def from_roman(text) -> int:
    """The number of "XIX" or "xix": 19. ValueError for what `to_roman` never writes ("IIII", "", " X")."""
    roman, n, rest = text.upper(), 0, text.upper()
    for value, letters in _ROMAN:
        while rest.startswith(letters):
            n, rest = n + value, rest.removeprefix(letters)
    if not text.isascii() or rest or not 1 <= n <= 3999 or to_roman(n) != roman:
        raise ValueError(f"“{text}” is not a Roman numeral.")
    return n


# --- Addresses and queries -----------------------------------------------------------------

SLUG_LENGTH = 80


def slugify(text) -> str:
    """The slug of a name: "Bà Rịa - Vũng Tàu" -> "ba-ria-vung-tau".

    ASCII letters and digits with single hyphens between the words.
    At most SLUG_LENGTH characters; a longer one ends with its last whole word. Empty when
    nothing of `text` is a Latin letter or a digit.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= SLUG_LENGTH:
        return slug
    kept = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
    return kept or slug[:SLUG_LENGTH]


def lines(text) -> list[str]:
    """The lines of `text` that are not empty, without white space at their ends, as a list."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def search_words(text) -> list[str]:
    """The folded words of a query, in order: '"Cao Bằng" KH&CN*' -> ["cao", "bang", "kh", "cn"].

    Letters and digits only, so no word can mean anything to a search engine. Only the first
    200 characters are read, and at most 20 words returned.
    """
    read = visible(text[:1000])[:200]
    return re.findall(r"[^\W_]+", fold(read))[:20]


# --- Numbers and money ---------------------------------------------------------------------


def _is_vietnamese(language):
    if language is None:  # translations are off, as while the admin writes its log
        return True
    main = language.partition("-")[0]
    if main not in ("vi", "en"):
        raise ValueError(f"No rules of writing for the language “{language}”.")
    return main == "vi"


_VIETNAMESE_SIGNS = str.maketrans(",.", ".,")


def number(value, language="vi") -> str:
    """A Decimal or an int as it is written: "636,1", "1.500"; in English "636.1", "1,500".

    Every digit stays but the zeros that end a fraction. "" for None; ValueError for NaN and
    the infinities.
    """
    vietnamese = _is_vietnamese(language)
    if value is None:
        return ""
    if not isinstance(value, int):
        value = Decimal(str(value))
        if not value.is_finite():
            raise ValueError(f"{value} is not a number to be written.")
    written = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if not value:
        written = "0"
    return written.translate(_VIETNAMESE_SIGNS) if vietnamese else written


def exact(value: Decimal | None) -> int | float | None:
    """A number as machines read it, without the zeros of its column."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


_THOUSANDTH = Decimal("0.001")


def money(dong, language="vi") -> str:
    """A whole number of đồng as it is said: "636,1 tỷ đồng", "850 triệu đồng", "12.000 đồng".

    In English "VND 636.1 billion", "VND 850 million", "VND 12,000". Tỷ from 10⁹, triệu from
    10⁶. Exact up to three decimals of the unit; beyond that rounded half up to three. ""
    for None; ValueError for a fraction of a đồng.
    """
    vietnamese = _is_vietnamese(language)
    if dong is None:
        return ""
    if dong != int(dong):
        raise ValueError(f"{dong} is not a whole number of đồng.")
    amount, unit = Decimal(int(dong)), ""
    if abs(amount) >= 10**6:
        millions = (amount / 10**6).quantize(_THOUSANDTH, ROUND_HALF_UP)
        if abs(millions) < 1000:
            amount, unit = millions, "triệu" if vietnamese else "million"
        else:  # 999.999.999 đồng too, which rounds to 1.000 triệu
            amount, unit = (
                (amount / 10**9).quantize(_THOUSANDTH, ROUND_HALF_UP),
                "tỷ" if vietnamese else "billion",
            )
    if vietnamese:
        return " ".join(filter(None, (number(amount), unit, "đồng")))
    return " ".join(filter(None, ("VND", number(amount, "en"), unit)))


# --- Dates ---------------------------------------------------------------------------------

# Not from Django: `language` may differ from the language that is active.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date(day, language="vi") -> str:
    """A datetime.date as "7/9/2022"; in English "7 September 2022". "" for None."""
    vietnamese = _is_vietnamese(language)
    if day is None:
        return ""
    if vietnamese:
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def date_range(starts, ends, language="vi") -> str:
    """Two dates as one phrase, both ends included, with what they share said once.

    "25–26/4/2019", "30/6–1/7/2025", "30/12/2024–2/1/2025"; in English "25–26 April 2019",
    "30 June – 1 July 2025". One date when `ends` is None or the same day; "" when `starts` is None;
    ValueError when it ends before it starts.
    """
    vietnamese = _is_vietnamese(language)
    if starts is None or ends is None or starts == ends:
        return date(starts, language)
    if ends < starts:
        raise ValueError(f"{ends} is before {starts}.")
    same_year = starts.year == ends.year
    if same_year and starts.month == ends.month:
        return f"{starts.day}–{date(ends, language)}"
    if vietnamese:
        first = f"{starts.day}/{starts.month}" if same_year else date(starts)
        return f"{first}–{date(ends)}"
    first = f"{starts.day} {_MONTHS[starts.month - 1]}" if same_year else date(starts, "en")
    return f"{first} – {date(ends, 'en')}"


# --- Marks of sources ----------------------------------------------------------------------

_LAW_LETTERS = "abcdđeghiklmnopqrstuvxy"


def source_letter(index) -> str:
    """The mark of the source at `index` (from 0): a b c d đ e g … y, then aa, ab, …, yy, aaa.

    The 23 letters by which Vietnamese laws count their points (điểm a, b, c, d, đ, e, g, …):
    no ă â ê ô ơ ư, no f j w z. ValueError below 0.
    """
    if index < 0:
        raise ValueError(f"No mark for a source at {index}.")
    mark, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, len(_LAW_LETTERS))
        mark = _LAW_LETTERS[place] + mark
    return mark
