"""A file that somebody sent, as rows of plain text, within `limits.py`.

Every cell becomes the text that the export would write: a number as 636,1; a day of a workbook is 10/10/2024.
"""

import csv
import io
import json
import logging
import re
import subprocess
import sys
import tempfile
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from threading import Timer

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import Refusal
from portal.base.text import fold, nfc, number

from . import limits
from .cells import BadValue, SeenNumber, plain

logger = logging.getLogger(__name__)
#: How the files begin that the suffixes name; text begins with none of these.
ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
WORKBOOKS = {".xlsx": ZIP, ".ods": ZIP, ".xls": OLE}
TEXTS = (".csv", ".tsv", ".txt")
SUFFIXES = (*WORKBOOKS, ".csv")
_READER = "portal.editing.import_export.workbook"
_HOUSE = Path(__file__).parents[3]
_SECONDS = 20  # that the process may take, on a loaded machine
_LINE = 400_000  # letters in one line of a text file
_PARTS = 20_000  # separators in one line; a long text may hold many
_SEPARATOR = re.compile(r"""["']?sep=([;,\t|])["']?\r?(?:\n|\Z)""", re.IGNORECASE)
_EXACT = re.compile(r'\A="([^"]*)"\Z')  # ="001": a text that a spreadsheet is not to take for a number
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|###*)")  # as Excel writes it into a CSV
_BAD = {
    "formula": gettext_lazy("ô là công thức; hãy dán giá trị"),
    "error": gettext_lazy("ô báo lỗi của Excel"),
    "merged": gettext_lazy("ô gộp %(of)s trải trên nhiều cột; hãy bỏ gộp"),
    "format": gettext_lazy(
        "không đọc ô có định dạng “%(of)s”, vì ô có thể hiện khác giá trị nằm trong nó; hãy đổi ô sang dạng Text rồi ghi "
        "đúng chữ cần nhập"
    ),
    "shows": gettext_lazy(
        "ô hiện “%(of)s” mà giữ một giá trị khác; hãy đổi ô sang dạng Text rồi ghi đúng chữ cần nhập"
    ),
    "altered": gettext_lazy(
        "ô có chữ bị gạch ngang, hoặc viết cao, thấp hơn dòng (như 5.10³); hãy gõ lại thành chữ thường, không gạch"
    ),
    "inserted": gettext_lazy(
        "ô có phần chèn vào chữ (chú âm, khung chữ, trường tự tính); hãy gõ lại thành chữ"
    ),
    "time": gettext_lazy("ô có cả giờ; chỉ ghi ngày"),
    "day": gettext_lazy("ô là giờ, ngày trước năm 1904, hoặc một số không phải ngày mà mang định dạng ngày"),
}
#: Headings of a column that counts the lines, folded; it is not read.
_COUNTING = re.compile(r"(?:(?:s[ .]*)?t[ .]*t|so (?:tt|thu tu)|thu tu|#|no|n[º°o]|№)[ .:]*")


@dataclass
class FileTable:
    """`header` (headings) and `lines` ([(line number, [text of each cell])]) of a file; a `BadValue` stands where a cell
    holds no plain value. `notes`: sentences on what was read though the eye does not see it. `line`: of the headings.
    """

    line: int
    header: list
    lines: list
    notes: list = field(default_factory=list)


def read_table(file, known=lambda heading: None):
    """The FileTable of an uploaded file; `known` gives the column of a heading, or None. Of a workbook it is the first
    visible sheet that names most columns. Lines above the headings, blank lines and a column that counts lines are left
    out. Raises Refusal.
    """
    if file.size > limits.FILE:
        raise limits.too_big()
    if not file.size:
        raise Refusal(400, _("Tệp trống."))
    suffix, content = Path(file.name.lower()).suffix, file.read()
    _refuse_other_kinds(suffix, content)
    if suffix in WORKBOOKS:
        return _workbook_table(suffix, content, known)
    text = csv_text(content)
    separator = csv_separator(text, known)
    titles = islice(csv_rows(text, separator), limits.TITLES)
    return _table(csv_rows(text, separator), _headings(titles, known)[1], known)


