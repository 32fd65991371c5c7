"""What words mean beyond their letters: abbreviations, spellings, English, other names of places, empty words.

One `Vocabulary` is compiled from the rows that a publisher edits (`Term`) and from the names that the
apps hand in; the analyser and the question are read with the same one.
"""

from dataclasses import dataclass, field

from .marks import fits
from .words import folded_words, words


@dataclass(frozen=True)
class Name:
    """A name that an app hands in: a province, a region. `within` and `became` are names of others.

    `other` are its other names. A record at this place is also found by the name of what it lies
    within; the page of the place also by the names of what it became and came from.
    """

    name: str
    other: tuple = ()
    within: tuple = ()
    became: tuple = ()


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: the token that the index holds for it, and its words in full."""

    token: str
    full: str
    words: tuple
    place: bool = False


@dataclass
class Vocabulary:
    """`phrases` {folded words: [Meaning]}; `empty` and `address` {folded words: exact words}.

    `spellings` {folded words: {exact words}}; `opening` {phrase without its last word: [phrases]}. An empty phrase adds nothing to a question; a form of address (ông, đồng chí) nothing before a name.
    """

    phrases: dict = field(default_factory=dict)
    spellings: dict = field(default_factory=dict)
    empty: dict = field(default_factory=dict)
    address: dict = field(default_factory=dict)
    words: set = field(default_factory=set)
    opening: dict = field(default_factory=dict)
    within: dict = field(default_factory=dict)
    became: dict = field(default_factory=dict)
    longest: int = 1

    def stands_for(self, written, full, place=False):
        """`written` is read as `full`, and `full` as itself."""
        said = folded_words(full)
        if not said:
            return
        meaning = Meaning(("p_" if place else "a_") + "".join(said), full, said, place)
        for text in (written, full):
            found = words(text)
            phrase = tuple(word.folded for word in found)
            if not phrase:
                continue
            held = self.phrases.setdefault(phrase, [])
            if not held and len(phrase) > 1:
                self.opening.setdefault(phrase[:-1], []).append(phrase)
            if all(other.token != meaning.token for other in held):
                held.append(meaning)
            self.spellings.setdefault(phrase, set()).add(tuple(word.exact for word in found))
            self._note(phrase)

    def says_nothing(self, phrase, address=False):
        """`phrase` is empty; `address`: only before a name."""
        found = words(phrase)
        folded = tuple(word.folded for word in found)
        (self.address if address else self.empty)[folded] = tuple(word.exact for word in found)
        self._note(folded)

    def _note(self, phrase):
        self.words.update(phrase)
        self.longest = max(self.longest, len(phrase))

    def place(self, name):
        """Takes in a Name."""
        for other in (name.name, *name.other):
            self.stands_for(other, name.name, place=True)
        token = place_token(name.name)
        self.within[token] = {place_token(other) for other in name.within}
        for other in name.became:
            self.became.setdefault(token, set()).add(place_token(other))
            self.became.setdefault(place_token(other), set()).add(token)

    def meanings(self, said, at):
        """([Meaning], how many words) of the longest phrase that starts at said[at], or ([], 0).

        `said` are Words. Marks that none of the phrase's spellings carries make them other words.
        """
        for length in range(min(self.longest, len(said) - at), 0, -1):
            stretch = said[at : at + length]
            phrase = tuple(word.folded for word in stretch)
            found = self.phrases.get(phrase)
            if found and self._agrees(phrase, tuple(word.exact for word in stretch)):
                return found, length
        return [], 0

    def _agrees(self, phrase, exact):
        return exact == phrase or any(
            all(fits(one, other) for one, other in zip(exact, spelling, strict=True))
            for spelling in self.spellings[phrase]
        )

    def begun(self, folded):
        """The phrases that `folded` begins, its last word being unfinished, as a list of phrases."""
        *whole, last = folded
        return [
            phrase
            for phrase in self.opening.get(tuple(whole), ())
            if phrase[-1].startswith(last) and phrase[-1] != last
        ]


def place_token(name):
    return "p_" + "".join(folded_words(name))
