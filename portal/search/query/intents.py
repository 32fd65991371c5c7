"""What a question asks for beside its words: a kind of record, a role that somebody has in it, the newest of it.

The words that ask so ("cues") are those that the kinds register.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portal.search.language.tokenizer import Span
from portal.search.language.units import COURTESY, DEPUTIES, PARTS, STRAY
from portal.search.language.words import Word, forms, words
from portal.search.registry import KINDS

from .typos import CountWords

#: How surely a role is asked for by words that stand in an answer anyway or ask for a kind: "hội nghị" for where it is held.
BY_THE_WAY = 0.6
AFTER_NAME, BEFORE_NAME, BEFORE_PERSON = "… ", " …", " @"
NEWEST = (
    "mới nhất", "gần đây nhất", "gần nhất", "vừa rồi", "lần trước", "mới đây", "latest", "last", "most recent",
)  # fmt: skip


WHAT = {"gì", "nào"}
#: Places named together are those that this word speaks of.
TOGETHER = ("nhap",)
#: A date behind a name alone asks for it as it was then, as these words do.
AS_OF = {"truoc": ("truoc", "day"), "sau": ("moi",), "tu": ("moi",)}
#: The kinds of spans that name what is asked about.
NAMING = {"place", "date", "ordinal"}
#: Roles beside which no other is asked for by the way.
AFTER_OR_BEFORE = {"sau", "truoc"}
OLDEST = ("cũ nhất", "đầu tiên", "sớm nhất", "xưa nhất", "lần đầu", "oldest", "earliest", "the first")


@dataclass
class Intents:
    """`kinds` are asked for by words that may be missing in an entry, `likely_kinds` by words of its own, `first_kinds`
    by the first of these: what a phrase is about stands before what tells of it.

    `roles` {role: how surely} are asked for of the names in the question, `states` {state: how surely} of the record; `is_newest`, `is_oldest`:
    the newest or oldest is. `others` are the roles by which another is asked for than is named: "ai thay X". `passed_over` are the places of the words that only ask and need not stand in an entry, `standing` of those that do.
    """

    kinds: set[str] = field(default_factory=set)
    likely_kinds: set[str] = field(default_factory=set)
    first_kinds: set[str] = field(default_factory=set)
    roles: dict[str, float] = field(default_factory=dict)
    states: dict[str, float] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    is_newest: bool = False
    is_oldest: bool = False
    passed_over: set[int] = field(default_factory=set)
    standing: set[int] = field(default_factory=set)

    @property
    def sure_roles(self) -> set[str]:
        return {role for role, strength in self.roles.items() if strength == 1}

    def are_particular(self, kinds: Iterable[str]) -> bool:
        """Whether records of `kinds` in a role or a state are asked for, not all of them."""
        sure = {
            name for asked in (self.roles, self.states) for name, strength in asked.items() if strength == 1
        }
        return any(sure & {*KINDS[kind].roles, *KINDS[kind].states} for kind in kinds)

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
    is_oldest: bool = False
    is_part: bool = False
    stands: bool = False  # in the entries that it asks for
    after_name: bool = False
    before_name: bool = False
    for_another: bool = False
    person_roles: frozenset[str] = frozenset()  # that it asks for before the name of a person


@lru_cache(maxsize=1)
def cues() -> dict[tuple[str, ...], _Cue]:
    """{folded phrase: its _Cue}."""
    found: dict[tuple[str, ...], dict] = {}

    def add(phrase: str, name: str, value: Iterable[str] = ()) -> None:
        after_name, before_name = phrase.startswith(AFTER_NAME), phrase.endswith(BEFORE_NAME)
        name = "person_roles" if phrase.endswith(BEFORE_PERSON) else name
        phrase = phrase.removeprefix(AFTER_NAME).removesuffix(BEFORE_NAME).removesuffix(BEFORE_PERSON)
        word_list = words(phrase)
        key = tuple(word.folded for word in word_list)
        held = found.setdefault(key, {"exact": tuple(word.exact for word in word_list)})
        if name != "person_roles":
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
    for phrase in OLDEST:
        add(phrase, "is_oldest")
    for phrase in PARTS:
        add(phrase, "is_part")
    return {phrase: _Cue(**details) for phrase, details in found.items()}


@lru_cache(maxsize=1)
def words_of_asking() -> set[str]:
    """The words of the cues and of courtesy, folded and exact (a set)."""
    of_cues = {word for phrase, cue in cues().items() for word in (*phrase, *cue.exact)}
    return of_cues | {form for word in STRAY | COURTESY for form in forms(word)}


def read_intents(typed: Sequence[Word], spans: dict[int, Span], known: CountWords) -> Intents:
    """The Intents of the words `typed`, of which the phrases `spans` {place of the first word: Span} mean something.
    `known`: in how many entries words stand."""
    asking, intents, at = cues(), Intents(), 0
    longest = max(map(len, asking), default=0)
    after_name, has_place = False, any(span.kind in ("place", "ordinal") for span in spans.values())
    inside = {at for span in spans.values() for at in range(span.start + 1, span.end)}
    accented = any(word.exact != word.folded for word in typed)
    parts: set[int] = set()
    as_of: tuple[str, Sequence[int]] = ("", ())
    while at < len(typed):
        for length in range(min(longest, len(typed) - at), 0, -1):
            stretch = typed[at : at + length]
            cue = asking.get(tuple(word.folded for word in stretch))
            if cue and cue.stands and at and typed[at - 1].folded in DEPUTIES:  # a deputy holds another post
                cue = replace(cue, roles=frozenset())
            if cue and cue.person_roles:
                cue = _of_person(cue, typed, at + length, spans, known)
            if (
                cue
                and _agrees(cue.exact, stretch, accented)
                and (after_name or not cue.after_name)
                and not (at in spans and spans[at].end > at + length)  # "dự" of "dự án"
                and at not in inside
                and (not cue.before_name or _name_follows(typed, at + length, spans, asking))
            ):
                _take(intents, cue, has_place)
                places = intents.standing if cue.stands else parts if cue.is_part else intents.passed_over
                places.update(range(at, at + length))
                after_name = False
                break
        else:
            span = spans.get(at)
            for meaning in span.meanings[:1] if span else ():
                _read_meaning(intents, meaning, has_place)
            if span and span.kind == "date" and after_name:
                as_of = (typed[at].folded, range(span.start, span.end))
            after_name = span is not None and span.kind == "place"
            length = span.end - at if span and after_name else 1
        at += length
    names = [span for span in spans.values() if span.kind == "place"]
    if len(names) > 1 and len(names) == len(spans) and not (intents.kinds or intents.likely_kinds):
        intents.roles |= dict.fromkeys(asking[TOGETHER].roles, BY_THE_WAY)
    is_open = not (intents.kinds or intents.likely_kinds or intents.roles)
    if parts and (
        not is_open
        or any(span.kind in NAMING for span in spans.values())
        or _has_name(typed, range(len(typed)), known)
    ):
        intents.passed_over |= parts
    if is_open and as_of[0] in AS_OF:
        _take(intents, asking[AS_OF[as_of[0]]], has_place)
        intents.passed_over.update(as_of[1])
    intents.kinds = intents.kinds or _asked_what(typed, intents, asking)
    if intents.sure_roles & AFTER_OR_BEFORE:  # "sau X tỉnh nào đăng cai"
        intents.roles = dict.fromkeys(intents.sure_roles, 1.0)
    if intents.kinds:  # "tỉnh nào từng đăng cai hội nghị X"
        intents.kinds |= intents.kinds_in_roles
    return intents


def _asked_what(typed, intents, asking):
    """The kinds of the last word for a kind before a "gì" or "nào": "thứ trưởng Hoàng Minh đề nghị các sở làm gì"."""
    of_cues = intents.standing | intents.passed_over
    ends = [at for at, word in enumerate(typed) if word.exact in WHAT and at not in of_cues]
    for at in range(max(ends, default=0) - 1, -1, -1):
        for length in (3, 2, 1):
            places = range(at - length + 1, at + 1)
            cue = asking.get(tuple(typed[place].folded for place in places)) if places[0] >= 0 else None
            if cue and cue.likely_kinds and intents.standing.issuperset(places):
                return set(cue.likely_kinds)
    return set()


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


def _of_person(cue, typed, at, spans, known):
    """The cue as it asks before the name of a person, which the words from `at` on are or begin with; else as it asks
    without, or None where it does not."""
    if cue.before_name and _name_follows(typed, at, spans, cues()):
        return cue
    most = 2 if cue.roles or cue.before_name else len(typed)  # "thay ông X", "kế nhiệm chủ tịch tỉnh X"
    if _has_name(typed, range(at, min(at + most, len(typed))), known):
        return replace(cue, roles=cue.person_roles, before_name=False, for_another=True)
    return cue if cue.roles else None


def _has_name(typed, starts, known):
    """Whether a whole name of the record begins at one of `starts`."""
    stretches = (typed[start : start + length] for start in starts for length in (2, 3, 4))
    joined = ["".join(word.folded for word in stretch) for stretch in stretches]
    counts = known({f"{prefix}_{name}" for name in joined for prefix in "nh"})
    return any(counts.get(f"{prefix}_{name}") for name in joined for prefix in "nh")


def _agrees(exact, stretch, accented):
    """Whether the words are typed with the diacritics of the cue, or with none at all: a short word only where the whole
    question has none.
    """
    written = tuple(word.exact for word in stretch)
    bare = all(word.exact == word.folded for word in stretch)
    return written == exact or (bare and not (accented and len(stretch) == 1 and len(written[0]) < 4))


def _read_meaning(intents, meaning, has_place):
    """An abbreviation asks for what its full words ask for: GĐ for a director."""
    for start in range(len(meaning.words)):
        if start and meaning.words[start - 1] not in DEPUTIES:  # "đại biểu" of a delegation
            continue
        for end in range(start + 1, len(meaning.words) + 1):
            cue = cues().get(meaning.words[start:end])
            if cue and cue.stands and cue.exact == meaning.exact[start:end]:
                _take(intents, cue, has_place)


def _take(intents, cue, has_place):
    intents.kinds |= cue.kinds
    intents.first_kinds = intents.first_kinds or set(cue.likely_kinds)
    intents.likely_kinds |= cue.likely_kinds
    strength = BY_THE_WAY if cue.stands or cue.kinds else 1.0
    intents.roles |= {role: max(strength, intents.roles.get(role, 0)) for role in cue.roles}
    intents.others |= cue.roles if cue.for_another else set()
    intents.states |= {state: max(strength, intents.states.get(state, 0)) for state in cue.states}
    intents.is_oldest |= cue.is_oldest
    intents.is_newest |= cue.is_newest and not (cue.roles and has_place)  # "lần trước" of that at a place
