"""Inviting somebody: who may, what the link opens, how often, and what it leaves behind."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from portal.accounts.models import HOLDS, Invitation
from provinces.models import ProvinceEditor
from tests import factories as make

pytestmark = pytest.mark.django_db
INVITE, ACCEPT = "/tai-khoan/moi/", "/tai-khoan/loi-moi/"
PASSWORD = "mot-mat-khau-dai-2026"
ANSWER = {"name": "Nguyễn Thị Mẫu", "new_password1": PASSWORD, "new_password2": PASSWORD}


def invited(groups=("bien_tap",), email="mau@vidu.vn", **fields):
    invitation = Invitation.objects.create(email=email, invited_by=make.superuser(), **fields)
    invitation.groups.set(Group.objects.filter(name__in=groups))
    return invitation


def open_link(client, invitation):
    return client.get(f"{ACCEPT}{invitation.token}/", follow=True)


def group(name):
    return Group.objects.get(name=name).pk


# --- Making one -----------------------------------------------------------------------------------------
@pytest.mark.once
def test_the_inviter_gets_a_link_that_opens_an_account(admin_client):
    page = admin_client.post(INVITE, {"email": "Mau@Vidu.vn", "groups": [group("bien_tap")]}, follow=True)
    link = page.context["pending"][0]["link"]
    assert link == f"http://testserver{ACCEPT}{Invitation.objects.get().token}/"
    assert f'value="{link}"' in page.text
    visitor = Client()
    assert "mau@vidu.vn" in visitor.get(link, follow=True).text
    answer = visitor.post(ACCEPT, ANSWER)
    assert (answer.status_code, answer.url) == (302, "/admin/")
    person = User.objects.get(username="mau@vidu.vn")
    assert (person.get_full_name(), person.is_staff, person.is_superuser) == ("Nguyễn Thị Mẫu", True, False)
    assert [each.name for each in person.groups.all()] == ["bien_tap"]
    assert visitor.get("/admin/").status_code == 200
    visitor.post("/tai-khoan/dang-xuat/")
    visitor.post("/tai-khoan/dang-nhap/", {"login": "mau@vidu.vn", "password": PASSWORD})
    assert visitor.get("/admin/").status_code == 200


def test_an_invited_publisher_sets_up_the_second_factor_next(client):
    open_link(client, invited(["duyet"]))
    assert client.post(ACCEPT, ANSWER).url == "/tai-khoan/buoc-hai/"
    assert client.get("/admin/").url == "/tai-khoan/buoc-hai/"


def test_a_provincial_editor_is_given_the_province(admin_client, client):
    province = make.province(name="Cao Bằng")
    fields = {"email": "mau@vidu.vn", "groups": [group("bien_tap_tinh")]}
    assert "province" in admin_client.post(INVITE, fields).context["form"].errors
    fields["province"] = province.pk
    assert admin_client.post(INVITE, fields).status_code == 302
    open_link(client, Invitation.objects.get())
    client.post(ACCEPT, ANSWER)
    assert [(row.user.username, row.province) for row in ProvinceEditor.objects.all()] == [
        ("mau@vidu.vn", province)
    ]


@pytest.mark.parametrize("groups", [[], ["bien_tap"], ["duyet"]])
def test_only_administrators_of_people_invite(groups, client):
    client.force_login(make.user(groups=groups))
    pending = invited()
    fields = {"email": "khac@vidu.vn", "groups": [group("bien_tap")]}
    assert [client.get(INVITE).status_code, client.post(INVITE, fields).status_code] == [403, 403]
    assert client.post(f"{INVITE}{pending.pk}/thu-hoi/").status_code == 403
    assert Invitation.objects.pending().count() == 1


def test_a_stranger_is_sent_to_the_login_page(client):
    answer = client.get(INVITE)
    assert (answer.status_code, answer.url) == (302, f"/tai-khoan/dang-nhap/?next={INVITE}")


def test_nobody_gives_a_role_beyond_their_own(client):
    """An administrator of people who edits for the ministry makes editors, and no publisher."""
    person = make.user(groups=["bien_tap"])
    person.user_permissions.add(Permission.objects.get(codename="add_user"))
    client.force_login(person)
    fields = {"email": "mau@vidu.vn", "groups": [group("duyet")]}
    assert "groups" in client.post(INVITE, fields).context["form"].errors
    assert client.post(INVITE, fields | {"groups": [group("bien_tap")]}).status_code == 302


def test_the_link_of_another_inviter_is_not_shown(client):
    """It may open more than the reader of the list may give."""
    pending = invited(["duyet"])
    person = make.user()
    person.user_permissions.add(Permission.objects.get(codename="add_user"))
    client.force_login(person)
    page = client.get(INVITE).text
    assert "mau@vidu.vn" in page
    assert pending.token not in page


@pytest.mark.parametrize("email", ["mau@vidu.vn", "MAU@VIDU.VN"])
def test_an_address_is_invited_once_and_has_one_account(email, admin_client):
    pending = invited()
    fields = {"email": email, "groups": [group("bien_tap")]}
    assert "email" in admin_client.post(INVITE, fields).context["form"].errors
    admin_client.post(f"{INVITE}{pending.pk}/thu-hoi/")
    assert admin_client.post(INVITE, fields).status_code == 302
    Invitation.objects.all().delete()
    make.user("mau@vidu.vn")
    assert "email" in admin_client.post(INVITE, fields).context["form"].errors


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_more_rows(rows, admin_client, django_assert_num_queries):
    admin_client.get(INVITE)
    for number in range(rows):
        invited(email=f"a{number}@vidu.vn")
        invited(email=f"b{number}@vidu.vn", revoked_at=timezone.now())
    with django_assert_num_queries(COST):
        assert admin_client.get(INVITE).status_code == 200


COST = 9


# --- Letters --------------------------------------------------------------------------------------------
def test_without_a_mail_server_no_letter_is_tried(admin_client):
    admin_client.post(INVITE, {"email": "mau@vidu.vn", "groups": [group("bien_tap")]})
    assert mail.outbox == []


@override_settings(SENDS_MAIL=True)
def test_with_one_the_link_is_mailed_to_the_invited(admin_client):
    admin_client.post(INVITE, {"email": "mau@vidu.vn", "groups": [group("bien_tap")]})
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["mau@vidu.vn"], "Lời mời biên tập: Hồ sơ hội nghị KH&CN vùng")
    assert f"http://testserver{ACCEPT}{Invitation.objects.get().token}/" in letter.body


@override_settings(SENDS_MAIL=True, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
def test_a_mail_server_that_is_away_loses_no_invitation(admin_client):
    page = admin_client.post(INVITE, {"email": "mau@vidu.vn", "groups": [group("bien_tap")]}, follow=True)
    assert "Không gửi được thư." in page.text
    assert page.context["pending"][0]["link"]


# --- What the link opens, and what not ------------------------------------------------------------------
def test_a_used_link_is_refused_with_a_sentence(client):
    invitation = invited()
    open_link(client, invitation)
    client.post(ACCEPT, ANSWER)
    answer = open_link(Client(), invitation)
    assert answer.status_code == 410
    assert "đã được dùng" in answer.text


def test_two_forms_of_one_link_make_one_account():
    invitation = invited()
    first, second = Client(), Client()
    open_link(first, invitation)
    open_link(second, invitation)
    assert [visitor.post(ACCEPT, ANSWER).status_code for visitor in (first, second)] == [302, 410]
    assert User.objects.filter(email="mau@vidu.vn").count() == 1


def test_a_revoked_link_is_refused_with_a_sentence(admin_client, client):
    invitation = invited()
    open_link(client, invitation)
    admin_client.post(f"{INVITE}{invitation.pk}/thu-hoi/")
    answer = client.post(ACCEPT, ANSWER)  # the form was open already
    assert (answer.status_code, "thu hồi" in answer.text) == (410, True)
    assert not User.objects.filter(email="mau@vidu.vn").exists()


def test_a_link_is_valid_for_seven_days(client):
    invitation = invited(created_at=timezone.now() - HOLDS + timedelta(minutes=5))
    assert open_link(client, invitation).status_code == 200
    invitation.created_at = timezone.now() - HOLDS
    invitation.save()
    answer = open_link(client, invitation)
    assert (answer.status_code, "bảy ngày" in answer.text) == (410, True)


@pytest.mark.parametrize("change", [str.upper, lambda token: token[:-1], lambda token: "x" + token])
def test_a_link_that_was_changed_opens_nothing(change, client):
    answer = client.get(f"{ACCEPT}{change(invited().token)}/", follow=True)
    assert (answer.status_code, "không đúng" in answer.text) == (404, True)


def test_ten_wrong_links_are_enough(client):
    for number in range(10):
        assert client.get(f"{ACCEPT}doan-mo-{number}/", follow=True).status_code == 404
    assert client.get(f"{ACCEPT}doan-mo/", follow=True).status_code == 429


def test_somebody_who_is_signed_in_makes_no_second_account(client):
    client.force_login(make.user())
    assert open_link(client, invited()).status_code == 409


def test_a_weak_password_is_refused_with_the_reason(client):
    open_link(client, invited())
    page = client.post(ACCEPT, ANSWER | {"new_password1": "mau@vidu.vn", "new_password2": "mau@vidu.vn"})
    assert page.status_code == 200
    assert "new_password2" in page.context["form"].errors
    assert not User.objects.filter(email="mau@vidu.vn").exists()


# --- What it leaves behind ------------------------------------------------------------------------------
def test_the_link_is_on_no_page_and_goes_to_no_referrer(client):
    invitation = invited()
    first = client.get(f"{ACCEPT}{invitation.token}/")
    assert (first.status_code, first.url, first["Referrer-Policy"]) == (302, ACCEPT, "no-referrer")
    page = client.get(ACCEPT)
    assert invitation.token not in page.text
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("same-origin", "private, no-store")


def test_no_log_line_and_no_count_of_tries_holds_a_link(client, caplog):
    from axes.models import AccessAttempt

    invitation = invited(revoked_at=timezone.now())
    with caplog.at_level(logging.DEBUG):
        open_link(client, invitation)
        client.get(f"{ACCEPT}doan-mo/", follow=True)
    assert invitation.token not in caplog.text
    assert "doan-mo" not in caplog.text
    assert "doan-mo" not in str(AccessAttempt.objects.values())


def test_the_database_alone_makes_no_link(client):
    invitation = invited()
    stored = str(Invitation.objects.values().get())
    assert invitation.token not in stored
    token = invitation.token
    assert Invitation.of(token) == invitation
    with override_settings(SECRET_KEY="another-key"):
        assert Invitation.of(token) is None
