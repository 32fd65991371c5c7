"""Every setting that is read from the environment stands in .env.example and in the table of docs/operating.md, once."""

import re
from collections import Counter

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

#: Where the environment is read.
READERS = ["portal/settings.py", "deploy/gunicorn.conf.py"]
#: Names that are no setting of a running copy: which file .env is.
APART = {"ENV_FILE"}


def text_of(path):
    return (settings.BASE_DIR / path).read_text(encoding="utf-8")


def settings_read():
    calls = (re.findall(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""", text_of(path)) for path in READERS)
    return {name for names in calls for name in names} - APART


def rows(heading):
    """The first cells of the table under a heading of docs/operating.md."""
    section = text_of("docs/operating.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)


def test_the_table_of_settings_has_each_once():
    named = Counter(name for cell in rows("Settings") for name in re.findall(r"`([A-Z_]+)`", cell))
    assert named == Counter(settings_read())


def test_env_example_has_each_once():
    named = re.findall(r"^#([A-Z_]+)=", text_of(".env.example"), re.MULTILINE)
    assert Counter(named) == Counter(settings_read())


def test_no_path_of_a_running_copy_is_written_twice():
    places = Counter(rows("What a running copy is"))
    assert "`var/secret-key`" in places
    assert max(places.values()) == 1
