"""The vocabulary in force: the rows that a publisher edits, and the names that the apps hand in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model

from portal.changes.models import PUBLIC, VOCABULARY, current_mark, renew_mark
from portal.search.language.vocabulary import Name, Vocabulary, place_token
from portal.search.models import Term

#: {model: fields}: rows whose texts the vocabulary is made of; a field may be a lookup path.
SOURCE_FIELDS: dict[type[Model], tuple[str, ...]] = {Term: ("kind", "written", "meaning")}
_providers: list[Callable[[], Iterable[Name]]] = []
#: The edition's mark and what was compiled under it.
_held: tuple[object, Vocabulary] = (object(), Vocabulary())


def register_names(fields: dict[type[Model], tuple[str, ...]]) -> Callable[[Callable], Callable]:
    """Registers a function that yields Names, made of the fields `fields` {model: fields}."""

    def registered(provider: Callable) -> Callable:
        SOURCE_FIELDS.update(fields)
        _providers.append(provider)
        return provider

    return registered


def current() -> Vocabulary:
    """The Vocabulary in force. One query, and a new compilation only after some process changed a row."""
    global _held
    mark = current_mark(VOCABULARY)
    if _held[0] != mark:
        _held = (mark, compile_vocabulary())
    return _held[1]


def renew() -> None:
    """Lets every process see that a row changed; what words mean decides what readers find."""
    renew_mark(VOCABULARY)
    renew_mark(PUBLIC)


def phrases_of(model: type[Model], columns: Sequence[Any]) -> list[str]:
    """The phrases that a row whose SOURCE_FIELDS are `columns` gives to entries: none for what they pass over."""
    if model is Term:
        kind, *columns = columns
        if kind in Term.PASSED_OVER:
            return []
    return [line for text in columns for line in str(text).splitlines()]


def compile_vocabulary() -> Vocabulary:
    """The Vocabulary of the rows as they stand."""
    vocabulary = Vocabulary()
    for term in Term.objects.order_by("pk"):
        if term.kind in Term.PASSED_OVER:
            vocabulary.add_empty(term.written, address=term.kind == Term.Kind.ADDRESS)
        if term.meaning:
            vocabulary.add_meaning(term.written, term.meaning, place=term.kind == Term.Kind.PLACE)
    for name in _merged(name for provider in _providers for name in provider()):
        vocabulary.add_place(name)
    vocabulary.compile()  # here, before several threads read it
    return vocabulary


def _merged(found):
    """The names, those of one place as one: a province and its namesake before 2025, a region and a series."""
    held: dict[str, Name] = {}
    for name in found:
        token = place_token(name.name)
        same = held.get(token)
        if same:
            name = replace(
                same,
                other=(*same.other, *name.other),
                within=(*same.within, *name.within),
                became=(*same.became, *name.became),
            )
        held[token] = name
    for token, name in held.items():
        became = tuple(other for other in name.became if place_token(other) != token)
        yield replace(name, became=became)
