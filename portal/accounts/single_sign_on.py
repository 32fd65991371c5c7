"""Signing in as the ministry does, by OpenID Connect: whose account that is, and which roles the provider's groups give.

Whoever is in none of OIDC_GROUPS stays out. At each sign-in the roles that those groups may give are those that they give now;
others, and superusers, are made here by hand and stay as they are.
"""

import logging

from allauth.account.signals import user_logged_in
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers import registry
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.dispatch import receiver
from django.utils.translation import gettext as _

from portal.base.errors import Refusal

from . import second_factor

logger = logging.getLogger(__name__)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request, sociallogin):
        roles = roles_given(sociallogin)
        known = sociallogin.user if sociallogin.is_existing else account_of(sociallogin)
        if known:
            set_roles(known, roles)
        if not roles and not (known and known.is_superuser):
            raise Refusal(403, _("Tài khoản đó không thuộc nhóm nào được vào đây. Hãy hỏi người quản trị."))
        if known and not sociallogin.is_existing:
            sociallogin.connect(request, known)
        elif (
            not known and User.objects.filter(email__iexact=sociallogin.user.email).exclude(email="").exists()
        ):
            raise Refusal(
                409, _("Địa chỉ thư này đã có tài khoản ở đây. Hãy đăng nhập bằng mật khẩu của trang này.")
            )

    def is_open_for_signup(self, request, sociallogin):
        return bool(roles_given(sociallogin))

    def is_auto_signup_allowed(self, request, sociallogin):
        return True  # the provider vouches for name and address; there is no form to fill in

    def save_user(self, request, sociallogin, form=None):
        sociallogin.user.is_staff = True
        user = super().save_user(request, sociallogin, form)
        set_roles(user, roles_given(sociallogin))
        return user

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        raise Refusal(
            403,
            _(
                "Nơi đăng nhập chung không xác nhận được. Hãy thử lại, hoặc đăng nhập bằng mật khẩu của trang này."
            ),
        )


def claims_of(sociallogin) -> dict:
    said = sociallogin.account.extra_data
    return {**said.get("id_token", {}), **said.get("userinfo", {})}


def roles_given(sociallogin) -> set[str]:
    """The names of the roles of the groups that the provider says."""
    groups = claims_of(sociallogin).get(settings.OIDC_GROUPS_CLAIM) or []
    groups = [groups] if isinstance(groups, str) else groups
    return {settings.OIDC_GROUPS[group] for group in groups if group in settings.OIDC_GROUPS}


def account_of(sociallogin):
    """The account of the same address, which the provider has verified; None where there is none, more, or a superuser's,
    which nobody but its owner connects.
    """
    addresses = [address.email for address in sociallogin.email_addresses if address.verified]
    found = [*User.objects.filter(email__iexact=addresses[0])[:2]] if addresses else []
    return found[0] if len(found) == 1 and not found[0].is_superuser else None


def set_roles(user, roles):
    user.groups.remove(*Group.objects.filter(name__in={*settings.OIDC_GROUPS.values()} - roles))
    user.groups.add(*Group.objects.filter(name__in=roles))


@receiver(user_logged_in)
def note_second_factor(request, sociallogin=None, **_signal):
    """Whether this sign-in proved a second factor at the provider: `amr` of the signed token holds "mfa" (RFC 8176)."""
    token = sociallogin.account.extra_data.get("id_token", {}) if sociallogin else {}
    request.session[second_factor.PROVED] = "mfa" in (token.get("amr") or [])


def sign_in(request, provider_id):
    """Leads to the provider."""
    return reach("login", request, provider_id)


def come_back(request, provider_id):
    """Where the provider leads back to."""
    return reach("callback", request, provider_id)


def reach(name, request, provider_id):
    """The view `name` of allauth's provider, loaded when it is first asked for: it loads cryptography, a tenth of a start."""
    if not settings.OIDC_SERVER:
        raise Refusal(404, _("Trang này không dùng đăng nhập chung."))
    from allauth.socialaccount.providers.openid_connect import provider, views
    from requests import RequestException

    registry.register(provider.OpenIDConnectProvider)
    try:
        return getattr(views, name)(request, provider_id)
    except (RequestException, KeyError, AttributeError) as error:
        if not isinstance(error, RequestException):  # what stands at OIDC_SERVER describes no provider
            logger.exception("single sign-on")
        raise Refusal(
            503,
            _(
                "Không liên lạc được với nơi đăng nhập chung. Hãy thử lại sau, hoặc dùng mật khẩu của trang này."
            ),
        ) from None
