"""The API: the lists of the site for programs. Query counts, leaks and the store of pages: the tests of the whole site."""

import gzip
import json
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from jsonschema import Draft202012Validator

from portal.api.resources import RESOURCES
from portal.changes.models import public_edition
from portal.changes.recorder import acting
from portal.records.models import Publication
from tests import factories as make
from tests.pages import API_LISTS, LISTS, world
from tests.portal.test_downloads import NARROWER
from tests.portal.test_lists import rows, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_of_each")]
LISTED = "/api/v1/hoi-nghi/"


@pytest.fixture(scope="module")
def two_of_each(django_db_setup, django_db_blocker):
    """Two rows of every noun, made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = world(2)
        make.source(publisher="Báo Khác")
        yield here
        transaction.set_rollback(True)


def asked(client, path):
    """The JSON of a good answer."""
    answer = client.get(path)
    assert (path, answer.status_code, answer.headers["Content-Type"]) == (path, 200, "application/json")
    return answer.json()


def problem(client, path, status, **headers):
    """The problem document that `path` is refused with."""
    answer = client.get(path, headers=headers)
    assert (path, answer.status_code) == (path, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["instance"]) == (status, path.partition("?")[0])
    assert {*told} == {"type", "title", "status", "detail", "instance"}
    return told["detail"]


def walked(client, path):
    """The addresses of all rows, page after page."""
    found = []
    while path:
        answer = asked(client, path)
        found += [row["dia_chi"].removeprefix("http://testserver") for row in answer["dong"]]
        path = answer["tiep"]
    return found


# --- The same question, the same rows -------------------------------------------------------------------
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("narrower", [False, True])
@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_page_api_and_export_have_the_same_rows_and_columns(client, name, path, narrower, language):
    query = NARROWER[name] if narrower else "?q="
    address = f"{language}{API_LISTS[f'api-{name}']}{query}"
    answer = asked(client, address)
    addresses = [row["dia_chi"].removeprefix("http://testserver") for row in answer["dong"]]
    assert addresses
    page = rows(client, f"{language}{path}{query}")
    with translation.override("en" if language else "vi"):
        assert addresses == [row.get_absolute_url() for row in page]
    headings, lines = table(client, f"{language}{path.rstrip('/')}.csv{query}")
    assert [line[-1].removeprefix("http://testserver") for line in lines[: len(addresses)]] == addresses
    assert [*answer["cot"].values()] == headings
    file = client.get(f"{language}{path.rstrip('/')}.json{query}")
    exported = json.loads(b"".join(file.streaming_content))["dong"][: len(addresses)]
    mine = [{key: row[key] for key in exported[0]} for row in answer["dong"]]
    assert mine == exported
    whole = [line[-1].removeprefix("http://testserver") for line in lines]
    assert walked(client, f"{address}&page_size=9") == whole


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.word)
def test_a_cursor_walks_every_row_once_in_every_order(client, resource):
    path = f"/api/v1/{resource.word}/?page_size="
    for order in ["", *(f"&ordering={sign}{word}" for word in resource.orders or {} for sign in ("", "-"))]:
        whole = walked(client, f"{path}200{order}")
        assert len(whole) > 1
        assert walked(client, f"{path}{3 if len(whole) < 50 else 40}{order}") == whole
        assert len({*whole}) == len(whole)


def test_blanks_stand_last_in_an_order_either_way(client):
    make.recommendation(due=None), make.recommendation(due=date(2030, 1, 1))
    up, down = (
        [row["han"] for row in asked(client, f"/api/v1/kien-nghi/?ordering={order}&page_size=200")["dong"]]
        for order in ("han", "-han")
    )
    dated = [day for day in up if day]
    assert up == sorted(dated) + [""] * (len(up) - len(dated))
    assert down == sorted(dated, reverse=True) + [""] * (len(up) - len(dated))


def test_a_row_that_comes_between_two_pages_moves_no_other(client):
    first = asked(client, "/api/v1/dai-bieu/?page_size=1")
    make.official(name="An An")
    after = asked(client, first["tiep"])["dong"][0]["ten"]
    assert after != first["dong"][0]["ten"]


# --- A record --------------------------------------------------------------------------------------------
def test_a_record_has_its_facts_with_citations_gaps_and_disagreements(client, two_of_each):
    place = two_of_each.conference
    make.citation(
        place, field="theme", source=make.source(publisher="Báo Một", url="https://vidu.vn/1"), place="đoạn 2"
    )
    make.citation(place, field="theme", source=make.source(publisher="Báo Hai"), differs="Nhà khác")
    make.gap(place, field="ends")
    answer = asked(client, f"/api/v1{place.get_absolute_url()}")
    assert answer["dong"]["chi_tiet"] == f"http://testserver/api/v1{place.get_absolute_url()}"
    theme = answer["muc"]["theme"]
    assert (theme["ten"], theme["gia_tri"]) == ("chủ đề", "Pác Bó")
    [one] = theme["nguon"]
    assert (answer["nguon"][one["nguon"]]["dia_chi"], one["cho"]) == ("https://vidu.vn/1", "đoạn 2")
    [other] = theme["nguon_neu_khac"]
    assert (answer["nguon"][other["nguon"]]["ten"].partition(":")[0], other["chu"]) == ("Báo Hai", "Nhà khác")
    assert answer["muc"]["ends"]["vi_sao_trong"] == "nguồn không nêu"
    assert answer["muc"]["status"]["chu"] == "đã tổ chức"
    beside = {group["loai"]: len(group["dong"]) for group in answer["ban_ghi_kem"]}
    assert beside["participations"] == place.participations.count()
    assert beside["recommendations"] == place.recommendations.count()
    file = json.loads(client.get(f"{place.get_absolute_url().rstrip('/')}.json").content)
    assert {key: answer[key] for key in ("phien_ban", "loai", "ten", "nguon")} == {
        key: file[key] for key in ("phien_ban", "loai", "ten", "nguon")
    }


def test_a_province_is_told_as_it_was_and_as_it_is(client):
    after = make.province(name="Lạng Giang")
    before = make.ended_province(name="Hà Tuyên")
    middle = make.ended_province(name="Hà Giang Cũ")
    (
        make.succession(predecessor=before, successor=middle),
        make.succession(predecessor=middle, successor=after),
    )
    task = make.task([before], code="KQ-1")
    for path in ("/api/v1/nhiem-vu/?q=KQ-1", f"/api/v1{task.get_absolute_url()}"):
        answer = asked(client, path)
        row = answer["dong"][0] if "tiep" in answer else answer["dong"]
        [place] = row["tinh_thanh"]
        assert place["ten"].startswith("Hà Tuyên (đến ")
        assert [unit["ten"] for unit in place["hien_nay"]] == ["Lạng Giang"]
    [told] = answer["muc"]["places"]["gia_tri"]
    assert {key: told[key] for key in place} == place
    assert walked(client, f"/api/v1/nhiem-vu/?tinh={after.slug}") == [task.get_absolute_url()]
    own = asked(client, f"/api/v1{after.get_absolute_url()}")["dong"]["tinh_thanh"]
    assert [unit["ten"] for unit in own[0]["hien_nay"]] == ["Lạng Giang"]


def test_of_an_official_who_is_not_published_nothing_is_told(client, two_of_each):
    hidden = make.official(name="Nguyễn Kín", publication="draft")
    row = make.recommendation(conference=two_of_each.conference, by_official=hidden, by_as_printed="Ông Kín")
    make.citation(row, field="by_official", verbatim="Ông Kín")
    told = asked(client, f"/api/v1/kien-nghi/{row.pk}/")
    del told["dong"]
    assert told["muc"]["by_official"]["vi_sao_trong"] == "hồ sơ chưa đăng"
    assert "Kín" not in json.dumps(told, ensure_ascii=False)


def test_a_record_that_moved_or_was_withdrawn_says_so(client):
    official = make.official(name="Lê Văn Dời")
    old = official.slug
    official.slug = "le-van-moi"
    official.save()
    answer = client.get(f"/api/v1/dai-bieu/{old}/")
    assert (answer.status_code, answer.url) == (301, "/api/v1/dai-bieu/le-van-moi/")
    with acting(public_note="Nguồn đã rút bài."):
        official.publication = Publication.WITHDRAWN
        official.save()
    assert problem(client, "/api/v1/dai-bieu/le-van-moi/", 410).endswith("Nguồn đã rút bài.")
    assert problem(client, "/api/v1/dai-bieu/khong-he-co/", 404)


# --- Versions --------------------------------------------------------------------------------------------
def test_since_tells_what_readers_saw_change(client, two_of_each):
    with acting(public_note="trước"):
        make.conference(series=two_of_each.series, year=2011)
    before = public_edition().number
    place, hidden = two_of_each.conference, make.conference(year=2012, publication="draft")
    path = f"{LISTED}?since={before}"
    assert walked(client, path) == []
    with acting():
        place.theme = "Chủ đề mới"
        place.save()
    with acting():
        make.reply(recommendation=place.recommendations.first(), publication="draft")
        hidden.theme = "Kín"
        hidden.save()
    assert walked(client, path) == [place.get_absolute_url()]
    asked_there = make.recommendation(conference=hidden)
    number = public_edition().number
    with acting():
        hidden.publication = Publication.PUBLISHED
        hidden.save()
    assert walked(client, f"{LISTED}?since={number}") == [hidden.get_absolute_url()]
    assert walked(client, f"/api/v1/kien-nghi/?since={number}") == [asked_there.get_absolute_url()]
    assert {place.get_absolute_url(), hidden.get_absolute_url()} <= {
        *walked(client, f"{LISTED}?since=2020-01-01")
    }
    assert walked(client, f"{LISTED}?since=2999-01-01") == []


def test_every_answer_says_its_version_and_is_304_until_it_changes(
    client, two_of_each, django_assert_num_queries
):
    with override_settings(PAGE_CACHE_BYTES=1_000_000):
        for path in (LISTED, f"/en{LISTED}", f"/api/v1{two_of_each.task.get_absolute_url()}"):
            answer = client.get(path)
            known = public_edition()
            assert (answer.json()["phien_ban"], answer.json()["ngay"]) == (
                known.number,
                known.day.isoformat(),
            )
            assert answer.headers["ETag"].startswith(f'W/"{known.number}-')
            with django_assert_num_queries(1):
                again = client.get(path, headers={"if-none-match": answer.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["Access-Control-Allow-Origin"] == "*"
            assert "RateLimit" in again.headers
        with acting():
            two_of_each.conference.refresh_from_db()
            two_of_each.conference.theme = "Khác nữa"
            two_of_each.conference.save()
        assert client.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 200


# --- How it is asked --------------------------------------------------------------------------------------
def test_fields_and_page_size_narrow_what_is_sent(client):
    answer = asked(client, f"{LISTED}?fields=nam,dia_chi&page_size=2")
    assert [[*row] for row in answer["dong"]] == [["nam", "dia_chi"]] * 2
    assert answer["cot"] == {"nam": "Năm", "dia_chi": "Địa chỉ trang"}
    assert parse_qs(urlsplit(answer["tiep"]).query)["fields"] == ["nam,dia_chi"]


CURSOR_OF_ANOTHER = "cursor của danh sách khác"
#: {what is wrong with it: the query string}.
WRONG = [
    "x=1", "trang=2", "format=json", "nam=abc", "nam=30/2/2024", f"nam={2**64}", "nam=%C2%B2", "tinh=khong-co", "vai=zz", "tu=2025&den=2024",
    "nam=2024&nam=2023", "q=%00", "q=%ff", "%00=1", "q=" + "a" * 201, "q=-", "page_size=0", "page_size=-1", "page_size=201", "page_size=1e2",
    f"page_size={2**64}", "page_size=", "page_size=%C2%B2", "page_size=%EF%BC%91", "cursor=", "cursor=abc", "cursor=W10:abc", "cursor=%F0%9F%98%80",
    "cursor=" + "a" * 3000, "fields=", "fields=nam,", "fields=zz", "fields=nam;ten", "fields=" + "nam," * 900, "ordering=", "ordering=pk",
    "ordering=--nam", "ordering=publication", "since=", "since=abc", "since=-1", f"since={2**64}", "since=999999999", "since=2026-02-30",
    "since=2026-1-1", "since=0001-01-01", "since=2026-11-30T00:00", "since=%C2%B2", "tinh[]=a", "lang=xx",
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG, ids=lambda query: query[:30])
def test_what_is_wrong_is_refused_in_words(client, query):
    answer = client.get(LISTED, QUERY_STRING=query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_cursor_is_good_for_its_list_and_its_order_alone(client):
    cursor = quote(parse_qs(urlsplit(asked(client, f"{LISTED}?page_size=1")["tiep"]).query)["cursor"][0])
    assert asked(client, f"{LISTED}?page_size=3&cursor={cursor}")
    problem(client, f"{LISTED}?ordering=nam&cursor={cursor}", 400)
    problem(client, f"/api/v1/nhiem-vu/?cursor={cursor}", 400)
    problem(client, f"{LISTED}?cursor={cursor[:-1]}", 400)


@pytest.mark.parametrize("key", ["0", "abc", str(2**63), str(2**64), "-1", "1.5", "%00", "%ff", "9" * 300])
def test_a_number_that_is_no_record_is_not_found(client, key):
    for word in ("kien-nghi", "so-lieu", "nhiem-vu"):
        answer = client.get(f"/api/v1/{word}/{key}/")
        assert answer.status_code in (400, 404)
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_refusals_speak_the_language_of_the_address(client):
    assert problem(client, "/api/v1/khong/", 404) == "Không có trang nào ở địa chỉ này."
    assert problem(client, "/en/api/v1/khong/", 404) == "There is no page at this address."
    assert problem(client, f"{LISTED}?nam=abc", 400) == "Năm phải là số từ 1945 đến 2100."
    assert problem(client, f"/en{LISTED}?nam=abc", 400) == "The year must be a number from 1945 to 2100."
    assert problem(client, LISTED, 406, accept="text/html") == "API trả lời bằng JSON (application/json)."
    assert problem(client, f"/en{LISTED}", 406, accept="image/*").startswith("The API answers")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1", "application/json"])
def test_whoever_takes_json_gets_it(client, accept):
    assert client.get(LISTED, headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "accept", ["", "a", ";;;", "a" * 5000, "application/json" * 100, "\u00e9", "q=1,,,", "*"]
)
def test_a_strange_accept_is_no_failure(client, accept):
    assert client.get(LISTED, headers={"accept": accept}).status_code in (200, 406)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_can_be_written(client, method):
    answer = client.generic(method, LISTED, "a=1")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["detail"] == "API chỉ để đọc: hãy dùng GET."


def test_a_page_of_another_site_may_read_it(client):
    answer = client.options(
        LISTED, headers={"origin": "https://vidu.vn", "access-control-request-method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for path in (LISTED, f"{LISTED}?x=1", "/api/v1/khong/"):
        told = client.get(path).headers
        assert told["Access-Control-Allow-Origin"] == "*"
        assert told["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Credentials" not in told
    assert "Access-Control-Allow-Origin" not in client.get("/hoi-nghi/").headers


def test_who_asks_too_often_is_told_when_to_come_back(client):
    with override_settings(API_PER_MINUTE=2, PAGE_CACHE_BYTES=1_000_000):
        told = [client.get(LISTED) for _time in range(3)]
        assert [answer.status_code for answer in told] == [200, 200, 429]
        assert [answer.headers["RateLimit"].partition(";t=")[0] for answer in told] == [
            '"api";r=1',
            '"api";r=0',
            '"api";r=0',
        ]
        assert told[0].headers["RateLimit-Policy"] == '"api";q=2;w=60'
        assert 1 <= int(told[2].headers["Retry-After"]) <= 60
        assert told[2].json()["title"] == "Too Many Requests"
        assert told[2].headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in told[2].headers["Content-Security-Policy"]
        assert client.get(LISTED, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert client.get("/hoi-nghi/").status_code == 200


def test_it_is_compressed_and_has_a_head(client):
    answer = client.get(LISTED, headers={"accept-encoding": "gzip"})
    assert json.loads(gzip.decompress(answer.content))["dong"]
    assert client.head(LISTED).status_code == 200


def test_nobody_signs_in_there_and_nothing_of_drf_is_elsewhere(client):
    client.force_login(make.superuser())
    answer = client.get(LISTED)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not any(app.startswith(("rest_framework", "drf")) for app in settings.INSTALLED_APPS)


# --- What it says of itself --------------------------------------------------------------------------------
def test_the_description_holds_for_every_answer(client, two_of_each):
    described = asked(client, "/api/v1/schema/")
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "/api/v1"}]
    paths = [f"{path.rstrip('/')}/" for path in described["paths"]]
    assert len(paths) == 2 * len(RESOURCES)
    for resource in RESOURCES:
        for path, key in (
            (f"/api/v1/{resource.word}/", ""),
            (
                resource.address(two_of_each.record(resource)),
                resource.key.replace("<slug:", "{").replace("<int:", "{"),
            ),
        ):
            operation = described["paths"][f"/{resource.word}/{key.replace('>', '}')}{'/' if key else ''}"][
                "get"
            ]
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            Draft202012Validator({**schema, "components": described["components"]}).validate(
                asked(client, path)
            )
    problem(client, "/api/v1/schema/?lang=../..", 400)


def test_the_page_that_explains_it_names_every_word_and_its_examples_answer(client):
    page = client.get("/api/v1/")
    described = asked(client, "/api/v1/schema/")
    for operation in described["paths"].values():
        for parameter in operation["get"]["parameters"]:
            assert parameter["in"] == "path" or f"<code>{parameter['name']}</code>" in page.text
    examples = [path for noun in page.context["nouns"] for path in noun["examples"]]
    assert len(examples) == 2 * len(RESOURCES)
    for path in examples:
        asked(client, path)
    assert 'href="/api/v1/"' in client.get("/gioi-thieu/").text
