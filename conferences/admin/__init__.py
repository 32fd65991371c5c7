from .conference import ConferenceAdmin, RelatedEventAdmin
from .document import DocumentAdmin
from .figure import FigureAdmin, IndicatorAdmin
from .official import AppearanceAdmin, OfficialAdmin, PostAdmin, TenureAdmin
from .participation import ParticipationAdmin
from .recommendation import RecommendationAdmin, ReplyAdmin
from .series import SeriesAdmin, SeriesMembershipAdmin
from .statement import StatementAdmin

__all__ = [
    "AppearanceAdmin",
    "ConferenceAdmin",
    "DocumentAdmin",
    "FigureAdmin",
    "IndicatorAdmin",
    "OfficialAdmin",
    "ParticipationAdmin",
    "PostAdmin",
    "RecommendationAdmin",
    "RelatedEventAdmin",
    "ReplyAdmin",
    "SeriesAdmin",
    "SeriesMembershipAdmin",
    "StatementAdmin",
    "TenureAdmin",
]
