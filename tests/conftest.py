"""What every test stands on: plain static files, quick passwords, content types already known."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings


@pytest.fixture(scope="session", autouse=True)
def plain_settings():
    """Static files without a manifest (no collectstatic before a test), passwords that cost no time."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ALLOWED_HOSTS=[*settings.LOOPBACK, "testserver"],
    ):
        yield


@pytest.fixture(autouse=True)
def known_content_types(request, _django_db_marker):
    """Content types are read before the test counts queries; a test without a database goes without."""
    if "_django_db_helper" in request.fixturenames or request.node.get_closest_marker("django_db"):
        with suppress(AssertionError):  # how SimpleTestCase refuses the database
            ContentType.objects.get_for_models(*apps.get_models())
