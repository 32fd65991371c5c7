from .import_job import SheetImport, SheetRow
from .merge import Distinct, Merger
from .presence import Presence
from .proposal import Proposal, ProposedFile
from .scheduled import Scheduled

__all__ = [
    "Distinct",
    "Merger",
    "Presence",
    "Proposal",
    "ProposedFile",
    "Scheduled",
    "SheetImport",
    "SheetRow",
]
