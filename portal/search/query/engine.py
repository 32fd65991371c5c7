"""The search itself: one reading of the question after another, until one finds something."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from portal.search.boolean import And, Expression, Or, Phrase, newest
from portal.search.index.analyser import KIND, facet_token
from portal.search.language.units import STRAY
from portal.search.language.vocabulary import Vocabulary
from portal.search.models import Entry

from .answer import EngineResult, WordCounts, rank_entries
from .candidates import candidates
from .parser import parse_query
from .partial import find_most
from .readings import all_but_one, open_unknown, readings


def search(text: str, vocabulary: Vocabulary, entries: QuerySet[Entry] | None = None) -> EngineResult:
    """EngineResult for `text` among `entries` (a QuerySet of Entry; all public ones by default)."""
    entries = Entry.objects.filter(public=True) if entries is None else entries
    known = WordCounts()
    question = parse_query(text, vocabulary, known)
    found = _find(question, vocabulary, known, entries)
    if not found.ids and question.parted:
        found = _find(parse_query(text, vocabulary, known, part_words=False), vocabulary, known, entries)
    if not found.ids and question.phrased:
        found = _find(parse_query(text, vocabulary, known, phrases=False), vocabulary, known, entries)
    if not question.concepts:
        return found
    kinds = question.intents.kinds or question.kinds_of({"number"})
    if kinds:
        return _with_kinds(found, question, kinds, known, entries)
    return found if found.ids else find_most(question, known, entries)


def _with_kinds(found, question, asked, known, entries):
    """Where nothing of the kinds asked for is among what was found: what of them holds most of it comes first."""
    kinds = Or(tuple(Phrase((facet_token(KIND, kind),)) for kind in sorted(asked)))
    if found.expression and newest(entries, And((found.expression, kinds)), 1, known):
        return found
    most = find_most(question, known, entries, kinds)
    if not found.expression:
        return most if most.ids else find_most(question, known, entries)
    if not most.expression:
        return found
    ids = list(dict.fromkeys([*most.ids, *found.ids]))
    return replace(found, expression=Or((found.expression, most.expression)), ids=ids)


def may_find(text: str, vocabulary: Vocabulary, entries: QuerySet[Entry], known: WordCounts) -> bool:
    """Whether some of `entries` holds all of `text` word for word: what a question costs before it is offered."""
    question = parse_query(text, vocabulary, known)
    plain = {concept.words[0].folded for concept in question.concepts if concept.kind == "word"}
    if not question.concepts or not all(known(plain)[word] for word in plain):
        return False
    return entries.filter(heads__holds=question.expression()).exists()


def rank_again(found: EngineResult, ids: Sequence[int]) -> list[int]:
    """`ids` of entries that hold the expression of `found`, in the order in which they answer its question."""
    if found.expression is None:
        return []
    return rank_entries(found.question, found.expression, ids, found.known, most_other=1.0).ids


def rank_within(found: EngineResult, part: Expression, entries: QuerySet[Entry]) -> list[int]:
    """The ids of the best of `entries` that hold `part`, a narrower expression than that of `found`."""
    return rank_again(found, candidates(entries, part, found.question, found.known))


def _find(question, vocabulary, known, entries):
    if not question.concepts:
        return EngineResult(question)
    is_possible = open_unknown(question, known, vocabulary)
    return _find_all(question, vocabulary, known, entries) if is_possible else EngineResult(question)


def _find_all(question, vocabulary, known, entries):
    weak = [concept for concept in question.concepts if concept.weak and not _may_go_on(concept, question)]
    firm = [concept for concept in question.concepts if concept not in weak]
    if firm and weak:
        question.concepts, question.aside = firm, question.aside + weak
        question.content = [word for word in question.content if word.exact not in STRAY]
    for concepts in readings(question, vocabulary, known, entries):
        asked = replace(question, concepts=concepts)
        part = asked.expression()
        ids = candidates(entries, part, asked, known)
        found = rank_entries(asked, part, ids, known)
        if found.ids:
            return _with_exact(found, ids, known, entries) if found.other_words else found
    part = all_but_one(question)
    if part is None:
        return EngineResult(question)
    return rank_entries(question, part, candidates(entries, part, question, known), known, most_other=0.3)


def _with_exact(found, ids, known, entries):
    """Where the best answer holds a word with other diacritics: with the entries that lack another word instead."""
    lacking = all_but_one(found.question, exact=True)
    others = candidates(entries, lacking, found.question, known) if lacking else []
    if not lacking or not others:
        return found
    both = list(dict.fromkeys([*others, *ids]))
    return rank_entries(found.question, Or((found.expression, lacking)), both, known)


def _may_go_on(concept, question):
    """Whether the concept is the last word typed, perhaps the beginning of another one."""
    last = max(word.end for each in (*question.concepts, *question.aside) for word in each.words)
    word = concept.words[-1]
    return question.opens_last and word.end == last and word.exact not in STRAY
