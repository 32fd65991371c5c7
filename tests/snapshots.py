"""The tests' database as it stood at one moment, there again in milliseconds.

SQLite copies the whole database (a few MB in memory) over itself; PostgreSQL keeps the shipped record in a database
of its own, to which the connection moves. Neither can be done within a transaction: a fixture that enters these
blocks has a wider scope than a test.

What takes seconds to make (the migrated database, the shipped record) is made by the first process of a run that needs
it; the others begin with a copy: of a file on SQLite, of a database that nobody is connected to on PostgreSQL.
"""

import fcntl
import os
import pickle
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection
from django.db.backends.signals import connection_created

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


def shared_folder(tmp_path_factory):
    """Where processes find what one of them made: the folder of tests/run for all its runs, or one of this run."""
    if "TESTS_SHARED" in os.environ:
        return Path(os.environ["TESTS_SHARED"])
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def first_of_the_run(path):
    """Whether the block is the first that is to make `path`: others wait for its end, and find `path` there."""
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not path.exists()


class Template:
    """A database as one process made it, for the others: a file on SQLite, a database named in it on PostgreSQL."""

    def __init__(self, folder, name):
        self.path = folder / f"{connection.vendor}-{name}"
        self._made = None

    def keep(self):
        """Makes it of the database that the connection has now. It appears in the folder when it is whole."""
        partial = self.path.with_suffix(".partial")
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(partial)) as file:
                connection.connection.backup(file)
        else:
            now = connection.settings_dict["NAME"]
            connection.close()  # PostgreSQL copies only what nobody is connected to
            self._made = f"{now}_{self.path.name}"
            create_copy(self._made, now)
            partial.write_text(self._made)
        partial.rename(self.path)

    def drop(self):
        """Takes out the database that this process made: who comes later makes it again."""
        if self._made:
            with first_of_the_run(self.path):
                self.path.unlink()
                execute(f"DROP DATABASE IF EXISTS {quoted(self._made)}")

    def create_test_db(self, create, *args, **options):
        """What Django's `create` does; only the first process of a run has anything to migrate."""
        with first_of_the_run(self.path) as is_first:
            if is_first:
                name = create(*args, **options)
                self.keep()
                return name
            if connection.vendor == "postgresql":
                connection.settings_dict["TEST"]["TEMPLATE"] = self.path.read_text()
                return create(*args, **options)
            connection_created.connect(self._fill)
            return create(*args, **options)

    def _fill(self, connection, **_named):
        """The new database in memory is a copy before anything is asked of it."""
        connection_created.disconnect(self._fill)
        self.copy_to(connection.connection)

    def copy_to(self, file):
        """Into a connection of sqlite3."""
        with closing(sqlite3.connect(self.path)) as kept:
            kept.backup(file)


class ShippedRecord:
    """The shipped record, loaded once in a run. `report` is what its load said."""

    def __init__(self, folder):
        self.report = self._kept = None
        self._name = f"{connection.settings_dict['NAME']}_shipped"
        self.template = Template(folder, "shipped")
        self._told = folder / f"{self.template.path.name}.report"

    @contextmanager
    def there(self):
        """Within the block the record is in the tests' database; after it, what was there before."""
        assert not connection.in_atomic_block
        with self._copied() if connection.vendor == "sqlite" else self._moved():
            # Content types have other keys in each database once a test has emptied the tables.
            ContentType.objects.clear_cache()
            try:
                yield self.report
            finally:
                ContentType.objects.clear_cache()

    def _load(self):
        # PostgreSQL counts on what tests took back; addresses of figures hold their keys.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
        self.report = load_record()
        self._told.write_bytes(pickle.dumps(self.report))
        self.template.keep()

    @contextmanager
    def _copied(self):
        before = copy_of_sqlite()
        if self._kept is None:
            with first_of_the_run(self.template.path) as is_first:
                if is_first:
                    self._load()
                self._kept = sqlite3.connect(":memory:", check_same_thread=False)
                self.template.copy_to(self._kept)
        put_back(self._kept)
        self.report = self.report or pickle.loads(self._told.read_bytes())
        try:
            yield
        finally:
            put_back(before)

    @contextmanager
    def _moved(self):
        before = connection.settings_dict["NAME"]
        connection.close()
        try:
            if self.report is None:
                with first_of_the_run(self.template.path) as is_first:
                    create_copy(self._name, before if is_first else self.template.path.read_text())
                    connection.settings_dict["NAME"] = self._name
                    if is_first:
                        self._load()
                self.report = pickle.loads(self._told.read_bytes())
            connection.settings_dict["NAME"] = self._name
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def drop(self):
        """Takes out what the end of the tests' own database does not take with it."""
        if connection.vendor == "postgresql":
            execute(f"DROP DATABASE IF EXISTS {quoted(self._name)}")
            self.template.drop()


def create_copy(name, template):
    """A database on PostgreSQL, anew."""
    execute(f"DROP DATABASE IF EXISTS {quoted(name)}")
    execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")


def quoted(name):
    return connection.ops.quote_name(name)


def execute(statement):
    """Outside any database of the tests."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
