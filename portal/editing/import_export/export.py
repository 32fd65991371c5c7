"""Records as a table, and the empty table that explains its columns.

openpyxl is imported where a workbook is written: it is a tenth of what a process loads, and few write one.
"""

import csv
import datetime
import io
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from portal.base.downloads import Echo
from portal.base.workbook import heading_cell, text_cell, typed_cell

from . import limits
from .cells import UNCHANGED, quoted

CHUNK = 500
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_lines(resource, rows):
    """The lines of a CSV (UTF-8 with a BOM, comma) of `rows` (a QuerySet)."""
    writer, columns = csv.writer(Echo()), resource.fields.values()
    yield "\ufeff" + writer.writerow([column.label for column in columns])
    for record in resource.queryset(rows).iterator(chunk_size=CHUNK):
        yield writer.writerow([quoted(column.text(record)) for column in columns])


def xlsx(resource, rows=None):
    """The bytes of a workbook: the table of `rows` (a QuerySet, or None for an empty table), and what its
    columns mean."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book, columns = Workbook(write_only=True), resource.fields.values()
    sheet = book.create_sheet(str(resource.model._meta.verbose_name_plural)[:31].replace("/", "-"))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append([heading_cell(sheet, column.label) for column in columns])
    if rows is not None:
        for record in resource.queryset(rows).iterator(chunk_size=CHUNK):
            sheet.append([_cell(sheet, column, record) for column in columns])
    _explain(book, columns)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(column):
    if isinstance(column.field, models.TextField) or column.name in ("sources", "gaps"):
        return 40
    return 12 if column.name in ("id", "version") else 22


def _cell(sheet, column, record):
    value = column.export(record)
    if isinstance(value, datetime.date | int | Decimal) and not isinstance(value, bool):
        cell = typed_cell(sheet, value)
        if getattr(cell, "data_type", "") != "s":
            return cell
    words = quoted(column.text(record))
    return _text_cell(sheet, words) if words else None


def _text_cell(sheet, words):
    return text_cell(sheet, words if len(words) <= limits.CELL else UNCHANGED)


def _explain(book, columns):
    from openpyxl.styles import Alignment

    sheet = book.create_sheet(_("Giải thích"))
    for letter, width in zip("ABCDEF", (26, 22, 44, 12, 44, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    headings = (
        _("Cột"),
        _("Tên trong tệp CSV"),
        _("Là gì, viết thế nào"),
        _("Bắt buộc"),
        _("Giá trị được nhận"),
        _("Ví dụ"),
    )
    sheet.append([heading_cell(sheet, text) for text in headings])
    for column in columns:
        shape, allowed, example = column.widget.explain()
        what = f"{column.field.help_text if column.field else ''} {shape}".strip()
        needed = _("có") if column.is_needed else ""
        texts = (column.label, column.name, what, needed, allowed, example)
        cells = [_text_cell(sheet, text) for text in texts]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)
