"""The places that people mean by what they type: with or without marks, in another spelling, in initials."""

from portal.base.text import nfc
from portal.search.index.vocabulary_cache import current
from portal.search.language.vocabulary import place_token
from portal.search.language.words import words

from .grouping import grouping
from .models import Province

LONGEST = 60  # letters of a name
UNITS = (("tinh",), ("thanh", "pho"), ("tp",))


def places(text):
    """[(word of the address, record)] that `text` may name: provinces ("tinh"), then regions ("vung").

    A name that is today's and an ended unit's is today's. At most three queries.
    """
    meanings = _meanings(words(nfc(text[: 5 * LONGEST])[:LONGEST]), current())
    if not meanings:
        return []
    units = {}
    for province in Province.objects.all():
        units.setdefault(place_token(province.name), []).append(province)
    found = []
    for meaning in meanings:
        same = units.get(meaning.token, ())
        found += [("tinh", province) for province in same if province.ended is None or len(same) == 1]
    others = [meaning for meaning in meanings if meaning.token not in units]
    return found + [("vung", region) for region in _regions(others)]


def _meanings(said, vocabulary):
    """The meanings of the whole name `said` (a list of Word) that are places."""
    for unit in UNITS:
        if tuple(word.folded for word in said[: len(unit)]) == unit:
            said = said[len(unit) :] or said
    if not said:
        return []
    found, length = vocabulary.meanings(said, 0)
    if length < len(said):
        found = []
    if not found and len(said) == 1 and said[0].exact == said[0].folded:
        found = vocabulary.initials.get(said[0].folded, [])
    return [meaning for meaning in found if meaning.place]


def _regions(meanings):
    """The regions of the grouping whose names hold one of the `meanings`."""
    sought = [f" {' '.join(meaning.words)} " for meaning in meanings]
    if not sought:
        return []
    regions = grouping().regions()
    named = ((region, " ".join(word.folded for word in words(region.name))) for region in regions)
    return [region for region, name in named if any(words in f" {name} " for words in sought)]
