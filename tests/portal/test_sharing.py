"""What a page says of itself outside: its address, its picture, its citation, its linked data."""

import io
import json
import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from PIL import Image

from portal.base.references import tex
from portal.base.text import date as in_words
from portal.sharing import cards
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "https://hoso.example.vn"


@pytest.fixture(autouse=True)
def room(tmp_path):
    """Pictures are kept in a folder of the test; links carry the site's address."""
    with override_settings(VAR_DIR=tmp_path, SITE_ADDRESS=SITE):
        yield tmp_path


@pytest.fixture
def xix():
    """A conference with everything that its linked data tells."""
    series = make.series(name="Trung du và miền núi phía Bắc", aliases="Miền núi phía Bắc")
    ministry = make.body(name="Bộ Khoa học và Công nghệ", short_name="Bộ KH&CN")
    series.organiser = ministry
    series.save()
    conference = make.conference(
        series=series,
        ordinal=19,
        venue="Trung tâm Hội nghị tỉnh",
        city="thành phố Cao Bằng",
        theme="Pác Bó cội nguồn",
        summary="Mười bốn tỉnh họp </script><b>một</b> buổi sáng.",
    )
    host = make.province(name="Cao Bằng", code="04", iso_code="VN-04", began=date(2020, 1, 1))
    make.participation(conference=conference, province=host, capacity="dang-cai")
    make.participation(conference=conference, province=None, body=ministry, capacity="chu-tri")
    official = make.official(name="Hoàng Minh", titles="TS.", aliases="Hòang Minh")
    make.appearance(
        conference=conference, official=official, role="dong-chu-tri", post_as_printed="Thứ trưởng Bộ KH&CN"
    )
    return conference


def head(answer):
    """{name or property: content} of the meta elements, and the canonical address."""
    html = answer.content.decode()
    found = {
        name: unescape(content)
        for name, content in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    }
    canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    return {**found, "canonical": unescape(canonical[0]) if canonical else None}


def data(answer):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.S)
    return json.loads(blocks[0]) if blocks else None


def words(answer):
    """The text of the page without its head, in single spaces."""
    body = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", body)).split())


# --- Addresses ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/hoi-nghi/", "/hoi-nghi/"),
        ("/hoi-nghi/?utm_source=x&nam=2024&trang=1&vai=", "/hoi-nghi/?nam=2024"),
        ("/hoi-nghi/?nam=2024&q=+cao+b%E1%BA%B1ng+", "/hoi-nghi/?q=cao+b%E1%BA%B1ng&nam=2024"),
        ("/en/hoi-nghi/?nam=2024", "/en/hoi-nghi/?nam=2024"),
        ("/gioi-thieu/?x=1", "/gioi-thieu/"),
        ("/?x=1", "/"),
    ],
)
def test_the_canonical_address_keeps_what_was_meant_and_drops_the_rest(asked, canonical, client):
    found = head(client.get(asked))
    assert found["canonical"] == found["og:url"] == SITE + canonical


def test_the_second_page_of_a_list_has_an_address_of_its_own(client):
    make.conference(series=make.series())
    series = make.series()
    for number in range(1, 53):
        make.conference(series=series, ordinal=number)
    assert head(client.get("/hoi-nghi/?trang=2"))["canonical"] == f"{SITE}/hoi-nghi/?trang=2"
    assert head(client.get(f"{series.get_absolute_url()}?trang=2"))["canonical"].endswith("/?trang=2")


def test_without_a_site_address_links_carry_the_host_of_the_request(client):
    with override_settings(SITE_ADDRESS=""):
        assert head(client.get("/hoi-nghi/"))["canonical"] == "http://testserver/hoi-nghi/"


@pytest.mark.parametrize(
    "path", ["/khong-co/", "/hoi-nghi/khong-co/", "/hoi-nghi/?nam=abc", "/hoi-nghi/?trang=99"]
)
def test_a_refusal_has_no_address_and_no_card(path, client):
    found = head(client.get(path))
    assert found["canonical"] is None
    assert "og:url" not in found


def test_a_host_that_is_not_ours_is_refused_in_a_sentence(client):
    with override_settings(SITE_ADDRESS=""):
        assert client.get("/hoi-nghi/", headers={"host": "xau.example"}).status_code == 400


