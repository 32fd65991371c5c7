"""Public pages are read from PostgreSQL's replicas, where REPLICA_URLS names some; all else, and who is signed in, from the primary.

A replica is asked only while it shows the very edition that the primary does: one that lags behind is passed over, so
nobody reads what is older than what the primary would say. While the primary is away, readers get what a replica has.
"""

import random
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connections

from portal.changes.models import public_edition
from portal.page_cache import is_public

#: Seconds for which a replica that did not answer is not asked again.
REST = 5
_resting: dict[str, float] = {}


def read_from_replicas(get_response):
    """Within `store_public_pages`: answers what is not stored."""

    def middleware(request):
        # A page of the past is read through temporary views, which no replica makes (`portal/changes/past.py`).
        if not settings.REPLICAS or not is_public(request) or "tai" in request.GET:
            return get_response(request)
        try:
            mark = request.edition.mark
        except DatabaseError:
            mark = None
        alias, edition = choose(mark)
        if not alias:
            return get_response(request)
        of_primary, request.edition = request.edition, edition
        with in_place_of_default(alias):
            response = get_response(request)
        if response.status_code != 503:
            return response
        _resting[alias] = time.monotonic() + REST  # it died over this page: the primary makes it anew
        request.edition = of_primary
        return get_response(request)

    return middleware


def choose(mark):
    """The name of a replica that shows the edition with `mark` (None: any), and its edition; (None, None) where none does."""
    now = time.monotonic()
    for alias in random.sample(settings.REPLICAS, len(settings.REPLICAS)):
        if _resting.get(alias, 0) > now:
            continue
        try:
            edition = public_edition(connections[alias])
        except DatabaseError:
            _resting[alias] = now + REST
            continue
        if mark in (None, edition.mark):
            return alias, edition
    return None, None


@contextmanager
def in_place_of_default(alias):
    """Whatever this thread asks of the default database meanwhile, with or without the ORM, `alias` answers."""
    primary = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = primary


def lags():
    """{alias: seconds} since what each replica has replayed was written; None of one that does not answer."""
    found = {}
    for alias in settings.REPLICAS:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 "
                    "ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"
                )
                found[alias] = float(cursor.fetchone()[0] or 0)
        except DatabaseError:
            found[alias] = None
    return found
