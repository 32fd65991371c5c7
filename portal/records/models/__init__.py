from ..history.act import Act, Change
from .citation import Citation, Gap
from .publication import Published, PublishedQuerySet
from .record import Record, RecordQuerySet, StaleRecord, citable_models
from .report import Report, Sender
from .slug import FormerSlug, Moved, Slugged, find_or_moved
from .sheet import SheetImport, SheetRow
from .source import Source
from .state import Publication

__all__ = [
    "Act",
    "Change",
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
    "SheetImport",
    "SheetRow",
    "StaleRecord",
    "citable_models",
    "find_or_moved",
]
