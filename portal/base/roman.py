"""Roman ordinals, as conferences are counted."""

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
