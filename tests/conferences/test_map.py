"""The map and its table: what is counted, once, for which unit; and that nothing else is drawn."""

import csv
import json
import re
from io import StringIO
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from django.test import TestCase
from django.urls import reverse

from conferences import map as counted
from portal.records.loading import load_record
from provinces import map as maps
from provinces.data.map import build as build_map
from provinces.map.drawing import LEFT, LETTER, MOST_LETTERS, RIGHT
from provinces.models import Province
from tests import factories as make

pytestmark = pytest.mark.django_db
SVG = re.compile(r'<svg class="map".*?</svg>(?=</div>)', re.DOTALL)


@pytest.fixture
def merged():
    """Two provinces that became one, a conference that both attended and one hosted, a task in both."""
    bac_kan, old = (
        make.ended_province(name="Bắc Kạn", code="06"),
        make.ended_province(name="Thái Nguyên", code="19"),
    )
    new = make.province(name="Thái Nguyên", code="19", began=make.REARRANGED_ON)
    for predecessor in (bac_kan, old):
        make.succession(predecessor=predecessor, successor=new)
    conference = make.conference()
    make.participation(conference=conference, province=bac_kan, capacity="dang-cai")
    make.participation(conference=conference, province=bac_kan)
    make.participation(conference=conference, province=old)
    make.task(places=[bac_kan, old], budget=2_000_000_000)
    make.task(places=[old], budget=None)
    return bac_kan, old, new


def counts(client, query=""):
    return {unit.province: unit for unit in client.get(f"/ban-do/{query}").context["counts"].units}


def numbers(unit):
    return unit.hosted, unit.held, unit.attended, unit.tasks, unit.budgeted, unit.budget


# --- What is counted -----------------------------------------------------------------------


def test_a_unit_of_today_counts_what_two_predecessors_shared_once(client, merged):
    *_, new = merged
    found = counts(client, "?ky=sau")
    assert {province: numbers(unit) for province, unit in found.items()} == {
        new: (1, 1, 1, 2, 1, 2_000_000_000)
    }


def test_a_unit_of_before_counts_itself_alone(client, merged):
    bac_kan, old, _ = merged
    found = counts(client, "?ky=truoc")
    assert {province: numbers(unit) for province, unit in found.items()} == {
        bac_kan: (1, 1, 1, 1, 1, 2_000_000_000),
        old: (0, 0, 1, 2, 1, 2_000_000_000),
    }


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_what_is_not_published_counts_for_nothing(client, state):
    place = make.province(code="04")
    make.participation(conference=make.conference(publication=state), province=place, capacity="dang-cai")
    make.task(places=[place], publication=state, budget=5)
    assert [numbers(unit) for unit in counts(client).values()] == [(0, 0, 0, 0, 0, None)]
    assert "tone-4" not in SVG.search(client.get("/").text)[0]


def test_a_conference_not_held_is_hosted_but_not_held(client):
    place = make.province(code="11", name="Điện Biên")
    make.participation(conference=make.conference(status="du-kien"), province=place, capacity="dang-cai")
    page = client.get("/ban-do/")
    assert numbers(page.context["counts"].units[0])[:3] == (1, 0, 0)
    assert (
        'aria-label="Điện Biên: đăng cai 1 hội nghị, chưa họp hoặc chưa xác minh" class="tone-soft"'
        in page.text
    )


def test_a_new_unit_is_named_under_the_map_of_before(client):
    new = make.province(began=make.REARRANGED_ON)
    make.participation(province=new, capacity="dang-cai")
    assert client.get("/ban-do/?ky=truoc").context["counts"].elsewhere == [new]
    assert client.get("/ban-do/?ky=sau").context["counts"].elsewhere == []


def test_the_lists_that_the_table_links_to_hold_as_many_rows(client, merged):
    page = client.get("/ban-do/?ky=sau").text
    slug = merged[2].slug
    for address, rows in ((f"/hoi-nghi/?tinh={slug}&amp;vai=tham-du", 1), (f"/nhiem-vu/?tinh={slug}", 2)):
        assert f'href="{address}"' in page
        assert client.get(address.replace("&amp;", "&")).context["page"].paginator.count == rows


# --- The answer ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("ky=2025", "Bản đồ không có kỳ “2025”"),
        ("ky=", "Bản đồ không có kỳ “”"),
        ("do=dan-so", "Bản đồ không đo theo “dan-so”"),
        ("ky=sau&do=%3Cscript%3E", "Bản đồ không đo theo “&lt;script&gt;”"),
    ],
)
@pytest.mark.parametrize("address", ["/ban-do/", "/ban-do.csv"])
def test_junk_is_refused_with_a_sentence(client, address, query, sentence):
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert sentence in answer.text


