"""DATABASE_URL alone moves the site: the README's lines, run in a database of their own."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db


def manage(url, *words):
    """What `manage.py words` prints under DATABASE_URL=url."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_lines_of_the_readme_make_a_site_and_a_second_load_changes_nothing(empty_database):
    lines = re.findall(r"^DATABASE_URL=postgres:///hoso \S*python manage\.py (.+)$", readme(), re.MULTILINE)
    assert lines == ["migrate", "load_record"]
    assert "createdb hoso" in readme()
    for line in lines:
        manage(empty_database, *line.split())
    asked = (
        "from django.db import connection; from django.test import Client; "
        "from conferences.models import Conference; from provinces.models import Province; "
        "page = Client(headers={'host': 'localhost'}).get('/hoi-nghi/?tinh=lao-cai&nam=2024'); "
        "print(connection.vendor, Province.objects.count(), Conference.objects.published().count(), page.status_code, "
        "[row.slug for row in page.context['page'].object_list])"
    )
    manage(empty_database, "collectstatic", "--noinput", "--dry-run")
    said = manage(empty_database, "shell", "-v", "0", "-c", f"from django.test.utils import setup_test_environment; "
                  f"from django.conf import settings; settings.STORAGES['staticfiles']['BACKEND'] = "
                  f"'django.contrib.staticfiles.storage.StaticFilesStorage'; setup_test_environment(); {asked}")  # fmt: skip
    assert said.strip().splitlines()[-1] == f"{connection.vendor} 87 20 200 ['lan-19']"
    again = manage(empty_database, "load_record")
    assert again.count("thêm 0, đổi 0") == len(again.strip().splitlines())


def readme():
    return (settings.BASE_DIR / "README.md").read_text()
