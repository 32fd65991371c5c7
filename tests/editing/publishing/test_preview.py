"""A draft at its future page: the same bytes that readers will get, for whoever may see it, and no trace outside."""

import re

import pytest
from django.apps import apps
from django.db import connection

from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.publishing.preview import can_hide
from portal.search.models import Entry
from tests import factories as make
from tests.editing.admin.nouns import NOUNS, address
from tests.pages import API_LISTS, DETAILS, HISTORIES, LISTS, PLAIN
from tests.test_leaks import HIDDEN, MAKERS, MARK, SHOWS, read, site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
HIDEABLE = [noun for noun in NOUNS if can_hide(apps.get_model(noun))]
BAR = re.compile(r'\n<p class="banner" role="status">.*?</p>\n', re.DOTALL)
ROBOTS = '\n<meta name="robots" content="noindex, nofollow">'


def preview(client, record, query=""):
    return client.get(address(record._meta.label_lower, "preview", record.pk) + query)


@pytest.fixture
def editor(client):
    client.force_login(make.user(groups=["bien_tap"]))
    return client


def test_the_nouns_that_have_a_preview():
    assert sorted(HIDEABLE) == [
        "conferences.appearance",
        "conferences.conference",
        "conferences.document",
        "conferences.figure",
        "conferences.official",
        "conferences.participation",
        "conferences.recommendation",
        "conferences.relatedevent",
        "conferences.reply",
        "conferences.statement",
        "conferences.tenure",
        "provinces.statuschange",
        "provinces.task",
        "records.source",
    ]


@pytest.mark.once
@pytest.mark.parametrize(("noun", "language"), [*((noun, "") for noun in MAKERS), ("conference", "en")])
@pytest.mark.usefixtures("steady_version")
def test_a_preview_is_the_page_that_readers_get_once_it_is_published(noun, language, shown, editor):
    record = MAKERS[noun](shown, "draft")
    seen = preview(editor, record, "?en" if language else "")
    assert (seen.status_code, len(BAR.findall(seen.text))) == (200, 1)
    assert seen.headers["Content-Language"] == (language or "vi")
    type(record).objects.filter(pk=record.pk).update(publication="published")
    published = editor.get(f"{'/en' if language else ''}{record.page_url().partition('#')[0]}")
    files = re.sub(r"/admin/conferences/document/(\d+)/tep/", r"/tep/\1/", seen.text)
    assert BAR.sub("", files, count=1).replace(ROBOTS, "").split() == published.text.split()
    assert (MARK in published.text) is True


#: A record with a page and rows of its own, and one that stands on the pages of others; the rest are alike.
OUTSIDE = [
    "conference",
    pytest.param("source", marks=pytest.mark.once),
    *(pytest.param(noun, marks=pytest.mark.exhaustive) for noun in ("official", "task", "reply")),
]


@pytest.mark.parametrize("noun", OUTSIDE)
def test_a_preview_is_kept_by_no_cache_and_changes_nothing_outside(noun, shown, editor):
    record = MAKERS[noun](shown, "draft")
    names = SHOWS[noun] & {*PLAIN, *LISTS, *DETAILS, *HISTORIES, *API_LISTS}  # where it would show, published
    before = site(editor, shown, names)
    entries, acts = list(Entry.objects.order_by("pk").values()), Changeset.objects.count()
    seen = preview(editor, record)
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert seen.headers["X-Robots-Tag"].startswith("noindex, nofollow")
    assert ("ETag" in seen.headers, seen.cookies.output()) == (False, "")
    record.refresh_from_db()
    assert record.publication == "draft"
    assert site(editor, shown, names) == before
    assert (list(Entry.objects.order_by("pk").values()), Changeset.objects.count()) == (entries, acts)


def test_nobody_else_sees_what_a_preview_publishes_for_a_moment(editor):
    """The page is answered inside a transaction; it ends in a ROLLBACK, never in a COMMIT."""
    record = make.source(publication="draft")
    said = []

    def listen(execute, sql, *rest):
        said.append(sql.split()[0])
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        preview(editor, record)
    update = said.index("UPDATE")
    ends = [word for word in said[update:] if word in ("ROLLBACK", "COMMIT", "RELEASE")]
    assert ends[0] == "ROLLBACK"


