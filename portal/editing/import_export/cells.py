"""Single cells: their names, and what one says that a spreadsheet could misread: formulas, and texts too long for it."""

import re

from portal.base.downloads import FORMULA_STARTS

#: Stands in a cell whose text is longer than a cell may be; on the way back it leaves the field as it is.
UNCHANGED = "(dài quá một ô: giữ nguyên)"
_QUOTED = re.compile(f"'+[{re.escape(''.join(FORMULA_STARTS))}]")


def quoted(text):
    """The text of a cell that no spreadsheet runs as a formula; `plain` gives the same text back."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or _QUOTED.match(text) else text


def plain(text):
    return text[1:] if _QUOTED.match(text) else text


class BadValue(str):
    """Stands for a cell that holds no plain value: the sentence that says so."""

    __slots__ = ()


class SeenNumber(str):
    """Stands for a cell that holds a number, and `shown` for what it shows: "86000", "86.000 đ"."""

    def __new__(cls, number, shown=""):
        self = super().__new__(cls, number)
        self.shown = shown
        return self
