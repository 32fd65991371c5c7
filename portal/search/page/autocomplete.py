"""While a question is typed: the pages whose names it may be the beginning of, then what answers it."""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Any

from django.db.models import Case, F, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.base.text import nfc
from portal.search.boolean import And, Expression, Or, Phrase, Scope, newest
from portal.search.index.analyser import BREAK, KIND, facet_token, name_token
from portal.search.index.vocabulary_cache import current
from portal.search.language.diacritics import diacritics_match
from portal.search.language.numerals import numeral
from portal.search.language.tokenizer import find_spans, ordinal_token
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import Word, words
from portal.search.models import Entry
from portal.search.query.engine import search
from portal.search.query.names import BEGINS, REST, TypedName, without_address
from portal.search.registry import singular, suggested_kinds

MOST, FEW = 8, 4  # suggestions; names beside which nothing else is looked for
READ = 60  # letters of what is typed
LOOKED_AT = 100  # entries of a kind among which the best are chosen
SECONDS = 60  # for which a browser may show the same suggestions again
#: "T. Hà Giang", "TP.HCM", "T.P Đà Nẵng": the province or the city, written short.
_UNIT = re.compile(r"^\s*(?:t\.\s?p\.?|tp\.|t\.)\s*(?=\S)", re.IGNORECASE)
SHOWN = ("kind", "title", "address", "heads", "extra")


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list of at most MOST pages whose names begin as what is typed (`q`) does, then of matters, figures, dates and
    posts that answer it, as a piece of HTML.
    """
    text = _UNIT.sub("", nfc(request.GET.get("q", "")[: 5 * READ])[:READ])
    typed = words(text)
    vocabulary = current() if any(map(_asks, typed)) else None
    found = []
    if vocabulary:
        bare = without_address(typed, vocabulary)
        found = suggested(PartialName(typed, vocabulary)) or suggested(PartialName(bare, vocabulary))
        found += answering(text, typed, vocabulary, {address for *_row, address in found})
    shown: list[dict[str, Any]] = [
        {"title": title, "address": address, "kind": singular(kind), "rank": rank}
        for rank, kind, title, address in found
    ]
    for before, after in pairwise(shown):
        after["begins_rest"] = before["rank"] <= BEGINS < after["rank"]
    answer = render(request, "search/_suggestions.html", {"found": shown, "is_asked": vocabulary is not None})
    patch_cache_control(answer, public=True, max_age=SECONDS)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _asks(word):
    """Whether a word says enough to be looked for: a lone letter begins too many."""
    return len(word.folded) > 1 or word.folded.isdigit()


class PartialName:
    """What is typed of a name: its words, any of them unfinished, in any order, with or without diacritics.

    `tokens` [tokens of the index that stand for a word as well]: of an ordinal, of an abbreviation.
    """

    def __init__(self, typed: list[Word], vocabulary: Vocabulary) -> None:
        self.called = TypedName(typed, vocabulary)
        self.name = name_token([word.folded for word in typed])
        self.words = vocabulary.expanded(typed)
        self.folded = [word.folded for word in self.words]
        self.tokens = [{token for token in [_ordinal(word)] if token} for word in self.folded]
        for span in find_spans(self.words, vocabulary):
            for at in range(span.start, span.end):
                self.tokens[at] |= _tokens(span, self.folded[span.start : span.end])

    def expression(self) -> Expression | None:
        """What an entry must hold, or None where too little is typed. `fit` asks for the lone letters afterwards."""
        parts = []
        for word, tokens in zip(self.words, self.tokens, strict=True):
            if _asks(word):
                ways = (Phrase((token,)) for token in sorted(tokens))
                parts.append(Or((Phrase((word.folded,), prefix=True, written=True), *ways)))
        return Or((And(tuple(parts)), Phrase((self.name,), prefix=True))) if parts else None

    def fit(self, title: str, heads: str, extra: str) -> tuple | None:
        """How badly it names an entry (a tuple, the best least; its rank of `names` first), or None where it does not."""
        badly = self._fit(heads, extra)
        if badly is None:
            return None
        tokens = [token[2:] for token in extra.partition(BREAK)[0].split() if token.startswith("n_")]
        return self.called.rank([title], tokens), *badly

    def _fit(self, heads, extra):
        stretches = heads.split(BREAK)
        title, exact = stretches[0].split(), stretches[len(stretches) // 2].split()
        held = set(extra.partition(BREAK)[0].split())
        places: list[int | None] = []
        for word, tokens in zip(self.folded, self.tokens, strict=True):
            places.append(_place(word, title, places))
            if places[-1] is None and not tokens & held:
                return (2, False, 0) if any(token.startswith(self.name) for token in held) else None
        pairs = [
            (word.exact, exact[at]) for word, at in zip(self.words, places, strict=True) if at is not None
        ]
        other_diacritics = sum(not diacritics_match(typed, whole[: len(typed)]) for typed, whole in pairs)
        in_order = [at for at in places if at is not None]
        return (other_diacritics, in_order != sorted(in_order), len(title))


def _ordinal(word):
    """The token of the ordinal that a word alone is: 19, xix."""
    found = numeral([word], 0) if word.isalnum() else None
    return found and ordinal_token(found[0])


def _tokens(span, folded):
    """The tokens that stand for the words `folded` of a span: none where they are written in full, or are no name.

    A place is its own page: it stands in the names of others.
    """
    if span.kind in ("date", "number"):
        return set()
    if span.kind == "ordinal":
        return set(span.tokens)
    meant = [meaning for meaning in span.meanings if meaning.words != tuple(folded)]
    return {name_token(meaning.words) if meaning.place else meaning.token for meaning in meant}


def _place(word, title, taken):
    """Where in the words of a title one that begins as `word` stands, those `taken` left aside; None where none does."""
    return next((at for at, other in enumerate(title) if at not in taken and other.startswith(word)), None)


def suggested(typed: PartialName) -> list[tuple[int, str, str, str]]:
    """[(rank, kind, title, address)] of the public entries whose names begin as `typed` (a PartialName).

    A query for each numerous kind, and one for the others.
    """
    part = typed.expression()
    if part is None:
        return []
    kinds = suggested_kinds()
    numerous = [kind for kind, suggestion in kinds.items() if suggestion.is_numerous]
    entries = Entry.objects.filter(public=True).order_by()
    others = [kind for kind in kinds if kind not in numerous]
    # The index finds the kind, too: what begins with two letters stands in nearly every task.
    few = entries.filter(kind__in=others, heads__holds_each=And((part, _of_kinds(others))))
    called_so = Case(When(heads__holds=Phrase((typed.name,)), then=0), default=1)
    number = Window(RowNumber(), partition_by="kind", order_by=[called_so, F("object_id").desc()])
    newest_of_few = few.annotate(number=number).filter(number__lte=LOOKED_AT).values("pk")
    ids = [newest(Scope(kind), part, 3 * LOOKED_AT) for kind in numerous]
    order = list(kinds)
    fitting = []
    for rows in (entries.filter(pk__in=newest_of_few), *(entries.filter(pk__in=some) for some in ids)):
        for kind, title, address, heads, extra in rows.values_list(*SHOWN):
            if fit := typed.fit(title, heads, extra):
                fitting.append((fit[:2], order.index(kind), fit[2:], title, address))
    return [
        (fit[0], order[number], title, address)
        for fit, number, _rest, title, address in _shared_out(
            sorted(fitting), [suggestion.share for suggestion in kinds.values()]
        )
    ]


def _of_kinds(kinds):
    """That a public entry is of one of `kinds`."""
    return Or(tuple(Phrase((facet_token(KIND, kind),)) for kind in kinds))


def answering(
    text: str, typed: list[Word], vocabulary: Vocabulary, shown: Collection[str]
) -> list[tuple[int, str, str, str]]:
    """[(rank, kind, title, address)] of what answers all of `text`, in the rest of MOST places beside those `shown`.

    Only where few names were found and several words or a number typed: half a word is no question yet.
    """
    if len(shown) >= FEW or not (len(typed) > 1 or any(word.folded.isdigit() for word in typed)):
        return []
    answer = search(text, vocabulary)
    ids = [] if answer.question.lost else answer.ids[: 2 * MOST]
    entries = Entry.objects.in_bulk(ids)
    rows = [(REST, entries[id].kind, entries[id].title, entries[id].address) for id in ids]
    return [row for row in rows if row[3] not in shown][: MOST - len(shown)]


def _shared_out(rows, shares):
    """At most MOST of `rows` [(fit, number of the kind, …)], in order: each kind's share, then the best of the others."""
    shares = list(shares)
    first: list[tuple[Any, ...]] = []
    others: list[tuple[Any, ...]] = []
    for row in rows:
        number = row[1]
        shares[number] -= 1
        (first if shares[number] >= 0 else others).append(row)
    return sorted((first + others)[:MOST])
