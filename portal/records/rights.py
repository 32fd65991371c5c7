"""Who may do what to which record. The whole rule; each app's `rights.py` says what belongs to whom.

A verb needs its permission (`groups.py`). Members of `bien_tap_tinh` who are in no group of the ministry are
limited to a ProvinceScope besides: they change what belongs to their provinces, and see that and what is published.

    rights.may(user, "change", record)                 one record, as stored and as it stands in hand
    rights.within(user, Task.objects.all(), "view")    those of a QuerySet
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from portal.base.compiled import CompiledCondition
from portal.base.db import NO_ROWS, target_of
from portal.changes.models import Change
from portal.search.models import Entry, KnownWord, ShippedTerm, SitePage, Term

from .models import (
    Citation,
    FormerSlug,
    Gap,
    Publication,
    Published,
    Record,
    Report,
    Source,
    citable_models,
    of_records,
)
from .models.citation import OfRecord
from .models.state import UNPUBLISHED

PROVINCIAL, MINISTRY, PUBLISHERS = "bien_tap_tinh", "bien_tap", "duyet"
VERBS = ("view", "add", "change", "delete", "publish")


@dataclass(frozen=True)
class ProvinceScope:
    """How far somebody's rights go: `provinces` (keys), and `people_of` them (a function to the keys of users, a
    QuerySet) whose drafts are theirs too: those who enter for the same provinces.
    """

    provinces: frozenset[int]
    people_of: Callable[[frozenset[int]], QuerySet]


@dataclass(frozen=True)
class Belonging:
    """How the records of a noun belong to provinces.

    `paths` lead to a province; one that ends at ours is enough, where the records at `parts_of` are published.
    `parts_of` lead to records whose owners own their parts whole. `never`: (field, values) that the paths do
    not reach: what would give its owner more than itself. `keys`: what no path can say, a function of
    provinces to the keys that are theirs. `entered`: a draft belongs to those who entered it.
    """

    paths: tuple[str, ...] = ()
    parts_of: tuple[str, ...] = ()
    never: tuple[str, tuple[Any, ...]] | None = None
    keys: Callable[[frozenset[int]], Any] | None = None
    entered: bool = False


ScopeOf: TypeAlias = Callable[[Any], ProvinceScope]

_belonging: dict[type[Model], Belonging] = {}
_scope_of: ScopeOf


def belongs(model, *paths, **how) -> None:
    """Declares a Belonging. What is declared nowhere is changed by the ministry alone."""
    _belonging[model] = Belonging(paths, **how)


def scope_from(function: ScopeOf) -> ScopeOf:
    """Declares which ProvinceScope a user has (a function of the user)."""
    global _scope_of
    _scope_of = function
    return function


class Use(Enum):
    """What editors do with the rows of a model, beside entering them (`groups.py`)."""

    RECORD = "enter and correct; only a publisher deletes"
    PART = "as a record, and delete as part of correcting what it hangs from"
    VOCABULARY = "look at: one row changes what many records say"
    CONFIDENTIAL = "as a record, and hidden from the provinces' editors: what readers wrote, with their names"
    DERIVED = "nothing: made by the code, or for those who administer people"


_uses: dict[type[Model], Use] = {}


def used_as(use, *models) -> None:
    """Declares the Use of models; every other model of their apps is a RECORD."""
    _uses.update(dict.fromkeys(models, use))


def use_of(model) -> Use | None:
    """The Use of a model; None where its app is not for editors: none of its models was declared anything."""
    labels = {one._meta.app_label for one in (*_uses, *_belonging)}
    return _uses.get(model, Use.RECORD) if model._meta.app_label in labels else None


def editors_models() -> list[type[Model]]:
    """The models of which an editor may be permitted something (a list)."""
    return [model for model in apps.get_models() if use_of(model) not in (None, Use.DERIVED)]


belongs(Source, entered=True)
used_as(Use.PART, Citation, Gap)
used_as(Use.CONFIDENTIAL, Report)
used_as(Use.VOCABULARY, Term)
used_as(Use.DERIVED, FormerSlug, Entry, KnownWord, ShippedTerm, SitePage)


def provincial_models() -> list[type[Model]]:
    """The nouns that can belong to provinces, and what hangs from any record (a list of models)."""
    return [*_belonging, Citation, Gap]


# --- The questions ------------------------------------------------------------------------------------
def groups_of(user) -> set[str]:
    """The names of the groups of `user`. Asked once for each User in memory."""
    if not hasattr(user, "_group_names"):
        user._group_names = set(user.groups.values_list("name", flat=True))
    return user._group_names


def scope(user) -> ProvinceScope | None:
    """The ProvinceScope of `user`, None where there are none. Asked once for each User in memory."""
    if not hasattr(user, "_scope"):
        groups = set() if user.is_superuser else groups_of(user)
        is_limited = PROVINCIAL in groups and not groups & {MINISTRY, PUBLISHERS}
        user._scope = _scope_of(user) if is_limited else None
    return user._scope


def permitted(user, verb, model) -> bool:
    """Whether `user` may do `verb` to some record of `model`. Whoever changes may view."""
    opts = model._meta
    verbs = ("view", "change") if verb == "view" else (verb,)
    return any(user.has_perm(f"{opts.app_label}.{name}_{opts.model_name}") for name in verbs)


def within(user, rows, verb) -> QuerySet:
    """The records of `rows` (a QuerySet) to which `user` may do `verb`."""
    return filter_to_scope(user, rows, verb) if permitted(user, verb, rows.model) else rows.none()


def may(user, verb, record) -> bool:
    """Whether `user` may do `verb` to `record`: as it is stored, and as it stands in hand where it was changed.

    What a form has not saved yet (many-to-many fields) is asked by `allows`.
    """
    model = type(record)
    if not permitted(user, verb, model):
        return False
    if scope(user) is None:
        return True
    if verb == "view":
        return sees(user, record)
    if not record._state.adding and not owns(user, record):
        return False
    return verb == "delete" or allows(user, record)


def owns(user, record) -> bool:
    """Whether `record` as stored belongs to the scope of `user`, whatever the permissions."""
    return filter_to_scope(user, type(record)._default_manager.filter(pk=record.pk), "change").exists()


def sees(user, record) -> bool:
    return filter_to_scope(user, type(record)._default_manager.filter(pk=record.pk), "view").exists()


def filter_to_scope(user, rows, verb) -> QuerySet:
    """The records of `rows` within the scope of `user`, whatever the permissions."""
    limit = scope(user)
    if limit is None:
        return rows
    kinds = (ContentType.objects.get_for_model(model).pk for model in citable_models())
    return rows.filter(CompiledCondition(_rows_within, limit, rows.model, verb == "view", *kinds))


def allows(user, record, chosen=None) -> bool:
    """Whether `record` as it stands in hand belongs to the provinces of `user`.

    `chosen`: {name: records} of many-to-many fields that are not saved yet. A part of what is not saved yet
    is taken to be of whoever enters both; that one is asked about when it is stored.
    """
    limit = scope(user)
    if limit is None:
        return True
    if isinstance(record, OfRecord):
        return may(user, "change", record.record)
    how = _belonging.get(type(record))
    if how is None or not limit.provinces:
        return False
    wholes = [attrgetter(path.replace("__", "."))(record) for path in how.parts_of]
    if any(whole._state.adding or owns(user, whole) for whole in wholes):
        return True
    if not all(whole.is_published for whole in wholes):
        return False
    if how.keys or how.entered:  # no column of its own decides: `may` asks the stored row
        return how.entered or not record._state.adding
    if how.never and getattr(record, how.never[0]) in how.never[1]:
        return False
    return any(_leads(record, path, limit.provinces, chosen or {}) for path in how.paths)


def entered(user, model) -> QuerySet | None:
    """The keys of the records of `model` that `user`, or who enters for the same provinces, added (a QuerySet);
    None where a draft does not belong to who entered it.
    """
    how = _belonging.get(model)
    return _entered(scope(user), model) if how and how.entered and scope(user) else None


def asked_when_stored(model) -> bool:
    """Whether only other rows tell whose a record of `model` is, so that a new one is asked about once saved."""
    how = _belonging.get(model)
    return issubclass(model, OfRecord) or bool(how and how.keys and not how.entered)


def has_paths(model) -> bool:
    """Whether single records of `model` may be a province's own where what they are a part of is not."""
    return bool(model in _belonging and _belonging[model].paths)


