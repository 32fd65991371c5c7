"""A question's words as they were meant: keys of a sleeping keyboard, words run together or torn apart."""

import math
import re
from collections.abc import Container, Sequence
from itertools import pairwise
from operator import ne

from portal.search.language.telex import as_meant
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import Word, forms

from .typos import CountWords, near

_LETTERS_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_SHORTEST_RUN = 5  # letters of a word that may be several
_MOST_PIECES = 6
MOST_NEAR = 60  # words near a mistyped one that may be part of a name
#: One syllable, folded: a word that is one is not taken for two ("khiêm" is not khi + êm).
_SYLLABLE = re.compile(
    r"^(b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|n|ph?|qu|r|s|th?|tr|v|x)?"
    r"(uyeu|uyu|uya|uye|uay|uoi|uou|ieu|yeu|oai|oay|oao|oeo|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uy|uu|ye|[aeiouy])"
    r"(ch?|m|ngh?|nh?|n|p|t)?$"
)


def is_syllable(folded: str) -> bool:
    """Whether a folded word may be one syllable of Vietnamese."""
    return bool(_SYLLABLE.match(folded))


def correct_words(
    words: Sequence[Word],
    known: CountWords,
    vocabulary: Vocabulary,
    part_words: bool = True,
    fixed: Container[str] = (),
    phrases: Container[tuple[str, ...]] = (),
) -> list[Word]:
    """`words` with those that stand in no entry read as what was meant.

    `fixed` are words, folded and exact, that are always as typed, `phrases` what two words may be beside those of the vocabulary;
    `known(folded words)` gives {word: entries} of those that the index holds.
    """
    held = known({form for word in words for form in (word.folded, word.exact)})
    words = _joined(words, held, known, vocabulary)
    found = []
    for at, word in enumerate(words):
        if part_words and (phrase := _run_together(word, held, vocabulary)):
            found.extend(_apart(word, phrase))
        elif (
            word.folded in fixed
            or held.get(word.folded)
            or _is_in_vocabulary(word.exact, word.folded, vocabulary)
        ):
            is_odd = (
                word.exact not in fixed and not held.get(word.exact) and word.exact not in vocabulary.words
            )
            found.append((is_odd and _beside(words, at, known, vocabulary, phrases)) or word)
        else:
            meant = _meant(word, known, vocabulary, part_words)
            if meant == [word] and (other := _beside(words, at, known, vocabulary, phrases)):
                meant = [other]
            found.extend(meant)
    return found


def _beside(words, at, known, vocabulary, phrases):
    """The word one slip from words[at] that is a phrase with a word beside it ("tuyên qaung") or part of a whole name.

    The word itself without its diacritics where it is one so; None where there is none.
    """
    word, folded = words[at], [word.folded for word in words]
    before, after = folded[at - 1] if at else "", folded[at + 1] if at + 1 < len(words) else ""
    stretches = [
        (start, end)
        for start in range(max(0, at - 3), at + 1)
        for end in range(max(at + 1, start + 3), min(len(words), start + 4) + 1)
    ]
    near_words = [folded[at], *near(folded[at], known)]
    names = {
        other: [
            f"{prefix}_{''.join([*folded[start:at], other, *folded[at + 1 : end]])}"
            for start, end in stretches
            for prefix in "nh"
        ]
        for other in near_words[:MOST_NEAR]
    }
    held = known({token for tokens in names.values() for token in tokens})
    for other in near_words:
        pairs = (before, other), (other, after)
        is_phrase = any(pair in vocabulary.phrases or pair in phrases for pair in pairs)
        if other == word.folded and not is_phrase:  # a name typed with other diacritics may be another name
            if any(map(held.get, names.get(other, ()))):
                return None
        elif is_phrase or any(map(held.get, names.get(other, ()))):
            return Word(other, other, word.start, word.end, word.gap)
    return None


def _run_together(word, held, vocabulary):
    """The name whose words `word` holds run together, or None; one letter of a word that stands nowhere may be another."""
    folded = word.folded
    if folded in vocabulary.words:
        return None
    if held.get(folded) or word.exact != folded or len(folded) < _SHORTEST_RUN or is_syllable(folded):
        return vocabulary.together.get(folded)
    near_ones = [
        folded,
        *(name for name in vocabulary.together if len(name) == len(folded) and _one_apart(name, folded)),
    ]
    return next((vocabulary.together[name] for name in near_ones if name in vocabulary.together), None)


