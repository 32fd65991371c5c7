"""What a cell says that a spreadsheet could misread: formulas, and texts too long for a cell."""

import re

from portal.base.lists import FORMULA_STARTS

#: Stands in a cell whose text is longer than a cell may be; on the way back it leaves the field as it is.
KEPT = "(dài quá một ô: giữ nguyên)"
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def quoted(text):
    """The text of a cell that no spreadsheet runs as a formula; `plain` gives the same text back."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or _QUOTED.match(text) else text


def plain(text):
    return text[1:] if _QUOTED.match(text) else text
