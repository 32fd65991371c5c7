"""What a page says of itself to those who link to it: one address, a card, a citation, linked data."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, singledispatch
from html import unescape
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from portal.base.downloads import FILES, RECORD_FILES
from portal.base.language import localized_path, site_name
from portal.base.references import page_reference

from .cards import card_of

#: What could end the data block or be read as markup, as in django.utils.html.json_script.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
TAG = re.compile(r"<[^<>]*>")


@singledispatch
def linked_data(record, page):
    """The record in the words of schema.org (a dict without @context), or None where it has none.

    `page` is the Page it stands on; a value goes in only as the page shows it. Each room registers
    its nouns in its `jsonld.py`.
    """


@dataclass
class Page:
    """A page as its template sees it. The view gives the record under the name of its address."""

    context: object

    @cached_property
    def request(self):
        return self.context["request"]

    @cached_property
    def name(self):
        """The name of its address ("conference"), "" for an address that leads nowhere."""
        match = getattr(self.request, "resolver_match", None)
        return (match and match.url_name) or ""

    @cached_property
    def record(self):
        """The record that the page is of, or None for lists and other pages."""
        record = self.context.get(self.name) if self.name else None
        return record if hasattr(record, "get_absolute_url") else None

    @cached_property
    def is_kept(self):
        """Whether the page has an address worth keeping: refusals have none."""
        found = self.context.get("found")
        mistaken = found is not None and found.is_bound and not found.is_valid()
        refused = mistaken or self.context.get("mistake") or "sentence" in self.context
        return bool(self.name) and not refused

    # --- Addresses ---
    @cached_property
    def origin(self):
        return absolute(self.request, "")

    def absolute(self, path):
        """`path` of this site with scheme and host."""
        return f"{self.origin}{path}"

    @cached_property
    def path(self):
        """The canonical path: the record's own address, or this one, with what it asks and nothing else."""
        path = self.record.get_absolute_url() if self.record else self.request.path
        query = urlencode(self.asked)
        return f"{path}?{query}" if query else path

    @cached_property
    def asked(self):
        """The filters in the order of the form, then the page number beyond the first: [(name, value)].

        A page without a form gives what it was asked for as `question`.
        """
        found, pairs = self.context.get("found"), list(self.context.get("question", ()))
        if found is not None and found.is_bound and not self.record:
            pairs += [(part["name"], str(found.form[part["name"]].data).strip()) for part in found.active]
        page = self.context.get("page")
        if getattr(page, "number", 1) > 1:
            pairs.append(("trang", page.number))
        return pairs

    @property
    def is_narrowed(self):
        """Whether the page is an answer to a question, which search engines need not list beside the whole list."""
        return any(name != "trang" for name, _value in self.asked)

    @cached_property
    def address(self):
        return self.absolute(self.path)

    @property
    def alternates(self):
        """[(language, address)] of the same page in both languages."""
        return [(code, self.absolute(localized_path(self.path, code))) for code in ("vi", "en")]

    def thing(self, record):
        """The name of a record in linked data: one in both languages."""
        return self.absolute(localized_path(record.get_absolute_url(), "vi"))

    @cached_property
    def files(self):
        """[(kind, path)] of the same answer as a file: of a record, or of a list, a CSV as Excel reads it, and others."""
        if self.record:
            at = self.record.get_absolute_url().rstrip("/")
            return [(kind, f"{at}.{ending}") for ending, kind in RECORD_FILES.items()]
        asked, found = [(name, value) for name, value in self.asked if name != "trang"], []
        for ending, kind in [*((ending, kind) for ending, (kind, _write) in FILES.items()), ("feed", "Atom")]:
            with suppress(NoReverseMatch):
                query = urlencode([*asked, ("bom", 1)] if ending == "csv" else asked)
                path = reverse(f"{self.name}-{ending}")
                found.append((kind, f"{path}?{query}" if query else path))
        return found

    @property
    def report_query(self):
        """The query string of a report about this page."""
        return urlencode({"trang": self.path})

    # --- Words ---
    def block(self, name):
        """The text of a block of the page's template, e.g. "title", as plain text."""
        for layer in reversed(self.context.render_context.dicts):
            if BLOCK_CONTEXT_KEY in layer:
                blocks = layer[BLOCK_CONTEXT_KEY]
                break
        else:
            return ""
        block = blocks.get_block(name)
        if block is None:
            return ""
        with self.context.render_context.push(**{BLOCK_CONTEXT_KEY: blocks}):
            html = block.render(self.context)
        return plain(html)

    @cached_property
    def title(self):
        return self.block("title") or site_name()

    @cached_property
    def description(self):
        return self.block("description")

    @property
    def kind(self):
        """The type in the words of Open Graph."""
        if self.record is None:
            return "website"
        return getattr(self.record, "OPEN_GRAPH_TYPE", "article")

    # --- Card ---
    @cached_property
    def card(self):
        return card_of(self.record)

    @cached_property
    def picture(self):
        """The address of the picture; another drawing has another address, for those who keep copies."""
        return f"{self.absolute(self.card.address)}?v={self.card.key[:8]}"

    # --- Citation ---
    @property
    def version(self):
        return getattr(self.record, "version", None)

    @property
    def citation(self):
        """How to cite the page, in one sentence. The reader adds the day of reading: a page that can be kept
        does not know it."""
        parts = [f"“{self.title}”", site_name()]
        if settings.SITE_OWNER:
            parts.append(settings.SITE_OWNER)
        if self.version:
            parts.append(_("phiên bản %(version)s của bản ghi") % {"version": self.version})
        return f"{', '.join(parts)}, {self.address}"

    @property
    def bibtex(self):
        """The same as a BibTeX entry, without a day of reading (urldate)."""
        return page_reference(self.title, self.request.path, self.address, self.version).bibtex

    # --- Linked data ---
    @property
    def doubts(self):
        """[(words, names of facts of the record)]: those that no source carries, and those that are only implied."""
        evidence, record = self.context.get("evidence"), self.record
        if not (record and hasattr(evidence, "lacks_source")) or evidence.is_plain(record):
            return []
        bare = [name for name in getattr(record, "FACTS", ()) if evidence.lacks_source(record, name)]
        implied = [name for name in record.facts() if evidence.is_implied(record, name)]
        found = ((_("chưa có nguồn"), bare), (_("suy ra"), implied))
        return [(words, "; ".join(map(record.fact_label, names))) for words, names in found if names]

    @cached_property
    def data(self):
        """The JSON-LD of the record, or what the view gives as `linked_data`, safe inside a script element, or ""."""
        data = linked_data(self.record, self) if self.record else self.context.get("linked_data")
        if not data:
            return ""
        doubts = [{"@type": "PropertyValue", "name": words, "value": names} for words, names in self.doubts]
        if doubts:
            data = {**data, "additionalProperty": [*data.get("additionalProperty", ()), *doubts]}
        text = json.dumps({"@context": "https://schema.org", **without_blanks(data)}, ensure_ascii=False)
        return text.translate(ESCAPES)


def absolute(request, path):
    """`path` with the scheme and host of SITE_ADDRESS or, where it is not set, of the request."""
    return f"{settings.SITE_ADDRESS or f'{request.scheme}://{request.get_host()}'}{path}"


def plain(html):
    """The text of a piece of a page: no tags, single spaces."""
    # Not strip_tags: it reads "KH&CN" as the entity "&CN;".
    return " ".join(unescape(TAG.sub("", html)).split())


def without_blanks(data):
    """`data` without what is blank: a blank is no statement."""
    if isinstance(data, dict):
        kept = {name: without_blanks(value) for name, value in data.items()}
        kept = {name: value for name, value in kept.items() if value not in (None, "", [], {})}
        return {} if set(kept) == {"@type"} else kept
    if isinstance(data, list):
        return [value for value in map(without_blanks, data) if value not in (None, "", [], {})]
    return data
