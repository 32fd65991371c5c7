"""What makes two people likely one."""

from portal.base.text import fold, lines
from portal.editing.merge.candidates import DuplicateReason, letters
from portal.editing.merge.registry import mergeable

from .models import Official
from .names import read_name


def bare(name):
    """A name as it is compared: folded, without the titles around it."""
    return letters(fold(read_name(name).name or name))


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
