"""The sheets of an .ods."""

import re
from itertools import product

from python_calamine import CalamineWorkbook

from .formats import code_of_text
from .scan import MOST, Refused, Scan, is_flat, local, sheets_of
from .zips import Parts, zipped

#: The value of a cell of text beside the text that it shows: calamine would take the value.
UNSEEN_TEXT = re.compile(
    rb"(<table:table-cell\b[^<>]*?)\s+office:string-value=(?:\"[^\"]*\"|'[^']*')([^<>]*(?<!/)>\s*<text:p[\s>])"
)


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
    held["content.xml"] = UNSEEN_TEXT.sub(rb"\1\2", held["content.xml"])
    book = CalamineWorkbook.from_filelike(zipped(held))
    return sheets_of(book, lambda at: (book.get_sheet_by_index(at), OdsScan(at).of(held["content.xml"])))


class OdsScan(Scan):
    """Of the table at `place` of an .ods, where rows and cells are repeated by a number."""

    def __init__(self, place):
        super().__init__()
        self.table, self.below, self.columns = -1 - place, 1, 1
        self.style, self.flat = None, set()  # names of styles of lines and columns that are not seen
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
        elif name == "style":
            self.style = attributes.get("style:name")
        elif is_flat(attributes.get("style:row-height") or attributes.get("style:column-width") or ""):
            self.flat.add(self.style)
        elif name == "p" and self.said:
            self.texts.append("")  # it shows something, if only nothing
        if self.table or name not in ("table-row", "table-cell", "covered-table-cell", "table-column"):
            return
        columns = int(attributes.get("table:number-columns-repeated", 1))
        is_hidden = attributes.get("table:visibility") in ("collapse", "filter")
        is_hidden |= attributes.get("table:style-name") in self.flat and not name.endswith("cell")
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
        if not is_formula and kind not in ("float", "currency", "percentage", "date", "time"):
            return
        self.count(columns * (self.below - self.line))  # before they are named one by one
        cells = product(range(self.line, self.below), range(self.column + 1, self.column + columns + 1))
        if is_formula or kind == "time":
            self.bad |= dict.fromkeys(cells, "formula" if is_formula else "day")
        else:
            self.said = kind, attributes.get("office:value") or attributes.get("office:date-value", ""), cells

    def end(self, name):
        if name == "annotation":  # what is written in it is not shown
            self.texts = []
        elif name == "table-cell" and self.said:
            kind, value, cells = self.said
            text = "".join(self.texts).strip() if self.texts else None
            code = code_of_text(kind, value, text)
            text = text if kind in ("float", "currency") else ""
            self.formats += [(line, column, code, text) for line, column in cells if code or text]
            self.said = None
