"""The whole index built anew, and whether it is in step."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connections, transaction
from django.db.models import Model, QuerySet

from portal.search.boolean import write_word_counts
from portal.search.models import Entry, KnownWord
from portal.search.registry import KINDS, SearchIndex

from . import vocabulary_cache
from .entries import (
    LONGEST,
    WORDS,
    batches,
    build_entries,
    differs,
    public_words,
    refresh,
    remove,
    stored_entries,
    unknown_words,
    words_of,
)


def rebuild(
    say: Callable[[SearchIndex, int, int], Any] | None = None, kinds: Iterable[str] | None = None
) -> int:
    """Makes every entry and count of words anew, a batch a transaction; readers see the old ones meanwhile.

    `say(searched, done, all)` hears how far it is; `kinds`: of these alone. Returns how many entries changed.
    """
    say = say or (lambda *_so_far: None)
    vocabulary_cache.renew()
    changed = remove_leftovers()
    for kind in KINDS if kinds is None else kinds:
        searched = KINDS[kind]
        keys = list(searched.model._base_manager.order_by("pk").values_list("pk", flat=True))
        done = 0
        for some in batches(keys):
            with transaction.atomic():
                changed += refresh({kind: some}, count_words=False)
            done += len(some)
            say(searched(), done, len(keys))
    count_words()
    return changed


def build_first(using: str, **kwargs: Any) -> None:
    """Builds the index of records that stood before there was one: once, after the migration that brings it."""
    models: list[type[Model]] = [Entry, *(searched.model for searched in KINDS.values())]
    tables = connections[using].introspection.table_names()
    if any(model._meta.db_table not in tables for model in models) or Entry.objects.exists():
        return
    if any(searched.model._base_manager.exists() for searched in KINDS.values()):
        rebuild()


def leftovers() -> dict[str, QuerySet[Entry]]:
    """{kind: a QuerySet} of the entries of records that are no longer, or of kinds that are none."""
    found = {
        kind: Entry.objects.filter(kind=kind).exclude(object_id__in=searched.model._base_manager.values("pk"))
        for kind, searched in KINDS.items()
    }
    return {**found, "": Entry.objects.exclude(kind__in=KINDS)}


@transaction.atomic
def remove_leftovers() -> int:
    gone = [key for entries in leftovers().values() for key in entries.values_list("pk", flat=True)]
    for some in batches(gone):
        remove(Entry.objects.filter(pk__in=some))
    return len(gone)


@transaction.atomic
def count_words() -> None:
    """Counts in how many public entries each word stands; the word "" holds how many of them there are."""
    KnownWord.objects.all().delete()
    KnownWord.objects.create(word="", entries=Entry.objects.filter(public=True).count())
    drafts: Counter[str] = Counter()
    for columns in Entry.objects.filter(public=False).order_by().values(*WORDS).iterator():
        drafts.update(words_of(columns))
    write_word_counts(drafts, LONGEST)


def faults() -> Iterator[tuple[str, str, Any]]:
    """(what, kind, key) of all that is out of step: "missing", "stale", "left over", "unknown word" (key: it)."""
    vocabulary = vocabulary_cache.current()
    for kind, searched in KINDS.items():
        keys = searched.model._base_manager.order_by("pk").values_list("pk", flat=True)
        for some in batches(list(keys)):
            held = stored_entries({kind: some})
            fresh = build_entries({kind: some}, vocabulary)
            for pair, columns in fresh.items():
                if pair not in held:
                    yield "missing", *pair
                elif differs(held[pair], columns):
                    yield "stale", *pair
            for word in unknown_words(public_words(fresh)):
                yield "unknown word", kind, word
    for entries in leftovers().values():
        for kind, key in entries.order_by("kind", "object_id").values_list("kind", "object_id"):
            yield "left over", kind, key