def _refuse_other_kinds(suffix, content):
    if suffix not in (*WORKBOOKS, *TEXTS):
        raise _other_kind()
    begins = WORKBOOKS.get(suffix, b"")
    is_text = not content.startswith((ZIP, OLE))
    if (begins and content.startswith(begins)) or (not begins and is_text):
        return
    if content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise limits.refusal("password")
    if content.startswith(OLE):
        raise Refusal(400, _("Bên trong là tệp .xls: hãy đổi đuôi tên tệp thành .xls rồi gửi lại."))
    if is_text and content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] == b"<":
        raise Refusal(
            400,
            _(
                "Bên trong là một trang web hoặc XML: hãy mở bằng Excel hoặc LibreOffice, lưu lại ở dạng .xlsx."
            ),
        )
    if is_text and b"\0" in content[:1_000]:  # the .xls of Excel 4 and before, and what is no table at all
        raise limits.refusal("no workbook")
    if is_text:
        raise Refusal(
            400, _("Bên trong không phải bảng tính: là CSV thì đổi đuôi tên tệp thành .csv rồi gửi lại.")
        )
    raise _wrong_name()


def _other_kind():
    return Refusal(400, _("Chỉ nhận .xlsx (không macro), .xls, .ods và .csv. Hãy lưu lại ở dạng đó."))


def _wrong_name():
    return Refusal(
        400, _("Bên trong là bảng tính .xlsx hoặc .ods: hãy đổi đuôi tên tệp cho đúng rồi gửi lại.")
    )


def _refuse_wrong_name(suffix, content):
    """Where what is no .xlsx or no .ods is the other of them, or an .xlsb. The names of parts are not packed."""
    if b"xl/workbook.bin" in content:
        raise _other_kind()
    if {".ods": b"xl/workbook.xml", ".xlsx": b"opendocument.spreadsheet"}.get(suffix, b"\0") in content:
        raise _wrong_name()


# --- Headings -----------------------------------------------------------------------------------------
def _headings(rows, known):
    """(how many columns it names, its number, whether most of it are columns) of the line of `rows` that names most."""
    best = (0, None, False)
    for line, cells in rows:
        texts = [cell for cell in cells if cell != ""]
        columns = {known(text) for text in texts if isinstance(text, str)} - {None}
        if len(columns) > best[0]:
            best = (len(columns), line, len(columns) > 1 or len(texts) < 3)
    return best


def _table(rows, begins, known, notes=()):
    """The FileTable of `rows` ((line number, [value of each cell])) from the line that `begins` it, or the first."""
    header, lines, left_out = None, [], ()
    for line, cells in rows:
        texts = [_text(value, line, column) for column, value in enumerate(cells, 1)]
        while texts and texts[-1] == "":
            texts.pop()
        if line > limits.LINES or len(texts) > limits.COLUMNS:
            raise limits.refusal("wide", of=limits.place(line, len(texts)))
        if not texts or line < (begins or 0):
            continue
        if header is None:
            is_known = any(map(known, texts))
            if is_known:
                _refuse_bad_heading(texts, line)
            left_out = {
                at
                for at, text in enumerate(texts)
                if is_known and _COUNTING.fullmatch(fold(text)) and not known(text)
            }
            begins = line
        texts = [text for at, text in enumerate(texts) if at not in left_out]
        if header is None:
            header = texts
        # They are repeated where cells are merged, or on each printed page; below them a table may number its columns.
        elif texts and texts != header and (lines or not _numbers_columns(texts)):
            if not lines and len(texts) == len(header) > 1 and _numbers_columns(texts, "{}"):
                texts[0] = BadValue(_("dòng này đánh số các cột; hãy xóa"))
            lines.append((line, [_below(*pair, known) for pair in zip_longest(texts, header[: len(texts)])]))
        if len(lines) > limits.ROWS:
            raise limits.too_many_rows()
    if header is None:
        raise Refusal(400, _("Bảng trống."))
    return FileTable(begins, header, lines, [*notes])


