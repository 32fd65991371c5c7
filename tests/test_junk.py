"""Junk in any filter, page, address, header or form: 400, 404, 405 or 413 with a sentence, never a broken page."""

import pytest
from django.conf import settings
from django.test import Client

from portal.middleware import MACHINE_PAGES
from tests.pages import DETAILS, DOWNLOADS, LISTS, NO_PAGES, PLAIN

pytestmark = pytest.mark.django_db

LONG = "9" * 200
WORDS = "q=" + "+".join(f"tu{number}" for number in range(1000))

#: Query strings as they go over the wire; none may break any page.
JUNK = [
    # broken bytes
    "q=%00", "tinh=%00", "nam=%00", "trang=%00", "%00=1", "q=a%00b", "q=%ff%fe", "tinh=%c3%28", "%ff=1", "q=%ed%a0%80",
    "q=%f8%88%80%80%80", "q=%c0%af", "q=%", "q=%zz", "q=%u0041", "q=%EF%BF%BE",
    # numbers that are none, or too many
    "trang=abc", "trang=0", "trang=-1", "trang=1e9", "trang=1.5", "trang=", "trang=%20", f"trang={LONG}", "trang=999999999",
    "trang=%EF%BC%91%EF%BC%92", "trang=0x10", "trang=1&trang=abc", "trang[]=1", "trang=NaN", "trang=%2B1", "trang=null",
    "nam=abc", "nam=99999", "nam=0", "nam=-1", "nam=2024.5", "nam=2024.0", "nam=1e3", f"nam={LONG}", "nam=9" * 500,
    "nam=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%94", "nam=2_024", "nam=Infinity", "nam=2024-02-30", "nam=30/2/2024", "nam=%C2%B2",
    "tu=abc", "den=abc", f"tu={LONG}&den={LONG}", "tu=2025&den=2024", "nam=2024&tu=2020", "tu=1944", "den=2101", "tu=%C2%A0",
    # words that name nothing
    "tinh=khong-co", "tinh=CAO-BANG", "tinh=Cao Bằng", "tinh=1", "tinh=-1", f"tinh={LONG}", "tinh=a'%20OR%201=1--",
    "tinh=../../etc/passwd", "tinh=cao-bang&tinh=khong-co", "tinh[]=cao-bang", "tinh=" + "a" * 5000, "tinh=%2e%2e%2f",
    "tinh=cao-bang.", "tinh=cao-bang%20", "tinh=cao-bang%0a", "vung=khong-co", "vung=%F0%9F%8C%BE", f"vung={LONG}",
    "vai=khong-co", "vai=DANG-CAI", "vai=%27", "vai=dang-cai&vai=zz", "vai=None", "tinh_trang=zz", "loai=zz", "cap=zz",
    "trang_thai=zz", "linh_vuc=zz", "linh_vuc=1", "chuong_trinh=zz", "chu_tri=zz", f"chu_tri={LONG}", "noi_nhan=zz",
    "bat_dau=abc", "bat_dau=1", f"bat_dau={LONG}", "bat_dau=2024.0", "bat_dau=%00",
    "chi_tieu=zz", "qua_han=zz", "qua_han=2", "ky=zz", "do=zz",
    # words to search
    WORDS, "q=" + "a" * 201, "q=" + "a" * 10_000, "q=" + "%C4%83" * 200, 'q="', "q='", "q=*", "q=%25", "q=_", "q=%5C", "q=%5C%5C",
    "q=a*", 'q="a', "q=a%25", "q=a_", "q=a%5C", "q=%C2%A0", "q=a%C2%A0b", "q=%E2%80%8B", "q=%E2%80%AE", "q=%E2%80%AEabc",
    "q=%F0%9F%98%80", "q=a%F0%9F%98%80", "q=%F0%9F%87%BB%F0%9F%87%B3", "q=NEAR(a,b)", "q=a+AND+", "q=OR", "q=NOT", "q=-a", "q=a:b",
    "q=%7B%7Ba%7D%7D", "q=%24%7Ba%7D", "q=a%27%3B+DROP+TABLE+x%3B--", "q=%3Cscript%3Ealert(1)%3C/script%3E", "q=%00%00",
    "q=%0d%0aSet-Cookie:a=b", "q=a%0ab", "q=%09", "q=%01", "q=%1f", "q=%7f", "q=%CC%81", "q=a" + "%CC%81" * 300, "q=%EF%B7%BA",
    "q=%E1%BA%BF", "q=e%CC%82%CC%81", "q=%C4%90", "q=%C3%90", "q=%E2%85%A9", "q=%E4%B8%AD%E6%96%87", "q=%D7%A9", "q=%F0%9D%94%B8",
    "q=-_", "q=-%C2%B2", "q=t%C2%B2/2024", "q=%C2%B2%C2%B3/11", "q=-%D9%80", "q=31/2/2024", "q=%EF%BC%91%EF%BC%90/10",
    "q=a&q=b&q=c", "q[]=a", "q[a]=b", "Q=a",
    # questions that are no question
    "&", "=", "?", "&&&&", "=a", "a", ";", "a;b", "#", "%26", "x=1", "page=abc", "p=1&o=zz", "format=json", "_=1", "utm_source=a",
    "csrfmiddlewaretoken=a", "tinh", "nam", "nam=&tu=&den=&q=&tinh=&vai=&vung=", "a=1&" * 900, "lang=xx", "next=//vidu.vn",
]  # fmt: skip
BROKEN_BYTES = [
    query
    for query in JUNK
    if "%00" in query or any(part in query for part in ("%ff", "%c3%28", "%ed%a0%80", "%f8", "%c0"))
]
#: The words that a page reads of its question besides the number of a page, where it does; the lists read theirs.
READ_BY = {
    "map": {"ky", "do"},
    "components": {"q", "tinh", "vai", "vung", "nam", "tu", "den", "tinh_trang"},
}
#: What any page must take: words it does not know, too many of them, and those of a search.
IGNORED = ["x=1", "a=1&" * 900, WORDS, "lang=xx", "next=//vidu.vn", "q=%3Cscript%3Ealert(1)%3C/script%3E"]
OPENLY_WRONG = ["nam=abc", "tinh=khong-co", "nam=99999", f"nam={LONG}", "nam=2024.5"]


