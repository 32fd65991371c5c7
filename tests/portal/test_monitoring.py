"""What an operator's machines read: one line a request, /metrics, and the rules and the dashboard that stand on them."""

import json
import logging
import re
import subprocess

import pytest
import yaml
from django.conf import settings
from django.test import Client

from portal.base.log import JSONLines
from portal.records.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """`lines()`: what was logged, each as the operator gets it."""
    return lambda: [json.loads(JSONLines().format(record)) for record in caplog.records]


def test_each_request_is_one_line_with_the_id_that_its_error_page_shows(lines):
    answer = Client().get("/khong-co/?q=hỏi gì")
    (line,) = lines()
    assert {name: value for name, value in line.items() if name not in ("time", "ms", "request")} == {
        "level": "INFO",
        "logger": "portal.requests",
        "message": "request",
        "method": "GET",
        "path": "/khong-co/",
        "view": "none",
        "status": 404,
    }
    assert re.fullmatch("[0-9a-f]{32}", line["request"])
    assert f"Mã yêu cầu {line['request']}" in answer.text
    assert answer.headers["X-Request-Id"] == line["request"]


def test_the_id_is_the_proxy_s_where_that_is_trusted(settings):
    given = {"x-request-id": "a1b2c3d4e5f6"}
    assert Client().get("/khong-co/", headers=given).headers["X-Request-Id"] != "a1b2c3d4e5f6"
    settings.TRUSTED_PROXY = True
    assert Client().get("/khong-co/", headers=given).headers["X-Request-Id"] == "a1b2c3d4e5f6"
    assert (
        Client().get("/khong-co/", headers={"x-request-id": "a\nb" * 9}).headers["X-Request-Id"] != "a\nb" * 9
    )


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/", {"host": "la.vidu.vn"}), ("/hoi-nghi/?nam=abc", {}), ("/hoi-nghi/?q=%00", {}), ("/khong-co/", {})],
)
def test_what_is_refused_leaves_no_traceback(lines, path, headers):
    assert Client().get(path, headers=headers).status_code in (400, 404)
    assert [line for line in lines() if "traceback" in line] == []
    assert [line["status"] for line in lines() if line["logger"] == "portal.requests"] in ([400], [404])


def test_a_failure_leaves_its_traceback_under_the_same_id(lines, monkeypatch):
    monkeypatch.setattr("portal.views.Source", None)
    answer = Client(raise_request_exception=False).get("/gioi-thieu/")
    assert {line["request"] for line in lines()} == {answer.headers["X-Request-Id"]}
    assert ["AttributeError" in line.get("traceback", "") for line in lines()] == [True, False]


def test_no_line_holds_a_link_that_opens_an_account(lines):
    Client().get("/tai-khoan/loi-moi/mot-ma-rat-kin/")
    assert "mot-ma-rat-kin" not in json.dumps(lines())


def numbers():
    text = Client().get("/metrics", headers={"host": "127.0.0.1:8000"}).text
    return {name: float(value) for name, value in re.findall(r"^(hoso_[^ ]+) (\S+)$", text, re.MULTILINE)}


def test_metrics_count_what_was_asked_and_what_waits(tmp_path, settings):
    settings.BACKUP_ROOT = tmp_path
    before = numbers()
    Client().get("/hoi-nghi/")
    Client().get("/hoi-nghi/?nam=abc")
    Source.objects.filter(pk=make.source().pk).update(alive=False)
    after = numbers()
    asked = 'hoso_requests_total{method="GET",status="%s",view="conference-list"}'
    assert [after[asked % status] - before.get(asked % status, 0) for status in (200, 400)] == [1, 1]
    timed = 'hoso_request_seconds_count{view="conference-list"}'
    assert after[timed] - before.get(timed, 0) == 2
    assert (after["hoso_sources_dead"], after["hoso_proposals_waiting"], after["hoso_database_up"]) == (
        1,
        0,
        1,
    )
    assert "hoso_backup_age_seconds" not in after
    (tmp_path / "20261130-013000").mkdir()
    (tmp_path / "20261130-013000/backup.json").touch()
    (tmp_path / "minute-ran").touch()
    assert {"hoso_backup_age_seconds", "hoso_minute_backup_age_seconds"} <= numbers().keys()


def test_metrics_are_for_the_machine_itself_and_whom_it_names(settings):
    far = Client(REMOTE_ADDR="203.0.113.5")
    assert far.get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    settings.METRICS_FROM = ["203.0.113.5"]
    assert far.get("/metrics").status_code == 200


def test_the_rules_and_the_dashboard_ask_for_numbers_that_there_are(tmp_path, settings):
    settings.BACKUP_ROOT = tmp_path
    (tmp_path / "20261130-013000").mkdir()
    (tmp_path / "20261130-013000/backup.json").touch()
    (tmp_path / "minute-ran").touch()
    Client().get("/livez")  # the first request of a process has nothing to count yet
    known = {name.partition("{")[0] for name in numbers()}
    known |= {*re.findall(r"^# TYPE (\w+)", Client().get("/metrics").text, re.MULTILINE)}
    folder = settings.BASE_DIR / "deploy"
    rules = (folder / "prometheus-rules.yml").read_text(encoding="utf-8")
    dashboard = (folder / "grafana.json").read_text(encoding="utf-8")
    assert {*re.findall(r"\bhoso_\w+", rules + dashboard)} - known == set()
    alerts = [rule for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]]
    assert all(rule["annotations"]["summary"] for rule in alerts)
    panels = json.loads(dashboard)["panels"]
    assert {panel["datasource"]["uid"] for panel in panels} == {"${source}"}
    assert len({panel["id"] for panel in panels}) == len(panels)
    # Prometheus' own reading of each question: it knows every rule of its file, and each panel's as one more
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    asked = [{"record": f"panel{number}", "expr": expression} for number, expression in enumerate(asked)]
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "a", "rules": asked}]}))
    for file in (folder / "prometheus-rules.yml", tmp_path / "panels.yml"):
        done = subprocess.run(
            ["promtool", "check", "rules", file], capture_output=True, text=True, timeout=30
        )
        assert (
            done.returncode,
            f"{len(alerts if file.parent == folder else asked)} rules found" in done.stdout,
        ) == (0, True), done.stderr


def test_the_log_of_the_suite_is_that_of_the_site():
    assert logging.getLogger("django.request").level == logging.ERROR
    assert settings.LOGGING["formatters"]["line"] == {"()": "portal.base.log.JSONLines"}
