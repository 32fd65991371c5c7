"""The search itself: one reading of the question after another, until one finds something."""

from collections.abc import Sequence
from dataclasses import replace

from portal.search.boolean import PUBLIC, Expression, Scope, newest
from portal.search.language.dates import impossible_days
from portal.search.language.units import STRAY
from portal.search.language.vocabulary import Vocabulary

from .answer import EngineResult, WordCounts, rank_entries, rows_of
from .candidates import candidates
from .coherence import is_nobody, is_of_another_office, is_scattered
from .parser import parse_query
from .partial import widen
from .question import Concept
from .ranking import idf, texts_of
from .readings import open_unknown, readings

LONGEST_NAME = 6  # words


def search(text: str, vocabulary: Vocabulary, scope: Scope = PUBLIC, scattered: bool = False) -> EngineResult:
    """EngineResult for `text` among the entries of `scope`.

    `scattered`: with what holds its words only here and there.
    """
    known = WordCounts()
    question = _with_names(parse_query(text, vocabulary, known), known, vocabulary)
    if impossible_days(text):
        return EngineResult(question, known=known)
    found = _find(question, vocabulary, known, scope)
    if not found.ids and question.parted:
        found = _find(parse_query(text, vocabulary, known, part_words=False), vocabulary, known, scope)
    if not found.ids and question.phrased:
        found = _find(parse_query(text, vocabulary, known, phrases=False), vocabulary, known, scope)
    if not question.concepts:
        return found
    found = widen(found, question, known, scope)
    return found if scattered or not _is_scattered(found) else EngineResult(question, known=known)


def _with_names(question, known, vocabulary):
    """The question, in which words side by side that are the whole name of somebody or something are never left out, and
    forms of address before it are.
    """
    concepts, stretches = question.concepts, {}
    for start in range(len(concepts)):
        joined = ""
        for end in range(start, min(len(concepts), start + LONGEST_NAME)):
            if concepts[end].kind != "word":
                break
            joined += concepts[end].words[0].folded
            if end > start:
                stretches[start, end + 1] = (f"n_{joined}", f"h_{joined}")
    held = known({token for tokens in stretches.values() for token in tokens}) if stretches else {}
    titles: list[Concept] = []
    for (start, end), tokens in stretches.items():
        if not any(held.get(token) for token in tokens):
            continue
        question.is_named = True
        for concept in concepts[start:end]:
            concept.firm = True
        while start and tuple(word.folded for word in concepts[start - 1].words) in vocabulary.address:
            start -= 1
            titles.append(concepts[start])
    question.concepts = [concept for concept in concepts if concept not in titles]
    question.content = [word for word in question.content if not any(word in title.words for title in titles)]
    return question


def _is_scattered(found):
    if not found.ids:
        return False
    concepts = [*found.question.concepts, *found.question.lost]
    weights = {id(concept): idf(concept, found.known.counts, found.known.total) for concept in concepts}
    text = texts_of(rows_of(found.ids[:1]))[0]
    return (
        is_of_another_office(found.question)
        or is_nobody(found.question, text)
        or is_scattered(found.question, text, weights)
    )


def may_find(text: str, vocabulary: Vocabulary, known: WordCounts) -> bool:
    """Whether some public entry holds all of `text` word for word: what a question costs before it is offered."""
    question = parse_query(text, vocabulary, known)
    plain = {concept.words[0].folded for concept in question.concepts if concept.kind == "word"}
    if not question.concepts or not all(known(plain)[word] for word in plain):
        return False
    return bool(newest(PUBLIC, question.expression(), 1))


def rank_again(found: EngineResult, ids: Sequence[int]) -> list[int]:
    """`ids` of entries that hold the expression of `found`, in the order in which they answer its question."""
    if found.expression is None:
        return []
    return rank_entries(found.question, found.expression, ids, found.known, most_other=1.0).ids


def rank_within(found: EngineResult, part: Expression) -> list[int]:
    """The ids of the best public entries that hold `part`, a narrower expression than that of `found`."""
    return rank_again(found, candidates(PUBLIC, part, found.question, found.known))


def _find(question, vocabulary, known, scope):
    if not question.concepts:
        return EngineResult(question, known=known)
    is_possible = open_unknown(question, known, vocabulary)
    return (
        _find_all(question, vocabulary, known, scope) if is_possible else EngineResult(question, known=known)
    )


def _find_all(question, vocabulary, known, scope):
    weak = [concept for concept in question.concepts if concept.weak and not _may_go_on(concept, question)]
    firm = [concept for concept in question.concepts if concept not in weak]
    if firm and weak:
        question.concepts, question.aside = firm, question.aside + weak
        question.content = [
            word for word in question.content if word.exact not in STRAY and len(word.folded) > 1
        ]
    for concepts in readings(question, vocabulary, known, scope):
        asked = replace(question, concepts=concepts)
        part = asked.expression()
        ids = candidates(scope, part, asked, known)
        found = rank_entries(asked, part, ids, known)
        if found.ids:
            return found
    return EngineResult(question, known=known)


def _may_go_on(concept, question):
    """Whether the concept is the last word typed, perhaps the beginning of another one."""
    last = max(word.end for each in (*question.concepts, *question.aside) for word in each.words)
    word = concept.words[-1]
    return question.opens_last and word.end == last and word.exact not in STRAY
