"""The evidence of one page: which letters stand behind which fact, and the list of sources at its foot.

A fact on a page is (record, name of a field; "" for the whole record). Its letters stand behind it, or together with
those of others: behind the title of a row, or at the heading of a section that stands on the same sources.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType

from portal.base.compiled import compiled
from portal.base.text import source_letter

from .models import Citation, Gap, Source, of_keys
from .uncited import shown_citations, uncited_fields

#: (record, name of a field; "" for the whole record).
Fact: TypeAlias = tuple[Any, str]
#: (letter, citation).
Mark: TypeAlias = tuple[str, Citation]


@dataclass
class CitedSource:
    """A source at the foot of the page. `uses` are (citation, record) in the order of the page."""

    letter: str
    source: Source
    uses: list[tuple[Citation, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class PopoverLine:
    """One line of a popover: a place in a source, and the names of the facts that it carries (none: the one asked of)."""

    letter: str
    citation: Citation
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Popover:
    """All sources of a fact, a row or a section by name and place; opened by the button behind its letters."""

    number: int
    title: str
    lines: tuple[PopoverLine, ...]


@dataclass(frozen=True)
class Heading:
    """The sources that at least half of the facts of a section stand on, the same for each. `whole`: all of them do."""

    source_ids: frozenset[int]
    facts: tuple[Fact, ...]
    whole: bool


def facts(records, *names) -> list[Fact]:
    """The facts that each of `records` holds in the fields `names`; blanks are none."""
    return [
        (record, name)
        for record in records
        for name in names
        if not name or getattr(record, record._meta.get_field(name).attname) not in (None, "")
    ]


class Evidence:
    """The citations and gaps of the records on a page, in three queries however many they are.

    Letters are handed out in the order in which the page first asks for a source. Citations of
    unpublished sources are left out. `sections` names the facts of each section that may have its letters
    at its heading.
    """

    def __init__(self, *records, sections=None):
        self.records = {(type(record), record.pk): record for record in records if record}
        self._letters: dict[int, CitedSource] = {}
        self._used: set[tuple[int, int]] = set()
        self._order: dict[str, int] = {}
        self._sections: dict[str, list[Fact]] = sections or {}
        self._elsewhere: set[tuple[type, int, str]] = set()
        self._unsourced: dict[tuple[type, int], list[str]] = {}
        self._plain: dict[tuple[type, int], bool] = {}
        self._popovers: dict[tuple[Any, ...], Popover] = {}
        #: {what a letter leads to: its HTML}, so that each is made once.
        self.links: dict[tuple[str, str | None], str] = {}

    @cached_property
    def _found(
        self,
    ) -> tuple[dict[tuple[type, int], dict[str, list[Citation]]], dict[tuple[type, int, str], Gap]]:
        """({(model, key): {field: citations}}, {(model, key, field): gap}) of the records."""
        keys = defaultdict(list)
        for model, pk in self.records:
            keys[model].append(pk)
        models = {ContentType.objects.get_for_model(model).pk: model for model in keys}
        cited: defaultdict[tuple[type, int], dict[str, list[Citation]]] = defaultdict(dict)
        gaps: dict[tuple[type, int, str], Gap] = {}
        if not models:
            return cited, gaps
        mine = of_keys(keys)
        for citation in shown_citations(mine):
            fields = cited[models[citation.content_type_id], citation.object_id]
            fields.setdefault(citation.field, []).append(citation)
        for gap in _gaps(mine):
            gaps[models[gap.content_type_id], gap.object_id, gap.field] = gap
        return cited, gaps

    def citations(self, record, name="") -> list[Citation]:
        """The citations of one field: its own, or those of the whole record where it has none.

        Without a name, a record that is cited field by field alone stands on all of those.
        """
        cited = self._found[0].get((type(record), record.pk), {})
        own = cited.get(name) or cited.get("")
        if own or name:
            return own or []
        return [citation for citations in cited.values() for citation in citations]

    def carrying(self, record, name="") -> list[Citation]:
        """Those of `citations` that are sources of the value; those of the whole record where the field has none.

        What a source gives instead is `differing`.
        """
        own = [citation for citation in self.citations(record, name) if citation.carries]
        if own or not name:
            return own
        whole = self._found[0].get((type(record), record.pk), {}).get("", [])
        return [citation for citation in whole if citation.carries]

    def is_implied(self, record, name) -> bool:
        """Whether all sources of a value only imply it."""
        carrying = self.carrying(record, name)
        return bool(carrying) and all(citation.is_inferred for citation in carrying)

    def lacks_source(self, record, name="") -> bool:
        """Whether a value of the page (each of the record's, without a name) stands on no source at all."""
        lacking = self.unsourced(record)
        return name in lacking if name else lacking == record.facts() != []

    def unsourced(self, record) -> list[str]:
        """The names of the facts of a record of the page that stand on no source at all."""
        key = (type(record), record.pk)
        if key not in self.records or getattr(record, "synthetic", False):
            return []
        if key not in self._unsourced:
            found = self._found[0].get(key, {})
            cited = {field for field, citations in found.items() if any(one.carries for one in citations)}
            self._unsourced[key] = uncited_fields(record, cited)
        return self._unsourced[key]

    def is_plain(self, record) -> bool:
        """Whether no fact of a record of the page needs a word: none lacks a source, none is only implied."""
        key = (type(record), record.pk)
        if key not in self._plain:
            cited = self._found[0].get(key, {}).values()
            inferred = any(citation.is_inferred for citations in cited for citation in citations)
            self._plain[key] = not inferred and not self.unsourced(record)
        return self._plain[key]

    def gap(self, record, name) -> Gap | None:
        """The Gap of a blank field, or None when nobody has looked yet."""
        return self._found[1].get((type(record), record.pk, name))

    def marks(self, record, name="") -> list[Mark]:
        """The Marks of one field, one a source that carries its value, in the order of the letters."""
        marks: dict[str, Citation] = {}
        for citation in self.carrying(record, name):
            marks.setdefault(self._cite(citation, record).letter, citation)
        for citation in self.citations(record, name):  # the list at the foot names the others all the same
            self._cite(citation, record)
        return sorted(marks.items(), key=lambda mark: self._order[mark[0]])

    def heading(self, section) -> Heading | None:
        """The Heading of a section, or None where its facts stand on too many different sources.

        From here on `is_shown_elsewhere` says so of the facts that it carries.
        """
        found = [(fact, self._source_ids(fact)) for fact in self._sections.get(section, ())]
        times = Counter(source_ids for _fact, source_ids in found if source_ids)
        if not times:
            return None
        source_ids, most = times.most_common(1)[0]
        if most < 2 or most * 2 < times.total():
            return None
        alike = tuple(fact for fact, ids in found if ids == source_ids)
        self._elsewhere.update(map(self._key, alike))
        return Heading(source_ids, alike, whole=len(alike) == len(found))

    def gather(self, facts) -> list[Mark]:
        """The Marks of `facts`, one a source, that stand together behind the title of their row.

        From here on `is_shown_elsewhere` says so of each.
        """
        self._elsewhere.update(map(self._key, facts))
        marks: dict[str, Citation] = {}
        for fact in facts:
            for letter, citation in self.marks(*fact):
                marks.setdefault(letter, citation)
        return sorted(marks.items(), key=lambda mark: self._order[mark[0]])

    def is_shown_elsewhere(self, record, name="") -> bool:
        """Whether the letters of a fact stand at the heading of its section or behind the title of its row."""
        return self._key((record, name)) in self._elsewhere

    def lines(self, facts, label=None) -> tuple[PopoverLine, ...]:
        """The lines of all places in the sources that carry `facts`, in the order of the letters, each with what `label`
        (record, name of the field) calls its facts.
        """
        lines: dict[tuple[str, str], tuple[Citation, dict[str, bool]]] = {}
        for record, name in facts:
            for citation in self.carrying(record, name):
                key = (self._cite(citation, record).letter, citation.place)
                names = lines.setdefault(key, (citation, {}))[1]
                if label:
                    names[label(record, name)] = True
        rows = [
            PopoverLine(letter, citation, tuple(names))
            for (letter, _place), (citation, names) in lines.items()
        ]
        return tuple(sorted(rows, key=lambda line: self._order[line.letter]))

    def popover(self, title, lines) -> Popover:
        """The Popover that shows `lines`: equal sets of sources share one."""
        key = (title, tuple((line.letter, line.citation.place, line.facts) for line in lines))
        return self._popovers.setdefault(key, Popover(len(self._popovers) + 1, title, lines))

    @property
    def popovers(self) -> list[Popover]:
        return list(self._popovers.values())

    def _source_ids(self, fact):
        return frozenset(citation.source_id for citation in self.carrying(*fact))

    @staticmethod
    def _key(fact):
        record, name = fact
        return type(record), record.pk or id(record), name

    def differing(self, record, name) -> list[Mark]:
        """The Marks of the sources that give another value or another wording for a field."""
        marks: dict[tuple[str, str], Citation] = {}
        for citation in self.citations(record, name):
            letter = self._cite(citation, record).letter
            if says := citation.differs or citation.verbatim:
                marks.setdefault((letter, says), citation)
        found = [(letter, citation) for (letter, _says), citation in marks.items()]
        return sorted(found, key=lambda mark: (bool(mark[1].differs), self._order[mark[0]]))

    @property
    def sources(self) -> list[CitedSource]:
        """The sources that the page has asked for so far, in the order of their letters."""
        return list(self._letters.values())

    def _cite(self, citation, record):
        cited = self._letters.get(citation.source_id)
        if cited is None:
            letter = source_letter(len(self._letters))
            self._order[letter] = len(self._letters)
            cited = self._letters[citation.source_id] = CitedSource(letter, citation.source)
        if (citation.source_id, citation.pk) not in self._used:
            self._used.add((citation.source_id, citation.pk))
            cited.uses.append((citation, record))
        return cited


@compiled
def _gaps(mine):
    return Gap.objects.filter(mine).order_by()


def evidence_of(rows) -> Evidence:
    """The Evidence of the rows of a page and nothing else on it, for `lists.as_page`."""
    return Evidence(*rows)