def cell_of(column, unit):
    """The cell of a download: addresses in full, all else as the column says."""
    text = str(column.text(unit))
    return f"http://testserver{text}" if column.key == "dia_chi" else text


@pytest.mark.parametrize("period", ["truoc", "sau"])
def test_csv_has_the_rows_of_the_table(client, merged, period):
    answer = client.get(f"/ban-do.csv?ky={period}&do=kinh-phi")
    assert answer["Content-Disposition"] == 'attachment; filename="ban-do.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text))
    assert head == [*(str(column.label) for column in counted.COLUMNS), "Phiên bản dữ liệu"]
    units = client.get(f"/ban-do/?ky={period}").context["counts"].units
    assert [row[:-1] for row in rows] == [
        [cell_of(column, unit) for column in counted.COLUMNS] for unit in units
    ]
    assert len(rows) == {"truoc": 2, "sau": 1}[period]


def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(99) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/ban-do/", "/ban-do/?ky=sau&do=kinh-phi"])
def test_the_page_asks_four_questions_and_those_of_every_page(
    client, merged, address, django_assert_max_num_queries
):
    first = queries(client, address, django_assert_max_num_queries)
    for code in ("01", "04", "48"):
        place = make.province(code=code)
        make.task(places=[place], budget=7)
        for _ in range(3):
            make.participation(province=place, capacity="dang-cai")
    assert (first, queries(client, address, django_assert_max_num_queries)) == (
        6,
        6,
    )  # the banner, and the version of the data


def test_the_small_maps_ask_as_much_for_many_rows(client, django_assert_max_num_queries):
    chain = make.series()

    def host(code):
        place = make.province(code=code)
        make.series_membership(series=chain, province=place)
        for _ in range(2):
            make.participation(conference=make.conference(series=chain), province=place, capacity="dang-cai")
        return place

    host("04")
    with django_assert_max_num_queries(4):
        counted.hosts_picture("x", "x")
    with django_assert_max_num_queries(5):
        counted.hosts_picture("x", "x", chain)
    for code in ("01", "11", "48", "56"):
        place = host(code)
    with django_assert_max_num_queries(4):
        assert len(counted.hosts_picture("x", "x").labels) == 5
    with django_assert_max_num_queries(5):
        counted.hosts_picture("x", "x", chain)
    with django_assert_max_num_queries(2):
        assert len(maps.province_picture(place).labels) == 1


# --- What is drawn -------------------------------------------------------------------------


def pages():
    """Every page with a map, of the shipped record: (address, the periods whose units it may draw)."""
    both = ("truoc", "sau")
    yield from (
        (f"{lang}/ban-do/?ky={ky}&do={do}", (ky,))
        for lang in ("", "/en")
        for ky in both
        for do in counted.MEASURES
    )
    yield "/", ("truoc",)
    yield "/hoi-nghi/trung-du-va-mien-nui-phia-bac/", ("truoc",)
    yield "/tinh-thanh/bac-kan/", both
    yield "/tinh-thanh/thai-nguyen/", both
    yield "/tinh-thanh/thua-thien-hue/", both
    yield "/en/tinh-thanh/khanh-hoa/", both


def parts(svg):
    """[(the element's name, the class of its group, itself)] for every element of the drawing."""
    root, found = ElementTree.fromstring(svg.replace("&nbsp;", " ")), []

    def walk(element, group):
        for child in element:
            here = child.get("class", "").split()[0] if child.tag in ("g", "svg") else group
            if child.tag == "defs":
                continue
            found.append((child.tag, here, child))
            walk(child, here)

    walk(root, "")
    return found


def test_the_committed_shapes_are_what_the_input_gives():
    assert build_map.drawing() == build_map.GEOMETRY.read_text(encoding="utf-8"), "run it again"
    topology = json.loads(build_map.INPUT.read_text(encoding="utf-8"))
    (features,) = topology["objects"].values()
    assert {shape["id"] for shape in features["geometries"]} == set(maps.geometry()["truoc"])
    assert {name: len(maps.geometry()[name]) for name in maps.PERIODS} == {"truoc": 63, "sau": 34}
    assert topology["bbox"][2] < 110, "the input ends at the coast of the mainland"


# --- The shipped record --------------------------------------------------------------------


