"""What readers see now, and who may change it directly: whoever may publish it.

A row follows the record that it is a part of (the first of its QuerySet's `parents`). Of the nouns that neither have
a state of publication nor follow one, readers see every row (provinces, series, the vocabulary), or those that
something published names (bodies, posts, programmes: `NamedQuerySet`).
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.errors import Refusal
from portal.changes.recorder import Check
from portal.changes.states import State, StateChange, batches, is_tracked

from . import rights
from .models import NamedQuerySet, Publication, Published
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
