"""The site in a real Chromium: five questions by plain links, the keyboard, the policy, axe, narrow screens."""

import os
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import sync_playwright

from conferences.models import Conference
from portal.records.loading import load_record
from tests import factories as make
from tests.pages import CARDS, DOWNLOADS, FORMS, SITE_CARD, world

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NORTH = "/hoi-nghi/trung-du-va-mien-nui-phia-bac"
#: One address of each kind of page.
KINDS = [
    "/", "/hoi-nghi/", f"{NORTH}/", f"{NORTH}/lan-19/", f"{NORTH}/lan-20/", "/tinh-thanh/", "/tinh-thanh/bac-kan/",
    "/tinh-thanh/thai-nguyen/", "/dai-bieu/", "/dai-bieu/trinh-truong-huy/", "/co-quan/bo-khoa-hoc-va-cong-nghe/", "/nhiem-vu/",
    "/kien-nghi/", "/so-lieu/", "/nguon/", "/nguon/bao-cao-bang-xix/", "/gioi-thieu/", "/giao-dien/", "/hoi-nghi/?nam=abc",
    "/hoi-nghi/?q=khong+he+co", "/khong-co/", "/en/", f"/en{NORTH}/lan-19/", "/en/tinh-thanh/bac-kan/",
]  # fmt: skip
#: A rule that axe leaves out unless asked. A mouse has closer letters: what stands in a line of text may be small.
BY_FINGER = {"rules": {"target-size": {"enabled": True}}}
#: Chromium asks for nothing but what a test asks for.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WATCH = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=QUIET
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server):
    """visit(path, **context) -> a page of the shipped record; what it complained of is in `page.complaints`."""
    load_record()
    contexts = []

    def go(path, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.strangers = []
        if options.get("java_script_enabled", True):
            page.add_init_script(WATCH)
        page.on(
            "console",
            lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((live_server.url, "data:")) else page.strangers.append(asked.url)
            ),
        )
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()


def complaints(page):
    """What the page complained of, without the browser's note that an address answered 400 or 404."""
    return [said for said in page.complaints if "the server responded with a status of" not in said]


def text(page):
    return " ".join(page.locator("main").inner_text().split())


# --- Five questions, three clicks, no JavaScript --------------------------------------------------------
def test_who_chaired_the_nineteenth_and_in_which_post_is_one_click_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-19/']").first.click()
    shown = text(page)
    for words in (
        "Đồng chủ trì",
        "Hoàng Minh",
        "Thứ trưởng Bộ KH&CN",
        "Trịnh Trường Huy",
        "Phó Chủ tịch UBND tỉnh",
    ):
        assert words in shown


def test_where_the_twentieth_will_be_is_one_click_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-20/']").first.click()
    assert "Điện Biên" in text(page)
    assert "dự kiến 2026; chưa có nguồn xác nhận" in text(page)


def test_what_the_nineteenth_asked_and_of_whom_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator(f"main a[href='{NORTH}/lan-19/']").first.click()
    page.locator("main a[href='#kien-nghi']").first.click()
    asked = " ".join(page.locator("#kien-nghi").inner_text().split())
    assert page.url.endswith("#kien-nghi")
    assert "5 nhiệm vụ thuộc Chương trình bảo tồn" in asked
    assert "Bộ KH&CN" in asked
    assert page.locator("#kien-nghi").bounding_box()["y"] < 200


def test_which_conferences_bac_kan_attended_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("a[href='/tinh-thanh/']").first.click()
    page.locator("main a[href='/tinh-thanh/bac-kan/']").first.click()
    assert page.locator(f"main a[href='{NORTH}/lan-19/']").count()
    assert page.locator(f"main a[href='{NORTH}/lan-18/']").count()
    assert "nay thuộc Thái Nguyên" in text(page)


