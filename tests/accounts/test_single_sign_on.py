"""Signing in by OpenID Connect, at a provider that runs on loopback."""

from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from tests import factories as make

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/so/"


def person(name, /, *groups, **claims):
    said = {
        "email": f"{name}@bo.gov.vn",
        "email_verified": True,
        "preferred_username": name,
        "groups": list(groups),
    }
    return Person(sub=f"id-{name}", claims={**said, **claims})


PEOPLE = [
    person("lan", "vu-khcn", name="Nguyễn Thị Lan"),
    person("minh", "lanh-dao"),
    person("hoa", "lanh-dao", amr=["pwd", "mfa"]),
    person("nam"),
    person("doi", "vu-khcn", email_verified=False),
]


@pytest.fixture(scope="module")
def server():
    with run_server_in_thread(user_claims=PEOPLE) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server, settings):
    app = {
        "provider_id": "so",
        "name": "Bộ",
        "client_id": "hoso",
        "secret": "kín",
        "settings": {"server_url": server},
    }
    with override_settings(
        OIDC_SERVER=server,
        OIDC_GROUPS={"vu-khcn": "bien_tap", "lanh-dao": "duyet"},
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}},
    ):
        yield server


def sign_in(name, client=None):
    """What the site answers when the provider leads `name` back; the client that is signed in then."""
    client = client or Client()
    there = client.get(SIGN_IN)
    assert there.status_code == 302
    led = requests.post(there.url, data={"sub": f"id-{name}"}, allow_redirects=False)
    back = urlsplit(led.headers["Location"])
    return client.get(f"{back.path}?{back.query}"), client


def roles(user):
    return [*user.groups.order_by("name").values_list("name", flat=True)]


def test_a_first_sign_in_makes_the_account_with_the_roles_of_its_groups(provider):
    answer, client = sign_in("lan")
    user = User.objects.get(email="lan@bo.gov.vn")
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert (user.username, user.get_full_name(), user.is_staff, user.is_superuser) == (
        "lan",
        "Nguyễn Thị Lan",
        True,
        False,
    )
    assert (roles(user), user.has_usable_password()) == (["bien_tap"], False)
    assert client.get("/admin/").status_code == 200


def test_roles_follow_the_groups_and_others_stay(provider):
    sign_in("lan")
    user = User.objects.get(username="lan")
    user.groups.set(Group.objects.filter(name__in=["duyet", "bien_tap_tinh"]))
    sign_in("lan")
    assert roles(user) == ["bien_tap", "bien_tap_tinh"]
    assert User.objects.count() == 1


def test_an_account_of_the_same_verified_address_is_that_person_s(provider):
    here = make.user("lan.nguyen", email="lan@bo.gov.vn")
    sign_in("lan")
    assert [*User.objects.values_list("pk", flat=True)] == [here.pk]
    assert roles(here) == ["bien_tap"]


@pytest.mark.parametrize("name", ["doi", "lan"])
def test_an_address_that_nobody_vouches_for_or_a_superuser_s_is_not(provider, name):
    """A superuser's account is never taken by an address, nor anybody's by one that is not verified."""
    here = make.user("nguoi-cu", email=f"{name}@bo.gov.vn")
    User.objects.filter(pk=here.pk).update(is_superuser=name == "lan")
    answer, client = sign_in(name)
    assert (answer.status_code, "đã có tài khoản ở đây" in answer.text) == (409, True)
    assert (roles(here), User.objects.count(), client.get("/admin/").status_code) == ([], 1, 302)


def test_who_is_in_no_group_stays_out(provider):
    answer, client = sign_in("nam")
    assert (answer.status_code, "không thuộc nhóm nào" in answer.text) == (403, True)
    assert (User.objects.count(), client.get("/admin/").status_code) == (0, 302)


def test_the_second_factor_is_the_provider_s_where_it_proved_one(provider):
    Group.objects.get(name="duyet")
    _answer, plain = sign_in("minh")
    assert plain.get("/admin/").url == "/tai-khoan/buoc-hai/"
    _answer, proved = sign_in("hoa")
    assert proved.get("/admin/").status_code == 200
    proved.post("/tai-khoan/dang-xuat/")
    proved.force_login(User.objects.get(username="hoa"))  # in another way, which proved none
    assert proved.get("/admin/").url == "/tai-khoan/buoc-hai/"


def test_a_provider_that_is_away_or_says_no_is_a_sentence(provider, settings):
    client = Client()
    refused = client.get(f"{SIGN_IN}ve/?error=server_error&state=la")
    assert (refused.status_code, "không xác nhận được" in refused.text) == (403, True)
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    for server in (
        "http://localhost:9",
        f"{provider}/jwks?/.well-known/",
    ):  # nobody; what describes no provider
        app["settings"]["server_url"] = server
        away = client.get(SIGN_IN)
        assert (away.status_code, "Không liên lạc được" in away.text) == (503, True)


def test_without_a_provider_there_is_no_way_to_one(client, provider, settings):
    assert f'href="{SIGN_IN}"' in client.get("/tai-khoan/dang-nhap/").text
    settings.OIDC_SERVER = ""
    assert f'href="{SIGN_IN}"' not in client.get("/tai-khoan/dang-nhap/").text
    assert client.get(SIGN_IN).status_code == client.get(f"{SIGN_IN}ve/").status_code == 404
