"""Where somebody is signed in: the list, and ending one or all."""

import re
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from portal.base.visitor import address

#: How old "last seen" may grow before it is written again: not every click is a write.
SEEN_EVERY = timedelta(minutes=5)
SEEN = "accounts_seen"

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("CocCoc|coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"),
            ("Chrome|CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def of(user):
    """The sessions of `user` that still hold, the latest first. Those that a new password ended are not among them."""
    known = {session.session_key: session for session in UserSession.objects.filter(user=user)}
    now = user.get_session_auth_hash()
    alive = [
        known[stored.session_key]
        for stored in Session.objects.filter(session_key__in=known, expire_date__gt=timezone.now())
        if constant_time_compare(stored.get_decoded().get(HASH_SESSION_KEY, ""), now)
    ]
    return sorted(alive, key=lambda session: (session.last_seen_at, session.pk), reverse=True)


def end(ended):
    """Whoever is signed in there is a stranger from the next click on."""
    Session.objects.filter(session_key__in=[session.session_key for session in ended]).delete()
    UserSession.objects.filter(pk__in=[session.pk for session in ended]).delete()


def note_seen(request):
    """Writes when and from where this session was last seen, at most every SEEN_EVERY."""
    now = timezone.now()
    if now.timestamp() - request.session.get(SEEN, 0) < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = now.timestamp()
    seen = UserSession.objects.filter(session_key=request.session.session_key)
    seen.update(last_seen_at=now, ip=address(request) or "0.0.0.0")


def words_of(user_agent):
    """ "Firefox, Windows"; empty for what names neither."""
    found = [
        next((word for pattern, word in table if re.search(pattern, user_agent)), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in found if word)
