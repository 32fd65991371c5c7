"""What makes two bodies likely one: names of the same province, or of none."""

from portal.base.text import lines
from portal.editing.merge.candidates import letters
from portal.editing.merge.registry import merges
from portal.editing.models import Twin

from .models import Body


def keys(body):
    place = f"/{body.province_id or ''}"
    name = letters(body.name)
    yield Twin.Reason.NAME, name + place
    yield Twin.Reason.TYPO, name + place
    for text in [body.name, body.short_name, *lines(body.aliases)]:
        yield Twin.Reason.ALIAS, text and letters(text) + place


merges(
    Body,
    spellings=("name", "short_name", "name_en"),
    aliases="aliases",
    keys=keys,
    tells=("short_name", "aliases"),
    typed=("name", "short_name", "aliases", "province"),
)
