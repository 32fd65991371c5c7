"""One place in a source, and the facts that the record takes from there: what a reader may say is wrong."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from .models import Citation, Source, citable_models

MOST = 60  # facts offered of one place; those of the page come first


@dataclass
class Place:
    """A line in a page's list of sources. `words` is where in the source, "" for all of it."""

    source: Source
    words: str
    citations: list[Citation]

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.source.publisher, self.words) if part)

    def choices(self, record) -> list[tuple[str, str]]:
        """[(key, words)] of the facts, as seen from the page of `record`."""
        return [(str(citation.pk), self.choice(citation, record)) for citation in self.citations]

    @staticmethod
    def choice(citation, record):
        own = citation.record == record
        name = citation.field_label or (_("cả bản ghi") if own else citation.record_label)
        return str(name) if own else f"{name}: {citation.record}"


def place_at(record, slug, words) -> Place | None:
    """The Place `words` of the source `slug` on the page of `record` (or of none), or None."""
    if not slug or "\0" in slug + words:
        return None
    source = Source.objects.published().filter(slug=slug).first()
    if source is None:
        return None
    near = Case(When(speaks_of(record), then=Value(0)), default=Value(1)) if record else Value(0)
    found = Citation.objects.published().filter(source=source, place=words).with_records()
    citations = list(found.order_by(near, "pk")[:MOST])
    return Place(source, words, citations) if citations else None


def speaks_of(record) -> Q:
    """The condition that a citation is of `record` or of a row that names it."""
    speaks = Q(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)
    for model in citable_models():
        kind = ContentType.objects.get_for_model(model)
        for field in model._meta.fields:
            if field.related_model is type(record):
                rows = model.objects.filter(**{field.name: record.pk})
                speaks |= Q(content_type=kind, object_id__in=rows.values("pk"))
    return speaks
