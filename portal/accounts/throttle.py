"""How often one may try. Counted by django-axes in the database, so for all processes at once.

Passwords are counted by name and network address: a stranger elsewhere cannot lock somebody out. Codes of the second
factor are counted by name alone: who gets that far knows the password. Links are counted by network address. Tries whose
address is nobody's own (`visitor.is_told_apart`) may be many people's: ten of them stop nobody.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.errors import Refusal, refuse
from portal.base.visitor import is_told_apart, network

logger = logging.getLogger(__name__)
#: Wrong tries that are too many: of one address, of all whose address cannot be told apart.
MOST, MOST_OF_ALL = 10, 100
CODE, RESET, LINK = "ma", "dat-lai", "lien-ket"
#: Stands between the kind of a try and whose it is; no name that is typed can hold it (`who`).
BETWEEN = "\n"


def who(request, credentials):
    """The name that a try is counted under. Signing in takes a name in capitals or small letters, so one name is one."""
    if credentials and "counted" in credentials:
        return credentials["counted"]
    name = (credentials or {}).get("username") or request.POST.get("login", "")
    return " ".join(str(name).split()).casefold()[:255]


def where(request):
    return network(request) or None


def limit(request, credentials):
    """How many wrong tries are too many (what axes asks)."""
    if counted_by(request, credentials) == ["username"] or is_told_apart(request):
        return MOST
    logger.warning("X-Forwarded-For is absent or holds no address: see TRUSTED_PROXY in docs/operating.md.")
    return MOST_OF_ALL


def counted_by(request, credentials=None):
    """What axes adds up: see the top of this file."""
    return (
        ["username"] if who(request, credentials).startswith(CODE + BETWEEN) else [["username", "ip_address"]]
    )


@contextmanager
def limited(request, kind, name=""):
    """Around one try: refused with 429 when there were too many; a ValidationError inside counts as a wrong one."""
    credentials = {"counted": f"{kind}{BETWEEN}{name}".casefold()[:255]}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise Refusal(429, sentence(request, credentials))
    try:
        yield
    except ValidationError:
        count(request, credentials)
        raise
    AxesProxyHandler.get_implementation().reset_user_attempts(request, credentials)


def spend(request, kind):
    """Counts a try whatever its outcome; refused with 429 when there were too many."""
    credentials = {"counted": f"{kind}{BETWEEN}"}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise Refusal(429, sentence(request, credentials))
    count(request, credentials)
    request.axes_locked_out = False  # this one still passes


def count(request, credentials):
    AxesProxyHandler.user_login_failed(sender=None, credentials=credentials, request=request)


def sentence(request, credentials):
    """Why, and for how long: from the last wrong try on."""
    now = timezone.now()
    tries = AccessAttempt.objects.filter(username=who(request, credentials))
    if "ip_address" in counted_by(request, credentials)[0]:
        tries = tries.filter(ip_address=where(request))
    left = (tries.aggregate(last=Max("attempt_time"))["last"] or now) + settings.AXES_COOLOFF_TIME - now
    minutes = max(1, -(-left // timedelta(minutes=1)))
    return ngettext(
        "Đã thử sai quá nhiều lần. Hãy đợi %(minutes)d phút rồi thử lại.",
        "Đã thử sai quá nhiều lần. Hãy đợi %(minutes)d phút rồi thử lại.",
        minutes,
    ) % {"minutes": minutes}


def locked_out(request, response=None, credentials=None):
    """The answer of axes, for a known name and an unknown one alike."""
    return refuse(request, 429, sentence(request, credentials))


def too_many(request, exception=None):
    """The answer of allauth, when one address asks too often in a minute."""
    return refuse(request, 429, _("Có quá nhiều lần thử từ địa chỉ mạng này. Hãy đợi một phút rồi thử lại."))
