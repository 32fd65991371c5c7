"""Rows of a form that are sent as their values: which, and that what comes back is what was stored."""

import re

import pytest

from tests import factories as make
from tests.editing.admin.forms import Controls, errors, send, shown
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


def form_of(record):
    return address(record._meta.label_lower, "change", record.pk)


def sent(page):
    """The rows of `page` that are sent as their values: {prefix: html}."""
    rows = [row.split("</details>")[0] for row in page.split('<div class="inline-related')]
    found = {
        re.match(r'[^>]*id="([^"]+)"', row): row.partition('<div class="row-values" hidden>')[2]
        for row in rows
    }
    return {at.group(1): html.partition("</div>")[0] for at, html in found.items() if at and html}


def texts(value):
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


@pytest.fixture
def conference():
    """One with rows of several kinds, of long texts, of autocompletes with one and with several chosen."""
    conference = make.cited(make.conference())
    posts = [make.post(title="Giám đốc"), make.post(title='Ủy viên "thứ hai"')]
    make.cited(make.appearance(conference=conference, posts=posts))
    make.cited(make.statement(conference=conference, points="Ý một.\nÝ <hai> & ba."))
    make.cited(make.figure(conference=conference, low=1500, high=1500))
    make.document(conference=conference)
    return conference


def test_a_row_comes_as_exactly_what_its_form_would_send(admin_client, conference):
    page = admin_client.get(form_of(conference))
    rows, whole = sent(page.text), shown(page)
    assert {"appearances-0", "statements-0", "figures-0"} <= rows.keys()
    assert "documents-0" not in rows  # a file shows more than a value
    for prefix, html in rows.items():
        beside = {f"{prefix}-{name}" for name in ("id", "conference")}
        wanted = {
            name: value
            for name, value in whole.items()
            if name.startswith(f"{prefix}-") and value not in ("", [])
        }
        assert Controls(html).sent == {
            name: texts(value) for name, value in wanted.items() if name not in beside
        }
    assert 'name="figures-0-low" value="1.500"' in rows["figures-0"]


def test_an_autocomplete_says_what_is_chosen(admin_client, conference):
    labels = re.findall(
        r'name="appearances-0-posts" value="\d+" data-label="([^"]+)"',
        admin_client.get(form_of(conference)).text,
    )
    assert [label.rpartition(" Cơ quan")[0] for label in labels] == [
        "Giám đốc",
        "Ủy viên &quot;thứ hai&quot;",
    ]


def test_asked_whole_no_row_is_sent_so(admin_client, conference):
    page = admin_client.get(form_of(conference), {"mo": "het"}).text
    assert sent(page) == {} and 'id="id_appearances-0-role"' in page


def test_a_row_with_a_mistake_and_one_that_was_typed_in_are_whole(admin_client, conference):
    second = make.cited(make.appearance(conference=conference))
    answer = send(
        admin_client, form_of(conference), **{"appearances-0-rank": "x", "statements-0-points": "Ý khác"}
    )
    assert errors(answer) and second.pk
    assert sent(answer.text).keys() >= {"appearances-1", "figures-0"}
    assert not sent(answer.text).keys() & {"appearances-0", "statements-0"}


def test_what_is_sent_back_untouched_changes_nothing(admin_client, conference):
    before = [
        list(rows.values()) for rows in (conference.appearances, conference.statements, conference.figures)
    ]
    page = admin_client.get(form_of(conference))
    assert admin_client.post(form_of(conference), Controls(page.text).sent | head_of(page)).status_code == 302
    after = [
        list(rows.values()) for rows in (conference.appearances, conference.statements, conference.figures)
    ]
    assert after == before


def head_of(page):
    """What of the form a browser without scripts sends beside its hidden controls."""
    rows = tuple(sent(page.text))
    return {name: value for name, value in shown(page).items() if not name.startswith(rows)}
