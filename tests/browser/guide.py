"""The pictures of docs/editing.md, taken again with

    python -m pytest tests/browser/guide.py

of made-up records that say so, beside the shipped record. Not a part of the suite.
"""

import datetime
import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from conferences.models import Conference
from portal.changes.recorder import acting
from portal.records.loading import load_record
from tests import factories as make
from tests.editing.import_export.helpers import as_csv

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(settings.BASE_DIR) / "docs" / "images"
WIDTH, HEIGHT = 1100, 760
MOST = 60_000  # bytes


@pytest.fixture
def come(live_server, new_page):
    """come(person) -> a page of the admin, as wide as a picture."""
    return lambda person: new_page(
        live_server.url, person, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
    )


def take(page, name, part="#content", most=HEIGHT):
    """Saves what `part` shows, at most `most` pixels high, as docs/images/NAME.webp."""
    page.locator(part).first.scroll_into_view_if_needed()
    shown = Image.open(io.BytesIO(page.locator(part).first.screenshot()))
    file = FOLDER / f"{name}.webp"
    FOLDER.mkdir(exist_ok=True)
    shown.crop((0, 0, shown.width, min(shown.height, most))).save(file, quality=60, method=6)
    assert file.stat().st_size < MOST


def find(page, name, text):
    """Types `text` into an autocomplete, and takes the first row."""
    page.locator(f".field-{name} .select2-selection").first.click()
    page.keyboard.insert_text(text)
    page.wait_for_timeout(1000)  # the rows of the empty field stand there first
    page.wait_for_selector(".select2-results__option--highlighted:not(.loading-results)")
    page.keyboard.press("Enter")


def test_pictures_of_the_guide(come):
    load_record()
    xix = Conference.objects.get(slug="lan-19")
    clerk = make.user("bien-tap", ["bien_tap"], first_name="Người biên tập")
    publisher = make.user("nguoi-duyet", ["duyet"], first_name="Người duyệt")
    with acting(clerk, "form"):
        draft = make.conference(
            series=xix.series,
            starts=datetime.date(2026, 10, 10),
            ordinal=21,
            publication="draft",
            theme="[Dữ liệu thử] Chủ đề",
        )
        make.official(name="Lê Thử Một", publication="draft")
        make.official(name="Lê Thử  Một", publication="review")
        kept, gone = make.official(name="Trần Thử Hai"), make.official(name="Trần Thử Hải", titles="TS.")
        make.appearance(official=gone, conference=draft)
    new, ours, theirs = come(make.user("nguoi-moi", ["bien_tap"])), come(clerk), come(publisher)

    new.goto("/admin/")
    take(new, "buoc-1-ban-lam-viec")
    new.goto("/admin/conferences/conference/add/")
    find(new, "default_source", "cao bang")
    find(new, "series", "trung du va mien nui phia bac")
    for name, value in {
        "ordinal": "22",
        "year": "2027",
        "starts": "10/10/2027",
        "venue": "[Dữ liệu thử] Trung tâm hội nghị",
        "city": "[Dữ liệu thử] Cao Bằng",
    }.items():
        new.fill(f"[name={name}]", value)
    new.locator("details[open] > summary", has_text="Lần trước").click()
    take(new, "buoc-4-ngay-va-noi")
    ours.goto(f"/admin/conferences/conference/{draft.pk}/preview/")
    take(ours, "buoc-10-xem-truoc", "body")

    ours.goto(f"/admin/conferences/conference/{draft.pk}/change/")
    take(ours, "bieu-mau")
    ours.goto(f"/admin/conferences/conference/{draft.pk}/nguoi-du/")
    for text in ("Trần Thử Hai", "Phó Giám đốc Sở KH&CN", "Cao Bằng", "chu tri"):
        ours.keyboard.insert_text(text)
        ours.keyboard.press("Enter" if text == "chu tri" else "Tab")
    for text in ("Lê Thử Ba", "Giám đốc Sở KH&CN", "Lào Cai"):
        ours.keyboard.insert_text(text)
        ours.keyboard.press("Tab")
    ours.wait_for_timeout(1500)
    take(ours, "nguoi-du")

    ours.goto(f"/admin/conferences/conference/{xix.pk}/change/")
    ours.fill("[name=venue]", "[Dữ liệu thử] Nơi khác")
    ours.fill("#vi-sao", "[Dữ liệu thử] Theo biên bản.")
    ours.locator("[name=_save]").first.click()
    ours.wait_for_selector(".proposal")
    proposal = ours.url
    theirs.goto(proposal)
    take(theirs, "de-nghi")
    theirs.goto("/admin/")
    take(theirs, "ban-lam-viec")

    theirs.goto(f"/admin/conferences/official/{kept.pk}/gop/?voi={gone.pk}")
    take(theirs, "gop")

    ours.goto(f"/admin/conferences/official/{draft.appearances.get().official_id}/change/")
    ours.goto("/admin/conferences/official/nhap/")
    rows = [["họ và tên", "học hàm, học vị"], ["Phạm Thử Tư", "TS."], ["Hoàng Thử Năm", "ThS."]]
    ours.set_input_files(
        "input[type=file]",
        {"name": "dai-bieu-thu.csv", "mimeType": "text/csv", "buffer": as_csv(rows, ";")},
    )
    ours.get_by_role("button", name="Gửi và kiểm").click()
    ours.locator(".sheet-changes").first.wait_for()
    take(ours, "bang-tinh")

    ours.goto(f"/admin/conferences/conference/{draft.pk}/history/")
    take(ours, "lich-su")
