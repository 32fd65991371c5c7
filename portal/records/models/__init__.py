from ..history.act import Act, Change
from .citation import Citation, Gap
from .merging import Distinct, Merger, Spelling, Twin
from .presence import Presence
from .proposal import Proposal, ProposedFile
from .publication import Published, PublishedQuerySet
from .record import NamedQuerySet, Record, RecordQuerySet, StaleRecord, citable_models, named_by
from .report import Report, Sender
from .scheduled import Scheduled
from .sheet import SheetImport, SheetRow
from .slug import FormerSlug, Moved, Slugged, find_or_moved
from .source import Source
from .state import Publication
from .withdrawn import Withdrawn, withdrawal_of

__all__ = [
    "Act",
    "Change",
    "Citation",
    "Distinct",
    "FormerSlug",
    "Gap",
    "Merger",
    "Moved",
    "NamedQuerySet",
    "Presence",
    "Proposal",
    "ProposedFile",
    "Publication",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RecordQuerySet",
    "Report",
    "Scheduled",
    "Sender",
    "SheetImport",
    "SheetRow",
    "Slugged",
    "Source",
    "Spelling",
    "StaleRecord",
    "Twin",
    "Withdrawn",
    "citable_models",
    "find_or_moved",
    "named_by",
    "withdrawal_of",
]
