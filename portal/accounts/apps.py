from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self):
        from allauth.socialaccount.models import SocialAccount
        from allauth.usersessions.models import UserSession

        # allauth names them in English alone; the pages that delete a person tell of them.
        for model, words in ((UserSession, _("phiên đăng nhập")), (SocialAccount, _("đăng nhập chung"))):
            model._meta.verbose_name = model._meta.verbose_name_plural = words
