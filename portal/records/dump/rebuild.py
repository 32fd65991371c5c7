"""A portal out of a dump and nothing else: rows under the keys that they had, then all that is derived of them."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from portal.changes.models import renew_public
from portal.changes.recorder import unrecorded
from portal.search.index.rebuild import rebuild
from portal.search.models import ShippedTerm, Term

from ..loading import tables_modules
from .tables import DumpTable, dump_tables

BATCH = 1_000


class BadDump(Exception):
    """The archive is no dump, or none that this portal can take; the sentence says why."""


def load(path: Path) -> dict[str, int]:
    """Fills an empty portal from the archive at `path`; returns {table: rows}.

    Raises BadDump, and leaves the database as it was, where the archive is damaged or the portal holds something.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            package = json.loads(archive.read("datapackage.json"))
            tables = dump_tables(bool(package["drafts"]))
            for table in tables:
                if table.model not in (Term, ShippedTerm) and table.model._base_manager.exists():
                    raise BadDump(
                        f"Cơ sở dữ liệu đã có {table.name}: chỉ dựng được vào một cơ sở dữ liệu trống."
                    )
            with transaction.atomic(), unrecorded():
                counts = {table.name: _load(archive, table) for table in tables}
                for _folder, module in tables_modules():
                    for step in getattr(module, "DERIVED", []):
                        step()
            _unpack_files(archive)
            renew_public(int(package["version"]), date.fromisoformat(package["created"][:10]))
    except (
        OSError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        csv.Error,
        IntegrityError,
        ValidationError,
    ) as error:
        raise BadDump(f"Không dựng được từ {path.name}: {error}") from error
    rebuild()
    return counts


def _load(archive, table: DumpTable) -> int:
    if table.model in (Term, ShippedTerm):
        table.model._base_manager.all().delete()  # a new portal has the shipped ones
    number = 0
    rows = _rows(archive, table)
    to: Any = QuerySet(table.model)  # past the recorder
    while some := list(islice(rows, BATCH)):
        to.bulk_create(some)
        number += len(some)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model]):
            cursor.execute(statement)
    return number


def _rows(archive, table) -> Iterator[Model]:
    with archive.open(f"csv/{table.name}.csv") as packed:
        reader = csv.DictReader(io.TextIOWrapper(packed, "utf-8", newline=""), strict=True)
        columns = [column for column in table.columns if column.name in (reader.fieldnames or ())]
        for row in reader:
            yield table.model(**_values(columns, row))


def _values(columns, row) -> dict[str, Any]:
    return {column.field.attname: column.read(row[column.name]) for column in columns}


def _unpack_files(archive) -> None:
    """Puts the pictures and documents where the site looks for them."""
    for name in _files_of(archive.namelist()):
        to = Path(settings.MEDIA_ROOT, *name.split("/")[1:])
        to.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as packed, to.open("wb") as file:
            shutil.copyfileobj(packed, file)


def _files_of(names: Iterable[str]) -> list[str]:
    """Those of `names` that are files of records, none of which leads out of their folder. Raises ValueError."""
    found = [name for name in names if name.startswith("files/")]
    for name in found:
        if len(name.split("/")) != 4 or ".." in name or "\\" in name:
            raise ValueError(f"tên tệp {name!r}")
    return found
