"""`manage.py migrate` and `runserver` work as everywhere: without collected files, and with them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
ASK = """
import django; django.setup()
from django.test import Client
page = Client(headers={"host": "localhost"}).get("/gioi-thieu/")
sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
print(page.status_code, sheet, Client(headers={"host": "localhost"}).get(sheet).status_code)
"""


@pytest.fixture
def clone(tmp_path):
    """The code as a newcomer has it: no var/, no collected files."""
    for name in ("portal", "provinces", "conferences", "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


def run(clone, *words):
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG")}
    env |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": str(clone), "ENV_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, *words], cwd=clone, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_pages_have_their_style_and_collected_files_carry_their_hash(clone):
    run(clone, "manage.py", "migrate", "--verbosity", "0")
    assert run(clone, "-c", ASK) == ["200", "/static/css/site.css", "200"]
    shutil.rmtree(clone / "var" / "cache")  # pages are stored there
    run(clone, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    status, sheet, found = run(clone, "-c", ASK)
    assert (status, found) == ("200", "200")
    assert sheet.startswith("/static/css/site.") and sheet != "/static/css/site.css"
