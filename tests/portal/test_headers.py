"""What a browser may do with our pages, and what a cache may keep."""

import base64
import hashlib
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests import factories as make
from tests.pages import CARDS, DOWNLOADS, FORMS, LISTS, SITE_CARD

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CSP = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self'"
)
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
}


def guards(answer):
    """The headers of GUARDS as the answer has them, and its policy with the directives in order."""
    policy = answer.headers.get("Content-Security-Policy", "")
    return {name: answer.headers.get(name) for name in GUARDS}, "; ".join(sorted(policy.split("; ")))


@pytest.fixture(scope="module")
def site(standing, django_db_blocker):
    """{name: (path, answer)} of every page, asked once, by a browser that would rather read English."""
    with django_db_blocker.unblock():
        client = Client(headers={"accept-language": "en-US"})
        yield {name: (path, client.get(path)) for name, path in standing.paths().items()}


def test_every_kind_of_answer_carries_the_guards(client, site, shown):
    client.raise_request_exception = False
    answers = {name: answer for name, (_path, answer) in site.items()}
    answers |= {
        "400": client.get("/hoi-nghi/?nam=abc"),
        "400 of a broken address": client.get("/hoi-nghi/?q=%00"),
        "400 of a strange host": client.get("/", headers={"host": "la.vidu.vn"}),
        "404": client.get("/khong-co/"),
        "405": client.post("/hoi-nghi/"),
        "405 of TRACE": client.trace("/"),
        "413": client.post("/", b"x" * 10_000_000, content_type="text/plain"),
        "301": client.get(f"/hoi-nghi/{shown.series.slug}/19/"),
        "admin": client.get("/admin/"),
        "login": client.get("/tai-khoan/dang-nhap/"),
        "livez": client.get("/livez"),
    }
    assert [
        answers[name].status_code for name in ("400", "400 of a strange host", "404", "405", "413", "301")
    ] == [
        400,
        400,
        404,
        405,
        413,
        301,
    ]
    expected = dict.fromkeys(answers, (GUARDS, CSP))
    for name in answers:
        if name.rpartition(":")[2] in {*CARDS, *SITE_CARD}:  # for other sites to show
            expected[name] = ({**GUARDS, "Cross-Origin-Resource-Policy": "cross-origin"}, CSP)
    assert {name: guards(answer) for name, answer in answers.items()} == expected