# --- In the database ----------------------------------------------------------------------------------
def _rows_within(limit, model, is_seen, *_kinds):
    """The rows of `model` within the scope, without joins; `_kinds`: keys of content types, which its SQL names."""
    condition = _seen(limit, model) if is_seen else _own(limit, model)
    return model._base_manager.filter(_as_keys(model, condition) if condition else condition)


def _own(limit, model):
    """The condition that a record of `model` belongs to the scope (a Q)."""
    if issubclass(model, OfRecord):
        return of_records(lambda model: model._base_manager.filter(_own(limit, model)))
    how = _belonging.get(model)
    if how is None or not limit.provinces:
        return NO_ROWS
    own = NO_ROWS
    for path in how.paths:
        own |= Q((f"{path}__in", limit.provinces))
    for path in how.parts_of:
        own &= Q((f"{path}__publication", Publication.PUBLISHED))
    if how.never:
        own &= ~Q((f"{how.never[0]}__in", how.never[1]))
    for path in how.parts_of:
        whole = target_of(get_fields_from_path(model, path)[-1])
        own |= Q((f"{path}__in", whole._base_manager.filter(_own(limit, whole)).values("pk")))
    if how.keys:
        own |= Q(pk__in=how.keys(limit.provinces))
    if how.entered:
        own |= Q(publication__in=UNPUBLISHED, pk__in=_entered(limit, model))
    return _as_keys(model, own)


