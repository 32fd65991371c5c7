"""What factories make reaches the search index when a statement first asks for it, not row by row.

To make the entry of a row costs more than the row, and most tests never look at one.
"""

import re
from contextlib import contextmanager
from functools import wraps

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.changes.models import VOCABULARY
from portal.changes.recorder import acting
from portal.search.index import indexing

_TABLES = re.compile(r"\bsearch_(?:entry|knownword|words|holding|facets)\b")
_pending: indexing.Batch | None = None  # None outside `gathering()`


@contextmanager
def gathering():
    """Inside, what `made` functions change waits in one Batch; what nobody asked for is dropped at the end."""
    global _pending
    _pending = indexing.Batch()
    enter = CaptureQueriesContext.__enter__

    def enter_up_to_date(context):
        flush()
        return enter(context)

    CaptureQueriesContext.__enter__ = enter_up_to_date  # what is counted is what the test does
    try:
        with connection.execute_wrapper(_flush_before):
            yield
    finally:
        CaptureQueriesContext.__enter__ = enter
        _pending = None


def made(function):
    """A factory whose rows, and those that it makes for them, are one changeset."""

    @wraps(function)
    def make(*args, **fields):
        token = None if _pending is None else indexing._batch.set(indexing.current_batch() or _pending)
        try:
            with acting():
                return function(*args, **fields)
        finally:
            if token:
                indexing._batch.reset(token)

    return make


def flush():
    """Brings the index up to date."""
    global _pending
    if _pending is None:
        return
    waiting, _pending = _pending, None  # what it asks itself is not to begin it anew
    try:
        waiting.flush()
    finally:
        _pending = waiting


def _flush_before(execute, sql, params, many, context):
    if _TABLES.search(sql) or ("changes_edition" in sql and VOCABULARY in (params or ())):
        flush()
    return execute(sql, params, many, context)
