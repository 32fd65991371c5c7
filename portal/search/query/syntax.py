"""What stands around the words of a question: quotation marks, a minus, and turns that exclude a name as a minus does."""

import re

from portal.base.text import fold
from portal.search.index.analyser import name_token
from portal.search.language.units import AGAINST, BEFORE_EXCLUDED, EXCLUDING
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import words

from .typos import CountWords

_QUOTED = re.compile(r'(?<!\S)(-?)["“”«]([^"“”«»]*)["“”»]|(?<!\S)-(?=\w)(\w+)')


def _any_of(turns):
    """The pattern of one of `turns`, with or without their diacritics, and a space."""
    forms = {form for turn in turns for form in (turn, fold(turn))}
    return rf"(?:(?:{'|'.join(sorted(forms, key=len, reverse=True))})\s+)"


_AND = re.compile(r"(?:\s*,|\s+(?:và|va|hoặc|hoac|hay|and|or))\s+(?=\w)", re.IGNORECASE)
_EXCLUDED = re.compile(
    rf"(?<!\S)({_any_of(AGAINST)})?{_any_of(EXCLUDING)}{_any_of(BEFORE_EXCLUDED)}*(?=\w)", re.IGNORECASE
)


def split_syntax(text: str, vocabulary: Vocabulary, known: CountWords) -> tuple[str, list[tuple[str, str]]]:
    """(the text without its quotes and exclusions, [(minus, phrase)]). A minus excludes the whole name behind it, as
    turns like "trừ" do."""
    parts, quoted, at = [], [], 0
    text = _minus_for_words(text, vocabulary, known)
    while match := _QUOTED.search(text, at):
        minus, phrase, end = match[1] or (match[3] and "-"), match[2] or match[3] or "", match.end()
        if match[3]:
            end = match.start(3) + _name_length(text[match.start(3) :], vocabulary)
            phrase = text[match.start(3) : end]
        quoted.append((minus, phrase))
        parts.append(text[at : match.start()])
        at = end
    return " ".join([*parts, text[at:]]), quoted


def _minus_for_words(text, vocabulary, known):
    """`text` in which turns that exclude names ("trừ Cao Bằng và Bến Tre", "không phải ông X") are put as a minus and each
    of the names quoted.
    """
    found, at = "", 0
    for match in _EXCLUDED.finditer(text):
        start, end, least = match.end(), match.start(), 1 if match[1] else 0
        while start >= at and (length := _excluded_length(text[start:], vocabulary, known, least)):
            found += f'{text[at:end]} -"{text[start : start + length]}" '
            at = end = start + length
            more = _AND.match(text, at)
            start, least = more.end() if more else -1, 0
    return found + text[at:]


def _excluded_length(text, vocabulary, known, least):
    return _person_length(text, known) or _name_length(text, vocabulary, least)


def _person_length(text, known):
    """How many letters of `text` are the whole name of somebody with which it begins; 0 for none."""
    joined = {name_token([word.folded for word in words(text)[:length]])[2:]: length for length in (4, 3, 2)}
    held = known({f"h_{name}" for name in joined})
    length = max((length for name, length in joined.items() if held.get(f"h_{name}")), default=0)
    return words(text)[length - 1].end if length else 0


def _name_length(text, vocabulary, least=1):
    """How many letters of `text` are the name that it begins with: a known phrase, words in capitals, or `least` words."""
    word_list = words(text)
    if not word_list:  # a sign that is no word
        return least
    _meanings, known = vocabulary.meanings(word_list, 0)
    capitals = 0
    while (
        capitals < len(word_list)
        and text[word_list[capitals].start].isupper()
        and (not capitals or word_list[capitals].gap == " ")
    ):
        capitals += 1
    length = max(known, capitals, least)
    return word_list[length - 1].end if length else 0
