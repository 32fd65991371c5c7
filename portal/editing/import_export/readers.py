"""A file that somebody sent, as rows of plain text. What is too large, broken or not a table is refused
before it is opened: see `limits.py`.

Every cell becomes the text that the export would write: a day as 2024-10-10, a number as 636,1.
"""

import datetime
import logging
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.base.text import nfc

from . import limits
from .cells import BadValue, place, plain
from .csv_reader import csv_rows
from .xlsx_reader import NotATable, xlsx_rows

logger = logging.getLogger(__name__)


def read_table(file):
    """The rows of an uploaded file as (line number, [text of each cell]), the header first, blank rows left
    out; `BadValue` stands where a cell holds no plain value. Raises Refusal, before or while it is read.
    """
    if file.size > limits.FILE:
        raise limits.too_big()
    if not file.size:
        raise Refusal(400, _("Tệp trống."))
    rows = 0
    for line, cells in _rows(file):
        texts = [_text(value, line, number) for number, value in enumerate(cells, 1)]
        while texts and texts[-1] == "":
            texts.pop()
        if not texts:
            if line > limits.LINES:
                raise limits.too_many_rows()
            continue
        if len(texts) > limits.COLUMNS:
            raise limits.too_many_columns(place(line, len(texts)))
        rows += 1
        if rows > limits.ROWS + 1:
            raise limits.too_many_rows()
        yield line, texts
    if not rows:
        raise Refusal(400, _("Bảng trống."))


def _rows(file):
    name = file.name.lower()
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    zipped = head[:2] == b"PK"
    if name.endswith((".xlsm", ".xltm", ".xls", ".xlsb", ".ods")):
        raise Refusal(400, _("Chỉ nhận .xlsx (không macro) và .csv. Hãy lưu lại ở dạng đó."))
    if name.endswith(".xlsx") and zipped:
        return _guarded(xlsx_rows(file))
    if name.endswith((".csv", ".tsv", ".txt")) and not zipped:
        return csv_rows(file)
    if name.endswith((".xlsx", ".csv", ".tsv", ".txt")):
        raise Refusal(
            400,
            _("Nội dung tệp không đúng với tên của nó: tệp .xlsx phải là bảng tính Excel, .csv phải là chữ."),
        )
    raise Refusal(400, _("Chỉ nhận .xlsx (không macro) và .csv. Hãy lưu lại ở dạng đó."))


def _guarded(rows):
    """`rows`, where whatever a broken workbook makes the libraries raise is a refusal."""
    try:
        yield from rows
    except (Refusal, GeneratorExit):
        raise
    except NotATable as problem:
        raise Refusal(400, str(problem)) from problem
    except Exception as problem:  # zipfile, zlib, expat and openpyxl raise a dozen kinds on broken files
        logger.warning("Refused a workbook: %s", type(problem).__name__, exc_info=True)
        raise Refusal(
            400, _("Không đọc được tệp .xlsx này: tệp hỏng hoặc không phải bảng tính.")
        ) from problem


def _text(value, line, number):
    """The text of a cell's value (str, bool, number, date, a `BadValue`, or None)."""
    if value is None:
        return ""
    if isinstance(value, BadValue | bool):
        return value if isinstance(value, BadValue) else ("x" if value else "")
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else BadValue(_("ô có cả giờ; chỉ ghi ngày"))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    if not isinstance(value, str):
        return BadValue(_("ô không phải chữ, số hay ngày"))
    if len(value) > limits.CELL:
        raise limits.too_long(place(line, number))
    text = plain(nfc(value).replace("\r\n", "\n").strip())
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t\r" for letter in text):
        return BadValue(_("ô có ký tự điều khiển"))
    return text


def _number(value):
    """636.1 as "636,1", 5.0 as "5"."""
    if value != value or value in (float("inf"), float("-inf")):
        return BadValue(_("ô không phải một số"))
    written = f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace(".", ",")
