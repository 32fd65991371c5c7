from portal.editing.bad_request import BadRequestMixin, guarded

from .base import PlainAdmin, RecordAdmin, Row, may_publish
from .publication import PublishedAdmin
from .report import ReportAdmin
from .source import SourceAdmin
from .term import TermAdmin

from .proposal import ProposalAdmin  # isort: skip

__all__ = [
    "BadRequestMixin",
    "PlainAdmin",
    "ProposalAdmin",
    "PublishedAdmin",
    "RecordAdmin",
    "ReportAdmin",
    "Row",
    "SourceAdmin",
    "TermAdmin",
    "guarded",
    "may_publish",
]
