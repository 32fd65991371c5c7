from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self):
        from allauth.usersessions.models import UserSession

        # allauth names it in English alone; the pages that delete a person tell of it.
        UserSession._meta.verbose_name = UserSession._meta.verbose_name_plural = _("phiên đăng nhập")
