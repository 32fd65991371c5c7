"""Whether what was found speaks of the question, or only holds its words here and there."""

from collections.abc import Iterator, Mapping, Sequence

from portal.search.index.analyser import BREAK

from .corrections import is_syllable
from .intents import cues
from .question import Choice, ParsedQuery
from .ranking import Text
from .wanted import kinds_of_people

#: How many words of a text may hold the words of a question, so that they say something together.
NEAR = 15
#: The least share of the question, by the rarity of its words, that must stand together.
LEAST_TOGETHER = 0.55
#: Words of a name at most, and with which it begins where it is typed without capitals.
LONGEST_NAME = 5
SURNAMES = {
    "nguyễn", "trần", "phạm", "huỳnh", "hoàng", "bùi", "đặng", "ngô", "võ", "phan", "nguyen", "tran", "pham", "huynh", "hoang", "bui",
}  # fmt: skip
#: What an office is called, before what it is for.
OFFICE_HEADS = {(word,) for word in ("bộ", "sở", "cục", "vụ", "viện")}
#: What a slip of a word counts.
SLIP = 0.25


def is_scattered(question: ParsedQuery, text: Text, weights: Mapping[int, float]) -> bool:
    """Whether a question of plain words alone, whose weights are `weights` {id of the Concept: weight}, stands nowhere together in `text`.

    What asks for a kind, a name, a place, a date or a number is not judged: "giá xăng dầu" of an entry that holds the
    three words far apart is.
    """
    intents = question.intents
    lost = [concept for concept in question.lost if concept.kind == "word"]
    every = [*question.concepts, *lost]
    asks = intents.kinds or intents.likely_kinds or intents.roles or intents.states or question.is_addressed
    if asks or any(each.kind != "word" or each.firm or _is_rare(each) for each in every):
        return False
    read = [_read(each, weights[id(each)], text) for each in every if len(each.words[0].folded) > 1]
    if len(read) < 2 or (len(read) == 2 and any(worth < weight for _, weight, worth in read)):
        return False
    stretches = ((text.heads, text.exact_heads), (text.body, text.exact_body))
    together = max(_together(read, folded.split(), exact.split()) for folded, exact in stretches)
    return together < LEAST_TOGETHER * sum(weight for _, weight, _ in read)


def is_nobody(question: ParsedQuery, text: Text) -> bool:
    """Whether a question that reads as somebody's whole name finds its words in `text` without that name or title."""
    every = [*question.concepts, *question.lost]
    asks = question.intents.kinds or question.intents.likely_kinds or question.intents.roles
    if (
        asks
        or question.is_named
        or not 2 <= len(every) <= LONGEST_NAME
        or any(c.kind != "word" for c in every)
    ):
        return False
    every = [concept for concept in every if len(concept.words[0].folded) > 1]
    ordered = sorted(every, key=lambda concept: concept.words[0].start)
    first = ordered[0].words[0]
    is_capital = all(concept.is_capital or not concept.words[0].start for concept in ordered)
    if not is_capital and not (len(every) > 2 and first.exact in SURNAMES):
        return False
    names = [f" {name} " for name in text.heads.replace(BREAK, " _ ").split(" _ ")]
    needles = [[each.needle for each in concept.choices if len(each.words) == 1] for concept in ordered]
    held = [name for name in names if all(any(needle in name for needle in some) for some in needles)]
    if any(all(some[0] in name for some in needles) or len(name.split()) == len(needles) for name in held):
        return False  # mistyped, no word of it is missing
    return f" {' '.join(concept.words[0].folded for concept in ordered)} " not in text.body


def is_of_another_office(question: ParsedQuery) -> bool:
    """Whether what was left out says of which office a post is: "bộ trưởng y tế", "giám đốc sở nội vụ"."""
    every = [*question.concepts, *question.aside, *question.lost]
    if not any(concept.is_cue and _asks_for_people(concept) for concept in every):
        return False
    is_office = False
    for concept in sorted(every, key=lambda concept: concept.words[0].start):
        if is_office and concept in question.lost:
            return True
        names_office = tuple(word.exact for word in concept.words) in OFFICE_HEADS
        is_office = (
            names_office or (concept.is_cue and _asks_for_people(concept)) or (is_office and concept.weak)
        )
    return False


def _asks_for_people(concept):
    cue = cues().get(tuple(word.folded for word in concept.words))
    return bool(cue and cue.likely_kinds <= kinds_of_people() and cue.roles)


def _read(concept, weight, text):
    """(the choices by which the concept may stand in `text`, its weight, what it counts there)."""
    first = concept.choices[0]
    if not concept.is_unknown and (first.needle in text.heads or first.needle in text.body):
        return [first], weight, weight
    return concept.choices, weight, weight * SLIP


def _is_rare(concept):
    """Whether the concept is no syllable, so that hardly any other word is it by chance: "karlsruhe"."""
    word = concept.words[0].folded
    return not concept.is_unknown and len(word) > 4 and not is_syllable(word)


def _together(read, folded, exact):
    """The most that NEAR words side by side hold of what was `read` (choices, weight, worth)."""
    held = sorted((at, number) for number, each in enumerate(read) for at in _places(each[0], folded, exact))
    best = 0.0
    for first, (start, _number) in enumerate(held):
        near = {number for at, number in held[first : first + 3 * NEAR] if at < start + NEAR}
        best = max(best, sum(read[number][2] for number in near))
    return best


def _places(choices: Sequence[Choice], folded: list[str], exact: list[str]) -> Iterator[int]:
    """Where one of the choices stands with the diacritics that it was typed with."""
    for at, word in enumerate(folded):
        if any(_begins(choice, word) and _stands(choice, folded, exact, at) for choice in choices):
            yield at


def _begins(choice, word):
    return word.startswith(choice.words[0]) if choice.prefix else word == choice.words[0]


def _stands(choice: Choice, folded, exact, at):
    end = at + len(choice.words)
    if len(choice.words) > 1 and tuple(folded[at:end]) != choice.words:
        return False
    return choice.pattern is None or bool(choice.pattern.search(f" {' '.join(exact[at:end])} "))
