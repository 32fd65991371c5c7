"""The entries of what was said at a conference: recommendations, statements, figures."""

from itertools import chain

from django.db.models import Prefetch
from django.utils.translation import pgettext_lazy

from conferences.models import (
    Conference,
    Figure,
    Indicator,
    Official,
    Participation,
    Recommendation,
    Reply,
    Series,
    Statement,
)
from conferences.models.party import Withheld
from portal.base.text import lines, number
from portal.search.registry import Dependency, SearchDocument, prose, register, whole
from provinces.models import Body
from provinces.search import PlaceIndex, at, of_provinces, place_names

from .parts import CALLED, OFFICE, PERSON, REGION, facets_of, when_and_where
from .roles import ADDRESSED, ROLES, STATES


def called(party):
    """A party in words: a record's name, or the text as printed."""
    return str(getattr(party, "name", party))


def called_in_english(party):
    """The English of a party, "" where it has none."""
    return party.name_en if isinstance(party, Body) else getattr(party, "english", "")


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

_OF_STATEMENT = {
    Statement.Kind.OPENING: "khai-mac",
    Statement.Kind.CLOSING: "be-mac",
    Statement.Kind.REPORT: "bao-cao",
}


def states_of(recommendation: Recommendation) -> dict[str, list[str]]:
    """{state: []} of a recommendation: unanswered is one that a person or body of the record could answer."""
    if recommendation.state not in (recommendation.State.UNANSWERED, recommendation.State.GENERAL):
        return {"da-tra-loi": []}
    addressed = recommendation.to_official_id or recommendation.to_body_id or recommendation.to_province_id
    is_open = addressed and recommendation.state == recommendation.State.UNANSWERED
    return {"chua-tra-loi": []} if is_open else {}


def roles_of_speech(speakers, addressees=(), kind: str = "") -> dict[str, list[str]]:
    """{role: names} of what `speakers` said to `addressees` (records or words)."""
    names, to = (
        [str(getattr(party, "name", party)) for party in parties if not isinstance(party, Withheld)]
        for parties in (speakers, addressees)
    )
    roles = {role: called for role, called in (("phat-bieu", names), ("noi-nhan", to)) if called}
    if kind in _OF_STATEMENT:
        roles[_OF_STATEMENT[kind]] = names
    return roles


class ConferenceSpeechIndex(PlaceIndex):
    """What was said at a conference: published with it, found by who said it and by whose it is."""

    joined = ("conference__series", "by_official", "by_body__province", "by_province")

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


def _printed_here(figure):
    """A figure as printed, or in Vietnamese notation where it is printed in another: 34,3 % of "34.3%"."""
    if figure.low is None or number(figure.low, "vi") in figure.as_printed:
        return figure.as_printed
    return f"{figure.value} {figure.unit}"


def homes(official, body, province):
    """The provinces that a party stands for."""
    return at(body and body.province, province)


@register
class RecommendationIndex(ConferenceSpeechIndex):
    kind, model = "kien-nghi", Recommendation
    plural = pgettext_lazy("loại", "kiến nghị, đề nghị")
    singular, order = pgettext_lazy("một", "kiến nghị, đề nghị"), 30
    joined = (*ConferenceSpeechIndex.joined, "to_official", "to_body__province", "to_province")
    called = ("kiến nghị", "đề nghị")
    asked_by = ("kiến nghị nào", "kiến nghị gì", "đề nghị gì", "đề nghị nào", "đề xuất gì", "đề xuất nào")
    asked_with = (
        "kiến nghị",
        "đề nghị",
        "đề xuất",
        "recommendation",
        "recommendations",
        "proposal",
        "proposals",
        "recommend",
        "recommended",
        "propose",
        "proposed",
    )
    roles = {"phat-bieu": (*ROLES["phat-bieu"], "kiến nghị", "đề nghị", "đề xuất"), **ADDRESSED}
    states = STATES
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
        members = Prefetch("conference__participations", members, to_attr="members")
        return super().rows().prefetch_related(members, Prefetch("replies", replies))

    def document(self, row):
        provinces = homes(row.by_official, row.by_body, row.by_province)
        provinces += homes(row.to_official, row.to_body, row.to_province)
        members = [member.province for member in row.conference.members] if row.to_members else []
        replies = [reply for reply in row.replies.all() if reply.is_published]
        texts = [
            f"{row.get_kind_display()} {row.number}",
            row.get_state_display(),
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
            roles=states_of(row) | roles_of_speech(row.speakers, row.addressees),
            facets={"tinh": self.lineage.slugs(at(*provinces, *members))},
        )


@register
class StatementIndex(ConferenceSpeechIndex):
    kind, model = "phat-bieu", Statement
    plural, singular, order = pgettext_lazy("loại", "phát biểu"), pgettext_lazy("một", "phát biểu"), 50
    called = ("phát biểu", "ý kiến")
    asked_by = ("nói gì", "nói những gì", "nói điều gì")
    asked_with = ("phát biểu", "ý kiến", "speech", "statement")
    roles = {role: ROLES[role] for role in ("khai-mac", "be-mac", "phat-bieu", "bao-cao")}
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
            roles=roles_of_speech(row.speakers, kind=row.kind),
        )


@register
class FigureIndex(ConferenceSpeechIndex):
    kind, model = "so-lieu", Figure
    plural, singular, order = pgettext_lazy("loại", "số liệu"), pgettext_lazy("một", "số liệu"), 90
    joined = (*ConferenceSpeechIndex.joined, "indicator", "scope_series", "scope_province")
    called = ("số liệu", "con số")
    asked_by = ("bao nhiêu", "mấy", "how many", "how much", "number of")
    asked_with = ("số liệu", "con số", "tổng kinh phí", "figure", "figures")
    answers_to = ("number",)
    dependencies = (
        *OF_CONFERENCE,
        *SPEAKERS,
        Dependency(Indicator, "indicator", ("name",)),
        Dependency(Series, "scope_series", ("name",)),
        *of_provinces("scope_province"),
    )

    def document(self, row):
        provinces = at(row.scope_province)
        first, last = row.period_first, row.period_last
        texts = [
            row.as_printed,
            row.scope_words,
            row.fields,
            row.period,
            row.get_level_display(),
            row.unit,
            row.note,
        ]
        return self.build_document(
            row,
            f"{row.indicator}: {_printed_here(row)}",
            texts,
            row.speakers,
            provinces,
            f"so-lieu-{row.pk}",
            facets={"nam": range(first, last + 1) if first else []},
        )
