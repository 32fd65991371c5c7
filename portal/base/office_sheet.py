"""A sheet for the office, as DOCX, laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I (margins, letters, the head of a paper).

It is drawn from the record, not issued: the number, the place and the day stay blank for who issues it.
python-docx is imported where a sheet is written: few processes write one.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.utils.translation import gettext as _

from .language import site_name

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The head of a paper is in Vietnamese in every language of the site: it is the form of the State.
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
NUMBER, PLACE_AND_DAY = "Số: ……/……", "……………, ngày …… tháng …… năm ………"
#: When a part of the file was written, for the archive it is: the earliest day that one can bear.
WRITTEN = (1980, 1, 1, 0, 0, 0)
FONT = "Times New Roman"
#: Points: of what is written, of the nation and the body, of tables.
SIZE, HEAD_SIZE, TABLE_SIZE = 13, 12, 12
#: Millimetres: top, right, bottom, left.
MARGINS = (20, 15, 20, 30)
#: What XML cannot hold.
_UNHELD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class OfficeSheet:
    """A paper `title` of a kind ("PHIẾU HỒ SƠ"); `wide`: the sheet lies, for a table of many columns."""

    def __init__(self, kind: str, title: str, wide: bool = False) -> None:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        self.align, self.points, self.mm = WD_ALIGN_PARAGRAPH, Pt, Mm
        self.document: Any = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(SIZE)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1.0
        section = self.document.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
            Mm, MARGINS
        )
        properties = self.document.core_properties
        properties.title, properties.author = held(title)[:255], settings.SITE_OWNER or site_name()
        self._page_numbers(section)
        self._head()
        self.line(kind.upper(), bold=True, align="CENTER", size=14)
        self.line(title, bold=True, align="CENTER", size=14, rule=True)
        note = _("Lập từ hồ sơ công khai; số, nơi và ngày do nơi ban hành ghi.")
        self.line(note, italic=True, align="CENTER", size=TABLE_SIZE)

    def _head(self):
        """Whose it is and its number on the left; the nation, the motto, the place and the day on the right."""
        left, right = self.document.add_table(1, 2).rows[0].cells
        owner = (settings.SITE_OWNER or site_name()).upper()
        self._into(left, [(owner, True, False, HEAD_SIZE, True), (NUMBER, False, False, SIZE, False)])
        lines = [
            (NATION, True, False, HEAD_SIZE, False),
            (MOTTO, True, False, SIZE, True),
            (PLACE_AND_DAY, False, True, SIZE, False),
        ]
        self._into(right, lines)
        self.line("")

    def _into(self, cell, lines):
        for number, (words, bold, italic, size, rule) in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._write(paragraph, words, bold=bold, italic=italic, align="CENTER", size=size, rule=rule)

    def line(self, words: str, **look: Any) -> None:
        self._write(self.document.add_paragraph(), words, **look)

    def fact(self, name: str, words: str, indent: int = 0) -> None:
        """A line "name: words", `indent` steps in."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = self.mm(10 * indent)
        paragraph.paragraph_format.alignment = self.align.JUSTIFY
        paragraph.add_run(f"{held(name)}: ").bold = True
        paragraph.add_run(held(words))

    def table(self, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A table whose headings stand on each page."""
        from docx.oxml import OxmlElement

        headings = list(headings)
        table = self.document.add_table(1, len(headings), style="Table Grid")
        for cell, words in zip(table.rows[0].cells, headings, strict=True):
            self._write(cell.paragraphs[0], words, bold=True, align="CENTER", size=TABLE_SIZE)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                self._write(cell.paragraphs[0], words, size=TABLE_SIZE)

    def _write(self, paragraph, words, bold=False, italic=False, align=None, size=SIZE, rule=False):
        run = paragraph.add_run(held(words))
        run.bold, run.italic, run.font.size = bold, italic, self.points(size)
        if align:
            paragraph.alignment = self.align[align]
        if rule:  # the line under a name or a title
            run.add_break()
            line = paragraph.add_run("―" * 8)
            line.font.size = self.points(8)

    def _page_numbers(self, section):
        """At the middle of the top, but on the first page."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = self.align.CENTER
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)

    def sources(self, lines: Iterable[str]) -> None:
        """The list of sources at the end."""
        lines = list(lines)
        if lines:
            self.line(_("Nguồn"), bold=True)
        for words in lines:
            self.line(words, size=TABLE_SIZE)

    def read(self) -> bytes:
        """The file: the same bytes of the same record whatever the hour, so that a cache may ask whether it changed."""
        drawn, file = BytesIO(), BytesIO()
        self.document.save(drawn)
        with ZipFile(drawn) as parts, ZipFile(file, "w") as dated:
            for part in parts.infolist():
                content, part.date_time = parts.read(part), WRITTEN
                dated.writestr(part, content)
        return file.getvalue()


def held(words: Any) -> str:
    return _UNHELD.sub("", str("" if words is None else words))