def test_where_a_number_comes_from_is_two_clicks_away(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("a[href='/so-lieu/']").first.click()
    row = page.locator("main tr", has_text="636,1").first
    row.locator("a[href^='#nguon-']").first.click()
    note = page.locator("li:has(:target), li:target")
    assert "Báo Cao Bằng" in note.inner_text()
    assert "text=636%2C1" in "".join(link.get_attribute("href") for link in note.locator("a").all())


# --- Forms, languages -----------------------------------------------------------------------------------
def test_the_filter_is_filled_in_by_the_keyboard(visit):
    page = visit("/en/hoi-nghi/", java_script_enabled=False)
    page.locator("main select[name=tinh]").focus()
    page.keyboard.type("Lao Cai")  # a list is searched by the letters of a plain keyboard
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.locator("main input[name=nam]:focus").count():
            break
    page.keyboard.type("2024")
    page.keyboard.press("Enter")
    page.wait_for_url("**tinh=lao-cai**")
    assert "nam=2024" in page.url
    links = {link.get_attribute("href") for link in page.locator("main table a").all()}
    assert f"/en{NORTH}/lan-19/" in links
    assert f"/en{NORTH}/lan-18/" not in links


def test_a_mistake_leaves_the_form_as_it_was_typed(visit):
    page = visit("/hoi-nghi/?nam=2024&tu=2020&tinh=lao-cai", java_script_enabled=False)
    values = {name: page.locator(f"main [name={name}]").first.input_value() for name in ("nam", "tu", "tinh")}
    assert values == {"nam": "2024", "tu": "2020", "tinh": "lao-cai"}
    assert "không chọn cả hai" in text(page)


def test_the_language_switch_leads_to_the_same_page_and_back(visit):
    page = visit(f"{NORTH}/lan-19/", java_script_enabled=False)
    page.locator("a[hreflang=en]").first.click()
    assert page.url.endswith(f"/en{NORTH}/lan-19/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("a[hreflang=vi]").first.click()
    assert page.url.endswith(f"{NORTH}/lan-19/")
    assert "/en/" not in page.url


def test_the_first_stop_of_the_keyboard_leads_to_the_content(visit):
    page = visit("/hoi-nghi/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    page.keyboard.press("Enter")
    assert page.url.endswith("#noi-dung")


# --- Every kind of page ---------------------------------------------------------------------------------
def test_no_page_breaks_the_policy_or_asks_another_host(visit):
    page = visit("/")
    for path in KINDS:
        page.goto(path)
        assert (path, complaints(page), page.strangers) == (path, [], [])


def test_the_admin_keeps_within_the_policy(visit):
    make.user("bien-tap", ["bien_tap"])
    page = visit("/admin/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", "mat-khau")
    page.keyboard.press("Enter")
    page.get_by_text("Biên tập hồ sơ").first.wait_for()  # the desk, not the login it came from
    page.wait_for_load_state()
    conference = Conference.objects.get(slug="lan-19").pk
    for path in (
        "",
        "conferences/conference/",
        f"conferences/conference/{conference}/change/",
        "records/source/add/",
    ):
        page.goto(f"/admin/{path}")
        assert (path, complaints(page), page.strangers) == (path, [], [])


def broken(page, paths, options=None):
    """{rule: [(path, element)]} of what axe finds on the pages at `paths`."""
    found = {}
    for path in paths:
        page.goto(path)
        for rule in Axe().run(page, options=options).response["violations"]:
            found.setdefault(rule["id"], []).extend((path, node["html"][:120]) for node in rule["nodes"])
    return found


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_any_kind_of_page(visit, width, scheme):
    page = visit("/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    assert broken(page, KINDS) == {}


@pytest.mark.parametrize(
    ("language", "width", "scheme", "finger"),
    [("", 320, "light", True), ("", 1920, "dark", False), ("/en", 1280, "dark", False)],
)
def test_axe_finds_nothing_at_any_address(chromium, live_server, language, width, scheme, finger):
    """Every page of tests/pages.py with rows in every section, so that a new page cannot be forgotten."""
    there = world(2)
    paths = {name.rpartition(":")[2]: path for name, path in there.paths([language]).items()}
    paths |= {name: f"{language}{path}" for name, path in FORMS.items()}
    files = {*DOWNLOADS, *CARDS, *SITE_CARD}
    fact = f"trang={there.conference.get_absolute_url()}&bai={there.source.slug}&cho=đoạn+1"
    pages = [path for name, path in paths.items() if name not in files] + [f"{language}/bao-loi/?{fact}"]
    page = chromium.new_page(
        base_url=live_server.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
        has_touch=finger,
        is_mobile=finger,
    )
    found = broken(page, pages, BY_FINGER if finger else None)
    page.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_scrolls_sideways(visit, width):
    page = visit("/", viewport={"width": width, "height": 700})
    wide = {}
    for path in KINDS:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}


@pytest.mark.parametrize("touch", [True, False])
def test_a_tablet_shows_every_column(visit, touch):
    page = visit("/", viewport={"width": 768, "height": 1024}, has_touch=touch, is_mobile=touch)
    hidden = {}
    for path in [*KINDS, "/en/so-lieu/", "/en/hoi-nghi/"]:
        page.goto(path)
        over = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('table')].map(t => t.scrollWidth - t.clientWidth))"
        )
        if over > 1:
            hidden[path] = over
    assert hidden == {}


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_head_of_the_page_has_one_line_at_a_desk_and_two_on_a_tablet(visit, language):
    for width, lines in ((1280, 1), (1024, 2)):
        page = visit(f"{language}/kien-nghi/", viewport={"width": width, "height": 800})
        middles = [
            box["y"] + box["height"] / 2
            for box in (
                page.locator(f".top {part}").bounding_box() for part in (".brand", ".minifind", ".nav")
            )
        ]
        assert abs(middles[0] - middles[1]) < 8  # the search beside the name, wherever the menu is
        assert (abs(middles[0] - middles[2]) < 8) == (lines == 1)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_pages_of_synthetic_tasks(chromium, live_server, width, scheme):
    """The banner, the mark of each record, and the charts, which only tasks bring."""
    call_command("load_synthetic", tasks=60, conferences=6, officials=10, seed=1, stdout=StringIO())
    page = chromium.new_page(
        base_url=live_server.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
    )
    page.goto("/nhiem-vu/")
    shown = [
        page.locator(part).first.is_visible() for part in (".banner", ".records .synthetic", ".chart .bar")
    ]
    assert shown == [True, True, True]
    task = page.locator("#ket-qua a.title").first.get_attribute("href")
    found = broken(page, ["/", "/nhiem-vu/", "/nhiem-vu/?nam=2023", "/en/nhiem-vu/", task])
    page.close()
    assert found == {}
