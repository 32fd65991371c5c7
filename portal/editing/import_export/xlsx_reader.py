"""The first sheet of an .xlsx, cell by cell, through the parts of openpyxl that read as they go.

openpyxl alone would build a grid up to the furthest cell (25 s for one at XFD1048576), and an object for
each run of a text. What the zip holds is counted before anything in it is read.
"""

import re
import zipfile
from warnings import catch_warnings, simplefilter
from xml.etree.ElementTree import iterparse

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from . import limits
from .cells import BadValue, place

_BANNED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?(?:c|si|row)[\s/>]")
_MOST_CELLS = limits.ROWS * limits.COLUMNS + limits.LINES
_TEXT, _RUN = f"{{{SHEET_MAIN_NS}}}t", f"{{{SHEET_MAIN_NS}}}r"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class NotATable(Exception):
    """The workbook holds what no table needs; the sentence says what."""


def xlsx_rows(file):
    """(line number, [value of each cell, None where blank]) of each row of the first sheet that is shown.

    A formula or an error is a `BadValue`. Raises Refusal, NotATable, and whatever a broken file provokes.
    """
    with zipfile.ZipFile(file) as archive, catch_warnings():
        simplefilter("ignore")
        inspect(archive)
        reader = _Reader(file, read_only=True, keep_links=False)
        with reader.archive:
            reader.read()
            book = reader.wb
            if book.epoch == MAC_EPOCH:
                raise NotATable(_("Tệp đếm ngày từ năm 1904; hãy lưu lại từ Excel cho Windows."))
            if not book.worksheets:
                raise NotATable(_("Tệp không có trang tính nào."))
            yield from _cells(book, book.worksheets[0])


def inspect(archive):
    """Raises NotATable for what a table does not need or cannot be. Reads nothing that is too large."""
    members = archive.infolist()
    if len(members) > limits.MEMBERS or len({member.filename for member in members}) < len(members):
        raise NotATable(_("Tệp chứa quá nhiều tệp con."))
    if sum(member.file_size for member in members) > limits.UNZIPPED:
        raise NotATable(_("Tệp bung ra quá lớn."))
    for member in members:
        name = member.filename.lower()
        if member.flag_bits & 1:
            raise NotATable(_("Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại."))
        if "vbaproject" in name or name.endswith(".bin"):
            raise NotATable(_("Tệp có macro hoặc dữ liệu nhị phân; hãy lưu lại ở dạng .xlsx thường."))
        if not name.endswith((".xml", ".rels")):
            continue
        table = "worksheets/" in name or "sharedstrings" in name
        if member.file_size > (limits.TABLE_PART if table else limits.OTHER_PART):
            raise NotATable(_("Tệp bung ra quá lớn."))
        with archive.open(
            member
        ) as part:  # `archive.read` unpacks all, whatever the size says, and cuts afterwards
            _inspect_part(part.read(member.file_size + 1), table)


def _inspect_part(content, table):
    said = _ENCODING.match(content[:200])
    if b"\0" in content or (said and said[1].lower() not in (b"utf-8", b"us-ascii")):
        raise NotATable(_("Tệp không viết bằng UTF-8."))
    if _BANNED.search(content):
        raise NotATable(_("Tệp khai báo thực thể XML, điều mà bảng tính không cần."))
    if table and sum(1 for _found in _CELL.finditer(content)) > _MOST_CELLS:
        raise limits.too_many_rows()


class _Reader(ExcelReader):
    """Reads the styles, which say what is a day, and the texts; no pictures, charts, links or properties."""

    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_shared_strings(source))

    def read_properties(self):
        pass

    read_custom = read_theme = read_properties

    def read_chartsheet(self, sheet, rel):
        pass


def _shared_strings(source):
    item = f"{{{SHEET_MAIN_NS}}}si"
    for _event, element in iterparse(source):
        if element.tag == item:
            yield _text_of(element)
            element.clear()


def _text_of(element):
    """The text of a <si> or <is>, its runs joined, phonetic hints left out; _x000D_ and its like as letters."""
    parts = [child.text for child in element if child.tag == _TEXT]
    parts += [text.text for run in element if run.tag == _RUN for text in run if text.tag == _TEXT]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(filter(None, parts)))


class _Parser(WorkSheetParser):
    """Reads rows, and passes over whatever else a sheet holds."""

    def parse(self):
        for _event, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_formula(self, element):
        return "="

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        inline = element.find(f"{{{SHEET_MAIN_NS}}}is")
        if inline is not None and cell["data_type"] == "s":
            cell["value"] = _text_of(inline)
        return cell


def _cells(book, sheet):
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        line = 0
        for number, cells in parser.parse():
            if number <= line:
                raise NotATable(_("Các dòng của bảng không theo thứ tự."))
            line = number
            row = []
            for cell in cells:
                value, column = cell["value"], cell["column"]
                if value in (None, ""):
                    continue
                if column > limits.COLUMNS or line > limits.LINES:
                    raise limits.too_many_columns(place(line, column))
                if cell["data_type"] == "f":
                    value = BadValue(_("ô là công thức; hãy dán giá trị"))
                elif cell["data_type"] == "e":
                    value = BadValue(_("ô báo lỗi của Excel"))
                row += [None] * (column - len(row))
                row[column - 1] = value
            yield line, row
