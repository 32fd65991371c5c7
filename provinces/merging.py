"""What makes two bodies likely one: names of the same province, or of none."""

from portal.base.text import lines
from portal.editing.merge.candidates import DuplicateReason, letters
from portal.editing.merge.registry import mergeable

from .models import Body


def keys(body):
    place = f"/{body.province_id or ''}"
    name = letters(body.name)
    yield DuplicateReason.NAME, name + place
    yield DuplicateReason.TYPO, name + place
    for text in [body.name, body.short_name, *lines(body.aliases)]:
        yield DuplicateReason.ALIAS, text and letters(text) + place


mergeable(
    Body,
    spellings=("name", "short_name", "name_en"),
    aliases="aliases",
    keys=keys,
    distinguishing=("short_name", "aliases"),
)
