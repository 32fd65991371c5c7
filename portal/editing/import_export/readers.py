"""A file that somebody sent, as rows of plain text, within `limits.py`.

Every cell becomes the text that the export would write: a day as 2024-10-10, a number as 636,1.
"""

import csv
import io
import json
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path

from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.base.text import nfc, number

from . import limits
from .cells import BadValue, plain

logger = logging.getLogger(__name__)
#: How the files begin that the suffixes name; text begins with none of these.
WORKBOOKS = {".xlsx": b"PK", ".ods": b"PK", ".xls": b"\xd0\xcf\x11\xe0"}
TEXTS = (".csv", ".tsv", ".txt")
SUFFIXES = (*WORKBOOKS, ".csv")
_READER = Path(__file__).with_name("workbook.py")
_SECONDS = 20  # that the process may take, on a loaded machine
_LINE = 400_000  # letters in one line of a text file
_PARTS = 20_000  # separators in one line; a long text may hold many


def read_table(file):
    """The rows of an uploaded file as (line number, [text of each cell]), the header first, blank rows left out;
    `BadValue` stands where a cell holds no plain value. Raises Refusal, before or while it is read.
    """
    if file.size > limits.FILE:
        raise limits.too_big()
    if not file.size:
        raise Refusal(400, _("Tệp trống."))
    rows = 0
    for line, cells in _rows(file.name.lower(), file.read()):
        texts = [_text(value, line, column) for column, value in enumerate(cells, 1)]
        while texts and texts[-1] == "":
            texts.pop()
        if line > limits.LINES or len(texts) > limits.COLUMNS:
            raise limits.too_wide()
        if not texts:
            continue
        rows += 1
        if rows > limits.ROWS + 1:
            raise limits.too_many_rows()
        yield line, texts
    if not rows:
        raise Refusal(400, _("Bảng trống."))


def _rows(name, content):
    suffix = Path(name).suffix
    if suffix not in (*WORKBOOKS, *TEXTS):
        raise Refusal(400, _("Chỉ nhận .xlsx (không macro), .xls, .ods và .csv. Hãy lưu lại ở dạng đó."))
    begins = WORKBOOKS.get(suffix, b"")
    if not content.startswith(begins) or (not begins and content.startswith(tuple(WORKBOOKS.values()))):
        raise Refusal(
            400, _("Nội dung tệp không đúng với tên của nó: hãy lưu lại từ Excel hoặc LibreOffice.")
        )
    return workbook_rows(suffix, content) if begins else csv_rows(content)


# --- Workbooks ----------------------------------------------------------------------------------------
def workbook_rows(suffix, content):
    """(line number, [value of each cell]) of a workbook, read in a process of its own. Raises Refusal."""
    command = [sys.executable, "-I", str(_READER), suffix, str(limits.COLUMNS), str(limits.LINES)]
    try:
        process = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=True)
        head, *rows = process.stdout.splitlines()
        found = json.loads(head)
    except (subprocess.SubprocessError, ValueError) as problem:  # out of memory or time
        found = {"refused": "large", "problem": repr(problem)[:300]}
    if "refused" in found:
        logger.warning("Refused a workbook: %s", found)
        raise _refusal(found["refused"])
    sentences = {"formula": _("ô là công thức; hãy dán giá trị"), "error": _("ô báo lỗi của Excel")}
    rows = [json.loads(row) for row in rows]
    for line, column, mark in found["marks"]:
        rows += [[] for _line in range(line - len(rows))]
        row = rows[line - 1]
        row += [""] * (column - len(row))
        row[column - 1] = BadValue(sentences[mark])
    return enumerate(rows, 1)


def _refusal(why):
    if why == "large":
        return limits.too_wide()
    if why == "macro":
        return Refusal(400, _("Tệp có macro hoặc dữ liệu nhị phân; hãy lưu lại ở dạng .xlsx thường."))
    return Refusal(400, _("Không đọc được bảng tính này: tệp hỏng, có mật khẩu hoặc không phải bảng tính."))


# --- CSV ----------------------------------------------------------------------------------------------
def csv_rows(content):
    """(line number, [text]) of each row of a CSV: UTF-8, parted by ; or , or tabs. Raises Refusal."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _("Dòng %(line)s không phải chữ UTF-8. Hãy lưu lại ở dạng “CSV UTF-8”.")
        raise Refusal(400, sentence % {"line": line}) from error
    if text.count("\n") > 20 * limits.LINES:  # a text of many lines is one cell
        raise limits.too_many_rows()
    first = text[:_LINE].split("\n", 1)[0]
    separator = max(";,\t", key="".join(first.split('"')[::2]).count)
    reader, begins = csv.reader(_lines(text, separator), delimiter=separator, strict=True), 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        sentence = _("Dòng %(line)s có dấu nháy đặt sai hoặc ô quá dài.")
        raise Refusal(400, sentence % {"line": reader.line_num or 1}) from error


def _lines(text, separator):
    """The lines of a text, none longer than a table needs."""
    for place, line in enumerate(io.StringIO(text, newline=""), 1):
        if "\0" in line:
            raise Refusal(400, _("Dòng %(line)s có ký tự NUL; tệp này không phải chữ.") % {"line": place})
        if len(line) >= _LINE or line.count(separator) > _PARTS:
            raise Refusal(400, _("Dòng %(line)s quá dài.") % {"line": place})
        yield line


# --- Cells --------------------------------------------------------------------------------------------
def _text(value, line, column):
    """The text of a cell: of a str, a bool, a number, a BadValue, or what `workbook.py` says of any other."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dict):
        return _day(value)
    if isinstance(value, BadValue):
        return value
    if len(value) > limits.CELL:
        raise limits.too_long(line, column)
    text = plain(nfc(value).replace("\r\n", "\n").strip())
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t\r" for letter in text):
        return BadValue(_("ô có ký tự điều khiển"))
    return text


def _number(value):
    """636.1 as "636,1", 5.0 as "5"."""
    try:
        return number(value).replace(".", "")
    except ValueError:
        return BadValue(_("ô không phải một số"))


def _day(value):
    if "date" in value:
        return value["date"]
    if "datetime" not in value:
        return BadValue(_("ô không phải chữ, số hay ngày"))
    day, _sign, time = value["datetime"].partition("T")
    return BadValue(_("ô có cả giờ; chỉ ghi ngày")) if time.strip("0:.") else day