def test_the_card_tags_say_what_the_page_says(xix, client):
    answer = client.get(xix.get_absolute_url())
    found = head(answer)
    assert found["og:title"] == found["twitter:title"] == xix.title
    assert found["og:description"] == found["description"] == f"{xix.title}, 10/10/2024"
    assert (found["og:type"], found["og:locale"], found["og:site_name"]) == (
        "article",
        "vi_VN",
        "Hồ sơ hội nghị KH&CN vùng",
    )
    assert found["og:image"].startswith(f"{SITE}{xix.get_absolute_url()}anh.png?v=")
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == f"XIX · {xix.title} · 10/10/2024 · Cao Bằng · Hồ sơ hội nghị KH&CN vùng"
    english = head(client.get(f"/en{xix.get_absolute_url()}"))
    assert (english["og:locale"], english["og:locale:alternate"]) == ("en_US", "vi_VN")
    assert head(client.get("/hoi-nghi/"))["og:type"] == "website"


def test_an_ampersand_in_a_title_stays_one(client):
    assert head(client.get("/nhiem-vu/"))["og:title"] == "Nhiệm vụ KH&CN"


# --- The picture --------------------------------------------------------------------------------------
def test_the_picture_is_a_png_of_the_right_size(xix, client):
    for path in (
        xix.get_absolute_url(),
        "/tinh-thanh/cao-bang/",
        "/",
        "/en/",
        f"/en{xix.get_absolute_url()}",
    ):
        answer = client.get(f"{path}anh.png")
        image = Image.open(io.BytesIO(answer.content))
        assert (path, answer.status_code, answer["Content-Type"], image.size) == (
            path,
            200,
            "image/png",
            (1200, 630),
        )
        assert len(answer.content) <= 80_000


@pytest.mark.parametrize("name", ["Nghiễm " * 17, "Nghiêng" * 17, "Ỗ"])
def test_a_name_of_any_length_is_drawn(name):
    for sign in ("MMMDCCCLXXXVIII", "2024", name):
        content = cards.draw(cards.Card("", sign, "outline", name, (name, name), name, "dữ liệu thử"))
        assert len(content) <= 80_000


def test_the_picture_is_drawn_once_and_again_only_when_its_words_change(xix, client, monkeypatch):
    drawn = []
    real = cards.draw
    monkeypatch.setattr(cards, "draw", lambda card: drawn.append(card.sign) or real(card))
    path = f"{xix.get_absolute_url()}anh.png"
    first = client.get(path)
    assert client.get(path).content == first.content
    assert drawn == ["XIX"]
    xix.starts = date(2024, 10, 11)
    xix.save()
    assert client.get(path)["ETag"] != first["ETag"]
    assert drawn == ["XIX", "XIX"]


def test_the_picture_is_asked_about_again_and_not_sent_again(xix, client):
    path = f"{xix.get_absolute_url()}anh.png"
    first = client.get(path)
    assert first["Cache-Control"] == "public, no-cache"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_picture_is_sent_though_it_cannot_be_kept(xix, client, room):
    (room / "cards").write_text("a file where the folder should be")
    assert client.get(f"{xix.get_absolute_url()}anh.png").status_code == 200


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_what_is_not_published_has_no_picture(state, client):
    hidden = make.conference(publication=state)
    path = f"{hidden.get_absolute_url()}anh.png"
    answer, unknown = client.get(path), client.get("/hoi-nghi/khong-co/lan-1/anh.png")
    told = answer.text.replace(path, "/hoi-nghi/khong-co/lan-1/anh.png")
    told = told.replace(answer.headers["X-Request-Id"], unknown.headers["X-Request-Id"])
    assert (answer.status_code, told) == (404, unknown.text)


def test_a_former_address_leads_to_the_picture_at_the_present_one(xix, client):
    before = f"{xix.get_absolute_url()}anh.png"
    xix.slug = "lan-thu-19"
    xix.save()
    answer = client.get(before)
    assert (answer.status_code, answer["Location"]) == (301, f"{xix.get_absolute_url()}anh.png")


