"""What the pages of an account ask about it."""

import ipaddress

from django import template
from django.conf import settings
from django.urls import reverse

from portal.accounts import second_factor

register = template.Library()
register.filter("must_set_up", second_factor.is_missing)
register.filter("has_second_factor", second_factor.has_one)


@register.simple_tag
def sends_mail():
    return settings.SENDS_MAIL


@register.filter
def passkeys_work(request):
    """Browsers allow passkeys over HTTPS and at localhost, and never for a bare network address."""
    host = request.get_host().partition(":")[0]
    return host == "localhost" or (request.is_secure() and not _is_bare(request))


@register.filter
def address_for_passkeys(request):
    """This page at http://localhost, where the same machine may use passkeys; "" from anywhere else."""
    host, _, port = request.get_host().partition(":")
    return f"http://localhost:{port or 80}{reverse('mfa_index')}" if host == "127.0.0.1" else ""


def _is_bare(request):
    try:
        ipaddress.ip_address(request.get_host().rpartition(":")[0] or request.get_host())
    except ValueError:
        return False
    return True
