"""What the questions mean on the lists of provinces and tasks."""

from datetime import date

import pytest

from provinces.models import Province
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(client, path):
    return list(client.get(path).context["page"].object_list)


@pytest.fixture
def lineage():
    old = make.ended_province(name="Thái Nguyên", slug="thai-nguyen-truoc-2025")
    bac_kan = make.ended_province(name="Bắc Kạn", slug="bac-kan")
    today = make.province(name="Thái Nguyên", slug="thai-nguyen", began=date(2025, 7, 1))
    for unit in (old, bac_kan):
        make.succession(predecessor=unit, successor=today)
    return {
        "old": old,
        "bac_kan": bac_kan,
        "today": today,
        "cao_bang": make.province(name="Cao Bằng", slug="cao-bang"),
    }


def test_provinces_sort_in_the_vietnamese_order(client):
    names = [
        "An Giang",
        "Ân Thi",
        "Bà Rịa",
        "Bạc Liêu",
        "Bắc Kạn",
        "Cà Mau",
        "Cần Thơ",
        "Dầu Tiếng",
        "Đà Nẵng",
        "Hà Nội",
        "Huế",
    ]
    for name in sorted(names, reverse=True):
        make.province(name=name)
    assert [unit.name for unit in found(client, "/tinh-thanh/")] == [
        "An Giang",
        "Ân Thi",
        "Bà Rịa",
        "Bạc Liêu",
        "Bắc Kạn",
        "Cà Mau",
        "Cần Thơ",
        "Dầu Tiếng",
        "Đà Nẵng",
        "Hà Nội",
        "Huế",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["bac_kan", "cao_bang", "today", "old"]),
        ("nam=2024", ["bac_kan", "cao_bang", "old"]),
        ("nam=2026", ["cao_bang", "today"]),
        ("nam=2025", ["bac_kan", "cao_bang", "today", "old"]),
        ("tu=2026", ["cao_bang", "today"]),
        ("den=2024", ["bac_kan", "cao_bang", "old"]),
        ("tinh=thai-nguyen", ["bac_kan", "today", "old"]),
        ("tinh=bac-kan", ["bac_kan"]),
        ("q=thai nguyen", ["bac_kan", "today", "old"]),
        ("tinh=thai-nguyen&nam=2026", ["today"]),
    ],
)
def test_provinces_by_lineage_and_by_the_years_they_existed(client, lineage, query, names):
    rows = found(client, f"/tinh-thanh/?{query}")
    assert {row.pk for row in rows} == {lineage[name].pk for name in names}
    assert len(rows) == len(names)


def test_provinces_of_a_series_are_its_members_and_what_became_of_them(client, lineage):
    make.series_membership(series=make.series(slug="trung-du"), province=lineage["bac_kan"])
    assert {row.pk for row in found(client, "/tinh-thanh/?vung=trung-du")} == {
        lineage["bac_kan"].pk,
        lineage["today"].pk,
    }


def test_a_unit_that_ended_on_the_first_of_july_was_there_the_day_before(lineage):
    assert {unit.slug for unit in Province.objects.on(date(2025, 6, 30))} == {
        "bac-kan",
        "thai-nguyen-truoc-2025",
        "cao-bang",
    }
    assert {unit.slug for unit in Province.objects.on(date(2025, 7, 1))} == {"thai-nguyen", "cao-bang"}


def test_choosing_a_unit_of_today_means_it_first_and_then_its_predecessors(lineage):
    keys = lineage["today"].scope()
    assert (keys[0], set(keys)) == (
        lineage["today"].pk,
        {lineage[name].pk for name in ("today", "old", "bac_kan")},
    )
    assert lineage["bac_kan"].scope() == [lineage["bac_kan"].pk]


def test_a_lineage_that_meets_again_names_each_unit_once():
    origin, left, right = (make.ended_province() for _unit in range(3))
    today = make.province()
    for predecessor, successor in ((origin, left), (origin, right), (left, today), (right, today)):
        make.succession(predecessor=predecessor, successor=successor)
    assert sorted(today.scope()) == sorted(unit.pk for unit in (today, left, right, origin))


