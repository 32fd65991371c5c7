"""What a citation covers: what was there, or was said, when it was made.

cite_entered(rows, source)      the default source: one citation a fact that the save in hand entered or changed
narrow_to_what_it_covered(...)  no citation covers a value that came after it: one of a whole record is narrowed, one of
                                a field that shows another value goes, unless the act that changed it cites it anew
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.changes.models import Change, Changeset
from portal.changes.recorder import current_recorder, entailed_by
from portal.changes.states import State, StateChange, differing, links_of, references, stored_states

from .models import Citation, Publication, Record
from .moderation import shown_rows

#: What a citation says beside its source; one that says none of it names a source and nothing else.
_DETAILS = ("place", "anchor", "verbatim", "differs", "note")


# --- The default source -------------------------------------------------------------------------------
def cite_entered(rows, source) -> None:
    """Cites `source` for each fact that the save in hand entered or changed in `rows` (stored records of one model).

    A fact is left to the citations that the same save made or changed, of it or of the whole record. One that cites
    `source` already is made anew, with all that it says: it gives the new value, too. Where a value took the place of
    another, citations that name another source and nothing else spoke of that one: they go. Where its relation leads to
    more, it is printed as it was: they stay.
    """
    recording = current_recorder()
    if not rows or recording is None:
        return
    model = type(rows[0])
    keys = [row.pk for row in rows]
    cited, after = citations_of(model, keys), stored_states(model, keys)
    changed_now = _changed_now(recording, [one for some in cited.values() for one in some])
    kind, fresh, gone = ContentType.objects.get_for_model(model), [], []
    for key in keys:
        cited_now = {one.field for one in cited[key] if one.pk in changed_now and one.carries}
        before = recording.before_save(model, key, after.get(key))
        for name in new_facts(model, before, after.get(key)):
            if "" in cited_now or name in cited_now:
                continue
            own = [one for one in cited[key] if one.field == name]
            still = [one for one in own if one.source_id == source.pk and one.carries]
            fresh += [_copy(one, shipped=False) for one in still] or [
                Citation(content_type=kind, object_id=key, field=name, source=source)
            ]
            gone += [one.pk for one in still]
            if before and holds(model, before, name) and name not in as_printed(model, before, after[key]):
                gone += [one.pk for one in own if one.source_id != source.pk and _names_a_source_only(one)]
    Citation.objects.filter(pk__in=gone).delete()
    Citation.objects.bulk_create(fresh)


def _changed_now(recording, citations):
    """The keys of those of `citations` that the save in hand made, or changed."""
    after = stored_states(Citation, [one.pk for one in citations])
    return {
        key for key, state in after.items() if is_changed(recording.before_save(Citation, key, state), state)
    }


def _names_a_source_only(citation):
    return not citation.is_inferred and not any(getattr(citation, name) for name in _DETAILS)


# --- What came after it -------------------------------------------------------------------------------
@entailed_by()
def narrow_to_what_it_covered(changes: list[StateChange], loading: bool = False) -> bool:
    """Makes citations of whole records that `changes` would stretch into one for each fact they covered before, and
    takes away those of the old value of a fact that readers see changed.

    One that the same changes made speaks of all that stands after them; one that a merger moved, of what the record
    it comes from held. `loading`: the shipped files say again what their citations cover, and only those of people
    are narrowed. Returns whether any was.
    """
    sides = {(model, key): (before, after) for model, key, before, after in _as_merged(changes)}
    found, gone = [], []
    for model, covered in _facts_covered_before(sides).items():
        stretched, outdated = _overtaken(model, covered, sides, loading)
        found += stretched
        gone += outdated
    for (model, key), (before, after) in sides.items():
        if model is Citation and before and after and not after["field"] and not before["field"]:
            found += _merged(key, before, after, sides)
    gone = [one.pk for one in gone] + [one.pk for whole, _names, _cited in found for one in whole]
    if gone:
        rows = [row for each in found for row in _narrowed(*each)]
        Citation.objects.filter(pk__in=gone).delete()
        Citation.objects.bulk_create(rows)
    return bool(gone)


def _facts_covered_before(sides):
    """{model: {key: [name]}} of the facts of each record with new ones that hold what they held."""
    found: defaultdict[Any, dict[int, list[str]]] = defaultdict(dict)
    for (model, key), (before, after) in sides.items():
        if _states_facts(model) and before and after and (new := new_facts(model, before, after)):
            found[model][key] = [name for name in new_facts(model, None, after) if name not in new]
    return found


def _overtaken(model, covered, sides, loading):
    """Of the records `covered` ({key: [name]}) of `model` that got facts which the act in hand does not cite:
    ([([citation of a whole record], names that it covers, citations)], [citation of the old value of a fact]).
    """
    cited, stretched, old = citations_of(model, covered), [], {}
    anew = _made_anew([one for some in cited.values() for one in some], sides)
    for key, own in cited.items():
        cited_anew = {one.field for one in own if one.pk in anew and one.carries}
        printed = as_printed(model, *sides[model, key])
        facts = new_facts(model, *sides[model, key])
        new = [name for name in facts if name not in printed or not {"", name} & cited_anew]
        if not new:
            continue
        whole = [one for one in own if not one.field and one.pk not in anew]
        stretched.append(([one for one in whole if not (loading and one.shipped)], covered[key], own))
        old[key] = _of_old_values(own, new, anew)
    if loading or not any(old.values()):
        return stretched, []
    return stretched, [one for row in shown_rows(model, old) for one in old[row.pk]]


def _as_merged(changes):
    """`changes` with what a merger merely led to the record that stays as if it had led there before."""
    recording = current_recorder()
    if recording is None or recording.act.kind != Changeset.Kind.MERGE:
        return changes
    gone, found = {(model, key) for model, key, _before, after in changes if after is None}, []
    for model, key, before, after in changes:
        if before and after and _states_facts(model):
            led = {
                name: after[name] for name, at in references(model, before) if at in gone and name in after
            }
            found.append((model, key, {**before, **led}, after))
        else:
            found.append((model, key, before, after))
    return found


def _made_anew(citations, sides):
    """The keys of those of `citations` that speak of what the act in hand leaves: it made or changed them, or it undoes
    another, since whose beginning they are what they were.
    """
    found = {one.pk for one in citations if is_changed(*sides.get((Citation, one.pk), (None, None)))}
    recording = current_recorder()
    if recording is not None and recording.act.reverts_id is not None:
        keys = {one.pk for one in citations}
        kind = ContentType.objects.get_for_model(Citation)
        since = Change.objects.filter(
            content_type=kind, key__in=keys, changeset__gte=recording.act.reverts_id
        )
        found |= keys - set(since.values_list("key", flat=True))
    return found


def _of_old_values(cited, changed, anew):
    """Those of the citations `cited` of a record that carry what a fact of `changed` was, where none was made anew."""
    carrying = [one for one in cited if one.carries]
    fields = {one.field for one in carrying if one.pk in anew}
    return [one for one in carrying if one.field in changed and not {"", one.field} & fields]


def narrow_now() -> None:
    """Does so for what the act in hand changed so far, where what lacks a source is asked before its end."""
    recording = current_recorder()
    if recording is not None:
        narrow_to_what_it_covered(recording.changes(), recording.loading)


def _merged(key: int, before: State, after: State, sides: Any) -> list[Any]:
    """[([the citation], names, citations)] of one that a merger moved to a record that holds more than its own did."""
    model = ContentType.objects.get_for_id(after["content_type_id"]).model_class()
    if before["object_id"] == after["object_id"] or model is None or not _states_facts(model):
        return []
    was = sides.get((model, before["object_id"]), (None, None))[0]
    now = stored_states(model, [after["object_id"]]).get(after["object_id"])
    held, holds = new_facts(model, None, was), new_facts(model, None, now)
    if not held or all(name in held for name in holds):
        return []
    cited = citations_of(model, [after["object_id"]])[after["object_id"]]
    return [([one for one in cited if one.pk == key], [name for name in holds if name in held], cited)]


def _narrowed(whole, names, cited):
    """`whole` as citations (unsaved) of the facts `names`, those that none of `cited` carries by itself for readers."""
    own, shown = defaultdict(set), set()
    for one in cited:
        own[one.field].add(one.source_id)
        if one.source.publication == Publication.PUBLISHED and one.carries:
            shown.add(one.field)
    return [
        _copy(one, field=name)
        for one in whole
        for name in names
        if name not in shown and one.source_id not in own[name]
    ]


def _copy(citation, **other):
    """`citation` as another row (unsaved), with the columns `other`."""
    columns = [field.attname for field in Citation._meta.concrete_fields if not field.primary_key]
    return Citation(**{**{name: getattr(citation, name) for name in columns}, **other})


# --- States -------------------------------------------------------------------------------------------
def new_facts(model: Any, before: State | None, after: State | None) -> list[str]:
    """The names of the facts that hold a value in the state `after`, and another or none in `before`; also those whose
    relations (`LINKS_ON`) lead to more.
    """
    if after is None:
        return []
    held = [name for name in model.FACTS if holds(model, after, name)]
    if before is None:
        return held
    linked = {fact for link, fact in model.LINKS_ON.items() if gained(link, before, after)}
    return [
        name for name in held if name in linked or before[_column(model, name)] != after[_column(model, name)]
    ]


def as_printed(model: Any, before: State | None, after: State | None) -> set[str]:
    """The names of those of `new_facts` that are what they were: only their relations lead to more."""
    if before is None or after is None:
        return set()
    columns = {name: _column(model, name) for name in model.LINKS_ON.values()}
    return {name for name, column in columns.items() if before[column] == after[column]}


def gained(link: str, before: State | None, after: State) -> set[int]:
    """The keys that a many-to-many relation of a row leads to in the state `after`, and not in `before`."""
    return {*links_of(after, link)} - {*(links_of(before, link) if before else ())}


def is_changed(before: State | None, after: State | None) -> bool:
    """Whether a citation was made or changed (states): by hand, or by a merger that noted what it says otherwise."""
    return bool(differing(before, after))


def holds(model: Any, state: State, name: str) -> bool:
    """Whether a state holds a value in a field that says something."""
    return state.get(_column(model, name)) not in (None, "", *model.SILENT_VALUES.get(name, ()))


def _column(model, name):
    return model._meta.get_field(name).attname


def _states_facts(model):
    return issubclass(model, Record) and bool(model.FACTS)


def citations_of(model: Any, keys: Iterable[int]) -> defaultdict[int, list[Citation]]:
    """{key: [Citation]} of records of `model`, with their sources."""
    cited = defaultdict(list)
    own = Citation.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=list(keys)
    )
    for one in own.select_related("source").order_by("pk"):
        cited[one.object_id].append(one)
    return cited
