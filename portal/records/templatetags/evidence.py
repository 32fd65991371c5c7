"""{% marks %}, {% fact %}, {% blank %}, {% sources %}: facts with the letters of their sources.

Behind a fact stand at most LETTERS letters; a button "+n" opens all of its sources by name and place. `{% row_marks %}`
gathers the letters of a row behind its title, `{% section_marks %}` those of a section at its heading; `{% marks %}` in
the cells and lines of these then says only what is inferred or lacks a source. All of them read the page's `evidence` (portal.records.evidence.Evidence) from the context.
"""

import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from portal.base.html import fill, fill_each
from portal.base.language import lang_attribute, page_address
from portal.base.text import date, number, slugify
from portal.records.evidence import facts as facts_of
from portal.sharing.pages import Page

register = template.Library()


LETTERS = 2
LONGEST_NAME = 60  # letters of a record in a list of sources


@register.simple_tag(takes_context=True)
def marks(context, record, name="", inferred=True) -> SafeString:
    """The raised letters of the sources of a fact. A value that was published without any source says so.

    `inferred`: whether it says what is only implied, where the words around it do not say so already.
    """
    evidence = context["evidence"]
    found = evidence.marks(record, name)
    if not found and evidence.lacks_source(record, name):
        return _unsourced()  # what a source gives instead is `other_values`
    word = _inferred(citation for _letter, citation in found) if inferred else SafeString()
    if evidence.is_shown_elsewhere(record, name):
        return word
    return word + _letters(evidence, found, [(record, name)])


@register.simple_tag(takes_context=True)
def row_marks(context, *facts, by_name=False) -> SafeString:
    """The letters of a whole row: `facts` are in turn a record, or several, and the names of its fields.

    Asked for before the first cell, for the letters of the cells then stand here alone. The list behind its button
    names fields, or `by_name` records.
    """
    evidence = context["evidence"]
    of_row = []
    for records, names in zip(facts[::2], facts[1::2], strict=True):
        records = [records] if hasattr(records, "_meta") else records
        of_row += facts_of(records, *(names.split() or [""]))
    of_row = [fact for fact in of_row if not evidence.is_shown_elsewhere(*fact)]
    return _letters(
        evidence,
        evidence.gather(of_row),
        of_row,
        title=_("Nguồn nào nói điều gì trong dòng này"),
        label=_name_of if by_name else lambda record, name: record.fact_label(name),
    )


@register.simple_tag(takes_context=True)
def section_marks(context, section) -> str:
    """What the heading of a section says of its sources, where at least half of it stands on the same ones."""
    evidence = context["evidence"]
    heading = evidence.heading(section)
    if heading is None:
        return ""
    found = evidence.marks(*heading.facts[0])
    words = _("Cả mục theo") if heading.whole else _("Chỗ không ghi chữ là theo")
    name = _vietnamese(found[0][1].source.publisher) if len(found) == 1 else ""
    letters = _letters(
        evidence,
        found,
        heading.facts,
        title=_("Mỗi điều của mục này ở đâu trong nguồn"),
        label=_name_of,
        placed=False,
    )
    return fill('<p class="stands">{} {} {}</p>', words, letters, name)


@register.simple_tag(takes_context=True)
def fact(context, record, name) -> SafeString:
    """A field's value in words with its letters, or why it is blank."""
    value = getattr(record, name)
    if value in (None, ""):
        return blank(context, record, name)
    return fill("{}{}", words(record, name, value), marks(context, record, name))


@register.simple_tag(takes_context=True)
def blank(context, record, name, brief=False) -> SafeString:
    """Why a field is blank: the Gap's reason and note (`brief`: the reason alone), or that nobody has looked."""
    gap = context["evidence"].gap(record, name)
    reason = gap.get_kind_display() if gap else _("chưa tra cứu")
    if brief or not (gap and gap.note):
        return fill('<span class="gap">{}</span>', reason)
    with override("vi"):
        said_again = gap.note.startswith(gap.get_kind_display())  # "nguồn không nêu hạn" says it all
    if said_again:
        return fill('<span class="gap">{}</span>', reason if get_language() == "en" else gap.note)
    return fill('<span class="gap">{}: {}</span>', reason, _vietnamese(gap.note))


@register.simple_tag(takes_context=True)
def blank_alike(context, records, name) -> str:
    """Why a field is blank in all of `records`, where one reason holds for each; "" where not, or of a single one."""
    if len(records) < 2 or any(getattr(record, name) not in (None, "") for record in records):
        return ""
    reasons = {blank(context, record, name, brief=True) for record in records}
    return reasons.pop() if len(reasons) == 1 else ""


