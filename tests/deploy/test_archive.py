"""deploy/archive in a drill: the disk of a PostgreSQL is lost while it writes, and all that was archived comes back."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.deploy.test_backups import manage

pytestmark = pytest.mark.once

ARCHIVE = settings.BASE_DIR / "deploy/archive"


class Drill:
    """A PostgreSQL of its own in `folder`, run by whom it lets run it, which archives each second."""

    def __init__(self, folder):
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.tools = os.environ.get("POSTGRES") or str(
            found[-1] if found else Path(shutil.which("initdb")).parent
        )
        self.owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.owner:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        self.call(
            "sh", "-c", f"mkdir -p {folder}/archive/wal {folder}/archive/base && cp {ARCHIVE} {folder}/keeper"
        )
        self.call("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-D", folder / "data")
        with (folder / "data/postgresql.conf").open("a") as conf:
            conf.write(
                f"listen_addresses = ''\nunix_socket_directories = '{folder}'\narchive_mode = on\narchive_timeout = 1\n"
                f"archive_command = 'ARCHIVE={folder}/archive {folder}/keeper keep %p %f'\n"
            )

    def call(self, *words):
        done = subprocess.run(
            [*self.owner, *map(str, words)],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "PGHOST": str(self.folder),
                "PGUSER": "postgres",
                "ARCHIVE": f"{self.folder}/archive",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def start(self, data):
        self.call(
            "sh", "-c", f"pg_ctl -D {data} -w -l {self.folder}/log start || ! tail -20 {self.folder}/log"
        )

    def ask(self, question):
        return self.call("psql", "-qtAXc", question, "postgres")

    def wait_for(self, question):
        for _ in range(200):
            if self.ask(question) == "t":
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self, data):
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        for left in self.folder.glob(".s.PGSQL*"):
            left.unlink()


@pytest.fixture
def drill():
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    made = Drill(folder)
    yield made
    for data in ("data", "restored"):
        subprocess.run(
            [*made.owner, f"{made.tools}/pg_ctl", "-D", folder / data, "-m", "immediate", "stop"], cwd=folder
        )
    shutil.rmtree(folder)


def test_what_was_archived_outlives_the_disk(drill):
    data, restored = drill.folder / "data", drill.folder / "restored"
    drill.start(data)
    drill.ask("CREATE TABLE edit (number int)")
    drill.ask("INSERT INTO edit VALUES (1)")
    drill.call(drill.folder / "keeper", "base")
    (base,) = (drill.folder / "archive/base").iterdir()
    assert [path.stat().st_mode & 0o070 for path in (base, base / "base.tar.gz")] == [0o050, 0o040]
    drill.ask("INSERT INTO edit VALUES (2)")
    moment = drill.ask("SELECT clock_timestamp() + interval '1 s'")
    time.sleep(1.1)
    drill.call(drill.folder / "keeper", "base")  # of no use for that moment
    drill.ask("INSERT INTO edit VALUES (3)")
    segment = drill.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    drill.wait_for(f"SELECT last_archived_wal >= '{segment}' FROM pg_stat_archiver")  # nobody asked for it
    minute = {
        "url": f"postgres://postgres@/postgres?host={drill.folder}",
        "BACKUP_ROOT": f"{drill.folder}/archive",
    }
    assert (manage("backup_minute", **minute).returncode, (drill.folder / "archive/minute-ran").exists()) == (
        0,
        True,
    )
    drill.call("mv", drill.folder / "archive/wal", drill.folder / "full")
    drill.ask("SELECT pg_switch_wal(); INSERT INTO edit VALUES (4)")
    drill.wait_for("SELECT failed_count > 0 FROM pg_stat_archiver")
    failing = manage("backup_minute", **minute)
    assert (failing.returncode, "archive_command" in failing.stderr) == (1, True)
    drill.call("mv", drill.folder / "full", drill.folder / "archive/wal")
    drill.kill(data)
    shutil.rmtree(data)

    for until, rows in ([moment], "1 2"), ([], "1 2 3"):
        drill.call(drill.folder / "keeper", "restore", restored, *until)
        if until:  # else the log would go on from there
            drill.call("sh", "-c", f"echo archive_mode=off >>{restored}/postgresql.auto.conf")
        drill.start(restored)
        drill.wait_for("SELECT NOT pg_is_in_recovery()")
        assert drill.ask("SELECT string_agg(number::text, ' ' ORDER BY number) FROM edit") == rows
        if until:
            drill.kill(restored)
            shutil.rmtree(restored)
    for number in range(5, 8):  # it goes on archiving, and only what the two newest bases need stays
        drill.ask(f"INSERT INTO edit VALUES ({number})")
        time.sleep(1.1)  # bases bear the second
        drill.call(drill.folder / "keeper", "base")
    assert len([*(drill.folder / "archive/base").iterdir()]) == 2
    assert f"{segment}.gz" not in {path.name for path in (drill.folder / "archive/wal").iterdir()}


def test_no_segment_is_overwritten_by_another(tmp_path):
    (tmp_path / "wal").mkdir()
    segment = tmp_path / "segment"

    def keep(content):
        segment.write_bytes(content)
        command = [ARCHIVE, "keep", segment, "000000010000000000000001"]
        return subprocess.run(command, env={**os.environ, "ARCHIVE": str(tmp_path)}).returncode

    assert [keep(b"first"), keep(b"first"), keep(b"second")] == [0, 0, 1]
