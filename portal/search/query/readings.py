"""The concepts of a question read ever more freely: as beginnings of words, as phrases, as slips of the finger."""

from collections.abc import Iterator
from dataclasses import replace

from portal.search.boolean import Scope, newest
from portal.search.language.diacritics import diacritics_match
from portal.search.language.vocabulary import Vocabulary

from .answer import WordCounts
from .intents import cues
from .question import Choice, Concept, ParsedQuery, literal
from .typos import near

FEW = 10  # answers that are enough to read a question strictly
MOST_NEAR = 8


def open_unknown(question: ParsedQuery, known: WordCounts, vocabulary: Vocabulary) -> bool:
    """A word that stands nowhere may be the start of one, or one mistyped. False where one can be neither."""
    is_possible = True
    counts = known({concept.words[0].folded for concept in question.concepts if concept.kind == "word"})
    meant = [
        concept
        for concept in question.concepts
        if not (concept.weak and not counts.get(concept.words[0].folded))
    ]
    question.concepts = meant or question.concepts
    for at, concept in enumerate(question.concepts):
        word = concept.words[0].folded
        if concept.kind != "word" or counts.get(word) or len(concept.choices) > 1:
            continue
        concept.weak, concept.is_unknown = len(word) == 1, True
        question.unknown += 1
        concept.choices = [replace(literal(concept.words), prefix=len(word) > 1)]
        for phrase in vocabulary.find_completions((word,))[:6] if len(word) > 2 else ():
            concept.choices += [Choice((meaning.token,), 0.9) for meaning in vocabulary.phrases[phrase]]
        concept.choices += _slips(question.concepts, at, known, vocabulary)
        if len(word) > 1 and len(concept.choices) == 1 and not known.begins(word):
            is_possible = False
    return is_possible


def readings(
    question: ParsedQuery, vocabulary: Vocabulary, known: WordCounts, scope: Scope
) -> Iterator[list[Concept]]:
    """The concepts of the question read ever more freely, until one reading finds something."""
    concepts = question.concepts
    opened = _last_open(question, vocabulary)
    if opened != concepts and len(opened) == len(concepts):
        strict = replace(question, opens_last=False).expression()
        if len(newest(scope, strict, FEW, known)) >= FEW:
            opened = concepts
    yield opened
    every = _phrases_open(concepts, vocabulary)
    if every not in (opened, concepts):
        yield every
    if len(concepts) > 1 and concepts[-1].weak:
        concepts = concepts[:-1]
        yield concepts
        yield _phrases_open(concepts, vocabulary)
    if question.excluded or question.unknown:  # one word mistyped, not two
        return
    for at, concept in enumerate(concepts):
        if concept.kind != "word" or concept.weak or concept.firm or concept.is_unknown:
            continue
        slips = _slips(concepts, at, known, vocabulary)
        if slips:
            mended = Concept("word", concept.words, [*concept.choices, *slips])
            yield [*concepts[:at], mended, *concepts[at + 1 :]]


def _slips(concepts, at, known, vocabulary):
    """The Choices of words near a mistyped one: first those that make a name with a word beside it.

    A short one only beside a word of the question, where that asks for more.
    """
    word = concepts[at].words[0].folded
    close = near(word, known)
    before = concepts[at - 1].words[-1].folded if at else None
    after = concepts[at + 1].words[0].folded if at + 1 < len(concepts) else None
    pairs = []
    for other in close:
        pairs += [(before, other)] if before is not None else []
        pairs += [(other, after)] if after is not None else []
    named = [pair for pair in pairs if pair in vocabulary.phrases or pair in cues()]
    choices = [Choice(pair, 0.95) for pair in named]
    if len(concepts) < 3 or len(word) > 5:
        return choices + [Choice((other,), 0.7) for other in close[:MOST_NEAR]]
    return choices + [Choice(pair, 0.7) for pair in pairs[: 2 * MOST_NEAR] if pair not in named]


def _last_open(question, vocabulary):
    """The concepts with the last word as the beginning of one, or of a phrase."""
    concepts = question.concepts
    last = concepts[-1]
    if not question.opens_last or last.kind != "word":
        return concepts
    for length in range(4, 1, -1):
        begun = _begun(concepts[-length:], vocabulary) if len(concepts) >= length else None
        if begun:
            return [*concepts[:-length], begun]
    return [*concepts[:-1], _opened(last)]


def _phrases_open(concepts, vocabulary):
    """The concepts with each run of words that begins a phrase read as that phrase."""
    found, at = [], 0
    while at < len(concepts):
        for length in range(7, 1, -1):
            begun = _begun(concepts[at : at + length], vocabulary) if at + length <= len(concepts) else None
            if begun:
                found.append(begun)
                at += length
                break
        else:
            found.append(concepts[at])
            at += 1
    return found


def _begun(concepts, vocabulary):
    """One Concept for words of which a phrase of the vocabulary is the end, or None."""
    if any(concept.kind != "word" for concept in concepts):
        return None
    word_list = [concept.words[0] for concept in concepts]
    folded = tuple(word.folded for word in word_list)
    phrases = vocabulary.find_completions(folded) or vocabulary.find_abbreviated(folded)
    meant = [
        one for phrase in phrases[:8] for one in vocabulary.phrases[phrase] if _may_begin(word_list, one)
    ]
    if not meant:
        return None
    choices = [replace(literal(word_list), prefix=True), *(Choice((one.token,), 0.95) for one in meant)]
    return Concept("place", word_list, choices)


def _may_begin(word_list, meaning):
    """Whether the words have no other diacritics than the beginning of the phrase: "tỉnh cũ" begins no "tỉnh Cửu Long"."""
    return len(meaning.exact) < len(word_list) or all(
        diacritics_match(word.exact, exact[: len(word.exact)])
        for word, exact in zip(word_list, meaning.exact, strict=False)
    )


def _opened(concept):
    word = concept.words[0]
    if len(word.folded) < 2 or word.folded.isdigit():
        return concept
    return Concept(
        "word",
        concept.words,
        [*concept.choices, replace(literal([word], 0.8), prefix=True)],
        concept.weak,
    )