@register.simple_tag(takes_context=True)
def unread(context, record, names) -> dict[str, Any]:
    """{field: its name in words} of those of the fields `names` that are not in the part of the sources that was read,
    and of which there is no more to say, "" of the others; `told`: those names, for one line in the place of many.
    """
    found: dict[str, Any] = {}
    for name in names.split():
        gap = context["evidence"].gap(record, name)
        is_unread = gap and gap.kind == gap.Kind.NOT_READ and not gap.note
        found[name] = gap.field_label if is_unread else ""
    return found | {"told": [label for label in found.values() if label]}


@register.simple_tag(takes_context=True)
def other_values(context, record, name) -> SafeString:
    """What other sources say where they disagree, or how a source words it: set apart, never averaged."""
    rows, evidence = [], context["evidence"]
    for letter, citation in evidence.differing(record, name):
        says = _("nêu khác") if citation.differs else _("nguyên văn")
        text = citation.differs or citation.verbatim
        rows.append(
            (
                _vietnamese(citation.source.publisher),
                says,
                _vietnamese(text),
                _letters(evidence, [(letter, citation)], ()),
            )
        )
    return fill_each("", '<span class="other">{} {}: {}{}</span>', rows)


@register.simple_tag(takes_context=True)
def source_notes(context, record, name) -> SafeString:
    """What is noted of the sources of a field, each note once with the letters of all whose note it is."""
    evidence = context["evidence"]
    noted: dict[str, list[Any]] = {}
    for letter, citation in evidence.marks(record, name):
        if citation.note:
            noted.setdefault(citation.note, []).append((letter, citation))
    rows = ((_vietnamese(note), _letters(evidence, found, ())) for note, found in noted.items())
    return fill_each("", '<span class="other">{}{}</span>', rows)


@register.inclusion_tag("records/_sources.html", takes_context=True)
def sources(context, folded=False) -> dict[str, Any]:
    """The list of sources at the foot of the page. Comes last, when every letter has been handed out.

    `folded`: the list is one line that opens.
    """
    path, evidence = Page(context).path, context["evidence"]
    return {
        "folded": folded,
        "sources": [(cited, _places(cited, path)) for cited in evidence.sources],
        "popovers": [
            (popover, [(line, _place_id(line.letter, line.citation)) for line in popover.lines])
            for popover in evidence.popovers
        ],
    }


def words(record, name, value) -> Any:
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
    return fill("{}", getattr(value, "local_name", value))


def _vietnamese(text):
    """Text of the record, marked as Vietnamese on English pages."""
    return fill('<span lang="vi">{}</span>', text) if get_language() == "en" and text else text


def _name_of(record, _field):
    name = record.name_on_page()
    return _vietnamese(name if len(name) <= LONGEST_NAME else Truncator(name).chars(LONGEST_NAME))


@register.simple_tag(takes_context=True)
def unsourced(context, record, told="") -> SafeString:
    """Which facts of a row of a list stand on no source, but those named in `told`, whose cells say so themselves."""
    names = [name for name in context["evidence"].unsourced(record) if name not in told.split()]
    return (
        _unsourced(": ", "; ".join(str(record.fact_label(name)) for name in names)) if names else SafeString()
    )


@register.simple_tag(takes_context=True)
def source_word(context, record, *names) -> SafeString:
    """The word behind the fields `names` where one of them has no source, or its sources only imply it; no letters."""
    evidence = context["evidence"]
    if evidence.is_plain(record):
        return SafeString()
    if any(evidence.lacks_source(record, name) for name in names):
        return _unsourced()
    words = (_inferred(evidence.carrying(record, name)) for name in names)
    return next(filter(None, words), SafeString())


def _unsourced(*more):
    return fill(' <em class="inferred">{}{}</em>', _("chưa có nguồn"), "".join(more))


def _inferred(citations):
    """The word behind a fact that the sources that carry it only imply."""
    told = list(citations)
    inferred = told and all(citation.is_inferred for citation in told)
    return fill(' <em class="inferred">{}</em>', _("suy ra")) if inferred else SafeString()


