"""What holds the most and the rarest of a question, where nothing holds all of it or what does answers it worse."""

from dataclasses import replace

from portal.search.boolean import And, AndNot, Or, Phrase, Scope, newest
from portal.search.index.analyser import BREAK, KIND, facet_token, role_token
from portal.search.language.units import DEPUTIES, OFFICES
from portal.search.registry import KINDS

from .answer import EngineResult, WordCounts, rank_entries, rows_of, words_needed
from .candidates import candidates
from .question import DATED, ParsedQuery
from .ranking import LACKING, holds, idf, rank, texts_of
from .wanted import kinds_of_pages, kinds_of_people

#: Words of a question by which candidates are looked for, and how many for each.
RAREST, MOST = 3, 100
#: Words of what an office is called: "bộ trưởng bộ …", "chủ tịch ủy ban …".
OFFICE_WORDS = OFFICES | {*DEPUTIES, "bo", "uy", "ban", "cua", "o", "tai", "thanh", "pho"}
#: How much of a question (by the rarity of its words) must be found where not all is; less where a name or a term is.
LEAST, LEAST_NAMED = 0.55, 0.3
#: The share of the weight of the rarest, below which a term in full tells no more than the kind does: "đề tài".
COMMON = 0.5
#: Concepts without which a question would be another; of several numbers, the rarest.
FIRM = {"place", "date", "ordinal", "number", "code", "phrase"}


def widen(found: EngineResult, question: ParsedQuery, known: WordCounts, scope: Scope) -> EngineResult:
    """`found`, with what lacks words of the question where that answers it better: one of the kind asked for, or in the
    role. Left out are words alone: never a name, a date or the only number.
    """
    if _nobody_held(found, question, known, scope):
        return EngineResult(question, known=known)
    asked = question.intents.kinds or question.kinds_of({"number"})
    within = _of_kinds(asked | kinds_of_pages()) if asked else None
    if dated := _dated_kinds(question):  # "hội nghị năm 1995" is no other record that tells of 1995
        held = found.expression and newest(scope, And((found.expression, _of_kinds(dated))), MOST, known)
        return found if held and _of_year(question, held) else EngineResult(question, known=known)
    if _of_no_ordinal(found, question):
        return EngineResult(question, known=known)
    if found.expression and found.other_words and not within:  # "trồng địa hoàng" is not "trong địa … hoàng"
        most = _find_most(question, known, scope)
        if most.expression and most.other_words < found.other_words:
            ids = list(dict.fromkeys([*most.ids, *found.ids]))
            return replace(most, expression=Or((found.expression, most.expression)), ids=ids)
    if found.expression and (not within or newest(scope, And((found.expression, within)), 1, known)):
        return _with_answers(found, question, known, scope)
    most = _find_most(question, known, scope, within)
    if within and not most.expression and not found.expression:
        return _find_most(question, known, scope)
    if not found.expression or not most.expression:
        return most if most.expression else found
    ids = list(dict.fromkeys([*most.ids, *found.ids]))
    return replace(found, expression=Or((found.expression, most.expression)), ids=ids)


def _nobody_held(found, question, known, scope):
    """Whether a post is asked for, in a year or at a place, that nobody of the record is known to have held then or there."""
    intents, has_place = question.intents, any(each.kind == "place" for each in question.concepts)
    people = intents.likely_kinds & kinds_of_people()
    if not people or intents.likely_kinds - people or intents.sure_roles or not _is_of_office(question):
        return False
    part = question.expression()  # as it was meant: "Gia Lai" is no beginning of another name here
    if dated := question.dated_posts:
        first = rows_of(found.ids[:1])
        held = [Phrase((role_token(role, pair),)) for role in sorted(intents.roles) for pair in dated]
        others = {kind for _id, kind, *_columns in first} - (people if has_place else set(KINDS))
        if not held or others:
            return False
        return not newest(scope, And((part, Or(tuple(held)))), 1, known)
    if not has_place or any(each.kind == "date" for each in question.concepts):
        return False
    return not newest(scope, AndNot(part, _of_kinds(KINDS.keys() - people)), 1, known)


def _is_of_office(question: ParsedQuery) -> bool:
    """Whether the question begins with a post, with its office, a place and a year, and nothing else."""
    first = question.concepts[0]
    return (first.is_cue or first.words[0].folded in DEPUTIES) and all(
        each.is_cue or each.kind in ("term", "place", "date") or each.words[0].folded in OFFICE_WORDS
        for each in question.concepts
    )


def _dated_kinds(question):
    """The kinds asked for on a day or in a year by a question of nothing else."""
    dates = [concept for concept in question.concepts if concept.kind == "date"]
    if (
        not dates
        or len(dates) == len(question.concepts)
        or not all(each.is_cue for each in question.concepts if each not in dates)
    ):
        return set()
    return question.intents.likely_kinds & question.kinds_of({"date"})


def _of_year(question, ids):
    """Whether one of the entries `ids` is of a year asked for by "năm ngoái" and the like, or of those "từ … đến"; of one
    year in figures an entry may tell as well, why nobody met."""
    dates = [concept for concept in question.concepts if concept.kind == "date"]
    relative = [
        date
        for date in dates
        if date.words[0].folded == "tu"
        or not any(len(word.folded) == 4 and word.folded.isdigit() for word in date.words)
    ]
    tokens = (DATED.fullmatch(choice.words[0]) for date in relative for choice in date.choices)
    years = {int(found[1]) for found in tokens if found}
    return not years or any(row[2] in years for row in rows_of(ids))


