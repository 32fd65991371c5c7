"""Every address of the site's own list under axe, the tasks that only a synthetic load brings, the admin's policy."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.browser.conftest import broken, wait_for_htmx
from tests.pages import FORMS, NO_PAGES, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What was loaded without a word of what its bytes are.
UNTOLD = "[...document.querySelectorAll('script[src], link[rel=stylesheet]')].filter(e => !e.integrity).map(e => e.outerHTML)"
#: A rule that axe leaves out unless asked. A mouse has closer letters: what stands in a line of text may be small.
BY_FINGER = {"target-size": {"enabled": True}}


def test_the_admin_keeps_within_the_policy(live_server, new_page):
    make.user("bien-tap", ["bien_tap"])
    conference = make.conference()
    make.statement(conference=conference)
    page = new_page(live_server.url)
    page.goto("/admin/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", "mat-khau")
    page.keyboard.press("Enter")
    page.get_by_text("Việc đang chờ").first.wait_for()  # the desk, not the login it came from
    page.wait_for_load_state()
    for path in (
        "",
        "conferences/conference/",
        f"conferences/conference/{conference.pk}/change/",
        "records/source/add/",
    ):
        page.goto(f"/admin/{path}")
        assert (path, page.complaints, page.strangers) == (path, [], [])
        assert page.evaluate(UNTOLD) == []


def test_a_browser_takes_scripts_that_are_what_the_page_says_and_no_others(live_server, new_page):
    """Also the one that comes when the filters of a list are opened; a wrong sum of one stops it alone."""
    make.conference()
    page = new_page(live_server.url)
    page.goto("/hoi-nghi/")
    page.locator("details.filters > summary").click()
    wait_for_htmx(page)
    assert (page.evaluate(UNTOLD), page.complaints) == ([], [])
    page.route(
        "**/typing.js", lambda route: route.fulfill(body="window.other = 1", content_type="text/javascript")
    )
    page.goto("/hoi-nghi/")
    assert page.evaluate("window.other") is None
    assert ["integrity" in said for said in page.complaints] == [True]


@pytest.mark.parametrize(
    ("language", "width", "scheme", "finger"),
    [("", 320, "light", True), ("/en", 1920, "dark", False)],
)
def test_axe_finds_nothing_at_any_address(new_page, live_server, language, width, scheme, finger):
    """Every page of tests/pages.py with rows in every section, so that a new page cannot be forgotten."""
    there = world(2)
    paths = {name.rpartition(":")[2]: path for name, path in there.paths([language]).items()}
    paths |= {name: f"{language}{path}" for name, path in FORMS.items()}
    fact = f"trang={there.conference.get_absolute_url()}&bai={there.source.slug}&cho=đoạn+1"
    pages = [path for name, path in paths.items() if name not in NO_PAGES] + [f"{language}/bao-loi/?{fact}"]
    page = new_page(live_server.url, has_touch=finger, is_mobile=finger)
    assert broken(page, pages, [(width, scheme)], rules=BY_FINGER if finger else {}) == {}


def test_axe_finds_nothing_on_pages_of_synthetic_tasks(new_page, live_server):
    """The banner, the mark of each record, and the charts, which only tasks bring."""
    call_command("load_synthetic", tasks=24, conferences=6, officials=10, seed=1, stdout=StringIO())
    page = new_page(live_server.url)
    page.goto("/nhiem-vu/")
    shown = [
        page.locator(part).first.is_visible() for part in (".banner", ".records .synthetic", ".chart .bar")
    ]
    assert shown == [True, True, True]
    task = page.locator("#ket-qua a.title").first.get_attribute("href")
    assert broken(page, ["/", "/nhiem-vu/", "/nhiem-vu/?nam=2023", "/en/nhiem-vu/", task]) == {}


def test_axe_finds_nothing_on_the_pages_of_the_admin(new_page, live_server):
    conference, task = make.conference(), make.task()
    make.statement(conference=conference)
    make.figure(conference=conference)
    make.citation(conference)
    person = make.user(groups=["duyet"])
    page = new_page(live_server.url, person)
    form = f"/admin/conferences/conference/{conference.pk}"
    pages = ["", "conferences/conference/", "conferences/official/add/", "records/source/add/"]
    pages = [f"/admin/{path}" for path in pages]
    pages += [f"{form}/change/", f"{form}/delete/", f"/admin/provinces/task/{task.pk}/change/"]
    assert broken(page, pages) == {}
