"""What every test stands on: plain static files, quick passwords, content types already known."""

import gc
import os
import subprocess
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import SimpleTestCase, client, override_settings

from portal.records.sourcing import with_reason
from tests import factories
from tests.pages import World, one_version, world
from tests.pending_index import gathering
from tests.snapshots import ShippedRecord, Template, shared_folder


def pytest_collection_finish(session):
    """What is in memory before the first test stays; looking through it again and again costs a tenth of the run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


#: A test that asks for one of these may reach the database; to any other pytest-django refuses it.
REACH_THE_DATABASE = {"_django_db_helper", "django_db_setup", "empty_database"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks `once` what can reach no database, so that it is not run again on another one."""
    for item in items:
        of_django = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
        if not (
            of_django or item.get_closest_marker("django_db") or REACH_THE_DATABASE & {*item.fixturenames}
        ):
            item.add_marker("once")


@pytest.fixture(scope="session", autouse=True)
def plain_settings(tmp_path_factory):
    """Static files without a manifest (no collectstatic before a test), passwords that cost no time, files of
    editors in a folder of the run's own.
    """
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ALLOWED_HOSTS=[*settings.LOOPBACK, "testserver"],
        CACHES={
            name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
            for name in settings.CACHES
        },
        API_PER_MINUTE=1_000_000,  # tests/api/ asks for less: others ask for the whole site in a second
        PAGE_CACHE_BYTES=0,  # tests/portal/test_page_cache.py switches it on: others ask what a page costs
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        MEDIA_ACCEL="",
        DUMP_ROOT=tmp_path_factory.mktemp("dumps"),
        WHITENOISE_AUTOREFRESH=True,  # each client would list all static files: 50 ms, a tenth of the run
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages_alone():
    """Answers keep what a page was handed, not what each of its widgets was: to copy that is a twentieth of the run."""
    kept = client.store_rendered_templates

    def store(store, signal, sender, template, context, **named):
        if not (template.name or "").startswith("django/forms/"):
            kept(store, signal, sender, template, context, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", store)
        yield


@pytest.fixture(autouse=True)
def nothing_is_used_up():
    """Each test may try as often as the first."""
    for store in caches.all(initialized_only=True):
        store.clear()


@pytest.fixture
def connection_kept_open():
    """For tests that ask the WSGI application itself: it would close the connection whose transaction holds their rows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def steady_version():
    with one_version():
        yield


@pytest.fixture
def index_at_once():
    """For tests of the index itself: what a factory makes is in it when the factory returns."""


@pytest.fixture(autouse=True)
def index_on_demand(request):
    """tests/pending_index.py, but where another thread or process would ask."""
    marker = request.node.get_closest_marker("django_db")
    is_transactional = bool(marker and marker.kwargs.get("transaction"))
    if is_transactional or {"index_at_once", "transactional_db", "live_server"} & {*request.fixturenames}:
        yield
        return
    with gathering():
        yield


@pytest.fixture
def admin_user(db):
    """The administrator of pytest-django's `admin_client`, with the second factor that every one has."""
    return factories.superuser()


@pytest.fixture(autouse=True)
def known_content_types(request, _django_db_marker):
    """Content types are read before the test counts queries; a test without a database goes without."""
    if "_django_db_helper" in request.fixturenames or request.node.get_closest_marker("django_db"):
        ContentType.objects.clear_cache()  # a test before this one may have emptied the tables
        with suppress(AssertionError):  # how SimpleTestCase refuses the database
            ContentType.objects.get_for_models(*apps.get_models())


# --- What costs as much to set up as to test: once for a file, taken out again --------------------------
@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """The folder of what one process of the run makes for all."""
    return shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, shared):
    """The first process of a run migrates its database, the others copy it."""
    migrated, create = Template(shared, "migrated"), connection.creation.create_test_db
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "create_test_db", partial(migrated.create_test_db, create))
        yield
    with django_db_blocker.unblock():
        migrated.drop()


@pytest.fixture(scope="session")
def shipped_record(django_db_setup, django_db_blocker, shared):
    """The shipped record, loaded once: `with shipped_record.there():` it is in the database."""
    with django_db_blocker.unblock():
        record = ShippedRecord(shared)
        yield record
        record.drop()


@pytest.fixture(scope="module")
def shipped(shipped_record, django_db_blocker):
    """The shipped record for all tests of a file (the report of its load); what each of them writes is undone after it."""
    with django_db_blocker.unblock(), shipped_record.there() as report, transaction.atomic():
        yield report
        transaction.set_rollback(True)


@pytest.fixture(scope="class")  # of a test outside a class: around it, but before its transaction
def loaded(shipped_record, django_db_blocker):
    """The shipped record for one test among others that begin with an empty database."""
    with django_db_blocker.unblock(), shipped_record.there():
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """The world of tests/pages.py with a row in every section, made once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.fixture
def shown(standing, db):
    """The same world, each record read again: a test may change it and what hangs from it."""
    return World(
        **{name: type(record)._base_manager.get(pk=record.pk) for name, record in vars(standing).items()}
    )


@pytest.fixture
def empty_database(tmp_path):
    """The URL of a new, empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'hoso.sqlite3'}"
        return
    at = connection.settings_dict
    name = f"hoso_by_url_{os.getpid()}"
    place = {
        "host": at["HOST"] or at["OPTIONS"].get("host", ""),
        "port": at["PORT"] or at["OPTIONS"].get("port", ""),
    }
    place = {key: str(value) for key, value in place.items() if value}
    login = {"PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    environment = {**os.environ, **{key: value for key, value in login.items() if value}}
    options = [f"--{key}={value}" for key, value in place.items()]
    subprocess.run(["createdb", *options, name], env=environment, check=True, capture_output=True, timeout=60)
    try:
        yield f"postgres://{at['USER']}@/{name}?{urlencode(place)}"
    finally:
        subprocess.run(
            ["dropdb", *options, "--force", name],
            env=environment,
            check=True,
            capture_output=True,
            timeout=60,
        )


@pytest.fixture
def reason_given():
    """What a test enters lacks sources for a reason: it is about something else."""
    with with_reason("Dữ liệu của phép thử"):
        yield
