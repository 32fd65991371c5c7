"""What makes two people likely one."""

import re

from portal.base.text import fold, lines
from portal.editing.merge.candidates import DuplicateReason, letters
from portal.editing.merge.registry import mergeable

from .models import Official

#: Titles that may stand before a name, folded: those of two words, and those of one before two words at least.
TITLES = re.compile(
    r"(?:(?:dong chi|(?:pho )?giao su|tien s[iy]|thac s[iy])[ .,]+(?=[^ .,])"
    r"|(?:p?gs|ts|ths|tskh|bs|ks|ong|ba|dr|prof)[ .,]+(?=[^ .,]+[ .,]+[^ .,]))+"
)


def bare(name):
    """A name as it is compared: folded, without the titles before it."""
    folded = fold(name)
    titles = TITLES.match(folded)
    return letters(folded[titles.end() :] if titles else folded)


def keys(official):
    name = bare(official.name)
    yield DuplicateReason.NAME, name
    yield DuplicateReason.TYPO, name
    for text in [official.name, *lines(official.aliases)]:
        yield DuplicateReason.ALIAS, bare(text)


mergeable(
    Official,
    spellings=("name",),
    aliases="aliases",
    keys=keys,
    distinguishing=("titles", "aliases"),
)
