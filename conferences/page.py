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
        capacity = Participation.Capacity
        older, newer = self.neighbours
        chairs = [row for row in self.appearances if row.is_chair]
        replies = [
            reply for row in [*self.recommendations, *self.asked_last_time] for reply in row.published_replies
        ]
        evidence = Evidence(
            self.conference, older, newer, *self.participations, *self.appearances, *self.statements, *self.recommendations,
            *self.figures, *self.events, *self.documents, *self.asked_last_time, *replies, sections=self.sections(),
        )  # fmt: skip
        return {
            "conference": self.conference,
            "older": older,
            "newer": newer,
            "hosts": self.in_capacity(capacity.HOST),
            "organisers": self.in_capacity(capacity.ORGANISER, capacity.CO_ORGANISER),
            "present": [row for row in self.in_capacity(capacity.MEMBER, capacity.GUEST) if not row.inferred],
            "inferred": [row for row in self.participations if row.inferred],
            "chairs": chairs,
            "ended_since": any(row.province and row.province.ended for row in self.participations),
            "appearances": [row for row in self.appearances if not row.event_id],
            "events": [
                {"event": event, "appearances": [row for row in self.appearances if row.event_id == event.pk]}
                for event in self.events
            ],
            "statements": self.statements,
            "recommendations": self.recommendations,
            "asked_last_time": self.asked_last_time,
            "figures": self.figures,
            "pictures": [document for document in self.documents if document.is_shown],
            "documents": [document for document in self.documents if not document.is_shown],
            "evidence": evidence,
        }

    def sections(self):
        """The facts of each section that may have its letters at its heading."""
        return {
            "thanh-phan": facts([row for row in self.appearances if not row.event_id], ""),
            "suy-ra": facts([row for row in self.participations if row.inferred], ""),
        }
