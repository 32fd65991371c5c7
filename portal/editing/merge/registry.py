"""The models whose records may be merged, and what makes two of them likely one."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.changes.labels import value_words


@dataclass(frozen=True)
class MergeRules:
    """`spellings`: fields that hold a name as somebody wrote it; of two the one that does not remain goes to the
    `aliases` (the name of a text field, one a line, or "").

    `keys(record)`: [(DuplicateReason, text)]: two records one of whose texts for the same reason is the same are
    likely one; texts under TYPO are compared with one letter lost, added, changed or swapped. `distinguishing`: fields
    that tell two of one name apart.
    """

    spellings: tuple = ()
    aliases: str = ""
    distinguishing: tuple = ()
    keys: Callable = lambda record: ()


_rules = {}


def mergeable(model, **rules):
    """Declares the MergeRules of `model`."""
    _rules[model] = MergeRules(**rules)


def merge_rules(model):
    """The MergeRules of `model`, or None where its records are not merged."""
    return _rules.get(model)


def mergeable_models():
    return list(_rules)


def distinguishing_text(record):
    """What tells a record from another of its name, in a few words."""
    names = merge_rules(type(record)).distinguishing
    texts = (value_words(type(record), name, getattr(record, name)) for name in names)
    return " · ".join(text.replace("\n", "; ") for text in texts if text)
