"""The sections of the pages of provinces, bodies and tasks; an app that builds on this one adds its own.

@section(PROVINCE, "key", 10, "theirs/_rows.html")
def rows_of(request, province):
    return Content({"rows": rows}, rows, facts(rows, ""))
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.records.evidence import Evidence

#: What may have sections. REGIONS are lines of the section of that name on a province's page, CRUMBS the way to a
#: body of no province.
PROVINCE, REGIONS, BODY, CRUMBS, TASK_LIST = "province", "regions", "body", "crumbs", "task-list"


@dataclass
class Content:
    """What a section says: names for its template, the records that it cites, the facts under its heading's letters."""

    context: dict = field(default_factory=dict)
    records: list = field(default_factory=list)
    facts: list = field(default_factory=list)


@dataclass(frozen=True)
class PageSection:
    """`content(request, record)` gives a Content, `template` says it. `key` names the facts of its heading."""

    key: str
    order: int
    template: str
    content: Callable


_sections = {}


def section(page, key, order, template):
    """Registers the decorated function as the content of a section of `page`."""

    def register(content):
        _sections.setdefault(page, []).append(PageSection(key, order, template, content))
        return content

    return register


def sections_of(page):
    """The PageSections of `page`, in their order."""
    return sorted(_sections.get(page, ()), key=lambda section: section.order)


class Sections:
    """The sections of one page, their contents made: `context` is what its template needs, `records` what it cites."""

    def __init__(self, request, record, **names):
        """`names`: {name in the template: page}, for example `sections=PROVINCE`."""
        self.context, self.records, self.facts = {}, [], {}
        for name, page in names.items():
            self.context[name] = sections_of(page)
            for section in self.context[name]:
                self._add(section, section.content(request, record))

    def _add(self, section, content):
        taken = self.context.keys() & content.context.keys()
        if taken:
            raise ValueError(f"section {section.key} says again {', '.join(sorted(taken))}")
        self.context |= content.context
        self.records += content.records
        if content.facts:
            self.facts.setdefault(section.key, []).extend(content.facts)

    def evidence(self, *records):
        """The Evidence of the page: of `records`, and of what its sections cite."""
        return Evidence(*records, *self.records, sections=self.facts)
