from operator import attrgetter

from portal.base.text import lines
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


def names_of_conference(conference):
    """What people write for it: "Tây Nguyên lần XII", "Tây Nguyên XII", "Tây Nguyên 2019" …"""
    regions = [conference.series.name, *lines(conference.series.aliases)]
    which = []
    if conference.ordinal:
        for number in (conference.roman, conference.ordinal):
            which += [f"{number}", f"lần {number}", f"lần thứ {number}", f"lan-{number}"]
    if conference.year:
        which += [f"{conference.year}", f"năm {conference.year}"]
    names = [f"{region} {one}" for region in regions for one in which]
    return [conference.title, *names, *(f"vùng {one}" for one in names)]


def infer_again(path):
    """Makes anew what is inferred at the conferences at `path` of changed records."""

    def after_save(records):
        keys = {attrgetter(path)(record) for record in records}
        infer_participation(Conference.objects.filter(pk__in=keys))

    return after_save


def infer_series_again(path):
    def after_save(records):
        keys = {attrgetter(path)(record) for record in records}
        infer_participation(Conference.objects.filter(series__in=keys))

    return after_save


TABLES = [
    Table(Series, "series.csv", key=("slug",), after_save=infer_series_again("pk")),
    Table(
        SeriesMembership,
        "series_memberships.csv",
        key=("series", "province"),
        after_save=infer_series_again("series_id"),
    ),
    Table(
        Conference,
        "conferences.csv",
        key=("series", "slug"),
        names=names_of_conference,
        after_save=infer_again("pk"),
    ),
    Table(RelatedEvent, "related_events.csv", key=("conference", "rank")),
    Table(Document, "documents.csv", key=("conference", "rank")),
    Table(
        Participation,
        "participations.csv",
        key=("conference", "rank"),
        after_save=infer_again("conference_id"),
    ),
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
