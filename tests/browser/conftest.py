"""One Chromium for all tests in a browser, pages that remember what they complained of, and the shipped record."""

import os
import threading
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.snapshots import copy_of_sqlite, put_back

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
#: Chromium asks for nothing but what a test asks for.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--font-render-hinting=none",  # as with a window: the shell else rounds the width of each letter
    "--no-first-run",
]
WATCH = (
    "document.addEventListener('securitypolicyviolation',"
    " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
)


FAILED = pytest.StashKey()


@pytest.fixture(scope="session")
def chromium():
    """The browser. Playwright runs once in a thread: no test may start it a second time."""
    with sync_playwright() as driver:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def click_waits_for_load():
    """A click or a key that opens a page ends when its scripts have run: Playwright waits for its first byte alone."""

    def waiting(act):
        def act_and_wait(place, *args, **options):
            act(place, *args, **options)
            page = place if isinstance(place, Page) else place.page
            if not page.is_closed():
                page.wait_for_load_state("load")

        return act_and_wait

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Locator, Page):
            for name in ("click", "press", "tap"):
                patch.setattr(kind, name, waiting(getattr(kind, name)))
        yield


@pytest.fixture
def new_context(chromium, request):
    """new_context(site, person=None, **options) -> a browser context of its own, in which `person` is signed in."""
    contexts = []

    def come(site, person=None, **options):
        context = chromium.new_context(base_url=site, **options)
        contexts.append(context)
        if person:
            sign_in(context, person, site)
        return context

    yield come
    if request.node.stash.get(FAILED, False):
        show_pages(contexts)
    for context in contexts:
        context.close()
    if contexts:
        let_the_server_finish()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def show_pages(contexts):
    """Prints what each page shows, into the report of a test that failed: a timeout alone does not say why."""
    for page in (page for context in contexts for page in context.pages):
        print(f"--- {page.url}", *getattr(page, "complaints", ()), page.inner_text("body")[:3000], sep="\n")


def let_the_server_finish():
    """Waits for what pages say as they close (an open form says that nobody has it open): the tables are emptied next."""
    time.sleep(0.1)
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)


@pytest.fixture
def new_page(new_context):
    """new_page(site, person=None, **options) -> a watched page of a new context."""

    def come(site, person=None, **options):
        page = new_context(site, person, **options).new_page()
        watch(page, site, options.get("java_script_enabled", True))
        return page

    return come


def sign_in(context, person, site):
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[-1])
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def watch(page, site, scripts=True):
    """Keeps on `page` what it says goes wrong (`complaints`), asks (`asked`), and asks of others (`strangers`).

    That an address answers 400 or 404 is no complaint: the browser says so itself, and a test sees it.
    """
    page.complaints, page.asked, page.strangers, page.scheme = [], [], [], None

    def heard(said):
        if said.type in ("error", "warning") and "the server responded with a status of" not in said.text:
            page.complaints.append(said.text)

    def asks(request):
        page.asked.append(request.url)
        if not request.url.startswith((site, "data:", "blob:")):
            page.strangers.append(request.url)

    if scripts:
        page.add_init_script(WATCH)
    page.on("console", heard)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", asks)


#: Two looks of a page: (width, color scheme). The first is asked by every rule of axe.
LOOKS = ((390, "dark"), (1280, "light"))
#: Rules whose answer depends on how wide and in which colours a page is, not on its elements alone.
RULES_OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
#: The later rows of a long list are as the first ones. `make test-all` asks of each.
FIRST_ROWS = {
    "exclude": [[".records tr:nth-child(n+9)"], [".counts tr:nth-child(n+9)"], [".map a:nth-child(n+9)"]]
}


def axe(page, context=None, **options):
    """[(rule, elements)] of what axe finds on the page as it stands, under the site's own policy.

    `context` and `options` are those of axe.run().
    """
    # Without preload: it would write the @import of the stock forms.css into the page, which the policy forbids.
    # What axe found in order costs it as long again to describe.
    options = {"resultTypes": ["violations"], "preload": False, **options}
    found = Axe().run(page, context, options).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


def axe_in(page, looks=LOOKS, context=None, **options):
    """[(look, rule, elements)] of what axe finds on the page as it stands, in each of `looks`."""
    found = []
    for number, (width, scheme) in enumerate(looks):
        look_like(page, width, scheme)
        asked = {"runOnly": RULES_OF_LOOKS} if number else options
        found += [((width, scheme), *rule) for rule in axe(page, context, **asked)]
    return found


def look_like(page, width, scheme):
    """To say what a page looks like already would draw it anew."""
    if (page.viewport_size["width"], page.scheme) == (width, scheme):
        return
    page.scheme = scheme
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(  # colours that change by a transition are between two for a while
        "Promise.allSettled([document.documentElement, document.body].map(one => one && getComputedStyle(one).color)"
        ".concat(document.getAnimations().map(one => one.finished)))"
    )


def broken(page, paths, looks=LOOKS, every_row=False, **options):
    """{rule: [(path, look, elements)]} of what axe finds on the pages at `paths`, each opened once."""
    found = {}
    for path in paths:
        look_like(page, *looks[0])
        page.goto(path)
        for look, rule, elements in axe_in(page, looks, None if every_row else FIRST_ROWS, **options):
            found.setdefault(rule, []).append((path, look, elements))
    return found


def wait_for_htmx(page):
    """Until the script is there that comes when the filters of a list are first reached."""
    for _look in range(500):  # the policy of these pages lets no wait_for_function in
        if page.evaluate("'htmx' in window"):
            return
        page.wait_for_timeout(20)
    raise AssertionError("what changes the list in place did not come")


@pytest.fixture(scope="session", autouse=True)
def emptied_at_once(django_db_setup, django_db_blocker):
    """After a test that committed, its database is put back whole: to empty each table costs 200 times as much."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            empty = copy_of_sqlite()
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: put_back(empty))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_request_at_a_time():
    """The threads of the server share one connection to SQLite in memory, and each would end the other's transaction:
    a form that is saved says in the same moment that nobody has it open any more.
    """
    turn, answer = threading.RLock(), WSGIHandler.__call__

    def answer_in_turn(handler, *request):
        with turn:
            return answer(handler, *request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", answer_in_turn)
        yield


# --- The shipped record -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def shipped_site(shipped_record, django_db_blocker):
    """The address of the shipped record, served for all tests of a file, which only read it."""
    with django_db_blocker.unblock(), shipped_record.there():
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture
def visit(shipped_site, new_page):
    """visit(path, **context) -> a watched page of the shipped record."""

    def go(path, **options):
        page = new_page(shipped_site, **options)
        page.goto(path)
        return page

    return go
