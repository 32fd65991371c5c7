"""Who may undo an act, bring back what was deleted, restore a version: whoever may do that to each of its rows."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist

from portal.changes.models import Changeset
from portal.changes.states import batches, in_memory, is_tracked, stored_states
from portal.records import rights
from portal.records.models.state import GUARDED
from portal.records.moderation import may_write
from portal.records.natural_keys import table_of


def may_put_back(user, targets):
    """Whether `user` may set each row of `targets` ({(model, key): state, None for no row}) to its state.

    What is recorded of a table without a history of its own goes with the record that it leads to.
    """
    keys = defaultdict(list)
    for model, key in targets:
        if is_tracked(model):
            keys[model].append(key)
    bounded = rights.scope(user) is not None
    for model, some in keys.items():
        now = stored_states(model, some)
        if not may_write(user, [(model, key, now.get(key), targets[model, key]) for key in some]):
            return False
        needed = {key: _verbs(now.get(key), targets[model, key]) for key in some}
        if not all(rights.permitted(user, verb, model) for verb in set().union(*needed.values())):
            return False
        if bounded and not all(_may(user, model, key, targets[model, key], needed[key]) for key in some):
            return False
    return True


def _verbs(now, then):
    """What it takes to bring a row from the state `now` to `then` (None: no row)."""
    verbs = {"delete"} if then is None else {"change"}
    states = {state["publication"] for state in (now, then) if state and "publication" in state}
    return verbs | {"publish"} if len(states) > 1 and states & set(GUARDED) else verbs


def _may(user, model, key, state, verbs):
    """The same of one row, by whose it is: as it stands, and as it would."""
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        permitted = all(rights.permitted(user, verb, model) for verb in verbs)
        return state is None or (permitted and _was_theirs(user, model, state))
    for name, value in (state or {}).items():
        if name != "links":
            setattr(row, name, value)
    return all(rights.may(user, verb, row) for verb in verbs)


def may_take_back(user, changeset):
    """Whether `changeset` is an import by `user`, who may import such rows still: that takes back what it added, too,
    where they may not delete a record by itself.
    """
    return (
        changeset.kind == Changeset.Kind.IMPORT
        and changeset.user_id == user.pk
        and all(
            rights.permitted(user, verb, model)
            for model in _imported(changeset)
            for verb in ("add", "change")
        )
    )


def _imported(changeset):
    """The models with a table that an import changed rows of."""
    kinds = changeset.changes.order_by().values_list("content_type", flat=True).distinct()
    models = [ContentType.objects.get_for_id(kind).model_class() for kind in kinds]
    return [model for model in models if model and table_of(model)]


def theirs(user, changes):
    """The keys of those of `changes` (Changes of one changeset) whose row is theirs to read of."""
    rows, found = defaultdict(dict), []
    for change in changes:
        if change.model is not None and rights.permitted(user, "view", change.model):
            rows[change.model][change.key] = change
    for model, numbers in rows.items():
        stand = {key for batch in batches(numbers) for key in _keys(model._base_manager.filter(pk__in=batch))}
        own = {
            key
            for batch in batches(stand)
            for key in _keys(
                rights.filter_to_scope(user, model._default_manager.filter(pk__in=batch), "change")
            )
        }
        for key in numbers.keys() - stand:
            before, after = numbers[key].states
            if _was_theirs(user, model, after or before):
                own.add(key)
        found += [numbers[key].pk for key in own]
    return found


def _keys(rows):
    return rows.order_by().values_list("pk", flat=True)


def _was_theirs(user, model, state):
    """Whether a row that does not stand belonged to the bounds of `user`."""
    entered = rights.entered(user, model)
    if entered is not None:
        return entered.filter(key=state[model._meta.pk.attname]).exists()
    row = in_memory(model, state)
    links = {
        name: list(model._meta.get_field(name).related_model._base_manager.filter(pk__in=keys))
        for name, keys in state["links"].items()
    }
    try:
        return rights.allows(user, row, links)
    except ObjectDoesNotExist:  # what it hung from is gone too
        return False
