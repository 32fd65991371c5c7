"""While the database is away: what readers saw goes on, what is typed is not lost, and nobody waits for long."""

import json

import pytest
from django.db import connections
from django.test import Client

from portal.base.log import JSONLines
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def away():
    """`away()` puts in the place of the connection one that really cannot connect; it is put back after the test."""
    here = connections["default"]

    def leave():
        there = connections.create_connection("default")
        there.settings_dict = {
            **here.settings_dict,
            "HOST": "/khong-co",
            "NAME": "/khong-co/hoso" if here.vendor == "sqlite" else "hoso",
            "OPTIONS": {
                name: value for name, value in here.settings_dict["OPTIONS"].items() if name != "host"
            },
        }
        connections["default"] = there

    yield leave
    connections["default"] = here


@pytest.fixture
def reader(settings):
    settings.PAGE_CACHE_BYTES = 8 * 1_048_576
    return lambda: Client(raise_request_exception=False)  # a process of its own


def test_stored_pages_go_on_and_others_say_when_to_come_back(reader, away, shown):
    path = shown.conference.get_absolute_url()
    one = reader()
    before = one.get(path)
    away()
    for client in (one, reader()):
        after = client.get(path)
        assert (after.status_code, after.content) == (200, before.content)
        assert after.headers["Cache-Control"] == "no-store"
        other = client.get("/hoi-nghi/?nam=1999")
        assert (other.status_code, other.headers["Retry-After"]) == (503, "60")
        assert "Máy chủ tạm thời không đọc được hồ sơ" in other.text


def test_what_was_typed_is_on_the_page_to_be_sent_again(reader, away, caplog):
    client = reader()
    client.force_login(make.user("bien-tap"))
    away()
    answer = client.post(
        "/admin/conferences/conference/add/",
        {"theme": "Chủ đề <đã gõ>\ncả hai dòng", "password": "kín", "_save": "1"},
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "<dt><code>theme</code></dt><dd>Chủ đề &lt;đã gõ&gt;<br>cả hai dòng</dd>" in answer.text
    assert '<input type="hidden" name="_save" value="1">' in answer.text
    assert "kín" not in answer.text and "<code>_save</code>" not in answer.text
    failed, asked = (json.loads(JSONLines().format(record)) for record in caplog.records)
    assert (failed["level"], failed["request"]) == ("ERROR", asked["request"])
    assert failed["error"].startswith("OperationalError: ") and "traceback" not in failed


def test_what_is_wrong_is_said_to_the_machine_alone(reader, away):
    away()
    client = reader()
    near = client.get("/readyz", headers={"host": "127.0.0.1"})
    far = client.get("/readyz", headers={"x-forwarded-for": "203.0.113.5"})
    assert (near.status_code, near.text.partition(":")[0]) == (503, "cơ sở dữ liệu không trả lời")
    assert (far.status_code, far.text) == (503, "chưa sẵn sàng")
    assert "hoso_database_up 0.0" in client.get("/metrics").text
