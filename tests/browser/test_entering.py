"""A conference is entered by keyboard alone: its head, its people one line each, what was said, asked and counted.

    ENTERING=full python -m pytest -s tests/browser/test_entering.py

enters 20 people, 5 statements, 10 recommendations and 6 figures, and prints what it took (docs/editing.md);
ENTERING=pasted takes the people out of the minutes as one block.
"""

import os
import time

import pytest

from conferences.models import Conference
from portal.changes.models import Changeset
from portal.records.uncited import uncited_fields
from tests import factories as make
from tests.browser import entering
from tests.browser.conftest import axe
from tests.editing.admin.forms import citations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL, PASTED = os.environ.get("ENTERING") in ("full", "pasted"), os.environ.get("ENTERING") == "pasted"
PEOPLE, SAID, ASKED, COUNTED = (20, 5, 10, 6) if FULL else (3, 2, 2, 1)


@pytest.fixture
def page(live_server, new_page):
    return new_page(live_server.url, make.user(groups=["bien_tap"]))


def test_a_whole_conference_is_entered_by_keyboard_alone(page):
    for name in entering.PROVINCES:
        make.province(name=name)
    source = make.source(title="Biên bản thử")
    make.series(name="Vùng Thử Nghiệm")
    make.indicator(name="Số nhiệm vụ thử")
    ministry = make.body(name="Bộ Khoa học thử")
    clerk, began = entering.Clerk(page), time.monotonic()
    entering.enter_head(clerk, "bien ban thu", "thu nghiem", "Chủ đề thử")
    (entering.paste_people if PASTED else entering.enter_people)(clerk, PEOPLE)
    entering.enter_statements(clerk, SAID)
    entering.enter_recommendations(clerk, ASKED, "khoa hoc thu")
    entering.enter_figures(clerk, COUNTED, "nhiem vu thu", "thu nghiem")
    entering.save(clerk)
    told(clerk, time.monotonic() - began)

    conference = Conference.objects.get()
    assert (conference.ordinal, conference.venue, conference.publication) == (
        20,
        "Trung tâm Hội nghị tỉnh",
        "draft",
    )
    people = list(conference.appearances.all())
    said, asked, counted = (
        list(rows.order_by("pk"))
        for rows in (conference.statements, conference.recommendations, conference.figures)
    )
    assert [len(rows) for rows in (people, said, asked, counted)] == [PEOPLE, SAID, ASKED, COUNTED]
    assert [row.posts.count() for row in people] == [1] * PEOPLE
    assert [row.rank for row in said] == list(range(1, SAID + 1))
    assert [(row.number, row.to_body) for row in asked] == [(n, ministry) for n in range(1, ASKED + 1)]
    assert [row.by_official for row in said] == [row.official for row in people[:SAID]]
    made = [conference, *people, *said, *asked, *counted, *(row.official for row in people)]
    assert {cited for row in made for _field, cited in citations(row)} == {source}
    assert [uncited_fields(row, {field for field, _source in citations(row)}) for row in made] == [[]] * len(
        made
    )
    assert Changeset.objects.filter(user__isnull=False).count() == 3
    assert page.complaints == []


def told(clerk, ran):
    """Prints what each part took so far: characters, other keys, fields, seconds of waiting."""
    if FULL:
        for step in clerk.steps:
            print(*step, sep="\t")
        print(f"{clerk.minutes:.1f} minutes for a person; the machine took {ran:.0f} s")


def test_rows_of_the_last_conference_come_into_the_open_form_by_keyboard(page):
    last = make.conference(series=make.series(name="Vùng Thử Nghiệm"))
    ministry = make.body(name="Bộ Khoa học thử")
    make.participation(conference=last, body=ministry, capacity="chu-tri")
    page.goto("/admin/conferences/conference/add/")
    clerk = entering.Clerk(page)
    clerk.tab_to(entering.combobox("series"))
    clerk.find("thu nghiem")
    link = page.get_by_role("link", name="chép 1 dòng")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_text("đã chép").wait_for()
    assert page.input_value("#id_participations-0-body") == str(ministry.pk)
    assert page.input_value("#id_participations-0-capacity") == "chu-tri"
    assert page.complaints == []


def test_enter_takes_the_whole_name_and_a_line_parts_it_from_the_rest(page):
    for name in ("Bắc Thử và duyên hải Đông Thử Bộ", "Đông Thử Bộ", "Đông Thử Bộ Một"):
        make.series(name=name)
    page.goto("/admin/conferences/conference/add/")
    clerk = entering.Clerk(page)
    clerk.tab_to(entering.combobox("series"))
    page.keyboard.press("d")
    page.keyboard.insert_text("ong thu bo")
    group = page.locator(".select2-results__option[role=group]")
    group.wait_for()
    offered = page.locator("li.select2-results__option:not([role=group])")
    assert offered.all_inner_texts() == ["Đông Thử Bộ", "Đông Thử Bộ Một", "Bắc Thử và duyên hải Đông Thử Bộ"]
    assert group.evaluate("group => getComputedStyle(group).borderTopStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#id_series option:checked").inner_text() == "Đông Thử Bộ"
    assert page.complaints == []


