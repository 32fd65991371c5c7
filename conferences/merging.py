"""What makes two people likely one."""

from portal.base.text import fold, lines
from portal.editing.merge.candidates import DuplicateReason, letters
from portal.editing.merge.registry import mergeable

from .models import Official

#: Titles of two words, and of one, that may stand before a name (folded).
PAIRS = {
    ("dong", "chi"),
    ("giao", "su"),
    ("pho", "giao"),
    ("tien", "si"),
    ("tien", "sy"),
    ("thac", "si"),
    ("thac", "sy"),
}
ALONE = {"gs", "pgs", "ts", "ths", "tskh", "bs", "ks", "ong", "ba", "dr", "prof"}


def bare(name):
    """A name as it is compared: folded, without the titles before it."""
    words = fold(name).replace(".", " ").replace(",", " ").split()
    while len(words) > 2:
        if tuple(words[:2]) in PAIRS:
            words = words[2:] if tuple(words[:2]) != ("pho", "giao") else words[1:]
        elif words[0] in ALONE:
            words = words[1:]
        else:
            break
    return letters(" ".join(words))


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
