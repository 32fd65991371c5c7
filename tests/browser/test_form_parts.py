"""The form of a conference in a real browser: it fits its frame, folds, opens what is led to, hides nothing."""

import re

import pytest

from conferences.models import Conference
from tests import factories as make
from tests.browser.conftest import axe, axe_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Elements of the form that stand out of the part that they are in.
TOO_WIDE = """[...document.querySelectorAll('.part')].flatMap(part => {
  const right = part.getBoundingClientRect().right + 1;
  return [...part.querySelectorAll('*')].filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .select2-hidden-accessible')
    && e.getBoundingClientRect().width && e.getBoundingClientRect().right > right).map(e => e.outerHTML.slice(0, 90));
})"""
#: Whether the bar covers what has the focus.
COVERED = """() => { const it = document.activeElement.getBoundingClientRect(),
  bar = document.querySelector('form > div > .submit-row').getBoundingClientRect();
  return !document.activeElement.closest('.submit-row') && it.height < 200 && it.bottom > bar.top + 1 && it.top < bar.bottom }"""

#: The elements of the rows of a form: name, attributes, and the text of those that hold no other.
ELEMENTS = """[...document.querySelectorAll('.inline-related *')].map(one => [one.localName,
  ...[...one.attributes].map(each => `${each.name}=${each.value}`).sort(),
  one.childElementCount ? '' : one.textContent.trim()].join(' '))"""


@pytest.fixture
def conference():
    """One with a row of each kind, all sourced, and the conference before it."""
    series = make.series(name="Vùng Thử")
    make.participation(
        conference=make.conference(series=series, ordinal=18, year=2022, starts=None), body=make.body()
    )
    conference = make.cited(make.conference(series=series, ordinal=19, summary="Một câu."))
    body = make.body(name="Ủy ban nhân dân tỉnh có cái tên rất dài để xem nó có tràn ra ngoài không")
    rows = [
        make.participation(conference=conference, body=body),
        make.appearance(conference=conference, posts=[make.post(body=body)]),
        make.statement(conference=conference),
        make.recommendation(conference=conference),
        make.figure(conference=conference),
        make.related_event(conference=conference),
        make.document(conference=conference),
    ]
    for row in rows:
        make.cited(row)
    return conference


@pytest.fixture
def form(live_server, new_page, conference):
    """form(**context) -> the form of the conference, as a clerk of the ministry opens it."""

    def go(hash="", **options):
        page = new_page(live_server.url, make.user(groups=["bien_tap"]), **options)
        page.goto(f"/admin/conferences/conference/{conference.pk}/change/{hash}")
        return page

    return go


def part(page, prefix):
    return page.locator(f"#{prefix}-group details.part")


