"""What of conferences, people and what they said is searched, and the names of the conference regions.

An entry names an official only where a reader may see that official.
"""

import datetime
from itertools import chain

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.base.text import lines
from portal.search.index.vocabulary_cache import register_names
from portal.search.language.vocabulary import Name
from portal.search.registry import Dependency, SearchDocument, Suggestion, facet, prose, register, whole
from provinces.models import Body
from provinces.search import PlaceIndex, at, by_slug, of_provinces, place_names

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
from .models.party import Withheld

LONGEST_MEETING = 31  # days of one conference that are found one by one

CALLED = ("series_id", "slug", "ordinal", "year", "starts", "ends", "publication")
REGION = ("name", "slug")
PERSON = ("name", "slug", "publication")
OFFICE = ("name", "short_name", "name_en", "province_id")


def days_of(conference):
    """Every day it met, at most LONGEST_MEETING."""
    if not conference.starts:
        return ()
    length = min(((conference.ends or conference.starts) - conference.starts).days + 1, LONGEST_MEETING)
    return tuple(conference.starts + datetime.timedelta(days=number) for number in range(length))


def when_and_where(conference):
    """What all entries of a conference share: the parts of a SearchDocument."""
    return {"year": conference.year, "days": days_of(conference), "public": conference.is_published}


def facets_of(conferences):
    """The facets of what belongs to `conferences`."""
    return {
        "hoi-nghi": [f"{row.series.slug}/{row.slug}" for row in conferences],
        "vung": list(dict.fromkeys(row.series.slug for row in conferences)),
        "nam": list(dict.fromkeys(row.year for row in conferences if row.year)),
    }


def called(party):
    """A party in words: a record's name, or the text as printed."""
    return str(getattr(party, "name", party))


def called_in_english(party):
    """The English of a party, "" where it has none."""
    return party.name_en if isinstance(party, Body) else getattr(party, "english", "")


@register
class SeriesIndex(PlaceIndex):
    kind, model = "vung", Series
    plural, singular, order = (
        pgettext_lazy("loại", "hội nghị theo vùng"),
        pgettext_lazy("một", "hội nghị theo vùng"),
        70,
    )
    suggestion = Suggestion(order=40, share=2)
    dependencies = (
        Dependency(Body, "organiser", ("name",)),
        Dependency(SeriesMembership, "memberships"),
        *of_provinces("memberships__province"),
    )

    def rows(self):
        return super().rows().select_related("organiser").prefetch_related("memberships__province")

    def document(self, series):
        members = at(*(row.province for row in series.memberships.all()))
        return SearchDocument(
            title=series.name,
            text=prose(
                *whole(series.aliases),
                series.about,
                series.organiser and series.organiser.name,
                series.frequency,
                ", ".join(place_names(members)),
            ),
            names=whole(series.name, series.name_en, series.aliases),
            places=(series.name,),
            address=series.page_url(),
            facets={"vung": [series.slug], "tinh": self.lineage.slugs(members)},
        )


@register
class ConferenceIndex(PlaceIndex):
    kind, model = "hoi-nghi", Conference
    plural, singular, order = pgettext_lazy("loại", "hội nghị"), pgettext_lazy("một", "hội nghị"), 20
    suggestion = Suggestion(order=30, share=3)
    called = ("hội nghị",)
    dependencies = (
        Dependency(Series, "series", REGION),
        Dependency(Participation, "participations", ("province_id", "body_id", "capacity", "as_printed")),
        Dependency(Body, "participations__body", OFFICE),
        *of_provinces("participations__province"),
        Dependency(Appearance, "appearances", ("official_id",)),
        Dependency(Official, "appearances__official", PERSON),
        Dependency(RelatedEvent, "related_events"),
        Dependency(Document, "documents"),
    )

    def rows(self):
        seen = Appearance.objects.select_related("official")
        present = Participation.objects.select_related("province", "body")
        return (
            super()
            .rows()
            .select_related("series")
            .prefetch_related(
                Prefetch("appearances", seen),
                Prefetch("participations", present),
                "related_events",
                "documents",
            )
        )

    def document(self, conference):
        present = conference.participations.all()
        provinces = at(*(row.province for row in present))
        officials = [row.official for row in conference.appearances.all() if row.official.is_published]
        officials = list(dict.fromkeys(officials))
        return SearchDocument(
            title=str(conference.title),
            text=prose(
                conference.theme,
                conference.theme_en,
                conference.summary,
                *lines(conference.aims),
                *lines(conference.topics),
                ", ".join(whole(conference.venue, conference.city)),
                ", ".join(whole(*(row.body.name for row in present if row.body))),
                *(prose(row.title, row.organisers) for row in conference.related_events.all()),
                *(row.title for row in conference.documents.all()),
                *lines(conference.remarks),
                conference.summary_en,
                *lines(conference.aims_en),
                *lines(conference.topics_en),
            ),
            names=whole(conference.aliases, conference.theme),
            people=whole(*(official.name for official in officials)),
            places=whole(*place_names(provinces), conference.city),
            ordinal=conference.ordinal,
            address=conference.page_url(),
            **when_and_where(conference),
            facets=facets_of([conference])
            | {
                "tinh": self.lineage.slugs(provinces),
                "dai-bieu": [official.slug for official in officials],
            },
        )


