"""The sheets of an .xls; what calamine does not say is read from the records of the workbook's stream."""

import io
import struct

import olefile
from python_calamine import CalamineWorkbook

from .formats import code_of
from .scan import Refused, Scan, is_flat, sheets_of

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
    return sheets_of(book, lambda at: (book.get_sheet_by_index(at), xls_scan(stream, starts[at], codes)))


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
        elif what == ROW:
            line, height, flags = struct.unpack_from("<H4xH4xH", record)
            if flags & 0x20 or is_flat(str((height & 0x7FFF) / 20)):  # 0x8000: of the usual height
                scan.hidden.add(line + 1)
        elif what == COLINFO:
            first, last, width, _style, flags = struct.unpack_from("<5H", record)
            if flags & 1 or is_flat(str(width / 256)):
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
