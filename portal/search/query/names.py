"""How well the names of a record fit what is typed: one order for every autocomplete and every list.

A whole name comes first, then the beginning of one, then a name in other diacritics than were typed, then whatever
else was found. Which records are found is none of its business.
"""

from collections.abc import Collection, Iterable
from itertools import chain

from portal.search.language.diacritics import diacritics_match
from portal.search.language.tokenizer import find_spans
from portal.search.language.units import UNITS
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import Word, words

#: The ranks, the best first. A line is drawn after BEGINS: what follows only holds the words.
WHOLE, BEGINS, OTHER_DIACRITICS, REST = range(4)

#: Names whose reading a vocabulary keeps.
MOST_READ = 20_000


class TypedName:
    """What is typed of a name: `typed` (a list of Word), read with `vocabulary` (a Vocabulary)."""

    def __init__(self, typed: list[Word], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words = typed
        found = [
            _keys(word_list, vocabulary, as_written=False)
            for word_list in (typed, without_address(typed, vocabulary))
        ]
        self.keys = list(dict.fromkeys(chain.from_iterable(found)))

    def rank(self, names: Collection[str], tokens: Iterable[str] = ()) -> int:
        """WHOLE, BEGINS, OTHER_DIACRITICS or REST: of the best of `names` (texts) and of `tokens` (other names as the index
        holds them, folded and run together)."""
        best = min((self._rank(name) for name in names), default=REST)
        if best == WHOLE or not tokens:
            return best
        # The index keeps no diacritics of a name: those of `names` are known.
        others = set(tokens) - {folded for name in names for folded, _exact in keys_of(name, self.vocabulary)}
        for folded, _exact in self.keys:
            if folded in others:
                return WHOLE
            if any(other.startswith(folded) for other in others):
                best = min(best, BEGINS)
        return best

    def _rank(self, name):
        best = REST
        for folded, exact in keys_of(name, self.vocabulary):
            for typed, accented in self.keys:
                if not folded.startswith(typed):
                    continue
                if not diacritics_match(accented, exact[: len(accented)]):
                    best = min(best, OTHER_DIACRITICS)
                else:
                    best = min(best, WHOLE if folded == typed else BEGINS)
        return best


def keys_of(name: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The forms in which `name` is compared: [(folded, exact)], each its words run together."""
    held = vocabulary.names_read
    if name not in held:
        if len(held) >= MOST_READ:
            held.clear()
        held[name] = _keys(words(name), vocabulary, as_written=True)
    return held[name]


def _keys(word_list, vocabulary, as_written):
    """The words as written, and as read: abbreviations in full, ordinals as numbers, no word for the kind of a place."""
    found = [_joined(word_list)]
    full, parts, at = vocabulary.expanded(word_list), [], 0
    for span in find_spans(full, vocabulary, as_written):
        parts += full[at : span.start]
        parts += [span] if _is_one(span) else full[span.start : span.end]
        at = span.end
    found.append(_joined(_without_units([*parts, *full[at:]])))
    return [key for key in dict.fromkeys(found) if key[0]]


def _is_one(span):
    return span.kind == "ordinal" or (span.kind == "term" and len(span.meanings) == 1)


def _joined(parts):
    """(folded, exact) of Words and Spans."""
    folded, exact = [], []
    for part in parts:
        if hasattr(part, "folded"):
            folded.append(part.folded)
            exact.append(part.exact)
        elif part.kind == "ordinal":
            folded += part.tokens
            exact += part.tokens
        else:
            folded += part.meanings[0].words
            exact += part.meanings[0].exact
    return "".join(folded), "".join(exact)


def _without_units(parts):
    """The parts without the words of UNITS that something follows: with and without them people write a place's name."""
    kept, at = [], 0
    folded = [getattr(part, "folded", None) for part in parts]
    while at < len(parts):
        length = next((length for length in (2, 1) if tuple(folded[at : at + length]) in UNITS), 0)
        if length and at + length < len(parts):
            at += length
        else:
            kept.append(parts[at])
            at += 1
    return kept


def without_address(word_list: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words after a form of address (ông, GS.TS.), or [] where they open with none."""
    for length in range(len(word_list) - 1, 0, -1):
        if tuple(word.folded for word in word_list[:length]) in vocabulary.address:
            return word_list[length:]
    return []
