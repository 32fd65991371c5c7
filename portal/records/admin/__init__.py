from .base import PlainAdmin, RecordAdmin, Row, StackedRow, TabularRow, may_publish
from .guard import Guarded, guarded
from .publication import PublishedAdmin
from .source import SourceAdmin

__all__ = [
    "Guarded",
    "PlainAdmin",
    "PublishedAdmin",
    "RecordAdmin",
    "Row",
    "SourceAdmin",
    "StackedRow",
    "TabularRow",
    "guarded",
    "may_publish",
]
