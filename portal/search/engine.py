"""The search itself: candidates in tiers, then the order of the best."""

from dataclasses import dataclass, field, replace

from .boolean import All, Any, Has
from .models import Entry, KnownWord
from .ranking import rank
from .typos import near
from .understanding import Choice, Concept, Question, literal, understand

TIER, MOST = 300, 500
FEW = 10


@dataclass
class Found:
    """`ids` of entries in order, at most MOST; `part` finds all of them, more than MOST too."""

    question: Question
    part: object = None
    ids: list = field(default_factory=list)
    corrected: list = field(default_factory=list)


class Words:
    """The known words of the index, read once each."""

    def __init__(self):
        self.counts = {}

    def __call__(self, folded):
        missing = {word for word in folded if word not in self.counts}
        if missing:
            self.counts.update(dict.fromkeys(missing, 0))
            found = KnownWord.objects.filter(word__in=missing).values_list("word", "entries")
            self.counts.update(found)
        return self.counts

    @property
    def total(self):
        return max(self({""})[""], 1)


def search(text, vocabulary, entries=None):
    """Found for `text` among `entries` (a QuerySet of Entry; all public ones by default)."""
    entries = Entry.objects.filter(public=True) if entries is None else entries
    known = Words()
    question = understand(text, vocabulary, known)
    found = _answer(question, vocabulary, known, entries)
    if not found.ids and question.parted:
        found = _answer(understand(text, vocabulary, known, part_words=False), vocabulary, known, entries)
    if not found.ids and question.phrased:
        found = _answer(understand(text, vocabulary, known, phrases=False), vocabulary, known, entries)
    return found


def _answer(question, vocabulary, known, entries):
    if not question.concepts:
        return Found(question)
    _open_unknown(question, known)
    for concepts, corrected in _stages(question, vocabulary, known, entries):
        asked = replace(question, concepts=concepts)
        part = asked.part()
        rows = _candidates(entries, part, asked)
        if rows:
            known(_needed(concepts))
            return Found(asked, part, rank(asked, rows, known.counts, known.total), corrected)
    return Found(question)


def _needed(concepts):
    return {word for concept in concepts for choice in concept.choices for word in choice.words}


def _stages(question, vocabulary, known, entries):
    """The question read ever more freely: [(concepts, corrections)], until one finds something."""
    concepts = question.concepts
    opened = _last_open(question, vocabulary)
    if opened != concepts and len(opened) == len(concepts):
        strict = replace(question, opens_last=False).part()
        if entries.filter(heads__holds=strict).order_by()[:FEW].count() >= FEW:
            opened = concepts
    yield opened, []
    every = _phrases_open(concepts, vocabulary)
    every = [_opened(concept) if concept.kind == "word" else concept for concept in every]
    if every != opened:
        yield every, []
    for at, concept in enumerate(concepts):
        if concept.kind != "word" or concept.weak:
            continue
        close = near(concept.words[0].folded, known)
        if close:
            choices = [*concept.choices, *_slips(concepts, at, close)]
            replaced = [*concepts[:at], Concept("word", concept.words, choices), *concepts[at + 1 :]]
            yield replaced, [(concept.words[0], close)]
    firm = [concept for concept in concepts if not concept.weak]
    if firm and len(firm) < len(concepts):
        yield firm, []


def _slips(concepts, at, close):
    """The Choices of words near a mistyped one: a short one only beside a word of the question."""
    if len(concepts) < 3 or len(concepts[at].words[0].folded) > 5:
        return [Choice((word,), 0.7) for word in close]
    before = concepts[at - 1].words[-1].folded if at else None
    after = concepts[at + 1].words[0].folded if at + 1 < len(concepts) else None
    return [
        Choice(pair, 0.7) for word in close for pair in ((before, word), (word, after)) if None not in pair
    ]


