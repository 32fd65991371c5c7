"""The order of what was found: how well each candidate answers the question."""

import math

from .analyser import BREAK, PLACE_PAGE
from .marks import pattern
from .understanding import Choice

IN_BODY = 0.45
#: How far the marks of what was typed agree: the very word, one with more marks, another word.
THE_SAME, MORE_MARKS, ANOTHER = 1.6, 1.0, 0.35


class Text:
    """One candidate, its columns as padded strings."""

    __slots__ = (
        "beside",
        "body",
        "exact_body",
        "exact_heads",
        "extra",
        "heads",
        "id",
        "kind",
        "title",
        "year",
    )

    def __init__(self, row):
        self.id, self.kind, self.year, heads, body, extra = row
        parts = heads.split(BREAK)
        self.title = f" {parts[0]} "
        self.heads = f" {BREAK.join(parts[:3])} "
        self.exact_heads = f" {BREAK.join(parts[3:])} "
        folded, _, exact = body.partition(BREAK)
        self.body, self.exact_body = f" {folded} ", f" {exact} "
        tokens, _, beside = extra.partition(BREAK)
        self.extra, self.beside = f" {tokens} ", f" {beside} "


def rank(question, rows, counts, total):
    """The ids of `rows` [(id, kind, year, heads, body, extra)], the best first; ties: newest, then id."""
    weights = [_idf(concept, counts, total) for concept in question.concepts]
    pairs = _pairs(question, weights)
    names = _names(question.content, question.opens_last)
    texts = [Text(row) for row in rows]
    doubt = _doubt(question.content, texts)
    scored = []
    for text in texts:
        score = sum(
            weight * _best(concept, text) for concept, weight in zip(question.concepts, weights, strict=True)
        )
        score += sum(
            bonus
            for needles, bonus in pairs
            if any(needle in text.heads or needle in text.body for needle in needles)
        )
        score += _named(names, text, doubt)
        score += _opens(question, weights, text, doubt)
        score += _covered(question, text)
        scored.append((-score, -(text.year or 0), text.id))
    return [id for _, _, id in sorted(scored)]


def _idf(concept, counts, total):
    """How much the concept tells apart: the rarest word of its commonest choice."""
    commonest = max(
        (
            min(counts.get(word, 1) for word in choice.words)
            for choice in concept.choices
            if choice.weight >= 0.9
        ),
        default=1,
    )
    return math.log(1 + total / (1 + commonest))


def _best(concept, text):
    return max((_fit(choice, text) for choice in concept.choices), default=0.0)


def _fit(choice, text):
    needle = choice.needle
    fit = 1.0 if needle in text.extra else 0.0
    if choice.exact and choice.words == choice.exact:  # a quoted phrase with marks
        return choice.weight * (1.0 if needle in text.exact_heads else IN_BODY)
    if needle in text.heads:
        fit = max(fit, _marks(choice, text.exact_heads))
    if fit < 1 and needle in text.body:
        fit = max(fit, IN_BODY * _marks(choice, text.exact_body))
    if fit < IN_BODY and needle in text.beside:
        fit = IN_BODY
    return choice.weight * fit


def _marks(choice, exact):
    if choice.pattern is None:
        return 1.0
    if f" {' '.join(choice.exact)} " in exact:
        return THE_SAME
    return MORE_MARKS if choice.pattern.search(exact) else ANOTHER


def _pairs(question, weights):
    """[([needles], bonus)] of the words that stand side by side in the question, from one concept to the next."""
    found = []
    concepts = question.concepts
    for at in range(len(concepts) - 1):
        first, second = concepts[at], concepts[at + 1]
        if first.words[-1].end <= second.words[0].start:
            needles = [f" {before} {after}" for before in _ends(first, -1) for after in _ends(second, 0)]
            found.append((needles, 0.5 * min(weights[at], weights[at + 1])))
    return found


def _ends(concept, at):
    """The words with which a concept may end (at -1) or begin (at 0); a whole one with its space after."""
    found = dict.fromkeys([f"{concept.words[at].folded}{'' if at else ' '}"])
    for choice in concept.choices[:6]:
        if "_" not in choice.words[at] and not (choice.prefix and at):
            found[choice.words[at] + ("" if at or choice.prefix else " ")] = None
    return list(found)


def _names(content, opened):
    """[(joined, words, share of the question, said, token end)] of the stretches that may be whole names."""
    folded = [word.folded for word in content]
    count = len(folded)
    found = []
    for start in range(count):
        for end in range(start + 1, min(count, start + 8) + 1):
            stop = "" if opened and end == count else " "
            found.append(
                ("".join(folded[start:end]), end - start, (end - start) / count, content[start:end], stop)
            )
    return found


def _named(names, text, doubt):
    best = 0.0
    page = " n_" in text.extra
    place = f" {PLACE_PAGE} " in text.extra
    for joined, length, share, said, stop in names:
        if f" n_{joined} " in text.extra:
            best = max(best, (16 if place else 12) * share * share * _agreement(said, text, doubt))
        elif place and f" l_{joined} " in text.extra:
            best = max(best, 6 * share * share * doubt)
        elif f" h_{joined} " in text.extra and length > 1:
            best = max(best, 5 * share * _agreement(said, text, doubt))
        elif not stop and length > 1 and (f" n_{joined}" in text.extra or f" h_{joined}" in text.extra):
            best = max(best, (6 if page else 3) * share * _agreement(said, text, doubt))
        elif f" s_{joined} " in text.extra and length == 2:
            best = max(best, (4 if page else 2) * share)
        elif f" g_{joined} " in text.extra and share == 1:
            best = max(best, (4 if page else 1) * _agreement(said, text, doubt))
    return best


def _doubt(content, texts):
    """How far a name that has more marks than were typed may be meant: little where the very name stands too."""
    if all(word.exact == word.folded for word in content):
        return 1.0
    needle = f" {' '.join(word.exact for word in content)} "
    return 0.1 if any(needle in text.exact_heads for text in texts) else 1.0


def _agreement(said, text, doubt):
    """1 for a name typed as it is written or without marks; less where the marks leave doubt."""
    exact = tuple(word.exact for word in said)
    if all(word.exact == word.folded for word in said) or f" {' '.join(exact)} " in text.exact_heads:
        return 1.0
    return 0.9 * doubt if pattern(exact).search(text.exact_heads) else 0.05


def _opens(question, weights, text, doubt):
    """A first concept that opens the title or the body."""
    first = question.concepts[0]
    if _agreement(first.words, text, doubt) < 1 and f" {first.words[0].folded} " in text.title:
        return 0.0
    needles = [Choice(tuple(word.folded for word in first.words)).needle]
    needles += [choice.needle for choice in first.choices if "_" not in choice.words[0]]
    if any(text.title.startswith(needle) for needle in needles):
        return 0.5 * weights[0]
    if any(text.body.startswith(needle) for needle in needles):
        return 0.4 * weights[0]
    return 0.0


def _covered(question, text):
    """How much of a title the question says: a short title wholly said before a long one."""
    said = {word.folded for word in question.content}
    title = text.title.split()
    return 1.5 * sum(word in said for word in title) / (len(title) + 2) if title else 0.0
