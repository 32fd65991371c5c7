"""What search engines are told: every public page may be read."""

from urllib.robotparser import RobotFileParser

import pytest

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
