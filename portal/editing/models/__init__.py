from .merge import NotDuplicate
from .presence import Presence
from .proposal import Proposal, Scheduled

__all__ = [
    "NotDuplicate",
    "Presence",
    "Proposal",
    "Scheduled",
]
