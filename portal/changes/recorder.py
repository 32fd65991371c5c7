"""Who changes what: all inside one `acting()` is one Changeset, written at its end in the same transaction.

Signals tell of rows that are saved, deleted or linked, the QuerySets of those changed many at once. The
state of a row is read before its first change and again at the end; what differs is written. A change
outside any act is an act of its own, by nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import SET_NULL, Model, QuerySet
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from .form_token import NO_FORM, keep_identity
from .models import ChangedRecord, Changeset, renew_public
from .states import (
    RowStates,
    State,
    StateChange,
    differing,
    instance_state,
    is_recorded,
    stored_states,
)

#: Asked of the changes of an act before they are written; raises where they must not be.
Check: TypeAlias = Callable[[list[StateChange]], None]
#: What changed rows hang from (`portal/records/moderation.py`, Family).
ParentsOf: TypeAlias = Callable[[list[StateChange]], Any]

_recording: ContextVar["Recording | None"] = ContextVar("recording", default=None)
#: Context managers that are opened around each transaction of `acting`; each app adds its own when it is ready.
AROUND: list[Callable[[], AbstractContextManager[Any]]] = []
#: A function of the changes of an act and of whether they load the shipped files; returns whether it wrote anything.
Consequence = Callable[[list[StateChange], bool], bool]
#: [(models, what their changes entail)]; without models, those of any.
_consequences: list[tuple[tuple[type[Model], ...], Consequence]] = []
#: What is counted of rows beside the ledger is counted anew after changes of which it tells nothing (`unrecorded`).
REBUILDS: list[Callable[[], Any]] = []
#: A function of an act, its changes and whether they load the shipped files; raises where they must not be.
Rule: TypeAlias = Callable[[Changeset, list[StateChange], bool], None]
_rules: list[Rule] = []
_parents_of: ParentsOf


def entailed_by(*models: type[Model]) -> Callable[[Consequence], Consequence]:
    """Declares what changes of rows of `models` (of any, where none is named) entail.

    Those of the apps above run first: the ones below see what they wrote.
    """

    def declare(function: Consequence) -> Consequence:
        _consequences.append((models, function))
        return function

    return declare


def parents_from(function: ParentsOf) -> ParentsOf:
    """Declares what rows hang from."""
    global _parents_of
    _parents_of = function
    return function


def asked_at_end(function: Rule) -> Rule:
    """Declares what every Changeset is asked before it is written, when all that its changes entail stands too."""
    _rules.append(function)
    return function


@contextmanager
def acting(
    user: Any = None,
    kind: str = "command",
    note: str = "",
    public_note: str = "",
    check: Check | None = None,
    loading: bool = False,
) -> Iterator[Changeset]:
    """A transaction whose changes are one Changeset, which it yields; inside another one it joins that.

    The Changeset is saved at the end, if anything was changed: `act.pk` is None where nothing was. `check` is asked
    of the changes before, and raises where they must not be. `loading`: the shipped files are brought in.
    """
    outer = _recording.get()
    with ExitStack() as opened:
        for around in AROUND:
            opened.enter_context(around())
        opened.enter_context(transaction.atomic(savepoint=False))
        if outer is not None:
            yield outer.act
            return
        known = user if user is not None and user.is_authenticated else None
        act = Changeset(user=known, kind=kind, note=note, public_note=public_note)
        recording = Recording(act, check, loading)
        token = _recording.set(recording)
        try:
            yield recording.act
            recording.write()
        finally:
            _recording.reset(token)


@contextmanager
def unrecorded() -> Iterator[None]:
    """What changes inside leaves no history: the first load of the shipped files is version 1 itself."""
    token = _recording.set(Recording(Changeset(), is_recording=False))
    try:
        yield
        for rebuild in REBUILDS:
            rebuild()
        renew_public()
    finally:
        _recording.reset(token)


class Recording:
    """The rows touched inside one act, each with its state before: {model: {key: state or None}}.

    `locked`: how the rows stand that were read and locked, and not changed since.
    """

    def __init__(
        self, act: Changeset, check: Check | None = None, loading: bool = False, is_recording: bool = True
    ) -> None:
        self.act, self.check, self.loading, self.is_recording = act, check, loading, is_recording
        self.before: defaultdict[type[Model], dict[int, State | None]] = defaultdict(dict)
        self.locked: RowStates = {}
        self.begun: dict[type[Model], dict[int, State]] = {}

    def going_to_change(self, model: type[Model], keys: Collection[int]) -> None:
        for key in keys:
            self.locked.pop((model, key), None)
        fresh = [key for key in keys if key not in self.before[model]]
        if fresh:
            stored = stored_states(model, fresh)
            self.before[model].update({key: stored.get(key) for key in fresh})

    def made(self, model: type[Model], key: int) -> None:
        self.before[model].setdefault(key, None)

    def begin_save(self) -> None:
        """What the act wrote so far is where the save begins that `before_save` tells of."""
        self.begun = {model: stored_states(model, before) for model, before in self.before.items()}

    def before_save(self, model: type[Model], key: int, now: State | None) -> State | None:
        """The state of a row before the save in hand, None where that makes it; `now` if it was not touched."""
        if key in self.begun.get(model, ()):
            return self.begun[model][key]
        return self.before[model].get(key, now)

    def changes(self) -> list[StateChange]:
        """The rows that differ from what they were."""
        changes: list[StateChange] = []
        for model, before in list(self.before.items()):
            after = stored_states(model, before)
            changes += [
                (model, key, state, after.get(key))
                for key, state in before.items()
                if differing(state, after.get(key))
            ]
        return changes

    def write(self) -> None:
        """Saves the Changeset with what differs, if anything does."""
        changes = self.changes()
        if changes and self.check:
            self.check(changes)
        for models, entail in reversed(_consequences):
            concerned = not models or any(change[0] in models for change in changes)
            if changes and concerned and entail(changes, self.loading):
                changes = self.changes()
        for rule in _rules if changes else ():
            rule(self.act, changes, self.loading)
        self.before.clear()
        if changes:
            if self.act.form_id is None:
                keep_identity(self.act, NO_FORM)
            self.act.save()
            self._write_changes(changes)

    def _write_changes(self, changes: list[StateChange]) -> None:
        """Writes a Change a row, and under which records it is shown."""
        parents = _parents_of(changes)
        content_type = ContentType.objects.get_for_model
        rows = self.act.write(changes)
        records = []
        for row, (model, key, before, after) in zip(rows, changes, strict=True):
            public = parents.is_public((model, key))
            for shown in parents.shown_by((model, key)):
                # Before its record was made, or after it went, there was no page to see it on.
                no_page = shown == (model, key) and (before is None or after is None)
                records.append(
                    ChangedRecord(
                        change=row,
                        content_type=content_type(shown[0]),
                        key=shown[1],
                        public=public and not no_page,
                    )
                )
        ChangedRecord.objects.bulk_create(records, batch_size=500)
        if any(parents.is_visible((model, key)) for model, key, *_sides in changes):
            renew_public(self.act.pk)


def current_recorder() -> Recording | None:
    """The Recording in hand, or None where nothing is recorded."""
    recording = _recording.get()
    return recording if recording is not None and recording.is_recording else None


def about_to_change(row: Model) -> None:
    """Tells the act in hand of `row` (an instance that stands), whose columns are about to be written."""
    recording = current_recorder()
    if recording:
        recording.going_to_change(type(row), [row.pk])


def read_and_locked(row: Model) -> None:
    """Tells the act in hand of `row`, just read, which nobody else changes before its end: it is not read again."""
    recording = current_recorder()
    if recording and type(row) in _tracked:
        recording.locked[type(row), row.pk] = state = instance_state(row)
        if not row._meta.many_to_many:
            recording.before[type(row)].setdefault(row.pk, state)


def locked_state(row: Model) -> State | None:
    """How `row` stands, where the act in hand read and locked it and did not change it since; else None."""
    recording = current_recorder()
    return recording.locked.get((type(row), row.pk)) if recording else None


def state_before(row: Model) -> State | None:
    """What `row` was before the act in hand, as far as that was read; None where it was not."""
    recording = current_recorder()
    return recording.before[type(row)].get(row.pk) if recording and type(row) in recording.before else None


@contextmanager
def changing(rows: QuerySet) -> Iterator[None]:
    """Around a change of `rows` (a QuerySet) that tells no signal."""
    with acting():
        recording = current_recorder()
        if recording and rows.model in _tracked:
            recording.going_to_change(rows.model, list(rows.order_by().values_list("pk", flat=True)))
        yield


def added(rows: Iterable[Model]) -> None:
    """Tells the act in hand of rows (saved instances) that no signal told of."""
    recording = current_recorder()
    if recording:
        for row in rows:
            if is_recorded(type(row)):
                recording.made(type(row), row.pk)


# --- Signals ------------------------------------------------------------------------------------------
_tracked: set[type[Model]] = set()


def track(model: type[Model]) -> None:
    """Follows the rows of `model`."""
    _tracked.add(model)
    pre_save.connect(_saving, sender=model, dispatch_uid="portal.history")
    post_save.connect(_saved, sender=model, dispatch_uid="portal.history")
    pre_delete.connect(_deleting, sender=model, dispatch_uid="portal.history")
    for link in model._meta.local_many_to_many:
        m2m_changed.connect(_linking, sender=link.remote_field.through, dispatch_uid="portal.history")


def _saving(sender, instance, raw=False, **kwargs):
    recording = current_recorder()
    if recording and not raw and instance.pk is not None:
        recording.going_to_change(sender, [instance.pk])


def _saved(sender, instance, created, raw=False, **kwargs):
    recording = current_recorder()
    if recording and not raw and created:
        recording.made(sender, instance.pk)


def _deleting(sender, instance, origin=None, **kwargs):
    recording = current_recorder()
    if not recording:
        return
    if origin is instance or sender._meta.many_to_many or instance.get_deferred_fields():
        recording.going_to_change(sender, [instance.pk])
    else:  # read just now, to be deleted
        recording.before[sender].setdefault(instance.pk, instance_state(instance))
    for relation in sender._meta.related_objects:  # what is set to NULL is told by no signal
        if relation.on_delete is SET_NULL and relation.related_model in _tracked:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: instance.pk})
            recording.going_to_change(relation.related_model, list(rows.values_list("pk", flat=True)))


def _linking(sender, instance, action, reverse, model, pk_set, **kwargs):
    """Before links of a row change; a change of links alone, outside any act, has no end to write it at."""
    recording = current_recorder()
    if not recording or not action.startswith("pre_"):
        return
    if not reverse:
        recording.going_to_change(type(instance), [instance.pk])
        return
    if pk_set is None:  # cleared
        link = next(link for link in model._meta.local_many_to_many if link.remote_field.through is sender)
        pk_set = model._base_manager.filter(**{link.name: instance.pk}).values_list("pk", flat=True)
    recording.going_to_change(model, list(pk_set))