def _refuse_bad_heading(header, line):
    for column, text in enumerate(header, 1):
        if isinstance(text, BadValue):
            said = {"cell": limits.place(line, column), "why": text}
            raise Refusal(400, _("Tên cột ở ô %(cell)s: %(why)s.") % said)


def _below(text, heading, known):
    """The text of a cell, unless it is its heading once more, as where that is merged with the row below."""
    is_heading = text and heading and text.casefold() == heading.casefold() and known(text)
    return BadValue(_("ô lặp lại tên cột; hãy bỏ gộp tên cột, hoặc xóa dòng này")) if is_heading else text


def _numbers_columns(texts, sign="({})"):
    """Whether a line is (1) (2) (3): the numbers of the columns, with their `sign`."""
    first = next((number for number in (1, 2) if texts[0] == sign.format(number)), 0)
    return bool(first) and texts == [sign.format(first + at) for at in range(len(texts))]


# --- Workbooks ----------------------------------------------------------------------------------------
def _workbook_table(suffix, content, known):
    """The FileTable of the visible sheet that names most columns, of two such of that with rows, or else of the first
    that is not blank; a sheet of one column is a table where no other is. Notes say what is hidden there.
    """
    best, refusal = None, None
    for sheet in _sheets(suffix, content):
        if "refused" in sheet:
            logger.warning("Refused a workbook: %s", sheet)
            if sheet["refused"] == "no workbook":
                _refuse_wrong_name(suffix, content)
            refusal = refusal or limits.refusal(sheet["refused"], sheet.get("name", ""), sheet.get("of", ""))
            continue
        count, begins, is_table = _headings(islice(_filled(sheet), limits.TITLES), known)
        lines = [line for line, _cells in _filled(sheet)]
        has_rows = bool(is_table and lines[-1] > begins)
        rank = has_rows and count > 1, count * is_table, has_rows
        if lines and (best is None or rank > best[0]):
            best = rank, sheet, begins
    if refusal and not (best and best[0][1]):
        raise refusal
    if best is None:
        raise Refusal(400, _("Các trang tính đang hiện đều trống; trang tính đang ẩn thì không đọc."))
    _rank, sheet, begins = best
    return _table(_filled(sheet), begins, known, _notes(sheet, begins or 0))


def _filled(sheet):
    """(line number, [value of each cell]) of the lines of a sheet that are not blank."""
    for line, cells in enumerate(sheet["rows"], 1):
        if any(cell != "" for cell in cells):
            yield line, [*map(_value, cells)]


