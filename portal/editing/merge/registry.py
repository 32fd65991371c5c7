"""The nouns whose records may be merged, and what makes two of them a likely twin."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Noun:
    """`spellings`: fields that hold a name as somebody wrote it; of two the one that is not kept goes to the
    `aliases` (the name of a text field, one a line, or "").

    `keys(record)`: [(DuplicateReason, text)]: two records one of whose texts for the same reason is the same are
    likely one; texts under TYPO are compared with one letter lost, added, changed or swapped. `tells`: fields that
    tell two of one name apart.
    """

    model: type
    spellings: tuple = ()
    aliases: str = ""
    tells: tuple = ()
    keys: Callable = lambda record: ()


_nouns = {}


def merges(model, **how):
    """Declares a Noun."""
    _nouns[model] = Noun(model, **how)


def noun_of(model):
    """The Noun of `model`, or None where its records are not merged."""
    return _nouns.get(model)


def all_nouns():
    return list(_nouns.values())