@register
class OfficialIndex(PlaceIndex):
    """Found by the posts and conferences of the appearances that a reader may see."""

    kind, model = "dai-bieu", Official
    plural, singular, order = pgettext_lazy("loại", "đại biểu"), pgettext_lazy("một", "đại biểu"), 10
    suggestion = Suggestion(order=20, share=3)
    called = ("đại biểu",)
    dependencies = (
        Dependency(Appearance, "appearances"),
        Dependency(Conference, "appearances__conference", CALLED),
        Dependency(Series, "appearances__conference__series", REGION),
        Dependency(Post, "appearances__posts"),
        Dependency(Body, "appearances__posts__body", OFFICE),
        *of_provinces("appearances__posts__body__province"),
        Dependency(Tenure, "tenures"),
        Dependency(Post, "tenures__post"),
        Dependency(Body, "tenures__post__body", OFFICE),
    )

    def rows(self):
        posts = Post.objects.select_related("body__province")
        seen = Appearance.objects.select_related("conference__series").prefetch_related(
            Prefetch("posts", posts)
        )
        tenures = Tenure.objects.select_related("post__body")
        return super().rows().prefetch_related(Prefetch("appearances", seen), Prefetch("tenures", tenures))

    def document(self, official):
        seen = [row for row in official.appearances.all() if row.conference.is_published]
        posts = list(dict.fromkeys(post for row in seen for post in row.posts.all()))
        provinces = at(*(post.body.province for post in posts))
        conferences = list(dict.fromkeys(row.conference for row in seen))
        return SearchDocument(
            title=official.name,
            text=prose(
                official.titles,
                *whole(
                    *(row.post_text for row in seen),
                    *(f"{post.title}, {post.body.name}" for post in posts),
                    *(f"{row.post.title}, {row.post.body.name}" for row in official.tenures.all()),
                    *(f"{post.title_en}, {post.body.name_en}" for post in posts if post.has_english),
                ),
                *whole(official.aliases),
            ),
            names=whole(official.name, official.aliases),
            people=whole(official.name, official.aliases),
            places=place_names(provinces),
            year=max((row.year for row in conferences if row.year), default=None),
            days=tuple(chain.from_iterable(days_of(row) for row in conferences)),
            address=official.page_url(),
            public=official.is_published,
            facets=facets_of(conferences)
            | {"dai-bieu": [official.slug], "tinh": self.lineage.slugs(provinces)},
        )


#: Who speaks, as the entries of what was said name them.
SPEAKERS = (
    Dependency(Official, "by_official", PERSON),
    Dependency(Body, "by_body", OFFICE),
    *of_provinces("by_province"),
    *of_provinces("by_body__province"),
)
OF_CONFERENCE = (
    Dependency(Conference, "conference", CALLED),
    Dependency(Series, "conference__series", REGION),
)


class ConferenceSpeechIndex(PlaceIndex):
    """What was said at a conference: published with it, found by who said it and by whose it is."""

    def rows(self):
        return (
            super()
            .rows()
            .select_related("conference__series", "by_official", "by_body__province", "by_province")
        )

    def build_document(self, row, title, texts, parties, provinces, fragment, **more):
        """The SearchDocument of `row`. `parties` are those that its page shows, records or words."""
        parties = [party for party in parties if not isinstance(party, Withheld)]
        officials = [party for party in parties if isinstance(party, Official)]
        facets = facets_of([row.conference]) | {
            "tinh": self.lineage.slugs(provinces),
            "dai-bieu": [official.slug for official in officials],
        }
        return SearchDocument(
            title=str(title),
            text=prose(*texts, *map(called, parties), *map(called_in_english, parties), row.conference.title),
            people=whole(*(official.name for official in officials)),
            places=place_names(provinces),
            ordinal=row.conference.ordinal,
            address=f"{row.conference.page_url()}#{fragment}",
            **when_and_where(row.conference),
            facets=facets | more.pop("facets", {}),
            **more,
        )


def homes(official, body, province):
    """The provinces that a party stands for."""
    return at(body and body.province, province)


