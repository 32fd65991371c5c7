"""The sheets of an .xls; what calamine does not say is read from the records of the workbook's stream."""

import io
import struct

import olefile
from python_calamine import CalamineWorkbook

from .formats import code_of
from .scan import Refused, Scan, visible

FORMULA, BOOLERR, BOUNDSHEET, FILEPASS, EOF = 0x06, 0x205, 0x85, 0x2F, 0x0A
NUMBER, RK, MULRK, LABELSST, FORMAT, XF, ROW, COLINFO = 0x203, 0x27E, 0xBD, 0xFD, 0x41E, 0xE0, 0x208, 0x7D
BOFS = (0x09, 0x209, 0x409, 0x809)


def xls_sheets(content):
    """The same of an .xls; what calamine does not say is read from the records of the workbook's stream."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        if file.exists("EncryptedPackage"):
            raise Refused("password")
        names = [name for name in ("Workbook", "Book") if file.exists(name)]
        if not names:
            raise Refused("no workbook")
        stream = file.openstream(names[0]).read()
    starts, own, styles = [], {}, []
    for what, record in records(stream, 0):
        if what == FILEPASS:
            raise Refused("password")
        if what == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", record)[0])
        elif what == FORMAT:
            number, text = str(struct.unpack_from("<H", record)[0]), record[3:]
            if names[0] == "Workbook":
                text = record[5:].decode("utf-16-le" if record[4] & 1 else "latin-1").encode()
            own[number] = text.decode("utf-8", "replace")
        elif what == XF:
            styles.append(str(struct.unpack_from("<H", record, 2)[0]))
    codes = [code_of(style, own) for style in styles]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        (name, lambda at=at: (book.get_sheet_by_index(at), xls_scan(stream, starts[at], codes)))
        for at, name in visible(book)
    ]


def xls_scan(stream, at, codes):
    scan = Scan()
    for what, record in records(stream, at):
        if what == FORMULA or (what == BOOLERR and record[7]):
            line, column = struct.unpack_from("<HH", record)
            scan.bad[line + 1, column + 1] = "formula" if what == FORMULA else "error"
        elif what in (NUMBER, RK, MULRK, LABELSST):
            line, column = struct.unpack_from("<HH", record)
            for place, at in enumerate(range(4, len(record) - (4 if what == MULRK else 5), 6)):
                style = struct.unpack_from("<H", record, at)[0]
                if style < len(codes) and codes[style]:
                    scan.formats.append((line + 1, column + place + 1, codes[style]))
                if what == NUMBER:
                    break
        elif what == ROW and struct.unpack_from("<H", record, 12)[0] & 0x20:
            scan.hidden.add(struct.unpack_from("<H", record)[0] + 1)
        elif what == COLINFO and struct.unpack_from("<H", record, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", record)
            scan.hidden_columns |= set(range(first + 1, last + 2))
    return scan


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
