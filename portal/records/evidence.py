"""The evidence of one page: which letters stand behind which fact, and the list of sources at its foot."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from portal.text import source_letter

from .models import Citation, Gap, Publication
from .sourcing import bare


@dataclass
class CitedSource:
    """A source at the foot of the page. `uses` are (citation, record) in the order of the page."""

    letter: str
    source: object
    uses: list = field(default_factory=list)


class Evidence:
    """The citations and gaps of the records on a page, in two queries however many they are.

    Letters are handed out in the order in which the page first asks for a source. Citations of
    unpublished sources are left out.
    """

    def __init__(self, *records):
        self.records = {
            (ContentType.objects.get_for_model(record).pk, record.pk): record for record in records if record
        }
        self._cited, self._gaps, self._letters = None, None, {}

    def _load(self):
        keys = defaultdict(list)
        for kind, pk in self.records:
            keys[kind].append(pk)
        mine = Q(pk=None)
        for kind, pks in keys.items():
            mine |= Q(content_type=kind, object_id__in=pks)
        self._cited, self._gaps = defaultdict(dict), {}
        for citation in Citation.objects.filter(
            mine, source__publication=Publication.PUBLISHED
        ).select_related("source"):
            fields = self._cited[citation.content_type_id, citation.object_id]
            fields.setdefault(citation.field, []).append(citation)
        for gap in Gap.objects.filter(mine):
            self._gaps[gap.content_type_id, gap.object_id, gap.field] = gap

    def citations(self, record, name=""):
        """The citations of one field: its own, or those of the whole record where it has none.

        Without a name, a record that is cited field by field alone stands on all of those.
        """
        if self._cited is None:
            self._load()
        cited = self._cited.get((ContentType.objects.get_for_model(record).pk, record.pk), {})
        own = cited.get(name) or cited.get("")
        if own or name:
            return own or []
        return [citation for citations in cited.values() for citation in citations]

    def lacks_source(self, record, name=""):
        """Whether a value of the page (any of the record's, without a name) stands on no source at all."""
        key = (ContentType.objects.get_for_model(record).pk, record.pk)
        if key not in self.records or getattr(record, "synthetic", False):
            return False
        if self._cited is None:
            self._load()
        lacking = bare(record, self._cited.get(key, {}))
        return name in lacking if name else lacking == record.facts() != []

    def gap(self, record, name):
        """The Gap of a blank field, or None when nobody has looked yet."""
        if self._gaps is None:
            self._load()
        return self._gaps.get((ContentType.objects.get_for_model(record).pk, record.pk, name))

    def marks(self, record, name=""):
        """[(letter, citation)] for one field, one a source, in the order of the letters."""
        marks = {}
        for citation in sorted(self.citations(record, name), key=lambda citation: bool(citation.differs)):
            marks.setdefault(self._cite(citation, record).letter, citation)
        order = [cited.letter for cited in self._letters.values()]
        return sorted(marks.items(), key=lambda mark: order.index(mark[0]))

    def shared(self, records):
        """The citations that carry every one of `records` alike (same sources for the whole row), or []."""
        found = [self.citations(record) for record in records]
        alike = {frozenset(citation.source_id for citation in citations) for citations in found}
        return found[0] if len(alike) == 1 and next(iter(alike)) else []

    def differing(self, record, name):
        """[(letter, citation)] of the sources that give another value or another wording for a field."""
        return [
            (letter, citation)
            for letter, citation in self.marks(record, name)
            if citation.differs or citation.verbatim
        ]

    @property
    def sources(self):
        """The sources that the page has asked for so far, in the order of their letters."""
        return list(self._letters.values())

    def _cite(self, citation, record):
        cited = self._letters.get(citation.source_id)
        if cited is None:
            cited = CitedSource(source_letter(len(self._letters)), citation.source)
            self._letters[citation.source_id] = cited
        if not any(used.pk == citation.pk for used, _record in cited.uses):
            cited.uses.append((citation, record))
        return cited
