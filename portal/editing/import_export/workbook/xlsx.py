"""The sheets of an .xlsx."""

import posixpath
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from .formats import code_of
from .scan import MOST, Refused, Scan, alters, is_flat, local, refuse_doctype, refuse_wide
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
    codes, altered = styles_of(common["styles"]) if "styles" in common else ([], set())
    texts = altered_texts(common.get("sharedStrings", b""))
    left, found = parts.left, []
    for sheet in book:
        tie = next((value for key, value in sheet.items() if local(key) == "id"), None)
        kind, target = tied.get(tie, ("", ""))
        if local(sheet.tag) == "sheet" and kind == "worksheet":

            def read(target=target):
                parts.left = left
                return xlsx_sheet(parts, target, common, XlsxScan(codes, altered, texts), from_1904)

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


def xlsx_sheet(parts, target, common, scan, from_1904):
    """(CalamineSheet, Scan) of one sheet, from a workbook that holds no other."""
    content = parts.read(target)
    scan.of(content)
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


def styles_of(styles):
    """([the code of the number format of each style of a cell, None where it shows a value as it is], {places of the styles
    whose font alters what is read}).
    """
    own, codes, altered, inside, fonts, altered_fonts = {}, [], set(), [], -1, set()

    def start(name, attributes):
        nonlocal fonts
        inside.append(local(name))
        if inside[-1] == "numFmt":
            own[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif inside[-2:] == ["fonts", "font"]:
            fonts += 1
        elif inside[-3:-1] == ["fonts", "font"] and alters(inside[-1], attributes):
            altered_fonts.add(str(fonts))
        elif inside[-2:] == ["cellXfs", "xf"]:
            if attributes.get("fontId") in altered_fonts:
                altered.add(len(codes))
            codes.append(attributes.get("numFmtId", "0"))

    parse(styles, start, lambda _name: inside.pop())
    return [code_of(number, own) for number in codes], altered


def altered_texts(strings):
    """The places of the shared texts of which a part is struck out, or set above or below the line."""
    found, place = set(), -1

    def start(name, attributes):
        nonlocal place
        place += local(name) == "si"
        if alters(local(name), attributes):
            found.add(place)

    if b"vertAlign" in strings or b"strike" in strings:
        parse(strings, start)
    return found


def parse(content, start, end=None):
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.Parse(content, True)


class XlsxScan(Scan):
    """Of an .xlsx. Its rows must be in order: calamine drops what is not. `codes` and `altered` of styles, `texts`: the
    shared texts that are altered.
    """

    def __init__(self, codes, altered, texts):
        super().__init__()
        self.codes, self.altered, self.texts = codes, altered, texts
        self.shows_rows = True  # rows that name no height
        self.style, self.kind, self.place = (
            0,
            "n",
            None,
        )  # of a cell: that of its style; the shared text that it names

    def parser(self):
        parser = super().parser()
        if self.texts:
            parser.CharacterDataHandler = lambda text: self.place is None or self.place.append(text)
            parser.EndElementHandler = lambda name: self.end(local(name))
        return parser

    def end(self, name):
        if name == "v" and self.place is not None and int("".join(self.place) or -1) in self.texts:
            self.bad[self.line, self.column] = "altered"
        self.place = None

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
            self.style, self.kind = int(attributes.get("s", "0")), attributes.get("t", "n")
            self.note()
        elif name == "f":
            self.bad[self.line, self.column] = "formula"
        elif name in ("v", "is"):
            refuse_wide(self.line, self.column)
            self.place = [] if self.kind == "s" else None
            if self.style in self.altered:
                self.bad.setdefault((self.line, self.column), "altered")
        elif alters(name, attributes):
            self.bad[self.line, self.column] = "altered"
        elif name == "col":
            columns = set(range(int(attributes.get("min", 1)), min(int(attributes.get("max", 0)), 1_000) + 1))
            if attributes.get("hidden") in ("1", "true") or is_flat(attributes.get("width", "")):
                self.hidden_columns |= columns
            else:
                self.hidden_columns -= columns

    def note(self):
        if self.kind == "e":
            self.bad[self.line, self.column] = "error"
        elif self.kind not in ("b", "d") and self.style < len(self.codes) and self.codes[self.style]:
            self.formats.append((self.line, self.column, self.codes[self.style]))


def column_of(place, line):
    """The number of the column of "B5"."""
    place = place.upper()
    name = place.rstrip("0123456789")
    if not (name.isascii() and name.isalpha() and place == f"{name}{line}"):
        raise Refused("broken")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column
