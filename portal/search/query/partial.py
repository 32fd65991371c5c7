"""What holds the most and the rarest of a question, where nothing holds all of it."""

from dataclasses import replace

from django.db.models import QuerySet

from portal.search.boolean import And, Expression, newest
from portal.search.models import Entry

from .answer import EngineResult, WordCounts, rank_entries, rows_of, words_needed
from .candidates import candidates
from .parser import ParsedQuery
from .ranking import holds, idf, texts_of

#: Words of a question by which candidates are looked for, and how many for each.
RAREST, MOST = 3, 100
#: How much of a question (by the rarity of its words) must be found where not all is; less where a name or a term is.
LEAST, LEAST_NAMED = 0.55, 0.3
#: Concepts without which a question would be another; of several numbers, the rarest.
FIRM = {"place", "date", "ordinal", "number", "code", "phrase"}


def find_most(
    question: ParsedQuery, known: WordCounts, entries: QuerySet[Entry], within: Expression | None = None
) -> EngineResult:
    """What holds the most and the rarest of the question, where nothing holds all: the rest is left out.

    `within`: an Expression that it must hold as well. Left out are words alone: never a name, a date or the only number.
    """
    known(words_needed(question.concepts))
    weights = {id(concept): idf(concept, known.counts, known.total) for concept in question.concepts}
    rarest = sorted(question.concepts, key=lambda concept: -weights[id(concept)])
    numbers = [concept for concept in rarest if concept.kind == "number"]
    firm = [
        concept for concept in rarest if (concept.firm or concept.kind in FIRM) and concept not in numbers[1:]
    ]
    others = [concept for concept in rarest if concept not in firm and not concept.is_unknown]
    base = (*(concept.expression() for concept in firm), *([within] if within else []))
    parts = [And((*base, concept.expression())) for concept in others[:RAREST]]
    parts += [And(base)] if base else []
    ids = {id: None for part in parts for id in newest(entries, part, MOST, known)}
    if not ids:
        return EngineResult(question)

    def weigh(concepts):
        return sum(weights[id(concept)] for concept in concepts)

    held = [
        ([concept for concept in (*firm, *others) if holds(concept, text)], text.id)
        for text in texts_of(rows_of(ids))
    ]
    left, _id = max(held, key=lambda each: (weigh(each[0]), each[1]))
    is_named = within or any(concept.kind not in ("word", "number") for concept in left)
    if not left or weigh(left) < (LEAST_NAMED if is_named else LEAST) * weigh(question.concepts):
        return EngineResult(question)
    lost = [concept for concept in question.concepts if concept not in left]
    return _rank_part(question, left, lost, known, entries, within)


def _rank_part(question, left, lost, known, entries, within):
    """The EngineResult of the concepts `left` of the question, the `lost` ones left out."""
    lost_words = [word for concept in lost for word in concept.words]
    asked = replace(
        question,
        concepts=[concept for concept in question.concepts if concept in left],
        lost=lost,
        content=[word for word in question.content if word not in lost_words],
        opens_last=False,
    )
    part = And((asked.expression(), within)) if within else asked.expression()
    return rank_entries(asked, part, candidates(entries, part, asked, known), known)