def test_enter_is_handled_after_the_answer_to_what_was_typed(page):
    for name in ("Bắc Thử Bộ", "Đông Thử Bộ"):
        make.series(name=name)
    page.goto("/admin/conferences/conference/add/")
    clerk = entering.Clerk(page)
    clerk.tab_to(entering.combobox("series"))
    page.keyboard.press("Enter")  # opens the list of all
    page.locator("li.select2-results__option--highlighted", has_text="Bắc Thử Bộ").wait_for()
    held = []
    page.route("**/admin/autocomplete/**", lambda route: held.append(route))
    with page.expect_request("**/admin/autocomplete/**dong*"):
        page.keyboard.insert_text("dong thu")
        page.keyboard.press("Enter")
    assert page.locator("#id_series").input_value() == ""
    held[-1].continue_()
    page.locator("#select2-id_series-container", has_text="Đông Thử Bộ").wait_for()
    assert page.locator("#id_series option:checked").inner_text() == "Đông Thử Bộ"
    assert page.complaints == []


def test_the_keyboard_starts_on_the_first_field_and_a_mistake_leads_to_its_own(page):
    page.goto("/admin/conferences/conference/add/")
    page.wait_for_function("s => document.activeElement.matches(s)", arg=entering.combobox("default_source"))
    page.locator("#id_ordinal").fill("40000")
    page.locator('[name="_save"]').first.click()
    page.locator(".loi a:focus", has_text="Vùng").wait_for()
    page.locator(".loi a", has_text="Lần thứ").click()
    assert page.evaluate("document.activeElement.id") == "id_ordinal"
    page.locator(".loi a", has_text="Vùng").first.click()
    assert page.evaluate("s => document.activeElement.matches(s)", entering.combobox("series"))
    assert axe(page) == []
    assert page.complaints == []


# --- "Ghi" by mouse ---------------------------------------------------------------------------------------
def save_by_mouse(page):
    """One click on Ghi; the page that answers it."""
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi", exact=True).click()


def test_lines_that_are_answered_are_saved_by_mouse(page):
    conference, known = make.conference(publication="draft"), make.official(name="Lê Xuân Định")
    page.goto(f"/admin/conferences/conference/{conference.pk}/nguoi-du/")
    for row, name in enumerate(["Lê Xuân Đinh", "Trần Thử Bình"]):
        box = page.locator("input[name$='-name']").nth(row)
        box.click()
        page.keyboard.insert_text(name)
    page.locator("h1").click()  # the last line is asked about as its box is left
    page.get_by_role("radio").first.wait_for()
    page.locator(".dong-noi").nth(1).get_by_text("Trần Thử Bình").wait_for()
    page.get_by_role("radio").first.click()
    page.wait_for_load_state("networkidle")
    save_by_mouse(page)
    assert f"/conference/{conference.pk}/change/" in page.url
    assert {row.official.name for row in conference.appearances.all()} == {known.name, "Trần Thử Bình"}
    assert page.complaints == []


def test_a_list_in_the_box_for_pasting_alone_is_read_and_saved_by_mouse(page):
    conference = make.conference(publication="draft")
    page.goto(f"/admin/conferences/conference/{conference.pk}/nguoi-du/")
    page.locator("#id_block").click()
    page.keyboard.insert_text("Trần Thử Bình\nLê Thử An")
    save_by_mouse(page)  # the page shows first what it understood
    assert page.locator("input[name='dong-0-name']").input_value() == "Trần Thử Bình"
    assert page.locator(".errornote").inner_text().endswith("bấm Ghi lần nữa.")
    assert not conference.appearances.exists()
    save_by_mouse(page)
    assert f"/conference/{conference.pk}/change/" in page.url
    assert [row.official.name for row in conference.appearances.all()] == ["Trần Thử Bình", "Lê Thử An"]
    assert page.complaints == []


def test_the_keyboard_starts_at_the_first_question_of_a_list_that_was_pasted(page):
    conference = make.conference(publication="draft")
    make.official(name="Lê Xuân Định")
    page.goto(f"/admin/conferences/conference/{conference.pk}/nguoi-du/")
    page.locator("#id_block").click()
    page.keyboard.insert_text("Trần Thử Bình\nLê Xuân Đinh")
    save_by_mouse(page)
    assert "chọn ở dòng có câu hỏi" in page.locator(".errornote").inner_text()
    assert page.get_by_role("radio").first.evaluate("one => one === document.activeElement")
    assert page.complaints == []