# --- Tasks ----------------------------------------------------------------------------------------------
def test_tasks_by_place_and_by_the_years_they_ran(client, lineage):
    in_bac_kan = make.task([lineage["bac_kan"]], start_year=2018, end_year=2020)
    in_today = make.task([lineage["today"], lineage["cao_bang"]], start_year=2025, end_year=None)
    undated = make.task([lineage["bac_kan"]], start_year=None, end_year=None)
    elsewhere = make.task(start_year=2019, end_year=2030)
    for query, expected in {
        "": [in_today, elsewhere, in_bac_kan, undated],
        "tinh=thai-nguyen": [in_today, in_bac_kan, undated],
        "tinh=bac-kan": [in_bac_kan, undated],
        "tinh=cao-bang": [in_today],
        "nam=2019": [elsewhere, in_bac_kan],
        "nam=2018": [in_bac_kan],
        "nam=2021": [elsewhere],
        "nam=2025": [in_today, elsewhere],
        "nam=2026": [elsewhere],
        "tu=2020&den=2024": [elsewhere, in_bac_kan],
        "tinh=bac-kan&nam=2020": [in_bac_kan],
        "tinh=bac-kan&nam=2021": [],
        "tinh=thai-nguyen&tu=2020": [in_today, in_bac_kan],
    }.items():
        assert (query, found(client, f"/nhiem-vu/?{query}")) == (query, expected)


def test_tasks_by_level_state_programme_field_and_lead_body(client):
    body = make.body(slug="vien")
    programme = make.programme(slug="nong-thon-mien-nui")
    broad = make.research_field(code="4", table="24-2025")
    narrow = make.research_field(code="401", table="24-2025")
    other_table = make.research_field(code="401", table="12-2008")
    one = make.task(
        level="quoc-gia",
        status="nghiem-thu",
        programme=programme,
        field=narrow,
        lead_body=body,
        start_year=2024,
    )
    two = make.task(level="tinh", field=broad, start_year=2023)
    three = make.task(field=other_table, start_year=2022, end_year=2022)
    for query, expected in {
        "cap=quoc-gia": [one],
        "trang_thai=nghiem-thu": [one],
        "chuong_trinh=nong-thon-mien-nui": [one],
        "chu_tri=vien": [one],
        "bat_dau=2023": [two],
        "bat_dau=2024&nam=2024": [one],
        f"linh_vuc={broad.slug}": [one, two],
        f"linh_vuc={narrow.slug}": [one],
        f"linh_vuc={other_table.slug}": [three],
        "cap=tinh&trang_thai=nghiem-thu": [],
    }.items():
        assert (query, found(client, f"/nhiem-vu/?{query}")) == (query, expected)


def test_the_list_of_tasks_says_the_stated_budget_of_what_it_found(client):
    place = make.province(slug="cao-bang")
    make.task([place], budget=600_000_000_000)
    make.task([place], budget=36_100_000_000)
    make.task([place], budget=None)
    make.task(budget=1_000_000_000)
    make.task([place], budget=5, publication="draft")
    assert client.get("/nhiem-vu/?tinh=cao-bang").context["total"].budget == 636_100_000_000
    page = client.get("/nhiem-vu/?tinh=cao-bang").text
    assert "636,1 tỷ đồng" in page
    assert "1 nhiệm vụ không ghi kinh phí" in page
    assert client.get("/nhiem-vu/?nam=1950").context["total"].budget is None


def test_an_empty_list_of_tasks_says_so_and_shows_the_stated_figures(client):
    figure = make.figure(level="quoc-gia", as_printed="86 nhiệm vụ KH&CN cấp quốc gia")
    make.figure(level="quoc-gia", conference=make.conference(publication="draft"), unit="ca-bi-mat")
    answer = client.get("/nhiem-vu/")
    assert [row.pk for row in answer.context["stated"]] == [figure.pk]
    assert "Chưa có danh mục" in answer.text
    assert "86" in answer.text
    assert "ca-bi-mat" not in answer.text
    make.task()
    assert "Chưa có danh mục" not in client.get("/nhiem-vu/").text
