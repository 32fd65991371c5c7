"""Backups of the whole site: the database, what editors uploaded, the settings. `manage.py backup` and `manage.py restore`.

    BACKUP_ROOT/20261130-183000/   database.sqlite3 or database.dump, settings.env, and at last backup.json, which vouches for them
    BACKUP_ROOT/media/             files of editors, which never change: each stands once for all backups
    BACKUP_ROOT/minute/            the SQLite of a minute ago (PostgreSQL: base/ and wal/ of deploy/archive)

Nothing here overwrites a database: a backup is restored into an empty one.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

#: Days for which a backup stays; of those older, none.
KEPT_DAYS = 30
OLDEST_BASE = 2 * 24 * 60 * 60  # seconds
MANIFEST = "backup.json"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: What both psycopg and the programs of any PostgreSQL take; the password goes another way.
CONNINFO = {
    "dbname",
    "user",
    "host",
    "port",
    "service",
    "passfile",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
}
SECRET = re.compile("SECRET|PASSWORD|KEY")


@contextmanager
def in_a_sentence():
    """What the disk or the database refuses, as CommandError."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise CommandError(f"Không sao lưu hay khôi phục được: {error}") from error


@in_a_sentence()
def make_backup(with_secrets=False) -> Path:
    """Makes one and gives its folder. Raises CommandError where a tool of the database fails."""
    root = settings.BACKUP_ROOT
    now = timezone.localtime()
    folder = root / f"{now:%Y%m%d-%H%M%S}.part"
    folder.mkdir(parents=True, mode=0o700)
    target = folder / FILES[connection.vendor]
    tables = dump_sqlite(target) if connection.vendor == "sqlite" else dump_postgresql(target)
    media = store_media(root)
    store_settings(folder, with_secrets)
    manifest = {
        "made": now.isoformat(),
        "engine": connection.vendor,
        "database": str(connection.settings_dict["NAME"]),
        "sha256": digest(target),
        "tables": tables,
        "media": media,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    whole = folder.with_suffix("")
    folder.rename(whole)
    forget_old(now)
    return whole


def read_manifest(folder) -> dict:
    """What a backup says of itself. Raises CommandError where it was not finished, or its database is not what it was."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if digest(folder / FILES[manifest["engine"]]) == manifest["sha256"]:
            return manifest
    except (OSError, ValueError, KeyError):
        pass
    raise CommandError(f"{folder} không phải một bản sao lưu trọn vẹn.")


@in_a_sentence()
def restore_backup(folder) -> dict:
    """Restores into the database of the settings, which must be empty, and MEDIA_ROOT, and compares every table and file
    with what they were. Gives the manifest. Raises CommandError with what is in the way, or differs.
    """
    manifest = read_manifest(folder)
    if manifest["engine"] != connection.vendor:
        raise CommandError(
            f"Bản sao lưu là của {manifest['engine']}, DATABASE_URL là của {connection.vendor}."
        )
    if connection.introspection.table_names():
        raise CommandError(
            f"Cơ sở dữ liệu {connection.settings_dict['NAME']} không trống: hãy ghi ở DATABASE_URL tên của một cơ sở mới."
        )
    source = folder / FILES[manifest["engine"]]
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm"):  # of the empty one that was looked into
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        copy_whole(source, path)
        with closing(sqlite3.connect(path)) as restored:
            found = sqlite_sums(restored)
    else:
        run_tool(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", source
        )
        found = postgresql_sums(connection)
    wrong = sorted({name for name, _sum in manifest["tables"].items() ^ found.items()})
    for path, sha256 in manifest["media"].items():
        stored, target = folder.parent / "media" / path, Path(settings.MEDIA_ROOT) / path
        if not target.exists() and stored.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_whole(stored, target)
        if not target.exists() or digest(target) != sha256:
            wrong.append(path)
    if wrong:
        raise CommandError("Không như lúc sao lưu: " + ", ".join(wrong))
    return manifest


def newest_backup() -> Path | None:
    return max((path.parent for path in settings.BACKUP_ROOT.glob(f"*-*/{MANIFEST}")), default=None)


def age_of_backup() -> float | None:
    """Seconds since the newest backup was finished; None where there is none."""
    newest = newest_backup()
    return newest and timezone.now().timestamp() - (newest / MANIFEST).stat().st_mtime


def age_of_minute() -> float | None:
    """Seconds since `backup_minute` last ended well; None where it never did."""
    ran = settings.BACKUP_ROOT / "minute-ran"
    return timezone.now().timestamp() - ran.stat().st_mtime if ran.exists() else None


def forget_old(now) -> None:
    """Removes the backups older than KEPT_DAYS, what was left unfinished, and the files of editors that none names."""
    root = settings.BACKUP_ROOT
    for folder in root.glob("[0-9]*-*"):
        made = datetime.strptime(folder.stem, "%Y%m%d-%H%M%S").replace(tzinfo=now.tzinfo)
        if now - made > (timedelta(days=1) if folder.suffix else timedelta(days=KEPT_DAYS)):
            shutil.rmtree(folder)
    named = {
        path
        for found in root.glob(f"*-*/{MANIFEST}")
        for path in json.loads(found.read_text(encoding="utf-8"))["media"]
    }
    for path in files_under(root / "media"):
        if path not in named:
            (root / "media" / path).unlink()


# --- The database ----------------------------------------------------------------------------------------
def dump_sqlite(target) -> dict:
    """Copies the database while others write, as one moment saw it, and gives its `sqlite_sums`."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CommandError("Cơ sở dữ liệu có chỗ hỏng: PRAGMA integrity_check")
        sums = sqlite_sums(copy)
    sync(target)
    return sums


def dump_postgresql(target) -> dict:
    """The same with pg_dump: it and the sums see one snapshot."""
    with closing(connection.copy()) as own:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            sums = postgresql_sums(own)
            run_tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        own.rollback()
    sync(target)
    return sums


def run_tool(name, *words) -> None:
    """Runs a program of PostgreSQL on the database of the settings."""
    known = connection.get_connection_params()
    place = {word: value for word, value in known.items() if word in CONNINFO and value}
    done = subprocess.run(
        [name, "--dbname=" + make_conninfo("", **place), *words],
        env={**os.environ, "PGPASSWORD": known.get("password") or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{name}: {done.stderr.strip()}")


def sqlite_sums(database) -> dict[str, list]:
    """{table: [rows, a sum of its rows' hashes, whatever their order]} of a connection of sqlite3."""
    names = database.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND name NOT LIKE 'sqlite_%'"
    )
    sums = {}
    for (name,) in names.fetchall():
        rows = total = 0
        for row in database.execute(f'SELECT * FROM "{name}"'):
            rows += 1
            total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest(), "big")
        sums[name] = [rows, f"{total % 2**64:016x}"]
    return sums


def postgresql_sums(database) -> dict[str, list]:
    """The same, counted by the server."""
    sums = {}
    with database.cursor() as cursor:
        for name in database.introspection.table_names(cursor):
            cursor.execute(
                "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text "
                f"FROM {database.ops.quote_name(name)} AS t"
            )
            sums[name] = list(cursor.fetchone())
    return sums


# --- Files and settings ----------------------------------------------------------------------------------
def files_under(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def store_media(root) -> dict[str, str]:
    """Copies the files of editors that are not there yet; {path under MEDIA_ROOT: SHA-256 of its content}."""
    newest = newest_backup()
    known = json.loads((newest / MANIFEST).read_text(encoding="utf-8"))["media"] if newest else {}
    found = {}
    for path in files_under(settings.MEDIA_ROOT):
        stored = root / "media" / path
        if not stored.exists():
            stored.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy_whole(Path(settings.MEDIA_ROOT) / path, stored)
            known.pop(path, None)
        found[path] = known.get(path) or digest(stored)
    return found


def store_settings(folder, with_secrets) -> None:
    """The lines of .env, without what nobody may read; with it, and the key that was made, where that is asked for."""
    file = Path(os.environ.get("ENV_FILE") or settings.BASE_DIR / ".env")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    if with_secrets:
        lines = [line for line in lines if not line.startswith("SECRET_KEY=")] + [
            f"SECRET_KEY={settings.SECRET_KEY}"
        ]
    else:
        lines = [public_line(line) for line in lines]
    target = folder / "settings.env"
    target.touch(mode=0o600)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def public_line(line) -> str:
    """A line of .env without its secret: `NAME=`, or an address without its password."""
    name, equals, value = line.partition("=")
    if SECRET.search(name.upper()):
        return f"{name}{equals}"
    return name + equals + re.sub(r"(://[^/@\s]*?:)[^/\s]*@", r"\1@", value)


def copy_whole(source, target) -> None:
    """Copies a file so that `target` is whole whenever it is there."""
    partial = target.with_name(target.name + ".part")
    partial.touch(mode=0o600)
    shutil.copyfile(source, partial)
    sync(partial)
    partial.rename(target)


def digest(path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


# --- Each minute --------------------------------------------------------------------------------------
@in_a_sentence()
def copy_minute() -> bool:
    """Copies an SQLite that changed since the last copy; the copy before stays beside it. False where nothing was to do."""
    path = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or not Path(path).is_file():
        return False
    folder = settings.BACKUP_ROOT / "minute"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark, copy, partial = folder / "mark", folder / "database.sqlite3", folder / "database.part"
    seen = [
        (at.st_size, at.st_mtime_ns) for at in map(os.stat, filter(os.path.exists, (path, f"{path}-wal")))
    ]
    if mark.exists() and mark.read_text() == str(seen):
        return False
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, timeout=20)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    sync(partial)
    if copy.exists():
        copy.replace(folder / "before.sqlite3")
    partial.rename(copy)
    mark.write_text(str(seen))
    return True


def check_archive() -> None:
    """Raises CommandError where PostgreSQL is to archive its log and cannot, or the newest base is two nights old."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('archive_mode'), last_failed_wal, "
            "last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver"
        )
        mode, segment, is_failing = cursor.fetchone()
    if mode == "off":
        return
    if is_failing:
        raise CommandError(f"PostgreSQL không lưu được {segment}: xem nhật ký của nó (archive_command).")
    bases = (settings.BACKUP_ROOT / "base").glob("*/base.tar.gz")
    newest = max((base.stat().st_mtime for base in bases), default=0)
    if timezone.now().timestamp() - newest > OLDEST_BASE:
        raise CommandError("Hai ngày chưa chép cả PostgreSQL: systemctl status hoso-base")