def test_an_error_page_has_the_security_headers_and_no_details(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.views.Source", None)
    answer = client.get("/gioi-thieu/")
    assert answer.status_code == 500
    assert guards(answer) == (GUARDS, CSP)
    assert "Máy chủ gặp lỗi" in answer.text
    assert "NoneType" not in answer.text
    assert "Traceback" not in answer.text


def test_the_page_of_a_failure_asks_the_database_nothing(client, monkeypatch):
    def gone(*args, **kwargs):
        raise RuntimeError("the database is gone")

    client.raise_request_exception = False
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", gone)
    answer = client.get("/hoi-nghi/")
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in answer.text
    assert guards(answer) == (GUARDS, CSP)


def test_a_static_file_carries_the_guards(tmp_path):
    (tmp_path / "dau.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with override_settings(STATIC_ROOT=str(tmp_path)):
        answer = Client().get("/static/dau.svg")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"<svg")
    assert guards(answer) == (GUARDS, CSP)


def test_no_page_holds_a_script_or_a_style_of_its_own(site):
    """The policy would stop them; here they are not even tried."""
    for name, (_path, answer) in site.items():
        if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.text
        assert (name, "<style" in text, ' style="' in text, "javascript:" in text) == (
            name,
            False,
            False,
            False,
        )
        scripts = [tag.partition(">")[0] for tag in text.split("<script")[1:]]
        assert all("src=" in tag or 'type="application/ld+json"' in tag for tag in scripts), (
            name
        )  # data is no script
        assert not [word for word in (" onclick=", " onload=", " onchange=", " onsubmit=") if word in text], (
            name
        )


LOADED = re.compile(
    r"<script\b[^>]* src=[^>]*>|<link\b[^>]* rel=\"stylesheet\"[^>]*>|<form\b[^>]* data-script=[^>]*>"
)
PARTS = re.compile(r' (?:src|href|data-script)="([^"]+)"| (?:data-)?integrity="sha256-([^"]+)"')


def loaded(client, pages):
    """{address of a script or stylesheet: (what pages say of it, what it is)}."""
    said = {
        tuple("".join(part) for part in PARTS.findall(tag)) for text in pages for tag in LOADED.findall(text)
    }
    assert all(len(parts) == 2 for parts in said), said

    def sums(address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        return base64.b64encode(hashlib.sha256(answer.getvalue()).digest()).decode()

    return {address: (told, sums(address)) for address, told in said}


def test_every_script_and_stylesheet_is_told_by_its_bytes(site, shown, settings):
    """On public pages, errors and pages of accounts, and at the desk, whose own tags Django and its libraries write."""
    settings.WHITENOISE_USE_FINDERS = True  # whatever was collected here before
    client = Client()
    pages = {name: answer for name, (_path, answer) in site.items() if not answer.streaming}
    pages |= {path: client.get(path) for path in (*FORMS.values(), "/tai-khoan/dang-nhap/", "/khong-co/")}
    client.force_login(make.superuser())
    conference = f"/admin/conferences/conference/{shown.conference.pk}"
    desk = [
        "",
        "conferences/conference/",
        "conferences/official/add/",
        "records/source/add/",
        "provinces/task/add/",
    ]
    desk = [f"/admin/{path}" for path in desk] + [
        f"{conference}/{word}/" for word in ("change", "delete", "history")
    ]
    pages |= {path: client.get(path) for path in [*desk, "/tai-khoan/", "/tai-khoan/moi/"]}
    texts = {
        name: page.text
        for name, page in pages.items()
        if page.headers["Content-Type"].startswith("text/html")
    }
    assert [name for name, text in texts.items() if not LOADED.search(text)] == []
    found = loaded(client, texts.values())
    told, is_so = ({address: sums[which] for address, sums in found.items()} for which in (0, 1))
    assert told == is_so
    assert {"/admin/jsi18n/", "/static/admin/js/core.js", "/static/django_htmx/htmx-2.min.js"} <= {*told}


def test_a_public_page_sets_no_cookie_and_varies_on_no_cookie_or_language(site):
    for name, (_path, answer) in site.items():
        assert (name, dict(answer.cookies)) == (name, {})
        assert "Set-Cookie" not in answer.headers
        vary = {part.strip().lower() for part in answer.headers.get("Vary", "").split(",")}
        assert (name, vary & {"cookie", "accept-language", "*"}) == (name, set())
        assert (
            name,
            "csrfmiddlewaretoken" in ("" if answer.streaming else answer.content.decode(errors="replace")),
        ) == (
            name,
            False,
        )


def test_the_language_is_that_of_the_address_whatever_the_browser_asks(client):
    vietnamese = client.get("/hoi-nghi/", headers={"accept-language": "en"})
    english = client.get("/en/hoi-nghi/", headers={"accept-language": "vi"})
    assert (vietnamese.headers["Content-Language"], english.headers["Content-Language"]) == ("vi", "en")
    assert '<html lang="vi"' in vietnamese.text
    assert '<html lang="en"' in english.text


def test_every_public_page_answers_304_when_nothing_has_changed(client, site, shown):
    for name, (path, first) in site.items():
        if name.removeprefix("en:") in DOWNLOADS:
            continue
        tag = first.headers.get("ETag")
        assert tag, name
        assert "public" in first.headers["Cache-Control"]
        second = client.get(path, headers={"if-none-match": tag})
        assert (name, second.status_code, second.content) == (name, 304, b"")
        assert second.headers["ETag"] == tag


def test_a_changed_page_is_sent_again(client, shown):
    path = shown.conference.get_absolute_url()
    tag = client.get(path).headers["ETag"]
    shown.conference.theme = "Chủ đề khác"
    shown.conference.save()
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("tag", ['"', "W/", "*, *", "\u00e9", '"a' * 2000])
def test_a_strange_condition_is_no_failure(client, tag):
    answer = client.get(
        "/gioi-thieu/", headers={"if-none-match": tag, "if-modified-since": tag, "range": tag}
    )
    assert answer.status_code in (200, 304)


def test_what_a_signed_in_person_sees_is_never_kept(client, shown):
    client.force_login(make.superuser())
    paths = [
        *LISTS.values(),
        "/",
        shown.conference.get_absolute_url(),
        "/hoi-nghi.csv",
        "/admin/",
        "/khong-co/",
    ]
    assert {path: client.get(path).headers["Cache-Control"] for path in paths} == dict.fromkeys(
        paths, "private, no-store"
    )


@pytest.mark.parametrize("path", ["/hoi-nghi/?nam=abc", "/khong-co/", "/hoi-nghi/?trang=99"])
def test_a_refusal_is_not_kept(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


# --- The settings of a real site ------------------------------------------------------------------------
def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite:////khong-co/hoso.sqlite3", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_deployment_check_is_clean_on_a_real_host():
    checked = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        ALLOWED_HOSTS="example.vn",
        SECRET_KEY="k" * 40 + "e0f9a7b2c4d6",
    )
    assert (checked.returncode, checked.stderr) == (0, checked.stderr)
    assert "no issues" in checked.stdout


SHOW = (
    "from django.conf import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
    "s.SECURE_HSTS_SECONDS > 31_000_000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.CSRF_TRUSTED_ORIGINS)"
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "False False False False False []"),
        ({"ALLOWED_HOSTS": "localhost,127.0.0.1"}, "False False False False False []"),
        ({"ALLOWED_HOSTS": "example.vn"}, "True True True True True ['https://example.vn']"),
        ({"ALLOWED_HOSTS": "example.vn", "HTTPS": "no"}, "False False False False False []"),
        ({"HTTPS": "yes"}, "True True True True True []"),
    ],
)
def test_https_is_one_switch_on_wherever_the_host_is_real(environment, expected):
    shown = manage("shell", "-v", "0", "-c", SHOW, SECRET_KEY="k" * 50, **environment)
    assert shown.stdout.strip().splitlines()[-1] == expected, shown.stderr


