"""The versions of one record, as the ledger has them, and who may see them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.changes.models import Change
from portal.changes.states import differing, in_memory
from portal.records import rights

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
