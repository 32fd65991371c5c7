"""The sheets of an .ods."""

import re
from itertools import product

from python_calamine import CalamineWorkbook

from .formats import seen
from .scan import MOST, Refused, Scan, is_flat, local, sheets_of
from .zips import Parts, zipped


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
    book = CalamineWorkbook.from_filelike(zipped(held))
    return sheets_of(book, lambda at: (book.get_sheet_by_index(at), OdsScan(at).of(held["content.xml"])))


#: What is read of the text of a cell; a note is passed over, anything else that holds text is no part of the text.
BLANKS = {"p": "\n", "line-break": "\n", "tab": "\t", "s": " "}
TEXT_PARTS = {"p", "span", "a", "s", "tab", "line-break", "soft-page-break"}


def alters_style(attributes):
    """The same as `alters` of a style."""
    position = attributes.get("style:text-position", "0% 100%")
    struck = (attributes.get(f"style:text-line-through-{name}", "none") for name in ("style", "type"))
    return not position.startswith("0%") or {*struck} != {"none"}


class OdsScan(Scan):
    """Of the table at `place` of an .ods, where rows and cells are repeated by a number."""

    def __init__(self, place):
        super().__init__()
        self.table, self.below, self.columns = -1 - place, 1, 1
        # Names of styles: the one that is read, those of what is not seen or altered, those of the cells of each column.
        self.style, self.flat, self.altered, self.defaults = None, set(), set(), []
        # Of a cell: [(name, style) of the elements that are open in it] or None outside; what it is; how it shows it; why
        # that is not read.
        self.inside, self.said, self.texts, self.problem = None, ("", ""), [], ""

    def parser(self):
        parser = super().parser()
        parser.EndElementHandler = lambda name: self.end(local(name))
        parser.CharacterDataHandler, parser.buffer_text = self.say, True
        return parser

    def start(self, name, attributes):
        if name == "table":
            self.table += 1
        elif name == "style":
            self.style = attributes.get("style:name")
        elif name == "text-properties" and alters_style(attributes):
            self.altered.add(self.style)
        elif is_flat(attributes.get("style:row-height") or attributes.get("style:column-width") or ""):
            self.flat.add(self.style)
        if self.inside is not None:
            self.inside.append((name, attributes.get("text:style-name")))
            if name in BLANKS and not self.in_note:  # a paragraph shows something, if only nothing
                blank = "" if name == "p" and not self.texts else BLANKS[name]
                self.texts.append(blank * int(attributes.get("text:c", 1)))
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
            self.defaults += [attributes.get("table:default-cell-style-name")] * min(columns, MOST["columns"])
        else:
            self.cell(attributes, columns)

    def cell(self, attributes, columns):
        down, right = (
            int(attributes.get(f"table:number-{name}-spanned", 1)) - 1 for name in ("rows", "columns")
        )
        if down or right:
            self.count()
            top, left = self.line - 1, self.column
            self.merged.append((top, left, top + down, left + right))
        default = next(iter(self.defaults[self.column : self.column + 1]), None)
        self.column += columns
        self.repeated, self.cell_style = columns, attributes.get("table:style-name", default)
        self.inside, self.texts, self.problem = [], [], ""
        value = attributes.get("office:value") or attributes.get("office:date-value", "")
        self.said = attributes.get("office:value-type"), value
        if "table:formula" in attributes:
            self.problem = "formula"
        elif self.said[0] == "time":
            self.problem = "day"

    @property
    def in_note(self):
        return any(name == "annotation" for name, _style in self.inside)

    def say(self, text):
        if self.inside is None or self.in_note:  # what is written in a note is not shown
            return
        self.texts.append(re.sub(r"[ \t\r\n]+", " ", text) if self.inside else "")
        if text.strip() and not TEXT_PARTS.issuperset(name for name, _style in self.inside):
            self.problem = self.problem or "inserted"
        elif text.strip() and self.altered & {self.cell_style, *(style for _name, style in self.inside)}:
            self.problem = self.problem or "altered"

    def end(self, name):
        if self.inside:
            self.inside.pop()
        elif self.inside is not None:
            self.inside = None
            shown = "".join(self.texts).strip() if self.texts else None
            if not self.problem and self.said[0] in ("float", "currency", "percentage", "date"):
                shown = seen(*self.said, shown)
            if self.problem or shown or (shown == "" and self.said[0]):
                self.count(self.repeated * (self.below - self.line))  # before they are named one by one
                columns = range(self.column - self.repeated + 1, self.column + 1)
                cells = product(range(self.line, self.below), columns)
                found = dict.fromkeys(cells, self.problem or shown)
                (self.bad if self.problem else self.seen).update(found)
