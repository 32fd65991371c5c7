"""Everything under /tai-khoan/. The names are allauth's, which asks for its pages by them."""

from allauth.account import views as account
from django.urls import path, re_path
from django.utils.module_loading import import_string
from django.views.generic import RedirectView

from . import single_sign_on, views


def mfa(name):
    """The view `name` of allauth.mfa, loaded when it is first asked for: they load fido2 and cryptography, a tenth of a start."""

    def view(request, **kwargs):
        return import_string(f"allauth.mfa.{name}")(request, **kwargs)

    return view


urlpatterns = [
    path("", views.overview, name="account"),
    path("dang-nhap/", account.login, name="account_login"),
    re_path("^dang-nhap/(?P<provider_id>so)/$", single_sign_on.sign_in, name="openid_connect_login"),
    re_path("^dang-nhap/(?P<provider_id>so)/ve/$", single_sign_on.come_back, name="openid_connect_callback"),
    path("dang-nhap/so/lap/", views.no_sign_up, name="socialaccount_signup"),
    path("dang-nhap/so/thoi/", account.login, name="socialaccount_login_cancelled"),
    path("dang-nhap/khoa/", mfa("webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path("dang-nhap/buoc-hai/", mfa("base.views.authenticate"), name="mfa_authenticate"),
    path("dang-ky/", views.no_sign_up, name="account_signup"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-khoa/", account.account_inactive, name="account_inactive"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path(
        "mat-khau/dat/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("mat-khau/quen/", account.password_reset, name="account_reset_password"),
    path("mat-khau/quen/da-gui/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mat-khau/dat-lai/xong/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", mfa("base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", mfa("webauthn.views.reauthenticate_webauthn"), name="mfa_reauthenticate_webauthn"),
    path("buoc-hai/", mfa("base.views.index"), name="mfa_index"),
    path("buoc-hai/ung-dung/", mfa("totp.views.activate_totp"), name="mfa_activate_totp"),
    path("buoc-hai/ung-dung/go/", mfa("totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path(
        "buoc-hai/ma-du-phong/",
        mfa("recovery_codes.views.view_recovery_codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "buoc-hai/ma-du-phong/moi/",
        mfa("recovery_codes.views.generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "buoc-hai/ma-du-phong/tai-ve/",
        mfa("recovery_codes.views.download_recovery_codes"),
        name="mfa_download_recovery_codes",
    ),
    path("buoc-hai/khoa/", mfa("webauthn.views.list_webauthn"), name="mfa_list_webauthn"),
    path("buoc-hai/khoa/them/", mfa("webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("buoc-hai/khoa/<int:pk>/go/", mfa("webauthn.views.remove_webauthn"), name="mfa_remove_webauthn"),
    path("buoc-hai/khoa/<int:pk>/ten/", mfa("webauthn.views.edit_webauthn"), name="mfa_edit_webauthn"),
    path("phien/", views.session_list, name="usersessions_list"),
    path("moi/", views.invite, name="invite"),
    path("moi/<int:pk>/thu-hoi/", views.revoke, name="invitation-revoke"),
    path("loi-moi/", views.accept, name="invitation-accept"),
    path("loi-moi/<str:token>/", views.invitation, name="invitation"),
]
