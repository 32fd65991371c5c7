"""The rows of one model that a text finds, and the keys of those that it names: for the boxes of lists and of the admin."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from portal.base.text import fold, nfc, search_words
from portal.search.boolean import And, Expression, Or, Phrase, Scope, keys_of
from portal.search.index.analyser import BREAK
from portal.search.index.vocabulary_cache import current
from portal.search.language.tokenizer import find_spans
from portal.search.language.words import words
from portal.search.models import Entry
from portal.search.registry import KINDS

from .engine import search
from .names import TypedName
from .parser import LONGEST, MOST_WORDS


def kind_of(model: type[Model]) -> str | None:
    """The kind under which the records of `model` are indexed, or None."""
    return next((kind for kind, searched in KINDS.items() if searched.model is model), None)


def matching(text: str, kind: str, drafts: bool = False) -> QuerySet[Entry, Any] | RawSQL:
    """The keys of the records of `kind` that `text` finds, as a subquery.

    They hold all that is asked for: a list does not show the nearest first, so none may lack a word.
    `drafts`: of all records. Their words are not known to the index, so that no reader can guess them;
    what holds every word of the text as typed, the last one perhaps unfinished, is found as well then.
    """
    scope = Scope(kind, drafts)
    entries = Entry.objects.filter(**scope.filters).order_by()
    typed = words(text[:LONGEST])[:MOST_WORDS]
    part: Expression | None
    if len(typed) == 1 and len(typed[0].exact) == 1:
        part = Phrase((typed[0].exact,), prefix=True, written=True)  # a letter alone: what begins with it
    else:
        found = search(text, current(), scope, scattered=True)
        is_whole = found.question.concepts and not found.question.lost
        part = found.question.expression() if is_whole and (found.ids or drafts) else None
        if part and drafts:
            part = Or((part, _as_typed(typed)))
    if part and connection.vendor == "postgresql":
        return keys_of(scope, part)
    matches = entries.filter(heads__holds=part) if part else entries.none()
    return matches.values("object_id")


def _as_typed(typed):
    """All of the words, the last one perhaps unfinished."""
    *most, last = [word.folded for word in typed]
    return And((*(Phrase((word,)) for word in most), Phrase((last,), prefix=len(last) > 1)))


def naming(typed: TypedName, kind: str) -> tuple[QuerySet, ...]:
    """The keys of the records of `kind` that `typed` (names.TypedName) may name: (those called so, those whose name
    begins so), two subqueries, the second holding the first. `names` says afterwards how well they fit."""
    entries = Entry.objects.filter(kind=kind).order_by()
    joined = [folded for folded, _exact in typed.keys]
    folded_text = " ".join(word.folded for word in typed.words)
    phrase = Phrase(tuple(folded_text.split()), prefix=True, written=True)
    found = []
    for end, prefix in ((BREAK, False), ("", True)):
        called = Or(tuple(Phrase((f"n_{one}",), prefix=prefix) for one in joined))
        titled = Q(heads__startswith=f"{folded_text}{end}")
        # Either of two parts of the index alone is a condition for which PostgreSQL reads all entries.
        either = entries.filter(heads__holds=Or((called, phrase)))
        found.append(either.filter(Q(heads__holds=called) | titled).values("object_id"))
    return tuple(found)


def holding(text: str, fields: Sequence[str]) -> Q:
    """The condition (a Q) that each word of `text` stands in one of the folded `fields`, or that what the words mean
    together does in another writing: for a noun that is not indexed. Words as `search_words` gives them."""
    text = nfc(text[: 5 * LONGEST])[:LONGEST]
    vocabulary, typed = current(), words(text)[:MOST_WORDS]
    written = [fold(text[word.start : word.end]) for word in typed]
    condition, at = Q(), 0
    for span in find_spans(typed, vocabulary):
        condition &= _stand(written[at : span.start], fields)
        either = _stand(written[span.start : span.end], fields)
        for meaning in span.meanings:
            either |= _stand(search_words(meaning.full), fields)
            for phrase in vocabulary.writings.get(meaning.token, ()):
                either |= _stand(phrase, fields)
        condition &= either
        at = span.end
    return condition & _stand(written[at:], fields)


def _stand(folded, fields):
    """That each of the `folded` words stands in one of the `fields`."""
    condition = Q()
    for word in folded:
        found = Q()
        for name in fields:
            found |= Q((f"{name}__contains", word))
        condition &= found
    return condition
