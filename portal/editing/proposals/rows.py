"""The rows of a proposal: what each was and would be, to JSON and back."""

from dataclasses import dataclass

from django.apps import apps

from portal.changes.diff import BELONGING
from portal.changes.models import Change
from portal.changes.states import columns, differing, from_json, to_json
from portal.records.history_parents import above
from portal.records.moderation import subject_of

#: New rows of a proposal bear keys from here on, which no record has.
FIRST_KEY = 10**17


@dataclass
class ProposedRow:
    """One row: the states `before` (as the proposer's save found it) and `after`, None where there is none."""

    model: type
    key: int
    before: dict | None
    after: dict | None

    @property
    def kind(self):
        if self.before is None:
            return Change.Kind.ADDED
        return Change.Kind.DELETED if self.after is None else Change.Kind.CHANGED

    @property
    def at(self):
        return self.model, self.key

    @property
    def names(self):
        """The columns and links that it changes, in the order of the form."""
        order = [*columns(self.model), *(link.name for link in self.model._meta.many_to_many)]
        return sorted(differing(self.before, self.after) - BELONGING, key=order.index)


# --- References ---------------------------------------------------------------------------------------
def references(model, state):
    """((place, model it points at), key) of what a state points at; `place` is a column, or (link, position)."""
    for field in model._meta.concrete_fields:
        if field.many_to_one and state.get(field.attname) is not None:
            yield field.attname, field.related_model, state[field.attname]
    if "object_id" in state and state.get("content_type_id"):
        yield "object_id", *subject_of(state)


def repointed(model, state, keys):
    """`state` with the keys of rows replaced by those in `keys` ({(model, key): key})."""
    if state is None:
        return None
    state = {**state, "links": dict(state["links"])}
    for column, target, key in list(references(model, state)):
        state[column] = keys.get((target, key), key)
    for link in model._meta.many_to_many:
        held = state["links"].get(link.name, [])
        state["links"][link.name] = sorted(keys.get((link.related_model, key), key) for key in held)
    pk = model._meta.pk.attname
    state[pk] = keys.get((model, state[pk]), state[pk])
    return state


def pointed_at(model, state):
    """{(model, key)} of all that a state points at."""
    found = {(target, key) for _column, target, key in references(model, state)}
    for link in model._meta.many_to_many:
        found |= {(link.related_model, key) for key in state["links"].get(link.name, [])}
    return found


def units(rows):
    """{row's (model, key): that of the row it stands or goes with}: what hangs from a new or deleted row."""
    of = {row.at: row for row in rows if row.kind != Change.Kind.CHANGED}
    roots = {}
    for row in rows:
        root = row
        while root.kind != Change.Kind.CHANGED:
            hangs = above(root.model, root.after or root.before)
            up = next(
                (of[at] for at, shows in hangs if shows and at in of and of[at].kind == root.kind), None
            )
            if up is None:
                break
            root = up
        roots[row.at] = root.at
    return roots


# --- JSON ---------------------------------------------------------------------------------------------
def rows_to_json(rows):
    """`rows` for a JSONField."""
    return [
        {
            "noun": row.model._meta.label_lower,
            "key": row.key,
            "before": to_json(row.before),
            "after": to_json(row.after),
        }
        for row in rows
    ]


def rows_from_json(found):
    """The Rows that `rows_to_json` wrote; those of nouns that are no more are left out."""
    rows = []
    for each in found:
        try:
            model = apps.get_model(each["noun"])
        except LookupError:
            continue
        sides = (from_json(model, each[side]) for side in ("before", "after"))
        rows.append(ProposedRow(model, each["key"], *sides))
    return rows
