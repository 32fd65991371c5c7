"""Where one is signed in: the list, ending one, ending all, and what a new password ends."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, override_settings

from portal.accounts import second_factor, sessions
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/phien/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


def signed_in(name="bien-tap", address="10.0.0.1", browser=FIREFOX):
    client = Client(REMOTE_ADDR=address, headers={"user-agent": browser})
    assert client.post("/tai-khoan/dang-nhap/", {"login": name, "password": "mat-khau"}).status_code == 302
    return client


def is_signed_in(client):
    return client.get("/tai-khoan/").status_code == 200


@pytest.fixture
def person():
    return make.user("bien-tap")


def test_the_list_says_which_browser_which_address_and_which_is_this_one(person):
    signed_in()
    here = signed_in(address="10.0.0.2", browser=EDGE)
    page = here.get(PAGE)
    shown = {(words, session.ip, is_here) for session, words, is_here in page.context["rows"]}
    assert shown == {("Firefox, Linux", "10.0.0.1", False), ("Edge, Windows", "10.0.0.2", True)}
    assert "địa chỉ mạng 10.0.0.1" in page.text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (EDGE, "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0 <script>", ""),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert sessions.words_of(agent) == words


def test_one_session_is_ended_and_the_others_stay(person):
    here, there, third = signed_in(), signed_in(), signed_in()
    ended = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(PAGE, {"phien": ended.pk}).status_code == 302
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once(person):
    here, there, third = signed_in(), signed_in(), signed_in()
    here.post(PAGE)
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, False]


def test_nobody_ends_the_session_of_another(person):
    make.user("dong-nghiep")
    theirs, mine = signed_in("dong-nghiep"), signed_in()
    key = UserSession.objects.get(session_key=theirs.session.session_key).pk
    mine.post(PAGE, {"phien": key})
    mine.post(PAGE, {"phien": "rác"})
    mine.post(PAGE)
    assert is_signed_in(theirs)


def test_the_list_costs_the_same_with_more_rows(person, django_assert_num_queries):
    here = signed_in()
    for _ in range(2):
        here.get(PAGE)
        with django_assert_num_queries(6):
            here.get(PAGE)
        signed_in()
        signed_in()


def test_last_seen_is_written_now_and_then(person):
    here = signed_in()
    session = here.session
    session[sessions.SEEN] = 0  # long ago
    session.save()
    UserSession.objects.update(last_seen_at="2026-01-01T00:00Z", ip="10.9.9.9")
    here.get("/admin/")
    seen = UserSession.objects.get()
    assert (seen.last_seen_at.year > 2025, seen.ip) == (True, "10.0.0.1")
    before = seen.last_seen_at
    here.get("/admin/")
    assert UserSession.objects.get().last_seen_at == before


# --- What a new password ends ---------------------------------------------------------------------------
def test_a_new_password_ends_the_other_sessions_and_not_this_one(person):
    here, there = signed_in(), signed_in()
    answer = here.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": "mat-khau", "password1": "mat-khau-moi-dai", "password2": "mat-khau-moi-dai"},
    )
    assert answer.status_code == 302
    assert [is_signed_in(client) for client in (here, there)] == [True, False]
    assert len(here.get(PAGE).context["rows"]) == 1
    assert User.objects.get().check_password("mat-khau-moi-dai")


def test_the_old_password_is_needed_for_a_new_one(person):
    here = signed_in()
    fields = {"oldpassword": "sai", "password1": "mat-khau-moi-dai", "password2": "mat-khau-moi-dai"}
    assert here.post("/tai-khoan/mat-khau/", fields).status_code == 200
    assert User.objects.get().check_password("mat-khau")
    codes = [here.post("/tai-khoan/mat-khau/", fields).status_code for _ in range(6)]
    assert codes[-1] == 429


def test_losing_the_second_factor_ends_every_session(person):
    here = signed_in()
    make.app_for_codes(person)
    second_factor.take_away(person)
    assert (is_signed_in(here), second_factor.has_one(person)) == (False, False)


# --- A forgotten password -------------------------------------------------------------------------------
FORGOTTEN = "/tai-khoan/mat-khau/quen/"


@override_settings(SENDS_MAIL=True)
def test_a_letter_resets_the_password_once_and_ends_every_session(person, client):
    person.email = "mau@vidu.vn"
    person.save()
    there = signed_in()
    assert client.post(FORGOTTEN, {"email": "mau@vidu.vn"}).url == f"{FORGOTTEN}da-gui/"
    [letter] = mail.outbox
    link = next(word for word in letter.body.split() if word.startswith("http"))
    page = client.get(link, follow=True)
    fields = {"password1": "mat-khau-moi-dai", "password2": "mat-khau-moi-dai"}
    assert client.post(page.request["PATH_INFO"], fields, follow=True).status_code == 200
    assert User.objects.get().check_password("mat-khau-moi-dai")
    assert not is_signed_in(there)
    assert "đã được dùng" in Client().get(link, follow=True).text


@override_settings(SENDS_MAIL=True)
def test_a_known_and_an_unknown_address_get_the_same_answer(person, client):
    person.email = "mau@vidu.vn"
    person.save()
    answers = [client.post(FORGOTTEN, {"email": email}) for email in ("mau@vidu.vn", "la@vidu.vn")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"{FORGOTTEN}da-gui/")] * 2
    assert [letter.to for letter in mail.outbox] == [["mau@vidu.vn"], ["la@vidu.vn"]]  # each costs a letter


@override_settings(SENDS_MAIL=True)
def test_nobody_asks_for_more_than_ten_letters(client):
    codes = [client.post(FORGOTTEN, {"email": f"la{number}@vidu.vn"}).status_code for number in range(11)]
    assert codes == [302] * 10 + [429]


def test_without_a_mail_server_the_page_says_whom_to_ask(client):
    page = client.get(FORGOTTEN).text
    assert "nhờ người quản trị" in page
    assert 'name="email"' not in page
