"""Sources beside the fields, by keyboard and eye: from a form that lacks them to the page, and past the refusal."""

import pytest

from portal.changes.models import Changeset
from portal.records.models import Citation, Source
from tests import factories as make
from tests.browser.conftest import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_form(new_page, live_server, record, **options):
    page = new_page(
        live_server.url, make.user(groups=["duyet"]), viewport={"width": 1280, "height": 900}, **options
    )
    page.goto(f"/admin/conferences/conference/{record.pk}/change/")
    return page


def mark(page, name):
    """The control beside a field."""
    return page.locator(f".field-{name} .nguon-nut[aria-controls=nguon-{name}]").first


def save(page):
    page.locator("input[name=_continue]").first.click()


def test_from_what_lacks_a_source_to_the_page(new_page, live_server):
    record = make.conference(
        publication="review", ordinal=None, year=None, starts=None, city="Lào Cai", venue="Hội trường"
    )
    for name in record.facts():
        if name not in ("city", "venue"):
            make.citation(record, field=name)
    page = open_form(new_page, live_server, record)
    box = page.locator("#chua-nguon")
    assert box.locator("[data-count]").inner_text() == "2 mục"
    assert (
        mark(page, "status").inner_text().endswith("nguồn: 1 ▾")
        or "nguồn: 1" in mark(page, "status").inner_text()
    )

    # Refused; what was typed is still there.
    page.fill("[name=city]", "Thành phố Lào Cai")
    page.select_option("[name=publication]", "published")
    save(page)
    assert "Chưa lưu gì" in box.inner_text()
    assert page.input_value("[name=city]") == "Thành phố Lào Cai"
    assert page.complaints == []
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page, {"include": [["#chua-nguon"], [".field-city"]]}) == []

    # The box leads to the field; its control opens by keyboard, and gives the focus back.
    page.set_viewport_size({"width": 1280, "height": 900})
    box.get_by_role("link", name="nơi họp").first.click()
    assert mark(page, "city").evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    panel = page.locator("#nguon-city")
    assert mark(page, "city").get_attribute("aria-expanded") == "true"
    panel.get_by_role("button", name="Thêm dẫn chứng").press("Enter")
    assert panel.locator(".inline-related").count() == 1
    panel.locator("[name$=-new_url]").fill("http://www.baolaocai.vn/hoi-nghi/?utm_source=zalo")
    panel.locator("[name$=-new_publisher]").fill("Báo Lào Cai")
    panel.locator("[name$=-place]").fill("đoạn 2")
    panel.locator("[name$=-basis]").select_option("inferred")
    panel.locator("[name$=-note]").fill("Bài tả nơi họp mà không gọi tên")
    panel.get_by_role("button", name="Xong").press("Enter")
    assert mark(page, "city").evaluate("button => button === document.activeElement")
    assert box.locator("[data-count]").inner_text() == "1 mục"

    # A blank is explained instead, and a row that was added by mistake goes.
    page.fill("[name=venue]", "")
    mark(page, "venue").press("Enter")
    panel = page.locator("#nguon-venue")
    panel.get_by_role("button", name="Thêm dẫn chứng").press("Enter")
    panel.locator(".inline-deletelink").click()
    assert panel.locator(".inline-related").count() == 0
    panel.get_by_role("button", name="Ghi vì sao trống").press("Enter")
    panel.locator("[name$=-kind]").select_option("not_stated")
    assert "nguồn không nêu" in mark(page, "venue").inner_text()
    assert box.locator("[data-all-sourced]").is_visible() and not box.locator("details").is_visible()
    page.select_option("[name=publication]", "published")
    save(page)
    assert page.locator("#nguon-city .inline-related").count() == 1  # found again beside its field
    assert page.complaints == []

    record.refresh_from_db()
    assert (record.is_published, record.city, record.venue) == (True, "Thành phố Lào Cai", "")
    source = Source.objects.get(publisher="Báo Lào Cai")
    cited = Citation.objects.get(source=source)
    assert (cited.field, cited.place, cited.basis, source.publication) == (
        "city",
        "đoạn 2",
        "inferred",
        "published",  # the new source goes on the page with what it is cited for
    )
    assert [(gap.field, gap.kind) for gap in record.gaps.all()] == [("venue", "not_stated")]

    # Changed once more: its source spoke of the old value, as typed and as refused; a changed citation speaks anew.
    old = "nơi họp (nguồn đã dẫn là của giá trị cũ)"
    page.fill("[name=city]", "Yên Bái")
    assert box.locator("[data-own]").text_content().endswith(old)
    save(page)
    assert "Chưa lưu gì" in box.inner_text() and box.locator("[data-own]").text_content().endswith(old)
    assert box.locator("[data-count]").inner_text() == "1 mục"
    assert not box.locator("[data-all-sourced]").is_visible()
    assert "chưa có nguồn" in mark(page, "city").inner_text()
    mark(page, "city").press("Enter")
    page.locator("#nguon-city .inline-related summary").first.click()
    page.locator("#nguon-city [name$=-place]").fill("đoạn 3", timeout=5000)
    assert box.locator("[data-all-sourced]").is_visible()

    # Without a script: the same rows at the foot, and a reason lets it pass.
    other = make.conference(publication="review", city="Yên Bái")
    page = open_form(new_page, live_server, other, java_script_enabled=False)
    page.select_option("[name=publication]", "published")
    save(page)
    page.get_by_label("Đăng dù thiếu nguồn: lý do").fill("Biên bản giấy ở Sở")
    save(page)
    other.refresh_from_db()
    assert (
        other.is_published
        and Changeset.objects.latest("pk").note == "Đăng dù thiếu nguồn: Biên bản giấy ở Sở"
    )
    assert "Biên bản giấy ở Sở" in page.locator("#chua-nguon").inner_text()
    reader = new_page(live_server.url)
    reader.goto(other.get_absolute_url())
    assert "chưa có nguồn" in reader.locator("main").inner_text()
