"""Every page of the admin, of the records that ship, as everyone who works there opens it.

`tests/editing/admin/test_rights.py` asks who may; this asks whether what may be opened opens, with the rows that real records
have. In the suite the first record of each noun stands for the rest, before those who see the most of a form and the least
of it; the two roles between open one noun of each shape. `make test-all` opens all of them.
"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction

from conferences.models import Conference
from portal.editing.models import Proposal
from portal.editing.publishing.preview import can_hide
from provinces.models import Province
from tests import factories as make
from tests.editing.admin.forms import errors, send, shown
from tests.editing.admin.nouns import NOUNS, address, one_of_each, shape

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Nouns of the admin that no record ships of, and no factory is listed for.
OTHERS = ["auth.user", "auth.group", "changes.changeset", "records.proposal"]
#: Whoever is told "not yours" (403) or "no such record" (404) somewhere; to the others every page is there.
BOUNDED = {"of Cao Bằng", "of Vĩnh Long", "ministry"}


@pytest.fixture(scope="module", autouse=True)
def with_every_noun(shipped, django_db_blocker):
    """Beside the shipped record, one of each noun that it has none of."""
    with django_db_blocker.unblock(), transaction.atomic():
        for noun, factory in NOUNS.items():
            if not apps.get_model(noun)._base_manager.exists():
                factory()
        yield
        transaction.set_rollback(True)


def person(role):
    """Somebody of the role; the provinces are one that hosted, and one that others went into."""
    match role:
        case "of Cao Bằng":
            return make.provincial_editor(Province.objects.get(slug="cao-bang"))
        case "of Vĩnh Long":
            return make.provincial_editor(Province.objects.get(slug="vinh-long"))
        case "ministry":
            return make.user(groups=["bien_tap"])
        case "publisher":
            return make.user(groups=["duyet"])
        case "administrator":
            return make.superuser()


ROLES = ["of Cao Bằng", "of Vĩnh Long", "ministry", "publisher", "administrator"]


def pages(noun, records):
    """The list of a noun, its empty form, and the form, history, deletion and preview of each of the records."""
    yield address(noun, "changelist")
    yield address(noun, "add")
    for record in records:
        for page in ["change", "history", "delete", *(["preview"] if can_hide(type(record)) else [])]:
            yield address(noun, page, record.pk)


def opened(client, role, noun, records):
    """{page: status} of those that do not answer as they should."""
    client.force_login(person(role))
    client.raise_request_exception = False  # a page that breaks is told with the others
    expected = {200, 302, 403, 404} if role in BOUNDED else {200, 302}
    answers = {page: client.get(page).status_code for page in pages(noun, records)}
    return {page: status for page, status in answers.items() if status not in expected}


def test_the_table_of_nouns_is_the_admins():
    assert {model._meta.label_lower for model in admin.site._registry} == {*NOUNS, *OTHERS}


def first_opened():
    """(noun, role) of the suite: every noun by the administrator and one province, one of each shape by the rest."""
    yield from ((noun, role) for noun in NOUNS for role in ("of Cao Bằng", "administrator"))
    for role in ("ministry", "publisher"):
        for param in one_of_each(shape, NOUNS):
            yield pytest.param(*param.values, role, marks=param.marks)


@pytest.mark.parametrize(("noun", "role"), list(first_opened()))
def test_the_first_record_opens(noun, role, client):
    assert opened(client, role, noun, apps.get_model(noun)._base_manager.order_by("pk")[:1]) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("noun", NOUNS)
def test_every_record_opens(noun, role, client):
    assert opened(client, role, noun, apps.get_model(noun)._base_manager.order_by("pk")) == {}


def test_a_form_with_locked_rows_takes_a_row_of_ones_own(client):
    """The locked rows come back as a browser sends them: with their keys and the record they hang from."""
    client.force_login(person("of Cao Bằng"))
    cao_bang = Province.objects.get(slug="cao-bang")
    conference = Conference.objects.filter(related_events__isnull=False).exclude(city="Cao Bằng").first()
    row = {"rank": 90, "kind": "phat-bieu", "points": "Nêu kết quả đã đạt.", "by_province": cao_bang.pk}
    url = address("conferences.conference", "change", conference.pk)
    assert shown(client.get(url))["related_events-0-conference"] == conference.pk
    answer = send(client, url, rows={"statements": [row]})
    assert (answer.status_code, errors(answer)) == (302, [])
    assert [each.after["points"] for each in Proposal.objects.get().rows] == ["Nêu kết quả đã đạt."]
