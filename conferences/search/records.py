"""The entries of series, conferences and people."""

from itertools import chain

from django.db.models import Prefetch
from django.utils.translation import pgettext_lazy

from conferences.models import (
    Appearance,
    Conference,
    Document,
    Official,
    Participation,
    Post,
    RelatedEvent,
    Series,
    SeriesMembership,
    Tenure,
)
from portal.base.text import lines
from portal.search.registry import Dependency, SearchDocument, Suggestion, prose, register, whole
from provinces.models import Body, Succession
from provinces.search import PlaceIndex, at, of_provinces, place_names

from .parts import (
    CALLED,
    OFFICE,
    PERSON,
    REGION,
    days_beside,
    days_of,
    document_words,
    facets_of,
    held_in,
    is_last_known,
    neighbours_in_post,
    tenure_words,
    when_and_where,
)
from .roles import (
    COMING,
    HELD,
    IN_OFFICE,
    POSTS,
    ROLES,
    SEEN,
    SPEAKING,
    STATUSES,
    SUCCESSION,
    TIMES,
    hosts_of,
    roles_in,
    roles_of,
)


@register
class SeriesIndex(PlaceIndex):
    kind, model = "vung", Series
    plural = pgettext_lazy("loại", "hội nghị theo vùng")
    singular, order = pgettext_lazy("một", "hội nghị theo vùng"), 70
    suggestion = Suggestion(order=40, share=2)
    asked_by = (
        "vùng hội nghị nào",
        "vùng nào",
        "những tỉnh nào",
        "các tỉnh",
        "gồm những tỉnh nào",
        "which provinces",
    )
    joined, fetched = ("organiser",), ("memberships__province",)
    dependencies = (
        Dependency(Body, "organiser", ("name",)),
        Dependency(SeriesMembership, "memberships"),
        *of_provinces("memberships__province"),
    )

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
    joined, fetched = ("series",), ("related_events", "documents")
    called = ("hội nghị",)
    asked_by = (
        "họp", "lần họp", "các lần họp", "tỉnh nào đăng cai", "nơi nào đăng cai", "ai đăng cai",
        "đơn vị nào đăng cai", "which province hosted", "which province hosts", "which province will host", "who hosted", "who hosts",
        "mấy tỉnh", "bao nhiêu tỉnh", "bao nhiêu địa phương", "bao nhiêu đại biểu", "bao nhiêu người dự", "how many provinces",
        "how many delegates", "how many people",
    )  # fmt: skip
    asked_with = ("hội nghị", "giao ban", "lần", "lần thứ", "conference", "meeting", *TIMES)
    answers_to = ("date", "ordinal")
    roles = ROLES
    states = COMING | STATUSES
    dependencies = (
        Dependency(Series, "series", REGION),
        Dependency(Conference, "series__conferences", (*CALLED, "city")),
        Dependency(Participation, "series__conferences__participations", ("province_id", "capacity")),
        Dependency(Participation, "participations", ("province_id", "body_id", "capacity", "as_printed")),
        Dependency(Body, "participations__body", OFFICE),
        *of_provinces("participations__province"),
        Dependency(Appearance, "appearances", ("official_id", "role", "event_id")),
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
            .prefetch_related(
                Prefetch("appearances", seen),
                Prefetch("participations", present),
                Prefetch("series__conferences__participations", present),
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
                officials and f"đại biểu: {', '.join(official.name for official in officials)}",
                *(prose(row.title, row.organisers, row.note) for row in conference.related_events.all()),
                *(document_words(row) for row in conference.documents.all()),
                conference.get_status_display(),
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
            roles=roles_of(conference),
            **when_and_where(conference) | {"days": days_beside(conference)},
            facets=facets_of([conference])
            | {
                "tinh": self.lineage.slugs(provinces),
                "dai-bieu": [official.slug for official in officials],
            },
        )


_PROVINCE = "post__body__province"


def _of_line(path):
    """The Dependencies of an entry that names who held the posts of its tenures in the provinces at `path` from its own."""
    bodies = f"tenures__{_PROVINCE}__{path}__bodies"
    return (
        Dependency(Succession, f"tenures__{_PROVINCE}__{path.partition('__')[0]}"),
        Dependency(Body, bodies, ("kind", "province_id")),
        Dependency(Post, f"{bodies}__posts", ("title", "body_id")),
        Dependency(Tenure, f"{bodies}__posts__tenures"),
        Dependency(Official, f"{bodies}__posts__tenures__official", PERSON),
    )


@register
class OfficialIndex(PlaceIndex):
    """Found by the posts and conferences of the appearances that a reader may see."""

    kind, model = "dai-bieu", Official
    plural, singular, order = pgettext_lazy("loại", "đại biểu"), pgettext_lazy("một", "đại biểu"), 10
    suggestion = Suggestion(order=20, share=3)
    called = ("đại biểu",)
    asked_by = (
        "ai",
        "những ai",
        "người nào",
        "vị nào",
        "lãnh đạo",
        "người đứng đầu",
        "đứng đầu",
        "head of",
        "who",
        "whom",
    )
    answers_to = ("address",)
    asked_with = (*POSTS, *TIMES)
    roles = {role: ROLES[role] for role in SPEAKING} | SUCCESSION | HELD
    states = SEEN | IN_OFFICE
    dependencies = (
        Dependency(Appearance, "appearances"),
        Dependency(Participation, "appearances__conference__participations", ("province_id", "capacity")),
        Dependency(Conference, "appearances__conference", CALLED),
        Dependency(Series, "appearances__conference__series", REGION),
        Dependency(Post, "appearances__posts"),
        Dependency(Body, "appearances__posts__body", OFFICE),
        *of_provinces("appearances__posts__body__province"),
        Dependency(Tenure, "tenures"),
        Dependency(Post, "tenures__post"),
        Dependency(Body, "tenures__post__body", OFFICE),
        Dependency(Tenure, "tenures__post__tenures"),
        Dependency(Official, "tenures__post__tenures__official", PERSON),
        *_of_line("successions_in__predecessor"),
        *_of_line("successions_out__successor"),
    )

    def rows(self):
        posts = Post.objects.select_related("body__province")
        present = Participation.objects.select_related("province", "body")
        seen = Appearance.objects.select_related("conference__series").prefetch_related(
            Prefetch("posts", posts), Prefetch("conference__participations", present)
        )
        held = Tenure.objects.select_related("official")
        lines = ("successions_in__predecessor", "successions_out__successor")
        tenures = Tenure.objects.select_related("post__body__province").prefetch_related(
            Prefetch("post__tenures", held),
            *(
                Prefetch(f"{_PROVINCE}__{line}__bodies__posts", Post.objects.select_related("body"))
                for line in lines
            ),
            *(Prefetch(f"{_PROVINCE}__{line}__bodies__posts__tenures", held) for line in lines),
        )
        return super().rows().prefetch_related(Prefetch("appearances", seen), Prefetch("tenures", tenures))

    def document(self, official):
        seen = [row for row in official.appearances.all() if row.conference.is_published]
        posts = list(dict.fromkeys(post for row in seen for post in row.posts.all()))
        provinces = at(*(post.body.province for post in posts))
        conferences = list(dict.fromkeys(row.conference for row in seen))
        roles: dict[str, list[str]] = {"da-gap": [], "moi-lan": [official.name]} if seen else {}
        for row in seen:
            for role in roles_in(row):
                for known in (role, "dang-cai"):
                    roles.setdefault(known, [official.name]).extend(
                        (*hosts_of(row.conference), row.conference.series.name)
                    )
        held = [name for row in seen for name in held_in(row.posts.all(), [row.conference.year])]
        years = {row.conference.year for row in seen}
        posts_held = []
        for tenure in official.tenures.all():
            before, after = neighbours_in_post(tenure)
            posts_held.append(tenure_words(tenure, before, after))
            for role, others in zip(SUCCESSION, (before, after), strict=True):
                roles.setdefault(role, []).extend(other.name for other in others)
            known = range(tenure.known_from.year, tenure.known_to.year + 1)
            held += held_in([tenure.post], known)
            years.update(known)
            if is_last_known(tenure, after):
                roles["duong-nhiem"] = []
        roles |= {"giu-chuc": held} if held else {}
        return SearchDocument(
            title=official.name,
            text=prose(
                official.titles,
                *whole(
                    *(row.post_text for row in seen),
                    *(f"{post.title}, {post.body.name}" for post in posts),
                    *posts_held,
                    *(f"{post.title_en}, {post.body.name_en}" for post in posts if post.has_english),
                ),
                *whole(official.aliases),
                *whole(*(f"{row.get_role_display()}: {row.conference.title}" for row in seen)),
            ),
            names=whole(official.name, official.aliases),
            people=whole(official.name, official.aliases),
            places=place_names(provinces),
            year=max((row.year for row in conferences if row.year), default=None),
            days=(
                *chain.from_iterable(days_of(row) for row in conferences),
                *chain.from_iterable(row.exact_days for row in official.tenures.all()),
            ),
            years=tuple(sorted(year for year in years if year)),
            address=official.page_url(),
            roles={role: names for role, names in roles.items() if names or role not in SUCCESSION},
            public=official.is_published,
            facets=facets_of(conferences)
            | {"dai-bieu": [official.slug], "tinh": self.lineage.slugs(provinces)},
        )
