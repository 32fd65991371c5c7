"""How a save is built: few classes, one view of a form, a fixed number of queries."""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Recommendation
from portal.search.index.indexing import Batch
from tests import factories as make
from tests.editing.admin.forms import shown
from tests.editing.admin.nouns import address

#: PostgreSQL locks the rows that a save compares.
QUERIES = {"sqlite": 27, "postgresql": 28}
#: The same with a default source that is cited already, for a fact that changed: its citation is made anew.
QUERIES_CITED_ANEW = {"sqlite": 42, "postgresql": 43}
#: The files of ours that a save runs through, and how many of them only make the entry of the search anew. Eight are of
#: the middleware and what it asks.
FILES, OF_THE_INDEX = 52, 14
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
    assert overriding == {"GuardedAdmin"}


def form_of_a_save(client, **change):
    """(address, form) of a cited recommendation that was saved before, with `change`; a new text has its source."""
    record = make.cited(make.recommendation())
    cited = {"default_source": make.citation(record, field="text").source_id}
    url = address("conferences.recommendation", "change", record.pk)
    assert client.post(url, shown(client.get(url)) | {"text": "Chữ thứ nhất", **cited}).status_code == 302
    return url, shown(client.get(url)) | change | (cited if "text" in change else {})


def queries_of(client, url, data):
    """What a form that is sent and saved asks the database: [SQL]."""
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, data).status_code == 302
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.django_db
def test_a_save_of_a_recommendation_costs_what_it_costs(client):
    client.force_login(make.user(groups=["duyet"]))
    counts = [len(queries_of(client, *form_of_a_save(client, text_en=text))) for text in ("Two", "Three")]
    assert counts == [QUERIES[connection.vendor]] * 2
    asked = queries_of(client, *form_of_a_save(client, text="Chữ thứ hai"))
    assert len(asked) == QUERIES_CITED_ANEW[connection.vendor]


@pytest.mark.django_db
def test_what_a_save_did_not_change_is_not_asked_again(client):
    client.force_login(make.user(groups=["duyet"]))
    asked = queries_of(client, *form_of_a_save(client, text_en="Two"))
    assert sum(sql.startswith("UPDATE") for sql in asked) == 1
    assert sum(sql.startswith("SAVEPOINT") for sql in asked) <= 1  # the test's own
    assert not [sql for sql in asked if "_check" in sql or "django_admin_log" in sql]


@contextmanager
def files_run():
    """The files of ours that are run inside, in two sets: at any time, and outside Batch.flush()."""
    every, but_index, inside = set(), set(), []

    def note(frame, event, _arg):
        code = frame.f_code
        if code is Batch.flush.__code__ and event in ("call", "return"):
            inside.append(code) if event == "call" else inside.pop()
        path = Path(code.co_filename)
        if event == "call" and path.is_relative_to(settings.BASE_DIR):
            name = str(path.relative_to(settings.BASE_DIR))
            if name.partition("/")[0] in OURS:
                every.add(name)
                if not inside:
                    but_index.add(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield every, but_index
    finally:
        sys.setprofile(before)


@pytest.mark.django_db
def test_a_save_of_a_recommendation_runs_through_few_files(client):
    client.force_login(make.user(groups=["duyet"]))
    url, data = form_of_a_save(client, text_en="Two")
    with files_run() as (every, but_index):
        assert client.post(url, data).status_code == 302
    assert len(every) <= FILES, sorted(every)
    assert len(but_index) <= FILES - OF_THE_INDEX, sorted(but_index)


@pytest.mark.django_db
def test_a_check_constraint_is_asked_of_what_was_changed(client):
    client.force_login(make.user(groups=["duyet"]))
    url, data = form_of_a_save(client, state=Recommendation.State.REFUSED)
    page = client.post(url, data)
    assert page.status_code == 200 and page.context["adminform"].form.errors


@pytest.mark.django_db
def test_a_foreign_key_is_looked_up_where_it_was_changed(client):
    client.force_login(make.user(groups=["duyet"]))
    url, data = form_of_a_save(client, conference=10**9)
    page = client.post(url, data)
    assert page.status_code == 200 and "conference" in page.context["adminform"].form.errors
