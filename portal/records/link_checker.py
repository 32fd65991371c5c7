"""Whether the address of a source still opens. Asks the open internet alone, slowly, and reads no page.

    asker = Asker()
    asker.ask("https://vidu.vn/bai.html")    -> LinkStatus(alive=True, detail="200")

Only http and https are asked. Each host name is resolved here and the connection goes to the very address that
was looked at, at each of at most five redirects too: no answer of a name server or of a page leads to a machine
of the inner network.
"""

import http.client
import ipaddress
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 10  # seconds without a word
PATIENCE = 30  # seconds for one request with its redirects, however many words
REDIRECTS = 5
PAUSE = 1  # seconds between two requests to one host
#: The server stands and keeps programs out: whether a person may read the page is not known.
KEPT_OUT = (401, 403, 407, 429, 451)
AGENT = "HoSoHoiNghi/1.0 (kiem tra dia chi nguon)"


class Inside(OSError):
    """The address leads to a machine that is not on the open internet."""


class Slow(Exception):
    """A server that says a word now and then, and never all of it."""

    def __init__(self):
        super().__init__("trả lời quá chậm")


@contextmanager
def at_most(seconds) -> Iterator[None]:
    """Raises Slow in what takes longer. Only the main thread hears the alarm; elsewhere nothing is bounded."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal, _frame):
        raise Slow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class LinkStatus:
    """`alive` is None where it cannot be told; `reached`: some server answered."""

    alive: bool | None
    detail: str
    reached: bool = True


class Pace:
    """Waits so that one host is asked once in `pause` seconds."""

    def __init__(self, pause=PAUSE, clock=time.monotonic, sleep=time.sleep):
        self.pause, self.clock, self.sleep = pause, clock, sleep
        self.last = {}

    def wait(self, host) -> None:
        if host in self.last:
            left = self.last[host] + self.pause - self.clock()
            if left > 0:
                self.sleep(left)
        self.last[host] = self.clock()


def is_open(address) -> bool:
    """Whether an IP address is one of the open internet. One that wraps an IPv4 address is what it wraps."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    wrapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if wrapped is None and ip in NAT64:
        wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if wrapped is not None:
        return is_open(str(wrapped))
    return ip.is_global and not ip.is_multicast


NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Asker:
    """`inside_too` lets it ask machines of the inner network: tests alone do."""

    def __init__(self, inside_too=False, pace=None):
        self.inside_too = inside_too
        self.pace = pace or Pace()
        self.opener = urllib.request.OpenerDirector()  # not build_opener(): that would open files and FTP too
        for handler in (
            _Web(self),
            _Redirects(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.UnknownHandler(),
        ):
            self.opener.add_handler(handler)

    def ask(self, url) -> LinkStatus:
        """The LinkStatus for `url`: HEAD first; GET where the server has no good word for that."""
        answer = self._ask(url, "HEAD")
        return answer if answer.alive or not answer.reached else self._ask(url, "GET")

    def _ask(self, url, method):
        try:
            if not urlsplit(url).hostname:
                return LinkStatus(False, "địa chỉ không có tên máy", reached=False)
            request = urllib.request.Request(url, method=method, headers={"User-Agent": AGENT})
            with at_most(PATIENCE), self.opener.open(request, timeout=TIMEOUT) as response:
                return LinkStatus(True, str(response.status))
        except urllib.error.HTTPError as error:
            error.close()
            return LinkStatus(None if error.code in KEPT_OUT else False, str(error.code))
        except urllib.error.URLError as error:
            return LinkStatus(False, _in_words(error.reason), reached=False)
        except (Slow, OSError, http.client.HTTPException, ValueError) as error:
            return LinkStatus(False, _in_words(error), reached=False)

    def connect(self, at, timeout=TIMEOUT, source_address=None) -> socket.socket:
        """A socket to (host, port), as socket.create_connection(), once all its addresses are looked at."""
        host, port = at
        self.pace.wait(host)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not self.inside_too and not all(is_open(place[0]) for *_kind, place in found):
            raise Inside("địa chỉ trỏ vào mạng nội bộ, không hỏi")
        refused = None
        for family, kind, protocol, _name, place in found:
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(timeout)
                line.connect(place)
                return line
            except OSError as error:
                line.close()
                refused = error
        raise refused or OSError("tên máy không có địa chỉ")


def _in_words(reason):
    return str(reason) or type(reason).__name__


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS
    max_repeats = REDIRECTS


class _Web(urllib.request.HTTPSHandler):
    """http and https, over sockets that the asker made."""

    http_request = urllib.request.HTTPSHandler.https_request

    def __init__(self, asker):
        super().__init__()
        self.asker = asker

    def http_open(self, request):
        return self.do_open(self.through(http.client.HTTPConnection), request)

    def https_open(self, request):
        # HTTPSHandler sets `_context`; the stubs leave private names out.
        return self.do_open(self.through(http.client.HTTPSConnection), request, context=self._context)  # type: ignore[attr-defined]

    def through(self, kind):
        def connection(*args, **options):
            made = kind(*args, **options)
            made._create_connection = self.asker.connect
            return made

        return connection
