"""The entries of records, made and compared with those that stand."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import translation

from portal.base.db import NO_ROWS, insert_rows
from portal.search.language.vocabulary import Vocabulary
from portal.search.models import Entry, KnownWord
from portal.search.registry import KINDS, SearchDocument, SearchIndex

from .analyser import analyse
from .vocabulary_cache import current

T = TypeVar("T")
Records = Mapping[str, Iterable[int]]  # kind: keys
Pair = tuple[str, int]  # kind and key
Columns = dict[str, Any]  # of an entry

BATCH, MANY = 500, 5_000
WORDS = ("heads", "body", "extra", "facets")  # whose words the index holds
COLUMNS = ("title", "text", "address", "public", "year", "day", *WORDS)
LONGEST = KnownWord._meta.get_field("word").max_length or 0


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def build_entries(records: Records, vocabulary: Vocabulary) -> dict[Pair, Columns]:
    """{(kind, key): columns} of those of `records` {kind: keys} that exist."""
    found: dict[Pair, Columns] = {}
    shared: dict[str, Any] = {}
    with translation.override("vi"):
        for kind, keys in records.items():
            searched = KINDS[kind](shared)
            for record in searched.rows().filter(pk__in=keys):
                document = searched.document(record)
                found[kind, record.pk] = _columns(searched, document, vocabulary)
    return found


def stored_entries(records: Records, lock: bool = False) -> dict[Pair, Entry]:
    """{(kind, key): Entry} of `records` {kind: keys}."""
    asked = NO_ROWS
    for kind, keys in records.items():
        asked |= Q(kind=kind, object_id__in=keys)
    rows = Entry.objects.filter(asked).order_by("kind", "object_id")
    if lock:
        rows = rows.select_for_update()
    return {(entry.kind, entry.object_id): entry for entry in rows}


def differs(entry: Entry, columns: Columns) -> bool:
    return any(getattr(entry, name) != value for name, value in columns.items())


def refresh(records: Records, count_words: bool = True) -> int:
    """Makes the entries of `records` {kind: keys} what the records say now; inside a transaction.

    Writes only what differs. Returns how many entries were written or removed.
    """
    pairs = ((kind, key) for kind, keys in records.items() for key in sorted(keys))
    vocabulary = current()
    changed = 0
    for batch in batches(pairs):
        some: dict[str, list[int]] = {}
        for kind, key in batch:
            some.setdefault(kind, []).append(key)
        changed += _refresh(some, vocabulary, count_words)
    return changed


def _refresh(records, vocabulary, count_words):
    # Standing entries are locked before the records are read: of two editors the later one reads what
    # the earlier one saved.
    held = stored_entries(records, lock=True)
    fresh = build_entries(records, vocabulary)
    gone = [entry.pk for pair, entry in held.items() if pair not in fresh]
    stale = {
        pair: columns for pair, columns in fresh.items() if pair not in held or differs(held[pair], columns)
    }
    if gone:
        remove(Entry.objects.filter(pk__in=gone))
    if stale:
        _write(stale)
        if count_words:
            stood = (held[pair] for pair in stale if pair in held)
            add_known_words(
                public_words(stale) - {word for one in stood if one.public for word in words_of(vars(one))}
            )
    return len(gone) + len(stale)


def entry_rows(
    searched: SearchIndex, documents: Iterable[SearchDocument], vocabulary: Vocabulary
) -> list[tuple]:
    """The COLUMNS of the entries of `documents`; asks nothing of the database."""
    found = [_columns(searched, document, vocabulary) for document in documents]
    return [tuple(columns[name] for name in COLUMNS) for columns in found]


def insert_entries(kind: str, keys: Iterable[int], rows: Iterable[tuple]) -> None:
    """Writes the entries `rows` (as of `entry_rows`) of new records `keys`; their words are counted later."""
    pairs = zip(keys, rows, strict=True)
    insert_rows(Entry, ("kind", "object_id", *COLUMNS), [(kind, key, *row) for key, row in pairs])


def remove(entries: QuerySet[Entry]) -> None:
    """Deletes a QuerySet of entries."""
    entries._raw_delete(entries.db)  # nothing else points at an entry


def _write(stale):
    Entry.objects.bulk_create(
        [Entry(kind=kind, object_id=key, **columns) for (kind, key), columns in stale.items()],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=COLUMNS,
    )


def words_of(columns: Mapping[str, Any]) -> set[str]:
    """The words, folded and exact, and the tokens of an entry's columns {"heads", "body", "extra", "facets"} (a set)."""
    found: set[str] = set()
    for name in WORDS:
        found.update(columns[name].split())
    return {word for word in found - {"_", "__"} if len(word) <= LONGEST}


def public_words(found: Mapping[Pair, Columns]) -> set[str]:
    """The words of those of `found` (as of `build_entries`) that are public: a draft's are not to be guessed."""
    return {word for columns in found.values() if columns["public"] for word in words_of(columns)}


def unknown_words(words: set[str]) -> list[str]:
    """Those of `words` (a set) that the index does not know, in order."""
    known: set[str] = set()
    for some in batches(sorted(words), MANY):
        known.update(KnownWord.objects.filter(word__in=some).values_list("word", flat=True))
    return sorted(words - known)


def add_known_words(words: set[str]) -> None:
    KnownWord.objects.bulk_create([KnownWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def _columns(searched, document, vocabulary):
    return {
        "title": document.title,
        "text": document.text,
        "address": document.address,
        "public": document.public,
        "year": document.year,
        "day": document.day,
        **analyse(document, vocabulary, searched.kind, searched.called),
    }