# --- Linked data --------------------------------------------------------------------------------------
def values(piece, name=""):
    """Every (name, text) in a piece of linked data."""
    if isinstance(piece, dict):
        return [pair for key, value in piece.items() for pair in values(value, key)]
    if isinstance(piece, list):
        return [pair for value in piece for pair in values(value, name)]
    return [(name, piece)]


def shown(name, text, answer):
    """Whether a value of the linked data stands on the page, a day as the page writes days."""
    if name in ("@context", "@type", "propertyID", "eventStatus", "currency"):
        return True
    if text.startswith(SITE):
        path = text.removeprefix(SITE)
        return path == answer.request["PATH_INFO"] or f'href="{path}"' in answer.content.decode()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text = in_words(date.fromisoformat(text))
    return " ".join(text.split()) in words(answer)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/hoi-nghi/trung-du-va-mien-nui-phia-bac/lan-19/", "Event"),
        ("/hoi-nghi/trung-du-va-mien-nui-phia-bac/", "EventSeries"),
        ("/dai-bieu/hoang-minh/", "Person"),
        ("/tinh-thanh/cao-bang/", "AdministrativeArea"),
        ("/co-quan/bo-khoa-hoc-va-cong-nghe/", "GovernmentOrganization"),
        ("/nhiem-vu/de-tai-dl/", "ResearchProject"),
        ("/nguon/bai-dl/", "NewsArticle"),
    ],
)
def test_linked_data_says_only_what_the_page_shows(path, kind, xix, client):
    task = make.task([make.province(name="Sơn La")], title="Đề tài", slug="de-tai-dl", code="DL.1", budget=9 * 10**9, level="quoc-gia",
                     lead_body=make.body(name="Viện Thử"), principal_investigator="TS. Lê Thử")  # fmt: skip
    make.citation(task, field="level", basis="inferred", note="Chương trình quốc gia.",
                  source=make.source(slug="bai-dl", title="Bài", url="https://vidu.vn/dl"))  # fmt: skip
    answer = client.get(path)
    told = data(answer)
    assert (told["@context"], told["@type"]) == ("https://schema.org", kind)
    assert told["url"] == SITE + path
    if kind == "ResearchProject":
        assert told["funding"]["amount"].pop("value") == 9 * 10**9 and "9 tỷ đồng" in answer.text
        assert told["additionalProperty"].pop() == {
            "@type": "PropertyValue",
            "name": "suy ra",
            "value": "cấp",
        }
    if (
        kind != "NewsArticle"
    ):  # What lacks a source is named in one line there, and beside each value on the page.
        assert told["additionalProperty"].pop()["name"] == "chưa có nguồn"
    assert [pair for pair in values(told) if not shown(*pair, answer)] == []


def test_an_event_is_shown_in_full(xix, client):
    told = data(client.get(xix.get_absolute_url()))
    assert told["name"] == xix.title
    assert told["startDate"] == "2024-10-10"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["location"]["name"] == "Trung tâm Hội nghị tỉnh"
    assert told["location"]["address"]["addressRegion"] == "Cao Bằng"
    assert [row["name"] for row in told["organizer"]] == ["Bộ KH&CN"]
    assert told["superEvent"]["name"] == "Trung du và miền núi phía Bắc"


@pytest.mark.parametrize(
    ("status", "told"),
    [("hoan", "EventPostponed"), ("huy", "EventCancelled"), ("chua-xac-minh", None), ("duoc-nhac-den", None)],
)
def test_an_event_has_the_status_that_sources_give_it(status, told, client):
    answer = client.get(make.conference(status=status).get_absolute_url())
    assert data(answer).get("eventStatus") == (told and f"https://schema.org/{told}")


def test_a_post_has_the_day_of_its_source_or_is_left_out(xix, client):
    told = data(client.get("/dai-bieu/hoang-minh/"))
    assert told["jobTitle"] == "Thứ trưởng Bộ KH&CN, theo nguồn ngày 10/10/2024"
    xix.starts = None
    xix.save()
    assert "jobTitle" not in data(client.get("/dai-bieu/hoang-minh/"))


def test_what_is_not_published_is_in_no_linked_data(xix, client):
    make.conference(series=xix.series, ordinal=20, year=2026, publication="draft")
    told = json.dumps(data(client.get(xix.series.get_absolute_url())))
    assert "lan-19" in told
    assert "lan-20" not in told


