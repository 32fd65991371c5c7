"""A backup brings back every table and every file, on both databases, and the next one names the database that is used."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from portal import backups
from tests import factories as make
from tests.pages import world


@pytest.fixture
def places(tmp_path, settings):
    """Where backups and files of editors are, in this test."""
    settings.BACKUP_ROOT = tmp_path / "backups"
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "ab/abcd").mkdir(parents=True)
    (settings.MEDIA_ROOT / "ab/abcd/original.pdf").write_bytes(b"%PDF-" + bytes(range(256)) * 500)
    return tmp_path


def manage(*words, url, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "ENV_FILE": os.devnull, "DATABASE_URL": url, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def rows_of(url):
    """{table: its rows, in order} read without Django."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            found = database.execute("SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow')")
            names = [name for (name,) in found if not name.startswith("sqlite_")]
            return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names}
    with psycopg.connect(url) as database:
        found = database.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            for (name,) in found.fetchall()
        }


def rows_here(places):
    """The same of the test's own database."""
    if connection.vendor == "postgresql":
        return rows_of(connection.connection.info.dsn)
    with closing(sqlite3.connect(places / "here.sqlite3")) as copy:
        connection.connection.backup(copy)
    return rows_of(f"sqlite:///{places / 'here.sqlite3'}")


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_every_row_and_file_into_an_empty_place(places, empty_database):
    world()
    make.superuser()
    call_command("backup", stdout=StringIO())
    backup = backups.newest_backup()
    there = {"BACKUP_ROOT": str(places / "backups"), "MEDIA_ROOT": str(places / "restored")}
    restored = manage("restore", url=empty_database, **there)
    assert restored.returncode == 0, restored.stderr
    expected, found = rows_here(places), rows_of(empty_database)
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in expected.items()
    }
    assert found == expected
    assert len(found["conferences_conference"]) > 0 and len(found["auth_user"]) > 0
    file = "ab/abcd/original.pdf"
    assert (places / "restored" / file).read_bytes() == (places / "media" / file).read_bytes()

    again = manage("restore", url=empty_database, **there)
    assert (again.returncode, "không trống" in again.stderr) == (1, True)

    after = manage("backup", url=empty_database, **there)
    assert after.returncode == 0, after.stderr
    newer, older = (
        json.loads((path / backups.MANIFEST).read_text()) for path in (backups.newest_backup(), backup)
    )
    assert newer["database"] in empty_database and newer["database"] != older["database"]
    assert (newer["tables"], newer["media"]) == (older["tables"], older["media"])


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_spoilt_is_not_restored(places, settings):
    folder = backups.make_backup()
    database = folder / backups.FILES[connection.vendor]
    database.write_bytes(database.read_bytes()[:-1] + b"?")
    with pytest.raises(CommandError, match="không phải một bản sao lưu trọn vẹn"):
        backups.read_manifest(folder)
    database.unlink()
    with pytest.raises(CommandError, match="không phải một bản sao lưu trọn vẹn"):
        backups.read_manifest(folder)
    settings.BACKUP_ROOT = folder / backups.MANIFEST  # no folder
    with pytest.raises(CommandError, match=r"Không sao lưu hay khôi phục được: .*Not a directory"):
        backups.make_backup()


@pytest.mark.once
def test_secrets_are_in_a_backup_only_where_asked_for(places, monkeypatch, settings):
    env = places / ".env"
    env.write_text(
        "ALLOWED_HOSTS=hoso.vn\nSECRET_KEY=kín\nDATABASE_URL=postgres://hoso:kín@db:5432/hoso\n"
        "EMAIL_URL=smtp+tls://a:kín@mail.vn:587\nBACKUP_PASSWORD=kín\n"
    )
    monkeypatch.setenv("ENV_FILE", str(env))
    backups.store_settings(places, with_secrets=False)
    assert (places / "settings.env").read_text() == (
        "ALLOWED_HOSTS=hoso.vn\nSECRET_KEY=\nDATABASE_URL=postgres://hoso:@db:5432/hoso\n"
        "EMAIL_URL=smtp+tls://a:@mail.vn:587\nBACKUP_PASSWORD=\n"
    )
    assert (places / "settings.env").stat().st_mode & 0o777 == 0o600
    backups.store_settings(places, with_secrets=True)
    assert f"SECRET_KEY={settings.SECRET_KEY}\n" in (places / "settings.env").read_text()
    assert "BACKUP_PASSWORD=kín" in (places / "settings.env").read_text()


@pytest.mark.once
def test_what_was_edited_is_in_two_places_a_minute_later(tmp_path):
    """With SQLite, and restic as the second place; what comes back from there is the last committed row."""
    path = tmp_path / "hoso.sqlite3"
    where = {
        "url": f"sqlite:///{path}",
        "BACKUP_ROOT": str(tmp_path / "backups"),
        "BACKUP_REPOSITORY": str(tmp_path / "elsewhere"),
        "BACKUP_PASSWORD": "mật khẩu của kho",
    }
    copy = tmp_path / "backups/minute/database.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE edit (number INTEGER)")
        for number in (1, 2):
            database.execute("INSERT INTO edit VALUES (?)", [number])
            database.commit()
            done = manage("backup_minute", **where)
            assert done.returncode == 0, done.stderr
            assert rows_of(f"sqlite:///{copy}")["edit"] == [f"({n},)" for n in range(1, number + 1)]
        made = copy.stat().st_mtime_ns
        manage("backup_minute", **(where | {"BACKUP_REPOSITORY": ""}))
        assert copy.stat().st_mtime_ns == made
    nightly = manage("backup", **where)
    assert (nightly.returncode, "đã gửi sang nơi thứ hai" in nightly.stdout) == (0, True), nightly.stderr
    subprocess.run(
        ["restic", "restore", "latest", "--quiet", "--target", tmp_path / "back"],
        env={
            **os.environ,
            "RESTIC_REPOSITORY": where["BACKUP_REPOSITORY"],
            "RESTIC_PASSWORD": where["BACKUP_PASSWORD"],
        },
        check=True,
    )
    (found,) = (tmp_path / "back").rglob("minute/database.sqlite3")
    assert rows_of(f"sqlite:///{found}")["edit"] == ["(1,)", "(2,)"]
    (tmp_path / "elsewhere").rename(tmp_path / "unmounted")  # what lies there now is the machine's own disk
    away = manage("backup_minute", **where)
    assert (away.returncode, "Đĩa chưa gắn" in away.stderr, (tmp_path / "elsewhere").exists()) == (
        1,
        True,
        False,
    )
