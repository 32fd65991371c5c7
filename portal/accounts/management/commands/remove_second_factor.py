"""manage.py remove_second_factor NAME: for somebody who lost phone, keys and recovery codes.

Takes away every factor of the account and ends its sessions. The next sign-in asks for the password alone, and whoever
must have a factor then sets up a new one.
"""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from portal.accounts import second_factor


class Command(BaseCommand):
    help = "Takes away the second factor of an account that lost it, and ends its sessions."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        try:
            person = get_user_model().objects.get(username__iexact=username)
        except get_user_model().DoesNotExist:
            raise CommandError(f"Không có tài khoản {username}.") from None
        second_factor.take_away(person)
        self.stdout.write(
            f"Đã gỡ bước xác nhận thứ hai của {person.username}. Đăng nhập lần tới chỉ hỏi mật khẩu."
        )
