"""Changes applied: those of a proposal, and turned round those of a changeset that is undone, a deletion taken back,
one version restored.

All of them go through the normal validation, in one transaction; or raise Blocked with what stands in the way, and
change nothing. `check` says whether the user may (see `acting`); None asks nothing.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from .labels import in_words, label_of
from .models import FIRST_KEY, Change, Changeset
from .recorder import Check, about_to_change, acting
from .states import (
    SHIPPED,
    SILENT,
    RowKey,
    RowStates,
    State,
    StateChange,
    columns,
    differing,
    is_recorded,
    is_tracked,
    keys_by_model,
    references,
    states_now,
    stored_states,
)

#: (the row in words, a sentence): what stands in the way of it.
Reason: TypeAlias = tuple[str, str]
#: (model, key, state, what puts the row back to it); the state is None for a row that goes.
Step: TypeAlias = tuple[type[Model], int, State | None, Callable[[], None]]


class Blocked(Exception):
    """What stands in the way: `reasons`."""

    def __init__(self, reasons: list[Reason]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{row}: {why}" for row, why in reasons))


def undo(act: Changeset, user: Any = None, note: str = "", check: Check | None = None) -> Changeset:
    """Puts every row back to what it was before `act`. Returns the Changeset that did it.

    Raises Blocked where the act was undone before, or a row was changed since.
    """
    if act.pk is None or Changeset.objects.filter(pk=act.pk, state=Changeset.State.REVERTED).exists():
        raise Blocked([(str(act), _("Lượt này không đổi gì, hoặc đã được hoàn tác rồi."))])
    blocked = changed_since(act)
    if blocked:
        raise Blocked(blocked)
    note = note or _("Hoàn tác: %(act)s") % {"act": act}
    with acting(user, Changeset.Kind.RESTORE, note, check=check) as undoing:
        apply((model, key, after, before) for model, key, before, after in tracked(act.changes.all()))
        if act.kind != Changeset.Kind.COMMAND:  # what a load changed and somebody undid is theirs
            _restore_shipped(states_before(act))
        undoing.reverts = act
        undoing.save()
        Changeset.objects.filter(pk=act.pk).update(state=Changeset.State.REVERTED)
        if act.reverts_id is not None:
            Changeset.objects.filter(pk=act.reverts_id).update(state=Changeset.State.APPLIED)
    return undoing


def undelete(
    act: Changeset, model: type[Model], key: int, user: Any = None, note: str = "", check: Check | None = None
) -> Changeset:
    """Brings back the row that `act` deleted and all that went with it, under the same keys."""
    gone = deleted_with(act, model, key)
    if not gone:
        raise Blocked([(str(act), _("Lượt này không xóa bản ghi đó."))])
    with acting(user, Changeset.Kind.RESTORE, note, check=check) as undoing:
        apply([*((*at, None, state) for at, state in gone.items()), *unlinked_by(act, gone)])
    return undoing


def restore(
    model: type[Model], key: int, state: State, user: Any = None, note: str = "", check: Check | None = None
) -> Changeset:
    """Gives the row the columns and links of `state`; whether it is published stays as it is."""
    now = stored_states(model, [key]).get(key)
    if now is not None and "publication" in now:
        state = {**state, "publication": now["publication"]}
    with acting(user, Changeset.Kind.RESTORE, note, check=check) as restoring:
        apply([(model, key, now, state)])
    return restoring


# --- What there was -----------------------------------------------------------------------------------
def states_before(changeset: Changeset) -> RowStates:
    """The states before of all that a changeset changed."""
    return {(model, key): before for model, key, before, _after in tracked(changeset.changes.all())}


def tracked(changes: Iterable[Change]) -> list[StateChange]:
    """`changes` as states, without those of models that the code no longer has."""
    return [(model, change.key, *change.states) for change in changes if (model := change.model) is not None]


def changed_since(changeset: Changeset) -> list[Reason]:
    """The Reasons of the rows that are no longer as the changeset left them."""
    changes = tracked(changeset.changes.all())
    now = states_now((model, key) for model, key, _before, _after in changes)
    return [
        (in_words(model, after or before), _("đã được sửa sau lượt này."))
        for model, key, before, after in changes
        if differing(after, now.get((model, key))) and (is_tracked(model) or (model, key) in now)
    ]


def deleted_with(changeset: Changeset, model: type[Model], key: int) -> RowStates:
    """The states of a row that a changeset deleted and of those deleted with it that hung from it."""
    changes = tracked(changeset.changes.under(model, key).filter(kind=Change.Kind.DELETED))
    gone = {(of, deleted): before for of, deleted, before, _after in changes}
    return gone if (model, key) in gone else {}


def unlinked_by(changeset: Changeset, gone: RowStates) -> list[StateChange]:
    """What makes the rows point at those of `gone` again that the deletion set to NULL."""
    changes = tracked(changeset.changes.filter(kind=Change.Kind.CHANGED))
    now = states_now((model, key) for model, key, _before, _after in changes)
    found: list[StateChange] = []
    for model, key, was, _after in changes:
        state = now.get((model, key))
        lost = [name for name, at in references(model, was) if at in gone]
        names = [name for name in lost if state and name in state and state[name] is None]
        if state and was and names:
            found.append((model, key, state, merged(state, was, names)))
    return found


# --- Applied ------------------------------------------------------------------------------------------
def apply(changes: Iterable[StateChange], keep_keys: bool = False) -> None:
    """Brings every row to its state after, in the order that works.

    Of a row that is there, only what its change changes is written. A row with a provisional key (FIRST_KEY) is given
    one of its own, which what points at it follows; `keep_keys`: it keeps it, which only what is rolled back may.

    What refers to a row that is not there yet, or takes the place of one that still is, waits a round.
    """
    changes = list(changes)
    going = {(model, key) for model, key, _before, after in changes if after is None}
    if len(going) == len(changes) and _delete_all(going):
        return
    now = states_now((model, key) for model, key, _before, _after in changes)
    lost = [
        (in_words(model, before), _("không còn nữa."))
        for model, key, before, after in changes
        if before and after and (model, key) not in now and is_tracked(model)
    ]
    if lost:
        raise Blocked(lost)
    keys: dict[RowKey, int] = {}

    def step(model: type[Model], key: int, before: State | None, after: State | None) -> None:
        row = model._base_manager.filter(pk=key).first()
        if after is None:
            if row is not None:  # it did not go with another
                _delete_row(row, going)
            return
        if row is None and not is_tracked(model):  # the ledger does not hold the whole of it
            return
        state = merged(now[model, key], after, differing(before, after)) if before else after
        if not keep_keys:
            _refuse_unknown(model, state, keys)
            state = repointed(model, state, keys)
        row = row or _new_row(model, key if key < FIRST_KEY or keep_keys else None, state)
        _write_state(row, state)
        if row.pk != key:
            keys[model, key] = row.pk

    retry_until_stable(
        [
            (model, key, after, partial(step, model, key, before, after))
            for model, key, before, after in changes
        ]
    )


def merged(now: State, after: State, names: Iterable[str]) -> State:
    """The state `now` with what `after` holds under `names`."""
    links = {**now["links"], **{name: after["links"][name] for name in names if name in after["links"]}}
    return {**now, **{name: after[name] for name in names if name in after}, "links": links}


def _new_row(model: type[Model], key: int | None, state: State) -> Model:
    """A row in memory; one that was there before, at the version after its last."""
    is_back = key is not None and key < FIRST_KEY and "version" in state
    return model(pk=key, version=state["version"] + 1) if is_back else model(pk=key)


def _refuse_unknown(model: type[Model], state: State, keys: dict[RowKey, int]) -> None:
    """A row that points at a new one waits for it; for one that is not taken it would wait in vain."""
    if any(at[1] >= FIRST_KEY and at not in keys for _name, at in references(model, state)):
        raise ValidationError(_("Điều nó dẫn tới chưa được nhận."))


def retry_until_stable(steps: list[Step]) -> None:
    """Does all `steps`, each in the first round in which it can be done. Raises Blocked where a round does nothing,
    with the reasons of the rows that wait for no other of them.
    """
    order = {model: place for place, model in enumerate(_tracked_models())}
    pending = sorted(steps, key=lambda step: (step[2] is None, order[step[0]]))
    while pending:
        reasons, waiting = [], []
        for step in pending:
            model, key, state, do = step
            try:
                with transaction.atomic():
                    do()
            except (ValidationError, IntegrityError, ProtectedError, ObjectDoesNotExist, Blocked) as error:
                waiting.append(step)
                reasons.append([(in_words(model, state, key), why) for why in sentences(error, model)])
        if len(waiting) == len(pending):
            stuck = {(model, key) for model, key, _state, _do in waiting}
            own = [
                whys
                for (model, key, state, _do), whys in zip(waiting, reasons, strict=True)
                if not ({at for _name, at in references(model, state)} - {(model, key)}) & stuck
            ]
            raise Blocked([why for whys in own or reasons for why in whys])
        pending = waiting


def repointed(model: type[Model], state: State, keys: dict[RowKey, int]) -> State:
    """`state` with the keys of rows, its own too, replaced by those in `keys`."""
    pk = model._meta.pk.attname
    found = {**state, pk: keys.get((model, state[pk]), state[pk])}
    found["links"] = {name: set(held) for name, held in state["links"].items()}
    for name, (of, key) in references(model, state):
        if name in found["links"]:
            found["links"][name] = found["links"][name] - {key} | {keys.get((of, key), key)}
        else:
            found[name] = keys.get((of, key), key)
    found["links"] = {name: sorted(held) for name, held in found["links"].items()}
    return found


def must_come_first(states: RowStates) -> list[RowKey]:
    """The deleted records that those of `states` need and do not bring."""
    wanted = {at for (model, _key), state in states.items() for _name, at in references(model, state)}
    keys = keys_by_model(at for at in wanted - set(states) if is_tracked(at[0]))
    return [
        (model, key) for model, some in keys.items() for key in sorted(some - set(stored_states(model, some)))
    ]


def _tracked_models() -> list[type[Model]]:
    """The models, in the order in which they mostly refer to one another; what hangs from any record last."""
    models = [model for model in apps.get_models() if is_recorded(model)]
    return sorted(models, key=lambda model: "object_id" in columns(model))


def _write_state(row: Model, state: State) -> None:
    """Saves `row` with the columns and links of `state`, through its validation. Its key and version are its own."""
    _check_subject(state)
    fresh, own = row._state.adding, {*SILENT, row._meta.pk.attname}
    for name in columns(type(row)):
        if name not in own:
            setattr(row, name, state[name])
    if is_tracked(type(row)):  # of others the ledger holds some columns, and cannot judge the rest
        row.full_clean()
    if fresh:
        row.save(force_insert=True)
    else:
        about_to_change(row)
    _link(row, state)
    if not fresh or state["links"]:  # once more: what is derived may be derived from the links
        row.save()


def _restore_shipped(targets: RowStates) -> None:
    """Gives restored rows what told of the shipped files, which saving them took away."""
    for (model, key), state in targets.items():
        values = {name: state[name] for name in SHIPPED if state and state.get(name)}
        if values:
            model._base_manager.filter(pk=key).update(**values)


def _link(row: Model, state: State) -> None:
    for name, keys in state["links"].items():
        link = getattr(row, name)
        there = set(link.model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if there != set(keys):
            raise ValidationError({name: _("Điều nó dẫn tới không còn nữa.")})
        link.set(keys)


def _check_subject(state: State) -> None:
    """A citation or gap hangs from a record that is there; no foreign key says so."""
    if "object_id" in state and state.get("content_type_id"):
        model = ContentType.objects.get_for_id(state["content_type_id"]).model_class()
        if model is None or not model._base_manager.filter(pk=state["object_id"]).exists():
            raise ValidationError(_("Bản ghi mà nó nói tới không còn nữa."))


def _delete_all(rows: set[RowKey]) -> bool:
    """Deletes all `rows` at once: thousands that an import added cost seconds then, not minutes.

    Returns whether it could; where something stands in the way, one by one finds out what.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS)
    try:
        for model, some in keys_by_model(rows).items():
            collector.collect(model._base_manager.filter(pk__in=some))
    except ProtectedError:
        return False
    if _staying(collector.data, rows):
        return False
    collector.delete()
    return True