def _one_apart(one, other):
    return sum(map(ne, one, other)) == 1


def _apart(word, phrase):
    """The words of the name `phrase` that were run together: "caobang" stands in addresses too, and is Cao Bằng."""
    at, found = 0, []
    for folded in phrase:
        exact, _ = forms(word.exact[at : at + len(folded)])
        found.append(Word(exact, folded, word.start, word.end, " "))
        at += len(folded)
    return found


def _is_in_vocabulary(exact, folded, vocabulary):
    """Whether the vocabulary holds the word: with its diacritics, where it has any, unless it is a short form."""
    return folded in vocabulary.words and (exact == folded or len(folded) < 5)


def _joined(words, held, known, vocabulary):
    """ "cao b ằng": two neighbours of which neither need be a word, and which are one together."""
    pairs = {}
    for first, second in pairwise(words):
        if (
            (held.get(first.folded) and held.get(second.folded))
            or second.folded.isdigit()
            or first.folded.isdigit()
        ):
            continue
        if first.folded in vocabulary.words or second.folded in vocabulary.words:
            continue
        pairs[first.start] = first.folded + second.folded
    counts = known(set(pairs.values())) if pairs else {}
    found, skip = [], False
    for at, word in enumerate(words):
        if skip:
            skip = False
        elif counts.get(pairs.get(word.start)):
            after = words[at + 1]
            exact, folded = forms(word.exact + after.exact)
            found.append(Word(exact, folded, word.start, after.end, word.gap))
            skip = True
        else:
            found.append(word)
    return found


def _meant(word, known, vocabulary, part_words):
    written = word.exact
    meant = as_meant(written)
    if meant and (found := _known(meant, known, vocabulary)):
        return [_word(found, word)]
    pieces = _LETTERS_DIGITS.findall(written)
    if 1 < len(pieces) <= 4 and not re.search(r"\d[^\W\d_]", written):  # "nguyên2020", not "12a"
        return [part for piece in pieces for part in _piece(piece, word, known, vocabulary, part_words)]
    return (_parted(word, known, vocabulary) if part_words else []) or [word]


def _piece(piece, word, known, vocabulary, part_words):
    exact, folded = forms(piece)
    part = Word(exact, folded, word.start, word.end, " ")
    if folded.isdigit() or known({folded}).get(folded) or folded in vocabulary.words:
        return [part]
    return _meant(part, known, vocabulary, part_words)


def _known(written, known, vocabulary):
    exact, folded = forms(written)
    return (exact, folded) if known({folded}).get(folded) or folded in vocabulary.words else None


def _word(found, word):
    exact, folded = found
    return Word(exact, folded, word.start, word.end, word.gap)


def _parted(word, known, vocabulary):
    """The likeliest way of reading a word as several that the index holds, or []."""
    exact = word.exact
    if len(exact) < _SHORTEST_RUN or not exact.isalpha() or is_syllable(word.folded):
        return []
    pieces = {}
    for start in range(len(exact)):
        for end in range(start + 2, min(len(exact), start + 7) + 1):
            pieces[start, end] = forms(exact[start:end])
    counts = known({folded for _, folded in pieces.values()} | {""})
    total = max(counts.get("", 1), 2)
    best: dict[int, tuple[float, list[tuple[str, str]]]] = {0: (0.0, [])}
    for end in range(2, len(exact) + 1):
        for start in range(max(0, end - 7), end - 1):
            if start not in best or (start, end) not in pieces:
                continue
            form = pieces[start, end]
            count = counts.get(form[1], 0) if is_syllable(form[1]) else 0
            if form[1] in vocabulary.words and len(form[1]) > 2:
                count = max(count, 1)
            if not count:
                continue
            score, before = best[start]
            score += math.log(count / total) - 1
            if len(before) < _MOST_PIECES and (end not in best or score > best[end][0]):
                best[end] = (score, [*before, form])
    _, found = best.get(len(exact), (0, []))
    return (
        [Word(exact, folded, word.start, word.end, " ") for exact, folded in found] if len(found) > 1 else []
    )
