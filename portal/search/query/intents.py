"""What a question asks for beside its words: a kind of record, a role that somebody has in it, the newest of it.

The words that ask so ("cues") are those that the kinds register.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from portal.search.language.tokenizer import Span
from portal.search.language.words import Word, words
from portal.search.registry import KINDS

#: How surely a role is asked for by words that stand in an answer anyway or ask for a kind: "hội nghị" for where it is held.
BY_THE_WAY = 0.6
AFTER_NAME, BEFORE_NAME = "… ", " …"
NEWEST = (
    "mới nhất", "gần đây nhất", "gần nhất", "vừa rồi", "lần trước", "mới đây", "latest", "last", "most recent",
)  # fmt: skip


@dataclass
class Intents:
    """`kinds` are asked for by words that may be missing in an entry, `likely_kinds` by words of its own.

    `roles` {role: how surely} are asked for of the names in the question, `states` of the record; `is_newest`: the
    newest is. `passed_over` are the places of the words that only ask and need not stand in an entry.
    """

    kinds: set[str] = field(default_factory=set)
    likely_kinds: set[str] = field(default_factory=set)
    roles: dict[str, float] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    is_newest: bool = False
    passed_over: set[int] = field(default_factory=set)

    @property
    def sure_roles(self) -> set[str]:
        return {role for role, strength in self.roles.items() if strength == 1}

    @property
    def kinds_in_roles(self) -> set[str]:
        """The kinds whose records alone stand in one of the sure roles: who hosts, hosts a conference."""
        found = (
            [kind for kind, searched in KINDS.items() if role in searched.roles] for role in self.sure_roles
        )
        return {kinds[0] for kinds in found if len(kinds) == 1}


@dataclass(frozen=True)
class _Cue:
    exact: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    likely_kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    is_newest: bool = False
    stands: bool = False  # in the entries that it asks for
    after_name: bool = False
    before_name: bool = False


@lru_cache(maxsize=1)
def cues() -> dict[tuple[str, ...], _Cue]:
    """{folded phrase: its _Cue}."""
    found: dict[tuple[str, ...], dict] = {}

    def add(phrase: str, name: str, value: Iterable[str] = ()) -> None:
        after_name, before_name = phrase.startswith(AFTER_NAME), phrase.endswith(BEFORE_NAME)
        phrase = phrase.removeprefix(AFTER_NAME).removesuffix(BEFORE_NAME)
        word_list = words(phrase)
        key = tuple(word.folded for word in word_list)
        held = found.setdefault(key, {"exact": tuple(word.exact for word in word_list)})
        held |= {"after_name": after_name, "before_name": before_name}
        held[name] = held.get(name, frozenset()) | frozenset(value) if value else True

    for kind, searched in KINDS.items():
        for phrase in searched.asked_by:
            add(phrase, "kinds", [kind])
        for phrase in searched.asked_with:
            add(phrase, "likely_kinds", [kind])
            add(phrase, "stands")
        for name, asked in (("roles", searched.roles), ("states", searched.states)):
            for role, phrases in asked.items():
                for phrase in phrases:
                    add(phrase, name, [role])
    for phrase in NEWEST:
        add(phrase, "is_newest")
    return {phrase: _Cue(**details) for phrase, details in found.items()}


@lru_cache(maxsize=1)
def words_of_asking() -> set[str]:
    """The folded words of the cues (a set)."""
    return {word for phrase in cues() for word in phrase}


def read_intents(typed: Sequence[Word], spans: dict[int, Span]) -> Intents:
    """The Intents of the words `typed`, of which the phrases `spans` {place of the first word: Span} mean something."""
    asking, intents, at = cues(), Intents(), 0
    longest = max(map(len, asking), default=0)
    after_name, has_place = False, any(span.kind == "place" for span in spans.values())
    while at < len(typed):
        for length in range(min(longest, len(typed) - at), 0, -1):
            stretch = typed[at : at + length]
            cue = asking.get(tuple(word.folded for word in stretch))
            if (
                cue
                and _agrees(cue.exact, stretch)
                and (after_name or not cue.after_name)
                and not (at in spans and spans[at].end > at + length)  # "dự" of "dự án"
                and (not cue.before_name or _name_follows(typed, at + length, spans, asking))
            ):
                _take(intents, cue, has_place)
                if not cue.stands:
                    intents.passed_over.update(range(at, at + length))
                after_name = False
                break
        else:
            span = spans.get(at)
            for meaning in span.meanings[:1] if span else ():
                _read_meaning(intents, meaning, has_place)
            after_name = span is not None and span.kind == "place"
            length = span.end - at if span and after_name else 1
        at += length
    if intents.kinds:  # "tỉnh nào từng đăng cai hội nghị X"
        intents.kinds |= intents.kinds_in_roles
    return intents


def _name_follows(typed, at, spans, asking):
    """Whether a place or an ordinal is at `at`, or behind words of asking that stand in entries: "sau hội nghị X"."""
    while at < len(typed):
        span = spans.get(at)
        if span and span.kind in ("place", "ordinal"):
            return True
        folded = tuple(word.folded for word in typed[at : at + 3])
        lengths = (length for length in (3, 2, 1) if (cue := asking.get(folded[:length])) and cue.stands)
        length = next(lengths, 0)
        if not length:
            return False
        at += length
    return False


def _agrees(exact, stretch):
    """Whether the words are typed with the diacritics of the cue, or with none at all; a short word with its own."""
    written = tuple(word.exact for word in stretch)
    return written == exact or all(word.exact == word.folded for word in stretch)


def _read_meaning(intents, meaning, has_place):
    """An abbreviation asks for what its full words ask for: GĐ for a director."""
    for start in range(len(meaning.words)):
        for end in range(start + 1, len(meaning.words) + 1):
            cue = cues().get(meaning.words[start:end])
            if cue and cue.stands and cue.exact == meaning.exact[start:end]:
                _take(intents, cue, has_place)


def _take(intents, cue, has_place):
    intents.kinds |= cue.kinds
    intents.likely_kinds |= cue.likely_kinds
    strength = BY_THE_WAY if cue.stands or cue.kinds else 1.0
    intents.roles |= {role: max(strength, intents.roles.get(role, 0)) for role in cue.roles}
    intents.states |= cue.states
    intents.is_newest |= cue.is_newest and not (cue.roles and has_place)  # "lần trước" of that at a place
