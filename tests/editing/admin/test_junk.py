"""Junk in an admin address or form: 400, 403, 404 or a redirect, with a sentence, never a broken page."""

from urllib.parse import urlencode

import pytest

from conferences.models import Conference
from tests import factories as make
from tests.editing.admin.nouns import NOUNS, address, one_of_each, shape

pytestmark = pytest.mark.django_db
LONG = "9" * 200

#: Queries that every list refuses.
REFUSED = [
    "when__year=99999999999999",
    "nothing=1",
    "nothing__year__range=1",
    "version=1",
    "id__in=abc",
    "pk=abc",
    "search_text__contains=a",
    "citations__source__kept_text__startswith=a",
    "_to_field=",
    "_to_field=nothing",
    "_to_field=search_text",
    "p=abc",
    "p=0",
    "p=-1",
    "p=999999999999",
    f"p={LONG}",
    "o=zz",
    f"o={LONG}",
    "o=1.zz",
    "__=1",
    "id__exact=1&id__exact=2",
    f"id={LONG}",
]
#: Queries that no list may break on; what a list does not offer is refused, the rest means nothing.
HARMLESS = [
    "e=1",
    "q=",
    f"q={LONG}",
    "q=%22%2A%C2%A0%27--",
    "q=" + "a+" * 1500,
    "all=",
    "o=",
    "_popup=1",
    "o=99.-98",
]


#: Lists and records of the other nouns are answered by the same lines; they are asked in `make test-all`.
EVERY = pytest.mark.parametrize("noun", [*one_of_each(shape, NOUNS), "auth.user", "auth.group"])
FIRST = "records.source"


@EVERY
def test_every_list_refuses_junk_with_a_sentence(noun, admin_client):
    if noun in NOUNS:
        NOUNS[noun]()
    url = address(noun, "changelist")
    for query in REFUSED:
        answer = admin_client.get(f"{url}?{query}")
        assert (query, answer.status_code) == (query, 400)
        assert '<html lang="vi"' in answer.content.decode()
    for query in HARMLESS:
        assert (query, admin_client.get(f"{url}?{query}").status_code) == (query, 200)


@pytest.mark.parametrize(
    "query",
    [
        "starts__year=99999999999999",
        "starts__year=9999",
        "starts__year=0",
        "starts__year=abc",
        "starts__year__range=1",
        "starts__year=2024&starts__month=13",
        "starts__year=2025&starts__month=2&starts__day=30",
        f"starts__year={LONG}",
        "starts__gte=hom-qua",
        "starts__range=1",
        "nam=abc",
        "nam=99999",
        "nam=0000",
        "nam=%C2%B2%C2%B2%C2%B2%C2%B2",
        "tinh=khong-co",
        "tinh=",
        "publication__exact=%00",
        "series__id__exact=abc",
        f"series__id__exact={LONG}abc",
        "series__name=a",
        "series__organiser__name__contains=a",
        "series__isnull=maybe",
        "status__exact=" + "a" * 500,
    ],
)
def test_the_list_of_conferences_refuses_junk_in_its_own_filters(query, admin_client):
    make.conference()
    make.conference()
    answer = admin_client.get(f"{address('conferences.conference', 'changelist')}?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "nam=1999",
        "starts__year=2024&starts__month=10",
        "starts__year=1000",
        "series__id__exact=7",
        f"series__id__exact={LONG}",
        "publication__exact=zz",
        "status__exact=huy",
    ],
)
def test_a_filter_that_fits_nothing_is_no_junk(query, admin_client):
    make.conference()
    assert admin_client.get(f"{address('conferences.conference', 'changelist')}?{query}").status_code == 200


#: A key is read by the same line for every noun: PostgreSQL is asked by the first.
ONE_ON_POSTGRESQL = pytest.mark.parametrize(
    "noun",
    [
        *one_of_each(shape, NOUNS, lambda noun: () if noun == FIRST else (pytest.mark.once,)),
        *(pytest.param(noun, marks=pytest.mark.once) for noun in ("auth.user", "auth.group")),
    ],
)


@ONE_ON_POSTGRESQL
@pytest.mark.parametrize(
    "key", ["9" * 26, LONG, "9" * 5000, "abc", "-1", "_5F", "1e9", "%C3%A9", "1%2F..%2F2", "None"]
)
def test_a_record_that_is_none_leads_back_to_the_desk(noun, key, admin_client):
    for page in ("change", "history", "delete"):
        answer = admin_client.get(f"{address(noun, 'changelist')}{key}/{page}/")
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert answer.url == "/admin/"


@pytest.mark.parametrize(
    "path",
    [
        f"r/{LONG}/{LONG}/",
        "r/abc/1/",
        "r/1/abc/",
        f"r/1/{LONG}/",
        "auth/user/abc/password/",
        f"auth/user/{LONG}/password/",
        "khong-co/",
        "conferences/khong-co/",
        "conferences/conference/1",
        "conferences/conference/1/change/x/",
    ],
)
def test_an_address_that_is_none_is_not_found(path, admin_client):
    answer = admin_client.get(f"/admin/{path}", follow=True)
    assert answer.status_code == (200 if answer.redirect_chain else 404)


# --- Autocomplete -------------------------------------------------------------------------------------
GOOD = {
    "app_label": "conferences",
    "model_name": "participation",
    "field_name": "province",
    "term": "cao bang",
}


