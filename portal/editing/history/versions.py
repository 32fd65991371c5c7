"""The versions of one record: its rows in the history table, and who may see or restore them."""

from django.utils.translation import gettext as _

from portal.changes.states import columns
from portal.records import rights
from portal.records.moderation import may_write

MOST = 100  # versions offered to compare; the pages of acts go further back


def versions(model, key, newest=MOST):
    """The newest history rows of a record with their acts, newest first (a list)."""
    rows = model.history.filter(**{model._meta.pk.attname: key}).select_related("act")
    return list(rows.order_by("-history_id")[:newest])


def version(model, key, at):
    """The history row numbered `at` of a record, or None."""
    rows = model.history.filter(**{model._meta.pk.attname: key, "history_id": at})
    return rows.select_related("act").first()


def state_of(row):
    """The state that a history row holds."""
    return {**{name: getattr(row, name) for name in columns(row.instance_type)}, "links": row.links}


def called(row):
    """A version in words: when it came to be, and by whom."""
    if row.act is None:
        return _("trước lượt sửa đầu tiên (%(at)s)") % {"at": when(row.history_date)}
    what = _("xóa") if row.history_type == "-" else row.act.get_kind_display()
    return f"{when(row.act.at)} · {row.act.who or _('máy chủ')} · {what}"


def when(moment):
    from django.utils import timezone

    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


def may(user, verb, model, state):
    """Whether `user` may do `verb` to the record of `state`, whether it stands or not."""
    row = model(**{name: value for name, value in state.items() if name != "links"})
    stands = model._base_manager.filter(pk=row.pk).first()
    return rights.may(user, verb, stands or row)


def may_put_back(user, model, state):
    """Whether `user` may change the record that stands as `state` directly."""
    return may(user, "change", model, state) and may_write(
        user, [(model, state[model._meta.pk.attname], state, None)]
    )


def may_bring_back(user, states):
    """Whether `user` may put back all of `states` ({(model, key): state}): what readers will see, a publisher alone."""
    own = all(
        may(user, "change", model, state)
        for (model, _key), state in states.items()
        if state is not None and "object_id" not in state
    )
    return own and may_write(user, [(model, key, None, state) for (model, key), state in states.items()])
