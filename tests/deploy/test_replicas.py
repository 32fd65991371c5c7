"""A PostgreSQL with two replicas and a Redis, of which each is killed: readers see what the primary would say, or the last it said."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


@pytest.fixture
def cluster():
    """(folder, settings) of what `deploy/replicas up` started."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))

    def run(verb):
        command = [settings.BASE_DIR / "deploy/replicas", verb, folder]
        return subprocess.run(command, capture_output=True, text=True, timeout=90, cwd="/")

    started = run("up")
    try:
        assert started.returncode == 0, started.stderr
        yield folder, dict(line.split("=", 1) for line in started.stdout.splitlines())
    finally:
        run("down")
        shutil.rmtree(folder)


def test_each_part_may_be_killed_and_nobody_reads_what_is_stale(cluster):
    folder, said = cluster
    drill = [sys.executable, settings.BASE_DIR / "tests/deploy/replicas_drill.py", folder]
    env = {**os.environ, **said, "ENV_FILE": os.devnull, "PAGE_CACHE_MB": "8", "SECRET_KEY": "k" * 50}
    done = subprocess.run(drill, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == [
        "both level | 200 | True | replica",
        "both behind | 200 | True | primary",
        "level again | 200 | True | replica",
        "under load | 200 | 0",
        "lost of what was written | 0 | True",
        "replica and cache killed | 200 | True | replica",
        "primary killed | 200 | True | replica",
        "writing meanwhile | 503 | True",
    ]
