"""What search engines are told: every public page may be read."""

import json
import re
import subprocess
from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.utils import timezone

from tests.pages import FORMS, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(answer.text.splitlines())
    return parser


def test_every_public_page_may_be_read(rules):
    assert [path for path in world().paths().values() if not rules.can_fetch("*", path)] == []


def test_the_admin_and_the_forms_are_left_alone(rules):
    closed = ["/admin/", "/tai-khoan/dang-nhap/", *FORMS.values(), *(f"/en{path}" for path in FORMS.values())]
    assert [path for path in closed if rules.can_fetch("*", path)] == []


def test_both_languages_are_named_in_full_and_with_what_was_asked(client):
    text = client.get("/en/hoi-nghi/?nam=2024&khac=1").text
    assert '<link rel="alternate" hreflang="vi" href="http://testserver/hoi-nghi/?nam=2024">' in text
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/hoi-nghi/?nam=2024">' in text
    assert "hreflang" not in client.get("/hoi-nghi/?nam=abc").text.split("</head>")[0]


@pytest.mark.parametrize(
    ("path", "is_listed"),
    [
        ("/hoi-nghi/", True),
        ("/hoi-nghi/?nam=2024", False),
        ("/en/nhiem-vu/?q=thông", False),
        ("/tim-kiem/?q=thông", False),
        ("/ban-do/?do=kinh-phi", False),
        ("/hoi-nghi/?utm_source=x", True),
    ],
)
def test_an_answer_to_a_question_is_not_listed_beside_the_whole_list(client, path, is_listed):
    assert ('<meta name="robots" content="noindex">' not in client.get(path).text) == is_listed


def test_whom_to_tell_of_a_weakness_is_said_where_there_is_somebody(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SITE_CONTACT = "an-toan@hoso.vn"
    answer = client.get("/.well-known/security.txt")
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert said.pop("Expires") > f"{timezone.localdate() + timedelta(days=180)}"
    assert said == {
        "Contact": "mailto:an-toan@hoso.vn",
        "Preferred-Languages": "vi, en",
        "Canonical": "http://testserver/.well-known/security.txt",
    }
    settings.SITE_CONTACT = "https://hoso.vn/lien-he"
    assert client.get("/.well-known/security.txt").text.startswith("Contact: https://hoso.vn/lien-he\n")


def test_programs_are_shown_to_the_open_data(client):
    assert "/du-lieu-mo/" in client.get("/robots.txt").text.partition("User-agent")[0]


@pytest.mark.once
def test_the_bill_of_materials_names_what_the_lock_file_does(tmp_path):
    made = tmp_path / "sbom.json"
    subprocess.run(["make", "sbom", f"SBOM={made}"], cwd=settings.BASE_DIR, check=True, capture_output=True)
    components = json.loads(made.read_text())["components"]
    lock = (settings.BASE_DIR / "requirements.lock").read_text()
    locked = re.findall(r"^([\w.-]+)==([^ ;]+)", lock, re.MULTILINE)
    assert [(component["name"], component["version"]) for component in components] == locked
