"""Every row of every table, to be compared before and after."""

from django.apps import apps

#: The ledger, and what is asked of the database anew (the index).
LOGS = {
    "changes.Changeset",
    "changes.Change",
    "changes.ChangedRecord",
    "changes.Edition",
    "search.KnownWord",  # forgotten by the next count alone
    "sessions.Session",
    "auth.User",
}
#: Numbers that only ever grow.
GROWING = {"version"}
#: Tables made anew from others: their own keys tell nothing.
KEYLESS = {"search.Entry", "provinces.TaskYear"}


def dump():
    """{table: rows as sorted tuples}, without the ledger."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or model._meta.label in LOGS:
            continue
        keyless = model._meta.auto_created or model._meta.label in KEYLESS
        names = [
            column.attname
            for column in model._meta.concrete_fields
            if column.name not in GROWING and not (keyless and column.primary_key)
        ]
        rows = model._base_manager.order_by().values_list(*names)
        found[model._meta.label] = sorted(map(repr, rows))
    return found


def differences(before, after):
    """What one of two dumps holds and the other does not."""
    return {
        table: (sorted(set(rows) - set(after[table])), sorted(set(after[table]) - set(rows)))
        for table, rows in before.items()
        if rows != after[table]
    }
