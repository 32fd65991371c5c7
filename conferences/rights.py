"""What of a conference belongs to which province. The province that hosts or organises it owns it whole."""

from django.db.models import Q

from portal.records import rights

from . import models

HOSTING = (models.Participation.Capacity.HOST, models.Participation.Capacity.ORGANISER)
SPOKEN_BY = ("by_province", "by_body__province")
ADDRESSED_TO = ("to_province", "to_body__province")
OF_CONFERENCE = {"parts_of": ("conference",)}


def hosted(provinces):
    """The keys of the conferences that `provinces` or bodies of theirs host or organise."""
    theirs = Q(province__in=provinces) | Q(body__province__in=provinces)
    return models.Participation.objects.filter(theirs, capacity__in=HOSTING).order_by().values("conference")


def seen_only_in_posts_of(provinces):
    """The keys of the officials seen in posts of bodies of `provinces`, and in no others."""
    seen = models.Appearance.posts.through.objects
    elsewhere = seen.exclude(post__body__province__in=provinces) | seen.filter(post__body__province=None)
    theirs = seen.filter(post__body__province__in=provinces)
    return theirs.exclude(appearance__official__in=elsewhere.values("appearance__official")).values(
        "appearance__official"
    )


rights.belongs(models.Conference, keys=hosted)
rights.belongs(models.Official, keys=seen_only_in_posts_of, entered=True)
rights.belongs(models.Post, "body__province")
rights.belongs(models.Tenure, "post__body__province")
# A row that says who hosts would make the whole conference its province's: only its owner writes one.
rights.belongs(
    models.Participation, "province", "body__province", never=("capacity", HOSTING), **OF_CONFERENCE
)
rights.belongs(models.Appearance, "posts__body__province", **OF_CONFERENCE)
rights.belongs(models.Statement, *SPOKEN_BY, **OF_CONFERENCE)
rights.belongs(models.Recommendation, *SPOKEN_BY, *ADDRESSED_TO, **OF_CONFERENCE)
rights.belongs(models.Reply, "by__province", parts_of=("recommendation__conference",))
rights.belongs(models.Figure, "scope_province", *SPOKEN_BY, **OF_CONFERENCE)
rights.belongs(models.RelatedEvent, **OF_CONFERENCE)
rights.belongs(models.Document, **OF_CONFERENCE)
rights.used_as(
    rights.Use.PART,
    models.SeriesMembership,
    models.RelatedEvent,
    models.Document,
    models.Participation,
    models.Tenure,
    models.Appearance,
    models.Statement,
    models.Figure,
)
rights.used_as(rights.Use.VOCABULARY, models.Indicator)