def _open_unknown(question, known):
    """A word that stands nowhere may be the start of one, or one mistyped."""
    counts = known({concept.words[0].folded for concept in question.concepts if concept.kind == "word"})
    for at, concept in enumerate(question.concepts):
        word = concept.words[0].folded
        if concept.kind != "word" or counts.get(word):
            continue
        concept.choices = [Choice((word,), 1.0, prefix=len(word) > 1)]
        concept.choices += _slips(question.concepts, at, near(word, known))


def _last_open(question, vocabulary):
    """The concepts with the last word as the beginning of one, or of a phrase."""
    concepts = question.concepts
    last = concepts[-1]
    if not question.opens_last or last.kind != "word":
        return concepts
    for length in range(4, 1, -1):
        begun = _begun(concepts[-length:], vocabulary) if len(concepts) >= length else None
        if begun:
            return [*concepts[:-length], begun]
    return [*concepts[:-1], _opened(last)]


def _phrases_open(concepts, vocabulary):
    """The concepts with each run of words that begins a phrase read as that phrase."""
    found, at = [], 0
    while at < len(concepts):
        for length in range(4, 1, -1):
            begun = _begun(concepts[at : at + length], vocabulary) if at + length <= len(concepts) else None
            if begun:
                found.append(begun)
                at += length
                break
        else:
            found.append(concepts[at])
            at += 1
    return found


def _begun(concepts, vocabulary):
    """One Concept for words of which a phrase of the vocabulary is the end, or None."""
    if any(concept.kind != "word" for concept in concepts):
        return None
    said = [concept.words[0] for concept in concepts]
    folded = tuple(word.folded for word in said)
    phrases = vocabulary.begun(folded)
    if not phrases:
        return None
    choices = [replace(literal(said), prefix=True)]
    for phrase in phrases[:6]:
        choices += [Choice((meaning.token,), 0.95) for meaning in vocabulary.phrases[phrase]]
    return Concept("place", said, choices)


def _opened(concept):
    word = concept.words[0]
    if len(word.folded) < 2 or word.folded.isdigit():
        return concept
    return Concept(
        "word", concept.words, [*concept.choices, Choice((word.folded,), 0.8, prefix=True)], concept.weak
    )


def _candidates(entries, part, question):
    """At most MOST rows to be ranked: all where there are few; else names, heads, then any."""
    rows = _rows(entries, part, TIER)
    if len(rows) < TIER:
        return rows
    tiers = [_names_part(question), _exact_part(question), _heads_part(question)]
    found = {}
    for tier in tiers:
        if tier is not None and len(found) < MOST:
            for row in _rows(entries, All((part, tier)), TIER):
                found.setdefault(row[0], row)
    for row in rows:
        if len(found) >= MOST:
            break
        found.setdefault(row[0], row)
    return list(found.values())[:MOST]


def _rows(entries, part, most):
    rows = entries.filter(heads__holds=part).order_by("-id")
    return list(rows.values_list("id", "kind", "year", "heads", "body", "extra")[:most])


def _names_part(question):
    folded = [word.folded for word in question.content]
    tokens = []
    for start in range(len(folded)):
        for end in range(start + 1, min(len(folded), start + 5) + 1):
            joined = "".join(folded[start:end])
            tokens += [f"n_{joined}", f"l_{joined}", f"{'h' if end - start > 1 else 'g'}_{joined}"]
            if end - start == 2:
                tokens.append(f"s_{joined}")
    if not tokens:
        return None
    parts = [Has((token,)) for token in tokens]
    if question.opens_last and len(folded) > 1:
        joined = "".join(folded)
        parts += [Has((f"n_{joined}",), prefix=True), Has((f"h_{joined}",), prefix=True)]
    return Any(tuple(parts))


def _exact_part(question):
    marked = [word for word in question.content if word.exact != word.folded]
    if not marked:
        return None
    parts = tuple(Has((word.exact,), heads=True) for word in marked)
    return All(parts) if len(parts) > 1 else parts[0]


def _heads_part(question):
    parts = tuple(
        Any(tuple(Has(choice.words, choice.prefix, heads=True) for choice in concept.choices))
        for concept in question.concepts
    )
    return All(parts) if len(parts) > 1 else parts[0]
