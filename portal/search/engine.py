"""The search itself: candidates in tiers, then the order of the best."""

from dataclasses import dataclass, field, replace

from .boolean import All, Any, Has
from .models import Entry, KnownWord
from .ranking import rank
from .typos import near
from .understanding import Choice, Concept, Question, literal, understand

TIER, MOST = 300, 400
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

    def begins(self, folded):
        """Whether a word of the index begins with `folded`."""
        after = folded[:-1] + chr(ord(folded[-1]) + 1)
        return KnownWord.objects.filter(word__gte=folded, word__lt=after).exists()

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
    if not _open_unknown(question, known, vocabulary):
        return Found(question)
    for concepts, corrected in _stages(question, vocabulary, known, entries):
        asked = replace(question, concepts=concepts)
        part = asked.part()
        found = _candidates(entries, part, asked)
        if found:
            known(_needed(concepts))
            ranked = rank(asked, _rows(found), known.counts, known.total)
            if ranked.ids and not ranked.other_words:
                return Found(asked, part, ranked.ids, corrected)
            if ranked.ids:
                return _with_exact(asked, part, ranked, known, entries, corrected)
    part = _all_but_one(question)
    found = _candidates(entries, part, question) if part else []
    if found:
        known(_needed(question.concepts))
        ranked = rank(question, _rows(found), known.counts, known.total, most_other=0.3)
        if ranked.ids:
            return Found(question, part, ranked.ids)
    return Found(question)


def _with_exact(question, part, ranked, known, entries, corrected):
    """Where the best answer holds a word with other marks: with the entries that lack another word instead."""
    lacking = _all_but_one(question, exact=True)
    found = _candidates(entries, lacking, question) if lacking else []
    if not found:
        return Found(question, part, ranked.ids, corrected)
    both = Any((part, lacking))
    ids = dict.fromkeys([*found, *ranked.ids[:MOST]])
    ranked = rank(question, _rows(list(ids)), known.counts, known.total)
    return Found(question, both, ranked.ids, corrected)


def _needed(concepts):
    choices = [choice for concept in concepts for choice in concept.choices]
    return {word for choice in choices for word in (*choice.words, *choice.exact)}


def _stages(question, vocabulary, known, entries):
    """The question read ever more freely: [(concepts, corrections)], until one finds something."""
    concepts = question.concepts
    opened = _last_open(question, vocabulary)
    if opened != concepts and len(opened) == len(concepts):
        strict = replace(question, opens_last=False).part()
        if entries.filter(heads__holds=strict).order_by()[:FEW].count() >= FEW:
            opened = concepts
    yield opened, []
    firm = [concept for concept in concepts if not concept.weak]
    if firm and len(firm) < len(concepts):
        yield firm, []
        concepts = firm
    every = [concept for concept in concepts if not (concept.weak and len(concept.words[0].folded) == 1)]
    every = _phrases_open(every, vocabulary)
    if every and every != opened:
        yield every, []
    for at, concept in enumerate(concepts):
        if concept.kind != "word" or concept.weak:
            continue
        close = near(concept.words[0].folded, known)
        if close:
            choices = [*concept.choices, *_slips(concepts, at, close)]
            replaced = [*concepts[:at], Concept("word", concept.words, choices), *concepts[at + 1 :]]
            yield replaced, [(concept.words[0], close)]


def _all_but_one(question, exact=False):
    """The part in which any one plain word of three or more concepts may be missing, or None.

    Never a name (a word in capitals), a number, or a word that stands nowhere: without these the
    question would be another. `exact`: the others stand with the marks they were typed with.
    """
    concepts = question.concepts
    droppable = [
        at
        for at, concept in enumerate(concepts)
        if concept.kind in ("word", "term") and not concept.words[0].folded.isdigit() and not concept.firm
    ]
    if len(concepts) < 3 or not droppable:
        return None
    parts = [_exactly(concept) if exact else concept.part() for concept in concepts]
    return Any(
        tuple(All(tuple(part for at, part in enumerate(parts) if at != missing)) for missing in droppable)
    )


def _exactly(concept):
    word = concept.words[0]
    return Has((word.exact,)) if concept.kind == "word" and word.exact != word.folded else concept.part()


def _slips(concepts, at, close):
    """The Choices of words near a mistyped one: a short one only beside a word of the question."""
    if len(concepts) < 3 or len(concepts[at].words[0].folded) > 5:
        return [Choice((word,), 0.7) for word in close]
    before = concepts[at - 1].words[-1].folded if at else None
    after = concepts[at + 1].words[0].folded if at + 1 < len(concepts) else None
    return [
        Choice(pair, 0.7) for word in close for pair in ((before, word), (word, after)) if None not in pair
    ]


def _open_unknown(question, known, vocabulary):
    """A word that stands nowhere may be the start of one, or one mistyped. False where it can be neither."""
    counts = known({concept.words[0].folded for concept in question.concepts if concept.kind == "word"})
    meant = [
        concept
        for concept in question.concepts
        if not (concept.weak and not counts.get(concept.words[0].folded))
    ]
    question.concepts = meant or question.concepts
    for at, concept in enumerate(question.concepts):
        word = concept.words[0].folded
        if concept.kind != "word" or counts.get(word):
            continue
        concept.weak, concept.firm = len(word) == 1, True
        concept.choices = [Choice((word,), 1.0, prefix=len(word) > 1)]
        for phrase in vocabulary.begun((word,))[:6] if len(word) > 2 else ():
            concept.choices += [Choice((meaning.token,), 0.9) for meaning in vocabulary.phrases[phrase]]
        concept.choices += _slips(question.concepts, at, near(word, known))
        if len(word) > 1 and len(concept.choices) == 1 and not known.begins(word):
            return False
    return True


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
        for length in range(7, 1, -1):
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
    phrases = vocabulary.begun(folded) or vocabulary.worn(folded)
    if not phrases:
        return None
    choices = [replace(literal(said), prefix=True)]
    for phrase in phrases[:8]:
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
    """The ids of at most MOST entries to be ranked: all where there are few; else names, exact words, heads, any."""
    any_of_them = _first(entries, part)
    if len(any_of_them) < TIER:
        return any_of_them
    found = {}
    for tier in (_whole_name(question), _names_part(question), _exact_part(question), _heads_part(question)):
        if tier is not None and len(found) < MOST:
            found |= dict.fromkeys(_first(entries, All((part, tier))))
    return list(found | dict.fromkeys(any_of_them))[:MOST]


def _first(entries, part):
    return list(entries.filter(heads__holds=part).order_by("-id").values_list("id", flat=True)[:TIER])


def _rows(ids):
    """What `rank` needs of the entries `ids`."""
    rows = Entry.objects.filter(pk__in=ids).order_by()
    return list(rows.values_list("id", "kind", "year", "heads", "body", "extra"))


def _whole_name(question):
    """The entries whose name the whole question is."""
    joined = "".join(word.folded for word in question.content)
    return Any(tuple(Has((f"{mark}_{joined}",)) for mark in "nlhs")) if joined else None


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
    parts = [Has((token,)) for token in tokens]
    if question.opens_last and len(folded) > 1:
        joined = "".join(folded)
        parts += [Has((f"n_{joined}",), prefix=True), Has((f"h_{joined}",), prefix=True)]
    return Any(tuple(parts)) if parts else None


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
