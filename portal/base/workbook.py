"""Cells of a workbook that is written row by row, as what they are.

openpyxl is imported where a workbook is written: it is a tenth of what a process loads, and few write one.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings

#: Signs that XML cannot hold, and what would be read as one: written as _x000B_, as Excel does.
_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_DIGITS = 15  # that a number of a spreadsheet holds exactly
LONGEST = 32_767  # letters of a cell
WIDEST = 60  # letters of a column


def new_workbook(
    head: Iterable[Iterable[str]], title: str = "", sample: Iterable[Iterable[Any]] = ()
) -> tuple[Any, Any]:
    """(book, its sheet `title`) with the lines `head`, which stay in sight; columns as wide as the lines of `sample` ask."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = settings.SITE_NAME, title
    sheet = book.create_sheet(title[:31].replace("/", "-") or None)
    for number, cells in enumerate(zip(*sample, strict=True), 1):
        longest = max(len(str("" if cell is None else cell)) for cell in cells)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 3, WIDEST)
    lines = [list(line) for line in head]
    sheet.freeze_panes = f"A{len(lines) + 1}"
    for line in lines:
        sheet.append([heading_cell(sheet, words) for words in line])
    return book, sheet


def add_filters(sheet, columns: int, lines: int) -> None:
    """Lets a sheet of so many columns and lines, the headings among them, be filtered by each heading."""
    from openpyxl.utils import get_column_letter

    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{lines}"


def typed_cell(sheet, value) -> Any:
    """`value` as a day, a number or text; None for a blank. Numbers of more digits than a cell holds are text."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd/mm/yyyy"
        return cell
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) <= _DIGITS:
        return value
    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
        return float(value)
    words = "" if value is None else str(value)
    return text_cell(sheet, words) if words else None


def text_cell(sheet, words) -> Any:
    """A cell that is text whatever it begins with, LONGEST letters of it."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, "")
    words = _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", str(words))
    cell._value, cell.data_type = words[:LONGEST], "s"
    return cell


def heading_cell(sheet, words) -> Any:
    from openpyxl.styles import Font, PatternFill

    cell = text_cell(sheet, words)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
    return cell
