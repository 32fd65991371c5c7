"""Addresses of sources are asked: of a real server on this machine, and never of the inner network."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.changes.models import Changeset
from portal.records.link_checker import AGENT, Asker, Pace, is_open
from portal.records.models import Source
from tests import factories as make


class Site(BaseHTTPRequestHandler):
    """/200 answers 200, /404 404 …; /get-only refuses HEAD; /toward/N leads on N times; /to?ADDRESS there."""

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        _root, name, *rest = self.path.split("/", 2)
        where = None
        if name == "get-only":
            status = 200 if self.command == "GET" else 405
        elif name == "toward":
            left = int(rest[0])
            status, where = (302, f"/toward/{left - 1}") if left else (200, None)
        elif name.startswith("to?"):
            status, where = 302, self.path.partition("?")[2]
        else:
            status = int(name)
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def asker(**how):
    return Asker(**{"inside_too": True, "pace": Pace(0), **how})


# --- One address --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "alive", "methods"),
    [
        ("/200", True, ["HEAD"]),
        ("/204", True, ["HEAD"]),
        ("/get-only", True, ["HEAD", "GET"]),
        ("/404", False, ["HEAD", "GET"]),
        ("/410", False, ["HEAD", "GET"]),
        ("/500", False, ["HEAD", "GET"]),
        ("/403", None, ["HEAD", "GET"]),
        ("/429", None, ["HEAD", "GET"]),
    ],
)
def test_the_status_of_a_server_decides_whether_a_link_is_dead(site, path, alive, methods):
    assert asker().ask(site.url + path).alive is alive
    assert [method for method, *_rest in site.asked] == methods
    assert {agent for *_rest, agent in site.asked} == {AGENT}


@pytest.mark.parametrize(("times", "alive"), [(1, True), (5, True), (6, False)])
def test_five_redirects_are_followed(site, times, alive):
    assert asker().ask(f"{site.url}/toward/{times}").alive is alive


def test_nobody_there_is_dead(site):
    port = site.server_port
    site.shutdown()
    site.server_close()
    answer = asker().ask(f"http://127.0.0.1:{port}/200")
    assert (answer.alive, answer.reached) == (False, False)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://vidu.vn/a", "data:,x", "http:///a", "http://[", "khong", "http://a b/"],
)
def test_only_addresses_of_the_web_are_asked(url):
    answer = asker().ask(url)
    assert (answer.alive, answer.reached) == (False, False)


# --- The inner network --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_of_the_open_internet(address, expected):
    assert is_open(address) is expected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_the_inner_network_is_never_asked(site, host):
    answer = asker(inside_too=False).ask(f"http://{host}:{site.server_port}/200")
    assert (answer.alive, answer.reached, site.asked) == (False, False, [])
    assert "mạng nội bộ" in answer.detail


class NearlyInside(Asker):
    """Lets the first connection through alone, as if it led to the open internet."""

    def connect(self, *args, **options):
        self.inside_too = not hasattr(self, "was_asked")
        self.was_asked = True
        return super().connect(*args, **options)


def test_no_redirect_leads_inside(site):
    answer = NearlyInside(pace=Pace(0))._ask(f"{site.url}/to?{site.url}/200", "HEAD")
    assert (answer.alive, len(site.asked)) == (False, 1)
    assert "mạng nội bộ" in answer.detail
    for where in ("file:///etc/passwd", "ftp://127.0.0.1/a"):
        assert asker().ask(f"{site.url}/to?{where}").alive is False


def test_one_host_is_asked_once_a_second():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(1, clock=lambda: now[0], sleep=sleep)
    for host in ("a.vn", "b.vn", "a.vn", "a.vn"):
        pace.wait(host)
    now[0] += 5
    pace.wait("a.vn")
    assert slept == [1.0, 1.0]


# --- The command --------------------------------------------------------------------------------------
def check(**options):
    said = StringIO()
    call_command("check_sources", asker=asker(), stdout=said, **options)
    return said.getvalue().splitlines()


@pytest.mark.django_db
def test_each_source_is_marked_with_the_day(site):
    alive, dead, kept_out = (make.source(url=f"{site.url}/{status}") for status in (200, 404, 403))
    left = make.source(url=f"{site.url}/200", publication="withdrawn"), make.source(url="")
    assert check() == [
        f"{dead.url} ({dead}): 404",
        f"{kept_out.url} ({kept_out}): 403",
        "Đã thử 3 địa chỉ, 1 không mở được.",
    ]
    rows = dict(Source.objects.values_list("pk", "alive"))
    assert rows == {
        alive.pk: True,
        dead.pk: False,
        kept_out.pk: None,
        **dict.fromkeys(row.pk for row in left),
    }
    assert set(Source.objects.filter(checked_on=None)) == set(left)


@pytest.mark.django_db
def test_another_answer_is_another_version_and_one_act(site):
    flipped = make.source(url=f"{site.url}/404", alive=True)
    same = make.source(url=f"{site.url}/200", alive=True)
    shipped = make.source(url=f"{site.url}/410")
    shipped.mark_loaded()
    acts = Changeset.objects.count()
    check()
    versions = {row.pk: row.version for row in Source.objects.all()}
    assert versions == {flipped.pk: 2, same.pk: 1, shipped.pk: 2}
    assert not Source.objects.get(pk=shipped.pk).was_edited()
    assert Changeset.objects.count() == acts + 1
    assert Changeset.objects.first().note == "Thử địa chỉ của các nguồn"


@pytest.mark.django_db
def test_those_not_asked_for_longest_come_first(site):
    newer = make.source(url=f"{site.url}/200", checked_on=date(2024, 2, 1))
    older = make.source(url=f"{site.url}/404", checked_on=date(2024, 1, 1))
    never = make.source(url=f"{site.url}/410")
    check(limit=2)
    asked = set(Source.objects.exclude(alive=None).values_list("pk", flat=True))
    assert asked == {older.pk, never.pk}
    newer.refresh_from_db()
    assert newer.checked_on == date(2024, 2, 1)


@pytest.mark.django_db
def test_a_machine_without_the_internet_writes_nothing(site):
    source = make.source(url=f"{site.url}/200", alive=True)
    with pytest.raises(CommandError, match="Không ghi gì"):
        call_command("check_sources", asker=asker(inside_too=False), stdout=StringIO())
    source.refresh_from_db()
    assert (source.alive, source.checked_on) == (True, None)
