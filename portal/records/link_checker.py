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
import string
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 10  # seconds without a word
PATIENCE = 30  # seconds for one request with its redirects, however many words
REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
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

    KINDS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}

    def __init__(self, inside_too=False, pace=None):
        self.inside_too = inside_too
        self.pace = pace or Pace()

    def ask(self, url) -> LinkStatus:
        """The LinkStatus for `url`: HEAD first; GET where the server has no good word for that."""
        answer = self._ask(url, "HEAD")
        return answer if answer.alive or not answer.reached else self._ask(url, "GET")

    def _ask(self, url, method):
        try:
            with at_most(PATIENCE):
                status = self._follow(url, method)
        except (Slow, OSError, http.client.HTTPException, ValueError) as error:
            return LinkStatus(False, str(error) or type(error).__name__, reached=False)
        return LinkStatus(None if status in KEPT_OUT else status < 300, str(status))

    def _follow(self, url, method):
        """The status of the page that `url` and its redirects lead to; of the last redirect where they are too many."""
        for _step in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in self.KINDS or not parts.hostname:
                raise ValueError("địa chỉ không phải của một trang web")
            connection = self.KINDS[parts.scheme](parts.netloc.rpartition("@")[2], timeout=TIMEOUT)
            connection._create_connection = self.connect  # as http.client calls it for the socket
            with closing(connection):
                page = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/")
                connection.request(method, page.geturl(), headers={"User-Agent": AGENT})
                response = connection.getresponse()
            target = response.headers["Location"] if response.status in MOVED else None
            if not target:
                break
            # http.client reads the bytes of a header as Latin-1.
            url = urljoin(url, quote(target, safe=string.punctuation, encoding="latin-1"))
        return response.status

    def connect(self, at, timeout=TIMEOUT, source_address=None) -> socket.socket:
        """A socket to (host, port), as socket.create_connection(), once all its addresses are looked at."""
        host, port = at
        self.pace.wait(host)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not self.inside_too and not all(is_open(place[0]) for *_kind, place in found):
            raise Inside("địa chỉ trỏ vào mạng nội bộ, không hỏi")
        refused = OSError("tên máy không có địa chỉ")
        for *_kind, place in found:
            try:
                return socket.create_connection((str(place[0]), port), timeout)
            except OSError as error:
                refused = error
        raise refused