@pytest.mark.parametrize(
    ("environment", "preload"),
    [({}, False), ({"HSTS_PRELOAD": "on"}, True), ({"HSTS_PRELOAD": "on", "HTTPS": "off"}, False)],
)
def test_hsts_asks_for_preload_only_where_that_is_switched_on(environment, preload):
    show = "from django.conf import settings as s; print(s.SECURE_HSTS_PRELOAD)"
    environment = {"ALLOWED_HOSTS": "example.vn", "SECRET_KEY": "k" * 50, **environment}
    assert manage("shell", "-v", "0", "-c", show, **environment).stdout.split()[-1] == str(preload)
    assert "preload" not in (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=63_072_000)
def test_a_site_on_https_sends_readers_there_and_lets_the_machines_ask_in_plain():
    client = Client()
    answer = client.get("/hoi-nghi/?nam=2024")
    assert (answer.status_code, answer.url) == (301, "https://testserver/hoi-nghi/?nam=2024")
    assert client.get("/livez").status_code == 200
    for path in ("/readyz", "/metrics"):
        assert client.get(path, headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", secure=True).headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_the_session_and_csrf_cookies_are_closed_to_scripts_and_to_other_sites(client):
    make.user("bien-tap")
    page = client.get("/tai-khoan/dang-nhap/")
    answer = client.post("/tai-khoan/dang-nhap/", {"login": "bien-tap", "password": "mat-khau"})
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    csrf = page.cookies["csrftoken"]
    assert [(cookie["httponly"], cookie["samesite"]) for cookie in (session, csrf)] == [(True, "Lax")] * 2
