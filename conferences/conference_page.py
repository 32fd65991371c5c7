"""Everything that stands on the page of one conference, fetched in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Q

from portal.base.compiled import compiled
from portal.records.evidence import Evidence, facts
from portal.records.models import Publication, fetch_related

from .held_tasks import held_tasks
from .models import Appearance, Document, Figure, Participation, Recommendation, RelatedEvent, Statement
from .models.appearance import give_posts
from .models.recommendation import give_replies


@dataclass
class StatedFigures:
    """The figures of one conference: those of its region, or of no one place, are `open`; those of each place `folded`.

    Where none is of the region, all are open.
    """

    figures: list

    @property
    def open(self):
        return [figure for figure in self.figures if not figure.scope_province_id] or self.figures

    @property
    def folded(self):
        """[{place, figures, values}] by province, in the order of the figures."""
        groups, seen = {}, {figure.pk for figure in self.open}
        for figure in self.figures:
            if figure.pk not in seen:
                groups.setdefault(figure.scope_province, []).append(figure)
        return [
            {
                "place": place.local_name,
                "figures": rows,
                "values": "; ".join(str(figure.value or figure.as_printed) for figure in rows),
            }
            for place, rows in groups.items()
        ]

    def __bool__(self):
        return bool(self.figures)


PUBLISHED = Publication.PUBLISHED
#: What the rows of the page point at.
POINTED_AT = (
    "conference", "recommendation", "province", "body", "official", "indicator", "scope_series", "scope_province", "continues", "replaced_by",
    "by", "by_official", "by_body", "by_province", "to_official", "to_body", "to_province",
)  # fmt: skip


# --- What stands on it, by the keys of conferences ----------------------------------------------------
@compiled
def participations_at(conference, around):
    """The rows of `conference`, and the hosts of those `around` it."""
    hosts = Q(capacity=Participation.Capacity.HOST, conference__in=around)
    return Participation.objects.filter(Q(conference=conference) | hosts)


@compiled
def appearances_at(conference):
    return Appearance.objects.filter(conference=conference, official__publication=PUBLISHED)


@compiled
def statements_at(conference):
    return Statement.objects.filter(conference=conference)


@compiled
def asked_at(conferences):
    return Recommendation.objects.filter(conference__in=conferences).order_by("number", "pk")


@compiled
def figures_at(conference):
    return Figure.objects.filter(conference=conference).order_by("rank", "pk")


@compiled
def events_at(conference):
    return RelatedEvent.objects.filter(conference=conference)


@compiled
def documents_at(conference):
    return Document.objects.filter(conference=conference).select_related("file")


def with_anchors(statements):
    """`statements` (a list), each with the id by which the page has an address of it: "phat-bieu-2"."""
    taken = set()
    for row in statements:
        name = f"phat-bieu-{row.rank}"
        row.anchor = f"{name}-{row.pk}" if name in taken else name
        taken.add(name)
    return statements


class ConferencePage:
    """`conference`: a published one, with its series. Its rows are published with it."""

    def __init__(self, conference):
        self.conference = conference
        self.older, self.newer = conference.neighbours()
        here = [row for row in (conference, self.older, self.newer) if row]
        there = participations_at(conference.pk, [row.pk for row in here])
        for row in here:
            row.hosts = [
                one
                for one in there
                if one.conference_id == row.pk and one.capacity == Participation.Capacity.HOST
            ]
        self.participations = [row for row in there if row.conference_id == conference.pk]
        self.appearances = appearances_at(conference.pk)
        give_posts(self.appearances)
        self.statements = with_anchors(statements_at(conference.pk))
        asked = asked_at([row.pk for row in (conference, self.older) if row])
        give_replies(asked)
        self.recommendations = [row for row in asked if row.conference_id == conference.pk]
        self.asked_last_time = [row for row in asked if row.conference_id != conference.pk]
        self.figures = figures_at(conference.pk)
        self.events = events_at(conference.pk)
        self.documents = documents_at(conference.pk)
        self.rows = [
            *self.participations, *self.appearances, *self.statements, *asked, *self.figures, *self.events,
            *self.documents, *(reply for row in asked for reply in row.published_replies),
        ]  # fmt: skip
        fetch_related([*self.rows, *there, *here, conference.series], *POINTED_AT)

    def in_capacity(self, *capacities):
        return [row for row in self.participations if row.capacity in capacities]

    def context(self):
        return {
            "conference": self.conference,
            "older": self.older,
            "newer": self.newer,
            "led": self.led(),
            "people": self.people(),
            "beside": self.beside(),
            "statements": self.statements,
            "recommendations": self.recommendations,
            "asked_last_time": self.asked_last_time,
            "figures": StatedFigures(self.figures),
            "held_tasks": held_tasks(self.figures),
            "evidence": self.evidence(),
        }

    def led(self):
        """Who hosted, organised and chaired it."""
        capacity = Participation.Capacity
        return {
            "hosts": self.conference.hosts,
            "organisers": self.in_capacity(capacity.ORGANISER, capacity.CO_ORGANISER),
            "chairs": [row for row in self.appearances if row.is_chair],
        }

    def people(self):
        """Who was there: people by name, provinces and bodies that a source names, members that are inferred."""
        capacity = Participation.Capacity
        return {
            "appearances": [row for row in self.appearances if not row.event_id],
            "present": [row for row in self.in_capacity(capacity.MEMBER, capacity.GUEST) if not row.inferred],
            "inferred": [row for row in self.participations if row.inferred],
            "ended_since": any(row.province and row.province.ended for row in self.participations),
        }

    def beside(self):
        """Events with the people seen at them, pictures, documents, and captions of pictures without a file."""
        papers = [document for document in self.documents if not document.is_shown]
        return {
            "rows": [*self.events, *self.documents],
            "events": [
                {"event": event, "appearances": [row for row in self.appearances if row.event_id == event.pk]}
                for event in self.events
            ],
            "pictures": [document for document in self.documents if document.is_shown],
            "captions": [document for document in self.documents if is_caption(document)],
            "documents": [document for document in papers if not is_caption(document)],
        }

    def evidence(self):
        shown = (self.conference, self.older, self.newer, *self.rows)
        return Evidence(*shown, sections=self.sections())

    def sections(self):
        """The facts of each section that may have its letters at its heading."""
        beside = [row for row in self.appearances if row.event_id]
        unseen = [document for document in self.documents if not document.is_shown]
        return {
            "so-lieu": facts(self.figures, "low", "by_official"),
            "kien-nghi": facts(self.recommendations, "text"),
            "lan-truoc": facts(self.asked_last_time, "text"),
            "thanh-phan": facts([row for row in self.appearances if not row.event_id], ""),
            "suy-ra": facts([row for row in self.participations if row.inferred], ""),
            "phat-bieu": facts(self.statements, "points"),
            "di-kem": facts([*self.events, *beside, *unseen], ""),
        }


def is_caption(document):
    """Whether a source shows a photo of which there is no file, only its caption."""
    return document.kind == Document.Kind.PICTURE and not document.file_id