@pytest.mark.once  # what is drawn of rows that other tests ask for
class ShippedMapTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_record()

    def test_members_are_those_of_scope(self):
        for period in maps.PERIODS:
            for unit in maps.units_of(period, maps.all_provinces()):
                assert {unit.province.pk, *(member.pk for member in unit.members)} == set(
                    unit.province.scope()
                )

    def test_every_unit_of_the_shipped_record_is_in_the_table_and_has_a_shape(self):
        for period, expected in (("truoc", 63), ("sau", 34)):
            units = counts(self.client, f"?ky={period}")
            assert len(units) == expected
            assert {province.code for province in units} == set(maps.geometry()[period])
        assert [province.name for province in units][:7] == [
            "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk",
        ]  # fmt: skip

    def test_no_feature_is_drawn_but_the_units_and_the_two_frames(self):
        for address, periods in pages():
            drawing = parts(SVG.search(self.client.get(address).text)[0])
            shapes = {unit["d"] for period in periods for unit in maps.geometry()[period].values()}
            lands = [part.get("d") for tag, group, part in drawing if tag == "path" and group == "land"]
            assert set(lands) <= shapes, address
            if address.startswith(("/ban-do", "/en/ban-do")):
                assert sorted(lands) == sorted(shapes), address
            assert {
                part.get("d") for tag, group, part in drawing if tag == "path" and group == "outlines"
            } <= shapes, address
            assert [part.get("d") for tag, group, part in drawing if tag == "path" and group == "frame"] == [
                frame.signs for frame in (maps.PLACE_FRAMES if "tinh-thanh" in address else maps.FRAMES)
            ], address
            country = [part.get("d") for tag, group, part in drawing if tag == "path" and group == "country"]
            if country:
                wholes = ["".join(unit["d"] for unit in maps.geometry()[name].values()) for name in periods]
                whole, here = country
                assert whole in wholes, address
                assert here in shapes, address
            for tag, group, part in drawing:
                if tag == "path" and group == "labels":
                    assert re.fullmatch(r"M-?\d+ -?\d+L-?\d+ -?\d+h-?8", part.get("d")), (
                        "a leader is one line"
                    )
                allowed = {
                    "": {"title", "desc", "g", "rect"},
                    "window": {"svg"},
                    "country": {"svg", "path", "rect"},
                    "land": {"g", "a", "path"},
                    "outlines": {"g", "path"},
                    "labels": {"g", "path", "circle", "a", "text", "tspan"},
                    "frame": {"g", "rect", "path", "text"},
                }
                assert tag in allowed[group], (address, tag, group)

    def test_both_archipelagos_are_on_every_map_in_drawing_and_text(self):
        for address, _ in pages():
            page = self.client.get(address).text
            drawing = parts(SVG.search(page)[0])
            frames = [[part.text for tag, group, part in drawing if tag == "text" and group == "frame"]]
            text = next(part.text for tag, _, part in drawing if tag == "desc")
            caption = re.search(r"<figcaption>.*?</figcaption>", page, re.DOTALL)[0]
            if not address.startswith("/en"):
                assert frames == [["Hoàng Sa", "TP. Đà Nẵng", "Trường Sa", "tỉnh Khánh Hòa"]]
                for words in ("Hoàng Sa (TP. Đà Nẵng)", "Trường Sa (tỉnh Khánh Hòa)"):
                    assert words in text
                    assert words in caption
            else:
                assert [len(words) for words in frames] == [4]
        table = self.client.get("/ban-do/?ky=sau").text.partition('<table class="counts')[2]
        assert "quần đảo Hoàng Sa" in table
        assert "quần đảo Trường Sa" in table

    def test_the_map_of_a_unit_shows_all_of_it_and_names_its_neighbours(self):
        for province in Province.objects.all():
            picture = maps.province_picture(province)
            period = "truoc" if province.ended else "sau"
            near = {province.code, *maps.neighbours(period)[province.code]}
            labels = {label.code: label for label in picture.labels}
            assert near <= set(labels), province
            units = {unit.code: unit.name for unit in Province.objects.on(maps.PERIODS[period])}
            units[province.code] = province.name
            assert {code: label.name for code, label in labels.items()} == {
                code: units[code] for code in labels
            }
            assert all(picture.window.holds(corner) for corner in maps.corners(period)[province.code])
            assert [label.code for label in picture.labels if not label.url] == [province.code]
            for one, other in combinations(picture.labels, 2):
                apart = abs(one.x - other.x) * 2 >= (len(one.name) + len(other.name)) * 14
                assert apart or abs(one.y - other.y) > 30, (province, one.name, other.name)

    def test_neighbours_share_a_line_on_both_sides(self):
        for period in maps.PERIODS:
            near = maps.neighbours(period)
            assert all(code in near[other] for code, others in near.items() for other in others)
        assert {*near["04"]} == {"08", "19", "20"}  # Cao Bằng: Tuyên Quang, Thái Nguyên, Lạng Sơn

    def test_the_shapes_are_those_of_the_successions_on_record(self):
        topology = json.loads(build_map.INPUT.read_text(encoding="utf-8"))
        (features,) = topology["objects"].values()
        before = {p.code: p for p in Province.objects.on(maps.PERIODS["truoc"])}
        after = {p.code: p for p in Province.objects.on(maps.PERIODS["sau"])}
        for shape in features["geometries"]:
            assert before[shape["id"]].pk in after[f"{shape['properties']['n']:02d}"].scope()

    def test_every_unit_of_the_map_is_a_link_with_its_amount(self):
        drawing = parts(SVG.search(self.client.get("/ban-do/").text)[0])
        links = {
            part.get("aria-label"): part.get("href")
            for tag, group, part in drawing
            if tag == "a" and group == "land"
        }
        assert len(links) == 63
        assert links["Cao Bằng: đăng cai 1 hội nghị"] == "/tinh-thanh/cao-bang/"
        assert links["Bắc Kạn: hồ sơ chưa ghi"] == reverse("province", args=["bac-kan"])

    def test_maps_are_light(self):
        for address, _ in pages():
            page = self.client.get(address)
            limit = 35_000 if "ban-do" in address else 20_480
            assert len(SVG.search(page.text)[0].encode()) <= limit, address
            assert len(page.content) < 100_000, address


