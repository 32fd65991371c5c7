"""{% marks %}, {% fact %}, {% blank %}, {% sources %}: facts with the letters of their sources.

All of them read the page's `evidence` (portal.records.evidence.Evidence) from the context.
"""

import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.sharing import Page
from portal.text import date, number, slugify

register = template.Library()


@register.simple_tag(takes_context=True)
def marks(context, record, name="", unless=None):
    """The raised letters of the sources of a field; nothing where they equal `unless` (a section's citations).

    A value that was published without any source says so.
    """
    evidence = context["evidence"]
    found = evidence.marks(record, name)
    if not found and evidence.lacks_source(record, name):
        return format_html(' <em class="inferred">{}</em>', _("chưa có nguồn"))
    if unless and {citation.source_id for _letter, citation in found} == {
        citation.source_id for citation in unless
    }:
        return ""
    return _letters(found)


@register.simple_tag(takes_context=True)
def shared_citations(context, records):
    """The citations that carry all of `records` alike; [] when each row must show its own."""
    return context["evidence"].shared(list(records))


@register.simple_tag(takes_context=True)
def section_marks(context, records):
    """The letters for a section's heading when all of its rows stand on the same sources."""
    records = list(records)
    if records and context["evidence"].shared(records):
        return _letters(context["evidence"].marks(records[0]))
    return ""


@register.simple_tag(takes_context=True)
def fact(context, record, name):
    """A field's value in words with its letters, or why it is blank."""
    value = getattr(record, name)
    if value in (None, ""):
        return blank(context, record, name)
    return format_html("{}{}", words(record, name, value), marks(context, record, name))


@register.simple_tag(takes_context=True)
def blank(context, record, name, brief=False):
    """Why a field is blank: the Gap's reason and note (`brief`: the reason alone), or that nobody has looked."""
    gap = context["evidence"].gap(record, name)
    reason = gap.get_kind_display() if gap else _("chưa tra cứu")
    if brief or not (gap and gap.note):
        return format_html('<span class="gap">{}</span>', reason)
    with override("vi"):
        said_again = gap.note.startswith(gap.get_kind_display())  # "nguồn không nêu hạn" says it all
    if said_again:
        return format_html('<span class="gap">{}</span>', reason if get_language() == "en" else gap.note)
    return format_html('<span class="gap">{}: {}</span>', reason, _vietnamese(gap.note))


@register.simple_tag(takes_context=True)
def other_values(context, record, name):
    """What other sources say where they disagree, or how a source words it: set apart, never averaged."""
    rows = []
    for letter, citation in context["evidence"].differing(record, name):
        says = _("nêu khác") if citation.differs else _("nguyên văn")
        text = citation.differs or citation.verbatim
        rows.append(
            (_vietnamese(citation.source.publisher), says, _vietnamese(text), _letters([(letter, citation)]))
        )
    return format_html_join("", '<span class="other">{} {}: {}{}</span>', rows)


@register.inclusion_tag("records/_sources.html", takes_context=True)
def sources(context):
    """The list of sources at the foot of the page. Comes last, when every letter has been handed out."""
    path = Page(context).path
    return {"sources": [(cited, _by_place(cited, path)) for cited in context["evidence"].sources]}


def words(record, name, value):
    """A field's value as a reader writes it."""
    display = getattr(record, f"get_{name}_display", None)
    if display:
        return display()
    if isinstance(value, datetime.date):
        return date(value, get_language())
    if isinstance(value, Decimal):
        return number(value, get_language())
    if isinstance(value, str):
        return _vietnamese(value)
    return conditional_escape(getattr(value, "local_name", value))


def _vietnamese(text):
    """Text of the record, marked as Vietnamese on English pages."""
    return format_html('<span lang="vi">{}</span>', text) if get_language() == "en" and text else text


def _letters(found):
    if not found:
        return ""
    # The title is Vietnamese whatever the language of the page; the word that is read out is not.
    marked = (mark_safe(' lang="vi"'), mark_safe(' lang="en"')) if get_language() == "en" else ("", "")
    links = format_html_join(
        mark_safe(""),
        '<a href="#{}" title="{}"{}><span class="visually-hidden"{}>{} </span>{}</a>',
        (
            (_place_id(letter, citation), _title(citation), *marked, _("nguồn"), letter)
            for letter, citation in found
        ),
    )
    inferred = all(citation.is_inferred for _letter, citation in found)
    word = format_html(' <em class="inferred">{}</em>', _("suy ra")) if inferred else ""
    return format_html('{}<sup class="marks">{}</sup>', word, links)


def _title(citation):
    return ", ".join(part for part in (citation.source.publisher, citation.place) if part)


def _place_id(letter, citation):
    """The id of the line, in the list of sources, that tells of this place in the source."""
    return f"nguon-{letter}-{slugify(citation.place)}" if citation.place else f"nguon-{letter}"


def _by_place(cited, path):
    """The uses of a source on the page at `path`, grouped by place: [{id, place, basis, facts, links, asides, wrong}].

    `links` are (words, address) that open the place, `asides` (whose, fact, label, text) of what differs, `wrong` the
    query string of a report about it. A place that the source both states and implies things at has its id and
    its report on the first of its two groups.
    """
    groups, places = {}, set()
    for citation, record in cited.uses:
        key = (citation.place, citation.basis)
        if key not in groups:
            first = citation.place not in places
            report = {"trang": path, "bai": cited.source.slug, "cho": citation.place}
            groups[key] = {
                "id": _place_id(cited.letter, citation) if citation.place and first else "",
                "wrong": urlencode({name: value for name, value in report.items() if value}) if first else "",
                "place": citation.place,
                "basis": citation.get_basis_display(),
                "facts": [],
                "links": [],
                "asides": [],
            }
            places.add(citation.place)
        group = groups[key]
        whose = str(record) if record.PAGE_OF else ""
        fact = str(citation.field_label or record._meta.verbose_name)
        if fact not in group["facts"]:
            group["facts"].append(fact)
        if (
            citation.anchor
            and citation.source.url
            and citation.url not in [url for _text, url in group["links"]]
        ):
            group["links"].append((citation.anchor, citation.url))
        for label, text in (
            (_("nguyên văn"), citation.verbatim),
            (_("nêu khác"), citation.differs),
            (_("ghi chú"), citation.note),
        ):
            if text and (whose, fact, label, text) not in group["asides"]:
                group["asides"].append((whose, fact, label, text))
    return sorted(
        groups.values(), key=lambda group: (not group["place"], len(group["place"]), group["place"])
    )
