"""The places that people mean by what they type: with or without marks, in another spelling, in initials."""

import re

from portal.base.text import nfc
from portal.search.index.vocabulary_cache import current
from portal.search.language.units import UNITS
from portal.search.language.vocabulary import place_token
from portal.search.language.words import words

from .grouping import grouping
from .models import Province

LONGEST = 60  # letters of a name
#: Single letters with dots between them are one word: T.P, T.T. Huế.
_INITIALS = re.compile(r"\b([^\W\d_])\.\s?(?=[^\W\d_]\b)")


def places(text):
    """[(word of the address, record)] that `text` may name: provinces ("tinh"), then regions ("vung").

    A name that is today's and an ended unit's is today's. At most three queries.
    """
    meanings = _meanings(text)
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


def full_names(text):
    """The names in full of the places that `text` may name, as a list of texts."""
    return [meaning.full for meaning in _meanings(text)]


def _meanings(text):
    """The meanings of a name as a whole that are places, the words for a province or a city around it left out."""
    said = words(_INITIALS.sub(r"\1", nfc(text[: 5 * LONGEST]))[:LONGEST])
    vocabulary = current()
    for unit in sorted(UNITS, key=len, reverse=True):
        if tuple(word.folded for word in said[: len(unit)]) == unit:
            said = said[len(unit) :] or said
        elif tuple(word.folded for word in said[-len(unit) :]) == unit:
            said = said[: -len(unit)] or said
    for name in (said, [word for word in said if word.exact != "và"]):
        found, length = vocabulary.meanings(name, 0) if name else ([], 0)
        if found and length == len(name):
            break
        found = []
    if not found and len(said) == 1 and said[0].exact == said[0].folded:
        initials = said[0].folded
        found = vocabulary.initials.get(initials) or vocabulary.initials.get(initials.removeprefix("tp"), [])
    return [meaning for meaning in found if meaning.place]


def _regions(meanings):
    """The regions of the grouping whose names hold one of the `meanings`."""
    sought = [f" {' '.join(meaning.words)} " for meaning in meanings]
    if not sought:
        return []
    regions = grouping().regions()
    named = ((region, " ".join(word.folded for word in words(region.name))) for region in regions)
    return [region for region, name in named if any(words in f" {name} " for words in sought)]