# --- Tones and labels ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1, 0], [(4, 1, 1)]),
        ([1, 3], [(2, 1, 1), (4, 3, 3)]),
        ([1, 2, 3, 4], [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)]),
        ([1, 2, 3, 4, 5, 6, 7, 8], [(1, 1, 2), (2, 3, 4), (3, 5, 6), (4, 7, 8)]),
        ([1, 1, 1, 1, 1, 1, 2, 3, 4, 9], [(2, 1, 1), (3, 2, 3), (4, 4, 9)]),
    ],
)
def test_classes_hold_every_amount_once(amounts, found):
    assert counted.classes(amounts) == found


def test_spread_keeps_the_distance_and_the_bounds():
    assert maps.spread([100, 300], 0, 1000, 50) == [100, 300]
    assert maps.spread([100, 100], 0, 1000, 50) == [75, 125]
    assert maps.spread([0, 0, 10], 0, 1000, 50) == [0, 50, 100]
    assert maps.spread([990, 1000], 0, 1000, 50) == [950, 1000]


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Bến Tre (nay: Vĩnh Long)", "Bến Tre (nay…"),
        ("Tỉnh có tên dài vừa", "Tỉnh có tên dài…"),
        ("Bà Rịa và Vũng Tàu", "Bà Rịa và Vũng…"),
        ("Ư" * 60, "Ư" * 16 + "…"),
        (" ", " "),
    ],
)
def test_a_long_name_is_drawn_in_short(name, drawn):
    assert maps.Label("04", name).short_name == drawn
    assert len(drawn) <= MOST_LETTERS


@pytest.mark.parametrize("period", ["truoc", "sau"])
@pytest.mark.parametrize("name", ["Bến Tre (nay: Vĩnh Long)", "Ư" * 60])
def test_a_name_of_any_length_finds_room_beside_every_unit(name, period):
    """To a letter: how far the land reaches is measured at the place, and the words may stand a little above it."""
    for code in maps.geometry()[period]:
        (label,) = maps.placed([maps.Label(code, name, strong="XIX", small="dự kiến 2026")], period)
        if label.side == "end":
            assert label.x - label.width >= LEFT - LETTER, code
        else:
            assert label.x + label.width <= RIGHT + LETTER, code


def test_a_province_renamed_to_a_long_name_keeps_every_map(client):
    """As an editor did, who wrote where Bến Tre went into its name."""
    ben_tre = make.ended_province(name="Bến Tre (nay: Vĩnh Long)", code="83", slug="ben-tre")
    chain = make.series(name="Tây Nam Bộ")
    make.participation(conference=make.conference(series=chain), province=ben_tre, capacity="dang-cai")
    for path in ("/", "/ban-do/?ky=truoc", chain.get_absolute_url(), ben_tre.get_absolute_url()):
        for address in (path, f"/en{path}"):
            drawing = parts(SVG.search(client.get(address).text)[0])
            words = [text for _tag, group, part in drawing if group == "labels" for text in part.itertext()]
            assert "Bến Tre (nay…" in words, address
            assert "Bến Tre (nay: Vĩnh Long)" in words, address


@pytest.mark.parametrize("period", ["truoc", "sau"])
def test_labels_lie_apart_and_clear_of_the_frames(period):
    names = [maps.Label(code, "Thừa Thiên Huế", rank=i) for i, code in enumerate(maps.geometry()[period])]
    labels = maps.placed(names, period)
    assert len(labels) > 15
    for one, other in pairwise(labels):
        assert one.side != other.side or other.y - one.y >= maps.LINE - 1
    for label in labels:
        for frame in maps.FRAMES:
            assert label.side == "end" or not frame.y - 20 < label.y < frame.y + frame.height + 20
