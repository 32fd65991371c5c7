"""Every page of an account: Vietnamese, closed to strangers, kept by no cache, within the policy; and hostile forms."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from portal.accounts.models import Invitation
from portal.accounts.urls import urlpatterns
from tests import factories as make

pytestmark = pytest.mark.django_db

#: name -> what a signed-in superuser who has just confirmed gets. A name that is missing fails.
MINE = {
    "account": 200,
    "account_logout": 200,
    "account_change_password": 200,
    "account_reauthenticate": 200,
    "mfa_reauthenticate": 200,
    "mfa_reauthenticate_webauthn": 302,  # no passkey there: to the password
    "mfa_index": 200,
    "mfa_activate_totp": 302,  # the app is there: to its removal
    "mfa_deactivate_totp": 200,
    "mfa_view_recovery_codes": 200,
    "mfa_generate_recovery_codes": 200,
    "mfa_download_recovery_codes": 200,
    "mfa_list_webauthn": 200,
    "mfa_add_webauthn": 200,
    "usersessions_list": 200,
    "invite": 200,
}
#: What a stranger gets.
DOORS = {
    "account_login": 200,
    "mfa_login_webauthn": 302,  # asked by the script of the login page
    "mfa_authenticate": 302,  # only after the password
    "account_signup": 403,
    "socialaccount_signup": 403,
    "socialaccount_login_cancelled": 200,
    "account_inactive": 200,
    "account_set_password": 302,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key_done": 200,
    "invitation-accept": 404,
}
#: Those of one record: their arguments.
OF_ONE = {
    "openid_connect_login": ["so"],
    "openid_connect_callback": ["so"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
    "invitation-revoke": [1],
    "invitation": ["la"],
    "account_reset_password_from_key": ["a", "la-la"],
}
#: Words that are the same in both languages, or names.
NAMES = {
    "FreeOTP",
    "Aegis",
    "Google",
    "Authenticator",
    "JavaScript",
    "PIN",
    "QR",
    "HTTPS",
    "http",
    "localhost",
}
ENGLISH = re.compile(
    r"\b(the|your|you|please|sign|log|login|logout|password|code|codes|key|keys|invalid|incorrect|this|is|are|"
    r"required|must|not|enter|add|remove|delete|session|sessions|user|username|account|authenticator|recovery|cancel|save|"
    r"change|confirm|characters|too|many|field)\b",
    re.IGNORECASE,
)


class Words(HTMLParser):
    """What a reader reads: texts, and the attributes that are read out."""

    def __init__(self, text):
        super().__init__()
        self.found, self.silent = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style", "code")
        for name, value in attributes:
            if value and (
                name in ("title", "alt", "aria-label", "placeholder")
                or (name.startswith("data-") and " " in value)
            ):
                self.found.append(value)

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "code")

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def english(text):
    words = " ".join(Words(text).found)
    for name in NAMES:
        words = words.replace(name, "")
    return sorted(
        {match.group().lower() for match in ENGLISH.finditer(re.sub(r"\S+@\S+|\S*/\S*", "", words))}
    )


@pytest.fixture
def me(client):
    """A superuser with the app and recovery codes, who confirmed a moment ago."""
    person = make.user("quan-tri", is_superuser=True)
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": "mat-khau"})
    client.post(reverse("mfa_generate_recovery_codes"))
    return client


def test_every_address_is_in_the_tables():
    assert {pattern.name for pattern in urlpatterns} == {*MINE, *DOORS, *OF_ONE}


def test_who_is_signed_in_sees_every_page_in_vietnamese(me):
    shown = {name: me.get(reverse(name)) for name in MINE}
    assert {name: answer.status_code for name, answer in shown.items()} == MINE
    pages = {name: answer for name, answer in shown.items() if answer["Content-Type"].startswith("text/html")}
    assert {name: english(answer.text) for name, answer in pages.items() if english(answer.text)} == {}


def test_a_stranger_sees_the_doors_in_vietnamese(client):
    shown = {name: client.get(reverse(name)) for name in DOORS}
    assert {name: answer.status_code for name, answer in shown.items()} == DOORS
    assert {name: english(answer.text) for name, answer in shown.items() if english(answer.text)} == {}


def test_a_stranger_is_sent_to_the_login_page_by_all_others(client):
    for name in MINE:
        if name != "account_logout":
            answer = client.get(reverse(name))
            assert (name, answer.status_code, answer.url.partition("?")[0]) == (
                name,
                302,
                "/tai-khoan/dang-nhap/",
            )


def test_what_belongs_to_another_is_not_found(client):
    from allauth.mfa.models import Authenticator

    theirs = Authenticator.objects.create(
        user=make.user(), type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa", "credential": {}}
    )
    client.force_login(make.user())
    client.post(reverse("account_reauthenticate"), {"password": "mat-khau"})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
        assert client.post(reverse(name, args=[theirs.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("account_login", {}),
        ("account_login", {"login": "a", "password": "b"}),
        ("account_reset_password", {"email": "không phải"}),
        ("mfa_login_webauthn", {"credential": "{}"}),
        ("mfa_login_webauthn", {"credential": "khong phai"}),
        (
            "mfa_login_webauthn",
            {"credential": '{"response": {"userHandle": "%%%"}, "id": "a", "rawId": "a"}'},
        ),
    ],
)
def test_wrong_forms_of_strangers_are_answered_in_vietnamese(name, fields, client):
    page = client.post(reverse(name), fields, follow=True)
    assert (page.status_code, english(page.text)) == (200, [])


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("account_change_password", {"oldpassword": "sai", "password1": "1234", "password2": "12345"}),
        ("account_reauthenticate", {"password": "sai"}),
        ("mfa_reauthenticate", {"code": "sai"}),
        ("mfa_add_webauthn", {"credential": "{}"}),
        ("mfa_add_webauthn", {"credential": "khong phai"}),
        ("invite", {"email": "không phải", "groups": ["999"], "province": "abc"}),
        ("invite", {"email": "a'b@vidu.vn"}),
    ],
)
def test_wrong_forms_are_answered_in_vietnamese(name, fields, me):
    page = me.post(reverse(name), fields)
    assert (page.status_code, english(page.text)) == (200, [])
    assert 'role="alert"' in page.text
    assert Invitation.objects.count() == 0


def test_no_page_is_kept_or_found_by_a_search_engine(me):
    for name in ("account", "mfa_index", "invite"):
        answer = me.get(reverse(name))
        assert answer["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex">' in answer.text


def test_scripts_come_from_files_and_data_is_no_script(me):
    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn", "account", "invite"):
        text = me.get(reverse(name)).text
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or 'type="application/json"' in tag, tag
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_an_english_word_would_be_found():
    assert english('<p>Mật khẩu</p><input placeholder="Password">') == ["password"]
