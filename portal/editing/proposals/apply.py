"""A proposal written: as it stands, or what was chosen of it. The mirror of `portal/changes/apply.py`."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.changes.apply import Blocked, delete_row, retry_until_stable, write_state
from portal.changes.labels import in_words
from portal.changes.models import Change
from portal.changes.states import states_now

from .rows import pointed_at, repointed


def write(rows, chosen=None, as_kept=False):
    """Writes `rows` onto what stands now; raises Blocked with what stands in the way.

    `chosen`: {(model, key): names of fields} of what is taken, all of it where None. `as_kept`: new rows bear
    the keys of the proposal, which only what is rolled back may.
    """
    if chosen is None:
        chosen = {row.at: row.names for row in rows}
    new = {row.at for row in rows if row.kind == Change.Kind.ADDED}
    rows = [row for row in rows if row.at in chosen]
    now, keys = states_now(row.at for row in rows), {}
    going = {row.at: None for row in rows if row.kind == Change.Kind.DELETED}
    lost = [row for row in rows if row.kind == Change.Kind.CHANGED and now.get(row.at) is None]
    if lost:
        raise Blocked([(in_words(row.model, row.before), _("không còn nữa.")) for row in lost])

    def step(row):
        def do():
            if row.kind == Change.Kind.DELETED:
                record = row.model._base_manager.filter(pk=row.key).first()
                if record is not None:  # it did not go with another
                    delete_row(record, going)
                return
            if row.kind == Change.Kind.CHANGED:
                state = merged(now[row.at], row.after, chosen[row.at])
                record = row.model._base_manager.get(pk=row.key)
            else:
                state, record = row.after, row.model(pk=row.key if as_kept else None)
            if not as_kept:
                refuse_unknown(row, state, new, keys)
                state = repointed(row.model, state, keys)
            write_state(record, state)
            if row.kind == Change.Kind.ADDED:
                keys[row.at] = record.pk

        return row.model, row.key, row.after, do

    retry_until_stable([step(row) for row in rows])


def refuse_unknown(row, state, new, keys):
    """A row that points at a new one waits for it; one that is not taken it would wait for in vain."""
    if any(at in new and at not in keys for at in pointed_at(row.model, state)):
        raise ValidationError(_("Điều nó dẫn tới chưa được nhận."))


def merged(now, after, names):
    """The state `now` with the values that `after` has in `names`."""
    links = {**now["links"], **{name: after["links"][name] for name in names if name in after["links"]}}
    return {**now, **{name: after[name] for name in names if name in after}, "links": links}
