"""deploy/nginx.conf in an nginx that runs on loopback, before a site that says which requests reached it."""

import http.client
import re
import ssl
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from threading import Event, Thread

import pytest

from tests.deploy.conftest import HOST

pytestmark = pytest.mark.once

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
}
BODY = b"hoso" * 50


class Site(BaseHTTPRequestHandler):
    """Answers every request with a public page, and writes down what it was asked."""

    asked: list = []
    ids: set = set()
    may_answer = Event()

    def do_GET(self):
        if "cham" in self.path:
            self.may_answer.wait(20)
        type(self).asked.append((self.headers["Host"], self.path))
        self.ids.add(self.headers["X-Request-Id"])
        self.send_response(200)
        kept = "public, max-age=0, s-maxage=60" if self.path.startswith("/kept") else "no-store"
        for name, value in {
            "Cache-Control": kept,
            "Content-Length": str(len(BODY)),
            "Last-Modified": "Mon, 30 Nov 2026 00:00:00 GMT",
            "ETag": '"a"',
            "Accept-Ranges": "bytes",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(BODY)

    do_POST = do_GET

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def ask(nginx):
    """`ask(path)` → the answer of nginx, its body read."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    port = nginx(site.server_address[1])
    unchecked = ssl._create_unverified_context()

    def get(path, method="GET", host=HOST, body=None, source=None, **headers):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", port, context=unchecked, timeout=20, source_address=source
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": host, **named})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    get.stop_site = lambda: (site.shutdown(), site.server_close())
    yield get
    get.stop_site()


def test_the_kept_page_is_that_of_the_host_it_was_asked_of(ask):
    Site.asked.clear()
    for host in (HOST, HOST, "khac.example.vn"):
        assert ask("/kept", host=host).status == 200
    assert Site.asked == [(HOST, "/kept"), ("khac.example.vn", "/kept")]


def test_each_request_has_an_id_of_its_own_in_the_log_too(ask, server):
    Site.ids.clear()
    for _ in range(3):
        ask("/")
    assert len(Site.ids) == 3 and all(re.fullmatch("[0-9a-f]{32}", key) for key in Site.ids)
    assert [logged(server, key)[8] for key in Site.ids] == ["200"] * 3


def logged(server, key):
    """The words of the line about the request of the id `key`, which nginx writes after it has answered."""
    for _ in range(200):
        for line in (server.root / "var/log/nginx/access.log").read_text().splitlines():
            if line.endswith(f" {key}"):
                return line.split()
        time.sleep(0.02)
    raise AssertionError(key)


def refused_for_haste(ask):
    return next(answer for answer in iter(lambda: ask("/hoi-nghi/?nam=2024"), None) if answer.status == 429)


def test_a_search_is_asked_as_often_as_a_room_full_of_people_would(ask):
    """Forty at once and five a second; other pages, files and the open data as often as one likes."""
    Site.asked.clear()
    for address in ("/tim-kiem/?q=a", "/en/hoi-nghi/?nam=2024", "/api/v1/", "/hoi-nghi.csv"):
        ask(address)
    statuses = Counter(ask("/tim-kiem/?q=a").status for _ in range(90))
    assert set(statuses) == {200, 429} and 36 <= statuses[200] <= 80
    for ending in ("docx", "bib", "atom"):  # each is made anew, of as many rows as there are
        assert 429 in [ask(f"/kien-nghi.{ending}").status for _ in range(9)]
    refused = refused_for_haste(ask)
    assert (refused.headers["Retry-After"], "/du-lieu-mo/" in refused.text) == ("10", True)
    free = ["/", "/hoi-nghi/", "/static/css/site.css?v=1", "/admin/?q=a", "/du-lieu-mo/hoso.csv"]
    assert Counter(ask(address).status for address in free * 10) == {200: 50}
    typed = Counter(ask("/goi-y/?q=a").status for _ in range(30))
    assert typed == {200: 30}


def test_an_address_has_twenty_slow_answers_at_once(ask):
    """Asked from another address than the tests above, whose limit is used up."""
    with ThreadPoolExecutor(30) as asking:
        found = [asking.submit(ask, "/tim-kiem/?q=cham", source=("127.0.0.9", 0)) for _ in range(30)]
        refused = [one.result().status for one in islice(as_completed(found), 10)]
        Site.may_answer.set()
    assert refused == [429] * 10
    assert Counter(one.result().status for one in found) == {200: 20, 429: 10}


OWN = {
    400: {"path": "/", "host": "a b"},
    404: {"path": "/metrics"},
    405: {"path": "/", "method": "TRACE"},
    412: {"path": "/kept", "If_Match": '"b"'},
    413: {"path": "/", "method": "POST", "body": b"x" * 100_000},
    414: {"path": "/?q=" + "a" * 5_000},
    416: {"path": "/kept", "Range": "bytes=900-"},
}


def checked(answer):
    assert f"<code>{answer.headers['X-Request-Id']}</code>" in answer.text
    return (
        {name: answer.headers[name] for name in GUARDS},
        answer.headers["Content-Type"],
        re.findall("<h1>(.*)</h1>", answer.text),
    )


def test_a_refusal_of_nginx_s_own_carries_the_security_headers(ask):
    ask("/kept")
    found = {429: refused_for_haste(ask)} | {status: ask(**asked) for status, asked in OWN.items()}
    assert {status: answer.status for status, answer in found.items()} == {status: status for status in found}
    heads = dict.fromkeys(OWN, "Yêu cầu không hợp lệ") | {429: "Hỏi quá nhanh"}
    assert {status: checked(answer) for status, answer in found.items()} == {
        status: (GUARDS, "text/html; charset=utf-8", [head]) for status, head in heads.items()
    }


def test_while_the_site_is_away_nginx_says_so(ask, server):
    """The last test of the file: it ends the site."""
    ask.stop_site()
    answer = ask("/hoi-nghi/")
    assert (answer.status, answer.headers["Retry-After"]) == (502, "60")
    assert checked(answer) == (GUARDS, "text/html; charset=utf-8", ["Chưa trả lời được"])
    assert logged(server, answer.headers["X-Request-Id"])[8] == "502"