@register
class RecommendationIndex(ConferenceSpeechIndex):
    kind, model = "kien-nghi", Recommendation
    plural, singular, order = (
        pgettext_lazy("loại", "kiến nghị, đề nghị"),
        pgettext_lazy("một", "kiến nghị, đề nghị"),
        30,
    )
    called = ("kiến nghị", "đề nghị")
    dependencies = (
        *OF_CONFERENCE,
        *SPEAKERS,
        Dependency(Official, "to_official", PERSON),
        Dependency(Body, "to_body", OFFICE),
        *of_provinces("to_province"),
        *of_provinces("to_body__province"),
        Dependency(Participation, "conference__participations", ("province_id", "capacity")),
        *of_provinces("conference__participations__province"),
        Dependency(Reply, "replies"),
        Dependency(Body, "replies__by", ("name",)),
    )

    def rows(self):
        members = Participation.objects.filter(
            capacity=Participation.Capacity.MEMBER, province__isnull=False
        ).select_related("province")
        replies = Reply.objects.select_related("by")
        return (
            super()
            .rows()
            .select_related("to_official", "to_body__province", "to_province")
            .prefetch_related(
                Prefetch("conference__participations", members, to_attr="members"),
                Prefetch("replies", replies),
            )
        )

    def document(self, row):
        provinces = homes(row.by_official, row.by_body, row.by_province)
        provinces += homes(row.to_official, row.to_body, row.to_province)
        members = [member.province for member in row.conference.members] if row.to_members else []
        replies = [reply for reply in row.replies.all() if reply.is_published]
        texts = [
            f"{row.get_kind_display()} {row.number}",
            row.reason,
            row.text_en,
            *chain.from_iterable((reply.by and reply.by.name, reply.note) for reply in replies),
        ]
        return self.build_document(
            row,
            row.text,
            texts,
            [*row.speakers, *row.addressees],
            at(*provinces),
            f"kien-nghi-{row.number}",
            facets={"tinh": self.lineage.slugs(at(*provinces, *members))},
        )


@register
class StatementIndex(ConferenceSpeechIndex):
    kind, model = "phat-bieu", Statement
    plural, singular, order = pgettext_lazy("loại", "phát biểu"), pgettext_lazy("một", "phát biểu"), 50
    called = ("phát biểu", "ý kiến")
    dependencies = (*OF_CONFERENCE, *SPEAKERS)

    def document(self, row):
        heading = row.heading or row.get_kind_display()
        who = ", ".join(called(party) for party in row.speakers if not isinstance(party, Withheld))
        return self.build_document(
            row,
            f"{who}: {heading}" if who else f"{heading[:1].upper()}{heading[1:]}",
            [row.get_kind_display(), *lines(row.points), row.heading_en, *lines(row.points_en)],
            row.speakers,
            homes(row.by_official, row.by_body, row.by_province),
            "phat-bieu",
        )


@register
class FigureIndex(ConferenceSpeechIndex):
    kind, model = "so-lieu", Figure
    plural, singular, order = pgettext_lazy("loại", "số liệu"), pgettext_lazy("một", "số liệu"), 90
    called = ("số liệu", "con số")
    dependencies = (
        *OF_CONFERENCE,
        *SPEAKERS,
        Dependency(Indicator, "indicator", ("name",)),
        Dependency(Series, "scope_series", ("name",)),
        *of_provinces("scope_province"),
    )

    def rows(self):
        return super().rows().select_related("indicator", "scope_series", "scope_province")

    def document(self, row):
        provinces = at(row.scope_province)
        first, last = row.period_first, row.period_last
        texts = [row.scope_words, row.fields, row.period, row.get_level_display(), row.unit, row.note]
        return self.build_document(
            row,
            row,
            texts,
            row.speakers,
            provinces,
            f"so-lieu-{row.pk}",
            facets={"nam": range(first, last + 1) if first else []},
        )


@register_names(
    {
        Series: ("name", "name_en", "aliases"),
        SeriesMembership: ("province__name", "series__name"),
    }
)
def regions():
    """Every conference region, and the provinces that it counted as lying within it."""
    for series in Series.objects.order_by("pk"):
        yield Name(series.name, whole(series.name_en, series.aliases))
    counted = {}
    memberships = SeriesMembership.objects.order_by("pk")
    for province, series in memberships.values_list("province__name", "series__name"):
        counted.setdefault(province, []).append(series)
    for province, series in counted.items():
        yield Name(province, within=tuple(dict.fromkeys(series)))


@facet(
    "vung",
    "vung",
    label=_("Hội nghị vùng"),
    unknown=_("Không có vùng hội nghị nào ở đường dẫn “%(value)s”."),
    order=20,
    is_counted=True,
)
def series_by_slug(slugs):
    return by_slug(Series.objects.filter(slug__in=slugs))


@facet(
    "dai-bieu",
    "dai_bieu",
    label=_("Đại biểu"),
    unknown=_("Không có đại biểu nào ở đường dẫn “%(value)s”."),
    order=40,
)
def officials_by_slug(slugs):
    return by_slug(Official.objects.published().filter(slug__in=slugs))


@facet(
    "hoi-nghi",
    "hoi_nghi",
    label=_("Hội nghị"),
    unknown=_("Không có hội nghị nào ở đường dẫn “%(value)s”."),
    order=50,
)
def conferences_by_address(addresses):
    """The titles of the conferences at "region/conference"."""
    asked = [address.partition("/") for address in addresses]
    rows = (
        Conference.objects.published()
        .filter(series__slug__in={series for series, _, _ in asked}, slug__in={slug for _, _, slug in asked})
        .select_related("series")
    )
    return {f"{row.series.slug}/{row.slug}": row.title for row in rows}
