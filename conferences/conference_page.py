"""Everything that stands on the page of one conference, fetched in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from portal.records.evidence import Evidence, facts

from .models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Participation,
    Recommendation,
    RelatedEvent,
    Statement,
)


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


@dataclass
class ConferencePage:
    conference: Conference

    def of(self, model):
        return model.objects.published().filter(conference=self.conference)

    @cached_property
    def participations(self):
        return list(self.of(Participation).select_related("province", "body__province"))

    @cached_property
    def appearances(self):
        return list(self.of(Appearance).for_conference())

    @cached_property
    def statements(self):
        return list(self.of(Statement).select_related("by_official", "by_body", "by_province"))

    @cached_property
    def recommendations(self):
        return list(self.of(Recommendation).for_list().with_replies())

    @cached_property
    def figures(self):
        return list(self.of(Figure).for_list())

    @cached_property
    def events(self):
        return list(self.of(RelatedEvent))

    @cached_property
    def documents(self):
        return list(self.of(Document).select_related("file"))

    @cached_property
    def neighbours(self):
        return self.conference.neighbours()

    @cached_property
    def asked_last_time(self):
        """What the conference before this one asked, with its state today."""
        older = self.neighbours[0]
        return list(older.recommendations.published().for_list().with_replies()) if older else []

    def in_capacity(self, *capacities):
        return [row for row in self.participations if row.capacity in capacities]

    def context(self):
        older, newer = self.neighbours
        return {
            "conference": self.conference,
            "older": older,
            "newer": newer,
            "led": self.led(),
            "people": self.people(),
            "beside": self.beside(),
            "statements": self.statements,
            "recommendations": self.recommendations,
            "asked_last_time": self.asked_last_time,
            "figures": StatedFigures(self.figures),
            "evidence": self.evidence(),
        }

    def led(self):
        """Who hosted, organised and chaired it."""
        capacity = Participation.Capacity
        return {
            "hosts": self.in_capacity(capacity.HOST),
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
        replies = [
            reply for row in [*self.recommendations, *self.asked_last_time] for reply in row.published_replies
        ]
        return Evidence(
            self.conference, *self.neighbours, *self.participations, *self.appearances, *self.statements,
            *self.recommendations, *self.figures, *self.events, *self.documents, *self.asked_last_time, *replies,
            sections=self.sections(),
        )  # fmt: skip

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