def answer_of(client, path, query=""):
    """The answer, read to its end, checked for what no answer may be."""
    answer = client.get(path, QUERY_STRING=query.encode().decode("latin-1"))  # as WSGI hands it on
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (path, query[:80], answer.status_code) in {
        (path, query[:80], status) for status in (200, 301, 302, 400, 404)
    }
    assert len(body) < 5_000_000
    assert b"<script>alert(1)" not in body
    assert b"Traceback" not in body
    assert "Set-Cookie" not in answer.headers
    if answer.status_code in (400, 404):
        assert b"<h1" in body
        assert b'<html lang="' in body
    return answer


#: The lists and downloads, in the order in which they share out what all of them read by the same code.
FILES = [
    path for path in DOWNLOADS.values() if path.endswith(".csv")
]  # the others are written from the same lines
ASKED = [*LISTS.values(), *FILES, "/nhiem-vu.xlsx", "/tim-kiem.jsonl", PLAIN["search"]]
#: Where all of JUNK is asked: the list with every word that lists share, and the search, which reads its own way.
ASKED_ALL = ("/hoi-nghi/", PLAIN["search"])


def words_of(query):
    """The names that a query string asks under, as far as they are plain."""
    return {part.partition("=")[0] for part in query.split("&")}


def junk_for(client, path):
    """What `path` is asked: what is of its own form, what must be refused everywhere, and its share of the rest."""
    if path in ASKED_ALL:
        return JUNK
    always = {*BROKEN_BYTES, *OPENLY_WRONG}
    fields = (
        [set(client.get(at).context["found"].form.fields) for at in (ASKED_ALL[0], path)]
        if path in LISTS.values()
        else []
    )
    own = fields[1] - fields[0] if fields else set()
    share = JUNK[ASKED.index(path) :: len(ASKED)]
    return [query for query in JUNK if query in always or query in share or words_of(query) & own]


