"""What one record leaves in the index."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.search.language.dates import day_token, month_token, year_token, yearless_token
from portal.search.language.tokenizer import find_spans, ordinal_token
from portal.search.language.vocabulary import Vocabulary, place_token
from portal.search.language.words import folded_words, words
from portal.search.registry import SearchDocument

#: Parts the stretches of an index column, so that no phrase runs from one into the next.
BREAK = " __ "

#: The token of the page of a place, which answers to the place's name before its namesakes do.
PLACE_PAGE = "k_place"
#: The facet of the kind of a public entry: where it stands, nobody needs to ask whether the entry is public.
KIND = "loai"
#: (a vocabulary, {a line of a text: its _Line}) of the texts read last.
_lines: tuple[Vocabulary, dict[str, "_Line"]] = (Vocabulary(), {})


def analyse(
    document: SearchDocument, vocabulary: Vocabulary, kind: str = "", called: Sequence[str] = ()
) -> dict[str, str]:
    """The index columns of a SearchDocument: {"heads", "body", "extra", "facets"}, each words parted by single spaces.

    `called` are words for its `kind` ("kiến nghị"), by which it is found too. A public document has its kind for a facet.
    heads: title, people, places folded, then the same exact, parted by BREAK; body: text folded, then
    exact; extra: the tokens of the heads, then those of the body; facets: one token each, `extra` in the index.
    """
    title = words(document.title)
    text = [line for written in document.text.splitlines() if (line := _line_of(written, vocabulary)).folded]
    people = [words(name) for name in document.people]
    places = [words(name) for name in document.places]
    extra = list(dict.fromkeys(_heads_tokens(document, title, people, vocabulary)))
    held = set(extra)
    beside = [token for token in dict.fromkeys(_text_tokens(text)) if token not in held]
    kinds = [" ".join(folded_words(name)) for name in called]
    facets = {(name, str(value)) for name, values in document.facets.items() for value in values if value}
    if kind and document.public:
        facets.add((KIND, kind))
    folded, exact = _joined("folded", people, places), _joined("exact", people, places)
    return {
        "heads": BREAK.join([_line("folded", title), *folded, _line("exact", title), *exact]),
        "body": BREAK.join([" ".join(line.folded for line in text), " ".join(line.exact for line in text)]),
        "extra": BREAK.join(
            [
                " _ ".join([" ".join(extra), *kinds]),
                " ".join(beside),
            ]
        ),
        "facets": " ".join(facet_token(*facet) for facet in sorted(facets)),
    }


def _line(form, found):
    return " ".join(getattr(word, form) for word in found)


def _joined(form, *groups):
    # Within a stretch "_" parts one name from the next.
    return [" _ ".join(_line(form, found) for found in group) for group in groups]


class _Line(NamedTuple):
    """A line of a text: its words in both forms, the tokens of what they mean, and the words that are meant."""

    folded: str
    exact: str
    tokens: tuple[str, ...]
    meant: tuple[str, ...]


def _line_of(written, vocabulary):
    """The _Line of `written`. Most lines come again and again: the name of a field, of a body, of a state."""
    global _lines
    if _lines[0] is not vocabulary or len(_lines[1]) > 20_000:
        _lines = (vocabulary, {})
    if written not in _lines[1]:
        found = words(written)
        tokens, meant = _read(found, vocabulary)
        _lines[1][written] = _Line(_line("folded", found), _line("exact", found), tokens, meant)
    return _lines[1][written]


def _read(found, vocabulary):
    """(the tokens of what the words `found` mean, the words that abbreviations and terms stand for)."""
    full = vocabulary.expanded(found)
    meant = [word.folded for word in full] if len(full) > len(found) else []
    tokens: list[str] = []
    for span in find_spans(full, vocabulary, as_written=True):
        tokens += _indexed_tokens(span)
        if span.kind == "term" and len(span.meanings) == 1:
            meant += span.meanings[0].words
    return tuple(tokens), tuple(meant)


def _text_tokens(lines):
    """The tokens of a text, and those words that it means and does not write."""
    for line in lines:
        yield from line.tokens
    written = {word for line in lines for word in line.folded.split()}
    yield from (word for line in lines for word in line.meant if word not in written)


def _indexed_tokens(span):
    """The tokens of a span that the index holds: a day with its month, and without its year; of two meanings, neither."""
    if span.kind == "date":
        days = [token for token in span.tokens if token.startswith("d_")]
        return (*span.tokens, *(f"m_{day[2:8]}" for day in days), *(f"dm_{day[6:]}" for day in days))
    return span.tokens if len(span.meanings) < 2 else ()


def _heads_tokens(document, title, people, vocabulary):
    tokens, meant = _read(title, vocabulary)
    yield from tokens
    written = {word.folded for word in title}
    yield from (word for word in meant if word not in written)
    for year in (document.year, *document.years):
        if year:
            yield year_token(year)
    if document.ordinal:
        yield ordinal_token(document.ordinal)
    for day in document.days:
        yield from (day_token(day), month_token(day.year, day.month), year_token(day.year))
        yield yearless_token(day.month, day.day)
    for name in document.names:
        yield name_token(folded_words(name))
    for name in people:
        yield from person_tokens([word.folded for word in name])
    for place in document.places:
        yield from _place_tokens(place, vocabulary)
    for role, names in document.roles.items():
        yield role_token(role)
        for name in names:
            yield role_token(role, folded_words(name))
            for other in sorted(vocabulary.became.get(place_token(name), ())):
                yield role_token(role, [other[2:]], became=True)
    if document.lineage:
        yield PLACE_PAGE
        for name in document.names:
            for meaning in vocabulary.phrases.get(folded_words(name), ()):
                yield from (f"l{token[1:]}" for token in sorted(vocabulary.became.get(meaning.token, ())))


def _place_tokens(place, vocabulary):
    for meaning in vocabulary.phrases.get(folded_words(place), ()):
        if meaning.place:
            yield meaning.token
            yield from (f"w{token[1:]}" for token in sorted(vocabulary.within.get(meaning.token, ())))


def facet_token(name: str, value: str) -> str:
    """The token of a facet's value, a slug or a number: no word that is typed begins like it."""
    return f"f_{name}={value}"


def name_token(folded: Sequence[str]) -> str:
    """The token of a whole name of a page."""
    return "n_" + "".join(folded)


def role_token(role: str, folded: Sequence[str] = (), became: bool = False) -> str:
    """The token of a record that stands in `role` to the name `folded`; without a name, of one that has the role.

    `became`: to what a place of another name became, or was.
    """
    return "_".join(["rl" if became else "r", role.replace("-", ""), *(["".join(folded)] if folded else [])])


def person_tokens(folded: Sequence[str]) -> Iterator[str]:
    """The tokens by which a person is found: whole name, surname with given name, given name."""
    if folded:
        yield "h_" + "".join(folded)
        yield "s_" + folded[0] + folded[-1]
        yield "g_" + folded[-1]
