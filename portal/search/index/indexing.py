"""The index follows every change, in the transaction of the change.

Signals tell of rows that are saved, deleted or linked, `RecordQuerySet` of those changed many at once. What
they touch is gathered in a Batch and made anew when the batch ends: at once for a lone change, at the end
of `batched()` for many.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from portal.changes.recorder import state_before
from portal.search.boolean import Or, Phrase
from portal.search.language.vocabulary import place_token
from portal.search.language.words import folded_words
from portal.search.models import Entry
from portal.search.registry import KINDS

from . import vocabulary_cache
from .entries import batches, refresh

#: Entries that a change of the vocabulary makes anew at once; beyond it `rebuild_search` must be run.
AT_ONCE = 500
_MOST_PHRASES = 60  # of a change of the vocabulary that are looked for; more come from a load of many

Columns = dict[str, Any]  # of a row

_batch: ContextVar["Batch | None"] = ContextVar("batch", default=None)
_kinds: dict[type[Model], list[str]] = {}  # {model: kinds}
_dependents: dict[type[Model], list["_DependentEntries"]] = {}  # {model: [_DependentEntries]}
_linked: dict[
    type[Model], tuple[type[Model], set[tuple[str, str]], set[tuple[str, str]]]
] = {}  # {through model: (model that declares it, {(kind, path to that model)}, {(kind, path to the other)})}


@dataclass(frozen=True)
class _DependentEntries:
    """Entries of `kind` to be made anew: those whose `path` holds the row's `column`.

    The column is "pk", or the foreign key of the row by which it hangs from the record at `path`
    ("" is the record itself).
    """

    kind: str
    path: str
    column: str
    fields: tuple[str, ...]

    def concerns(self, before: Columns | None, after: Columns | None) -> bool:
        """Whether a row whose columns were `before` and are `after` (dicts, None for no row) matters."""
        if before is None or after is None or not self.fields:
            return True
        columns = self.fields if self.column == "pk" else (*self.fields, self.column)
        return any(before[name] != after[name] for name in columns)


def current_batch() -> "Batch | None":
    """The Batch in hand, None outside `batched()`."""
    return _batch.get()


@contextmanager
def batched(savepoint: bool = True) -> Iterator["Batch"]:
    """A transaction whose changes reach the index together, at its end. Yields the Batch; nests.

    `savepoint`: what is done inside another batch can be taken back alone.
    """
    outer = _batch.get()
    if outer is not None:
        with transaction.atomic(savepoint=savepoint):
            yield outer
        return
    batch = Batch()
    token = _batch.set(batch)
    try:
        with transaction.atomic():
            yield batch
            batch.flush()
    finally:
        _batch.reset(token)


@contextmanager
def _gathering():
    """The batch in hand, or one for this change alone."""
    batch = _batch.get()
    if batch is not None:
        yield batch
    else:
        with batched() as batch:
            yield batch


class Batch:
    """What a transaction touched. `refreshed`: how many entries were written or removed for it.

    `behind`: a change of the vocabulary touched more than was made anew.
    """

    def __init__(self):
        self.records: dict[str, set[int]] = {}
        self.dependent: dict[tuple[str, str], set[int]] = {}
        self.vocabulary_rows: dict[type[Model], dict[Any, set[tuple | None]]] = {}
        self.behind, self.refreshed = False, 0

    # --- Told of changes ------------------------------------------------------------------------------
    def changed(self, model: type[Model], key: Any, before: Columns | None, after: Columns | None) -> None:
        """A row's columns were `before` and are `after` (dicts of `columns_of(model)`, None for no row)."""
        for kind in _kinds.get(model, ()):
            self.touch(kind, "", [key])
        for dependent in _dependents.get(model, ()):
            if not dependent.concerns(before, after):
                continue
            if dependent.column != "pk":
                sides = [side[dependent.column] for side in (before, after) if side]
                self.touch(dependent.kind, dependent.path, [side for side in sides if side is not None])
            elif before is not None and after is not None:  # nothing points at a row just made
                self.touch(dependent.kind, dependent.path, [key])
        if model in vocabulary_cache.SOURCE_FIELDS:
            texts = self.vocabulary_rows.setdefault(model, {}).setdefault(key, set())
            fields = vocabulary_cache.SOURCE_FIELDS[model]
            texts.add(tuple(before[name] for name in fields) if before else None)

    def before_delete(self, model: type[Model], key: Any) -> None:
        """A row is about to be deleted: the entries that name it are found while its links stand."""
        for dependent in _dependents.get(model, ()):
            if dependent.column == "pk":
                self.records.setdefault(dependent.kind, set()).update(
                    _found(dependent.kind, dependent.path, [key])
                )

    def touch(self, kind: str, path: str, values: Iterable[Any]) -> None:
        if path:
            self.dependent.setdefault((kind, path), set()).update(values)
        else:
            self.records.setdefault(kind, set()).update(values)

    # --- Written --------------------------------------------------------------------------------------
    def flush(self) -> None:
        for (kind, path), values in self.dependent.items():
            self.records.setdefault(kind, set()).update(_found(kind, path, values))
        if self.vocabulary_rows:
            self.reload_vocabulary()
        records = {kind: keys for kind, keys in self.records.items() if keys}
        self.records, self.dependent, self.vocabulary_rows = {}, {}, {}
        if records:
            self.refreshed += refresh(records)

    def reload_vocabulary(self) -> None:
        """Puts a new edition of the vocabulary in force and touches the entries that hold its phrases."""
        texts: set[str] = set()
        changed = False
        for model, rows in self.vocabulary_rows.items():
            fields = vocabulary_cache.SOURCE_FIELDS[model]
            now: dict[Any, tuple] = {}
            for some in batches(rows):
                found = model._base_manager.filter(pk__in=some).values_list("pk", *fields)
                now.update((key, tuple(values)) for key, *values in found)
            for key, before in rows.items():
                sides = {side for side in (*before, now.get(key)) if side is not None}
                if len(sides) > 1 or None in before or key not in now:
                    changed = True
                    texts.update(text for side in sides for text in vocabulary_cache.phrases_of(model, side))
        if not changed:
            return
        vocabulary_cache.renew()
        for kind, key in self.holding(texts) if texts else ():
            self.records.setdefault(kind, set()).add(key)

    def holding(self, texts: set[str]) -> list[tuple[str, int]]:
        """(kind, key) of the entries that hold one of `texts`; none, and `behind`, where there are too many."""
        words = {folded_words(text) for text in texts} - {()}
        parts = [Phrase(phrase) for phrase in sorted(words)]
        parts += [Phrase((place_token(text),)) for text in sorted(texts) if folded_words(text)]
        entries = Entry.objects.order_by()
        if len(parts) <= 2 * _MOST_PHRASES:
            entries = entries.filter(heads__holds=Or(tuple(parts)))
        found = list(entries.values_list("kind", "object_id")[: AT_ONCE + 1])
        untouched = [pair for pair in found if pair[1] not in self.records.get(pair[0], ())]
        if len(found) > AT_ONCE or len(parts) > 2 * _MOST_PHRASES:
            self.behind = self.behind or bool(untouched)
            return []
        return untouched


