"""What readers see now, what it hangs from, and who may change it directly: whoever may publish it.

A row follows the record that it is a part of (the first of its QuerySet's `parents`). Of the nouns that neither have
a state of publication nor follow one, readers see every row (provinces, series, the vocabulary), or those that
something published names (bodies, posts, programmes: `NamedQuerySet`).
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CASCADE, ForeignKey, Model
from django.utils.translation import gettext_lazy as _

from portal.base.db import field_of, target_of
from portal.base.errors import Refusal
from portal.changes.recorder import Check, parents_from
from portal.changes.states import RowKey, State, StateChange, batches, is_tracked, keys_by_model

from . import rights
from .models import NamedQuerySet, Publication, Published, published_keys
from .models.citation import OfRecord


class ApprovalRequired(Refusal):
    """An act by somebody who may not publish changed what readers see. `changes`: as the act gathered them;
    `files`: what of them must be read before it is rolled back (`publishers_only`).
    """

    def __init__(self, changes: list[StateChange] | tuple[()] = (), files: Any = None) -> None:
        self.changes, self.files = changes, files or {}
        super().__init__(
            403,
            _(
                "Bản ghi này đang trên trang: chỉ người duyệt đổi thẳng được. Hãy mở biểu mẫu của bản ghi, sửa "
                "rồi lưu; thay đổi sẽ chờ duyệt."
            ),
        )


def publishers_only(user: Any, files_in: Callable[[list[StateChange]], Any] | None = None) -> Check | None:
    """The check of an act (`recorder.acting`) by `user`: raises ApprovalRequired where it changes what only others may.

    `files_in`: a function of the changes to the files among them, for who keeps them as a proposal.
    """
    if user is None:
        return None

    def check(changes: list[StateChange]) -> None:
        if not may_write(user, changes):
            raise ApprovalRequired(changes, files_in and files_in(changes))

    return check


def may_write(user: Any, changes: list[StateChange]) -> bool:
    """Whether `user` may make `changes` directly."""
    return not live_models(changes, lambda noun: not rights.permitted(user, "publish", noun))


# --- What a row follows -------------------------------------------------------------------------------
@cache
def publication_parent(model) -> Any:
    """The foreign key of `model` to the record that it follows on the page and off it, or None."""
    parents = getattr(model._default_manager.all(), "parents", ())
    return model._meta.get_field(parents[0].partition("__")[0]) if parents else None


def has_state(model) -> bool:
    """Whether rows of `model` can be on the page or off it, by themselves or with what they follow."""
    return issubclass(model, Published) or publication_parent(model) is not None


def is_public(model) -> bool:
    """Whether readers see rows of `model`, some or all."""
    return has_state(model) or (is_tracked(model) and getattr(model, "FOR_READERS", True))


def is_named(model) -> bool:
    """Whether rows of `model` have no state, and show where something published names them."""
    return isinstance(model._default_manager.all(), NamedQuerySet)


def publication_root(model) -> type[models.Model]:
    """The noun whose state the rows of `model` follow; itself where they follow none."""
    if issubclass(model, Published) or publication_parent(model) is None:
        return model
    return publication_root(publication_parent(model).related_model)


def shown_rows(model, keys) -> models.QuerySet:
    """Those of the rows of `model` under `keys` that readers see (a QuerySet): on their own page, or as what such
    a row names of its own noun, as a body names the one above it.
    """
    rows = model._default_manager.filter(pk__in=keys).order_by()
    seen = models.Q(pk__in=rows.published().values("pk"))
    if is_named(model):
        for field in model._meta.concrete_fields:
            if field.many_to_one and field.related_model is model:
                namers = (
                    model._default_manager.published()
                    .order_by()
                    .filter(**{field.name: models.OuterRef("pk")})
                )
                seen |= models.Q(models.Exists(namers))
    return rows.filter(seen)


def subject_of(state: State) -> tuple[Any, int]:
    """(model, key) of the record that the state of a citation or gap speaks of."""
    return ContentType.objects.get_for_id(state["content_type_id"]).model_class(), state["object_id"]


def live_models(changes: list[StateChange], of: Callable[[Any], bool] = bool) -> set[type[models.Model]]:
    """The nouns, those for which `of(noun)` holds, of which `changes` change what readers see, before it or after it
    (of a part, that of its whole).
    """
    changed = {(model, key) for model, key, *_sides in changes}
    found, wanted = set(), defaultdict(set)
    for model, own, *sides in changes:
        for state in filter(None, sides):
            if issubclass(model, OfRecord):
                whole, key = subject_of(state)
                if (whole, key) not in changed:
                    wanted[whole, publication_root(whole)].add(key)
            elif is_named(model):
                wanted[model, model].add(own)
            elif is_public(model):
                if state.get("publication", Publication.PUBLISHED) != Publication.PUBLISHED:
                    continue
                field = publication_parent(model)
                if field is None:
                    found.add(model)
                else:
                    wanted[field.related_model, publication_root(model)].add(state[field.attname])
    for (whole, root), keys in wanted.items():
        if root in found or not of(root):
            continue
        if any(shown_rows(whole, some).exists() for some in batches(keys)):
            found.add(root)
    return {model for model in found if of(model)}


# --- What a row hangs from ----------------------------------------------------------------------------
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
        wanted = keys_by_model(
            pair for model, key, *_sides in changes for pair, _shows in self.parents[model, key]
        )
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
