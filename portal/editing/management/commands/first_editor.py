import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import NoReverseMatch, reverse

NAME = "quan-tri"
#: No letter or digit that is easily read as another (0 o, 1 i l, u v).
ALPHABET = "abcdefghjkmnpqrstwxyz23456789"


def random_password():
    """Four groups of five, 97 bits: "k7mqd-…"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


class Command(BaseCommand):
    help = "Tạo tài khoản quản trị đầu tiên khi chưa có tài khoản nào, và in mật khẩu một lần duy nhất."

    @transaction.atomic
    def handle(self, **options):
        users = get_user_model()._default_manager
        if users.exists():
            return
        password = random_password()
        users.create_superuser(username=NAME, password=password)
        self.stdout.write(
            f"Tài khoản quản trị đầu tiên: {NAME}\n"
            f"Mật khẩu (chỉ hiện một lần): {password}\n"
            f"Đăng nhập ở {admin_address()}; đổi mật khẩu: manage.py changepassword {NAME}\n"
            f"The first administrator is {NAME}; the password above is shown only once."
        )


def admin_address():
    try:
        return reverse("admin:index")
    except NoReverseMatch:
        return "/admin/"
