"""Reads the visible sheets of a workbook: `python workbook.py SUFFIX LIMITS < file`, a line of JSON for each.

Run in a process of its own with little memory and time: calamine ends its process where a file claims a grid that is
too large. Of a zip, calamine is given a new one of the parts that a table is made of; no other part is unpacked.
Calamine gives values alone: what is a formula, hidden or merged, and the format of a cell, are read here.

A line is {"name", "names" of all, "rows": [[cell]], "hidden": [line], "hidden_columns": [letters]}, or {"name", "refused": why} of a
sheet, or {"refused": why} of the file. A cell is a text, a number, a truth value, {"day": …} or {"bad": why, "of": …}.
"""

import contextlib
import datetime
import functools
import io
import json
import posixpath
import re
import resource
import struct
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import product
from xml.etree import ElementTree
from xml.parsers import expat

import olefile
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

SMALL = 2**20  # bytes of a part that says what the others are
MOST = {}  # limits.WORKBOOK
FIRST_DAY = datetime.date(1904, 1, 1)  # what lies before is a number that was taken for a day


class Refused(Exception):
    """Why the workbook is not read: one of the reasons that `readers.py` has a sentence for."""


def main(suffix):
    resource.setrlimit(resource.RLIMIT_AS, (MOST["memory"], MOST["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST["seconds"], MOST["seconds"]))
    sheets = {".xlsx": xlsx_sheets, ".ods": ods_sheets, ".xls": xls_sheets}[suffix]
    with refusals_of():
        found = sheets(sys.stdin.buffer.read())
        if not found:
            raise Refused("no sheet")
        names = [name for name, _read in found]
        for name, read in found[: MOST["sheets"]]:
            with refusals_of(name=name):
                write(table(*read()) | {"name": name, "names": names})


@contextlib.contextmanager
def refusals_of(**sheet):
    """Writes why a file, or a sheet of it, cannot be read."""
    try:
        yield
    except MemoryError:
        write(sheet | {"refused": "slow"})
    except Refused as refusal:
        write(sheet | {"refused": str(refusal)})
    except PasswordError:
        write(sheet | {"refused": "password"})
    except (
        Exception
    ) as problem:  # calamine, zipfile, zlib, expat, olefile raise a dozen kinds on broken files
        write(sheet | {"refused": "broken", "problem": repr(problem)[:300]})


def write(found):
    sys.stdout.write(json.dumps(found, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def table(sheet, scan):
    """What is written of a CalamineSheet and its Scan."""
    ends = [(line - 1, column - 1) for line, column in scan.bad] + [sheet.end or (0, 0)]
    if any(line >= MOST["lines"] or column >= MOST["columns"] for line, column in ends):
        raise Refused("wide")
    left = [""] * (sheet.start[1] if sheet.start else 0)  # which `iter_rows` leaves out
    rows = [[*left, *map(plain, row)] for row in sheet.iter_rows()]
    for line, column, code in scan.formats:
        if line <= len(rows) and column <= len(rows[line - 1]):
            rows[line - 1][column - 1] = shown(rows[line - 1][column - 1], code)
    for (line, column), why in scan.bad.items():
        put(rows, line, column, {"bad": why})
    merged = scan.merged or [(*top, *end) for top, end in sheet.merged_cell_ranges or ()]
    fill(rows, merged)
    hidden = sorted(
        line for line in scan.hidden if line <= len(rows) and any(cell != "" for cell in rows[line - 1])
    )
    return {
        "rows": rows,
        "hidden": hidden,
        "hidden_columns": [letters(at) for at in sorted(scan.hidden_columns)],
    }


def put(rows, line, column, cell):
    rows += [[] for _line in range(line - len(rows))]
    row = rows[line - 1]
    row += [""] * (column - len(row))
    row[column - 1] = cell


def fill(rows, merged):
    """Writes the cell that stands for a merged range (first and last line and column, from 0) into each of its lines; a
    range over several columns says in the others that it is one, by its name.
    """
    width, filled = max(map(len, rows), default=0), 0
    for top, left, bottom, right in merged:
        cell = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if cell == "":
            continue
        name = f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}"
        for line, column in product(
            range(top, min(bottom + 1, len(rows))), range(left, min(right + 1, width))
        ):
            filled += 1
            if filled > MOST["cells"]:
                raise Refused("cells")
            if (line, column) != (top, left):
                put(rows, line + 1, column + 1, cell if column == left else {"bad": "merged", "of": name})


def letters(column):
    """ "B" of 2."""
    found = ""
    while column:
        column, letter = divmod(column - 1, 26)
        found = chr(65 + letter) + found
    return found


# --- Cells --------------------------------------------------------------------------------------------
def plain(cell):
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time.min:
        cell = cell.date()
    if isinstance(cell, datetime.datetime):
        return {"bad": "time"}
    if isinstance(cell, datetime.date) and cell >= FIRST_DAY:
        return {"day": cell.isoformat()}
    return {"bad": "day"}  # a time, a span of time, or a day of a number too small


#: Formats that a workbook names by a number alone; those of days in the Far East have no others here.
FORMATS = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00", "12": "# ?/?",
    "13": "# ??/??", "16": "d-mmm", "17": "mmm-yy", "37": "#,##0", "38": "#,##0", "39": "#,##0.00", "40": "#,##0.00",
    "41": "#,##0", "42": "#,##0", "43": "#,##0.00", "44": "#,##0.00",
}  # fmt: skip
#: Of a code: what is quoted or stands for itself, colours and languages, fillings.
LITERAL = re.compile(r'"([^"]*)"?|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].')
DONG = re.compile(r"vnđ|vnd|đồng|dong|[₫đ\s()+\-–−.,]", re.IGNORECASE)
MINUS = re.compile(r"(?<!E)[-–−]|\([^)]*[0#?]")  # as it is shown, with digits in brackets


LONGEST_CODE = 255  # letters; no program writes more
DIFFERS = object()


def shown(cell, code):
    """What a cell under a number format shows: a text, a number or a day; {"bad": …} where that is another thing."""
    if isinstance(cell, dict) and "day" in cell:
        return cell if tells_day(code) else {"bad": "format", "of": code[:60]}
    if isinstance(cell, bool | str | dict):
        return cell
    layout = layout_of(code, (cell > 0) - (cell < 0))
    if layout is DIFFERS:
        return {"bad": "format", "of": code[:60]}
    if layout is None:
        return cell
    scale, zeros, decimals = layout
    number = round_half_up(Decimal(repr(cell)).scaleb(scale), len(decimals))
    if not scale:
        padded = zeros > 1 and not decimals
        return f"{number:0{zeros}f}" if padded else f"{number.normalize():f}".replace(".", ",")
    text = f"{number:f}"
    for digit in reversed(decimals):
        if digit == "0" or text[-1] != "0":
            break
        text = text[:-1]  # a digit that is shown only where there is one
    return text.rstrip(".").replace(".", ",") + "%" * (scale // 2)


@functools.cache
def tells_day(code):
    return {"d", "m", "y"} <= set(LITERAL.sub("", code.partition(";")[0]).lower())


@functools.cache
def layout_of(code, sign):
    """(power of ten, digits at least before the comma, signs "0#?" after it) of a format for numbers of a sign; None where
    it shows them as they are, DIFFERS where as something else.
    """
    if len(code) > LONGEST_CODE or re.search(r"\[[<>=]", code):
        return DIFFERS
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    place = {1: 0, -1: 1, 0: 2}[sign]
    section = sections[place] if place < min(len(sections), 3) else sections[0]
    said = "".join(map("".join, LITERAL.findall(section)))
    digits = LITERAL.sub("", section)
    if "general" in digits.lower():
        digits = ""
    elif not re.search("[0#?]", digits):  # nothing, or a text; a dash stands for zero
        dash = re.search("[-–−]", said + digits) and not DONG.sub("", said + digits)
        return None if sign == 0 and dash else DIFFERS
    others = DONG.sub("", said + re.sub(r"[0#?.,%E+\-()\s]", "", digits))
    seen = LITERAL.sub(lambda sign: "".join(filter(None, sign.groups())), section)
    parted = re.search("[0#?][-–−][0#?]", seen)  # as in a telephone number
    own = sign < 0 and len(sections) > 1  # or else a minus is put before what the section shows
    colour = own and re.search(r"\[(?!\$)", section)
    wrong_sign = sign and not colour and own != bool(MINUS.search(seen))
    if (
        others or parted or wrong_sign or re.search(r"/|[0#?],+(?![0#?,])", digits)
    ):  # a word, a fraction, thousands or millions
        return DIFFERS
    if not digits or "E" in digits:
        return None
    whole, _point, decimals = digits.partition(".")
    return 2 * digits.count("%"), whole.count("0"), "".join(re.findall("[0#?]", decimals))


def round_half_up(number, decimals):
    try:
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a number of a workbook has
        return number


class Scan:
    """What calamine does not say of a sheet: `bad` {(line, column): "formula" or "error"}, `formats` [(line, column,
    code)], `hidden` lines, `hidden_columns`, all from 1; `merged` [(top, left, bottom, right)] from 0, where known.
    """

    def __init__(self):
        self.bad, self.formats, self.hidden, self.hidden_columns, self.merged = {}, [], set(), set(), []
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


def refuse_doctype(*_what):
    raise Refused("doctype")


def local(name):
    return name.rpartition("}")[2].rpartition(":")[2]


# --- Zips ---------------------------------------------------------------------------------------------
class Parts:
    """The parts of a zip that are asked for, by name whatever its letters and strokes. Raises Refused."""

    def __init__(self, content):
        self.archive, self.left = zipfile.ZipFile(io.BytesIO(content)), MOST["unzipped"]
        members = self.archive.infolist()
        if len(members) > MOST["parts"]:
            raise Refused("parts")
        self.members = {plain_name(member.filename): member for member in members}

    def __contains__(self, name):
        return plain_name(name) in self.members

    def read(self, name, most=None):
        """The part as UTF-8."""
        member = self.members[plain_name(name)]
        if member.flag_bits & 0x1:
            raise Refused("password")
        if member.file_size > min(most or MOST["part"], self.left):
            raise Refused("unzipped")
        self.left -= member.file_size
        with self.archive.open(member) as file:
            content = utf8(file.read(member.file_size + 1))
        if content.count(b"<") > MOST["tags"]:
            raise Refused("tags")
        return content

    def tree(self, name):
        """The elements of a small part without entities, in order."""
        content = re.sub(rb"<!DOCTYPE[^\[<>]*>", b"", self.read(name, SMALL), count=1)  # of OpenOffice 2
        if b"<!" in content.replace(b"<!--", b""):
            raise Refused("doctype")
        return ElementTree.fromstring(content).iter()


def plain_name(name):
    return name.replace("\\", "/").strip("/").lower()


def utf8(content):
    """An XML part in UTF-8, whichever encoding it names."""
    head = re.match(rb"""\s*<\?xml[^>]{0,99}?encoding\s*=\s*["']([\w.-]+)["']""", content)
    named = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else head[1].decode() if head else "utf-8"
    if named.lower() in ("utf-8", "utf8", "us-ascii", "ascii"):
        return content
    text = content.decode(named)
    return re.sub(r"\A\ufeff?(\s*)<\?xml[^>]*\?>", "", text).encode()


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


# --- .xlsx --------------------------------------------------------------------------------------------
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = {"worksheet": "worksheets/sheet1", "sharedStrings": "sharedStrings", "styles": "styles"}


def xlsx_sheets(content):
    """[(name, function that reads it)] of the visible sheets."""
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
        if local(sheet.tag) == "sheet" and kind == "worksheet" and sheet.get("state", "visible") == "visible":

            def read(target=target):
                parts.left = left
                return xlsx_sheet(parts, target, common, codes, from_1904)

            found.append((sheet.get("name"), read))
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


def code_of(number, own):
    code = own.get(number) or FORMATS.get(number, "")
    return None if code.lower() in ("", "general", "@") else code


class XlsxScan(Scan):
    """Of an .xlsx. Its rows must be in order: calamine drops what is not."""

    def __init__(self, codes):
        super().__init__()
        self.codes = codes

    def start(self, name, attributes):
        if name == "row":
            self.count()
            line = int(attributes.get("r", self.line + 1))
            if line <= self.line:
                raise Refused("order")
            self.line, self.column = line, 0
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                self.hidden.add(line)
        elif name == "c":
            self.count()
            self.column = column_of(attributes["r"], self.line) if "r" in attributes else self.column + 1
            self.note(attributes.get("s", "0"), attributes.get("t", "n"))
        elif name == "f":
            self.bad[self.line, self.column] = "formula"
        elif name in ("v", "is") and (self.line > MOST["lines"] or self.column > MOST["columns"]):
            raise Refused("wide")
        elif name == "col" and (attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0"):
            last = min(int(attributes.get("max", 0)), 1_000)
            self.hidden_columns |= set(range(int(attributes.get("min", 1)), last + 1))

    def note(self, style, kind):
        if kind == "e":
            self.bad[self.line, self.column] = "error"
        elif kind == "n" and int(style) < len(self.codes) and self.codes[int(style)]:
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


# --- .ods ---------------------------------------------------------------------------------------------
def ods_sheets(content):
    """The same of an .ods."""
    parts = Parts(content)
    names = [
        name for name in parts.members if name.startswith(("basic/", "scripts/")) and not name.endswith("/")
    ]
    if any(not name.endswith(("script-lc.xml", "script-lb.xml")) for name in names):
        raise Refused("macro")
    manifest = "META-INF/manifest.xml"
    if manifest in parts and any(local(one.tag) == "encryption-data" for one in parts.tree(manifest)):
        raise Refused("password")
    if "content.xml" not in parts:
        raise Refused("no workbook")
    held = {name: parts.read(name) for name in ("mimetype", manifest, "content.xml") if name in parts}
    for blank, sign in (b"line-break", b"\n"), (b"tab", b"\t"):  # which calamine leaves out
        empty = rb"<text:%s(\s[^<>]*)?(/>|(?<!/)>\s*</text:%s>)" % (blank, blank)
        held["content.xml"] = re.sub(empty, sign, held["content.xml"])
    book = CalamineWorkbook.from_filelike(zipped(held))
    return [
        (name, lambda at=at: (book.get_sheet_by_index(at), OdsScan(at).of(held["content.xml"])))
        for at, name in visible(book)
    ]


def visible(book):
    """[(place, name)] of the visible sheets of a CalamineWorkbook."""
    return [
        (place, one.name)
        for place, one in enumerate(book.sheets_metadata)
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]


class OdsScan(Scan):
    """Of the table at `place` of an .ods, where rows and cells are repeated by a number."""

    def __init__(self, place):
        super().__init__()
        self.table, self.below, self.columns = -1 - place, 1, 1
        self.said, self.texts = (
            None,
            [],
        )  # of a cell with a number or a day: where and what it is; how it shows it

    def parser(self):
        parser = super().parser()
        parser.EndElementHandler = lambda name: self.end(local(name))
        parser.CharacterDataHandler = lambda text: self.texts.append(text) if self.said else None
        return parser

    def start(self, name, attributes):
        if name == "table":
            self.table += 1
        if self.table or name not in ("table-row", "table-cell", "covered-table-cell", "table-column"):
            return
        columns = int(attributes.get("table:number-columns-repeated", 1))
        is_hidden = attributes.get("table:visibility") in ("collapse", "filter")
        if name == "table-row":
            self.line, self.column = self.below, 0
            self.below += int(attributes.get("table:number-rows-repeated", 1))
            if is_hidden:
                self.hidden |= set(range(self.line, min(self.below, self.line + MOST["lines"])))
        elif name == "table-column":
            if is_hidden:
                self.hidden_columns |= set(range(self.columns, min(self.columns + columns, 1_000)))
            self.columns += columns
        else:
            self.cell(attributes, columns)
            self.column += columns

    def cell(self, attributes, columns):
        down, right = (
            int(attributes.get(f"table:number-{name}-spanned", 1)) - 1 for name in ("rows", "columns")
        )
        if down or right:
            self.count()
            top, left = self.line - 1, self.column
            self.merged.append((top, left, top + down, left + right))
        kind, is_formula = attributes.get("office:value-type"), "table:formula" in attributes
        self.said, self.texts = None, []
        if not is_formula and kind not in ("float", "currency", "percentage", "date"):
            return
        self.count(columns * (self.below - self.line))  # before they are named one by one
        cells = product(range(self.line, self.below), range(self.column + 1, self.column + columns + 1))
        if is_formula:
            self.bad |= dict.fromkeys(cells, "formula")
        else:
            self.said = kind, attributes.get("office:value") or attributes.get("office:date-value", ""), cells

    def end(self, name):
        if name == "annotation":  # what is written in it is not shown
            self.texts = []
        elif name == "table-cell" and self.said:
            kind, value, cells = self.said
            code = code_of_text(kind, value, "".join(self.texts).strip())
            self.formats += [(line, column, code) for line, column in cells if code]
            self.said = None


def code_of_text(kind, value, text):
    """A format under which a value is shown as `text`: None where that is the value itself, one that is refused where no
    format of numbers or days shows the one as the other.
    """
    other = f'"{text}"'
    if not text:
        return "0.##########%" if kind == "percentage" else None
    if kind == "date":
        year, month, day = (int(part) for part in value[:10].split("-"))
        seen = [int(number) for number in re.findall(r"\d+", text)]
        has_month = len(seen) > 2 if month in seen else len(seen) > 1 and re.search(r"[^\W\d]{3}", text)
        return None if day in seen and has_month and {year, year % 100} & {*seen} else other
    number = Decimal(value).scaleb(2 if kind == "percentage" else 0)
    literal = re.sub(r"[^\d.,%()\-–−\s]", r"\\\g<0>", text)
    like = ";".join([re.sub(r"\d", "0", literal)] * 3)  # the format that would show this
    differs = layout_of(like, (number > 0) - (number < 0)) is DIFFERS
    if differs or ("%" in text) != (kind == "percentage"):
        return other
    digits = re.sub(r"\D", "", text)
    if kind == "float" and text == digits and digits[0] == "0" and len(digits) > 1:
        return "0" * len(digits)
    for decimals in range(13):
        if re.sub(r"\D", "", f"{round_half_up(number, decimals):f}").lstrip("0") == digits.lstrip("0"):
            code = f"0.{'0' * decimals}".rstrip(".")
            return (
                f"{code}%"
                if kind == "percentage"
                else None
                if round_half_up(number, decimals) == number
                else code
            )
    return other


# --- .xls ---------------------------------------------------------------------------------------------
FORMULA, BOOLERR, BOUNDSHEET, FILEPASS, EOF = 0x06, 0x205, 0x85, 0x2F, 0x0A
NUMBER, RK, MULRK, FORMAT, XF, ROW, COLINFO = 0x203, 0x27E, 0xBD, 0x41E, 0xE0, 0x208, 0x7D
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
        elif what in (NUMBER, RK, MULRK):
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


if __name__ == "__main__":
    MOST.update(json.loads(sys.argv[2]))
    main(sys.argv[1])
