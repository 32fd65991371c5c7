"""Numbers however they are written: 1.500 and 1500, 636,1 and 636.1."""

from collections.abc import Sequence

from .words import Word


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
