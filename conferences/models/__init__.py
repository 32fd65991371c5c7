from .appearance import Appearance
from .beside import Document, RelatedEvent
from .conference import Conference
from .figure import Figure, Indicator
from .official import Official
from .participation import Participation
from .post import Post
from .recommendation import Recommendation, Reply
from .series import Series, SeriesMembership
from .statement import Statement
from .tenure import Tenure

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
