"""What a row hangs from: the records whose history shows it, and those that readers must see to see it."""

from collections import defaultdict
from functools import cache
from typing import TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, ForeignKey, Model

from portal.base.db import field_of, target_of
from portal.changes.recorder import parents_from
from portal.changes.states import RowKey, State, StateChange, batches, is_tracked

from .models import Publication, published_keys

#: What a row hangs from, and whether its history shows the row.
Hanging: TypeAlias = tuple[RowKey, bool]


@cache
def relations(model: type[Model]) -> tuple[tuple[str, type[Model], bool], ...]:
    """((column, model it points at, whether that record's history shows the row)) of a noun."""
    shown = {getattr(model, "PAGE_PARENT", None), *getattr(model, "HISTORY_PARENTS", ())}
    manager = model._default_manager.all()
    needed = {path.partition("__")[0] for path in getattr(manager, "parents", ())}
    found = []
    for field in model._meta.concrete_fields:
        if not (isinstance(field, ForeignKey) and field.many_to_one and is_tracked(target_of(field))):
            continue
        shows = field.remote_field.on_delete is CASCADE or field.name in shown
        if shows or field.name in needed or field.name == "source":
            found.append((field.attname, target_of(field), shows))
    return tuple(found)


def above(model: type[Model], state: State) -> list[Hanging]:
    """What a row directly hangs from."""
    found = [((of, state[column]), shows) for column, of, shows in relations(model) if state.get(column)]
    if "object_id" in state and state.get("content_type_id"):
        of = ContentType.objects.get_for_id(state["content_type_id"]).model_class()
        if of is not None:
            found.append(((of, state["object_id"]), True))
    return found


def page_hosts(model: type[Model], state: State) -> list[RowKey]:
    """The records on whose page a row is, where it has none of its own: one at most."""
    if "object_id" in state and "content_type_id" in state:
        return [pair for pair, _shows in above(model, state)[-1:]]
    name = getattr(model, "PAGE_PARENT", None)
    if name is None or hasattr(model, "get_absolute_url"):
        return []
    field = field_of(model, name)
    return [(target_of(field), state[field.attname])] if state.get(field.attname) else []


@parents_from
class Family:
    """All that the rows changed by an act hang from, before it and after it, in a few queries."""

    def __init__(self, changes: list[StateChange]) -> None:
        self.parents: dict[RowKey, list[Hanging]] = {}
        for model, key, *sides in changes:
            pairs = (pair for state in sides if state for pair in above(model, state))
            self.parents[model, key] = list(dict.fromkeys(pairs))
        self._climb()
        self.moved = {(model, key) for model, key, *sides in changes if _publication_moved(*sides)}
        self.seen = self._seen(changes)
        self.states = {(model, key): sides for model, key, *sides in changes}

    def _climb(self):
        """Reads what the parents hang from, level by level."""
        frontier = {pair for pairs in self.parents.values() for pair, _shows in pairs} - self.parents.keys()
        while frontier:
            wanted = defaultdict(set)
            for model, key in frontier:
                self.parents[model, key] = []
                if relations(model):
                    wanted[model].add(key)
            for model, keys in wanted.items():
                names = [column for column, _of, _shows in relations(model)]
                for some in batches(keys):
                    rows = model._base_manager.filter(pk__in=some).values_list("pk", *names)
                    for key, *values in rows:
                        self.parents[model, key] = above(model, dict(zip(names, values, strict=True)))
            frontier = {
                pair for pairs in self.parents.values() for pair, _shows in pairs
            } - self.parents.keys()

    def _seen(self, changes: list[StateChange]) -> set[RowKey]:
        """The parents of changed rows that readers see now."""
        wanted = defaultdict(set)
        for model, key, *_sides in changes:
            for (of, of_key), _shows in self.parents[model, key]:
                wanted[of].add(of_key)
        return {(model, key) for model, keys in wanted.items() for key in published_keys(model, keys)}

    def shown_by(self, row: RowKey) -> list[RowKey]:
        """The records whose history shows `row`, itself first."""
        found, frontier = [row], [row]
        while frontier:
            pairs = (pair for at in frontier for pair, shows in self.parents[at] if shows)
            frontier = [pair for pair in dict.fromkeys(pairs) if pair not in found]
            found += frontier
        return found

    def is_public(self, row: RowKey) -> bool:
        """Whether readers saw `row` and all that it hangs from before the act and after it.

        A row that was added or deleted was seen on one side alone.
        """
        sides = [state for state in self.states[row] if state]
        if any(state.get("publication", Publication.PUBLISHED) != Publication.PUBLISHED for state in sides):
            return False
        ancestors: set[RowKey] = set()
        frontier = {row}
        while frontier:
            frontier = {pair for at in frontier for pair, _shows in self.parents[at]} - ancestors
            ancestors |= frontier
        direct = {pair for pair, _shows in self.parents[row]}
        return not ancestors & self.moved and direct <= self.seen

    def is_visible(self, row: RowKey) -> bool:
        """Whether a page that readers see may differ by what the act did to `row`.

        Not by what is no published record on either side, nor by what is only on the page of such a record. Where in
        doubt, it may: pages are stored under a mark that such a change renews (`portal/page_cache.py`).
        """
        model, _key = row
        sides = [state for state in self.states[row] if state]
        if all(state.get("publication", Publication.PUBLISHED) != Publication.PUBLISHED for state in sides):
            return False
        hosts = {host for state in sides for host in page_hosts(model, state)}
        return not hosts or bool(hosts & self.seen)


def _publication_moved(before: State | None, after: State | None) -> bool:
    """Whether the act made the row, took it away, or put it on the page or off it."""
    if before is None or after is None:
        return True
    return before.get("publication") != after.get("publication")
