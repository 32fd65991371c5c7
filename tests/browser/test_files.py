"""A photo from the clerk's form to the reader's page, and a document to the reader's disk, in a real Chromium."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from conferences.models import Conference, Document
from tests import factories as make
from tests import hostile
from tests.browser.conftest import axe, axe_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(live_server, new_page):
    """visit(path, user, **context) -> a watched page as `user` sees it."""

    def go(path, user=None, **options):
        page = new_page(live_server.url, user, viewport={"width": 1280, "height": 900}, **options)
        page.goto(path)
        return page

    return go


def form_of(conference):
    return f"/admin/conferences/conference/{conference.pk}/change/"


def test_a_photo_goes_from_the_form_to_the_page_with_its_point_and_without_its_place(visit, tmp_path):
    conference, source = make.conference(publication="review"), make.source()
    make.citation(conference, source=source)
    sent = tmp_path / "ảnh chụp.jpg"
    sent.write_bytes(hostile.located_photo(1200, 800, 1))

    page = visit(form_of(conference), make.superuser())
    page.get_by_text("Thêm dòng: Ảnh, tài liệu").click()
    row = page.locator("#documents-0")
    row.locator("[name$=kind]").select_option("anh")
    row.locator("[name$=title]").fill("Toàn cảnh hội nghị")
    row.locator("input[type=file]").set_input_files(sent)
    preview = row.locator(".tep-anh")
    preview.locator("img").wait_for()
    page.wait_for_function("document.querySelector('#documents-0 .tep-anh img').naturalWidth > 0")
    box = preview.bounding_box()
    preview.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.7})
    across, down = (row.locator(f"[name$=focus_{way}]") for way in "xy")
    assert abs(int(across.input_value()) - 20) <= 1 and abs(int(down.input_value()) - 70) <= 1
    across.fill("20")  # and by the keyboard
    down.fill("70")
    down.press("ArrowUp")
    assert preview.locator(".tep-diem").evaluate("point => [point.style.left, point.style.top]") == [
        "20%",
        "71%",
    ]
    page.locator("input[name=_continue]").first.click()
    # Scripts open the row of the mistake.
    page.locator("#documents-0").get_by_text("Ảnh có tệp phải có lời tả ảnh.").first.wait_for()

    row = page.locator("#documents-0")  # the file is still with the form
    row.locator("[name$=alt]").fill("Đại biểu ngồi kín hội trường")
    row.locator("[name$=credit]").fill("Báo Cao Bằng")
    page.locator("[name=publication]").select_option("published")
    page.locator("input[name=_continue]").first.click()
    # The photo; its file stays with the form.
    expect(page.locator("#chua-nguon")).to_contain_text("chưa có nguồn")
    page.locator("select[name=default_source]").evaluate(
        "(select, [key, name]) => select.add(new Option(name, key, true, true))", [source.pk, str(source)]
    )
    page.locator("input[name=_continue]").first.click()
    page.wait_for_selector(".messagelist")
    page.locator("#documents-heading").click()  # closed, now that nothing of it waits
    page.locator("#documents-0 summary").first.click()
    page.locator("#documents-0 .tep-anh img").wait_for()
    assert page.complaints == []
    photo = Document.objects.select_related("file").get()
    assert (photo.focus_x, photo.focus_y, photo.file.name) == (20, 71, "ảnh chụp.jpg")
    assert Conference.objects.get().is_published

    reader = visit(conference.get_absolute_url())
    image = reader.get_by_alt_text("Đại biểu ngồi kín hội trường")
    image.scroll_into_view_if_needed()
    reader.wait_for_function("document.querySelector('.pictures img').naturalWidth > 0")
    assert image.evaluate("image => image.currentSrc").endswith("960.webp")
    assert "Báo Cao Bằng" in reader.locator(".pictures figcaption").inner_text()
    shape = image.bounding_box()
    assert abs(shape["width"] / shape["height"] - 1.5) < 0.02
    for part in photo.file.parts:
        answer = reader.request.get(photo.part_url(part))
        assert (answer.status, len(Image.open(io.BytesIO(answer.body())).getexif())) == (200, 0)
    assert reader.complaints == []


def test_axe_finds_nothing_on_a_page_with_photos_and_documents_nor_on_their_form(visit):
    conference = make.conference()
    for seed in range(3):
        make.picture(seed, conference=conference, credit="Báo Cao Bằng", focus_x=10)
    make.paper(conference=conference)
    for language in ("", "/en"):
        assert axe_in(visit(f"{language}{conference.get_absolute_url()}")) == []
    page = visit(f"/admin/conferences/document/{Document.objects.first().pk}/change/", make.superuser())
    assert axe(page, ".tep") == []


def test_a_document_is_saved_under_its_own_name_and_never_opened(visit):
    paper = make.paper(name="Công văn số 1739.pdf")
    page = visit(paper.conference.get_absolute_url(), java_script_enabled=False)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Công văn triệu tập").click()
    assert saved.value.suggested_filename == "Công văn số 1739.pdf"
    assert Path(saved.value.path()).read_bytes() == hostile.pdf()


def test_a_photo_is_sent_without_a_script(visit, tmp_path):
    conference = make.conference()
    sent = tmp_path / "a.jpg"
    sent.write_bytes(hostile.photo(300, 200))
    photo = make.document(conference=conference)
    page = visit(
        f"/admin/conferences/document/{photo.pk}/change/", make.superuser(), java_script_enabled=False
    )
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("[name=alt]").fill("Hội trường")
    page.locator("[name=focus_x]").fill("80")
    page.locator("input[name=_save]").first.click()
    photo.refresh_from_db()
    assert (photo.focus_x, photo.file.width) == (80, 300)
