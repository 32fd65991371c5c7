"""The tests' database as it stood at one moment, there again in milliseconds.

SQLite copies the whole database (a few MB in memory) over itself; PostgreSQL keeps the shipped record in a database
of its own, to which the connection moves. Neither can be done within a transaction: a fixture that enters these
blocks has a wider scope than a test.
"""

import sqlite3
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from portal.records.loading import load_record


def copy_of_sqlite():
    """A copy in memory of the database that the connection has now."""
    connection.ensure_connection()
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    return kept


def put_back(kept):
    """Makes the database on SQLite what it was as `kept` was taken."""
    assert not connection.in_atomic_block
    kept.backup(connection.connection)


class ShippedRecord:
    """The shipped record, loaded once in a process. `report` is what its load said."""

    def __init__(self):
        self.report = self._kept = None
        self._name = f"{connection.settings_dict['NAME']}_shipped"

    @contextmanager
    def there(self):
        """Within the block the record is in the tests' database; after it, what was there before."""
        assert not connection.in_atomic_block
        with self._copied() if connection.vendor == "sqlite" else self._moved():
            if self.report is None:
                self.report = load_record()
                self._kept = copy_of_sqlite() if connection.vendor == "sqlite" else None
            # Content types have other keys in each database once a test has emptied the tables.
            ContentType.objects.clear_cache()
            try:
                yield self.report
            finally:
                ContentType.objects.clear_cache()

    @contextmanager
    def _copied(self):
        before = copy_of_sqlite()
        if self._kept:
            put_back(self._kept)
        try:
            yield
        finally:
            put_back(before)

    @contextmanager
    def _moved(self):
        before = connection.settings_dict["NAME"]
        connection.close()
        if self.report is None:
            self.drop()
            execute(f"CREATE DATABASE {quoted(self._name)} TEMPLATE {quoted(before)}")
        connection.settings_dict["NAME"] = self._name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def drop(self):
        """Takes out what the end of the tests' own database does not take with it."""
        if connection.vendor == "postgresql":
            execute(f"DROP DATABASE IF EXISTS {quoted(self._name)}")


def quoted(name):
    return connection.ops.quote_name(name)


def execute(statement):
    """Outside any database of the tests."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