def junk_is_answered(client, path, asked):
    refused = {query for query in asked if answer_of(client, path, query).status_code == 400}
    assert refused >= set(BROKEN_BYTES)
    if path not in ("/nguon/", "/nguon.csv", "/ban-do.csv"):  # those that ask for no province
        assert refused >= set(OPENLY_WRONG)
    assert answer_of(client, path).status_code == 200


@pytest.mark.parametrize("path", ASKED)
def test_no_junk_breaks_a_list_or_its_download(client, shown, path):
    junk_is_answered(client, path, junk_for(client, path))


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", ASKED)
def test_none_of_all_junk_breaks_a_list_or_its_download(client, shown, path):
    junk_is_answered(client, path, [*JUNK, *OPENLY_WRONG])


@pytest.mark.once
@pytest.mark.parametrize("name", [*DETAILS, *PLAIN])
def test_no_junk_breaks_a_page(client, shown, name):
    """Of a question these read whether its bytes are whole, and the words in READ_BY; the search is asked all above."""
    path = shown.paths()[name]
    read = {"trang", *READ_BY.get(name, ())}
    asked = [query for query in JUNK if query in (*BROKEN_BYTES, *IGNORED) or words_of(query) & read]
    refused = {query for query in asked if answer_of(client, path, query).status_code == 400}
    assert refused >= set(BROKEN_BYTES)
    assert answer_of(client, f"/en{path}", JUNK[0]).status_code == 400


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [*DETAILS, *PLAIN])
def test_none_of_all_junk_breaks_a_page(client, shown, name):
    for query in JUNK:
        answer_of(client, shown.paths()[name], query)


SLUGS = [
    "khong-co", "KHONG-CO", "Cao-Bang", "cao-bang.", "cao_bang", "-", "--", "_", "0", "-1", LONG, "a" * 3000, "%00", "a%00b", "%ff%fe",
    "%c3%28", "%2e%2e", "..", ".", "%2f", "a%2fb", "a b", "a%20b", "a%0ab", "'", '"', "%27%20OR%201=1", "*", "%25", "%5C", "<b>", "%3Cb%3E",
    "cao-bang//", "%E1%BA%BFt", "%F0%9F%98%80", "%E2%80%AEabc", "null", "None", "undefined", "index.php", "1.5", "xix",
]  # fmt: skip


@pytest.mark.parametrize(
    "prefix", ["/hoi-nghi/", "/dai-bieu/", "/tinh-thanh/", "/co-quan/", "/nhiem-vu/", "/nguon/", "/", "/en/", "/en/dai-bieu/"]
)  # fmt: skip
def test_an_address_that_is_none_is_not_found(client, shown, prefix):
    for slug in SLUGS:
        for path in (f"{prefix}{slug}/", f"{prefix}{slug}"):
            status = answer_of(client, path).status_code
            assert (path, status) in {(path, 404), (path, 400), (path, 301)}


def test_a_conference_that_is_none_is_not_found(client, shown):
    for slug in SLUGS:
        for series in (shown.series.slug, "khong-co", "%00"):
            answer = answer_of(client, f"/hoi-nghi/{series}/{slug}/")
            assert answer.status_code in ((301, 404, 400) if slug == "xix" else (404, 400))


def test_nul_and_broken_bytes_are_refused_in_words(client, shown):
    for path, query in (("/hoi-nghi/", "q=%00"), ("/a%00b/", ""), ("/", "q=%ff")):
        answer = answer_of(client, path, query)
        assert answer.status_code == 400
        assert "ký tự hỏng" in answer.text
    assert "broken" in answer_of(client, "/en/hoi-nghi/", "q=%00").text


