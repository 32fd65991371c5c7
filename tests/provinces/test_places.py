"""The province of every list and of the search, named as people type it."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest

from conferences.participants.post_matching import PostMatcher
from portal.editing.import_export.lookup import Finder
from portal.records.loading.table import BadCell
from portal.search.index.indexing import batched
from portal.search.index.vocabulary_cache import current
from portal.search.language.vocabulary import place_token
from portal.search.language.words import words
from portal.search.query.parser import parse_query
from provinces.models import Province
from provinces.places import places
from tests import factories as make
from tests.pages import LISTS

pytestmark = pytest.mark.django_db

#: The lists that ask for a province; the search is one of them.
ASKING = [*(path for path in LISTS.values() if path != "/nguon/"), "/tim-kiem/"]


HA_GIANG = [
    "T. Hà Giang",
    "t.Hà Giang",
    "T Hà Giang",
    "tỉnh: Hà Giang",
    "(Hà Giang)",
    "Hà Giang,",
    "Ha Giang province",
]
VUNG_TAU = [
    *(
        "Bà Rịa Vũng Tàu",
        "Bà Rịa-Vũng Tàu",
        "BÀ RỊA – VŨNG TÀU",
        "Bà Rịa và Vũng Tàu",
        "Bà Rịa & Vũng Tàu",
        "BR-VT",
    ),
    *("BRVT", "tỉnh BR-VT", "T. Bà Rịa—Vũng Tàu", "Vũng Tàu", "vung tau", "TP. Vũng Tàu"),
]
SAI_GON = [
    *(
        "TP.HCM",
        "TP. HCM",
        "T.P. HCM",
        "T.P Hồ Chí Minh",
        "tp hcm",
        "TPHCM",
        "Thành phố HCM",
        "HCMC",
        "TP Sài Gòn",
    ),
    *("Ho Chi Minh City", "Tp.Hồ Chí Minh"),
]
HUE = ["Thừa Thiên–Huế", "TT-Huế", "TT. Huế", "T.T. Huế", "T. Thừa Thiên Huế"]


def slugs(text):
    return [(word, record.slug) for word, record in places(text)]


def test_a_province_is_read_in_every_spelling_of_the_shipped_record(loaded):
    named = {
        "thai nguyen": "thai-nguyen",
        "Thái Nguyên": "thai-nguyen",
        "THAI NGUYEN": "thai-nguyen",
        "tỉnh Thái Nguyên": "thai-nguyen",
        "Bắc Cạn": "bac-kan",
        "bac can": "bac-kan",
        "Bắc Kạn": "bac-kan",
        "Thừa Thiên - Huế": "thua-thien-hue",
        "Thừa Thiên-Huế": "thua-thien-hue",
        "TP. Huế": "hue",
        "thành phố Đà Nẵng": "da-nang",
        "Đắc Lắc": "dak-lak",
        "Daklak": "dak-lak",
        "Sài Gòn": "ho-chi-minh",
        "tphcm": "ho-chi-minh",
        "Hanoi": "ha-noi",
        **dict.fromkeys(["Lào Kai", "Lào Kay", "lao kai", "T. Lào Cai"], "lao-cai"),
        **dict.fromkeys(["Q. Ngãi", "Q.Ngãi", "Q ngai"], "quang-ngai"),
        **dict.fromkeys(["B. Dương", "B.Duong"], "binh-duong"),
        **dict.fromkeys([*HA_GIANG, "Hagiang", "HàGiang", "T.Hagiang"], "ha-giang"),
        **{"LAMDONG": "lam-dong", "B.R-V.T": "ba-ria-vung-tau", "B.R.V.T": "ba-ria-vung-tau"},
        **dict.fromkeys(VUNG_TAU, "ba-ria-vung-tau"),
        **dict.fromkeys(SAI_GON, "ho-chi-minh"),
        **dict.fromkeys(HUE, "thua-thien-hue"),
    }
    assert {typed: slugs(typed) for typed in named} == {
        typed: [("tinh", slug)] for typed, slug in named.items()
    }
    assert slugs("H. Giang") == [("tinh", "ha-giang"), ("tinh", "hau-giang")]
    south = ("vung", "nam-trung-bo-va-tay-nguyen")
    assert set(slugs("TN")) == {("tinh", "thai-nguyen"), ("tinh", "tay-ninh"), south}
    assert slugs("Tây Nguyên") == [south]
    for nowhere in (
        "",
        " ",
        "khong-co",
        "thái nguyện",
        "KH&CN",
        "XIX",
        "2024",
        "a" * 300,
        "\u202e",
        "😀",
        "thai nguyen cao bang",
    ):
        assert (nowhere, slugs(nowhere)) == (nowhere, [])


@pytest.mark.parametrize(
    "name", ["T.P Đà Nẵng", "t.p. Đà Nẵng", "T.T. Huế", "Q. Ngãi", "Lào Kai", *VUNG_TAU[-3:]]
)
def test_a_question_reads_a_place_whole_as_a_filter_does(name, loaded):
    [concept] = parse_query(name, current(), lambda found: dict.fromkeys(found, 1)).concepts
    [(_word, place)] = places(name)
    assert (concept.kind, place_token(place.name)) == ("place", concept.choices[1].words[0])


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Hà Giang (cũ)", "ha-giang"),
        ("tỉnh Yên Bái cũ", "yen-bai"),
        ("Thái Nguyên (mới)", "thai-nguyen"),
        ("Thái Nguyên cũ", "thai-nguyen-truoc-2025"),
        ("Thái Nguyên (đến 30/6/2025)", "thai-nguyen-truoc-2025"),
        ("Hà Nội hiện nay", "ha-noi"),
    ],
)
def test_a_unit_is_asked_for_as_it_was_or_is(typed, slug, loaded):
    assert [place.slug for _word, place in places(typed)] == [slug]


def test_the_initials_of_a_person_are_no_place(loaded):
    [v, k, surname] = current().with_initials(words("V. K. Thử"))
    assert (v.exact, k.exact, surname.exact) == ("v", "k", "thử")


def test_a_cell_and_a_line_read_a_province_as_a_filter_does(loaded):
    user = make.user(groups=["duyet"])
    finder, lines = Finder(user), PostMatcher(user, (date(2024, 10, 10),) * 2)
    for slug, spellings in {"ha-giang": HA_GIANG, "ba-ria-vung-tau": VUNG_TAU, "thua-thien-hue": HUE}.items():
        assert {text: finder.find(Province, text).slug for text in spellings} == dict.fromkeys(
            spellings, slug
        )
    typed = dict.fromkeys(SAI_GON, "ho-chi-minh-truoc-2025") | dict.fromkeys(HA_GIANG, "ha-giang")
    assert {text: " ".join(one.slug for one in lines.places(text)) for text in typed} == typed
    aged = {
        "Hà Giang (cũ)": "ha-giang",
        "Thái Nguyên cũ": "thai-nguyen-truoc-2025",
        "Tuyên Quang mới": "tuyen-quang",
    }
    assert {text: finder.find(Province, text).slug for text in aged} == aged
    for text in ("thái nguyện", "Hà Giàng", "Hágiang", "không có", "Cao Bằng (cũ) và"):
        with pytest.raises(BadCell):
            finder.find(Province, text)


@pytest.fixture
def record():
    """Bắc Kạn that went into Thái Nguyên, each with something in every list, beside Tây Ninh and a region."""
    with batched():
        series = make.series(name="Nam Trung Bộ và Tây Nguyên")
        before = make.ended_province(name="Bắc Kạn", aliases="Bắc Cạn")
        namesake, after = (
            make.ended_province(name="Thái Nguyên", slug="thai-nguyen-truoc-2025"),
            make.province(name="Thái Nguyên", slug="thai-nguyen"),
        )
        for old in (before, namesake):
            make.succession(predecessor=old, successor=after)
        make.series_membership(series=series, province=before)
        make.province(name="Tây Ninh")
        make.province(name="Cao Bằng")
        for name in ("Thái Nguyên", "Tây Ninh", "Tây Nguyên"):
            make.term(kind="dia-danh", written="TN", meaning=name)
        for number, province in enumerate((before, after)):
            conference = make.conference(series=series, theme="Quế", ordinal=5 + number)
            make.participation(conference=conference, province=province)
            make.appearance(conference=conference, official=make.official(name=f"Vũ Quế {'AB'[number]}"))
            make.recommendation(conference=conference, by_province=province, text="Trồng quế")
            make.figure(conference=conference, scope="tinh", scope_province=province)
            make.task([province], title="Trồng quế")
    return series


def ask(client, path, **words):
    return client.get(f"{path}?{urlencode(words)}")


def choices(answer):
    """[(query, name)] of the links beside what is wrong with the question."""
    said = re.search(r'<div class="mistakes"[^>]*>(.*?)</div>', answer.text, re.DOTALL)[1]
    return [
        (unescape(query), name)
        for query, name in re.findall(r'<a href="\?([^"]*)" rel="nofollow"[^>]*>([^<]*)</a>', said)
    ]


def rows(answer):
    return sorted(str(row) for row in answer.context["page"].object_list)


@pytest.mark.parametrize("path", ASKING)
def test_a_name_asks_what_the_slug_asks(client, record, path):
    words = {"q": "quế"} if path == "/tim-kiem/" else {}
    for slug, typed in (
        ("thai-nguyen", "thai nguyen"),
        ("thai-nguyen", "Tỉnh Thái Nguyên"),
        ("bac-kan", "Bắc Cạn"),
    ):
        by_slug, by_name = (ask(client, path, **words, tinh=value) for value in (slug, typed))
        assert (by_slug.status_code, by_name.status_code) == (200, 200)
        assert rows(by_name) == rows(by_slug)
        count = re.compile(r"<strong>(\d+)</strong>")
        assert count.findall(by_name.text) == count.findall(by_slug.text) != []
        shown = re.search(r'<option value="([^"]*)" selected>', by_name.text)
        assert path == "/tim-kiem/" or shown[1] == slug  # the control shows what was read
        download = ask(client, f"{path.rstrip('/')}.csv", **words, tinh=typed)
        other = ask(client, f"{path.rstrip('/')}.csv", **words, tinh=slug)
        assert b"".join(download.streaming_content) == b"".join(other.streaming_content)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ASKING)
def test_initials_of_several_places_are_asked_back_with_the_rest_of_the_question_kept(
    client, record, path, prefix
):
    answer = ask(client, f"{prefix}{path}", q="quế", nam="2024", tinh="TN", trang="2")
    assert answer.status_code == 400
    said = "Tỉnh, thành phố: “TN” có thể là nhiều nơi." if not prefix else "“TN” may be several places."
    assert said in answer.text
    assert 'value="quế"' in answer.text
    links = {name: parse_qs(query) for query, name in choices(answer)}
    kept = {"q": ["quế"], "nam": ["2024"]}
    assert links == {
        "Thái Nguyên": {**kept, "tinh": ["thai-nguyen"]},
        "Tây Ninh": {**kept, "tinh": ["tay-ninh"]},
        "Nam Trung Bộ và Tây Nguyên": {**kept, "vung": [record.slug]},
    }
    for query in [] if prefix else links.values():
        assert ask(client, path, **{name: value for name, (value,) in query.items()}).status_code == 200
    refused = ask(client, f"{prefix}{path.rstrip('/')}.csv", tinh="TN")
    assert refused.status_code == 400
    assert "Thái Nguyên, Tây Ninh, Nam Trung Bộ và Tây Nguyên" in refused.text


def test_a_region_typed_as_a_province_is_offered_as_a_region(client, record):
    answer = ask(client, "/hoi-nghi/", tinh="Tây Nguyên")
    assert answer.status_code == 400
    assert "“Tây Nguyên” là tên một vùng." in answer.text
    assert choices(answer) == [(f"vung={record.slug}", "Nam Trung Bộ và Tây Nguyên")]


def test_what_names_no_place_is_refused_and_not_kept_where_nobody_sees_it(client, record):
    for path in ASKING:
        answer = ask(client, path, q="quế", tinh="Xứ Lạ")
        assert (path, answer.status_code) == (path, 400)
        assert "Không có tỉnh, thành phố nào tên là “Xứ Lạ”." in answer.text
        assert 'type="hidden" name="tinh"' not in answer.text  # else the next question fails too
    assert ask(client, "/tim-kiem.json", q="quế", tinh="TN").json() == {
        "error": "“TN” có thể là nhiều nơi. Chọn một: Thái Nguyên, Tây Ninh, Nam Trung Bộ và Tây Nguyên."
    }
