"""The admin of people: who reaches whose account, and how a lost second factor is taken away."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from portal.accounts import second_factor
from tests import factories as make
from tests.editing.admin.forms import act, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    """An administrator of people who edits for the ministry, and is signed in."""
    person = make.user("nguoi-giu", ["bien_tap"])
    person.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    client.force_login(person)
    return person


def change(person):
    return f"/admin/auth/user/{person.pk}/change/"


@pytest.mark.parametrize(
    ("groups", "fields", "code"),
    [(["bien_tap"], {}, 200), ([], {}, 200), (["duyet"], {}, 403), ([], {"is_superuser": True}, 403)],
)
def test_a_keeper_of_people_reaches_those_who_may_no_more(groups, fields, code, client, keeper, admin_client):
    person = make.user(groups=groups, **fields)
    password = f"/admin/auth/user/{person.pk}/password/"
    assert client.get(password).status_code == code
    refused = client.post(change(person), {"username": "khac"}).status_code == 403
    assert refused == (code == 403)
    assert client.get(f"/admin/auth/user/{person.pk}/delete/").status_code == code
    assert admin_client.get(password).status_code == 200


def test_a_keeper_of_people_makes_nobody_a_superuser_or_a_publisher(client, keeper):
    person = make.user("duoi-quyen")
    form = client.get(change(person)).context["adminform"].form
    assert not {"is_superuser", "user_permissions"} & set(form.fields)
    beyond = {"is_superuser": "on", "groups": [Group.objects.get(name="duyet").pk]}
    assert "groups" in send(client, change(person), **beyond).context["adminform"].form.errors
    within = {"is_superuser": "on", "groups": [Group.objects.get(name="bien_tap").pk]}
    assert send(client, change(person), **within).status_code == 302
    person.refresh_from_db()
    assert (person.is_superuser, [group.name for group in person.groups.all()]) == (False, ["bien_tap"])


def test_a_lost_second_factor_is_taken_away_in_the_list(admin_client):
    person = make.user("duyet", ["duyet"])
    act(admin_client, "/admin/auth/user/", "take_second_factor_away", [person])
    assert "Đã gỡ xác nhận hai bước của 1 người" in admin_client.get("/admin/auth/user/").text
    assert not second_factor.has_one(person)


def test_a_keeper_of_people_takes_it_from_nobody_above(client, keeper):
    person = make.user("duyet", ["duyet"])
    act(client, "/admin/auth/user/", "take_second_factor_away", [person])
    assert second_factor.has_one(person)


def test_the_operator_takes_it_away_by_command(capsys):
    person = make.user("quan-tri", is_superuser=True)
    call_command("remove_second_factor", "quan-tri")
    assert not second_factor.has_one(person)
    assert "quan-tri" in capsys.readouterr().out
    with pytest.raises(CommandError, match="khong-co"):
        call_command("remove_second_factor", "khong-co")


def test_secrets_and_counts_have_no_page_in_the_admin(admin_client):
    for path in (
        "mfa/authenticator/",
        "usersessions/usersession/",
        "account/emailaddress/",
        "axes/accessattempt/",
    ):
        assert admin_client.get(f"/admin/{path}").status_code == 404


def test_the_desk_leads_to_the_account_and_the_old_address_of_the_password_too(admin_client):
    assert 'href="/tai-khoan/"' in admin_client.get("/admin/").text
    assert admin_client.get("/admin/password_change/").url == "/tai-khoan/mat-khau/"


def test_a_name_stands_whole_and_roles_are_called_what_an_invitation_calls_them(admin_client):
    person = make.user(groups=["duyet"], first_name="Lê Thị Lan")
    page = admin_client.get(change(person)).text
    assert "Duyệt và đăng</option>" in page
    assert ('name="first_name"' in page, 'name="last_name"' in page) == (True, False)
    assert "Lê Thị Lan</td>" in admin_client.get("/admin/auth/user/").text
