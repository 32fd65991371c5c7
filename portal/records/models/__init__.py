from .citation import Citation, Gap
from .publication import Publication, Published, PublishedQuerySet
from .record import Record, RecordQuerySet, StaleRecord
from .slug import FormerSlug, Slugged
from .source import Source

__all__ = [
    "Citation",
    "FormerSlug",
    "Gap",
    "Publication",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RecordQuerySet",
    "Slugged",
    "Source",
    "StaleRecord",
]
