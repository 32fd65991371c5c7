"""The search itself: candidates in tiers, then the order of the best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet, Sum

from portal.search.boolean import And, Expression, Or, Phrase, newest
from portal.search.language.vocabulary import Vocabulary
from portal.search.models import Entry, KnownWord

from .parser import Choice, Concept, ParsedQuery, literal, parse_query
from .ranking import rank
from .typos import near

TIER, MOST = 300, 400
FEW = 10
MOST_NEAR = 8
#: Words of asking (ai, nào, gì) that may be other words where they are typed without diacritics.
ASKING = {"ai", "nao", "gi"}


@dataclass
class EngineResult:
    """`ids` of entries in order, at most twice MOST; `expression` finds all of them, and more.

    `other_words`: the share of the words with diacritics of the question that the best holds with other diacritics.
    """

    question: ParsedQuery
    expression: Expression | None = None
    ids: list[int] = field(default_factory=list)
    other_words: float = 0.0


class WordCounts:
    """The known words of the index, read once each."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def __call__(self, folded: Iterable[str]) -> Mapping[str, int]:
        missing = {word for word in folded if word not in self.counts}
        if missing:
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


def search(text: str, vocabulary: Vocabulary, entries: QuerySet[Entry] | None = None) -> EngineResult:
    """EngineResult for `text` among `entries` (a QuerySet of Entry; all public ones by default)."""
    entries = Entry.objects.filter(public=True) if entries is None else entries
    known = WordCounts()
    question = parse_query(text, vocabulary, known)
    found = _find(question, vocabulary, known, entries)
    if not found.ids and question.parted:
        found = _find(parse_query(text, vocabulary, known, part_words=False), vocabulary, known, entries)
    if not found.ids and question.phrased:
        found = _find(parse_query(text, vocabulary, known, phrases=False), vocabulary, known, entries)
    return found


def may_find(text: str, vocabulary: Vocabulary, entries: QuerySet[Entry], known: WordCounts) -> bool:
    """Whether some of `entries` holds all of `text` word for word: what a question costs before it is offered."""
    question = parse_query(text, vocabulary, known)
    plain = {concept.words[0].folded for concept in question.concepts if concept.kind == "word"}
    if not question.concepts or not all(known(plain)[word] for word in plain):
        return False
    return entries.filter(heads__holds=question.expression()).exists()


def rank_again(found: EngineResult, ids: Sequence[int]) -> list[int]:
    """`ids` of entries that hold the expression of `found`, in the order in which they answer its question."""
    return _rank_entries(found.question, found.expression, ids, WordCounts(), most_other=1.0).ids


def rank_within(found: EngineResult, part: Expression, entries: QuerySet[Entry]) -> list[int]:
    """The ids of the best of `entries` that hold `part`, a narrower expression than that of `found`."""
    return rank_again(found, _candidates(entries, part, found.question, WordCounts()))


def _find(question, vocabulary, known, entries):
    if not question.concepts or not _open_unknown(question, known, vocabulary):
        return EngineResult(question)
    _drop_asking_words(question)
    for concepts in _stages(question, vocabulary, known, entries):
        asked = replace(question, concepts=concepts)
        part = asked.expression()
        ids = _candidates(entries, part, asked, known)
        found = _rank_entries(asked, part, ids, known)
        if found.ids:
            return _with_exact(found, ids, known, entries) if found.other_words else found
    part = _all_but_one(question)
    ids = _candidates(entries, part, question, known) if part else []
    return _rank_entries(question, part, ids, known, most_other=0.3)


def _drop_asking_words(question):
    """Takes out the words of asking with which a question typed without diacritics opens or ends, where two concepts stay."""
    left = list(question.concepts)
    while left and _is_asking(left[-1]):
        left.pop()
    while left and _is_asking(left[0]):
        left.pop(0)
    if 1 < len(left) < len(question.concepts):
        asking = [word for concept in question.concepts if concept not in left for word in concept.words]
        question.concepts = left
        question.content = [word for word in question.content if word not in asking]


def _is_asking(concept):
    return concept.weak and all(word.folded in ASKING for word in concept.words)


def _rank_entries(question, part, ids, known, most_other=0.5):
    """The EngineResult of the entries `ids`: those of `part` that are to be ranked."""
    if not ids:
        return EngineResult(question)
    rows = list(
        Entry.objects.filter(pk__in=ids)
        .order_by()
        .values_list("id", "kind", "year", "heads", "body", "extra")
    )
    known(_needed(question.concepts))
    ranked = rank(question, rows, known.counts, known.total, most_other)
    if not ranked.ids:
        return EngineResult(question)
    seen = replace(question, concepts=[_seen(concept, rows) for concept in question.concepts])
    return EngineResult(seen, part, ranked.ids, ranked.other_words)


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
        if any(choice.needle in f" {row[3]} " or choice.needle in f" {row[4]} " for row in rows)
    ]
    return replace(concept, choices=[first, *standing])


def _with_exact(found, ids, known, entries):
    """Where the best answer holds a word with other diacritics: with the entries that lack another word instead."""
    lacking = _all_but_one(found.question, exact=True)
    others = _candidates(entries, lacking, found.question, known) if lacking else []
    if not others:
        return found
    both = list(dict.fromkeys([*others, *ids]))
    return _rank_entries(found.question, Or((found.expression, lacking)), both, known)


