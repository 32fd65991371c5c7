from portal.base.text import lines
from portal.records.loading import Table

from . import models
from .inference import infer_participation
from .names import part_name


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


TABLES = [
    Table(models.Series, "series.csv", key=("slug",)),
    Table(models.SeriesMembership, "series_memberships.csv", key=("series", "province")),
    Table(models.Conference, "conferences.csv", key=("series", "slug"), names=names_of_conference),
    Table(models.RelatedEvent, "related_events.csv", key=("conference", "rank")),
    Table(models.Document, "documents.csv", key=("conference", "rank")),
    Table(models.Participation, "participations.csv", key=("conference", "rank")),
    Table(models.Official, "officials.csv", key=("slug",), part=part_name),
    Table(models.Post, "posts.csv", key=("body", "title")),
    Table(models.Tenure, "tenures.csv", key=("official", "post", "began")),
    Table(models.Appearance, "appearances.csv", key=("conference", "rank"), m2m=("posts",)),
    Table(models.Statement, "statements.csv", key=("conference", "rank")),
    Table(models.Recommendation, "recommendations.csv", key=("conference", "number")),
    Table(models.Reply, "replies.csv", key=("recommendation", "day")),
    Table(models.Indicator, "indicators.csv", key=("slug",)),
    Table(models.Figure, "figures.csv", key=("conference", "rank")),
]

AFTER = [infer_participation]
