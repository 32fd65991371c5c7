"""Reads the first visible sheet of a workbook: `python workbook.py SUFFIX COLUMNS LINES < file`, as JSON.

Run in a process of its own with little memory and time: calamine ends its process where a file claims a grid that is
too large. Calamine gives what a formula showed last, or nothing: formulas and errors are found in the file itself.

Writes a line {"marks": [[line, column, "formula" or "error"]]}, both from 1, and a line [cell] for each row; or
{"refused": why}. A cell is a text, a number, a truth value, or {"date": …}, {"datetime": …}, {"other": …}.
"""

import datetime
import io
import json
import resource
import struct
import sys
import zipfile
from xml.etree import ElementTree
from xml.parsers import expat

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY, SECONDS = 256 * 2**20, 4
MEMBERS = 100  # files inside a zip
UNZIPPED, PART = 40 * 2**20, 24 * 2**20  # bytes, all of them together and each
TAGS = 2_500_000  # in one of them
CELLS = 320_000


class Refused(Exception):
    """Why the workbook is not read: "macro", "large" or "broken"."""


def main(suffix, columns, lines):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sheet, marks = read(sys.stdin.buffer.read(), suffix)
        ends = [(line - 1, column - 1) for line, column, _what in marks] + [sheet.end or (0, 0)]
        if any(line >= lines or column >= columns for line, column in ends):
            raise Refused("large")
    except Refused as refusal:
        write({"refused": str(refusal)})
    except (
        Exception
    ) as problem:  # calamine, zipfile, zlib, expat and olefile raise a dozen kinds on broken files
        write({"refused": "broken", "problem": repr(problem)[:300]})
    else:
        write({"marks": marks})
        left = [""] * (sheet.start[1] if sheet.start else 0)  # which `iter_rows` leaves out
        for row in sheet.iter_rows():
            write([*left, *map(plain, row)])


def write(found):
    sys.stdout.write(json.dumps(found, ensure_ascii=True) + "\n")


def read(content, suffix):
    """(the first visible sheet, its marks)."""
    archive = None if suffix == ".xls" else opened(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [one for one in enumerate(book.sheets_metadata) if one[1].typ == SheetTypeEnum.WorkSheet]
    place, meta = next(one for one in sheets if one[1].visible == SheetVisibleEnum.Visible)
    marks_of = {".xlsx": xlsx_marks, ".ods": ods_marks, ".xls": xls_marks}[suffix]
    return book.get_sheet_by_index(place), marks_of(archive or content, place, meta.name)


def plain(cell):
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime.datetime):
        return {"datetime": cell.isoformat()}
    return {"date" if isinstance(cell, datetime.date) else "other": str(cell)}


# --- Zips ---------------------------------------------------------------------------------------------
def opened(content):
    """The zip of `content`, unless it holds too much or what no table needs."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNZIPPED:
        raise Refused("large")
    for member in members:
        name = member.filename.lower()
        if "vbaproject" in name or name.endswith(".bin") or name.startswith(("basic/", "scripts/")):
            raise Refused("macro")
        if member.file_size > PART or archive.read(member).count(b"<") > TAGS:
            raise Refused("large")
    return archive


def xlsx_marks(archive, place, name):
    book = ElementTree.fromstring(checked(archive.read("xl/workbook.xml")))
    tie = next(
        value
        for sheet in book.iter()
        if local(sheet.tag) == "sheet" and sheet.get("name") == name
        for key, value in sheet.items()
        if local(key) == "id"
    )
    ties = ElementTree.fromstring(checked(archive.read("xl/_rels/workbook.xml.rels")))
    target = next(one.get("Target") for one in ties if one.get("Id") == tie)
    return Marks().of(archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}"))


def checked(content):
    """`content`, a small XML file without entities."""
    if len(content) > 512 * 1024 or b"<!" in content.replace(b"<!--", b""):
        raise Refused("broken")
    return content


def ods_marks(archive, place, name):
    return OdsMarks(place).of(archive.read("content.xml"))


def local(name):
    return name.rpartition("}")[2].rpartition(":")[2]


class Marks:
    """The marks of the cells of a sheet of an .xlsx. Its rows must be in order: calamine drops what is not."""

    def __init__(self):
        self.found, self.cells, self.line, self.column = [], 0, 0, 0

    def of(self, content):
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.StartDoctypeDeclHandler = self.refuse
        parser.Parse(content, True)
        return self.found

    def refuse(self, *_what):
        raise Refused("broken")

    def start(self, name, attributes):
        name = local(name)
        if name in ("row", "c"):
            self.cells += 1
            if self.cells > CELLS:
                raise Refused("large")
        if name == "row":
            line = int(attributes.get("r", self.line + 1))
            if line <= self.line:
                raise Refused("broken")
            self.line, self.column = line, 0
        elif name == "c":
            self.column = column_of(attributes["r"], self.line) if "r" in attributes else self.column + 1
            if attributes.get("t") == "e":
                self.mark("error")
        elif name == "f":
            self.mark("formula")

    def mark(self, what):
        self.found.append((self.line, self.column, what))


def column_of(place, line):
    """The number of the column of "B5"."""
    letters = place.rstrip("0123456789")
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and place == f"{letters}{line}"):
        raise Refused("broken")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


class OdsMarks(Marks):
    """The same of the table at `place` of an .ods, where rows and cells are repeated by a number."""

    def __init__(self, place):
        super().__init__()
        self.table, self.below = -1 - place, 1

    def start(self, name, attributes):
        name = local(name)
        if name == "table":
            self.table += 1
        if self.table or name not in ("table-row", "table-cell", "covered-table-cell"):
            return
        if name == "table-row":
            self.line, self.column = self.below, 0
            self.below += int(attributes.get("table:number-rows-repeated", 1))
            return
        columns = int(attributes.get("table:number-columns-repeated", 1))
        if "table:formula" in attributes:
            self.cells += columns * (self.below - self.line)
            if self.cells > CELLS:
                raise Refused("large")
            for line in range(self.line, self.below):
                self.found += [(line, self.column + number, "formula") for number in range(1, columns + 1)]
        self.column += columns


# --- .xls ---------------------------------------------------------------------------------------------
FORMULA, BOOLERR, BOUNDSHEET, FILEPASS, EOF = 0x06, 0x205, 0x85, 0x2F, 0x0A
BOFS = (0x09, 0x209, 0x409, 0x809)


def xls_marks(content, place, name):
    """The marks of the sheet at `place`, from the records of the workbook's stream."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        if file.exists("_VBA_PROJECT_CUR"):
            raise Refused("macro")
        stream = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
    starts = []
    for what, record in records(stream, 0):
        if what == FILEPASS:
            raise Refused("broken")
        if what == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", record)[0])
    found = []
    for what, record in records(stream, starts[place]):
        if what == FORMULA or (what == BOOLERR and record[7]):
            line, column = struct.unpack_from("<HH", record)
            found.append((line + 1, column + 1, "formula" if what == FORMULA else "error"))
    return found


def records(stream, at):
    """(kind, content) of each record from `at` to the end of its part."""
    depth = 0
    while at + 4 <= len(stream):
        what, size = struct.unpack_from("<HH", stream, at)
        yield what, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (what in BOFS) - (what == EOF)
        if not depth:
            return


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
