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
FORMER, TODAY = "cũ", "mới"
AGE = re.compile(
    r"\s+\(?(?:(?P<former>cũ|trước đây|đến (?:hết )?(?:\d{1,2}/){1,2}\d{4})|mới|hiện nay|ngày nay)\)?\s*$",
    re.I,
)


def places(text):
    """[(word of the address, record)] that `text` may name: provinces ("tinh"), then regions ("vung").

    A name that is today's and an ended unit's is today's, but with "cũ" or the day on which it ended behind it. At
    most three queries.
    """
    text, age = _parted(text)
    meanings = _meanings(text)
    if not meanings:
        return []
    units = {}
    for province in Province.objects.all():
        units.setdefault(place_token(province.name), []).append(province)
    found = []
    for meaning in meanings:
        same = units.get(meaning.token, ())
        of_age = [province for province in same if (province.ended is None) is (age != FORMER)]
        found += [("tinh", province) for province in (of_age or (same if len(same) == 1 else []))]
    others = [meaning for meaning in meanings if meaning.token not in units]
    return found + [("vung", region) for region in _regions(others)]


def full_names(text):
    """The names in full of the places that `text` may name, as a list of texts; with "cũ" or "mới" the keys of those of one period."""
    if _parted(text)[1]:
        return [record.slug for word, record in places(text) if word == "tinh"]
    return [meaning.full for meaning in _meanings(text)]


def _meanings(text):
    """The meanings of a name as a whole that are places, with or without the words for a province or a city around it."""
    vocabulary = current()
    said = vocabulary.with_initials(words(nfc(text[: 5 * LONGEST])[:LONGEST]))
    for whole in (said, _without_unit(said)):  # "Vũng Tàu" is no region
        for name in (whole, [word for word in whole if word.exact != "và"]):
            found, length = vocabulary.meanings(name, 0) if name else ([], 0)
            found = [meaning for meaning in found if meaning.place and length == len(name)]
            if found:
                return found
    letters = said if all(len(word.exact) == 1 for word in said) else whole  # B.R-V.T
    if letters is said or len(whole) == 1:
        initials = "".join(word.exact for word in letters)
        found = vocabulary.initials.get(initials) or vocabulary.initials.get(initials.removeprefix("tp"), [])
        found = found or _run_together(initials, vocabulary)
    else:
        found = _begun(said, vocabulary)
    return [meaning for meaning in found if meaning.place]


def _parted(text):
    """(the name, FORMER or TODAY or "") of "Hà Giang (cũ)", "Tuyên Quang mới", "Hà Giang (đến 30/6/2025)"."""
    found = AGE.search(nfc(text[: 5 * LONGEST]))
    if not found or not found.start():
        return text, ""
    return nfc(text[: 5 * LONGEST])[: found.start()], FORMER if found["former"] else TODAY


def _without_unit(said):
    """`said` (a list of Word) without what it says that the name is of, once before it or else behind."""
    folded = tuple(word.folded for word in said)
    before = max((len(unit) for unit in UNITS if folded[: len(unit)] == unit), default=0)
    behind = max((len(unit) for unit in UNITS if folded[-len(unit) :] == unit), default=0) * (not before)
    return said[before : len(said) - behind] or said


def _begun(said, vocabulary):
    """The meanings of "Q. Ngãi", the names of places whose first word has that letter."""
    if len(said) < 2 or len(said[0].exact) > 1:
        return []
    letter, rest = said[0].exact, tuple(word.exact for word in said[1:])
    return _named(
        vocabulary, lambda name: name.exact[0].startswith(letter) and rest in (name.exact[1:], name.words[1:])
    )


def _run_together(word, vocabulary):
    """The meanings of "Hagiang"."""
    return _named(vocabulary, lambda name: word in ("".join(name.exact), "".join(name.words)))


def _named(vocabulary, fits):
    """The meanings that are places and that `fits`."""
    held = (meaning for found in vocabulary.phrases.values() for meaning in found if meaning.place)
    return list({meaning.token: meaning for meaning in held if fits(meaning)}.values())


def _regions(meanings):
    """The regions of the grouping whose names hold one of the `meanings`."""
    sought = [f" {' '.join(meaning.words)} " for meaning in meanings]
    if not sought:
        return []
    regions = grouping().regions()
    named = ((region, " ".join(word.folded for word in words(region.name))) for region in regions)
    return [region for region, name in named if any(words in f" {name} " for words in sought)]