def _staying(collected, going):
    """The rows among those collected ({model: rows}) that are not to go."""
    return [
        row
        for model, rows in collected.items()
        for row in rows
        if is_tracked(model) and (model, row.pk) not in going
    ]


def _delete_row(row: Model, going: set[RowKey]) -> None:
    """Deletes a row, unless rows that are to stay would go with it."""
    collected = NestedObjects(using=row._state.db or DEFAULT_DB_ALIAS)
    collected.collect([row])
    others = _staying(collected.data, going)
    if others:
        named = ", ".join(f"{other._meta.verbose_name} “{other}”" for other in others[:5])
        raise Blocked([(str(row), _("có dòng thêm vào sau: %(rows)s.") % {"rows": named})])
    about_to_change(row)
    row.delete()


# --- In words -----------------------------------------------------------------------------------------
def sentences(error: Exception, model: type[Model]) -> list[str]:
    if isinstance(error, Blocked):
        return [why for _row, why in error.reasons]
    if isinstance(error, ProtectedError):
        named = ", ".join(f"{row._meta.verbose_name} “{row}”" for row in list(error.protected_objects)[:5])
        return [_("còn được dùng ở: %(rows)s.") % {"rows": named}]
    if isinstance(error, ValidationError):
        if not hasattr(error, "error_dict"):
            return error.messages
        return [
            text if name == "__all__" else f"{label_of(model, name)}: {text}"
            for name, found in error.message_dict.items()
            for text in found
        ]
    if isinstance(error, IntegrityError):
        return [_("trùng với một bản ghi đang có.")]
    return [_("không còn nữa.")]
