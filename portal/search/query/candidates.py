"""Which of the entries that hold a question are ranked: names first, then exact words, then heads."""

from portal.search.boolean import And, Expression, Or, Phrase, Scope, newest

from .answer import WordCounts
from .question import ParsedQuery

TIER, MOST = 300, 400


def candidates(scope: Scope, part: Expression, question: ParsedQuery, known: WordCounts) -> list[int]:
    """The ids of at most MOST entries to be ranked: all where there are few; else names, exact words, heads, any."""
    any_of_them = newest(scope, part, TIER, known)
    if len(any_of_them) < TIER:
        return any_of_them
    found: dict[int, None] = {}
    for tier in (_whole_name(question), _names_part(question), _exact_part(question), _heads_part(question)):
        if tier is not None and len(found) < MOST:
            found |= dict.fromkeys(newest(scope, And((part, tier)), TIER, known))
    return list(found | dict.fromkeys(any_of_them))[:MOST]


def _whole_name(question):
    """The entries whose name the whole question is."""
    joined = "".join(word.folded for word in question.content)
    return Or(tuple(Phrase((f"{prefix}_{joined}",)) for prefix in "nlhs")) if joined else None


def _names_part(question):
    """The entries that a stretch of the question names."""
    folded = [word.folded for word in question.content]
    tokens = []
    for start in range(len(folded)):
        for end in range(start + 1, min(len(folded), start + 5) + 1):
            joined = "".join(folded[start:end])
            tokens += [f"n_{joined}", f"{'h' if end - start > 1 else 'g'}_{joined}"]
            if end - start == 2:
                tokens.append(f"s_{joined}")
    parts = [Phrase((token,)) for token in tokens]
    if question.opens_last and len(folded) > 1:
        joined = "".join(folded)
        parts += [Phrase((f"n_{joined}",), prefix=True), Phrase((f"h_{joined}",), prefix=True)]
    return Or(tuple(parts)) if parts else None


def _exact_part(question):
    named = {word.folded for concept in question.concepts if concept.is_token for word in concept.words}
    accented = [word for word in question.content if word.exact != word.folded and word.folded not in named]
    if not accented:
        return None
    parts = tuple(Phrase((word.exact,), heads=True) for word in accented)
    return And(parts) if len(parts) > 1 else parts[0]


def _heads_part(question):
    parts = tuple(
        Or(tuple(Phrase(choice.words, choice.prefix, heads=True) for choice in concept.ways()))
        for concept in question.concepts
    )
    return And(parts) if len(parts) > 1 else parts[0]
