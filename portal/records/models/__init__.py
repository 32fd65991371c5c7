from .citation import Citation, Gap, citable_models
from .publication import Publication, Published, PublishedQuerySet
from .record import Record, RecordQuerySet, StaleRecord
from .report import Report, Sender
from .slug import FormerSlug, Moved, Slugged, find_or_moved
from .source import Source

__all__ = [
    "Citation",
    "FormerSlug",
    "Gap",
    "Moved",
    "Publication",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RecordQuerySet",
    "Report",
    "Sender",
    "Slugged",
    "Source",
    "StaleRecord",
    "citable_models",
    "find_or_moved",
]
