"""Rows as dicts: {column: value} of what the history keeps, and `links`, {many-to-many field: sorted keys}."""

from django.db.models import Max

BATCH = 500  # keys in one query: SQLite takes at most 32,766 parameters, older ones 999
#: What changes with every save, and so tells nothing.
SILENT = {"version"}


def columns(model):
    """The columns that the history of a noun keeps, its key first."""
    names = [field.attname for field in model.history.model.tracked_fields]
    return [model._meta.pk.attname, *(name for name in names if name != model._meta.pk.attname)]


def batches(keys):
    keys = list(keys)
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def stored_states(model, keys):
    """{key: state} of the rows of `model` that the database holds under `keys`."""
    names, found = columns(model), {}
    for some in batches(keys):
        rows = model._base_manager.filter(pk__in=some).values_list(*names)
        found |= {row[0]: {**dict(zip(names, row, strict=True)), "links": {}} for row in rows}
        for link in model._meta.many_to_many:
            through, mine, theirs = link.remote_field.through, link.m2m_column_name(), link.m2m_reverse_name()
            held = {key: [] for key in some}
            pairs = through._base_manager.filter(**{f"{mine}__in": some}).values_list(mine, theirs)
            for key, other in pairs.order_by(theirs):
                held[key].append(other)
            for key in some:
                if key in found:
                    found[key]["links"][link.name] = held[key]
    return found


def instance_state(row):
    """The state of a row (an instance without links) as it is in memory."""
    return {**{name: getattr(row, name) for name in columns(type(row))}, "links": {}}


def last_recorded(model, keys):
    """{key: (state or None where it was deleted, history_id)} of the newest history row of each of `keys`."""
    table, pk, names, found = model.history.model, model._meta.pk.attname, columns(model), {}
    for some in batches(keys):
        newest = (
            table.objects.filter(**{f"{pk}__in": some}).order_by().values(pk).annotate(at=Max("history_id"))
        )
        rows = table.objects.filter(history_id__in=newest.values("at"))
        for at, kind, links, *row in rows.values_list("history_id", "history_type", "links", *names):
            state = None if kind == "-" else {**dict(zip(names, row, strict=True)), "links": links}
            found[row[0]] = (state, at)
    return found


def differing(before, after):
    """The names of the columns and links in which two states of a row differ; all of them where one is None."""
    if before is None or after is None:
        return set() if before is after else {*(before or after)} - {"links"} | {*(before or after)["links"]}
    names = {name for name in before if name != "links" and before[name] != after.get(name)}
    links = {
        name
        for name in {*before["links"], *after["links"]}
        if links_of(before, name) != links_of(after, name)
    }
    return (names | links) - SILENT


def links_of(state, name):
    return state["links"].get(name, [])
