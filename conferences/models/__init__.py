from .beside import Document, RelatedEvent
from .conference import Conference
from .figure import Figure, Indicator
from .official import Appearance, Official, Post, Tenure
from .participation import Participation
from .recommendation import Recommendation, Reply
from .series import Series, SeriesMembership
from .statement import Statement

__all__ = [
    "Appearance",
    "Conference",
    "Document",
    "Figure",
    "Indicator",
    "Official",
    "Participation",
    "Post",
    "Recommendation",
    "RelatedEvent",
    "Reply",
    "Series",
    "SeriesMembership",
    "Statement",
    "Tenure",
]
