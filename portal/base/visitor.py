"""Where a request comes from. The one place that decides whose word is believed about it."""

import ipaddress

from django.conf import settings


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


def _known(request):
    claimed = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or claimed
    try:
        known = ipaddress.ip_address(claimed)
    except ValueError:
        return None
    return known.ipv4_mapped or known if known.version == 6 else known