def _needed(concepts):
    choices = [choice for concept in concepts for choice in concept.choices]
    return {word for choice in choices for word in (*choice.words, *choice.exact)}


def _stages(question, vocabulary, known, entries):
    """The concepts of the question read ever more freely, until one reading finds something."""
    concepts = question.concepts
    opened = _last_open(question, vocabulary)
    if opened != concepts and len(opened) == len(concepts):
        strict = replace(question, opens_last=False).expression()
        if len(newest(entries, strict, FEW, known)) >= FEW:
            opened = concepts
    yield opened
    every = _phrases_open(concepts, vocabulary)
    if every not in (opened, concepts):
        yield every
    firm = [concept for concept in concepts if not concept.weak]
    if firm and len(firm) < len(concepts):
        yield firm
        concepts = firm
        every = _phrases_open(concepts, vocabulary)
        if every != concepts:
            yield every
    if question.excluded or question.has_unknown:  # one word mistyped, not two
        return
    for at, concept in enumerate(concepts):
        if concept.kind != "word" or concept.weak or concept.firm:
            continue
        slips = _slips(concepts, at, known, vocabulary)
        if slips:
            mended = Concept("word", concept.words, [*concept.choices, *slips])
            yield [*concepts[:at], mended, *concepts[at + 1 :]]


def _all_but_one(question, exact=False):
    """The part in which any one plain word of three or more concepts may be missing, or None.

    Never a name (a word in capitals), a number, or a word that stands nowhere: without these the
    question would be another. `exact`: the others stand with the diacritics they were typed with.
    """
    concepts = question.concepts
    droppable = [
        at
        for at, concept in enumerate(concepts)
        if concept.kind in ("word", "term") and not concept.words[0].folded.isdigit() and not concept.firm
    ]
    if len(concepts) < 3 or not droppable:
        return None
    parts = [_exactly(concept) if exact else concept.expression() for concept in concepts]
    without = (tuple(part for at, part in enumerate(parts) if at != missing) for missing in droppable)
    return question.without_excluded(Or(tuple(And(each) for each in without)))


def _exactly(concept):
    word = concept.words[0]
    return (
        Phrase((word.exact,))
        if concept.kind == "word" and word.exact != word.folded
        else concept.expression()
    )


def _slips(concepts, at, known, vocabulary):
    """The Choices of words near a mistyped one: first those that make a name with a word beside it.

    A short one only beside a word of the question, where that asks for more.
    """
    word = concepts[at].words[0].folded
    close = near(word, known)
    before = concepts[at - 1].words[-1].folded if at else None
    after = concepts[at + 1].words[0].folded if at + 1 < len(concepts) else None
    pairs = []
    for other in close:
        pairs += [(before, other)] if before is not None else []
        pairs += [(other, after)] if after is not None else []
    named = [pair for pair in pairs if pair in vocabulary.phrases]
    choices = [Choice(pair, 0.95) for pair in named]
    if len(concepts) < 3 or len(word) > 5:
        return choices + [Choice((other,), 0.7) for other in close[:MOST_NEAR]]
    return choices + [Choice(pair, 0.7) for pair in pairs[: 2 * MOST_NEAR] if pair not in named]


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
        question.has_unknown = True
        concept.choices = [Choice((word,), 1.0, prefix=len(word) > 1)]
        for phrase in vocabulary.find_completions((word,))[:6] if len(word) > 2 else ():
            concept.choices += [Choice((meaning.token,), 0.9) for meaning in vocabulary.phrases[phrase]]
        concept.choices += _slips(question.concepts, at, known, vocabulary)
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
    word_list = [concept.words[0] for concept in concepts]
    folded = tuple(word.folded for word in word_list)
    phrases = vocabulary.find_completions(folded) or vocabulary.find_abbreviated(folded)
    if not phrases:
        return None
    choices = [replace(literal(word_list), prefix=True)]
    for phrase in phrases[:8]:
        choices += [Choice((meaning.token,), 0.95) for meaning in vocabulary.phrases[phrase]]
    return Concept("place", word_list, choices)


def _opened(concept):
    word = concept.words[0]
    if len(word.folded) < 2 or word.folded.isdigit():
        return concept
    return Concept(
        "word", concept.words, [*concept.choices, Choice((word.folded,), 0.8, prefix=True)], concept.weak
    )


def _candidates(entries, part, question, known):
    """The ids of at most MOST entries to be ranked: all where there are few; else names, exact words, heads, any."""
    any_of_them = newest(entries, part, TIER, known)
    if len(any_of_them) < TIER:
        return any_of_them
    found: dict[int, None] = {}
    for tier in (_whole_name(question), _names_part(question), _exact_part(question), _heads_part(question)):
        if tier is not None and len(found) < MOST:
            found |= dict.fromkeys(newest(entries, And((part, tier)), TIER, known))
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
    accented = [word for word in question.content if word.exact != word.folded]
    if not accented:
        return None
    parts = tuple(Phrase((word.exact,), heads=True) for word in accented)
    return And(parts) if len(parts) > 1 else parts[0]


def _heads_part(question):
    parts = tuple(
        Or(tuple(Phrase(choice.words, choice.prefix, heads=True) for choice in concept.choices))
        for concept in question.concepts
    )
    return And(parts) if len(parts) > 1 else parts[0]
