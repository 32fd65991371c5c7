"""The archive itself: one reading of the database into a SQLite file, and from that every other form of it.

What a reader does not see is blanked there by its own foreign keys: what points at a row that is not in the dump
points at nothing. Nothing is held in memory but one batch of rows.
"""

import csv
import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.base.db import one_state
from portal.base.downloads import Echo
from portal.changes.models import PublicEdition, public_edition

from ..loading import tables_modules
from . import describe
from .tables import DISAGREEMENTS, DumpTable, dump_tables

#: The name of the ready database in the archive.
DATABASE = "hoso.sqlite3"
CHUNK = 1 << 20


def publish(folder: Path, drafts: bool = False) -> Path:
    """Writes a dump to `folder` and returns its path; a public one with what `versions` tells of it beside it.

    The same record gives the same bytes, whatever the hour.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".dump-") as work, one_state():
        edition = public_edition()
        day = edition.day or timezone.localdate()
        path = folder / f"hoso-hoi-nghi-{day}-v{edition.number}{'-toan-bo' if drafts else ''}.zip"
        before = next((told for told in versions(folder) if told["file"] != path.name), None)
        draft = Path(work, "dump.zip")
        with _database(Path(work, DATABASE), drafts) as database:
            counts = _write(draft, Path(work), database, edition, day, drafts)
            since = None
            if before and not drafts:
                changes = _changes(database, folder / before["file"], Path(work))
                since = {"version": before["version"], "tables": changes}
        os.chmod(draft, 0o600 if drafts else 0o644)
        told = {
            "file": path.name,
            "version": edition.number,
            "day": day.isoformat(),
            "bytes": draft.stat().st_size,
            "sha256": _sha256(draft),
            "rows": counts,
            "since": since,
        }
        draft.replace(path)
        if not drafts:
            beside = Path(work, "told.json")
            beside.write_text(json.dumps(told, ensure_ascii=False, indent=1))
            beside.replace(path.with_suffix(".json"))
    return path


def versions(folder: Path) -> list[dict[str, Any]]:
    """What was published to `folder`, the newest first; what is written at this moment is left out."""
    found = []
    for path in folder.glob("hoso-hoi-nghi-*.json"):
        with suppress(OSError, ValueError):
            told = json.loads(path.read_text())
            if (folder / told["file"]).exists():
                found.append(told)
    return sorted(found, key=lambda told: (told["day"], told["version"]), reverse=True)


# --- The database -------------------------------------------------------------------------------------
@contextmanager
def _database(path, drafts) -> Iterator[sqlite3.Connection]:
    tables = dump_tables(drafts)
    with closing(sqlite3.connect(path.with_suffix(".work"), isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        for table in tables:
            database.execute(describe.create_table(table))
            marks = ", ".join("?" * len(table.columns))
            database.execute("BEGIN")
            database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.values())
            database.execute("COMMIT")
        if not drafts:
            for table in tables:
                _close(database, table)
        database.execute(f"CREATE VIEW {DISAGREEMENTS} AS SELECT * FROM citations WHERE differs <> ''")
        # A file of its own: no free page of it holds what was taken out, no counter tells that something was.
        database.execute("VACUUM INTO ?", [str(path)])
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"Rows of the dump point at none: {broken[:5]}")
        yield database


def _close(database, table: DumpTable) -> None:
    """Takes out of a table what points at rows that are not in the dump, with the columns that name them in words."""
    names = {each.model: each.name for each in dump_tables(table.drafts)}
    for column in table.columns:
        if column.target is None:
            continue
        gone = (
            f'"{column.name}" IS NOT NULL AND "{column.name}" NOT IN (SELECT id FROM {names[column.target]})'
        )
        if not column.field.null:
            database.execute(f"DELETE FROM {table.name} WHERE {gone}")
            continue
        words = getattr(table.model, "NAMED_AGAIN", {}).get(column.field.name, ())
        fields = ", ".join(f"'{name}'" for name in (column.field.name, *words))
        for evidence in ("citations", "gaps"):
            if table.name not in ("citations", "gaps"):
                database.execute(
                    f"DELETE FROM {evidence} WHERE content_type = ? AND field IN ({fields}) "
                    f"AND object_id IN (SELECT id FROM {table.name} WHERE {gone})",
                    [table.model._meta.model_name],
                )
        blanks = ", ".join([f'"{column.name}" = NULL', *(f"\"{name}\" = ''" for name in words)])
        database.execute(f"UPDATE {table.name} SET {blanks} WHERE {gone}")


def _changes(database, before: Path, work: Path) -> dict[str, list[int]]:
    """{table: [rows added, changed, taken out]} since the dump `before`, of the tables in which any is."""
    old = work / "before.sqlite3"
    with zipfile.ZipFile(before) as archive, archive.open(DATABASE) as packed, old.open("wb") as file:
        for chunk in iter(lambda: packed.read(CHUNK), b""):
            file.write(chunk)
    database.execute("ATTACH ? AS old", [str(old)])

    def one(query) -> int:
        return database.execute(query).fetchone()[0]

    def columns(schema, name) -> list[str]:
        return [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({name})")]

    found = {}
    for table in dump_tables(False):
        there = columns("old", table.name)
        both = ", ".join(f'"{name}"' for name in columns("main", table.name) if name in there)
        if not there:
            continue
        now, then = f"main.{table.name}", f"old.{table.name}"
        added = one(f"SELECT count(*) FROM {now} WHERE id NOT IN (SELECT id FROM {then})")
        gone = one(f"SELECT count(*) FROM {then} WHERE id NOT IN (SELECT id FROM {now})")
        other = one(f"SELECT count(*) FROM (SELECT {both} FROM {now} EXCEPT SELECT {both} FROM {then})")
        if added or gone or other:
            found[table.name] = [added, other - added, gone]
    database.execute("DETACH old")
    return found


# --- The files ----------------------------------------------------------------------------------------
def _write(path, work, database, edition: PublicEdition, day: date, drafts) -> dict[str, int]:
    """Writes the archive of a database; returns {table: rows}."""
    sums: dict[str, tuple[int, str]] = {}
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = _Entries(archive, day, sums)
        for resource in describe.resources(drafts):
            rows = f"SELECT * FROM {resource.name} ORDER BY id"
            counts[resource.name] = entry.add(
                f"csv/{resource.name}.csv", _csv(resource, database.execute(rows))
            )
            entry.add(f"jsonl/{resource.name}.jsonl", _json_lines(resource, database.execute(rows)))
        entry.copy(DATABASE, work / DATABASE)
        for row in _stored_files(database):
            for part in row.parts:
                if (row.folder / part).exists():
                    entry.copy(f"files/{row.sha256[:2]}/{row.sha256}/{part}", row.folder / part)
        entry.add("LICENSE.txt", [describe.LICENCE])
        for folder, _module in tables_modules():
            entry.copy(f"sources/{folder.parent.name}.md", folder / "SOURCES.md")
        entry.add("DICTIONARY.md", describe.dictionary(drafts))
        entry.add("README.md", [describe.readme(edition.number, day, drafts)])
        about = describe.About(edition.number, day, drafts, counts, dict(sums))
        entry.add("datapackage.json", [describe.as_json(about.data_package())])
        entry.add("croissant.json", [describe.as_json(about.croissant())])
        entry.add("SHA256SUMS", [f"{digest}  {name}\n" for name, (_size, digest) in sums.items()])
    return counts


def _stored_files(database):
    """The rows of the files that the dump holds."""
    model = next(table.model for table in dump_tables(True) if table.name == "storedfiles")
    for (key,) in database.execute("SELECT id FROM storedfiles ORDER BY id"):
        yield model._base_manager.get(pk=key)


class _Entries:
    """The members of an archive, dated by the data and not by the clock; {name: (bytes, SHA-256)} in `sums`."""

    def __init__(self, archive, day, sums):
        self.archive, self.sums = archive, sums
        self.date = (day.year, day.month, day.day, 0, 0, 0)

    def add(self, name: str, parts: Iterable[str | bytes]) -> int:
        """Writes a member in parts; returns how many there were, less the first."""
        info = zipfile.ZipInfo(name, self.date)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digest, size, number = hashlib.sha256(), 0, 0
        with self.archive.open(info, "w", force_zip64=True) as file:
            for part in parts:
                content = part.encode() if isinstance(part, str) else part
                file.write(content)
                digest.update(content)
                size, number = size + len(content), number + 1
        self.sums[name] = size, digest.hexdigest()
        return number - 1

    def copy(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(CHUNK), b""))


def _csv(resource, rows):
    writer = csv.writer(Echo(), lineterminator="\n")
    yield writer.writerow([column.name for column in resource.columns])
    for row in rows:
        cells = (column.written(value) for column, value in zip(resource.columns, row, strict=True))
        yield writer.writerow([_cell(value) for value in cells])


def _cell(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _json_lines(resource, rows):
    for row in rows:
        cells = {
            column.name: column.written(value) for column, value in zip(resource.columns, row, strict=True)
        }
        yield f"{json.dumps(cells, ensure_ascii=False)}\n"


def _sha256(path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def public_folder() -> Path:
    """Where the site looks for dumps to offer."""
    return Path(settings.DUMP_ROOT)
