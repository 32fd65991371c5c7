"""What was found for a question, in order, and the words of the index that say how rare each of its own is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Sum

from portal.search.boolean import Expression
from portal.search.models import KnownWord

from .question import Concept, ParsedQuery
from .ranking import rank


@dataclass
class EngineResult:
    """`ids` of entries in order, at most twice MOST; `expression` finds all of them, and more.

    `other_words`: the share of the words with diacritics of the question that the best holds with other diacritics.
    `known`: how rare the words are by which it was found.
    """

    question: ParsedQuery
    expression: Expression | None = None
    ids: list[int] = field(default_factory=list)
    other_words: float = 0.0
    known: "WordCounts" = field(default_factory=lambda: WordCounts())


class WordCounts:
    """The known words of the index, read once each."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def __call__(self, folded: Iterable[str]) -> Mapping[str, int]:
        missing = {word for word in folded if word not in self.counts}
        if missing:
            missing |= {""} - self.counts.keys()  # the number of entries is always asked for, too
            self.counts.update(dict.fromkeys(missing, 0))
            found = KnownWord.objects.filter(word__in=missing).values_list("word", "entries")
            self.counts.update(found)
        return self.counts

    def counts_of(self, words: Sequence[str]) -> Mapping[str, int]:
        """{word: entries} of words, of which those with a "*" at the end stand for all that begin so."""
        self(word for word in words if not word.endswith("*"))
        for word in words:
            if word.endswith("*") and word not in self.counts:
                begun = KnownWord.objects.filter(word__gte=word[:-1], word__lt=_after(word[:-1]))
                self.counts[word] = begun.aggregate(entries=Sum("entries"))["entries"] or 0
        return self.counts

    def begins(self, folded: str) -> bool:
        """Whether a word of the index begins with `folded`."""
        return KnownWord.objects.filter(word__gte=folded, word__lt=_after(folded)).exists()

    @property
    def total(self) -> int:
        return max(self({""})[""], 1)


def _after(folded):
    """What comes next after all that begin with `folded`."""
    return folded[:-1] + chr(ord(folded[-1]) + 1)


def rank_entries(
    question: ParsedQuery, part: Expression, ids: Iterable[int], known: WordCounts, most_other: float = 0.5
) -> EngineResult:
    """The EngineResult of the entries `ids`: those of `part` that are to be ranked."""
    if not ids:
        return EngineResult(question, known=known)
    rows = rows_of(ids)
    known(words_needed([*question.concepts, *question.aside]))
    ranked = rank(question, rows, known.counts, known.total, most_other)
    if not ranked.ids:
        return EngineResult(question, known=known)
    seen = replace(question, concepts=[_seen(concept, rows) for concept in question.concepts])
    return EngineResult(seen, part, ranked.ids, ranked.other_words, known)


def rows_of(ids: Iterable[int]) -> list[tuple]:
    """The rows of the entries `ids`, as `ranking` reads them."""
    return columns_of(ids, "id, kind, year, day, heads, body, extra")


def columns_of(ids: Iterable[int], columns: str) -> list[tuple]:
    """`columns` of the entries `ids`, in no order. By a cursor: the ORM takes as long over some hundred keys as SQLite."""
    keys = ",".join(map(str, map(int, ids)))
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM search_entry WHERE id IN ({keys})")
        return cursor.fetchall()


def _seen(concept, rows):
    """The concept with those of its choices alone that stand in what was found.

    The index also knows words of records that the reader may not see: none may be named as what was meant.
    """
    if concept.kind != "word" or len(concept.choices) < 2:
        return concept
    first, *others = concept.choices
    standing = [
        choice
        for choice in others
        if any(choice.needle in f" {row[4]} " or choice.needle in f" {row[5]} " for row in rows)
    ]
    return replace(concept, choices=[first, *standing])


def words_needed(concepts: Iterable[Concept]) -> set[str]:
    """The words by which the rarity of the concepts is told."""
    choices = [choice for concept in concepts for choice in concept.choices]
    return {word for choice in choices for word in (*choice.words, *choice.exact)}
