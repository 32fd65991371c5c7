"""What to try where little or nothing was found."""

from portal.search.query.engine import may_find
from portal.search.query.typos import near

from .explanation import QueryText
from .results import SearchResults, in_order
from .snippets import Marker

LITTLE = 2  # found entries that are too few to be sure that the question was typed as meant
MOST = 4
TRIED = 6
READ = 20  # entries whose writing of a word is looked at


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
    for word in sorted(plain, key=lambda word: counts[word.folded])[:MOST]:
        accented = word.exact != word.folded and not ids
        for other in [*([word.folded] if accented else []), *near(word.folded, known)[:2]]:
            if other != word.folded and counts[other] <= 5 * counts[word.folded]:
                continue
            text = typed.with_other([word], other)
            if not may_find(text, answer.vocabulary, answer.entries, known):
                continue
            trial = SearchResults(text, answer.entries)
            rows = in_order(answer.entries, trial.found.ids[:READ])
            written = Marker(trial.found.question, trial.vocabulary).written(
                {other}, [text for row in rows for text in (row.title, row.text)]
            )
            if len(trial.found.ids) > len(ids) and not trial.found.question.lost and written:
                found.append(typed.with_other([word], written[other]))
    return list(dict.fromkeys(found))[:MOST]


def with_less(answer: SearchResults) -> list[tuple[str, str]]:
    """[(what is left out, text)] of questions without one part of the answer's that find something."""
    typed, concepts, known = (
        QueryText(answer.text, answer.vocabulary),
        answer.found.question.concepts,
        answer.found.known,
    )
    if len(concepts) < 2:
        return []
    found = []
    for concept in concepts[:TRIED]:
        text = typed.without(concept.words)
        if not text or text == typed.text or not may_find(text, answer.vocabulary, answer.entries, known):
            continue
        if SearchResults(text, answer.entries).found.ids:
            found.append((typed.written(concept.words), text))
    return found[:MOST]
