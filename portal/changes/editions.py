"""Marks of what others compute from the record: who stores something under a mark sees by one query whether it is stale.

A mark is random and never used twice, so what was rolled back, or restored from a copy, is seen as well.
"""

from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from .models import Edition

#: What readers see: pages are stored under it (`portal/page_cache.py`).
PUBLIC = "public"
#: What words of a question mean: the compiled vocabulary of the search.
VOCABULARY = "vocabulary"


def current_mark(name: str) -> str:
    """The mark in force, "" before the first change. One query, by a cursor: the ORM costs three times as much."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM changes_edition WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else ""


class PublicEdition(NamedTuple):
    """What readers see: its mark ("" before the first change), the version of the data, and the day of that."""

    mark: str = ""
    number: int = 0
    day: date | None = None


def public_edition(database: Any = connection) -> PublicEdition:
    """The edition in force. One query; a request holds it as `request.edition`, asked for when that is read."""
    with database.cursor() as cursor:
        cursor.execute("SELECT mark, number, day FROM changes_edition WHERE name = %s", [PUBLIC])
        row = cursor.fetchone()
    if row is None:
        return PublicEdition()
    return PublicEdition(row[0], row[1], row[2] and date.fromisoformat(str(row[2])))


def renew_mark(name: str) -> None:
    """Lets every process see, once the transaction is committed, that what the mark is of was changed."""
    _renew(Edition(name=name), "mark")


def renew_public(changeset: int | None = None, day: date | None = None) -> None:
    """The same of what readers see, with a new version of the data: of the Changeset of that key, or as loaded; of
    today, or of the `day` that a copy of it bears.
    """
    edition = Edition(name=PUBLIC, number=changeset or 0, day=day or timezone.localdate())
    _renew(edition, "mark", "day", *(["number"] if changeset else []))


def _renew(edition, *columns):
    edition.mark = uuid4().hex
    Edition.objects.bulk_create(
        [edition], update_conflicts=True, unique_fields=["name"], update_fields=columns
    )
