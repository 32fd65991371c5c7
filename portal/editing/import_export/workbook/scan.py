"""What calamine does not say of a sheet, and why a workbook is refused."""

import re
from functools import partial
from xml.parsers import expat

from python_calamine import SheetTypeEnum, SheetVisibleEnum

MOST: dict[str, int] = {}  # limits.WORKBOOK


class Refused(Exception):
    """Why the workbook is not read: one of the reasons that `limits.py` has a sentence for; `of`: what it is about."""

    def __init__(self, why, of=""):
        self.of = of
        super().__init__(why)


class Scan:
    """What calamine does not say of a sheet, lines and columns from 1: `bad` {(line, column): why}, `formats` [(line,
    column, code)], `seen` {(line, column): what the cell shows} where the file says it, `hidden` lines, `hidden_columns`;
    `merged` [(top, left, bottom, right)], from 0, where known.
    """

    def __init__(self):
        self.bad, self.formats, self.seen = {}, [], {}
        self.hidden, self.hidden_columns, self.merged = set(), set(), []
        self.cells = self.line = self.column = 0

    def of(self, content):
        self.parser().Parse(content, True)
        return self

    def parser(self):
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, attributes: self.start(local(name), attributes)
        parser.StartDoctypeDeclHandler = refuse_doctype
        return parser

    def count(self, cells=1):
        self.cells += cells
        if self.cells > MOST["cells"]:
            raise Refused("cells")


def alters(name, attributes):
    """Whether an element of a font strikes its text out, or sets it above or below the line: "5.10³" would be 5.103."""
    value = attributes.get("val", "1")
    return (name == "vertAlign" and value != "baseline") or (
        name == "strike" and value not in ("0", "false", "off")
    )


def refuse_doctype(*_what):
    raise Refused("doctype")


def local(name):
    return name.rpartition("}")[2].rpartition(":")[2]


#: Lower (points) or narrower (letters) than this, a line or a column is not seen.
SEEN = 0.75


def is_flat(size):
    """Whether a height or a width (a text, "" where there is none) lets nothing be seen: 0, 0.0, 0cm."""
    number = re.match(r"[\d.]+", size)
    return bool(number) and float(number[0]) < SEEN * (
        1 if number[0] == size else 0.03
    )  # or else in cm, inches


def sheets_of(book, read):
    """[(name, function that reads it, None of a hidden one)] of the sheets of a CalamineWorkbook; `read(place)`."""
    return [
        (one.name, partial(read, place) if one.visible == SheetVisibleEnum.Visible else None)
        for place, one in enumerate(book.sheets_metadata)
        if one.typ == SheetTypeEnum.WorkSheet
    ]


def letters(column):
    """ "B" of 2."""
    found = ""
    while column:
        column, letter = divmod(column - 1, 26)
        found = chr(65 + letter) + found
    return found


def refuse_wide(line, column):
    """Raises Refused by the name of a cell that no table reaches."""
    if line > MOST["lines"] or column > MOST["columns"]:
        raise Refused("wide", f"{letters(column)}{line}")
