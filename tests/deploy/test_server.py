"""deploy/server on a root folder of its own: twice the same, an update, and back. What needs a machine of its own (apt, users,
PostgreSQL, systemd) is not run here; docs/operating.md says how it was.
"""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from tests.deploy.conftest import HOST

pytestmark = pytest.mark.once

DEPLOY = settings.BASE_DIR / "deploy"
MANAGE = """
import pathlib, sys
here = pathlib.Path(__file__).resolve().parent
with open(here / "var/manage.log", "a") as log:
    print((here / "portal/plan").read_text().count("["), *sys.argv[1:], file=log)
if sys.argv[1] == "showmigrations":
    print((here / "portal/plan").read_text(), end="")
"""
FILES = ("manage.py", "pyproject.toml", "requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """A copy of the project whose programs only write down that they were called."""
    folder = tmp_path_factory.mktemp("code")
    shutil.copytree(DEPLOY, folder / "deploy")
    for name in FILES:
        shutil.copy(settings.BASE_DIR / name, folder)
    for name in ("portal", "provinces", "conferences", "templates", "static"):
        (folder / name).mkdir()
    (folder / "manage.py").write_text(MANAGE)
    (folder / "portal/plan").write_text("[X]  files.0001_first\n[X]  auth.0001_first ... (2 squashed)\n")
    (folder / "deploy/run").write_text("#!/bin/sh\necho prepared\n")
    return folder


STEPS = ("folders", "settings", "release", "prepare", "units", "web", "start")


def up(server, code):
    return {step: server(step, HOST, code=code).splitlines()[1:] for step in STEPS}


def told(server, name):
    log = server.root / name
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_it_comes_up_twice_the_same_and_takes_an_update_and_goes_back(server, code):
    first = up(server, code)
    assert all(first[step] for step in STEPS)
    assert (server.home / ".env").stat().st_mode & 0o777 == 0o600
    assert "ALLOWED_HOSTS=hoso.example.vn\nTRUSTED_PROXY=on\n" in (server.home / ".env").read_text()
    current = (server.home / "current").resolve()
    assert (current / "var").resolve() == server.home / "var"
    asked = told(server, "systemctl.log")
    assert "restart hoso.service" in asked and asked[-1] == "start hoso-base.service hoso@backup.service"
    (server.root / "var/backups/hoso/20261130-013000").mkdir()  # which it would have made

    again = up(server, code)
    assert again == {**{key: [] for key in STEPS}, "prepare": ["prepared"]}
    assert "restart hoso.service" not in told(server, "systemctl.log")
    (server.home / ".env").touch()
    server("start", code=code)
    assert "restart hoso.service" in told(server, "systemctl.log")
    assert told(server, "srv/hoso/var/manage.log") == []

    with (code / "portal/plan").open("a") as plan:
        plan.write("[X]  files.0002_second\n[X]  sources.0001_first\n")
    changed = up(server, code)
    assert [step for step in STEPS if changed[step]] == ["release", "prepare", "start"]
    assert changed["prepare"] == ["prepared", f"  current is now {(server.home / 'current').resolve().name}"]
    assert told(server, "srv/hoso/var/manage.log") == ["2 backup --here"]
    assert (server.home / "previous").resolve() == current

    plan, run = ((code / name).read_text() for name in ("portal/plan", "deploy/run"))
    (code / "portal/plan").write_text(f"{plan}[X]  files.0003_third\n")
    (code / "deploy/run").write_text("#!/bin/sh\nexit 1\n")
    server("release", code=code)
    server("prepare", code=code, status=1)  # it never becomes the current one
    assert (server.home / "previous").resolve() == current
    assert told(server, "srv/hoso/var/manage.log") == [
        "4 backup --here",
        "4 showmigrations --plan",
        "5 showmigrations --plan",
        "5 migrate files 0002_second --verbosity 0",
    ]
    (code / "portal/plan").write_text(plan)
    (code / "deploy/run").write_text(run)

    server("check", code=code, status=1, http_proxy="")  # nothing answers here
    server("back", code=code, status=1)  # ends with `check`
    assert (server.home / "current").resolve() == current
    assert told(server, "srv/hoso/var/manage.log") == [
        "4 backup --here",
        "2 showmigrations --plan",
        "4 showmigrations --plan",
        "4 migrate files 0001_first --verbosity 0",
        "4 migrate sources zero --verbosity 0",
    ]
    server("back", code=code, status=1)
    assert (server.home / "previous").resolve() == current


def test_what_settings_name_is_open_to_the_units(server):
    server("folders", HOST)
    env = server.home / ".env"
    before = env.read_text() if env.exists() else ""
    env.write_text("PORT=8123\nBACKUP_ROOT=/mnt/a/b\nBACKUP_REPOSITORY=/mnt/c\nMEDIA_ROOT=/srv/hoso-media\n")
    server("units", HOST)
    units = server.root / "etc/systemd/system"
    opened = {
        unit: (units / f"{unit}.service.d/places.conf").read_text().splitlines()[1:]
        for unit in ("hoso", "hoso@")
    }
    media = f"ReadWritePaths=-{server.root}/srv/hoso-media"
    assert opened == {"hoso": [media], "hoso@": [media, "ReadWritePaths=-/mnt/a/b", "ReadWritePaths=-/mnt/c"]}
    assert "\nEnvironment=ARCHIVE=/mnt/a/b\n" in (units / "hoso-base.service").read_text()
    server("web", HOST)
    conf = server.root / "etc/nginx/conf.d/hoso.conf"
    assert "proxy_pass http://127.0.0.1:8123;" in conf.read_text() and "preload" not in conf.read_text()
    env.write_text("HSTS_PRELOAD=on\n")
    server("web", HOST)
    assert 'on "max-age=63072000; includeSubDomains; preload";' in conf.read_text()
    env.write_text(before)


def test_it_explains_itself(server):
    assert "deploy/server up HOST" in server(status=2)
    assert "deploy/server back" in server("forget", status=2)


def test_the_scripts_have_no_mistake_that_shellcheck_finds():
    scripts = [DEPLOY / name for name in ("server", "archive", "run", "install", "common")]
    subprocess.run(
        ["shellcheck", "-x", *scripts, settings.BASE_DIR / "tests/run"], check=True, cwd=settings.BASE_DIR
    )


def test_systemd_finds_no_mistake_in_the_units(tmp_path):
    """In copies whose program is one that is here."""
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    for unit in units:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(re.sub("ExecStart=/srv/hoso/[a-z]+/", "ExecStart=/bin/true ", text))
    names = [str(tmp_path / unit.name.replace("@.", "@backup.")) for unit in units]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=60
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_each_timer_starts_a_service_that_ships():
    named = {
        line.removeprefix("Unit=")
        for timer in DEPLOY.glob("*.timer")
        for line in timer.read_text(encoding="utf-8").splitlines()
        if line.startswith("Unit=")
    }
    from django.core.management import get_commands

    commands = {name.removeprefix("hoso@").removesuffix(".service") for name in named if "@" in name}
    assert commands - {*get_commands()} == set()
    assert [name for name in named if "@" not in name and not (DEPLOY / name).exists()] == []


def test_the_containers_are_asked_how_they_are():
    composed = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text(encoding="utf-8"))
    services = composed["services"]
    assert {name for name, service in services.items() if "healthcheck" in service} == {*services}
    assert services["site"]["build"]["dockerfile"] == "deploy/Containerfile"
    assert os.access(DEPLOY / "run", os.X_OK) and os.access(DEPLOY / "archive", os.X_OK)
    database = services["database"]
    said = re.findall(
        r"^(archive_(?:mode|timeout)) = (\S+)$", (DEPLOY / "postgresql.conf").read_text(), re.MULTILINE
    )
    for wanted in [
        *(f" -c {name}={value} " for name, value in said),
        " 'archive_command=archive keep %p %f'",
    ]:
        assert wanted in database["command"][-1]
    assert "./deploy/archive:/usr/local/bin/archive:ro" in database["volumes"]
    places = {name: services[name]["environment"] for name in services}
    assert [
        f"backups:{places[name].get('ARCHIVE') or places[name]['BACKUP_ROOT']}" in services[name]["volumes"]
        for name in services
    ] == [True] * 4
