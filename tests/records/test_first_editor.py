from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from portal.editing.management.commands.first_editor import ALPHABET
from tests import factories

pytestmark = pytest.mark.django_db


def run():
    out = StringIO()
    call_command("first_editor", stdout=out)
    return out.getvalue()


def test_the_printed_password_opens_the_first_account():
    lines = run().splitlines()
    password = lines[1].rpartition(" ")[2]
    editor = get_user_model().objects.get()
    assert (editor.username, editor.check_password(password)) == ("quan-tri", True)
    assert (editor.is_staff, editor.is_superuser) == (True, True)
    assert lines == [
        "Tài khoản quản trị đầu tiên: quan-tri",
        f"Mật khẩu (chỉ hiện một lần): {password}",
        "Đăng nhập ở /admin/; đổi mật khẩu: manage.py changepassword quan-tri",
        "The first administrator is quan-tri; the password above is shown only once.",
    ]


def test_the_password_is_long_random_and_readable():
    password = run().splitlines()[1].rpartition(" ")[2]
    assert [len(group) for group in password.split("-")] == [5, 5, 5, 5]
    assert set(password) <= {*ALPHABET, "-"}
    get_user_model().objects.all().delete()
    assert run().splitlines()[1].rpartition(" ")[2] != password


def test_a_second_run_says_and_changes_nothing():
    run()
    before = get_user_model().objects.get().password
    assert run() == ""
    assert get_user_model().objects.get().password == before


def test_an_account_of_any_name_is_enough():
    factories.user("bien-tap")
    assert run() == ""
    assert [user.username for user in get_user_model().objects.all()] == ["bien-tap"]
