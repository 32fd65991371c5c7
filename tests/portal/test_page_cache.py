"""Public answers are stored under a mark: a second one is the same and costs one query, and none is ever stale."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from portal import page_cache
from portal.base.errors import is_api
from portal.changes.models import PUBLIC, current_mark
from portal.changes.recorder import acting, unrecorded
from portal.changes.states import is_tracked
from portal.records.models import Citation, Publication
from portal.search.index.rebuild import rebuild
from tests import factories as make
from tests.pages import CARDS, FORMS, MACHINES, SITE_CARD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_at_once")]  # which renews it, too
LARGE = 8 * 1_048_576
#: Answers of their own: pictures bear a name for their content, and the operator asks the process itself.
NOT_STORED = {*CARDS, *SITE_CARD, "livez", "readyz"}

#: Headers that the store does not tell again: of how the answer is sent, and how much its asker may still ask.
OF_WHO_ASKS = dict.fromkeys(("Content-Length", "RateLimit"), "")


@pytest.fixture(autouse=True)
def stored():
    with override_settings(PAGE_CACHE_BYTES=LARGE):
        yield


@pytest.fixture(scope="module")
def addresses(standing):
    """{name: path} of the public site in both languages."""
    return standing.paths() | MACHINES


def process():
    """A client of a process of its own: nothing is in its memory."""
    return Client(headers={"accept-encoding": "gzip"})


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def uncached(path):
    none = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    with override_settings(PAGE_CACHE_BYTES=0, CACHES={**settings.CACHES, "pages": none}):
        return content(Client().get(path))


# --- A second answer ----------------------------------------------------------------------------------
@pytest.mark.once
def test_every_public_answer_is_stored_and_the_same(addresses, django_assert_num_queries):
    client, other = process(), process()
    for name, path in addresses.items():
        if name.rpartition(":")[2] in NOT_STORED:
            continue
        first = client.get(path)
        body = content(first)
        for again in (client, other):
            with django_assert_num_queries(1):
                second = again.get(path)
            assert content(second) == body
            assert {**second.headers, **OF_WHO_ASKS} == {**first.headers, **OF_WHO_ASKS}
            assert "RateLimit" in second.headers or not is_api(first.wsgi_request)


def test_a_304_renders_nothing(addresses, django_assert_num_queries, settings):
    client = process()
    for path in (
        addresses["home"],
        addresses["conference"],
        addresses["task-list-csv"],
        addresses["search-json"],
    ):
        etag = client.get(path).headers["ETag"]
        for settings.PAGE_CACHE_BYTES in (LARGE, 1):  # in the store, and in none
            with django_assert_num_queries(1):
                answer = process().get(path, headers={"if-none-match": etag})
            assert (answer.status_code, answer.content, answer.templates) == (304, b"", [])
            assert answer.headers["ETag"] == etag
            assert "public" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", [*FORMS.values(), "/livez", "/readyz", "/khong-co/", "/hoi-nghi/?nam=abc", "/anh.png"]
)
def test_forms_refusals_and_pictures_are_not_stored(path, monkeypatch):
    stored = []
    monkeypatch.setattr(page_cache.PageStore, "set", lambda store, key, page: stored.append(key))
    process().get(path)
    assert stored == []
    process().get("/hoi-nghi/")
    assert len(stored) == 1


def test_a_signed_in_person_neither_fills_the_store_nor_reads_it(client):
    client.force_login(make.user(groups=["duyet"]))
    for _time in range(2):
        assert client.get("/hoi-nghi/").headers["Cache-Control"] == "private, no-store"
        assert Client().get("/hoi-nghi/").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": "/hoi-nghi/"}, {"path": "/en/hoi-nghi/"}),
        ({"path": "/hoi-nghi/"}, {"path": "/hoi-nghi/", "query_params": {"nam": "2024"}}),
        ({"path": "/tim-kiem/"}, {"path": "/tim-kiem/", "headers": {"accept": "application/json"}}),
        ({"path": "/hoi-nghi/"}, {"path": "/hoi-nghi/", "headers": {"accept-encoding": "gzip"}}),
        ({"path": "/hoi-nghi/"}, {"path": "/hoi-nghi/", "headers": {"hx-request": "true"}}),
        ({"path": "/hoi-nghi/"}, {"path": "/hoi-nghi/", "headers": {"host": "localhost"}}),
        ({"path": "/hoi-nghi/"}, {"path": "/hoi-nghi/", "secure": True}),
        ({"path": "/hoi-nghi/?nam=2020&nam=2024"}, {"path": "/hoi-nghi/?nam=2024&nam=2020"}),
    ],
)
def test_each_variant_of_an_answer_is_stored_by_itself(one, other):
    make.conference(year=2024)
    client = Client()
    answers = [client.get(**asked) for asked in (one, other, one, other)]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]
    assert [content(answer) for answer in answers[:2]] == [content(answer) for answer in answers[2:]]


def test_the_order_of_an_address_makes_no_difference(django_assert_num_queries):
    client = process()
    first = client.get("/hoi-nghi/?tu=2020&&den=2024")
    with django_assert_num_queries(1):
        assert client.get("/hoi-nghi/?den=2024&tu=2020").content == first.content


def test_an_answer_of_another_day_is_another(monkeypatch):
    class Tomorrow(date):
        @classmethod
        def today(cls):
            return cls(2099, 1, 1)

    client = process()
    etag = client.get("/").headers["ETag"]
    monkeypatch.setattr(page_cache, "date", Tomorrow)
    assert client.get("/", headers={"if-none-match": etag}).status_code == 200


# --- The mark -----------------------------------------------------------------------------------------
def renews(change):
    before = current_mark(PUBLIC)
    change()
    return current_mark(PUBLIC) != before


def test_a_withdrawal_is_gone_for_the_next_request_of_every_process():
    conference = make.conference(publication="published")
    path, clients = conference.get_absolute_url(), [process(), process()]
    assert [client.get(path).status_code for client in clients] == [200, 200]
    conference.publication, conference.withdrawn_reason = Publication.WITHDRAWN, "Nhập nhầm."
    conference.save()
    assert [client.get(path).status_code for client in clients] == [410, 410]


def test_what_is_only_in_drafts_does_not_renew_it():
    draft, person = make.conference(publication="draft"), make.official(publication="draft")
    source = make.source()

    def fill():
        draft.theme = "Chủ đề khác"
        draft.save()
        make.statement(conference=draft)
        make.citation(draft, source=source)
        person.name = "Tên Khác"
        person.save()

    assert not renews(fill)
    assert not renews(lambda: make.report(text="Sai năm"))
    assert not renews(lambda: make.user("moi"))


def test_what_is_rolled_back_does_not_renew_it():
    conference = make.conference()

    def undone():
        with transaction.atomic():
            make.statement(conference=conference)
            transaction.set_rollback(True)

    assert not renews(undone)
    assert renews(lambda: make.statement(conference=conference))


@pytest.mark.parametrize(
    "change",
    [
        lambda one: type(one).objects.filter(pk=one.pk).update(theme="Khác"),
        lambda one: type(one).objects.filter(pk=one.pk).delete(),
        lambda one: one.delete(),
        lambda one: Citation.objects.bulk_create([Citation(record=one, source=make.source())]),
        lambda one: make.term(),
        lambda one: rebuild(),
    ],
)
def test_every_way_of_writing_renews_it(change):
    conference = make.conference()
    assert renews(lambda: change(conference))


def test_what_leaves_no_history_renews_it():
    def load():
        with unrecorded():
            make.conference()

    assert renews(load)


def test_one_act_renews_it_once():
    conference = make.conference()
    with CaptureQueriesContext(transaction.get_connection()) as queries, acting():
        make.statement(conference=conference)
        make.statement(conference=conference)
    assert sum(query["sql"].startswith('INSERT INTO "changes_edition') for query in queries) == 1


def texts_of_nouns():
    """(row, field): of one row of every noun a text that is no key and no choice."""
    for model in filter(is_tracked, apps.get_models()):
        for field in model._meta.concrete_fields:
            is_text = field.get_internal_type() in ("CharField", "TextField") and field.editable
            rows = model.objects.exclude(**{field.name: ""}) if is_text else model.objects.none()
            if rows and not (field.unique or field.choices):
                yield rows[0], field
                break


@pytest.mark.once  # hundreds of pages; that a change renews the mark is asked of both databases above
def test_no_page_is_stale_after_a_change_of_any_noun(shown, addresses):
    paths = [addresses[name] for name in ("home", "conference", "official", "province", "task", "source")]
    client, seen = Client(), set()
    before = {path: client.get(path).content for path in paths}
    for row, field in texts_of_nouns():
        length = min(getattr(field, "max_length", None) or 40, 40)
        setattr(row, field.attname, f"ấy {getattr(row, field.attname)}"[:length])
        with acting():
            row.save()
        now = {path: client.get(path).content for path in paths}
        assert now == {path: uncached(path) for path in paths}, (row, field.name)
        seen |= {type(row).__name__} if now != before else set()
        before = now
    assert len(seen) > 10  # so many of the changes are seen on these pages


# --- Parts of a page ----------------------------------------------------------------------------------
def test_a_part_of_a_page_is_rendered_once_under_the_mark(settings):
    settings.PAGE_CACHE_BYTES = 0
    make.conference(series=make.series(name="Vùng một"))

    def cost(path):
        with CaptureQueriesContext(transaction.get_connection()) as queries:
            assert "Vùng một" in Client().get(path).text
        return len(queries)

    first, again, english = cost("/"), cost("/"), cost("/en/")
    assert again <= first - 6  # the map, the timeline, the choices of the filter
    assert english == first
    make.conference(series=make.series(name="Vùng hai"))
    assert "Vùng hai" in Client().get("/").text
    assert cost("/") == again


def test_of_the_preview_of_a_draft_nothing_is_stored(rf):
    make.conference()
    request, rendered = rf.get("/"), iter("abcd")
    assert [page_cache.stored_part(request, "part", rendered.__next__) for _time in (1, 2)] == ["a", "a"]
    request.preview = {}
    assert [page_cache.stored_part(request, "part", rendered.__next__) for _time in (1, 2)] == ["b", "c"]


# --- The store ----------------------------------------------------------------------------------------
def test_the_store_of_a_process_is_bounded_by_bytes():
    pages = page_cache.PageStore(1000)
    for number in range(50):
        pages.set(str(number), ({}, b"x" * 100))
    assert (pages.size, len(pages.held)) == (1000, 10)
    assert pages.get("3") == ({}, b"x" * 100)  # of all processes
    assert pages.size == 1000


def test_an_answer_too_large_to_store_is_sent_whole(monkeypatch):
    for _number in range(3):
        make.conference()
    monkeypatch.setattr(page_cache, "LARGEST", 10)
    client = Client()
    for path in ("/hoi-nghi.csv", "/hoi-nghi/"):
        answers = [content(client.get(path)) for _time in range(2)]
        assert answers == [uncached(path)] * 2
        assert len(answers[0]) > 100


def test_a_shared_cache_may_show_a_page_for_as_long_as_the_operator_lets_it(settings):
    settings.SHARED_CACHE_SECONDS = 5
    answer = Client().get("/hoi-nghi/")
    assert {part.strip() for part in answer.headers["Cache-Control"].split(",")} == {
        "public",
        "max-age=0",
        "s-maxage=5",
        "stale-while-revalidate=5",
    }


def test_another_code_or_another_setting_is_another_build(monkeypatch):
    build = page_cache.build()
    assert page_cache.build() == build
    monkeypatch.setenv("SITE_OWNER", "Sở KH&CN")
    assert page_cache.build() != build


def test_a_304_says_the_same_to_caches_as_the_page(settings):
    settings.SHARED_CACHE_SECONDS = 5
    page = process().get("/hoi-nghi/")
    for settings.PAGE_CACHE_BYTES in (LARGE, 1):
        answer = process().get("/hoi-nghi/", headers={"if-none-match": page.headers["ETag"]})
        assert answer.status_code == 304
        assert answer.headers["Cache-Control"] == page.headers["Cache-Control"]


def test_explain_asks_the_queries_of_a_stored_page_again(capsys):
    call_command("explain", "/hoi-nghi/")
    first = capsys.readouterr().out
    call_command("explain", "/hoi-nghi/")
    assert capsys.readouterr().out.count("SELECT") == first.count("SELECT") > 1
