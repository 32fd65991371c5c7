"""A clerk's round with a spreadsheet in a real Chromium: out, one cell edited, in, shown, confirmed, taken back."""

import csv
import io

import pytest

from conferences.models import Official
from tests import factories as make
from tests.editing.import_export.helpers import as_csv

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, live_server, new_page):
    """The admin, as an editor sees it, with and without scripts."""
    return new_page(live_server.url, make.user(groups=["bien_tap"]), java_script_enabled=request.param)


def test_out_edited_in_shown_confirmed_and_taken_back(page):
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    citation = make.citation(person)
    for name in ("Hoàng Minh", "Hoàng Minh"):
        make.official(name=name)
    page.goto("/admin/conferences/official/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất CSV").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        head, *rows = csv.reader(io.StringIO(file.read()))
    edited = next(row for row in rows if "Bế Minh Đức" in row)
    edited[head.index("học hàm, học vị")] = "TS."

    page.get_by_role("link", name="Nhập bảng tính").click()
    file = {"name": "dai-bieu.csv", "mimeType": "text/csv", "buffer": as_csv([head, *rows], ";")}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Gửi và kiểm").click()
    # The source of the whole record says nothing of a value that comes after it: the row says what to do.
    page.get_by_text("Chưa có nguồn cho: học hàm, học vị. Ghi vào cột “các nguồn”").wait_for()
    edited[head.index("các nguồn")] += f"; titles={citation.source.slug}"
    page.goto("/admin/conferences/official/nhap/")
    file["buffer"] = as_csv([head, *rows], ";")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Gửi và kiểm").click()
    page.get_by_text("sửa: 1").wait_for()
    assert page.get_by_text("không đổi: 2").is_visible()
    changes = page.locator(".sheet-changes")
    assert changes.locator("dt").all_inner_texts() == ["học hàm, học vị", "các nguồn"]
    assert changes.locator("dd").first.inner_text().split() == ["ThS.", "→", "TS."]
    assert Official.objects.get(pk=person.pk).titles == "ThS."

    page.get_by_role("button", name="Ghi 1 dòng vào hồ sơ").click()
    page.get_by_text("Đã nhập xong.").wait_for()
    assert Official.objects.get(pk=person.pk).titles == "TS."

    page.get_by_role("button", name="Hoàn tác", exact=False).first.click()
    page.get_by_text("Đã hoàn tác; việc hoàn tác là một lượt sửa mới.").wait_for()
    assert Official.objects.get(pk=person.pk).titles == "ThS."
    assert page.complaints == []


def test_a_cell_that_two_records_fit_names_both_and_the_corrected_file_is_taken(page):
    first, second = (make.official(name="Hoàng Minh", publication="draft") for _number in range(2))
    for person in (first, second):
        make.citation(person)
    source = make.source(title="Công văn thử", publication="draft")

    def send(rows):
        page.goto("/admin/conferences/official/nhap/")
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
        page.set_input_files("input[type=file]", file)
        page.select_option("[name=default_source]", str(source.pk))
        page.get_by_role("button", name="Gửi và kiểm").click()

    send([["họ và tên", "học hàm, học vị"], ["hoang minh", "TS."]])
    page.get_by_text(f"Hoàng Minh ({first.pk}); Hoàng Minh ({second.pk})").wait_for()
    assert page.get_by_role("button", name="Ghi 1 dòng vào hồ sơ").count() == 0
    send([["mã dòng", "học hàm, học vị"], [str(second.pk), "TS."]])
    page.get_by_role("button", name="Ghi 1 dòng vào hồ sơ").click()
    page.get_by_text("Đã nhập xong.").wait_for()
    assert [Official.objects.get(pk=key).titles for key in (first.pk, second.pk)] == ["", "TS."]
    assert list(second.citations.filter(field="titles").values_list("source", flat=True)) == [source.pk]
    assert page.complaints == []
