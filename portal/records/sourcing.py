"""The rule about sources that every changeset of a person is asked at its end, whatever its way in.

A form, a list, a sheet, an accepted proposal, a merger, a restored version or an undoing that would show readers a
value without a source is refused (`ReasonRequired`), unless whoever may publish gives a reason (`with_reason`). The
reason is kept in the note of the changeset; the page, its files and the checks say what lacks a source.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.base.db import field_of
from portal.base.errors import Refusal
from portal.changes.models import Changeset
from portal.changes.recorder import asked_at_end, entailed_by
from portal.changes.states import State, StateChange, batches

from .citation_scope import citations_of, gained, holds, new_facts
from .models import Citation, Gap, Publication, Published, Record, Source
from .moderation import publication_parent, shown_rows, subject_of
from .uncited import Unsourced, shown_with, uncited, uncited_fields

#: What the note of a Changeset begins with that went past the refusal; the history and the form show it.
ANYWAY = "Đăng dù thiếu nguồn: "
#: Facts that one sentence names.
NAMED = 10

_reason: ContextVar[str] = ContextVar("reason", default="")


class ReasonRequired(Refusal):
    """A changeset would show readers `obstacles` ([Unsourced]), and nobody said why."""

    def __init__(self, obstacles: list[Unsourced]) -> None:
        self.obstacles = obstacles
        named = dict.fromkeys(
            f"{one.record._meta.verbose_name} “{one.record}”: {one.label}" for one in obstacles
        )
        sentence = _("Chưa lưu gì, vì những mục này sẽ lên trang mà chưa có nguồn: %(facts)s.")
        super().__init__(409, sentence % {"facts": "; ".join(list(named)[:NAMED])})


@contextmanager
def with_reason(text: str) -> Iterator[None]:
    """Inside, what lacks a source goes on the page for the reason `text`; "" is that of outside, if any."""
    token = _reason.set(text or _reason.get())
    try:
        yield
    finally:
        _reason.reset(token)


def given_reason() -> str:
    """The reason in force, "" for none."""
    return _reason.get()


def note_reason(changeset: Changeset, reason: str) -> None:
    """Adds `reason` to the note of a changeset, once."""
    if ANYWAY + reason not in changeset.note:
        changeset.note = "\n".join(filter(None, [changeset.note, ANYWAY + reason]))


@asked_at_end
def refuse_unsourced(changeset: Changeset, changes: list[StateChange], loading: bool) -> None:
    """Raises ReasonRequired. What the shipped files bring, and what no person does, is for `check_records`."""
    if changeset.user is None or loading:
        return
    obstacles = newly_unsourced(changes)
    if obstacles and not _reason.get():
        raise ReasonRequired(obstacles)
    if obstacles:
        note_reason(changeset, _reason.get())


@entailed_by()
def drop_gaps_that_are_filled(changes: list[StateChange], loading: bool = False) -> bool:
    """Takes away the Gaps that explain a blank which `changes` filled. Returns whether there was one."""
    filled: defaultdict[Any, dict[int, list[str]]] = defaultdict(dict)
    for model, key, before, after in () if loading else changes:
        names = [name for name in _new(model, before, after) if before and not holds(model, before, name)]
        if names:
            filled[model][key] = names
    gone: list[int] = []
    for model, rows in filled.items():
        gaps = Gap.objects.filter(content_type=ContentType.objects.get_for_model(model)).order_by()
        for some in batches(rows):
            found = gaps.filter(object_id__in=some).values_list("pk", "object_id", "field")
            gone += [gap for gap, key, name in found if name in rows[key]]
    if gone:
        Gap.objects.filter(pk__in=gone).delete()
    return bool(gone)


def newly_unsourced(changes: list[StateChange]) -> list[Unsourced]:
    """The facts that `changes` (as they stand in the database) show readers without a source: a value that was blank
    or had a source before, or was seen by nobody. One that stood without a source may be corrected without one.
    """
    sides = {(model, key): (before, after) for model, key, before, after in changes}
    fresh, sourced = _just_shown(changes), defaultdict(set)
    touched: defaultdict[Any, set[int]] = defaultdict(set)
    for model, key, before, after in changes:
        if _new(model, before, after):
            touched[model].add(key)
    for model, key in fresh:
        touched[model].add(key)
    gone = [before for model, _key, before, _after in changes if model is Citation and before]
    for state in [*gone, *_hidden_with_their_sources(changes)]:
        subject = subject_of(state)
        if subject[0] is not None and not state["differs"]:
            sourced[subject].add(state["field"])
            touched[subject[0]].add(subject[1])
    found = []
    for model, keys in touched.items():
        for some in batches(sorted(keys)):
            rows = list(
                uncited(model, shown=True).in_context().filter(pk__in=shown_rows(model, some).values("pk"))
            )
            cited = citations_of(model, [row.pk for row in rows]) if rows else {}
            for row in rows:
                at = model, row.pk
                before, after = sides.get(at, (None, None))
                shown = [one for one in cited[row.pk] if one.carries and one.source.is_published]
                for name in uncited_fields(row, {one.field for one in shown}):
                    held = at not in sides or (before and holds(model, before, name))
                    lost = held and {"", name} & sourced[at]
                    if lost or not held or at in fresh:
                        is_other = bool(lost and name in _new(model, before, after))
                        found.append(Unsourced(row, name, _why(name, cited[row.pk], is_other)))
    linked = dict.fromkeys(model for model, _key in sides if getattr(model, "LINKS_ON", None))
    return found + [one for model in linked for one in _on_nothing(model, sides, fresh)]


def _on_nothing(model: Any, sides: Any, fresh: set[tuple[Any, int]]) -> Iterator[Unsourced]:
    """What relations of shown rows of `model` gained where the fact that they stand on is blank, and nothing that the
    act cites carries the whole row.
    """
    bare = defaultdict(list)
    for (of, key), (before, after) in sides.items():
        for link, fact in model.LINKS_ON.items() if of is model and after else ():
            seen = None if (model, key) in fresh else before
            if gained(link, seen, after) and not holds(model, after, fact):
                bare[key].append(link)
    cited: Any = citations_of(model, bare) if bare else {}
    rows: Any = shown_rows(model, bare)
    for row in rows.in_context() if bare else ():
        anew = any(not one.field and one.carries and (Citation, one.pk) in sides for one in cited[row.pk])
        for link in () if anew or getattr(row, "synthetic", False) else bare[row.pk]:
            fact = str(field_of(model, model.LINKS_ON[link]).verbose_name)
            yield Unsourced(row, link, _("chưa có “%(fact)s” như nguồn in") % {"fact": fact})


def _why(name: str, citations: list[Citation], is_other: bool) -> str:
    """Why none of `citations` of a record carries its fact `name`, "" for none there; `is_other`: they did before."""
    if is_other:
        return _("nguồn đã dẫn là của giá trị cũ")
    own = [one for one in citations if one.field in ("", name) and not one.differs]
    if any(one.carries for one in own):
        return _("nguồn đã dẫn chưa đăng")
    return _("suy ra mà chưa ghi vì sao") if own else ""


def _hidden_with_their_sources(changes: list[StateChange]) -> Iterator[State]:
    """What is asked here of the citations whose sources `changes` took off the page."""
    hidden = [
        key
        for model, key, before, after in changes
        if model is Source and before and after and _is_shown(before) and not _is_shown(after)
    ]
    for some in batches(hidden):
        rows = Citation.objects.filter(source__in=some).order_by()
        yield from rows.values("content_type_id", "object_id", "field", "differs")


def _new(model: Any, before: State | None, after: State | None) -> list[str]:
    """The names of the facts that a change enters or changes."""
    return new_facts(model, before, after) if issubclass(model, Record) and model.FACTS else []


def _just_shown(changes: list[StateChange]) -> set[tuple[Any, int]]:
    """The records that `changes` put on the page as true, the rows that show with them, and those that came to stand
    under another record: a merger's too.
    """
    fresh = set()
    for model, key, before, after in changes:
        above = publication_parent(model)
        if before and after and above and before[above.attname] != after[above.attname]:
            fresh.add((model, key))
        if issubclass(model, Published) and _is_stated(after) and not _is_stated(before):
            fresh.add((model, key))
            for child, of in shown_with(model):
                rows = child._base_manager.filter(**{of: key}).order_by()
                fresh |= {(child, row) for row in rows.values_list("pk", flat=True)}
    return fresh


def _is_stated(state: State | None) -> bool:
    """Whether readers saw a record, and as no synthetic one, which needs no source."""
    return state is not None and _is_shown(state) and not state["synthetic"]


def _is_shown(state):
    return state["publication"] == Publication.PUBLISHED
