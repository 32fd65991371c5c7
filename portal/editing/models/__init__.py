from .merge import NotDuplicate
from .presence import Presence
from .proposal import Proposal, ProposedFile
from .scheduled import Scheduled

__all__ = [
    "NotDuplicate",
    "Presence",
    "Proposal",
    "ProposedFile",
    "Scheduled",
]
