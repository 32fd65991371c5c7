"""What allauth asks of the house: nobody signs up, who comes from where, secrets kept sealed."""

import base64
import hashlib
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from portal.base.visitor import address

from . import second_factor, sessions


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        request.session[sessions.SEEN] = time.time()

    def get_client_ip(self, request):
        return address(request) or "0.0.0.0"

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever signed in within the last minutes is not asked again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticators are sealed with SECRET_KEY: a copy of the database alone makes no codes."""

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def _get_site_name(self):
        return settings.SITE_NAME

    def encrypt(self, text):
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _sealer().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # sealed with a key that is gone: no code fits any more
            raise self.validation_error("incorrect_code") from None

    def can_delete_authenticator(self, authenticator):
        """Who must have a factor keeps the last one."""
        user = authenticator.user
        factors = user.authenticator_set.filter(type__in=second_factor.FACTORS)
        return not second_factor.required_of(user) or factors.count() > 1

    def generate_authenticator_name(self, user, type):
        number = user.authenticator_set.filter(type=type).count() + 1
        return _("Khóa truy cập %(number)d") % {"number": number}


def _sealer():
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"portal.accounts{key}".encode()).digest()))
        for key in keys
    )
