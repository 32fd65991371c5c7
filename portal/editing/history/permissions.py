"""The versions of a record, and who may undo an act, bring back what was deleted, restore a version: whoever may do that to each of its rows."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.changes.models import Change, Changeset
from portal.changes.states import batches, differing, in_memory, is_tracked, stored_states
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


# --- Versions of one record, as the ledger has them ---------------------------------------------------
MOST = 100  # versions offered to compare; the pages of changesets go further back


@dataclass
class Version:
    """A state in which a record was left: after `change`, or before it (`is_before`) where no change is known that
    left it so. `state` is that of its last moment where the change deleted it.
    """

    change: Change
    state: dict
    is_before: bool = False

    @property
    def number(self):
        """The name of the version in addresses, e.g. "15", or "15-" for what was before it."""
        return f"{self.change.pk}-" if self.is_before else str(self.change.pk)

    @property
    def changeset(self):
        """The Changeset that left it so, or None."""
        return None if self.is_before else self.change.changeset

    def __str__(self):
        """When it came to be, and by whom."""
        at = self.change.changeset
        if self.is_before:
            return _("trước lượt sửa đầu tiên (%(at)s)") % {"at": when(at.at)}
        what = _("xóa") if self.change.kind == Change.Kind.DELETED else at.get_kind_display()
        return f"{when(at.at)} · {at.who or _('máy chủ')} · {what}"


def versions(model, key, newest=MOST):
    """The newest Versions of a record, newest first (a list)."""
    changes = Change.objects.of(model, key).select_related("changeset").order_by("-pk")[: newest + 1]
    found = []
    for change, earlier in zip(changes, [*changes[1:], None], strict=False):
        before, after = change.states
        found.append(Version(change, after or before))
        if before and (earlier is None or differing(earlier.states[1], before)):
            found.append(Version(change, before, is_before=True))
    return found[:newest]


def version(model, key, number):
    """The Version of a record that is called `number`, or None. Raises ValueError for what is no name of one."""
    digits = number.removesuffix("-") or "0"
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("A version is a number, with a hyphen for what was before it.")
    if len(digits) > 18:  # no key that a database holds
        return None
    change = Change.objects.of(model, key).filter(pk=int(digits)).select_related("changeset").first()
    if change is None:
        return None
    before, after = change.states
    if number.endswith("-"):
        return Version(change, before, is_before=True) if before else None
    return Version(change, after or before)


def when(moment):
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


def may(user, verb, model, state):
    """Whether `user` may do `verb` to the record of `state`, whether it exists or not."""
    row = in_memory(model, state)
    stored = model._base_manager.filter(pk=row.pk).first()
    return rights.may(user, verb, stored or row)
