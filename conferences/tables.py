from portal.records.loading import Table

from .inference import infer_participation
from .models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Indicator,
    Official,
    Participation,
    Post,
    Recommendation,
    RelatedEvent,
    Reply,
    Series,
    SeriesMembership,
    Statement,
    Tenure,
)

TABLES = [
    Table(Series, "series.csv", key=("slug",)),
    Table(SeriesMembership, "series_memberships.csv", key=("series", "province")),
    Table(Conference, "conferences.csv", key=("series", "slug")),
    Table(RelatedEvent, "related_events.csv", key=("conference", "rank")),
    Table(Document, "documents.csv", key=("conference", "rank")),
    Table(Participation, "participations.csv", key=("conference", "rank")),
    Table(Official, "officials.csv", key=("slug",)),
    Table(Post, "posts.csv", key=("body", "title")),
    Table(Tenure, "tenures.csv", key=("official", "post")),
    Table(Appearance, "appearances.csv", key=("conference", "rank"), m2m=("posts",)),
    Table(Statement, "statements.csv", key=("conference", "rank")),
    Table(Recommendation, "recommendations.csv", key=("conference", "number")),
    Table(Reply, "replies.csv", key=("recommendation", "day")),
    Table(Indicator, "indicators.csv", key=("slug",)),
    Table(Figure, "figures.csv", key=("conference", "rank")),
]

AFTER = [infer_participation]