def _seen(limit, model):
    """The condition that a record of `model` is seen within the scope: one's own, and what is published and
    names nothing that is not.
    """
    own = _own(limit, model)
    if issubclass(model, OfRecord):
        seen = of_records(lambda model: model._base_manager.filter(_seen(limit, model)))
        return own | seen & _names_the_published(model)
    parents = getattr(model._default_manager.all(), "parents", ())
    if not (issubclass(model, Published) or parents):
        return Q()  # what has no state is for every editor, who may name it
    published = model._default_manager.published().order_by().filter(_names_the_published(model))
    return own | Q(pk__in=published.values("pk"))


def _names_the_published(model):
    """The condition that all records that a row of `model` points at are published."""
    named = Q()
    for field in model._meta.concrete_fields:
        if not (field.many_to_one and issubclass(field.related_model, Record)):
            continue
        heads = [f"{field.name}__{parent}" for parent in field.related_model._default_manager.all().parents]
        if issubclass(field.related_model, Published):
            heads.append(field.name)
        if heads:
            published = Q(**{f"{head}__publication": Publication.PUBLISHED for head in heads})
            named &= Q((field.name, None)) | published
    return named


def _entered(limit, model):
    """The keys of the records of `model` that the people of the scope entered."""
    kind = ContentType.objects.get_for_model(model)
    added = Change.objects.filter(
        changeset__user__in=limit.people_of(limit.provinces), kind=Change.Kind.ADDED, content_type=kind
    )
    return added.order_by().values("key")


def _as_keys(model, condition):
    """The same condition, in a subquery: paths to many rows would repeat a record."""
    return Q(pk__in=model._base_manager.filter(condition).values("pk"))


# --- In hand ------------------------------------------------------------------------------------------
def _leads(record, path, provinces, chosen):
    """Whether `path` leads from `record` in hand to one of `provinces`."""
    name, _dots, rest = path.partition("__")
    field = record._meta.get_field(name)
    if field.many_to_many:
        rows = chosen.get(name, getattr(record, name).all() if record.pk else ())
        keys = [row.pk for row in rows]
        ours = Q((f"{rest or 'pk'}__in", provinces))
        return field.related_model._base_manager.filter(ours, pk__in=keys).exists()
    if not rest:
        return getattr(record, field.attname) in provinces
    end = getattr(record, name)
    return end is not None and _leads(end, rest, provinces, {})
