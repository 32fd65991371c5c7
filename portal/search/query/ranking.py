"""The order of what was found: how well each candidate answers the question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from portal.search.index.analyser import BREAK, PLACE_PAGE, name_token
from portal.search.language.diacritics import diacritics_pattern
from portal.search.language.units import DEPUTIES
from portal.search.registry import KINDS

from .question import Choice, Concept, ParsedQuery, stretches
from .wanted import Wanted, kinds_of_pages

IN_BODY = 0.45
EQUAL, SEVERAL = 0.98, 3  # of the score of the best; people
DEPUTY = 0.6  # a deputy where the office itself is asked for
#: Where answers may lack words: the power of the share of the question (by weight) that one holds.
LACKING = 0.15
PAGE = 12.0  # a page that is of no record, where the question holds its name and nothing that it lacks
ASIDE = 0.5  # a word that only says what is asked for
#: How far the diacritics of what was typed agree: the very word, one with more diacritics, another word.
SAME_DIACRITICS, MORE_DIACRITICS, OTHER_DIACRITICS = 1.6, 1.0, 0.35


class Text:
    """One candidate, its columns as padded strings."""

    __slots__ = (
        "beside",
        "body",
        "day",
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
        self.id, self.kind, self.year, self.day, heads, body, extra = row
        parts = heads.split(BREAK)
        self.title = f" {parts[0]} "
        self.heads = f" {BREAK.join(parts[:3])} "
        self.exact_heads = f" {BREAK.join(parts[3:])} "
        folded, _, exact = body.partition(BREAK)
        self.body, self.exact_body = f" {folded} ", f" {exact} "
        tokens, _, beside = extra.partition(BREAK)
        self.extra, self.beside = f" {tokens} ", f" {beside} "


@dataclass
class Ranking:
    """`ids` the best first; `other_words`: the share of the words with diacritics that the best holds with others."""

    ids: list[int]
    other_words: float


def rank(
    question: ParsedQuery,
    rows: Sequence[tuple],
    counts: Mapping[str, int],
    total: int,
    most_other: float = 0.5,
    lacking: float = 0.0,
) -> Ranking:
    """The Ranking of `rows` [(id, kind, year, day, heads, body, extra)]; of equals the newest, then the first, leads.

    `lacking`: by what power of the share that it holds of the question each counts. No ids where even the best holds more than `most_other` of the words with diacritics with other diacritics: they
    are other words.
    """
    texts = texts_of(rows)
    scorer = _Scorer(question, counts, total, texts, lacking)
    scored = [
        (-scorer.wanted.nearest(text), -scorer.score(text), -(text.year or 0), text.id, text)
        for text in texts
    ]
    scored.sort(key=lambda each: each[:4])
    _lead_of_several(scored, scorer)
    other = _other_words(question, scorer.weights, scored[0][4])
    return Ranking([each[3] for each in scored] if other <= most_other else [], other)


def _lead_of_several(scored, scorer):
    """Where several people stand equally in the role asked for, what names them all goes first: "ai chủ trì hội nghị X"."""
    first, roles = scored[0][4], set(scorer.wanted.roles)
    if not scorer.wanted.role_score(first) or "address" not in KINDS[first.kind].answers_to:
        return
    peers = [
        text for _, score, _, _, text in scored if text.kind == first.kind and score <= EQUAL * scored[0][1]
    ]
    names = {token for text in peers for token in text.extra.split() if token.startswith("h_")}
    for at, (*_, text) in enumerate(scored if len(peers) >= SEVERAL else ()):
        held = set(text.extra.split())
        if text.kind != first.kind and roles & held and names <= held:
            scored.insert(0, scored.pop(at))
            return


class _Scorer:
    """What of the question is worked out once for all candidates `texts`."""

    def __init__(self, question, counts, total, texts, lacking=0.0):
        self.lacking, self.question = lacking, question
        self.weights = [idf(concept, counts, total) for concept in question.concepts]
        self.total = sum(self.weights)
        befores = [None, *question.concepts]
        self.concepts = list(zip(self.weights, question.concepts, befores, strict=False))
        self.aside = [(ASIDE * idf(concept, counts, total), concept) for concept in question.aside]
        self.pairs = _pairs(question, self.weights)
        self.names = _names(question)
        self.whole = _whole(question)
        self.doubt = _doubt(question.content, texts)
        self.wanted = Wanted(question, self.weights, texts)
        self.first = question.concepts[0]
        self.openings = _openings(self.first)
        self.asked = {word.folded for word in question.content}
        self.pages, self.page_names = kinds_of_pages(), _page_names(question, self.wanted)

    def score(self, text):
        fits = [_best(concept, before, text) for _weight, concept, before in self.concepts]
        held = sum(weight for weight, fit in zip(self.weights, fits, strict=True) if fit > OTHER_DIACRITICS)
        if (
            text.kind in self.pages and held < self.total
        ):  # a page of all records is no record that lacks a word
            return 0.0
        score = sum(map(mul, self.weights, fits))
        if text.kind in self.pages and not self.page_names.isdisjoint(text.extra.split()):
            score += PAGE
        own = KINDS[text.kind].answers_to if text.kind in KINDS else ()
        score += sum(
            weight
            for weight, fit, concept in zip(self.weights, fits, self.question.concepts, strict=True)
            if fit >= 1 and concept.kind in ("date", "ordinal") and concept.kind in own
        )
        score += _side_by_side(self.pairs, text)
        is_whole = (
            self.whole and self.whole in text.extra
        )  # what the whole question is called is of the kind that it asks for
        score += _named(self.names, text, self.doubt) * (
            1.0 if is_whole else self.wanted.name_factor(text.kind)
        )
        score += _opens(self.first, self.openings, self.weights[0], text, self.doubt)
        score += sum(weight * _best(concept, None, text) for weight, concept in self.aside)
        score += self.wanted.role_score(text) + _covered(self.asked, text)
        score *= self.wanted.best_factor if is_whole else self.wanted.kind_factor(text.kind)
        score *= self.wanted.other_factor(text)
        return score * (held / self.total) ** self.lacking


def _whole(question):
    """The token of the name that the whole question may be, where words of it ask for a kind; "" for none."""
    cues = [concept for concept in question.concepts if concept.is_cue]
    if not cues or question.aside or question.intents.passed_over:
        return ""
    return f" {name_token([word.folded for concept in question.concepts for word in concept.words])} "


def _page_names(question, wanted):
    """The tokens of the names of pages that a question may hold which asks for all records of a kind, if any (a set)."""
    if question.intents.are_particular(wanted.kinds):
        return set()
    word_list = {word.start: word for each in (*question.concepts, *question.aside) for word in each.words}
    return set(stretches([word_list[start] for start in sorted(word_list)]))


def _other_words(question, weights, text):
    """The share of the words with diacritics (by weight) that `text` holds with other diacritics only.

    Beside such a word, one that is held as a slip of another is no less strange.
    """
    accented = lost = slipped = 0.0
    for concept, weight in zip(question.concepts, weights, strict=True):
        choices = [choice for choice in concept.choices if choice.exact]
        if concept.kind != "word" or not choices:
            continue
        accented += weight
        stands = text.exact_heads + text.exact_body
        held = [choice for choice in choices if choice.needle in text.heads + text.body]
        if held:
            agrees = max(_diacritics_weight(choice, stands) for choice in held)
            lost += weight if agrees == OTHER_DIACRITICS else weight * 0.4 * (agrees == MORE_DIACRITICS)
        elif len(concept.choices) > 1:
            slipped += 0.7 * weight
    return (lost + (slipped if lost else 0)) / accented if accented else 0.0


def idf(concept: Concept, counts: Mapping[str, int], total: int) -> float:
    """How much the concept tells apart: the rarest word of its commonest choice, with its diacritics where typed."""
    commonest = max(
        (
            min(counts.get(word, 0) or counts.get(bare, 1) for word, bare in _forms(choice))
            for choice in concept.choices
            if choice.weight >= 0.9
        ),
        default=1,
    )
    return math.log(1 + total / (1 + commonest))


def _forms(choice):
    """Pairs of a word as typed and as compared."""
    return zip(choice.exact or choice.words, choice.words, strict=True)


def _best(concept, before, text):
    """How well the text answers the concept, which the concept `before` (or None) precedes."""
    fit = max([_fit(choice, text) for choice in concept.choices], default=0.0)
    if not fit or concept.kind != "term" or (before and before.words[-1].folded in DEPUTIES):
        return fit
    return fit * DEPUTY if _deputies(concept, text) else fit


def _deputies(concept, text):
    """Whether an office asked for stands only with a word for deputies before it."""
    for phrase in concept.writings or [concept.choices[0].words]:
        needle = f" {' '.join(phrase)} "
        stands = text.body.count(needle) + text.heads.count(needle)
        if stands:
            deputies = (f" {word}{needle}" for word in DEPUTIES)
            return stands == sum(text.body.count(each) + text.heads.count(each) for each in deputies)
    return False


def texts_of(rows: Sequence[tuple]) -> list[Text]:
    """The candidates of `rows`, as of `rank`."""
    return [Text(row) for row in rows]


def holds(concept: Concept, text: Text) -> bool:
    """Whether `text` holds the concept, and not as another word that has other diacritics."""
    return _best(concept, None, text) > OTHER_DIACRITICS


def _fit(choice, text):
    needle = choice.needle
    fit = 0.0
    if needle in text.extra:  # a word alone may be part of what the kind is called
        fit = 1.0 if "_" in needle or len(choice.words) > 1 else IN_BODY
    if choice.exact and choice.words == choice.exact:  # a quoted phrase with diacritics
        return choice.weight * (1.0 if needle in text.exact_heads else IN_BODY)
    if needle in text.heads:
        fit = max(fit, _diacritics_weight(choice, text.exact_heads))
    if fit < 1 and needle in text.body:
        fit = max(fit, IN_BODY * _diacritics_weight(choice, text.exact_body))
    if fit < IN_BODY and needle in text.beside:
        fit = IN_BODY
    return choice.weight * fit


def _diacritics_weight(choice, exact):
    if choice.pattern is None:
        return 1.0
    if f" {' '.join(choice.exact)}{'' if choice.prefix else ' '}" in exact:
        return SAME_DIACRITICS
    return MORE_DIACRITICS if choice.pattern.search(exact) else OTHER_DIACRITICS


def _pairs(question, weights):
    """[([needles], bonus)] of the words that stand side by side in the question, from one concept to the next."""
    found = []
    concepts = question.concepts
    for at in range(len(concepts) - 1):
        first, second = concepts[at], concepts[at + 1]
        before, after = first.words[-1], second.words[0]
        if before.end <= after.start or before.start == after.start:  # the latter of an abbreviation in full
            needles = [f" {before} {after}" for before in _ends(first, -1) for after in _ends(second, 0)]
            found.append((needles, 0.5 * min(weights[at], weights[at + 1])))
    return found


def _side_by_side(pairs, text):
    """The bonus of the pairs that stand so in the text: more for each that goes on from the last."""
    score, running = 0.0, False
    for needles, bonus in pairs:
        stands = any(needle in text.heads or needle in text.body for needle in needles)
        score += bonus * (1.5 if running else 1) if stands else 0.0
        running = stands
    return score


def _ends(concept, at):
    """The words with which a concept may end (at -1) or begin (at 0); a whole one with its space after."""
    whole = concept.words if concept.kind == "date" else [concept.words[at]]
    phrases = {tuple(word.folded for word in whole)} | set(concept.writings)
    phrases |= {
        choice.words for choice in concept.choices[:6] if "_" not in choice.words[at] and not choice.prefix
    }
    if concept.kind == "date":  # "năm" alone stands in many a title
        return sorted(
            {f"{' '.join(phrase)} " for phrase in phrases} if not at else {phrase[at] for phrase in phrases}
        )
    found = {phrase[at] + ("" if at else " ") for phrase in phrases}
    if not at:
        found |= {choice.words[0] for choice in concept.choices if choice.prefix and len(choice.words) == 1}
    return sorted(found)


def _names(question):
    """[(joined, words, share of the question, word_list, what ends the token)] of the stretches that may be whole names.

    A place that is only a part of the question is no person: "… ở Hà Giang" asks for no Hà … Giang.
    """
    content, found = question.content, []
    folded = [word.folded for word in content]
    beside = len(question.aside) / 2
    places = {
        "".join(word.folded for word in each.words) for each in question.concepts if each.kind == "place"
    }
    count = len(folded)
    for start in range(count):
        for end in range(start + 1, min(count, start + 8) + 1):
            joined = "".join(folded[start:end])
            if joined in places and end - start < count:
                continue
            stop = "" if question.opens_last and end == count else " "
            found.append((joined, end - start, (end - start) / (count + beside), content[start:end], stop))
    return found


def _named(names, text, doubt):
    best = 0.0
    page = " n_" in text.extra
    place = f" {PLACE_PAGE} " in text.extra
    for joined, length, share, word_list, stop in names:
        if joined not in text.extra:
            continue
        if f" n_{joined} " in text.extra:
            best = max(best, (16 if place else 12) * share * share * _agreement(word_list, text, doubt))
        elif place and f" l_{joined} " in text.extra:
            best = max(best, 6 * share * share)
        elif f" h_{joined} " in text.extra and length > 1:
            best = max(best, 4.5 * share * _agreement(word_list, text, doubt))
        elif not stop and length > 1 and (f" n_{joined}" in text.extra or f" h_{joined}" in text.extra):
            goes_on = f" {' '.join(word.folded for word in word_list)} " in text.heads  # with another word
            best = max(
                best, (3.5 if goes_on else 6 if page else 3) * share * _agreement(word_list, text, doubt)
            )
        elif f" s_{joined} " in text.extra and length == 2:
            best = max(best, (6 if page else 2) * share)
        elif f" g_{joined} " in text.extra and share == 1:
            best = max(best, (4 if page else 1) * _agreement(word_list, text, doubt))
    return best


def _doubt(content, texts):
    """How far a name that has more diacritics than were typed may be meant: little where the very name stands too."""
    if all(word.exact == word.folded for word in content):
        return 1.0
    needle = f" {' '.join(word.exact for word in content)} "
    return 0.1 if any(needle in text.exact_heads for text in texts) else 1.0


def _agreement(word_list, text, doubt):
    """1 for a name typed as it is written or without diacritics; less where the diacritics leave doubt."""
    exact = tuple(word.exact for word in word_list)
    if all(word.exact == word.folded for word in word_list) or f" {' '.join(exact)} " in text.exact_heads:
        return 1.0
    return 0.9 * doubt if diacritics_pattern(exact).search(text.exact_heads) else 0.05


def _openings(concept):
    """The ways in which a title or a body may open with the concept, a tuple of needles."""
    needles = [Choice(tuple(word.folded for word in concept.words)).needle]
    return (*needles, *(choice.needle for choice in concept.choices if "_" not in choice.words[0]))


def _opens(first, openings, weight, text, doubt):
    """The bonus of a `first` concept that opens the title or the body."""
    share = 0.5 if text.title.startswith(openings) else 0.4 if text.body.startswith(openings) else 0.0
    if share and f" {first.words[0].folded} " in text.title and _agreement(first.words, text, doubt) < 1:
        return 0.0
    return share * weight


def _covered(asked, text):
    """How much of a title the `asked` words say: a short title wholly asked for before a long one."""
    title = text.title.split()
    return 1.5 * sum(map(asked.__contains__, title)) / (len(title) + 2) if title else 0.0
