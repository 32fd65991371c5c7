"""The site of the record that ships, read once in each language by following links from its home page.

No link leads nowhere; English pages are English and mark what is Vietnamese; every page leads to its twin in the
other language.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.test import Client, override_settings

from conferences.models import Conference, Series
from portal.base.downloads import FILES as LIST_FILES
from portal.base.downloads import RECORD_FILES
from portal.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("shipped")]

READ_ATTRIBUTES = ("title", "aria-label", "placeholder", "data-label", "alt")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# The marks of sources are letters of Vietnamese law: a b c d đ e … aa ab … đđ. On paper an address follows.
SOURCE_MARK = re.compile(r"[a-yđ]{0,2}(: https?://\S+)?")
# đ, and the marks of vowels as code points of their own.
VIETNAMESE = set("đ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
# Words of a source inside an English sentence of the record stand between straight quotation marks.
QUOTED = re.compile(r'"[^"]*"')
# How to cite a page: its title and the name of the site, as they are.
CITATION = {"p.words", "pre.words"}
# Choices of a form, and what is said beside a mark of a source: two tests of their own.
CHOICES = {"option"}
BESIDE_MARKS = {"a[title]", "span.other"}
#: Pages that no link leads to: refused, empty and narrowed lists.
ASKED = {
    "khong-co-trang-nay/": 404,
    "hoi-nghi/khong-co/": 404,
    "hoi-nghi/?trang=999": 404,
    "hoi-nghi/?trang=abc": 400,
    "hoi-nghi/?nam=abc": 400,
    "hoi-nghi/?tinh=khong-co&vung=khong-co&vai=khong-co&tinh_trang=khong-co": 400,
    "hoi-nghi/?nam=2024&tu=2020&den=2019": 400,
    "hoi-nghi/?tu=2020&den=2019": 400,
    "hoi-nghi/?q=%00": 400,
    "hoi-nghi.csv?nam=abc": 400,
    "kien-nghi/?noi_nhan=khong-co&loai=khong-co&trang_thai=khong-co": 400,
    "so-lieu/?chi_tieu=khong-co": 400,
    "nhiem-vu/?linh_vuc=khong-co&chuong_trinh=khong-co&chu_tri=khong-co": 400,
    "hoi-nghi/?tinh=cao-bang&vai=dang-cai&tu=2000&den=2030&tinh_trang=da-to-chuc": 200,
    "hoi-nghi/?vung=trung-du-va-mien-nui-phia-bac": 200,
    "kien-nghi/?vai=neu&tinh=cao-bang&qua_han=on": 200,
    "kien-nghi/?noi_nhan=bo-khoa-hoc-va-cong-nghe": 200,
    "dai-bieu/?q=qqqqqq": 200,
    "tinh-thanh/?nam=2024&vung=bac-trung-bo": 200,
}


class Page(HTMLParser):
    """The readable texts of a page, each with the language it is marked with, its links and its head."""

    def __init__(self, response):
        super().__init__()
        self.texts = []  # (language, text, where)
        self.links = []  # (attributes)
        self.head_links = []  # the addresses that its head names
        self.title, self.alternates, self.marked = "", {}, []
        self.refused = response.status_code >= 400
        self._open = []  # (tag, language, inside a marked element, the tag with its class)
        self.feed(response.content.decode())
        self.close()

    @property
    def language(self):
        return self._open[-1][1] if self._open else None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        language = attributes.get("lang", self.language)
        if tag == "html":
            self.html_language = attributes.get("lang")
        elif "lang" in attributes:
            self.marked.append({"tag": tag, "text": "", **attributes})
        for name in READ_ATTRIBUTES:
            if attributes.get(name):
                self.texts.append((language, attributes[name], f"{tag}[{name}]"))
        if tag == "meta" and attributes.get("name") == "description":
            self.texts.append((language, attributes["content"], "description"))
        if tag == "link" and attributes.get("rel") == "alternate" and "hreflang" in attributes:
            self.alternates[attributes["hreflang"]] = attributes["href"]
        if tag == "link":
            self.head_links.append(attributes["href"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes)
        if tag not in VOID:
            marked = tag != "html" and ("lang" in attributes or bool(self._open and self._open[-1][2]))
            named = f"{tag}.{attributes['class']}" if attributes.get("class") else tag
            self._open.append((tag, language, marked, named))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not data.strip() or (self._open and self._open[-1][0] == "script"):
            return
        if [tag for tag, *_ in self._open] == ["html", "head", "title"]:
            self.title += data
            return
        _tag, language, marked, named = self._open[-1] if self._open else ("", None, False, "")
        self.texts.append((language, data.strip(), named))
        if marked:
            self.marked[-1]["text"] += data

    @property
    def switch(self):
        """The links to the other language."""
        return [link for link in self.links if "hreflang" in link]


def is_vietnamese(text):
    """Whether `text` has a letter of Vietnamese: đ, or a vowel with a Vietnamese mark."""
    return not VIETNAMESE.isdisjoint(unicodedata.normalize("NFD", text.lower()))


#: How many histories of each kind of record are opened here; `make test-all` opens every one.
HISTORIES = 2
#: The kinds of record of which one in so many is opened here, in both languages the same ones.
MANY, ONE_IN = ("dai-bieu", "co-quan", "nguon", "nhiem-vu", "tinh-thanh"), 4
#: What a link may lead to besides a page.
FILES = tuple(
    f".{ending}" for ending in (*LIST_FILES, *RECORD_FILES, "png", "atom", "ics", "zip", "jsonld", "txt")
)


@dataclass
class Crawl:
    """What links lead to from one home page, in its language: {address: Page}, and the addresses left out."""

    pages: dict
    left: list


def is_left_out(path):
    """Whether `path`, from the home page of its language on, is a record that is not in the sample."""
    kind, _slash, rest = path.partition("/")
    return kind in MANY and bool(rest) and crc32(rest.partition("/")[0].encode()) % ONE_IN > 0


def crawl(client, start, whole=False):
    """The Crawl from `start`, in the language of `start`: of a sample of records and of their histories, or `whole`.

    Of the addresses with a question only the further pages of lists are followed: other questions
    say no new words.
    """
    found, waiting, seen, opened = Crawl({}, []), [start], {start}, Counter()
    while waiting:
        address = waiting.pop()
        path = urlsplit(address.removeprefix(start)).path
        kind, is_history = path.partition("/")[0], path.endswith("/lich-su/")
        opened[kind] += is_history
        if not whole and (is_left_out(path) or (is_history and opened[kind] > HISTORIES)):
            found.left.append(address)
            continue
        response = client.get(address)
        assert response.status_code == 200, f"{response.status_code}: {address}"
        if not response.headers["Content-Type"].startswith("text/html"):
            continue  # of the API, and what only machines read
        found.pages[address] = page = Page(response)
        for link in page.links:
            target = urldefrag(urljoin(address, link["href"])).url
            parts = urlsplit(target)
            further = re.fullmatch(r"(trang=\d+)?", parts.query)
            same_language = parts.path.startswith("/en/") == start.startswith("/en/")
            if parts.netloc or not same_language or parts.path.endswith(FILES) or not further:
                continue
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return found


@pytest.fixture(scope="module")
def client(shipped):
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    hosts = [*settings.LOOPBACK, "testserver"]
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": static}, ALLOWED_HOSTS=hosts):
        yield Client(raise_request_exception=False)


def asked(client, prefix):
    pages = {}
    for address, status in ASKED.items():
        response = client.get(prefix + address)
        assert response.status_code == status, f"{response.status_code}: {prefix}{address}"
        pages[prefix + address] = Page(response)
    return pages


@pytest.fixture(scope="module")
def crawled_english(client):
    return crawl(client, "/en/")


@pytest.fixture(scope="module")
def crawled_vietnamese(client):
    return crawl(client, "/")


@pytest.fixture(scope="module")
def english(crawled_english):
    return crawled_english.pages


@pytest.fixture(scope="module")
def vietnamese(crawled_vietnamese):
    return crawled_vietnamese.pages


@pytest.fixture(scope="module")
def english_asked(client):
    return asked(client, "/en/")


@pytest.fixture(scope="module")
def vietnamese_asked(client):
    return asked(client, "/")


def unmarked(pages):
    """What is Vietnamese on English pages and not marked so: {(text, where): an address that has it}."""
    return {
        (text, where): address
        for address, page in pages.items()
        for language, text, where in page.texts
        if language != "vi" and is_vietnamese(QUOTED.sub("", text)) and not SOURCE_MARK.fullmatch(text)
    }


def outside(found, places):
    return {text: address for (text, where), address in found.items() if where not in places}


def inside(found, places):
    return {text: address for (text, where), address in found.items() if where in places}


# --- English pages -------------------------------------------------------------------------


def test_the_crawl_meets_every_kind_of_page(english):
    paths = [address for address in english if "?" not in address]
    rooms = {path.split("/")[2] for path in paths}
    assert rooms >= {
        "",
        "hoi-nghi",
        "tinh-thanh",
        "dai-bieu",
        "co-quan",
        "kien-nghi",
        "so-lieu",
        "nhiem-vu",
        "nguon",
    }
    counted = sum(path.startswith("/en/hoi-nghi/") and not path.endswith("/lich-su/") for path in paths)
    assert counted == 1 + Series.objects.count() + Conference.objects.count()


def test_english_pages_mark_all_that_is_vietnamese(english):
    assert outside(unmarked(english), CITATION | CHOICES | BESIDE_MARKS) == {}


def test_refused_empty_and_narrowed_english_lists_mark_all_that_is_vietnamese(english_asked):
    assert outside(unmarked(english_asked), CITATION | CHOICES | BESIDE_MARKS) == {}


def test_choices_of_english_forms_are_named_in_english(english, english_asked):
    assert inside(unmarked(english) | unmarked(english_asked), CHOICES) == {}


def test_what_is_beside_a_mark_of_a_source_is_marked(english, english_asked):
    assert inside(unmarked(english) | unmarked(english_asked), BESIDE_MARKS) == {}


def test_english_pages_say_that_they_are_english(english, english_asked):
    assert {page.html_language for page in [*english.values(), *english_asked.values()]} == {"en"}


# --- Vietnamese pages ----------------------------------------------------------------------


def test_vietnamese_pages_say_that_they_are_vietnamese(vietnamese, vietnamese_asked):
    assert {page.html_language for page in [*vietnamese.values(), *vietnamese_asked.values()]} == {"vi"}


def test_only_themes_titles_and_the_switch_are_marked_on_vietnamese_pages(vietnamese, vietnamese_asked):
    themes = set(Conference.objects.exclude(theme_en="").values_list("theme_en", flat=True))
    titles = dict(Source.objects.values_list("title", "language"))
    stray = []
    for address, page in {**vietnamese, **vietnamese_asked}.items():
        for element in page.marked:
            text = element["text"].strip()
            theme = element["lang"] == "en" and any(text.startswith(one) for one in themes)
            switch = element["lang"] == "en" and element.get("hreflang") == "en" and text == "English"
            if not (theme or switch or titles.get(text) == element["lang"]):
                stray.append((address, element))
    assert stray == []


# --- From one to the other -----------------------------------------------------------------


def test_the_two_languages_have_the_same_pages(crawled_english, crawled_vietnamese):
    def addresses(found):
        return {address.removeprefix("/en") for address in [*found.pages, *found.left]}

    assert addresses(crawled_english) == addresses(crawled_vietnamese)


def without_their_twins(pages):
    """[(address, links to the other language, addresses for search engines)] of pages that do not lead to their twin."""
    wrong = []
    for address, page in pages.items():
        bare = address.removeprefix("/en")
        path = urlsplit(bare).path
        other = ("vi", bare) if address.startswith("/en/") else ("en", f"/en{bare}")
        switch = [(link["hreflang"], link.get("lang"), link["href"]) for link in page.switch]
        alternates = {code: urlsplit(href).path for code, href in page.alternates.items()}
        twins = {"vi": path, "en": f"/en{path}"}
        named = alternates == ({} if page.refused else twins)  # search engines keep no refusal
        if switch != [(other[0], other[0], other[1])] or not named:
            wrong.append((address, switch, page.alternates))
    return wrong


@pytest.mark.parametrize("pages", ["english", "vietnamese", "english_asked", "vietnamese_asked"])
def test_every_page_leads_to_its_twin(pages, request):
    assert without_their_twins(request.getfixturevalue(pages)) == []


# --- Links -----------------------------------------------------------------------------------


def first_of_each_kind(paths):
    """Two addresses of each kind, among those of one room and ending: the files of all records take a minute."""
    seen = Counter()
    for path in sorted({*paths}):
        kind = path.removeprefix("/en").split("/")[1], path.count("/"), path.partition(".")[2]
        seen[kind] += 1
        if seen[kind] <= 2:
            yield path


@pytest.mark.parametrize("found", ["crawled_english", "crawled_vietnamese"])
def test_no_link_of_the_record_leads_nowhere(client, found, request):
    """The crawl fails at a link to a page that is not there; a history is one of a page that is."""
    found = request.getfixturevalue(found)
    assert len(found.pages) > 150
    assert {address.removesuffix("lich-su/") for address in found.left} <= {*found.pages, *found.left}
    named = (urlsplit(href).path for page in found.pages.values() for href in page.head_links)
    heads = [*first_of_each_kind(named)]
    assert "/opensearch.xml" in {path.removeprefix("/en") for path in heads}
    for path in heads:
        if not path.startswith(settings.STATIC_URL):
            twin = (
                path in found.pages or path.removeprefix("/en") in found.pages or f"/en{path}" in found.pages
            )
            assert twin or (path, client.get(path).status_code) == (path, 200)


@pytest.mark.exhaustive
@pytest.mark.parametrize("start", ["/", "/en/"])
def test_every_record_and_history_is_a_page_like_the_others(client, start):
    pages = crawl(client, start, whole=True).pages
    assert without_their_twins(pages) == []
    if start == "/en/":
        assert outside(unmarked(pages), CITATION | CHOICES | BESIDE_MARKS) == {}
