"""Codes of tasks, of official papers and of places: KC.10.05/16-20, ĐTĐL.CN-12/20, 1739/BKHCN-ƯDCN, VN-04."""

import re
from collections.abc import Sequence

from .dates import year
from .words import Word

#: Units of measure, behind which a sign says "a" or "per": m3/ngày.
MEASURES = {"m2", "m3", "km2", "co2"}
_GAP = re.compile(r"^[/.\-–]$")


def code_at(words: Sequence[Word], at: int) -> int:
    """How many words from `at` are one code: letters and digits joined by signs, some of each kind; 0 for none."""
    end = at + 1
    if end == len(words) or len(words[end].gap) != 1:
        return 0
    while end < len(words) and _GAP.match(words[end].gap):
        end += 1
    parts = [word.folded for word in words[at:end]]
    if parts[0] in MEASURES:
        return 0
    joined = "".join(parts)
    if len(parts) < 2 or joined.isdigit() or joined.isalpha():
        return 0
    if any(word.gap in "/." for word in words[at + 1 : end]):
        return len(parts)
    return 0 if any(year(part[-4:]) for part in parts) else len(parts)
