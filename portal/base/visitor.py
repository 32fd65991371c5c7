"""Where a request comes from. The one place that decides whose word is believed about it."""

import ipaddress
import re

from django.conf import settings

#: As gateways write it: 203.0.113.5, 203.0.113.5:50001, 2001:db8::1, [2001:db8::1]:50001, any of them in quotes.
_WITH_PORT = re.compile(
    r'"?(?:\[([0-9a-f:.]+)(?:%[\w.-]+)?\](?::\d{1,5})?|([0-9.]+)(?::\d{1,5})?|([0-9a-f:.]+)(?:%[\w.-]+)?)"?',
    re.I,
)
#: IPv4 addresses as a network of IPv6 alone writes them, in their last 32 bits (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def address(request) -> str:
    """The network address of the visitor, or "" when there is none that is one.

    Behind a proxy that we trust, what that proxy wrote last in X-Forwarded-For.
    """
    known = _known(request)
    return str(known) if known else ""


def network(request) -> str:
    """The same for counting: of IPv6 the first address of its /64, which is one household."""
    known = _known(request)
    if known and known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False).network_address)
    return str(known) if known else ""


def is_told_apart(request) -> bool:
    """Whether the address is one visitor's own, not one that stands for all who come through a proxy."""
    return bool(_known(request)) and (not settings.TRUSTED_PROXY or bool(_forwarded(request)))


def is_watcher(request) -> bool:
    """Whether a program of this machine asks, past any proxy, or one at an address of METRICS_FROM."""
    claimed = request.META.get("REMOTE_ADDR", "")
    if claimed in settings.METRICS_FROM:
        return True
    is_forwarded = {"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"} & request.META.keys()
    return not is_forwarded and claimed in ("127.0.0.1", "::1")


def _known(request):
    claimed = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        claimed = _forwarded(request) or claimed
    found = _WITH_PORT.fullmatch(claimed.rpartition(",")[2].strip())
    try:
        known = ipaddress.ip_address((found[1] or found[2] or found[3]) if found else "")
    except ValueError:
        return None
    if known.version == 6 and known in _NAT64:
        return ipaddress.IPv4Address(int(known) & 0xFFFF_FFFF)
    return known.ipv4_mapped or known if known.version == 6 else known


def _forwarded(request):
    return request.META.get("HTTP_X_FORWARDED_FOR", "").strip()
