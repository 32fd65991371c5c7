"""The whole answer of a list as a file: CSV, XLSX, JSON, JSON Lines, and references for libraries. The same FilterSet and columns as its page.

Each row bears its sources, where in them it stands, and the version of the data: as more columns, or a line a citation
(`?dong=dan-chung`). What is counted of several records has the version alone. Rows are read CHUNK at a time.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import text
from .errors import refuse
from .lists import as_page
from .office_sheet import TYPE as SHEET_TYPE
from .office_sheet import OfficeSheet
from .references import REFERENCE_FILES, row_reference, write_references
from .unsourced import Cited, citations, inferred_labels, unsourced_labels
from .workbook import add_filters, new_workbook, typed_cell

CHUNK = 500
#: Rows of a workbook: it is made whole before it is sent, 0.4 ms a row.
LARGEST_WORKBOOK = 20_000
#: Rows of a sheet for the office.
LARGEST_SHEET = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # wide ones: of Excel in Japanese


@dataclass
class ListFile:
    """The rows that `found` (a FilterSet) finds, as headings and lines of values: text, numbers and days; text alone where
    not `is_typed`.
    """

    request: Any
    found: Any
    columns: list[Any]
    is_typed: bool = True

    @property
    def is_long(self) -> bool:
        """Whether a citation has a line."""
        return self.request.GET.get("dong") == "dan-chung"

    @cached_property
    def rows(self) -> Iterator[Any]:
        return self.found.qs.iterator(chunk_size=CHUNK)

    @cached_property
    def first(self) -> list[Any]:
        return list(islice(self.rows, CHUNK))

    @property
    def is_of_records(self) -> bool:
        return not self.first or isinstance(self.first[0], Model)

    @cached_property
    def version(self) -> str:
        edition = self.request.edition
        return f"{edition.number}, {text.date(edition.day, get_language())}" if edition.day else ""

    @property
    def headings(self) -> dict[str, str]:
        """{key: heading} of all columns."""
        found = {column.key: str(column.label) for column in self.columns}
        if self.is_of_records:
            found |= {"suy_ra": _("Suy ra"), "chua_co_nguon": _("Chưa có nguồn")}
            found |= {name: words() for name, words in (LONG if self.is_long else WIDE).items()}
        return found | {"phien_ban": _("Phiên bản dữ liệu")}

    @property
    def keys(self) -> list[str]:
        """The keys of what a row says by itself, before what it cites."""
        return [*self.headings][: len(self.columns) + 2 * self.is_of_records]

    def records(self) -> Iterator[tuple[list[Any], list[Cited]]]:
        """(values of the columns and what lacks a source, citations) of each row."""
        some = self.first
        while some:
            tellers = (inferred_labels, unsourced_labels) if self.is_of_records else ()
            told = [labels_of(some, about) for about in tellers]
            cited = labels_of(some, citations) if self.is_of_records else {}
            for row in some:
                values = [self._value(column, row) for column in self.columns]
                yield values + [labels.get(row, "") for labels in told], cited.get(row, []) if cited else []
            some = list(islice(self.rows, CHUNK))

    def _value(self, column, row):
        if column.key == "dia_chi":
            return self.request.build_absolute_uri(column.text(row))
        value = column.value(row) if column.value and self.is_typed else column.text(row)
        return value if isinstance(value, int | float | date) else str("" if value is None else value)

    def lines(self) -> Iterator[list[Any]]:
        """The lines of a table, as its headings."""
        for values, cited in self.records():
            if self.is_long:
                for each in cited or [NOTHING_CITED]:
                    yield [*values, *each[1:], self.version]
            else:
                yield [*values, *(_in_one(cited) if self.is_of_records else ()), self.version]

    def objects(self) -> Iterator[dict[str, Any]]:
        """Each row as {key: value}, its citations as such."""
        for values, cited in self.records():
            row = dict(zip(self.keys, values, strict=True))
            if self.is_of_records:
                row["dan_chung"] = [dict(zip(LONG, each[1:], strict=True)) for each in cited]
            yield row


NOTHING_CITED = Cited(*[""] * len(Cited._fields))
WIDE: dict[str, Callable[[], str]] = {
    "nguon": lambda: _("Nguồn"),
    "cho_trong_nguon": lambda: _("Chỗ trong nguồn"),
    "nguon_neu_khac": lambda: _("Nguồn nêu khác"),
}
LONG: dict[str, Callable[[], str]] = {
    "muc": lambda: _("Mục"),
    "nguon": lambda: _("Nguồn"),
    "dia_chi_nguon": lambda: _("Địa chỉ nguồn"),
    "cho_trong_nguon": lambda: _("Chỗ trong nguồn"),
    "cach_neu": lambda: _("Cách nêu"),
    "nguyen_van": lambda: _("Nguyên văn trong nguồn"),
    "nguon_neu_khac": lambda: _("Nguồn nêu khác"),
}


def _in_one(cited):
    """The citations of a row in three cells."""
    sources = dict.fromkeys(
        f"{each.source} <{each.address}>" if each.address else each.source for each in cited
    )
    places = (f"{each.label}: {each.place}" for each in cited if each.place)
    other = (f"{each.label}: {each.differs}" for each in cited if each.differs)
    return "; ".join(sources), "; ".join(dict.fromkeys(places)), "; ".join(other)


# --- Files --------------------------------------------------------------------------------------------
def as_csv(request, found, template, columns, **context) -> HttpResponseBase:
    """CSV (UTF-8, comma; `?bom=1` for Excel), streamed; formulas made inert. Numbers and days are written 1500 and
    2026-11-30: of "1.500" and "1/7/2025" each spreadsheet makes what its country means by it.
    """
    return _file(request, found, columns, _csv_lines, "text/csv; charset=utf-8")


def as_json_lines(request, found, template, columns, **context) -> HttpResponseBase:
    """JSON Lines: an object a row, streamed."""
    return _file(request, found, columns, _json_lines, "application/x-ndjson")


def as_json(request, found, template, columns, **context) -> HttpResponseBase:
    """One JSON object: the version, the headings, the rows; streamed."""
    return _file(request, found, columns, _json, "application/json")


def _refusal_of(request, found, kind, largest) -> HttpResponseBase | None:
    """400 for a list that cannot be asked so, 413 for one of more rows than a file of `kind` takes; else None."""
    if not found.is_valid():
        return refuse(request, 400, found.refusal)
    if not found.qs[largest : largest + 1]:
        return None
    most = text.number(largest, get_language())
    sentence = _("Tệp %(kind)s nhận tối đa %(most)s dòng: hãy lọc bớt, hoặc tải CSV.")
    return refuse(request, 413, sentence % {"kind": kind, "most": most})


def as_workbook(request, found, template, columns, **context) -> HttpResponseBase:
    """XLSX: numbers and days as such, the headings fixed, with filters. 413 for more than LARGEST_WORKBOOK rows."""
    if refusal := _refusal_of(request, found, "XLSX", LARGEST_WORKBOOK):
        return refusal
    table = ListFile(request, found, columns)
    name, head, lines = request.path.rsplit("/", 1)[-1], [*table.headings.values()], table.lines()
    some = list(islice(lines, CHUNK))
    book, sheet = new_workbook([head], name.partition(".")[0], [head, *some])
    number = 0
    for number, line in enumerate(chain(some, lines), 1):  # noqa: B007 (told below)
        sheet.append([typed_cell(sheet, value) for value in line])
    add_filters(sheet, len(head), number + 1)
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def as_office_sheet(request, found, template, columns, **context) -> HttpResponseBase:
    """DOCX: a table for the office, with letters of sources. 413 for more than LARGEST_SHEET rows."""
    if refusal := _refusal_of(request, found, "DOCX", LARGEST_SHEET):
        return refusal
    shown = [column for column in columns if column.key != "dia_chi" and not column.in_files_alone]
    table = ListFile(request, found, shown, is_typed=False)
    letters: dict[str, str] = {}
    rows = []
    for number, (values, cited) in enumerate(table.records(), 1):
        sources = dict.fromkeys(
            f"{one.source} <{one.address}>" if one.address else one.source for one in cited
        )
        mine = [letters.setdefault(source, text.source_letter(len(letters))) for source in sources]
        rows.append([number, *values, ", ".join(mine)])
    headings = [_("TT"), *(table.headings[key] for key in table.keys), _("Nguồn")]
    sheet = OfficeSheet(_("Bảng tổng hợp"), str(found.queryset.model._meta.verbose_name_plural), wide=True)
    sheet.line(
        _("Dữ liệu phiên bản %(version)s; %(address)s")
        % {"version": table.version, "address": request.build_absolute_uri()}
    )
    sheet.table(headings, rows)
    sheet.sources(f"{letter}. {source}" for source, letter in letters.items())
    return HttpResponse(
        sheet.read(),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{request.path.rsplit("/", 1)[-1]}"'},
    )


def as_references(ending: str) -> Callable[..., HttpResponseBase]:
    """What writes the rows of a list as references, streamed."""

    def write(request, found, template, columns, **context) -> HttpResponseBase:
        return _file(request, found, columns, partial(_references, ending), REFERENCE_FILES[ending][1])

    return write


#: {ending of its address: (what it is called, what writes it)} of the files of a list.
FILES = {
    "csv": ("CSV", as_csv),
    "xlsx": ("XLSX", as_workbook),
    "json": ("JSON", as_json),
    "jsonl": ("JSON Lines", as_json_lines),
    **{ending: (kind, as_references(ending)) for ending, (kind, _type) in REFERENCE_FILES.items()},
    "docx": ("DOCX", as_office_sheet),
}
#: Those of every list; the office asks for a sheet of few.
USUAL_FILES = tuple(ending for ending in FILES if ending != "docx")
#: {ending of its address: what it is called} of the files of a record.
RECORD_FILES = {
    "json": "JSON",
    "md": "Markdown",
    "docx": "DOCX",
    **{ending: kind for ending, (kind, _type) in REFERENCE_FILES.items()},
}


def list_paths(
    route: str, view: Callable[..., Any], name: str, page=as_page, endings: Iterable[str] = USUAL_FILES
) -> list[URLPattern]:
    """The addresses of a list: its page at `route`/, and its files at `route`.csv and so on (`name`-csv)."""
    files = [
        path(f"{route}.{ending}", view, {"render_list": FILES[ending][1]}, name=f"{name}-{ending}")
        for ending in endings
    ]
    return [path(f"{route}/", view, {"render_list": page}, name=name), *files]


def _file(request, found, columns, write, content_type):
    if not found.is_valid():
        return refuse(request, 400, found.refusal)
    name = request.path.rsplit("/", 1)[-1]
    return StreamingHttpResponse(
        in_language(get_language(), write(ListFile(request, found, columns))),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class Echo:
    """A file that hands back what is written to it, so that csv can stream."""

    def write(self, line) -> str:
        return line


def _csv_lines(table):
    writer = csv.writer(Echo())
    yield ("\ufeff" if "bom" in table.request.GET else "") + writer.writerow(table.headings.values())
    for line in table.lines():
        yield writer.writerow([escape_formula(value) for value in line])


def _json_lines(table):
    for row in table.objects():
        yield f"{_dumps({**row, 'phien_ban': table.request.edition.number})}\n"


def _json(table):
    edition = table.request.edition
    headings = {key: table.headings[key] for key in table.keys}
    head = _dumps({"phien_ban": edition.number, "ngay": edition.day, "cot": headings})
    yield f'{head[:-1]}, "dong": ['
    before = ""
    for row in table.objects():
        yield f"{before}\n{_dumps(row)}"
        before = ","
    yield "\n]}\n"


def _references(ending, table):
    path = next(column.text for column in table.columns if column.key == "dia_chi")
    rows = ((row, path(row)) for row in table.found.qs.iterator(chunk_size=CHUNK))
    address = table.request.build_absolute_uri
    references = (row_reference(row, path, address(path)) for row, path in rows)
    return write_references(ending, references, table.request.edition)


def _dumps(value):
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


# --- Parts --------------------------------------------------------------------------------------------
def escape_formula(cell) -> str:
    """The text of a cell that no spreadsheet will run as a formula."""
    if isinstance(cell, int | float):
        return str(cell)
    words = str(cell)
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def in_language(language, lines) -> Iterator[str]:
    """`lines`, each made in `language`: a streamed answer is written when the request's language is gone."""
    lines = iter(lines)
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def labels_of(rows, about=unsourced_labels) -> dict[Any, Any]:
    """{row: the names of its facts that no source carries, or what else `about` tells} of those of `rows` that have any.

    A row of an index stands for the record that it names (`subject`: (model, key)).
    """
    subjects = {
        row: getattr(row, "subject", None) or (type(row), row.pk) for row in rows if isinstance(row, Model)
    }
    keys = defaultdict(list)
    for model, key in subjects.values():
        keys[model].append(key)
    labels = about(keys)
    return {row: labels[at] for row, at in subjects.items() if at in labels}
