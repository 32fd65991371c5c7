"""What is cited, in the forms that reference managers read: BibTeX, RIS, CSL-JSON.

Without a day of reading: an answer that can be kept does not know it.
"""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .language import localized_path, site_name, version_words

TEX = re.compile(r"[\\{}$&#_%~^]")
TEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
#: {kind of what is cited: (its type in RIS, in CSL)}; of no kind: a page of this site.
TYPES = {
    "": ("ELEC", "webpage"),
    "news": ("NEWS", "article-newspaper"),
    "official": ("ELEC", "webpage"),
    "journal": ("JOUR", "article-journal"),
    "law": ("STAT", "legislation"),
    "dataset": ("DATA", "dataset"),
    "other": ("GEN", "document"),
}


@dataclass(frozen=True)
class Reference:
    """`published_by`: the site, or who published an article; `day`: of an article, where it is known."""

    key: str
    title: str
    url: str
    published_by: str
    kind: str = ""
    author: str = ""
    day: datetime.date | None = None
    note: str = ""
    language: str = "vi"

    @property
    def bibtex(self) -> str:
        lines = [("title", f"{{{tex(self.title)}}}"), ("howpublished", tex(self.published_by))]
        if self.author:
            lines.insert(0, ("author", f"{{{tex(self.author)}}}"))
        if self.day:
            lines.append(("date", self.day.isoformat()))
        if self.note:
            lines.append(("note", tex(self.note)))
        languages = {"vi": "vietnamese", "en": "english"}
        lines += [("url", self.url), ("language", languages.get(self.language, self.language))]
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in lines if value)
        return f"@misc{{{self.key},\n{body}\n}}"

    @property
    def ris(self) -> str:
        lines = [
            ("TY", TYPES[self.kind][0]), ("ID", self.key), ("TI", self.title), ("AU", self.author), ("PB", self.published_by),
            ("PY", str(self.day.year) if self.day else ""), ("DA", self.day.strftime("%Y/%m/%d") if self.day else ""),
            ("N1", self.note), ("LA", self.language), ("UR", self.url),
        ]  # fmt: skip
        told = (f"{name}  - {' '.join(value.split())}\r\n" for name, value in lines if value)
        return f"{''.join(told)}ER  - \r\n"

    @property
    def csl(self) -> dict[str, Any]:
        found = {
            "id": self.key,
            "type": TYPES[self.kind][1],
            "title": self.title,
            "author": [{"literal": self.author}] if self.author else None,
            "container-title": self.published_by,
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]} if self.day else None,
            "note": self.note,
            "language": self.language,
            "URL": self.url,
        }
        return {name: value for name, value in found.items() if value}


def page_reference(title: str, path: str, url: str, version: int | None = None) -> Reference:
    """A page of this site, of version `version` of its record."""
    note = _("phiên bản %(version)s của bản ghi") % {"version": version} if version else ""
    return Reference(
        key=_key(path),
        title=title,
        url=url,
        published_by=site_name(),
        author=settings.SITE_OWNER,
        note=note,
        language=get_language() or "vi",
    )


def row_reference(row: Any, path: str, url: str) -> Reference:
    """A record, or a row of a list, at `path`: its page; of a source what it stands for (its `reference_fields`)."""
    if hasattr(row, "reference_fields"):
        return Reference(key=_key(path), note=url, **{"url": url, **row.reference_fields()})
    has_page = hasattr(row, "slug")  # which says the version; another's may rise by what nobody sees
    return page_reference(_title(row), path, url, row.version if has_page else None)


def _title(row):
    """The name of a row as the title of its page has it."""
    names = (getattr(row, name, "") for name in ("title", "name_with_period", "local_name"))
    return str(next(filter(None, names), row))


def _key(path):
    return re.sub(r"[^a-z0-9]+", "-", localized_path(path, "vi").lower()).strip("-") or "trang-chu"


def tex(text: str) -> str:
    """`text` with what TeX would take as a command made plain."""
    return TEX.sub(lambda sign: TEX_WORDS.get(sign[0], f"\\{sign[0]}"), text)


#: {ending of an address: (what it is called, its type)}.
REFERENCE_FILES = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8"),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8"),
    "csl.json": ("CSL-JSON", "application/vnd.citationstyles.csl+json"),
}


def write_references(ending: str, references: Iterable[Reference], edition: Any) -> Iterable[str]:
    """The pieces of a file of `references`, each with the version of the data."""
    version = version_words(edition.number, edition.day)
    references = (replace(one, note=f"{one.note}; {version}" if one.note else version) for one in references)
    if ending != "csl.json":
        yield from (one.ris if ending == "ris" else f"{one.bibtex}\n" for one in references)
        return
    before = "["
    for one in references:
        yield f"{before}\n{json.dumps(one.csl, ensure_ascii=False)}"
        before = ","
    yield "\n]\n" if before == "," else "[]\n"
