from portal.editing.bad_request import guarded

from .fields import Row
from .record import GuardedAdmin, RecordAdmin
from .report import ReportAdmin
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
