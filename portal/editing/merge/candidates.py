"""Which records are likely one: kept as pairs, so that no page compares a whole table.

Each way of writing a record is kept as a hash; of a name that may be misspelt also what is left when any one of its
letters is left out, so that two names one letter apart share a hash. A save asks who shares one.
"""

import hashlib
from collections import defaultdict
from contextlib import suppress

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from portal.base.text import fold
from portal.editing.models import Spelling, Twin

from .registry import all_nouns, noun_of

Reason = Twin.Reason
#: Names shorter than this are one letter apart by chance, longer ones are not compared letter by letter.
SHORTEST, LONGEST = 9, 120
#: Who shares a spelling with more others than this is not told of all of them.
MOST_TWINS = 50
#: What likeliness is told by, the surest first.
ORDER = [Reason.URL, Reason.NAME, Reason.TITLE, Reason.ALIAS, Reason.TYPO]


def letters(text):
    """The folded letters and digits of `text`, without anything between them."""
    return "".join(sign for sign in fold(text or "") if sign.isalnum())


# --- Texts --------------------------------------------------------------------------------------------
def texts_of(record):
    """{reason: set of texts} of a record; of synthetic ones none."""
    found = defaultdict(set)
    if not getattr(record, "synthetic", False):
        for reason, text in noun_of(type(record)).keys(record):
            if text and letters(text):
                found[reason].add(text)
    return found


def hashes(texts):
    """The numbers under which the texts of a record are found (a set)."""
    found = set()
    for reason, some in texts.items():
        for text in some:
            if reason != Reason.TYPO:
                # A name of one is a further spelling of another: both look for each other among all names.
                found.add(_number(_family(reason), text))
            elif SHORTEST <= len(text) <= LONGEST:
                found.update(_number("typo", left) for left in {text, *_without_one(text)})
    return found


def _family(reason):
    return "name" if reason in (Reason.NAME, Reason.ALIAS) else reason.value


def _without_one(text):
    return {text[:at] + text[at + 1 :] for at in range(len(text)) if text[at].isalpha()}


def _number(family, text):
    digest = hashlib.blake2b(f"{family}\0{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def reason_of(one, other):
    """Why two records are likely one, by their `texts_of`; None where they are not."""
    for reason in (Reason.URL, Reason.NAME, Reason.TITLE):
        if one[reason] & other[reason]:
            return reason
    if one[Reason.ALIAS] & other[Reason.ALIAS]:
        return Reason.ALIAS
    if any(_one_apart(a, b) for a in one[Reason.TYPO] for b in other[Reason.TYPO]):
        return Reason.TYPO
    return None


def _one_apart(one, other):
    """Whether one letter (never a digit: "Viện 1" is not "Viện 2") is lost, added, changed or swapped."""
    if abs(len(one) - len(other)) > 1 or not min(len(one), len(other)) >= SHORTEST:
        return False
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    a, b = one[at:], other[at:]
    if len(a) == len(b):
        swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
        return (a[1:] == b[1:] and (a[:1] + b[:1]).isalpha()) or (swapped and a[:2].isalpha())
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter and longer[0].isalpha()


# --- Who is like whom ---------------------------------------------------------------------------------
def like(record, rows=None):
    """[(reason, other record)] of those like `record` (which may not be saved yet), the likeliest first."""
    return like_all([record], rows)[0]


def like_all(records, rows=None):
    """The same for each of several records of one noun, in two questions."""
    model = type(records[0])
    rows = model._base_manager.all() if rows is None else rows
    texts = [texts_of(record) for record in records]
    wanted = [hashes(each) for each in texts]
    shared = defaultdict(set)
    kind = ContentType.objects.get_for_model(model)
    for some in _batches(set().union(*wanted)):
        for key, other in Spelling.objects.filter(content_type=kind, key__in=some).values_list(
            "key", "object_id"
        ):
            shared[key].add(other)
    near = [
        set().union(*(shared[key] for key in keys if key in shared)) - {record.pk}
        for record, keys in zip(records, wanted, strict=True)
    ]
    others = {}
    for some in _batches(set().union(*near)):
        others |= {row.pk: (row, texts_of(row)) for row in rows.filter(pk__in=some)}
    found = []
    for mine, keys in zip(texts, near, strict=True):
        pairs = ((reason_of(mine, others[key][1]), others[key][0]) for key in sorted(keys) if key in others)
        pairs = sorted((pair for pair in pairs if pair[0]), key=lambda pair: ORDER.index(pair[0]))
        found.append(pairs[:MOST_TWINS])
    return found


def _batches(values):
    values = sorted(values)
    return [values[start : start + 5_000] for start in range(0, len(values), 5_000)]


# --- Kept in step -------------------------------------------------------------------------------------
def renew(records):
    """Writes the spellings and the pairs of `records` (saved, of one noun) anew, where the spellings changed."""
    kind = ContentType.objects.get_for_model(type(records[0]))
    wanted = {record.pk: hashes(texts_of(record)) for record in records}
    held = defaultdict(set)
    stored = Spelling.objects.filter(content_type=kind, object_id__in=wanted)
    for key, record in stored.order_by().values_list("key", "object_id"):
        held[record].add(key)
    changed = [record for record in records if wanted[record.pk] != held[record.pk]]
    if not changed:
        return
    keys = [record.pk for record in changed]
    forget(kind, keys)
    Spelling.objects.bulk_create(
        [Spelling(content_type=kind, key=key, object_id=pk) for pk in keys for key in sorted(wanted[pk])],
        batch_size=1_000,
    )
    pairs = {}
    for record, twins in zip(changed, like_all(changed), strict=True):
        for reason, other in twins:
            pairs[tuple(sorted((record.pk, other.pk)))] = reason
    Twin.objects.bulk_create(
        [
            Twin(content_type=kind, object_id=low, other_id=high, reason=why)
            for (low, high), why in pairs.items()
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )


def forget(kind, keys):
    Spelling.objects.filter(content_type=kind, object_id__in=keys).delete()
    Twin.objects.filter(Q(object_id__in=keys) | Q(other_id__in=keys), content_type=kind).delete()


def rebuild():
    """All spellings and pairs of all nouns anew, some hundred records at a time."""
    Twin.objects.all().delete()
    Spelling.objects.all().delete()
    for noun in all_nouns():
        some = []
        for record in noun.model._base_manager.order_by("pk").iterator(chunk_size=500):
            some.append(record)
            if len(some) == 500:
                renew(some)
                some = []
        if some:
            renew(some)


def fill(using, apps=apps, **kwargs):
    """Receiver of post_migrate: finds the twins of what stood before twins were kept."""
    try:
        spellings = apps.get_model("records", "Spelling")
    except LookupError:
        return
    if using != DEFAULT_DB_ALIAS or spellings.objects.exists():
        return
    with (
        suppress(DatabaseError),
        transaction.atomic(),
    ):  # a noun may not be migrated as far as its model: next time
        rebuild()


def connect():
    """Hears of saves and deletions of every noun that declares itself, whenever it does."""
    post_save.connect(_saved, dispatch_uid="portal.merging")
    post_delete.connect(_deleted, dispatch_uid="portal.merging")


def _saved(sender, instance, raw=False, **kwargs):
    if not raw and noun_of(sender):
        renew([instance])


def _deleted(sender, instance, **kwargs):
    if noun_of(sender):
        forget(ContentType.objects.get_for_model(sender), [instance.pk])