def _of_no_ordinal(found, question):
    """Whether a question for an ordinal at a place finds only what tells of that of another: "hội nghị Đông Nam Bộ lần XX"."""
    kinds = [concept.kind for concept in question.concepts if not concept.is_cue]
    if (
        sorted(kinds) != ["ordinal", "place"]
        or question.intents.kinds
        or question.intents.sure_roles
        or not found.ids
    ):
        return False
    tokens = next(concept.choices for concept in question.concepts if concept.kind == "ordinal")
    own = (row[6].partition(BREAK)[0].split() for row in rows_of(found.ids[:RAREST]))
    return not any(choice.words[0] in tokens_of for tokens_of in own for choice in tokens)


def _of_kinds(kinds):
    return Or(tuple(Phrase((facet_token(KIND, kind),)) for kind in sorted(kinds)))


def _with_answers(found, question, known, scope):
    """Beside `found`, what lacks a plain word of the question but stands in the role asked for, or is of its kind."""
    firm, others = _parted(question, known, with_cues=True)
    intents = question.intents
    tokens = [facet_token(KIND, kind) for kind in sorted(question.kinds | intents.likely_kinds)]
    tokens += map(role_token, sorted(intents.roles))
    if not firm or not others or not tokens:
        return found
    part = And((*(concept.expression() for concept in firm), Or(tuple(Phrase((token,)) for token in tokens))))
    part = question.without_excluded(part)
    others = [id for id in newest(scope, part, MOST, known) if id not in found.ids]
    best = next(_ranked(question, [found.ids[0], *others], known)) if others else None
    if best is None or best.id in found.ids:
        return found
    most = _rank_part(question, best, known, scope, None)
    ids = list(dict.fromkeys([*most.ids, *found.ids]))
    return replace(most, expression=Or((found.expression, most.expression)), ids=ids)


def _parted(question, known, with_cues=False):
    """(the concepts without which the question would be another, the others), the rarest first.

    `with_cues`: among the former are the words that ask for a kind ("chủ tịch").
    """
    known(words_needed(question.concepts))
    rarest = sorted(question.concepts, key=lambda concept: -idf(concept, known.counts, known.total))
    numbers = [concept for concept in rarest if concept.kind == "number"]
    firm = [
        concept
        for concept in rarest
        if (concept.firm or concept.kind in FIRM or (with_cues and concept.is_cue))
        and concept not in numbers[1:]
    ]
    return firm, [concept for concept in rarest if concept not in firm and not concept.is_unknown]


def _find_most(question, known, scope, within=None):
    """What holds the most of the question; `within`: an Expression that it must hold as well."""
    firm, others = _parted(question, known)
    base = (*(concept.expression() for concept in firm), *([within] if within else []))
    parts = [And((*base, concept.expression())) for concept in others[:RAREST]]
    parts += [And(base)] if base else []
    parts = [question.without_excluded(part) for part in parts]
    ids = {key: None for part in parts for key in newest(scope, part, MOST, known)}
    weights = {id(concept): idf(concept, known.counts, known.total) for concept in question.concepts}
    whole = sum(weights.values())
    for best in _ranked(question, ids, known):
        left = [concept for concept in question.concepts if holds(concept, best)]
        if best.kind in kinds_of_pages() and len(left) < len(question.concepts):
            continue
        is_named = within or any(
            concept.firm or (concept.kind not in ("word", "number") and not _says_little(concept, weights))
            for concept in left
        )
        share = LEAST_NAMED if is_named else LEAST
        if left and sum(weights[id(concept)] for concept in left) >= share * whole:
            return _rank_part(question, best, known, scope, within)
    return EngineResult(question, known=known)


def _says_little(concept, weights):
    """Whether the concept is a term as common beside the others as what only says which kind is meant: "đề tài"."""
    is_plain = concept.kind == "term" and not concept.is_cue and len(concept.words) > 1
    return is_plain and weights[id(concept)] < COMMON * max(weights.values())


def _ranked(question, ids, known):
    """The ranking.Text of each of the entries `ids` one by one, the best by all of the question first."""
    if not ids:
        return
    known(words_needed([*question.concepts, *question.aside]))
    rows = rows_of(ids)
    ranking = rank(question, rows, known.counts, known.total, most_other=1.0, lacking=LACKING)
    by_id = {row[0]: row for row in rows}
    for key in ranking.ids:
        yield from texts_of([by_id[key]])


def _rank_part(question, best, known, scope, within):
    """The EngineResult of the concepts of the question that `best` (a Text) holds, the others left out."""
    left = [concept for concept in question.concepts if holds(concept, best)]
    lost = [concept for concept in question.concepts if concept not in left]
    lost_words = [word for concept in lost for word in concept.words]
    asked = replace(
        question,
        concepts=left,
        lost=lost,
        content=[word for word in question.content if word not in lost_words],
        opens_last=False,
    )
    part = And((asked.expression(), within)) if within else asked.expression()
    found = rank_entries(asked, part, candidates(scope, part, asked, known), known)
    if best.id in found.ids:  # by all of the question
        found.ids = list(dict.fromkeys([best.id, *found.ids]))
    return found
