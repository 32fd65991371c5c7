from portal.editing.bad_request import guarded

from .guarded import GuardedAdmin
from .record import RecordAdmin
from .report import ReportAdmin
from .rows import Row
from .source import SourceAdmin
from .term import TermAdmin

from .proposal import ProposalAdmin  # isort: skip

__all__ = [
    "GuardedAdmin",
    "ProposalAdmin",
    "RecordAdmin",
    "ReportAdmin",
    "Row",
    "SourceAdmin",
    "TermAdmin",
    "guarded",
]
