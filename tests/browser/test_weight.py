"""What a first visit costs, in bytes and requests: a browser counts before a real server."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from portal.staticfiles import FONTS, SHEETS
from tests.snapshots import first_of_the_run

HEAVIEST = 100_000  # bytes over the wire, headers and all
REQUESTS = 8
#: The same without the fonts, of the list of conferences: what changes it in place comes when its filters are reached.
LIST_HEAVIEST, LIST_REQUESTS = 30_000, 4
PAGES = {
    "home": "/",
    "list": "/hoi-nghi/",
    "XIX": "/hoi-nghi/trung-du-va-mien-nui-phia-bac/lan-19/",
    "provinces": "/tinh-thanh/",
    "province": "/tinh-thanh/bac-kan/",
    "English": "/en/",
}

#: Folders of static files that no page of a reader names: to press them takes as long as all others.
FOR_EDITORS = ["admin", "account", "mfa"]
#: Pages of editors load these by themselves; no reader does.
OF_EDITORS = {
    "admin",
    "accounts",
    "conflicts",
    "desk",
    "forms",
    "history",
    "merging",
    "people",
    "proposals",
    "publishing",
    "rows",
    "sheets",
    "sourcing",
}


def test_one_stylesheet_holds_them_all_and_opens_with_the_order_of_layers():
    folder = settings.BASE_DIR / "static" / "css"
    assert {path.stem for path in folder.glob("*.css")} == {*SHEETS, *OF_EDITORS}
    whole = Path(finders.find("css/site.css")).read_text()
    assert whole == "\n".join((folder / f"{sheet}.css").read_text() for sheet in SHEETS)
    assert whole.index("@layer tokens, base, layout, components, utilities;") < whole.index("{")


def test_the_stylesheet_names_the_fonts_that_are_made():
    sheet = Path(finders.find("css/fonts.css")).read_text()
    assert sorted(re.findall(r'url\("../(.+?)"\)', sheet)) == sorted(set(FONTS) - {"fonts/OFL.txt"})


@pytest.fixture(scope="module")
def site(tmp_path_factory, shared, shipped_record, django_db_blocker):
    """A server of the shipped record, started as deploy/run does, with its own database and static files."""
    room = tmp_path_factory.mktemp("site")
    collected = shared / "static"
    (room / "served.py").write_text(f"from portal.settings import *\nSTATIC_ROOT = {str(collected)!r}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{room}:{settings.BASE_DIR}",
        "DJANGO_SETTINGS_MODULE": "served",
        "DATABASE_URL": f"sqlite:///{room / 'hoso.sqlite3'}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "off",
        "HTTPS": "off",
        "BIND": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }

    def python(*words):
        return subprocess.Popen(
            [sys.executable, *words], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL
        )

    with (
        django_db_blocker.unblock(),
        shipped_record.there(),
        closing(sqlite3.connect(room / "hoso.sqlite3")) as file,
    ):
        connection.connection.backup(file)
    with first_of_the_run(shared / "collected") as is_first:
        if is_first:
            ignored = [f"--ignore={folder}" for folder in FOR_EDITORS]
            assert python("manage.py", "collectstatic", "--noinput", *ignored).wait(120) == 0
            (shared / "collected").touch()
    server = python("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py")
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/livez")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            return urlopen(address).close()
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def first_visit(chromium, site, address):
    """{address of a request: bytes that came over the wire} for a visitor who has nothing of the site yet."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    network = context.new_cdp_session(page)
    asked, bytes_of = {}, {}

    def sent(event):
        asked[event["requestId"]] = event["request"]["url"]

    def finished(event):
        bytes_of[asked[event["requestId"]]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    page.goto(site + address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.wheel(0, 100_000)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.check('1em \"Be Vietnam Pro\"')")
    # Chromium does not report the icon of its tab.
    icon = page.evaluate("document.querySelector('link[rel=icon]').href")
    with urlopen(icon) as answer:
        bytes_of.setdefault(icon, len(answer.read()) + len(str(answer.headers)))
    context.close()
    assert asked.keys() and set(asked.values()) <= set(bytes_of)
    return bytes_of


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_light(site, chromium, name):
    visit = first_visit(chromium, site, PAGES[name])
    total = sum(visit.values())
    print(f"{name}: {total / 1000:.1f} kB, {len(visit)} requests")
    for address, size in visit.items():
        print(f"  {size:6.0f}  {address.removeprefix(site)}")
    assert [address for address in visit if not address.startswith(site)] == []
    assert len(visit) <= REQUESTS
    assert total <= HEAVIEST
    if name == "list":
        rest = {address: size for address, size in visit.items() if not address.endswith(".woff2")}
        assert sum(rest.values()) <= LIST_HEAVIEST and len(rest) <= LIST_REQUESTS


#: Adds up how far what is seen jumped (Layout Instability, 0 to 1).
MOVES = """window.moved = 0; new PerformanceObserver(list => {
    for (const shift of list.getEntries()) window.moved += shift.value;
}).observe({type: "layout-shift", buffered: true});"""


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["home", "list", "XIX"])
def test_nothing_moves_when_the_typeface_comes_late(site, chromium, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.add_init_script(MOVES)
    late = []
    page.route("**/*.woff2", lambda route: late.append(route))
    page.goto(site + PAGES[name], wait_until="domcontentloaded")
    page.wait_for_timeout(500)  # painted, in the face that stands in
    assert not page.evaluate("document.fonts.check('600 1em \"Be Vietnam Pro\"')")
    for font in late:
        font.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)
    assert page.evaluate("document.fonts.check('600 1em \"Be Vietnam Pro\"')")
    assert (
        page.evaluate("window.moved") < 0.05
    )  # a line more or less on a loaded machine; .69 without the stand-ins
    page.close()


@pytest.mark.browser
@pytest.mark.django_db
def test_numbers_line_up_and_prose_keeps_its_own_digits(site, chromium):
    page = chromium.new_page()
    page.goto(site + PAGES["provinces"], wait_until="networkidle")
    widths = page.evaluate(
        """() => {
          const width = (element, digit) => {
            const span = document.createElement("span");
            span.textContent = digit.repeat(20);
            element.replaceChildren(span);
            return span.getBoundingClientRect().width;
          };
          const cell = document.querySelector("td.number"), prose = document.querySelector("h1");
          return [...'0123456789'].map(digit => [width(cell, digit), width(prose, digit)]);
        }"""
    )
    page.close()
    assert len({round(cell, 1) for cell, _ in widths}) == 1
    assert len({round(prose, 1) for _, prose in widths}) > 5