def _letters(evidence, found, facts, title=None, label=None, placed=True):
    """The letters of `found` [(letter, citation)] behind `facts`: at most LETTERS, and the button that opens the rest.

    `title`: of the popover of several facts, each called what `label` says; it has a button also where it says more
    than the letters do. `placed`: each letter leads to the place in its source, else to the source.
    """
    if not found:
        return SafeString()
    links = SafeString(
        "".join(_link(evidence, letter, citation, placed) for letter, citation in found[:LETTERS])
    )
    rest = found[LETTERS:]
    if not rest and not title:
        return fill('<sup class="marks">{}</sup>', links)
    lines = evidence.lines(facts, label)
    button = paper = SafeString()
    if rest or len(lines) > 1:
        popover = evidence.popover(str(title or _("Mọi nguồn của điều này")), lines)
        more = _("còn %(rest)s nguồn, xem cả %(all)s") % {"rest": len(rest), "all": len(found)}
        button = fill(
            '<button type="button" class="more" popovertarget="ke-{}" aria-label="{}">{}</button>',
            popover.number,
            more if rest else title,
            f"+{len(rest)}" if rest else "…",
        )
    if rest:
        letters = " ".join(letter for letter, _citation in rest)
        paper = fill('<span class="on-paper"{}>{}</span>', lang_attribute("vi"), letters)
    return fill('<sup class="marks">{}{}{}</sup>', links, paper, button)


def _link(evidence, letter, citation, placed):
    """One raised letter. Its title is Vietnamese whatever the language of the page; the word read out is not."""
    key = letter, citation.place if placed else None
    if key not in evidence.links:
        evidence.links[key] = fill(
            '<a href="#{}" title="{}"{}><span class="visually-hidden"{}>{} </span>{}</a>',
            _place_id(letter, citation) if placed else f"nguon-{letter}",
            _title(citation) if placed else citation.source.publisher,
            lang_attribute("vi"),
            lang_attribute("en"),
            _("nguồn"),
            letter,
        )
    return evidence.links[key]


def _title(citation):
    return ", ".join(part for part in (citation.source.publisher, citation.place) if part)


def _place_id(letter, citation):
    """The id of the line, in the list of sources, that tells of this place in the source."""
    return f"nguon-{letter}-{slugify(citation.place)}" if citation.place else f"nguon-{letter}"


def _places(cited, path):
    """Where in a source, for which facts, how said, the ways there, and what differs."""
    vi, report, written = lang_attribute("vi"), page_address("report"), []
    for group in _by_place(cited, path):
        place, links = group["place"], ((url, vi, text) for text, url in group["links"])
        ways = fill_each(", ", '<a class="outside" href="{}" rel="external noreferrer"{}>“{}”</a>', links)
        paragraph = fill(
            "<p{}>\n{}{} ({}){}{}{}</p>",
            fill(' id="{}"', group["id"]) if group["id"] else SafeString(),
            fill("<span{}>{}</span>: ", vi, place) if place else SafeString(),
            ", ".join(group["facts"]),
            group["basis"],
            f" · {_('mở đúng chỗ')}: " if ways else "",
            ways,
            _wrong(report, group["wrong"], f"{cited.letter}, {place}" if place else cited.letter, vi),
        )
        asides = (
            (fill("<span{}>{}</span>: ", vi, whose) if whose else "", fact, label, vi, text)
            for whose, fact, label, text in group["asides"]
        )
        lines = fill_each("", '<p class="aside">\n{}{}, {}: <span{}>{}</span>\n</p>', asides)
        written.append(paragraph + lines)
    return SafeString("".join(written))


def _wrong(report, query, place, vi):
    """The way to report what is wrong at a place of a source, where it is asked `query`."""
    if not query:
        return SafeString()
    return fill(
        '<span class="wrong"> · <a href="{}?{}" rel="nofollow">{}<span class="visually-hidden"> {} <span{}>{}'
        "</span></span></a></span>\n",
        report,
        query,
        pgettext("liên kết", "báo lỗi"),
        _("nguồn"),
        vi,
        place,
    )


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
        fact = str(citation.field_label or record._meta.verbose_name)
        if fact not in group["facts"]:
            group["facts"].append(fact)
        link = (citation.anchor, citation.url) if citation.anchor and citation.url else None
        if link and link not in group["links"]:
            group["links"].append(link)
        for aside in _asides(citation, record, fact):
            if aside not in group["asides"]:
                group["asides"].append(aside)
    return sorted(
        groups.values(), key=lambda group: (not group["place"], len(group["place"]), group["place"])
    )


def _asides(citation, record, fact):
    """[(whose, fact, label, text)] of what a citation says beside its fact."""
    if not (citation.verbatim or citation.differs or citation.note):
        return []
    whose = str(record) if record.PAGE_PARENT else ""
    said = (
        (_("nguyên văn"), citation.verbatim),
        (_("nêu khác"), citation.differs),
        (_("ghi chú"), citation.note),
    )
    return [(whose, fact, label, text) for label, text in said if text]
