"""Others wait until the transaction that compares and saves has ended."""

from django.db import connections, router


def lock(model, keys):
    """Keeps others from changing the rows until the transaction ends. SQLite has one writer anyway."""
    database = router.db_for_write(model)
    keys = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    if keys and connections[database].features.has_select_for_update:
        rows = model._base_manager.using(database).filter(pk__in=keys).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
