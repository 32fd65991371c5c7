"""The sheets of an .xlsx."""

import posixpath
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from .formats import code_of
from .scan import MOST, Refused, Scan, is_flat, local, refuse_doctype
from .zips import Parts, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = {"worksheet": "worksheets/sheet1", "sharedStrings": "sharedStrings", "styles": "styles"}


def xlsx_sheets(content):
    """[(name, function that reads it, None of a hidden one)] of the sheets."""
    parts = Parts(content)
    if any("vbaproject" in name for name in parts.members):
        raise Refused("macro")
    main = next((target for kind, target in ties(parts, "").values() if kind == "officeDocument"), "")
    if main not in parts:
        raise Refused("no workbook")
    book, tied = [*parts.tree(main)], ties(parts, main)
    from_1904 = any(
        local(one.tag) == "workbookPr" and one.get("date1904") in ("1", "true", "on") for one in book
    )
    named = dict(tied.values())
    names = {
        kind: named.get(kind, f"{posixpath.dirname(main)}/{kind}.xml") for kind in ("sharedStrings", "styles")
    }
    common = {kind: parts.read(name) for kind, name in names.items() if name in parts}
    codes, left, found = codes_of(common["styles"]) if "styles" in common else [], parts.left, []
    for sheet in book:
        tie = next((value for key, value in sheet.items() if local(key) == "id"), None)
        kind, target = tied.get(tie, ("", ""))
        if local(sheet.tag) == "sheet" and kind == "worksheet":

            def read(target=target):
                parts.left = left
                return xlsx_sheet(parts, target, common, codes, from_1904)

            is_visible = sheet.get("state", "visible") == "visible"
            found.append((sheet.get("name"), read if is_visible else None))
    return found


def ties(parts, name):
    """{id: (last word of its kind, name of the part)} of what a part is tied to."""
    folder, base = posixpath.split(name)
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    found = {}
    for one in parts.tree(path) if path in parts else ():
        target = (one.get("Target") or "").replace("\\", "/")
        if local(one.tag) == "Relationship" and one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).strip("/")
            found[one.get("Id")] = (one.get("Type", "").rpartition("/")[2], target)
    return found


def xlsx_sheet(parts, target, common, codes, from_1904):
    """(CalamineSheet, Scan) of one sheet, from a workbook that holds no other."""
    content = parts.read(target)
    scan = XlsxScan(codes).of(content)
    held = common | {"worksheet": content}
    overrides = "".join(
        f"<Override PartName='/xl/{KINDS[kind]}.xml' ContentType='application/vnd.openxmlformats-officedocument."
        f"spreadsheetml.{kind}+xml'/>"
        for kind in ("sheet.main", *held)
        if kind in KINDS
    )
    tied = "".join(
        f"<Relationship Id='{kind}' Type='{OFFICE}/{kind}' Target='{KINDS[kind]}.xml'/>" for kind in held
    )
    book = (
        f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><workbookPr date1904='{int(from_1904)}'/>"
        "<sheets><sheet name='A' sheetId='1' r:id='worksheet'/></sheets></workbook>"
    )
    new = {
        "[Content_Types].xml": f"<Types xmlns='{PACKAGE}/content-types'>{overrides}</Types>",
        "_rels/.rels": f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='a' Type='{OFFICE}/"
        "officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}/relationships'>{tied}</Relationships>",
    }
    new |= {f"xl/{KINDS[kind]}.xml": part for kind, part in held.items()}
    return CalamineWorkbook.from_filelike(zipped(new)).get_sheet_by_index(0), scan


def codes_of(styles):
    """The code of the number format of each style of a cell, None where it shows a value as it is."""
    own, found, inside = {}, [], []

    def start(name, attributes):
        inside.append(local(name))
        if inside[-1] == "numFmt":
            own[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif inside[-2:] == ["cellXfs", "xf"]:
            found.append(attributes.get("numFmtId", "0"))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, lambda _name: inside.pop()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.Parse(styles, True)
    return [code_of(number, own) for number in found]


class XlsxScan(Scan):
    """Of an .xlsx. Its rows must be in order: calamine drops what is not."""

    def __init__(self, codes):
        super().__init__()
        self.codes, self.shows_rows = codes, True  # rows that name no height

    def start(self, name, attributes):
        if name == "row":
            self.count()
            line = int(attributes.get("r", self.line + 1))
            if line <= self.line:
                raise Refused("order")
            self.line, self.column = line, 0
            height = attributes.get("ht", "" if self.shows_rows else "0")
            if attributes.get("hidden", "0") in ("1", "true") or is_flat(height):
                self.hidden.add(line)
        elif name == "sheetFormatPr":
            self.shows_rows = attributes.get("zeroHeight") not in ("1", "true")
            if is_flat(attributes.get("defaultColWidth", "")):
                self.hidden_columns = set(range(1, MOST["columns"] + 1))
        elif name == "c":
            self.count()
            self.column = column_of(attributes["r"], self.line) if "r" in attributes else self.column + 1
            self.note(attributes.get("s", "0"), attributes.get("t", "n"))
        elif name == "f":
            self.bad[self.line, self.column] = "formula"
        elif name in ("v", "is") and (self.line > MOST["lines"] or self.column > MOST["columns"]):
            raise Refused("wide")
        elif name == "col":
            columns = set(range(int(attributes.get("min", 1)), min(int(attributes.get("max", 0)), 1_000) + 1))
            if attributes.get("hidden") in ("1", "true") or is_flat(attributes.get("width", "")):
                self.hidden_columns |= columns
            else:
                self.hidden_columns -= columns

    def note(self, style, kind):
        if kind == "e":
            self.bad[self.line, self.column] = "error"
        elif kind not in ("b", "d") and int(style) < len(self.codes) and self.codes[int(style)]:
            self.formats.append((self.line, self.column, self.codes[int(style)]))


def column_of(place, line):
    """The number of the column of "B5"."""
    name = place.rstrip("0123456789")
    if not (name.isascii() and name.isalpha() and name.isupper() and place == f"{name}{line}"):
        raise Refused("broken")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column