@pytest.mark.parametrize(
    "cookie",
    [
        'hoso_session="\\000"', 'hoso_session="a\\000b"', "hoso_session=" + "a" * 4000, "hoso_session=../../x", "hoso_session=%00",
        'csrftoken="\\000"', "hoso_session=\u00e9", 'x="\\000"', "=", ";;;", "a=b; a=c", 'messages="\\000"',
    ],
)  # fmt: skip
def test_no_cookie_breaks_a_page(cookie):
    client = Client()
    for path in ("/", "/hoi-nghi/", "/admin/", "/tai-khoan/dang-nhap/", "/khong-co/"):
        answer = client.get(path, HTTP_COOKIE=cookie)
        assert (path, answer.status_code) in {(path, status) for status in (200, 302, 400, 404)}
        if "\\000" in cookie:
            assert answer.status_code == 400


HEADERS = {
    "accept-language": ["\x01", "a" * 5000, "vi;q=abc", "*", "xx-YY,zz;q=9", "é"],
    "if-none-match": ['"', "W/", "*", "a" * 5000, "é"],
    "if-modified-since": ["hôm qua", "Thu, 30 Feb 2024 00:00:00 GMT", "Thu, 01 Jan 99999 00:00:00 GMT", "0"],
    "range": ["bytes=0-", "bytes=-1", "bytes=a-b"],
    "referer": ["javascript:alert(1)", "\x01", "a" * 5000],
    "user-agent": ["", "<script>alert(1)</script>", "é" * 500],
    "x-forwarded-for": ["a, b, c", "127.0.0.1'"],
    "x-forwarded-host": ["vidu.vn"],
    "x-forwarded-proto": ["https", "gopher"],
    "x-http-method-override": ["DELETE"],
    "authorization": ["Basic %00", "Basic AAAA", "Bearer é"],
    "content-length": ["abc", "-1", "1e9", ""],
    "content-type": [
        "text/html; charset=klingon",
        "multipart/form-data",
        "é",
        "application/x-www-form-urlencoded; charset=utf-16",
    ],
    "script-name": ["/x"],
    "hx-request": ["true", "é"],
    "accept": ["\x01", "text/x-khong-co"],
    "accept-encoding": ["gzip;q=abc", "br, *;q=0", "é"],
}


@pytest.mark.once
@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_a_page(client, shown, name):
    for value in HEADERS[name]:
        for path in ("/", "/hoi-nghi/?nam=2024", "/hoi-nghi.csv", "/tai-khoan/dang-nhap/", "/khong-co/"):
            answer = client.get(path, headers={name: value})
            assert answer.status_code < 500, (path, name, value[:40])
            if not answer.streaming:
                assert b"<script>alert(1)" not in answer.content
                assert b"vidu.vn/hoi-nghi" not in answer.content


