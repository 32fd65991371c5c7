"""What to try where little or nothing was found."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from time import monotonic
from typing import TypeVar

from portal.search.boolean import PUBLIC, Or, Phrase, newest
from portal.search.language.words import Word
from portal.search.query.engine import may_find
from portal.search.query.typos import near

from .explanation import QueryText
from .results import SearchResults, in_order
from .snippets import Marker

LITTLE = 2  # found entries that are too few to be sure that the question was typed as meant
MOST = 4
TRIED = 6
READ = 20  # entries whose writing of a word is looked at
SECONDS = 1.0  # after which no other question is tried: few need a tenth of it, some common words would take several

T = TypeVar("T")


def _in_time(values: Iterable[T]) -> Iterator[T]:
    """The values, until SECONDS are over."""
    until = monotonic() + SECONDS
    for value in values:
        if monotonic() > until:
            return
        yield value


def did_you_mean(answer: SearchResults) -> list[str]:
    """[text] of questions that differ from the answer's by one slip of the finger, or the diacritics of a word, and find more.

    Their new words are written as a record that a reader may see writes them.
    """
    typed, question, known = (
        QueryText(answer.text, answer.vocabulary),
        answer.found.question,
        answer.found.known,
    )
    ids = [] if question.lost else answer.found.ids
    plain = [concept.words[0] for concept in (*question.concepts, *question.lost) if concept.kind == "word"]
    counts = known({word.folded for word in plain})
    found = []
    plain = [word for word in plain if typed.place([word])]  # not a part of a word
    for word in _in_time(sorted(plain, key=lambda word: counts[word.folded])[:MOST]):
        accented = word.exact != word.folded and not ids
        for other in [*([word.folded] if accented else []), *near(word.folded, known)[:2]]:
            if other != word.folded and counts[other] <= 5 * counts[word.folded]:
                continue
            text = typed.with_other([word], other)
            if not may_find(text, answer.vocabulary, known):
                continue
            trial = SearchResults(text)
            rows = in_order(trial.found.ids[:READ])
            written = Marker(trial.found.question, trial.vocabulary).written(
                {other}, [text for row in rows for text in (row.title, row.text)]
            )
            if len(trial.found.ids) > len(ids) and not trial.found.question.lost and written:
                found.append(typed.with_other([word], written[other]))
    return list(dict.fromkeys(found))[:MOST]


def with_less(answer: SearchResults) -> list[tuple[str, str]]:
    """[(what is left out, text)] of questions without one part of the answer's that find something.

    Two words that stand side by side in a record are one part: nobody means "quản" of "bảo quản".
    """
    typed, known = QueryText(answer.text, answer.vocabulary), answer.found.known
    parts = _parts(answer)
    if len(parts) < 2:
        return []
    found = []
    for part in _in_time(parts[:TRIED]):
        text = typed.without(part)
        if not text or text == typed.text or not may_find(text, answer.vocabulary, known):
            continue
        if SearchResults(text).found.ids:
            found.append((typed.written(part), text))
    return found[:MOST]


def _parts(answer):
    """The words of the concepts of the question (lists of Word), two plain ones together where a record holds them so."""
    concepts = answer.found.question.concepts
    pairs = {
        at: Phrase((first.words[0].folded, second.words[0].folded))
        for at, (first, second) in enumerate(pairwise(concepts), 1)
        if first.kind == second.kind == "word"
    }
    texts = []
    if pairs:
        holding = newest(PUBLIC, Or(tuple(pairs.values())), READ)
        texts = [f" {row.heads} {row.body} " for row in in_order(holding)]
    parts: list[list[Word]] = []
    for at, concept in enumerate(concepts):
        pair = pairs.get(at)
        needle = f" {' '.join(pair.words)} " if pair else ""
        if pair and len(parts[-1]) == 1 and any(needle in text for text in texts):
            parts[-1] = [*parts[-1], *concept.words]
        else:
            parts.append(list(concept.words))
    return parts
