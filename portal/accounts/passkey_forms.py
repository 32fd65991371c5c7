"""The forms of allauth for passkeys. Loaded when one is asked for: fido2 and cryptography cost every start otherwise."""

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.values import SeenTextField

from .forms import Plain


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):
    name = SeenTextField(
        label=_("Tên khóa"),
        max_length=60,
        required=False,
        help_text=_("Để nhận ra về sau, ví dụ: máy tính cơ quan, điện thoại."),
    )
    passwordless = forms.BooleanField(
        label=_("Đăng nhập được bằng riêng khóa này, không cần mật khẩu"),
        required=False,
        initial=True,
        help_text=_("Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN."),
    )


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):
    name = SeenTextField(label=_("Tên khóa"), max_length=60)
