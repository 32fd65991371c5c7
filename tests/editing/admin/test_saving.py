"""How a save is built: few classes, one view of a form, a fixed number of queries."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.editing.admin.forms import shown
from tests.editing.admin.nouns import address

#: PostgreSQL locks the rows that a save compares.
QUERIES = {"sqlite": 29, "postgresql": 30}
OURS = {"portal", "provinces", "conferences"}


def own_classes(model_admin):
    return [each for each in type(model_admin).__mro__ if each.__module__.partition(".")[0] in OURS]


@pytest.mark.once
def test_no_admin_is_made_of_more_than_four_classes_of_ours():
    assert len(admin.site._registry) > 25
    longest = {len(own_classes(each)) for each in admin.site._registry.values()}
    assert max(longest) == 4


@pytest.mark.once
@pytest.mark.parametrize(
    "method", ["changeform_view", "delete_view", "render_change_form", "changelist_view"]
)
def test_a_view_of_django_is_overridden_once(method):
    overriding = {
        each.__name__
        for model_admin in admin.site._registry.values()
        for each in own_classes(model_admin)
        if method in vars(each)
    }
    assert overriding - {"ChangesetAdmin"} == {"GuardedAdmin"}


def queries_of_a_save(client, change):
    """Of a save of a cited recommendation, from the request to its answer: [SQL]."""
    record = make.cited(make.recommendation())
    url = address("conferences.recommendation", "change", record.pk)
    assert client.post(url, shown(client.get(url)) | {"text": "Chữ thứ nhất"}).status_code == 302
    data = shown(client.get(url)) | change
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, data).status_code == 302
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.django_db
def test_a_save_of_a_recommendation_costs_what_it_costs(client):
    client.force_login(make.user(groups=["duyet"]))
    counts = [len(queries_of_a_save(client, {"text": text})) for text in ("Chữ thứ hai", "Chữ thứ ba")]
    assert counts == [QUERIES[connection.vendor]] * 2
