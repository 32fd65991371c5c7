"""The forms of allauth with our words and our throttle, and those of an invitation."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from portal.base.values import EmailTextField, SeenTextField

from . import invitations, roles, throttle
from .models import Invitation


class Plain:
    """Labels stand above their fields, so nothing is said again inside them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Tên đăng nhập")
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autocapitalize": "none"}
        self.fields["password"].help_text = ""  # the page has the link


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Every letter that is asked for counts, sent or not: nobody fills a stranger's mailbox."""

    def clean_email(self):
        throttle.spend(context.request, throttle.RESET)
        return super().clean_email()


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class Limited(Plain):
    """A code of the app, or of the list kept for bad days: after ten wrong ones nobody goes on guessing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self):
        with throttle.limited(context.request, throttle.CODE, self.user.get_username()):
            return super().clean_code()


class CodeForm(Limited, mfa.AuthenticateForm):
    pass


class CodeAgainForm(Limited, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Limited, totp.ActivateTOTPForm):
    pass


# --- Invitations ----------------------------------------------------------------------------------------
class RoleChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return roles.words_of(group.name)


class InvitationForm(forms.ModelForm):
    """`inviter` gives only roles whose every permission they have themselves."""

    groups = RoleChoices(label=_("Vai trò"), queryset=Group.objects.none())
    province = forms.ModelChoiceField(
        label=_("Tỉnh, thành phố"),
        queryset=None,
        required=False,
        empty_label=_("(không)"),
        help_text=_("Chỉ cho người biên tập của tỉnh."),
    )

    class Meta:
        model = Invitation
        fields = ["email", "groups", "province"]
        field_classes = {"email": EmailTextField}

    def __init__(self, *args, inviter, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = roles.to_give(inviter)
        self.fields["province"].queryset = invitations.places()
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self):
        email = self.cleaned_data["email"].casefold()
        if User.objects.filter(username__iexact=email).exists():
            raise forms.ValidationError(_("Địa chỉ này đã có tài khoản."))
        if Invitation.objects.pending().filter(email=email).exists():
            raise forms.ValidationError(_("Đã mời địa chỉ này và đang chờ; hãy thu hồi lời mời cũ trước."))
        User._meta.get_field("username").run_validators(email)
        return email

    def clean(self):
        data = super().clean()
        provincial = any(group.name == roles.PROVINCIAL for group in data.get("groups") or ())
        if provincial and not data.get("province"):
            self.add_error("province", _("Người biên tập của tỉnh cần một tỉnh."))
        if data.get("province") and not provincial:
            self.add_error("province", _("Chỉ chọn tỉnh cho người biên tập của tỉnh."))
        return data


class AcceptForm(SetPasswordForm):
    """The invited says their name and chooses a password."""

    name = SeenTextField(
        label=_("Họ và tên"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name"]
