"""What words mean beyond their letters: abbreviations, spellings, English, other names of places, empty words.

One `Vocabulary` is compiled from the rows that a publisher edits (`Term`) and from the names that the
apps hand in; the analyser and the question are read with the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .diacritics import diacritics_match
from .units import UNITS
from .words import Word, folded_words, words

#: Words of a phrase; the longest of the record has 9. Each text is compared with every phrase that may begin at each of
#: its words, so a name of hundreds of words would cost minutes at every save.
LONGEST_PHRASE = 24


Phrase = tuple[str, ...]  # words side by side


@dataclass(frozen=True)
class Name:
    """A name that an app hands in: a province, a region. `within` and `became` are names of others.

    `other` are its other names. A record at this place is also found by the name of what it lies
    within; the page of the place also by the names of what it became and came from.
    """

    name: str
    other: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    became: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: the token that the index holds for it, and its words in full."""

    token: str
    full: str
    words: Phrase
    exact: Phrase
    place: bool = False


@dataclass
class Vocabulary:
    """All of it, compiled. Phrases are tuples of folded words.

    `phrases` {phrase: [Meaning]}; `spellings` {phrase: {exact words}}; `rewrites` {phrase: [Word] in full},
    of phrases whose full form holds another one (SKHCN: sở + khoa học và công nghệ), read as those words.
    `opening` {the first words of phrases: [phrases]}; `initials` {"đb" and "db": [Meaning of a place]};
    `writings` {token: [phrases]}; `together` {"caobang": the phrase}, of names that people run together.
    `lengths` {first word: {second word, "" for any other: words of the phrases that start so, most first}}. `empty` and `address` {phrase: {exact words}}: an empty phrase adds nothing to a question, a form of
    address (ông, đồng chí) nothing before a name. `within` and `became` {place token: {place tokens}}.
    """

    phrases: dict[Phrase, list[Meaning]] = field(default_factory=dict)
    spellings: dict[Phrase, set[Phrase]] = field(default_factory=dict)
    rewrites: dict[Phrase, list[Word]] = field(default_factory=dict)
    opening: dict[Phrase, list[Phrase]] = field(default_factory=dict)
    initials: dict[str, list[Meaning]] = field(default_factory=dict)
    writings: dict[str, list[Phrase]] = field(default_factory=dict)
    together: dict[str, Phrase] = field(default_factory=dict)
    empty: dict[Phrase, set[Phrase]] = field(default_factory=dict)
    address: dict[Phrase, set[Phrase]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    within: dict[str, set[str]] = field(default_factory=dict)
    became: dict[str, set[str]] = field(default_factory=dict)
    lengths: dict[str, dict[str, tuple[int, ...]]] = field(default_factory=dict)
    is_compiled: bool = False
    names_read: dict[str, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # what `names.keys_of` made of names

    def add_meaning(self, written: str, full: str, place: bool = False) -> None:
        """`written` is read as `full`, and `full` as itself: not a syllable that is no name, which stands in other words too."""
        word_list = tuple(words(full))
        if not 0 < len(word_list) <= LONGEST_PHRASE:
            return
        folded, exact = tuple(word.folded for word in word_list), tuple(word.exact for word in word_list)
        meaning = Meaning(("p_" if place else "a_") + "".join(folded), full, folded, exact, place)
        for text in (written, full) if place or len(folded) > 1 else (written,):
            found = words(text)
            phrase = tuple(word.folded for word in found)
            if not 0 < len(phrase) <= LONGEST_PHRASE:
                continue
            held = self.phrases.setdefault(phrase, [])
            if all(other.token != meaning.token for other in held):
                held.append(meaning)
            self.spellings.setdefault(phrase, set()).add(tuple(word.exact for word in found))
            self._note(found)

    def add_empty(self, phrase: str, address: bool = False) -> None:
        """`phrase` is empty; `address`: only before a name."""
        found = words(phrase)
        folded = tuple(word.folded for word in found)
        if not folded:
            return
        held = self.address if address else self.empty
        held.setdefault(folded, set()).add(tuple(word.exact for word in found))
        self._note(found)

    def _note(self, phrase):
        self.words.update(form for word in phrase for form in (word.folded, word.exact))
        self.is_compiled = False

    def add_place(self, name: Name) -> None:
        """Takes in a Name."""
        for other in (name.name, *name.other):
            self.add_meaning(other, name.name, place=True)
        token = place_token(name.name)
        self.within[token] = {place_token(other) for other in name.within}
        for other in name.became:
            self.became.setdefault(token, set()).add(place_token(other))
            self.became.setdefault(place_token(other), set()).add(token)

    def compile(self) -> None:
        """Sorts out phrases within phrases, once all is taken in."""
        if self.is_compiled:
            return
        self.is_compiled = True
        self._note_lengths()
        full = {meaning.words for held in self.phrases.values() for meaning in held if len(meaning.words) > 1}
        for phrase, held in list(self.phrases.items()):
            if len(held) == 1 and not held[0].place and _holds_another(held[0].words, full):
                del self.phrases[phrase]
                if phrase != held[0].words:
                    self.rewrites[phrase] = words(held[0].full)
            else:
                held.sort(key=lambda meaning: -len(meaning.words))
        self.opening, self.initials, self.writings, self.together = {}, {}, {}, {}
        for phrase, held in self.phrases.items():
            for length in range(len(phrase)):
                if length or len(phrase) == 1:
                    self.opening.setdefault(phrase[:length], []).append(phrase)
            if len(phrase) > 1 and any(meaning.place for meaning in held):
                self.together["".join(phrase)] = phrase
            for meaning in held:
                self.writings.setdefault(meaning.token, []).append(phrase)
                if meaning.place and meaning.words == phrase and 1 < len(phrase) < 5:
                    for initials in {"".join(word[0] for word in each) for each in (phrase, meaning.exact)}:
                        self.initials.setdefault(initials, []).append(meaning)

    def _note_lengths(self):
        held: dict[str, dict[str, set[int]]] = {}
        for phrase in (*self.phrases, *self.rewrites, *self.empty, *self.address):
            second = phrase[1] if len(phrase) > 1 else ""
            held.setdefault(phrase[0], {"": set()}).setdefault(second, set()).add(len(phrase))
        self.lengths = {
            first: {
                second: tuple(sorted(found | seconds[""], reverse=True)) for second, found in seconds.items()
            }
            for first, seconds in held.items()
        }

    def expanded(self, word_list: Sequence[Word]) -> list[Word]:
        """`word_list` (a list of Word) with each phrase that is to be rewritten put as its full words."""
        found: list[Word] = []
        at = 0
        while at < len(word_list):
            for length in self.lengths_at(word_list, at):
                phrase = tuple(word.folded for word in word_list[at : at + length])
                full = self.rewrites.get(phrase)
                if full and self._agrees(phrase, tuple(word.exact for word in word_list[at : at + length])):
                    start, end = word_list[at].start, word_list[at + length - 1].end
                    found += [Word(word.exact, word.folded, start, end, " ") for word in full]
                    at += length
                    break
            else:
                found.append(word_list[at])
                at += 1
        return found

    def lengths_at(self, word_list: Sequence[Word], at: int) -> Sequence[int]:
        """How many words the phrases may have that start at word_list[at], the longest first.

        Nearly every Vietnamese word begins some phrase, and few pairs of words do.
        """
        self.compile()
        seconds = self.lengths.get(word_list[at].folded)
        if seconds is None:
            return ()
        left = len(word_list) - at
        found = (left > 1 and seconds.get(word_list[at + 1].folded)) or seconds[""]
        return found if not found or found[0] <= left else [length for length in found if length <= left]

    def meanings(
        self, word_list: Sequence[Word], at: int, as_written: bool = False
    ) -> tuple[list[Meaning], int]:
        """([Meaning], how many words) of the longest phrase that starts at word_list[at], or ([], 0).

        `word_list` are Words. Diacritics that none of the phrase's spellings carries make them other words;
        `as_written`: diacritics left out do so too, as in a text that was not typed in haste.
        """
        for length in self.lengths_at(word_list, at):
            stretch = word_list[at : at + length]
            phrase = tuple(word.folded for word in stretch)
            if found := self.phrases.get(phrase):
                exact = tuple(word.exact for word in stretch)
                if exact in self.spellings[phrase] or (not as_written and self._agrees(phrase, exact)):
                    return found, length
        return [], 0

    def with_initials(self, word_list: Sequence[Word]) -> list[Word]:
        """`word_list` with single letters that have dots between them as one word, where that stands before a place or
        begins the name of one, or is all there is: T.P, T.T. Huế; not "N.V. Thử".
        """
        found = list(word_list)
        for at in range(len(found) - 1, -1, -1):
            end = at + 1
            while end < len(found) and found[end].gap.strip() == "." and len(found[end].exact) == 1:
                end += 1
            if end - at < 2 or len(found[at].exact) > 1 or not found[at].exact.isalpha():
                continue
            run = found[at:end]
            exact, folded = ("".join(getattr(word, form) for word in run) for form in ("exact", "folded"))
            joined = [*found[:at], Word(exact, folded, run[0].start, run[-1].end, run[0].gap), *found[end:]]
            meant, length = self.meanings(joined, at)
            is_name = any(meaning.place for meaning in meant) and (length > 1 or len(joined) == 1)
            if is_name or ((folded,) in UNITS and at + 1 < len(joined)):
                found = joined
        return found

    def _agrees(self, phrase, exact):
        if exact == phrase or (len(phrase) == 1 and len(phrase[0]) > 4):
            return True
        slips = 1 if len(phrase) > 2 else 0  # of three words, one with other diacritics is mistyped
        return any(
            sum(not diacritics_match(one, other) for one, other in zip(exact, spelling, strict=True)) <= slips
            for spelling in self.spellings[phrase]
        )

    def find_abbreviated(self, folded: Phrase) -> list[Phrase]:
        """The phrases of which each word of `folded` (three or more) is the beginning, as a list."""
        self.compile()
        return [
            phrase
            for phrase in self.phrases
            if len(phrase) == len(folded) > 2
            and all(whole.startswith(part) for whole, part in zip(phrase, folded, strict=True))
        ]

    def find_completions(self, folded: Phrase) -> list[Phrase]:
        """The phrases that `folded` begins, its last word being perhaps unfinished, as a list of phrases."""
        self.compile()
        *whole, last = folded
        at = len(whole)
        return [
            phrase
            for phrase in self.opening.get(tuple(whole), ())
            if phrase[at].startswith(last) and phrase != folded
        ]


def _holds_another(phrase, full):
    return any(
        phrase[start:end] in full
        for start in range(len(phrase))
        for end in range(start + 2, len(phrase) + 1)
        if end - start < len(phrase)
    )


def place_token(name: str) -> str:
    return "p_" + "".join(folded_words(name))
