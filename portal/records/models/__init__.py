from .citation import Citation, Gap
from .record import (
    NamedQuerySet,
    Published,
    PublishedQuerySet,
    Record,
    RecordQuerySet,
    StaleRecord,
    citable_models,
    named_by,
    of_records,
    published_keys,
)
from .related import fetch_related, of_keys, rows_at
from .report import Report, Sender
from .slug import FormerSlug, RecordMoved, Slugged, find_or_moved, has_page, missing
from .source import Source
from .state import Publication
from .withdrawn import Withdrawn, withdrawal_of

__all__ = [
    "Citation",
    "FormerSlug",
    "Gap",
    "NamedQuerySet",
    "Publication",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RecordMoved",
    "RecordQuerySet",
    "Report",
    "Sender",
    "Slugged",
    "Source",
    "StaleRecord",
    "Withdrawn",
    "citable_models",
    "fetch_related",
    "find_or_moved",
    "has_page",
    "missing",
    "named_by",
    "of_keys",
    "of_records",
    "published_keys",
    "rows_at",
    "withdrawal_of",
]