def test_no_text_ends_the_data_block(xix, client):
    html = client.get(xix.get_absolute_url()).content.decode()
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "<" not in block
    assert json.loads(block)["description"] == xix.summary


def test_a_thing_has_one_name_in_both_languages(xix, client):
    vietnamese, english = (data(client.get(f"{way}{xix.get_absolute_url()}")) for way in ("", "/en"))
    assert vietnamese["@id"] == english["@id"] == SITE + xix.get_absolute_url()
    assert english["url"] == f"{SITE}/en{xix.get_absolute_url()}"


# --- Citation -----------------------------------------------------------------------------------------
def test_a_record_is_cited_by_name_site_version_and_address(xix, client):
    cited = words(client.get(xix.get_absolute_url()))
    address = f"{SITE}{xix.get_absolute_url()}"
    assert f"“{xix.title}”, Hồ sơ hội nghị KH&CN vùng, phiên bản 1 của bản ghi, {address}" in cited
    xix.save()
    assert "phiên bản 2 của bản ghi" in words(client.get(xix.get_absolute_url()))


def test_bibtex_is_whole_and_harmless(xix, client):
    html = client.get(xix.get_absolute_url()).content.decode()
    entry = unescape(re.search(r"<pre[^>]*>(.*?)</pre>", html, re.S)[1])
    assert entry.splitlines() == [
        "@misc{hoi-nghi-trung-du-va-mien-nui-phia-bac-lan-19,",
        "  title = {{Hội nghị giao ban KH\\&CN vùng Trung du và miền núi phía Bắc lần thứ XIX}},",
        "  howpublished = {Hồ sơ hội nghị KH\\&CN vùng},",
        "  note = {phiên bản 1 của bản ghi},",
        f"  url = {{{SITE}{xix.get_absolute_url()}}},",
        "  language = {vietnamese}",
        "}",
    ]
    assert tex("50% {a} \\x_1^2~") == r"50\% \{a\} \textbackslash{}x\_1\textasciicircum{}2\textasciitilde{}"


def test_a_page_read_twice_is_the_same_page(xix, client):
    first = client.get(xix.get_absolute_url())
    again = client.get(xix.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert first.cookies == {}


def test_every_list_can_be_taken_along(client):
    make.conference(year=2023)
    html = client.get("/hoi-nghi/?nam=2023&utm_source=x").content.decode()
    for file in (".csv?nam=2023&amp;bom=1", ".xlsx?nam=2023", ".json?nam=2023", ".jsonl?nam=2023"):
        assert f'<a href="/hoi-nghi{file}" rel="nofollow" download>' in html


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?ky=truoc&do=dang-cai", ""),
        ("?do=kinh-phi&x=1", "?do=kinh-phi"),
        ("?ky=sau&do=tham-du", "?ky=sau&do=tham-du"),
    ],
)
def test_the_map_is_cited_taken_along_and_reported_as_it_is_asked(query, kept, client):
    html = unescape(client.get(f"/ban-do/{query}").text)
    assert f'<link rel="canonical" href="{SITE}/ban-do/{kept}">' in html
    assert f'<a href="/ban-do.csv{kept}{"&" if kept else "?"}bom=1" rel="nofollow" download>CSV</a>' in html
    assert f'<a href="/bao-loi/?{urlencode({"trang": f"/ban-do/{kept}"})}" rel="nofollow">' in html


# --- What it costs ------------------------------------------------------------------------------------
def test_sharing_asks_the_database_nothing_that_the_page_has_not(xix, client, monkeypatch):
    paths = (
        xix.get_absolute_url(),
        xix.series.get_absolute_url(),
        "/dai-bieu/hoang-minh/",
        "/tinh-thanh/cao-bang/",
        "/co-quan/bo-khoa-hoc-va-cong-nghe/",
        "/hoi-nghi/",
        "/",
    )

    def costs():
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            found.append((path, len(queries)))
        return found

    costs()  # what a process asks once
    whole = costs()
    monkeypatch.setattr("portal.sharing.pages.Page.is_kept", False)
    assert whole == costs()
