"""Signing in, with what is asked besides the password, and being refused."""

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from portal.accounts import second_factor, throttle
from tests import factories as make

pytestmark = pytest.mark.django_db
LOGIN = "/tai-khoan/dang-nhap/"
SECOND = "/tai-khoan/dang-nhap/buoc-hai/"
SET_UP = "/tai-khoan/buoc-hai/"
WRONG = {"login": "bien-tap", "password": "sai"}
RIGHT = {"login": "bien-tap", "password": "mat-khau"}


def is_signed_in(client):
    return client.get("/tai-khoan/").status_code == 200


# --- The password ---------------------------------------------------------------------------------------
def test_an_editor_signs_in_with_the_password_and_comes_where_they_wanted(client):
    make.user("bien-tap", ["bien_tap"])
    answer = client.post(LOGIN, RIGHT | {"next": "/admin/conferences/conference/"})
    assert (answer.status_code, answer.url) == (302, "/admin/conferences/conference/")
    assert client.get(answer.url).status_code == 200


def test_a_name_is_one_name_in_capitals_too(client):
    make.user("bien-tap")
    client.post(LOGIN, RIGHT | {"login": " BIEN-TAP "})
    assert is_signed_in(client)


@pytest.mark.parametrize("next_page", ["https://vidu.vn/", "//vidu.vn/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(next_page, client):
    make.user("bien-tap")
    assert client.post(LOGIN, RIGHT | {"next": next_page}).url == "/admin/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client):
    make.user("bien-tap")
    answers = [client.post(LOGIN, WRONG | {"login": name}) for name in ("bien-tap", "khong-co-ai")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answers[0].text
    sentences = [answer.context["form"].errors for answer in answers]
    assert sentences[0] == sentences[1]


def test_the_admin_has_no_form_of_its_own_for_passwords(client):
    make.user("bien-tap")
    answer = client.post("/admin/login/", {"username": "bien-tap", "password": "mat-khau"})
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next=%2Fadmin%2Flogin%2F")
    assert not is_signed_in(client)


def test_somebody_who_may_not_edit_gets_a_message(client):
    make.user("doc-gia", is_staff=False)
    client.post(LOGIN, RIGHT | {"login": "doc-gia"})
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_closed_account_stays_outside(client):
    make.user("bien-tap", is_active=False)
    answer = client.post(LOGIN, RIGHT, follow=True)
    assert "bị khóa" in answer.text
    assert not is_signed_in(client)


def test_nobody_signs_up(client):
    answer = client.post(
        "/tai-khoan/dang-ky/", {"username": "la", "password1": "mot-mat-khau", "password2": "mot-mat-khau"}
    )
    assert answer.status_code == 403
    assert "lời mời" in answer.text


def test_signing_out_ends_it(client):
    make.user("bien-tap")
    client.post(LOGIN, RIGHT)
    client.get("/tai-khoan/dang-xuat/")
    assert is_signed_in(client)  # a link alone signs nobody out
    client.post("/tai-khoan/dang-xuat/")
    assert not is_signed_in(client)


# --- How often ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("known", [True, False])
def test_after_ten_wrong_passwords_a_sentence_says_how_long_to_wait(known, client):
    if known:
        make.user("bien-tap")
    answers = [client.post(LOGIN, WRONG) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429] * 2
    assert "Hãy đợi 15 phút rồi thử lại." in answers[-1].text
    assert client.post(LOGIN, RIGHT).status_code == 429  # the right one too: nothing is learned


def test_capitals_and_spaces_are_no_other_name(client):
    make.user("bien-tap")
    for name in ["bien-tap", "BIEN-TAP", " bien-tap", "Bien-Tap", "bien-tap "] * 2:
        client.post(LOGIN, WRONG | {"login": name})
    assert client.post(LOGIN, RIGHT).status_code == 429


def test_another_browser_at_the_same_address_is_counted_with_the_first(client):
    make.user("bien-tap")
    for number in range(10):
        client.post(LOGIN, WRONG, headers={"user-agent": f"Trình duyệt {number}"})
    assert client.post(LOGIN, RIGHT).status_code == 429


def test_who_sits_elsewhere_or_has_another_name_still_comes_in(client):
    make.user("bien-tap")
    make.user("dong-nghiep")
    for _ in range(10):
        client.post(LOGIN, WRONG)
    assert client.post(LOGIN, RIGHT | {"login": "dong-nghiep"}).status_code == 302
    assert Client(REMOTE_ADDR="10.0.0.9").post(LOGIN, RIGHT).status_code == 302


@override_settings(TRUSTED_PROXY=True)
def test_behind_a_trusted_proxy_the_visitor_counts_and_not_the_proxy(client):
    make.user("bien-tap")
    for _ in range(10):
        client.post(LOGIN, WRONG, headers={"x-forwarded-for": "203.0.113.7"})
    answers = [client.post(LOGIN, RIGHT, headers={"x-forwarded-for": f"203.0.113.{n}"}) for n in (7, 8)]
    assert [answer.status_code for answer in answers] == [429, 302]


@override_settings(TRUSTED_PROXY=True)
@pytest.mark.parametrize(
    ("wrong", "elsewhere"),
    [
        ("203.0.113.5:50001", "203.0.113.6:50001"),
        ('"203.0.113.5:50001"', "203.0.113.6"),
        ("[2001:db8:1::5]:50001", "[2001:db8:2::5]:50001"),
        ("2001:db8:1::5", "2001:db8:2::5"),
        ("[::ffff:203.0.113.5]:1", "203.0.113.6"),
        ("[fe80::1%eth0]", "203.0.113.6"),
    ],
)
def test_a_gateway_may_write_ports_and_brackets(wrong, elsewhere, client):
    make.user("bien-tap")
    for _ in range(10):
        client.post(LOGIN, WRONG, headers={"x-forwarded-for": f"198.51.100.9, {wrong}"})
    answers = [client.post(LOGIN, RIGHT, headers={"x-forwarded-for": place}) for place in (wrong, elsewhere)]
    assert [answer.status_code for answer in answers] == [429, 302]


@override_settings(TRUSTED_PROXY=True)
@pytest.mark.parametrize("forwarded", ["unknown", "203.0.113.5:cổng", "203.0.113.5, ", "-", ""])
def test_an_address_that_cannot_be_read_counts_nobody_for_all(forwarded, client):
    make.user("bien-tap")
    for _ in range(10):
        client.post(LOGIN, WRONG, headers={"x-forwarded-for": forwarded})
    assert client.post(LOGIN, RIGHT, headers={"x-forwarded-for": forwarded}).status_code == 302


@override_settings(TRUSTED_PROXY=True)
def test_who_guesses_without_an_address_is_stopped_too(client, monkeypatch):
    monkeypatch.setattr(throttle, "MOST_OF_ALL", 12)
    make.user("bien-tap")
    for _ in range(12):
        client.post(LOGIN, WRONG, headers={"x-forwarded-for": "unknown"})
    answers = [
        client.post(LOGIN, RIGHT, headers={"x-forwarded-for": place}) for place in ("unknown", "203.0.113.6")
    ]
    assert [answer.status_code for answer in answers] == [429, 302]


def test_without_a_trusted_proxy_nobody_names_their_own_address(client):
    make.user("bien-tap")
    for number in range(10):
        client.post(LOGIN, WRONG, headers={"x-forwarded-for": f"203.0.113.{number}"})
    assert client.post(LOGIN, RIGHT, headers={"x-forwarded-for": "203.0.113.99"}).status_code == 429


def test_the_right_password_forgets_the_wrong_ones(client):
    make.user("bien-tap")
    for _ in range(2):
        for _ in range(9):
            assert client.post(LOGIN, WRONG).status_code == 200
        assert client.post(LOGIN, RIGHT).status_code == 302
        client.logout()


def test_no_password_is_kept_with_a_wrong_try(client):
    from axes.models import AccessAttempt

    client.post(LOGIN, {"login": "bien-tap", "password": "bi-mat-cua-toi"})
    client.post(LOGIN, {"login": "bien-tap", "password": "bi-mat-cua-toi"})
    assert "bi-mat-cua-toi" not in str(AccessAttempt.objects.values().get())


# --- The second factor ----------------------------------------------------------------------------------
def test_who_has_the_app_is_asked_for_its_code(client):
    make.user("duyet", ["duyet"])
    answer = client.post(LOGIN, RIGHT | {"login": "duyet"})
    assert (answer.status_code, answer.url) == (302, SECOND)
    assert not is_signed_in(client)
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    answer = client.post(SECOND, {"code": make.codes_now()[1]})
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_a_code_opens_once(client):
    make.user("duyet", ["duyet"])
    code = make.codes_now()[1]
    for expected in (True, False):
        client.post(LOGIN, RIGHT | {"login": "duyet"})
        client.post(SECOND, {"code": code})
        assert is_signed_in(client) is expected
        client.logout()


def test_ten_wrong_codes_are_enough_wherever_they_come_from(client):
    make.user("duyet", ["duyet"])
    codes = []
    for number in range(11):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.post(LOGIN, RIGHT | {"login": "duyet"})
        codes.append(client.post(SECOND, {"code": "abcdef"}).status_code)
    assert codes == [200] * 9 + [429] * 2
    assert client.post(SECOND, {"code": make.codes_now()[1]}).status_code == 429


def test_nobody_locks_the_second_step_of_another_by_a_strange_name(client):
    make.user("duyet", ["duyet"])
    for _ in range(10):
        client.post(LOGIN, WRONG | {"login": "ma\nduyet"})
    client.post(LOGIN, RIGHT | {"login": "duyet"})
    assert client.post(SECOND, {"code": make.codes_now()[1]}).status_code == 302


def test_a_recovery_code_opens_once(client):
    person = make.user("bien-tap")
    client.post(LOGIN, RIGHT)
    secret = _set_up_the_app(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert (len(codes), second_factor.has_one(person), bool(secret)) == (10, True, True)
    for expected in (True, False):
        client.logout()
        client.post(LOGIN, RIGHT)
        client.post(SECOND, {"code": codes[0]})
        assert is_signed_in(client) is expected


def _set_up_the_app(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert (answer.status_code, answer.url) == (302, reverse("mfa_view_recovery_codes"))
    return secret


def test_the_secret_of_the_app_is_sealed_in_the_database(client):
    from allauth.mfa.models import Authenticator

    make.user("bien-tap")
    client.post(LOGIN, RIGHT)
    secret = _set_up_the_app(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@override_settings(SECRET_KEY="another-key-than-the-one-that-sealed-it")
def test_a_secret_sealed_with_a_lost_key_fits_no_code_and_breaks_nothing(client):
    with override_settings(SECRET_KEY=settings.SECRET_KEY + "x"):
        make.user("duyet", ["duyet"])
    client.post(LOGIN, RIGHT | {"login": "duyet"})
    answer = client.post(SECOND, {"code": make.codes_now()[1]})
    assert (answer.status_code, is_signed_in(client)) == (200, False)


# --- Who must have one ----------------------------------------------------------------------------------
NEEDS = [({"is_superuser": True}, []), ({}, ["duyet"])]


@pytest.mark.parametrize(("fields", "groups"), NEEDS)
@pytest.mark.parametrize("page", ["/admin/", "/admin/conferences/conference/", "/tai-khoan/moi/"])
def test_who_can_publish_or_rule_sets_up_a_second_factor_first(fields, groups, page, client):
    person = make.user("duyet", groups, **fields)
    second_factor.take_away(person)
    client.force_login(person)
    answer = client.get(page)
    assert (answer.status_code, answer.url) == (302, SET_UP)
    assert "cần thêm một bước" in client.get(SET_UP).text
    make.app_for_codes(person)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("groups", [["bien_tap"], []])
def test_others_may_do_without(groups, client):
    client.force_login(make.user(groups=groups))
    assert client.get("/admin/").status_code == 200


def test_the_first_login_leads_to_a_page_that_is_done_in_a_minute(client):
    """As after `make run`: a superuser with a password and nothing else."""
    second_factor.take_away(make.user("quan-tri", is_superuser=True))
    answer = client.post(LOGIN, RIGHT | {"login": "quan-tri"}, follow=True)
    assert answer.redirect_chain[-1][0] == SET_UP
    _set_up_the_app(client)  # nothing is asked again, not even the password
    assert client.get("/admin/").status_code == 200


def test_who_must_have_one_keeps_the_last(client):
    client.force_login(make.user("duyet", ["duyet"]))
    client.post(reverse("account_reauthenticate"), {"password": "mat-khau"})
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/admin/").status_code == 200


@override_settings(SECOND_FACTOR=False)
def test_a_developer_may_do_without(client):
    person = make.user(is_superuser=True)
    client.force_login(person)
    assert not second_factor.has_one(person)
    assert client.get("/admin/").status_code == 200