@pytest.mark.once
@pytest.mark.parametrize(
    "change",
    [
        {"app_label": "khong-co"},
        {"app_label": ""},
        {"app_label": "\x00"},
        {"model_name": "khong-co"},
        {"model_name": "participation.x"},
        {"model_name": ""},
        {"model_name": LONG},
        {"field_name": "khong-co"},
        {"field_name": ""},
        {"field_name": "id"},
        {"field_name": "record"},
        {"field_name": "citations"},
        {"field_name": "gaps"},
        {"field_name": "version"},
        {"model_name": "conference", "field_name": "participations"},
        {"model_name": "conference", "field_name": "featured"},
        {"app_label": "auth", "model_name": "user", "field_name": "groups"},
        {"app_label": "auth", "model_name": "user", "field_name": "logentry"},
        {"app_label": "records", "model_name": "citation", "field_name": "content_type"},
        {"app_label": "records", "model_name": "citation", "field_name": "record"},
        {"app_label": "sessions", "model_name": "session", "field_name": "session_key"},
        {"app_label": "provinces", "model_name": "task", "field_name": "kind"},
        {"page": "abc"},
        {"page": "0"},
        {"page": "99999999999999"},
        {"page": LONG},
    ],
)
def test_autocomplete_refuses_what_no_form_asks(change, admin_client):
    make.province()
    answer = admin_client.get("/admin/autocomplete/", GOOD | change)
    asked_groups = change.get("field_name") == "groups"  # a real field of the form of a user
    assert answer.status_code in ((200,) if asked_groups else (400, 403, 404))


@pytest.mark.once
@pytest.mark.parametrize("missing", ["app_label", "model_name", "field_name"])
def test_autocomplete_refuses_half_a_question(missing, admin_client):
    question = {name: value for name, value in GOOD.items() if name != missing}
    assert admin_client.get("/admin/autocomplete/", question).status_code == 403


def test_autocomplete_takes_any_words(admin_client):
    for term in ("", "  ", '"*', "a " * 2000, LONG, "\u00a0", "ằ", "%_\\", "';--"):
        assert admin_client.get("/admin/autocomplete/", GOOD | {"term": term}).status_code == 200


# --- Forms --------------------------------------------------------------------------------------------
#: Forms with a column of every kind; PostgreSQL is asked by them.
EVERY_KIND = (
    "records.report",
    "provinces.task",
    "conferences.conference",
    "conferences.participation",
    "conferences.figure",
)


@pytest.mark.parametrize(
    "noun", [pytest.param(noun, marks=() if noun in EVERY_KIND else pytest.mark.once) for noun in NOUNS]
)
def test_an_empty_form_or_one_of_junk_is_answered(noun, admin_client):
    add = address(noun, "add")
    assert admin_client.post(add, {}).status_code in (200, 400)
    fields = [
        field
        for field in NOUNS[noun]()._meta.get_fields()
        if getattr(field, "editable", False) and not field.auto_created
    ]
    for junk in ("abc", LONG, "-1", "99999999999999999999", "2024-02-30", "😀" * 300):
        data = {field.name: junk for field in fields} | {"default_source": junk}
        assert admin_client.post(add, data).status_code in (200, 302, 400), junk
        prefilled = admin_client.get(f"{add}?{urlencode({field.name: junk for field in fields})}")
        assert prefilled.status_code in (200, 400), junk


@pytest.mark.parametrize("action", ["delete_selected", "publish", "khong-co", ""])
@pytest.mark.parametrize("chosen", ["abc", LONG, "-1", "\ud800".encode("utf-8", "surrogatepass"), ""])
def test_a_bulk_action_on_junk_is_answered(action, chosen, admin_client):
    make.conference()
    answer = admin_client.post(
        address("conferences.conference", "changelist"),
        {"action": action, "_selected_action": chosen, "index": "0"},
    )
    assert answer.status_code in (200, 302, 400)
    assert Conference.objects.count() == 1


@pytest.mark.parametrize("index", ["abc", LONG, "-7"])
def test_a_bulk_action_of_a_broken_page_is_answered(index, admin_client):
    answer = admin_client.post(
        address("conferences.conference", "changelist"),
        {"action": "publish", "_selected_action": "1", "index": index},
    )
    assert answer.status_code in (200, 302, 400)


def test_rows_of_junk_are_answered(admin_client):
    conference = make.conference()
    make.statement(conference=conference)
    url = address("conferences.conference", "change", conference.pk)
    for total, initial in (("abc", "1"), (LONG, "0"), ("-1", "-1"), ("99999", "99999"), ("2", "2"), ("", "")):
        data = {
            "statements-TOTAL_FORMS": total,
            "statements-INITIAL_FORMS": initial,
            "statements-0-id": "abc",
        }
        # 409: rows that do not say what they were opened at are kept on the page of both versions
        assert admin_client.post(url, data).status_code in (200, 400, 409)


@pytest.mark.once
def test_trace_and_its_like_are_refused(admin_client):
    for method in ("TRACE", "PUT", "DELETE", "PATCH"):
        assert admin_client.generic(method, "/admin/conferences/conference/").status_code == 405


@pytest.mark.once
@pytest.mark.parametrize("path", ["?q=%00", "?nam=%FF", "?tinh=a%00", "%00/change/"])
def test_nul_bytes_and_broken_utf8_are_refused(path, admin_client):
    answer = admin_client.get(f"/admin/conferences/conference/{path}")
    assert answer.status_code in (400, 404)