@pytest.mark.parametrize(
    "host",
    [
        "la.vidu.vn",
        "testserver.vidu.vn",
        "a b",
        "_",
        "é",
        "[::",
        "testserver:abc",
        "testserver@vidu.vn",
        "x" * 500,
    ],
)
def test_a_strange_host_is_refused_without_a_word_of_the_code(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert "ALLOWED_HOSTS" not in answer.text
    assert "Mã 400" in answer.text


# --- Methods and forms ----------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "LAMGI"])
def test_other_methods_are_refused_in_words(client, shown, method):
    for path in (
        "/",
        "/hoi-nghi/",
        "/hoi-nghi.csv",
        shown.conference.get_absolute_url(),
        "/admin/",
        "/tai-khoan/dang-nhap/",
        "/khong-co/",
    ):
        answer = client.generic(method, path, headers={"x-secret": "bi-mat"})
        assert (path, answer.status_code) == (path, 405)
        assert "Trang này không nhận cách gửi đó" in answer.text
        assert "bi-mat" not in answer.text
        assert "GET" in answer.headers["Allow"]


def test_a_form_sent_to_a_page_that_only_shows_is_refused_in_words(client, shown):
    for name, path in shown.paths(("",)).items():
        answer = client.post(path, {"q": "a"})
        assert (name, answer.status_code) == (name, 405)
        if path not in MACHINE_PAGES:  # which are answered before a page could be made
            is_api = name.startswith("api-") and name != "api-docs"
            words = "API chỉ để đọc" if is_api else "Trang này không nhận cách gửi đó"
            assert words in answer.text, name


def test_a_form_without_its_token_is_refused_in_words(shown):
    answer = Client(enforce_csrf_checks=True).post("/tai-khoan/dang-nhap/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã cũ" in answer.text


def test_head_answers_as_get_without_the_body(client, shown):
    for name, path in shown.paths(("",)).items():
        asked, got = client.head(path), client.get(path)
        assert (name, asked.status_code) == (name, 200)
        assert asked.headers["Content-Type"] == got.headers["Content-Type"]
        if not asked.streaming:
            assert asked.content == b""


def test_a_body_of_ten_megabytes_is_refused_in_words(client, shown):
    for path in ("/", "/hoi-nghi/", "/tai-khoan/dang-nhap/"):
        answer = client.post(
            path, b"q=" + b"a" * 10_000_000, content_type="application/x-www-form-urlencoded"
        )
        assert (path, answer.status_code) == (path, 413)
        assert "tối đa 2,5 MB" in answer.text
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 2.5 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"login=%00&password=a", "application/x-www-form-urlencoded"),
        (b"login=%ff&password=a", "application/x-www-form-urlencoded"),
        (b"login=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"&" * 6000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 6000, "application/x-www-form-urlencoded"),
        (b"login=" + b"a" * 5000 + b"&password=" + b"b" * 5000, "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"khong phai", "multipart/form-data"),
        (b"khong phai", "multipart/form-data; boundary=" + "x" * 500),
        (
            b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\x00b\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"{", "application/json"),
        (b"<a>", "text/xml"),
    ],
)
def test_no_form_breaks_the_login(client, body, kind):
    answer = client.post("/tai-khoan/dang-nhap/", body, content_type=kind)
    assert answer.status_code in (200, 400), answer.status_code
    assert b"Traceback" not in answer.content


# --- The admin, as one who may do all -------------------------------------------------------------------
ADMIN = [
    "/admin/", "/admin/conferences/conference/", "/admin/conferences/official/", "/admin/provinces/task/",
    "/admin/provinces/province/", "/admin/records/source/", "/admin/conferences/recommendation/", "/admin/conferences/figure/",
    "/admin/conferences/conference/add/", "/admin/auth/user/", "/tai-khoan/dang-nhap/", "/admin/password_change/", "/admin/jsi18n/",
    "/admin/autocomplete/",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("path", ADMIN)
def test_no_junk_breaks_the_admin(admin_client, shown, path):
    """Each page takes its share, besides what tests/editing/admin asks every list and form."""
    place = ADMIN.index(path)
    for query in [
        *BROKEN_BYTES[place % 4 :: 4],
        *JUNK[place :: len(ADMIN)],
        "starts__year=2024&starts__month=2&starts__day=30",
        "when__year=99999999999999",
        "_to_field=",
    ]:
        answer = admin_client.get(path, QUERY_STRING=query.encode().decode("latin-1"))
        assert answer.status_code in (200, 302, 400, 403, 404), (query[:80], answer.status_code)
        assert b"<script>alert(1)" not in answer.content


def test_the_text_of_a_record_is_never_read_as_markup(client, shown):
    nasty = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    shown.conference.theme = shown.conference.summary = shown.conference.city = nasty
    shown.conference.save()
    for record, fields in (
        (shown.series, ["name", "about", "aliases", "frequency"]),
        (shown.official, ["name", "titles", "aliases"]),
        (shown.province, ["name", "full_name"]),
        (shown.body, ["name"]),
        (shown.task, ["title", "summary", "results"]),
        (shown.source, ["title", "publisher"]),
    ):
        for field in fields:
            setattr(record, field, nasty[: record._meta.get_field(field).max_length])
        record.save()
    for name, path in shown.paths(("", "/en")).items():
        if name.removeprefix("en:") in NO_PAGES:
            continue
        text = client.get(path).text
        assert (name, "<script>alert" in text, "<img src=x" in text) == (name, False, False)


def test_the_table_of_junk_is_long_and_says_each_thing_once():
    assert len(JUNK) > 150
    assert len(set(JUNK)) == len(JUNK)
