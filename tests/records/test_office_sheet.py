"""The sheet for the office: laid out by Nghị định 30/2020/NĐ-CP, with what the record says and its sources."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.shared import Pt

from portal.base.office_sheet import MOTTO, NATION, TYPE, WRITTEN
from tests import factories as make

pytestmark = pytest.mark.django_db


def sheet(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TYPE)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{path.rpartition("/")[2]}"'
    parts = zipfile.ZipFile(io.BytesIO(answer.content)).infolist()
    assert {part.date_time for part in parts} == {WRITTEN}  # the hour makes no other file
    assert {part.compress_type for part in parts} == {zipfile.ZIP_DEFLATED}
    return docx.Document(io.BytesIO(answer.content))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.fixture
def meeting():
    meeting = make.conference(
        series=make.series(name="Trung du"), ordinal=19, year=2024, starts=date(2024, 10, 10), theme="Pác Bó", venue="Nhà A", city=""
    )  # fmt: skip
    source = make.source(publisher="Báo Cao Bằng", title="Bài", url="https://vidu.vn/bai")
    make.citation(meeting, field="theme", source=source)
    make.citation(meeting, field="venue", source=source, differs="Nhà B")
    make.gap(meeting, field="city")
    asked = make.recommendation(conference=meeting, number=1, text="Sửa đường")
    make.citation(asked, source=source)
    make.reply(recommendation=asked, note="Đã sửa.")
    return meeting


def test_it_is_laid_out_by_the_decree(client, meeting):
    """Phụ lục I: A4, the margins, Times New Roman 13 to 14, the head of a paper, numbers at the top but on the first page."""
    document = sheet(client, f"{meeting.get_absolute_url().rstrip('/')}.docx")
    section, style = document.sections[0], document.styles["Normal"]
    page = section.page_width, section.page_height, section.top_margin, section.bottom_margin
    assert [round(length.mm) for length in page] == [210, 297, 20, 20]
    assert [round(length.mm) for length in (section.left_margin, section.right_margin)] == [30, 15]
    assert (style.font.name, style.font.size) == ("Times New Roman", Pt(13))
    left, right = document.tables[0].rows[0].cells
    nation, motto, place = right.paragraphs
    assert (nation.text, nation.runs[0].bold, nation.runs[0].font.size) == (NATION, True, Pt(12))
    assert (motto.text.splitlines()[0], motto.runs[0].bold, motto.runs[0].font.size) == (MOTTO, True, Pt(13))
    assert ("ngày" in place.text, place.runs[0].italic) == (True, True)
    assert left.paragraphs[1].text.startswith("Số:")
    title = next(one for one in document.paragraphs if one.text.startswith(str(meeting)))
    assert (title.runs[0].bold, title.runs[0].font.size, title.alignment) == (True, Pt(14), 1)
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header.paragraphs[0]._p.xml


def test_it_says_what_the_record_says_with_its_sources(client, meeting):
    lines = texts(sheet(client, f"{meeting.get_absolute_url().rstrip('/')}.docx"))
    assert "Chủ đề: Pác Bó [a]" in lines
    assert "Địa điểm: Nhà A (chưa có nguồn); nguồn nêu khác: Nhà B [a]" in lines
    assert "Thành phố, nơi họp: nguồn không nêu" in lines
    assert "Nội dung: Sửa đường [a]" in lines
    assert [line for line in lines if line.endswith(": Đã sửa. (chưa có nguồn)")]
    assert lines[-1] == "a. Báo Cao Bằng: Bài (10/10/2024) https://vidu.vn/bai"


def test_recommendations_leave_as_a_table_with_letters(client, meeting, monkeypatch):
    document = sheet(client, "/kien-nghi.docx")
    assert [
        round(length.mm) for length in (document.sections[0].page_width, document.sections[0].page_height)
    ] == [297, 210]
    heading, *rows = document.tables[1].rows
    cells = [cell.text for cell in rows[0].cells]
    assert (len(rows), cells[0], cells[-1]) == (1, "1", "a")
    assert "Sửa đường" in cells
    assert (heading.cells[0].text, heading.cells[-1].text) == ("TT", "Nguồn")
    assert texts(document)[-1].startswith("a. Báo Cao Bằng: Bài")
    assert client.get("/kien-nghi.docx?nam=abc").status_code == 400
    monkeypatch.setattr("portal.base.downloads.LARGEST_SHEET", 0)
    answer = client.get("/kien-nghi.docx")
    assert (answer.status_code, "Tệp DOCX nhận tối đa 0 dòng" in answer.text) == (413, True)
