"""What a citation covers: what was there, or was said, when it was made.

cite_entered(rows, source)      the default source: one citation a fact that the save in hand entered or changed
narrow_to_what_it_covered(...)  a citation of a whole record covers no value that came after it
"""

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.changes.recorder import current_recorder, entailed_by
from portal.changes.states import State, StateChange, differing, stored_states

from .models import Citation, Publication, Record

#: What a citation says beside its source; one that says none of it names a source and nothing else.
_DETAILS = ("place", "anchor", "verbatim", "differs", "note")


# --- The default source -------------------------------------------------------------------------------
def cite_entered(rows, source) -> None:
    """Cites `source` for each fact that the save in hand entered or changed in `rows` (stored records of one model).

    A fact is left to the citations that the same save made or changed, of it or of the whole record. Where
    a value took the place of another, citations that name a source and nothing else spoke of that one: they go.
    """
    recording = current_recorder()
    if not rows or recording is None:
        return
    model = type(rows[0])
    keys = [row.pk for row in rows]
    cited, after = _citations(model, keys), stored_states(model, keys)
    changed_now = _changed_now(recording, [one for some in cited.values() for one in some])
    fresh, gone = [], []
    for key in keys:
        cited_now = {one.field for one in cited[key] if one.pk in changed_now and not one.differs}
        before = recording.before_save(model, key, after.get(key))
        for name in new_facts(model, before, after.get(key)):
            if "" in cited_now or name in cited_now:
                continue
            own = [one for one in cited[key] if one.field == name]
            if not any(one.source_id == source.pk and not one.differs for one in own):
                fresh.append((key, name))
            if before and _holds(model, before, name):
                gone += [one.pk for one in own if one.source_id != source.pk and _names_a_source_only(one)]
    Citation.objects.filter(pk__in=gone).delete()
    kind = ContentType.objects.get_for_model(model)
    Citation.objects.bulk_create(
        Citation(content_type=kind, object_id=key, field=name, source=source) for key, name in fresh
    )


def _changed_now(recording, citations):
    """The keys of those of `citations` that the save in hand made, or changed."""
    after = stored_states(Citation, [one.pk for one in citations])
    return {
        key for key, state in after.items() if is_changed(recording.before_save(Citation, key, state), state)
    }


def _names_a_source_only(citation):
    return not citation.is_inferred and not any(getattr(citation, name) for name in _DETAILS)


# --- A citation of a whole record ---------------------------------------------------------------------
@entailed_by()
def narrow_to_what_it_covered(changes: list[StateChange], loading: bool = False) -> bool:
    """Makes citations of whole records that `changes` would stretch into one for each fact they covered before.

    One that the same changes made speaks of all that stands after them; one that a merger moved, of what the record
    it comes from held. `loading`: the shipped files say again what their citations cover, and only those of people
    are narrowed. Returns whether any was.
    """
    sides = {(model, key): (before, after) for model, key, before, after in changes}
    by_model: defaultdict[Any, dict[int, list[str]]] = defaultdict(dict)
    found = []
    for (model, key), (before, after) in sides.items():
        if _states_facts(model) and before and after and new_facts(model, before, after):
            by_model[model][key] = _kept(model, before, after)
    for model, covered in by_model.items():
        for key, cited in _citations(model, covered).items():
            whole = [one for one in cited if not one.field and not _is_changed(sides, one)]
            found.append(([one for one in whole if not (loading and one.shipped)], covered[key], cited))
    for (model, key), (before, after) in sides.items():
        if model is Citation and before and after and not after["field"] and not before["field"]:
            found += _merged(key, before, after, sides)
    gone = [one.pk for whole, _names, _cited in found for one in whole]
    if gone:
        rows = [row for each in found for row in _narrowed(*each)]
        Citation.objects.filter(pk__in=gone).delete()
        Citation.objects.bulk_create(rows)
    return bool(gone)


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
    cited = _citations(model, [after["object_id"]])[after["object_id"]]
    return [([one for one in cited if one.pk == key], [name for name in holds if name in held], cited)]


def _is_changed(sides, citation):
    sides = sides.get((Citation, citation.pk))
    return sides is not None and is_changed(*sides)


def _narrowed(whole, names, cited):
    """`whole` as citations (unsaved) of the facts `names`, those that none of `cited` carries by itself for readers."""
    columns = [field.attname for field in Citation._meta.concrete_fields if not field.primary_key]
    own, shown = defaultdict(set), set()
    for one in cited:
        own[one.field].add(one.source_id)
        if one.source.publication == Publication.PUBLISHED and not one.differs:
            shown.add(one.field)
    return [
        Citation(**{**{name: getattr(one, name) for name in columns}, "field": name})
        for one in whole
        for name in names
        if name not in shown and one.source_id not in own[name]
    ]


# --- States -------------------------------------------------------------------------------------------
def new_facts(model: Any, before: State | None, after: State | None) -> list[str]:
    """The names of the facts that hold a value in the state `after`, and another or none in `before`."""
    if after is None:
        return []
    held = [name for name in model.FACTS if _holds(model, after, name)]
    return [
        name for name in held if before is None or before[_column(model, name)] != after[_column(model, name)]
    ]


def is_changed(before: State | None, after: State | None) -> bool:
    """Whether a citation was made or changed (states): by hand, or by a merger that noted what it says otherwise."""
    return bool(differing(before, after))


def _kept(model, before, after):
    new = new_facts(model, before, after)
    return [name for name in new_facts(model, None, after) if name not in new]


def _holds(model, state, name):
    return state[_column(model, name)] not in (None, "", *model.SILENT_VALUES.get(name, ()))


def _column(model, name):
    return model._meta.get_field(name).attname


def _states_facts(model):
    return issubclass(model, Record) and bool(model.FACTS)


def _citations(model, keys):
    """{key: [Citation]} of records of `model`, with their sources."""
    cited = defaultdict(list)
    own = Citation.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=list(keys)
    )
    for one in own.select_related("source").order_by("pk"):
        cited[one.object_id].append(one)
    return cited