def _found(kind, path, values):
    """The keys of the records of `kind` whose `path` holds one of `values`."""
    model = KINDS[kind].model
    for some in batches(values):
        yield from model._base_manager.filter(**{f"{path}__in": some}).values_list("pk", flat=True)


# --- Rows as they stand -------------------------------------------------------------------------------
def is_indexed(model: type[Model]) -> bool:
    """Whether some entry shows rows of `model`."""
    return model in _kinds or model in _dependents or model in vocabulary_cache.SOURCE_FIELDS


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The columns of a row that decide what a change of it touches."""
    names = dict.fromkeys(vocabulary_cache.SOURCE_FIELDS.get(model, ()))
    for dependent in _dependents.get(model, ()):
        names.update(dict.fromkeys(dependent.fields))
        if dependent.column != "pk":
            names[dependent.column] = None
    return tuple(names)


def snapshot(rows: QuerySet) -> dict[Any, Columns]:
    """{key: {column: value}} of `rows` (a QuerySet), as the database holds them."""
    names = columns_of(rows.model)
    return {key: dict(zip(names, values, strict=True)) for key, *values in rows.values_list("pk", *names)}


def _held(row):
    """The same of a row in hand; what it does not hold itself is None (it is read when the batch ends)."""
    return {name: getattr(row, name, None) for name in columns_of(type(row))}


# --- Many rows at once --------------------------------------------------------------------------------
@contextmanager
def updating(rows: QuerySet) -> Iterator[None]:
    """Around a change of `rows` (a QuerySet) that tells no signal."""
    model = rows.model
    if not is_indexed(model):
        yield
        return
    with batched() as batch:
        before = snapshot(rows.order_by())
        yield
        after: dict[Any, Columns] = {}
        for some in batches(before):
            after |= snapshot(model._base_manager.filter(pk__in=some))
        for key, columns in before.items():
            batch.changed(model, key, columns, after.get(key))


def added(batch: Batch, rows: Iterable[Model]) -> None:
    """Tells `batch` of new rows (saved model instances)."""
    for row in rows:
        if is_indexed(type(row)):
            batch.changed(type(row), row.pk, None, _held(row))


# --- Signals ------------------------------------------------------------------------------------------
def connect() -> None:
    """Listens to every model that is searched or shown by an entry. Run once, when all are registered."""
    for kind, searched in KINDS.items():
        _kinds.setdefault(searched.model, []).append(kind)
        for dependency in searched.dependencies:
            _connect_dependency(kind, searched.model, dependency)
    for model in {*_kinds, *_dependents, *vocabulary_cache.SOURCE_FIELDS}:
        for signal, receiver in (
            (pre_save, _saving),
            (post_save, _saved),
            (pre_delete, _deleting),
            (post_delete, _deleted),
        ):
            signal.connect(receiver, sender=model, dispatch_uid="portal.search")
    for through in _linked:
        m2m_changed.connect(_link_changed, sender=through, dispatch_uid="portal.search")


def _connect_dependency(kind, model, dependency):
    *before, last = dependency.path.split("__")
    walked: list[str] = []
    for name in [*before, last]:
        column = model._meta.get_field(name)
        if column.many_to_many:
            far = column.auto_created
            declared = column.field if far else column
            sides = _linked.setdefault(declared.remote_field.through, (declared.model, set(), set()))
            _, near_paths, far_paths = sides
            (far_paths if far else near_paths).add((kind, "__".join(walked)))
        model = column.related_model
        walked.append(name)
    if model is not dependency.model:
        raise ValueError(
            f"{kind}: {dependency.path} leads to {model.__name__}, not {dependency.model.__name__}."
        )
    hangs = column.one_to_many
    path, key = ("__".join(before), column.field.attname) if hangs else (dependency.path, "pk")
    _dependents.setdefault(model, []).append(_DependentEntries(kind, path, key, dependency.fields))


def _saving(sender, instance, raw=False, **kwargs):
    if not raw and columns_of(sender) and not instance._state.adding:
        before, names = state_before(instance) or {}, columns_of(sender)
        known = all(name in before for name in names)
        instance._index_before = {name: before[name] for name in names} if known else _stored(instance)


def _stored(row):
    return snapshot(type(row)._base_manager.filter(pk=row.pk)).get(row.pk)


def _saved(sender, instance, created, raw=False, **kwargs):
    if raw:  # loaddata, before what the row refers to stands; rebuild_search follows it
        return
    before = instance.__dict__.pop("_index_before", None)
    with _gathering() as batch:
        batch.changed(sender, instance.pk, None if created else (before or {}), _held(instance))


def _deleting(sender, instance, **kwargs):
    if sender in vocabulary_cache.SOURCE_FIELDS:  # its texts may stand in rows beyond it
        instance._index_before = _stored(instance)
    with _gathering() as batch:
        batch.before_delete(sender, instance.pk)


def _deleted(sender, instance, **kwargs):
    before = instance.__dict__.pop("_index_before", None)
    with _gathering() as batch:
        batch.changed(sender, instance.pk, before or _held(instance), None)


def _link_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    source, near, far = _linked[sender]
    if action == "pre_clear":  # whose links they were is not known afterwards
        other = source if reverse else model
        held = sender._base_manager.filter(**{instance._meta.model_name: instance.pk})
        instance._index_links = list(held.values_list(other._meta.model_name, flat=True))
        return
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    linked = pk_set if action != "post_clear" else instance.__dict__.pop("_index_links")
    sides = (linked, [instance.pk]) if reverse else ([instance.pk], linked)
    with _gathering() as batch:
        for dependents, keys in zip((near, far), sides, strict=True):
            for kind, path in dependents:
                batch.touch(kind, path, keys)
