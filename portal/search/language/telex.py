"""Words as they come from a keyboard whose Vietnamese input was off: "ddoongf" and "d9o6ng2" are đồng."""

import re
import unicodedata

from portal.base.text import nfc

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300\u0309\u0303\u0301\u0323"
_CIRCUMFLEX, _HORN, _BREVE = "\u0302\u031b\u0306"
_TELEX_TONES = {"f": _GRAVE, "r": _HOOK, "x": _TILDE, "s": _ACUTE, "j": _DOT}
_VNI_TONES = {"2": _GRAVE, "3": _HOOK, "4": _TILDE, "1": _ACUTE, "5": _DOT}
_VOWELS = "aeiouy"


def as_meant(word: str) -> str | None:
    """The Vietnamese word that the keys of `word` (lower case) stand for in Telex or VNI, or None."""
    if any(letter.isdigit() for letter in word):
        return _vni(word)
    return _telex(word)


def _telex(word):
    if not word.isalpha():
        return None
    letters, tone, changed = "", "", False
    for at, key in enumerate(word):
        bare = unicodedata.normalize("NFD", letters[-1:])[:1]
        if key == "d" and letters[:1] == "d" and (letters == "d" or at == len(word) - 1):
            letters, changed = "đ" + letters[1:], True
        elif key in "aeo" and (place := _last(letters, key)) is not None and _glued(letters, place):
            letters, changed = _with_diacritic(letters, place, _CIRCUMFLEX), True
        elif key == "w" and letters:
            letters, did = _horned(letters)
            changed = changed or did
            if not did:
                return None
        elif key in _TELEX_TONES and _has_vowel(letters) and not tone and (bare or at):
            tone, changed = _TELEX_TONES[key], True
        else:
            letters += key
    return _with_tone(letters, tone) if changed else None


def _vni(word):
    letters, tone, changed = "", "", False
    for key in word:
        if key in _VNI_TONES and not tone and _has_vowel(letters):
            tone, changed = _VNI_TONES[key], True
        elif key == "6" and (place := _last(letters, "aeo")) is not None:
            letters, changed = _with_diacritic(letters, place, _CIRCUMFLEX), True
        elif key == "7" and _last(letters, "uo") is not None:
            letters, _ = _horned(letters)
            changed = True
        elif key == "8" and (place := _last(letters, "a")) is not None:
            letters, changed = _with_diacritic(letters, place, _BREVE), True
        elif key == "9" and letters[:1] == "d":
            letters, changed = "đ" + letters[1:], True
        elif key.isdigit():
            return None
        else:
            letters += key
    return _with_tone(letters, tone) if changed else None


def _has_vowel(letters):
    return any(_base(letter) in _VOWELS for letter in letters)


def _base(letter):
    return unicodedata.normalize("NFD", letter)[0]


def _last(letters, wanted):
    """The place of the last bare letter of `wanted`, or None."""
    places = [place for place, letter in enumerate(letters) if letter in wanted]
    return places[-1] if places else None


def _glued(letters, place):
    """Whether only consonants stand after `place`: "caps" + "a" too, as people type the diacritic last."""
    return not any(_base(letter) in "aeo" for letter in letters[place + 1 :])


def _with_diacritic(letters, place, diacritic):
    return letters[:place] + nfc(letters[place] + diacritic) + letters[place + 1 :]


def _horned(letters):
    """w: ư, ơ, ă; both letters of uo."""
    pair = letters.rfind("uo")
    if pair >= 0:
        return letters[:pair] + "ươ" + letters[pair + 2 :], True
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in "uoa":
            diacritic = _BREVE if letters[place] == "a" else _HORN
            return _with_diacritic(letters, place, diacritic), True
    return letters, False


def _with_tone(letters, tone):
    """`letters` with `tone` on the vowel that carries it."""
    if not tone:
        return letters
    start = 1 if re.match(r"qu|gi[aeou]", letters) else 0
    vowels = [place for place in range(start, len(letters)) if _base(letters[place]) in _VOWELS]
    if letters.startswith("qu") and len(vowels) > 1:
        vowels = vowels[1:]
    if letters.startswith("gi") and len(vowels) > 1 and vowels[0] == 1:
        vowels = vowels[1:]
    if not vowels:
        return letters
    own = [place for place in vowels if letters[place] != _base(letters[place])]
    runs = [[vowels[0]]]
    for place in vowels[1:]:
        if place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    run = runs[-1]
    if own:
        place = own[-1]
    elif run[-1] < len(letters) - 1 or len(run) == 3:
        place = run[-1] if len(run) < 3 else run[1]
    else:
        place = run[0]
    return _with_diacritic(letters, place, tone)