def test_all_of_it_fits_its_frame_open_and_closed(form):
    page = form()
    for width in (390, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []
    page.evaluate("document.querySelectorAll('#conference_form details').forEach(one => one.open = true)")
    page.wait_for_timeout(200)
    for width in (390, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(TOO_WIDE) == []
    assert axe_in(page) == []
    assert page.complaints == []


def test_a_closed_row_is_a_sentence_and_opens_by_keyboard(form, conference):
    page = form()
    people = part(page, "appearances")
    assert people.locator("> summary").inner_text().split("\n")[:2] == ["Người dự", "1 dòng"]
    assert not page.locator("#id_appearances-0-post_as_printed").is_visible()
    people.locator("> summary").focus()
    page.keyboard.press("Enter")
    row = page.locator("#appearances-0 summary").first
    assert str(conference.appearances.get()) in row.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#id_appearances-0-post_as_printed").fill("Giám đốc Sở")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist, .errornote")
    assert page.locator(".messagelist").count() == 1
    assert page.complaints == []


def test_what_is_led_to_opens(form):
    page = form()
    assert part(page, "figures").get_attribute("open") is None
    page.get_by_role("navigation", name="Trong biểu mẫu này").get_by_role("link", name="Số liệu").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id == 'figures-heading'")
    assert part(page, "figures").get_attribute("open") is not None
    page.evaluate("location.hash = '#id_summary'")
    page.wait_for_function("document.getElementById('id_summary').checkVisibility()")
    page.evaluate("location.hash = '#statements-0'")
    page.wait_for_function("document.querySelector('#statements-0 textarea').checkVisibility()")
    page = form("#documents-heading")
    page.wait_for_function("document.querySelector('#documents-group .part').open")


def test_the_bar_covers_nothing_that_the_keyboard_reaches(form):
    page = form(viewport={"width": 1280, "height": 700})
    page.evaluate("document.querySelectorAll('#conference_form .part').forEach(one => one.open = true)")
    page.locator("#id_year").focus()
    covered, reached = [], 0
    for _n in range(60):
        page.keyboard.press("Tab")
        reached += 1
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert (reached, covered) == (60, [])


def test_the_last_conference_is_beside_or_is_one_line(form):
    wide = form(viewport={"width": 1280, "height": 800})
    beside, fields = wide.locator("#lan-truoc").bounding_box(), wide.locator(".parts").first.bounding_box()
    assert beside["x"] >= fields["x"] + fields["width"]
    assert wide.get_by_role("link", name="chép 1 dòng").is_visible()
    narrow = form(viewport={"width": 390, "height": 844})
    assert narrow.locator("#lan-truoc").bounding_box()["height"] < 100
    assert narrow.locator("#id_default_source").count() == 1
    assert not narrow.get_by_role("link", name="chép 1 dòng").is_visible()


def test_without_scripts_it_opens_by_hand_and_nothing_is_lost(form, conference):
    page = form(java_script_enabled=False)
    page.locator("#id_venue").fill("Nhà văn hóa")
    page.locator("[name=_continue]").click()
    page.wait_for_selector(".messagelist, .errornote")
    told = Conference.objects.get(pk=conference.pk)
    assert (told.appearances.count(), told.statements.count(), told.summary) == (1, 1, "Một câu.")
    assert page.locator(".errornote").count() == 0


def test_a_row_sent_as_its_values_becomes_what_is_sent_whole(live_server, new_page, conference):
    page = new_page(live_server.url, make.user(groups=["duyet"]))
    scripts = re.compile(r"\.js$")
    page.route(
        scripts, lambda asked: asked.continue_() if "stored_rows" in asked.request.url else asked.abort()
    )
    shown = []
    for query in ("", "?mo=het"):
        page.goto(f"/admin/conferences/conference/{conference.pk}/change/{query}")
        shown.append(page.evaluate(ELEMENTS))
    assert len(shown[0]) > 500
    assert shown[0] == shown[1]


def test_typing_that_is_put_back_is_seen(form):
    page = form()
    part(page, "statements").locator("> summary").click()
    page.locator("#statements-0 details.row > summary").click()
    page.locator("#id_statements-0-points").fill("Ý gõ dở")
    page.reload()
    page.get_by_role("button", name="Khôi phục").click()
    assert page.locator("#id_statements-0-points").input_value() == "Ý gõ dở"
    assert page.locator("#id_statements-0-points").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_error_is_below_its_own_field(form, width):
    page = form(viewport={"width": width, "height": 900})
    page.locator("#id_ordinal").fill("40000")
    page.locator("#id_starts").fill("abc")
    part(page, "appearances").locator("summary").first.click()
    page.locator("#appearances-0 summary").click()
    page.locator("#id_appearances-0-rank").fill("")
    page.locator("form").evaluate_all("forms => forms.forEach(one => { one.noValidate = true })")
    page.locator("[name=_continue]").click()
    for name in ("ordinal", "starts", "appearances-0-rank"):
        field = page.locator(f".flex-container:not(.form-multiline):has(> #id_{name}, > p > #id_{name})")
        box = field.bounding_box()
        said = page.locator(f"#id_{name}_error").bounding_box()
        assert 0 <= said["y"] - box["y"] - box["height"] < 2
        assert (said["x"], said["width"] >= box["width"] - 1) == (box["x"], True)
    assert page.complaints == []