def _sheets(suffix, content):
    """What `workbook` says of each visible sheet, read in a process of its own until it is enough."""
    command = [sys.executable, "-Es", "-m", _READER, suffix, json.dumps(limits.WORKBOOK)]
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with subprocess.Popen(
            command, cwd=_HOUSE, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            watch = Timer(_SECONDS, process.kill)
            watch.start()
            try:
                yield from map(json.loads, process.stdout)
                if process.wait():
                    yield {"refused": "slow", "problem": process.returncode}
            except json.JSONDecodeError:  # it ended in the middle of a line
                yield {"refused": "slow", "problem": process.wait()}
            finally:
                watch.cancel()
                process.kill()


def _value(cell):
    """A cell of `workbook` as `_text` takes it."""
    if not isinstance(cell, dict):
        return cell
    if "day" in cell:
        return "/".join(reversed(cell["day"].split("-")))
    if "number" in cell:
        number_text = _text(cell["number"], 0, 0)
        return number_text if isinstance(number_text, BadValue) else SeenNumber(number_text, cell["shown"])
    return BadValue(_BAD[cell["bad"]] % {"of": cell.get("of", "")})


def _notes(sheet, begins):
    """Sentences on what was read of a sheet though the eye does not see it, and on the sheets that were not read."""
    notes, others = [], [name for name in sheet["names"] if name != sheet["name"]]
    if others:
        sentence = _(
            "Chỉ đọc trang tính “%(name)s”, trang hiện có nhiều cột cần nhập nhất; không đọc: %(others)s."
        )
        notes.append(sentence % {"name": sheet["name"], "others": _listed(others)})
    if sheet["hidden_names"]:
        notes.append(
            _("Không đọc trang tính đang ẩn: %(names)s.") % {"names": _listed(sheet["hidden_names"])}
        )
    hidden = [line for line in sheet["hidden"] if line > begins]
    if hidden:
        sentence = _("Đọc cả %(count)s dòng đang ẩn hoặc bị lọc: dòng %(lines)s.")
        notes.append(sentence % {"count": len(hidden), "lines": _listed(hidden)})
    if sheet["hidden_columns"]:
        notes.append(_("Đọc cả cột đang ẩn: %(columns)s.") % {"columns": _listed(sheet["hidden_columns"])})
    return notes


def _listed(names):
    return ", ".join(map(str, names[: limits.TITLES])) + " …" * (len(names) > limits.TITLES)


# --- CSV ----------------------------------------------------------------------------------------------
def csv_text(content):
    """The text of a CSV: UTF-8, or the UTF-16 of Excel's "Unicode Text". Raises Refusal."""
    try:
        text = content.decode("utf-16" if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _("Dòng %(line)s không phải chữ UTF-8. Hãy lưu lại ở dạng “CSV UTF-8”.")
        raise Refusal(400, sentence % {"line": line}) from error
    if text.count("\n") > 20 * limits.LINES:  # a text of many lines is one cell
        raise limits.too_many_rows()
    return text.lstrip("\ufeff")


def csv_separator(text, known):
    """What parts the cells: as the line "sep=;" says, or else of ; , | and tabs the one that gives most headings."""
    named = _SEPARATOR.match(text)
    if named:
        return named[1]
    first = text[:_LINE].lstrip("\r\n").split("\n", 1)[0]

    def likely(separator):
        rows, count = csv_rows(text, separator), 0
        with suppress(Refusal):
            count = _headings(islice(rows, limits.TITLES), known)[0]
        return count, "".join(first.split('"')[::2]).count(separator)

    return max(";,\t|", key=likely)


def csv_rows(text, separator):
    """(line number, [text]) of each row of a CSV but the line "sep=;". Raises Refusal."""
    reader, begins = csv.reader(_lines(text, separator), delimiter=separator, strict=True), 1
    try:
        for row in reader:
            if begins > 1 or not _SEPARATOR.match(text):
                yield begins, [_EXACT.sub(r"\1", cell) for cell in row]
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
    """The text of a cell: of a str, a bool, a number, a SeenNumber or a BadValue."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        text = _number(value)
        return text if isinstance(text, BadValue) else SeenNumber(text)
    if isinstance(value, BadValue | SeenNumber):
        return value
    if len(value) > limits.CELL:
        raise limits.too_long(line, column)
    text = plain(nfc(value).replace("\r\n", "\n").strip())
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t\r" for letter in text):
        return BadValue(_("ô có ký tự điều khiển"))
    return BadValue(_BAD["error"]) if _ERROR.fullmatch(text) else text


def _number(value):
    """636.1 as "636,1", 5.0 as "5"; of a fraction what a plain cell of Excel shows, and the four places of a column."""
    try:
        if isinstance(value, float):
            value = round(float(f"{value:.15g}"), max(4, 10 - len(f"{abs(value):.0f}"))) or value
        return number(value).replace(".", "")
    except ValueError:
        return BadValue(_("ô không phải một số"))