def test_drafts_of_others_stay_away_from_a_preview(client):
    mine, theirs = make.province(), make.province()
    conference = make.conference(publication="draft")
    make.participation(conference=conference, province=mine, capacity="dang-cai")
    person = make.official(name="Lê Bí Mật", publication="draft")
    make.appearance(conference=conference, official=person, role="dong-chu-tri", post_as_printed="Ghế Bí Mật")
    hidden = make.source(title="Bài Bí Mật", publication="draft")
    make.citation(conference, source=hidden, place="Đoạn Bí Mật")
    editor = make.provincial_editor(mine)
    client.force_login(editor)
    seen = preview(client, conference)
    assert (seen.status_code, "Bí Mật" in seen.text) == (200, False)
    client.force_login(make.user(groups=["duyet"]))
    assert "Bí Mật" not in preview(client, conference).text  # readers would not get it either
    client.force_login(make.provincial_editor(theirs))
    assert preview(client, conference).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("noun", HIDEABLE)
def test_a_preview_is_for_whoever_may_see_the_record(noun, client):
    place = make.province()
    own, other = make.provincial_editor(place), make.provincial_editor()
    with acting(own):
        conference = make.conference(publication="draft")
        make.participation(conference=conference, province=place, capacity="dang-cai")
        model = apps.get_model(noun)
        if noun == "provinces.statuschange":
            record = make.status_change(task=make.task(places=[place], publication="draft"))
        elif noun == "provinces.task":
            record = make.task(places=[place], publication="draft")
        elif noun == "conferences.tenure":
            record = make.tenure(
                official=make.official(publication="draft"), post=make.post(body=make.body(province=place))
            )
        elif noun == "conferences.reply":
            record = make.reply(
                recommendation=make.recommendation(conference=conference), publication="draft"
            )
        elif noun == "conferences.conference":
            record = conference
        elif noun in ("conferences.official", "records.source"):
            record = NOUNS[noun](publication="draft")
        else:
            record = NOUNS[noun](conference=conference)
    assert type(record) is model
    found = {}
    for role, user in {
        "own": own,
        "other": other,
        "ministry": make.user(groups=["bien_tap"]),
        "publisher": make.user(groups=["duyet"]),
        "stranger": make.user(),
    }.items():
        client.force_login(user)
        found[role] = preview(client, record).status_code
        form = client.get(address(noun, "change", record.pk))
        if found[role] == 200:
            assert f'<a href="{address(noun, "preview", record.pk)}">' in form.text
    assert found == {"own": 200, "other": 404, "ministry": 200, "publisher": 200, "stranger": 403}
    client.logout()
    answer = preview(client, record)
    assert (answer.status_code, answer.url.startswith("/admin/login/")) == (302, True)


def test_what_readers_see_already_needs_no_preview(editor):
    task = make.task()
    answer = preview(editor, task)
    assert (answer.status_code, answer.url) == (302, task.get_absolute_url())
    assert "/preview/" not in editor.get(address("provinces.task", "change", task.pk)).text


def test_the_pictures_of_a_draft_show_in_its_preview(editor):
    conference = make.conference(publication="draft")
    picture = make.picture(3, conference=conference)
    page = preview(editor, conference).text
    (source,) = re.findall(r'<img [^>]*src="([^"]+)"', page)
    assert source.startswith(f"/admin/conferences/document/{picture.pk}/tep/")
    assert editor.get(source).status_code == 200
    assert f"/tep/{picture.pk}/" not in page.replace(f"document/{picture.pk}/tep/", "")


@pytest.mark.parametrize("key", ["0", "987654321", "99999999999999999999", "%00"])
def test_a_broken_key_of_a_preview_is_a_record_that_is_none(key, editor):
    assert editor.get(f"/admin/provinces/task/{key}/preview/").status_code in (400, 404)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_preview_is_read_only(state, editor):
    task = make.task(publication=state)
    url = address("provinces.task", "preview", task.pk)
    assert (editor.get(url).status_code, editor.post(url).status_code) == (200, 405)
    assert read(editor, task.get_absolute_url())[0] == 404
