"""How a changeset is undone that did more than change rows: the rooms above history register it here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reverter:
    """`may(user, act)`: whether `user` may undo `act`, as far as it is of this kind. `revert(act, user, note)`: the
    Changeset that undid it, None where `act` is not of this kind; raises Blocked or Refusal.
    """

    revert: Callable
    may: Callable = lambda user, act: True


_reverters = []


def register_reverter(revert, **how):
    _reverters.append(Reverter(revert, **how))


def allowed_by_all(user, act):
    return all(each.may(user, act) for each in _reverters)


def first_revert(act, user, note):
    """The Changeset by which a Reverter undid `act`, or None where none knows it."""
    for each in _reverters:
        undoing = each.revert(act, user, note)
        if undoing is not None:
            return undoing
    return None
