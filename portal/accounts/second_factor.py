"""Who must have a second factor, who has one, and how it is taken away from somebody who lost it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect

from portal.records.rights import groups_of

from . import roles, sessions

#: What needs the second factor: the editors' desk, and opening accounts.
WORK = ("/admin/", "/tai-khoan/moi/")
WAY_OUT = "/admin/logout/"
#: In a session: whether its sign-in proved a second factor elsewhere (`single_sign_on`).
PROVED = "accounts_second_factor_proved"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def required_of(user):
    """Whoever can publish or change accounts: publishers and superusers."""
    return settings.SECOND_FACTOR and (user.is_superuser or roles.PUBLISHERS in groups_of(user))


def has_one(user):
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_missing(user):
    return required_of(user) and not has_one(user)


def take_away(user):
    """All factors and recovery codes; every session ends, so that who has one must sign in again."""
    Authenticator.objects.filter(user=user).delete()
    sessions.end(sessions.of(user))


def guard_work_pages(get_response):
    """Sends whoever must have one, and has none, to where it is set up, before they see any work page."""

    def middleware(request):
        if request.path_info.startswith(WORK) and request.user.is_authenticated:
            if sessions.SEEN in request.session:
                sessions.note_seen(request)
            if not request.session.get(PROVED) and is_missing(request.user) and request.path_info != WAY_OUT:
                return redirect("mfa_index")
        return get_response(request)

    return middleware
