"""The sheets of an .xls; what calamine does not say is read from the records of the workbook's stream."""

import io
import struct
from contextlib import suppress
from itertools import count

import olefile
from python_calamine import CalamineWorkbook

from .formats import code_of
from .scan import Refused, Scan, is_flat, sheets_of

FORMULA, BOOLERR, BOUNDSHEET, FILEPASS, EOF = 0x06, 0x205, 0x85, 0x2F, 0x0A
NUMBER, RK, MULRK, LABELSST, FORMAT, XF, ROW, COLINFO = 0x203, 0x27E, 0xBD, 0xFD, 0x41E, 0xE0, 0x208, 0x7D
FONT, SST, CONTINUE = 0x31, 0xFC, 0x3C
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
    is_biff8 = stream[4:6] == b"\0\6"  # of Excel 97 and later
    starts, own, styles, fonts, altered, texts, last = [], {}, [], [], set(), [], None
    for what, record in records(stream, 0):
        if what == FILEPASS:
            raise Refused("password")
        if what == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", record)[0])
        elif what == FORMAT:
            number, text = str(struct.unpack_from("<H", record)[0]), record[3:]
            if is_biff8:
                text = record[5:].decode("utf-16-le" if record[4] & 1 else "latin-1").encode()
            own[number] = text.decode("utf-8", "replace")
        elif what == FONT:
            fonts += [None] if len(fonts) == 4 else []  # no font has this number
            struck, raised = struct.unpack_from("<2xH4xH", record)
            altered |= {len(fonts)} if struck & 8 or raised else set()
            fonts.append(record)
        elif what == XF:
            font, style = struct.unpack_from("<HH", record)
            styles.append((str(style), font in altered))
        elif what == SST:
            texts = [record[8:]]
        elif what == CONTINUE and last in (SST, CONTINUE):
            texts.append(record)
        last = what
    styles = [(code_of(style, own), is_altered) for style, is_altered in styles]
    texts = altered_texts(texts, altered) if altered and is_biff8 else set()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sheets_of(
        book, lambda at: (book.get_sheet_by_index(at), xls_scan(stream, starts[at], styles, texts))
    )


def altered_texts(pieces, altered):
    """The places of the shared texts of which a part has one of the `altered` fonts; `pieces`: the record that holds them,
    and those that go on with it.
    """
    found, rest, pieces = set(), b"", iter(pieces)

    def take(size):
        nonlocal rest
        taken = b""
        while len(taken) < size:
            rest = rest or next(pieces)
            taken, rest = taken + rest[: size - len(taken)], rest[size - len(taken) :]
        return taken

    with suppress(StopIteration):
        for place in count():
            length, flags = struct.unpack("<HB", take(3))
            runs = struct.unpack("<H", take(2))[0] if flags & 8 else 0
            more = struct.unpack("<L", take(4))[0] if flags & 4 else 0
            wide = flags & 1
            while length:
                if not rest:
                    rest = next(pieces)
                    wide, rest = rest[0] & 1, rest[1:]
                part = min(length, len(rest) >> wide)
                rest, length = rest[part << wide :], length - part
            fonts = struct.unpack(f"<{2 * runs}H", take(4 * runs))[1::2]
            take(more)
            if altered.intersection(fonts):
                found.add(place)
    return found


def xls_scan(stream, at, styles, texts):
    scan = Scan()
    for what, record in records(stream, at):
        if what == FORMULA or (what == BOOLERR and record[7]):
            line, column = struct.unpack_from("<HH", record)
            scan.bad[line + 1, column + 1] = "formula" if what == FORMULA else "error"
        elif what in (NUMBER, RK, MULRK, LABELSST):
            line, column = struct.unpack_from("<HH", record)
            for place, at in enumerate(range(4, len(record) - (4 if what == MULRK else 5), 6)):
                style = struct.unpack_from("<H", record, at)[0]
                code, is_altered = styles[style] if style < len(styles) else (None, False)
                if is_altered or (what == LABELSST and struct.unpack_from("<L", record, 6)[0] in texts):
                    scan.bad[line + 1, column + place + 1] = "altered"
                elif code:
                    scan.formats.append((line + 1, column + place + 1, code))
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
