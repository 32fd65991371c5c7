"""schemathesis asks the API what its description allows, and what it does not. By hand, at length:

EXAMPLES=100 .venv/bin/python -m pytest tests/api/test_described.py
"""

import os

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as asking
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portal.wsgi import application
from tests.pages import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_rows")]
#: What OpenAPI cannot say: that two words exclude each other, which slugs there are, which cursors were given.
CHECKED = [check for check in CHECKS.get_all() if check is not positive_data_acceptance]


@pytest.fixture(scope="module")
def some_rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world(2)
        transaction.set_rollback(True)


@pytest.fixture
def described(some_rows, connection_kept_open):
    return described_by(application)


def described_by(application):
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@seed(1)
@asking(
    max_examples=int(os.environ.get("EXAMPLES", "1")),
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case):
    response = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity"})
    case.validate_response(response, checks=CHECKED)
    assert response.status_code < 500
