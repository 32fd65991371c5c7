"""What province, role, years and series mean on each list of conferences' nouns."""

from datetime import date

import pytest

from conferences.models import Appearance
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(client, path):
    return list(client.get(path).context["page"].object_list)


@pytest.fixture
def lineage():
    """Bắc Kạn and the old Thái Nguyên went into today's Thái Nguyên; Cao Bằng did not change."""
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


# --- Conferences ----------------------------------------------------------------------------------------
@pytest.fixture
def meetings(lineage):
    """One conference hosted by each unit, in one series; Bắc Kạn took part in that of Cao Bằng."""
    series = make.series(name="Trung du")
    held = {
        name: make.conference(series=series, year=year)
        for name, year in (("old", 2010), ("bac_kan", 2014), ("cao_bang", 2024), ("today", 2026))
    }
    for name, conference in held.items():
        make.participation(conference=conference, province=lineage[name], capacity="dang-cai")
    make.participation(conference=held["cao_bang"], province=lineage["bac_kan"])
    make.conference(series=series, year=2016)  # nobody is known to have taken part
    return held


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tinh=thai-nguyen", ["today", "cao_bang", "bac_kan", "old"]),
        ("tinh=thai-nguyen-truoc-2025", ["old"]),
        ("tinh=bac-kan", ["cao_bang", "bac_kan"]),
        ("tinh=cao-bang", ["cao_bang"]),
        ("tinh=bac-kan&vai=dang-cai", ["bac_kan"]),
        ("tinh=bac-kan&vai=tham-du", ["cao_bang"]),
        ("tinh=thai-nguyen&vai=dang-cai", ["today", "bac_kan", "old"]),
        ("tinh=thai-nguyen&vai=tham-du", ["cao_bang"]),
        ("vai=dang-cai", ["today", "cao_bang", "bac_kan", "old"]),
        ("vai=tham-du", ["cao_bang"]),
        ("tinh=thai-nguyen&nam=2014", ["bac_kan"]),
        ("tinh=thai-nguyen&tu=2014&den=2024", ["cao_bang", "bac_kan"]),
        ("tinh=thai-nguyen&vai=tham-du&nam=2014", []),
        ("tinh=bac-kan&vung=trung-du", ["cao_bang", "bac_kan"]),
        ("tinh=bac-kan&vung=dong-nam", []),
    ],
)
def test_conferences_of_a_province_in_a_role_and_years(client, meetings, query, names):
    make.series(name="Đông Nam", slug="dong-nam")
    assert found(client, f"/hoi-nghi/?{query}") == [meetings[name] for name in names]


def test_a_body_of_a_province_at_a_conference_is_not_the_province(client, lineage):
    department = make.body(name="Sở KH&CN", province=lineage["cao_bang"])
    make.participation(body=department)
    assert found(client, "/hoi-nghi/?tinh=cao-bang") == []


def test_a_province_in_two_rows_finds_its_conference_once(client, lineage):
    conference = make.conference()
    make.participation(conference=conference, province=lineage["cao_bang"], capacity="dang-cai")
    make.participation(conference=conference, province=lineage["cao_bang"], inferred=True)
    assert found(client, "/hoi-nghi/?tinh=cao-bang") == [conference]


def test_the_lineage_goes_back_as_far_as_it_goes(client, lineage):
    origin = make.ended_province(name="Bắc Thái", slug="bac-thai", ended=date(1997, 1, 1))
    make.succession(predecessor=origin, successor=lineage["bac_kan"], day=date(1997, 1, 1), adopted_on=None)
    conference = make.conference(year=1995)
    make.participation(conference=conference, province=origin)
    assert found(client, "/hoi-nghi/?tinh=thai-nguyen") == [conference]
    assert found(client, "/hoi-nghi/?tinh=bac-kan") == []


def test_conferences_by_state_and_newest_first(client):
    series = make.series()
    day, month, year = (
        make.conference(series=series, ordinal=ordinal, year=2024, starts=starts)
        for ordinal, starts in ((7, date(2024, 10, 10)), (6, date(2024, 3, 1)), (8, None))
    )
    undated = make.conference(series=series, ordinal=9, year=None, status="duoc-nhac-den")
    assert found(client, "/hoi-nghi/") == [day, month, year, undated]
    assert found(client, "/hoi-nghi/?tinh_trang=duoc-nhac-den") == [undated]


def test_the_province_control_offers_todays_units_and_then_the_ended_ones(client, lineage):
    choices = list(client.get("/hoi-nghi/").context["found"].form.fields["tinh"].choices)
    groups = {str(label): [str(value) for value, _name in units] for label, units in choices[1:]}
    assert groups == {
        "Hiện nay": ["cao-bang", "thai-nguyen"],
        "Đã thôi là đơn vị riêng": ["bac-kan", "thai-nguyen-truoc-2025"],
    }


# --- Officials ------------------------------------------------------------------------------------------
def test_officials_by_the_conferences_they_appeared_at(client, meetings):
    at_cao_bang, at_old, nowhere = (make.official(name=name) for name in ("Lê Ái", "Lê Bình", "Lê Chi"))
    make.appearance(conference=meetings["cao_bang"], official=at_cao_bang)
    make.appearance(conference=meetings["old"], official=at_old)
    answers = {
        query: found(client, f"/dai-bieu/?{query}")
        for query in (
            "",
            "tinh=thai-nguyen",
            "tinh=bac-kan",
            "nam=2010",
            "tinh=bac-kan&vai=dang-cai",
            "vung=trung-du",
            "q=le+chi",
        )
    }
    assert answers == {
        "": [at_cao_bang, at_old, nowhere],
        "tinh=thai-nguyen": [at_cao_bang, at_old],
        "tinh=bac-kan": [at_cao_bang],
        "nam=2010": [at_old],
        "tinh=bac-kan&vai=dang-cai": [],
        "vung=trung-du": [at_cao_bang, at_old],
        "q=le+chi": [nowhere],
    }


def test_people_sort_by_given_name_then_surname_in_the_vietnamese_order(client):
    names = [
        "Trần Văn An",
        "Đỗ Ánh",
        "Lê Đạt",
        "Phạm Dũng",
        "Nguyễn Thị Ơn",
        "Vũ Oanh",
        "Nguyễn An Anh",
        "Bùi Anh",
    ]
    for name in reversed(names):
        make.official(name=name)
    assert [official.name for official in found(client, "/dai-bieu/")] == [
        "Trần Văn An",
        "Bùi Anh",
        "Nguyễn An Anh",
        "Đỗ Ánh",
        "Phạm Dũng",
        "Lê Đạt",
        "Vũ Oanh",
        "Nguyễn Thị Ơn",
    ]


def test_a_spelling_of_a_source_finds_the_person(client):
    person = make.official(name="Trịnh Trường Huy", aliases="Trrịnh Trường Huy")
    assert found(client, "/dai-bieu/?q=trrinh") == [person]


def test_appearances_are_in_printed_order_not_alphabetical(client):
    conference = make.conference()
    for rank, name in ((3, "Lê An"), (1, "Vũ Yến"), (2, "Bùi Bình")):
        make.appearance(conference=conference, official=make.official(name=name), rank=rank)
    rows = client.get(conference.get_absolute_url()).context["people"]["appearances"]
    assert [row.official.name for row in rows] == ["Vũ Yến", "Bùi Bình", "Lê An"]
    assert list(Appearance.objects.filter(conference=conference)) == rows


# --- Recommendations ------------------------------------------------------------------------------------
def test_recommendations_by_either_party(client, lineage):
    ministry = make.body(name="Bộ KH&CN", slug="bo-khcn")
    committee = make.body(name="UBND Bắc Kạn", province=lineage["bac_kan"])
    conference = make.conference(year=2024)
    make.participation(conference=conference, province=lineage["bac_kan"])
    rows = {
        name: make.recommendation(conference=conference, number=number, **fields)
        for number, (name, fields) in enumerate(
            {
                "asked by Bắc Kạn": {"by_province": lineage["bac_kan"], "to_body": ministry},
                "asked by its committee": {"by_body": committee},
                "asked of Bắc Kạn": {"to_province": lineage["bac_kan"], "kind": "de-nghi"},
                "asked of its committee": {"to_body": committee},
                "asked of every member": {"to_members": True},
                "asked by nobody named": {"state": "da-hoan-thanh"},
            }.items(),
            start=1,
        )
    }
    names = {row: name for name, row in rows.items()}
    by = ["asked by Bắc Kạn", "asked by its committee"]
    of = ["asked of Bắc Kạn", "asked of its committee", "asked of every member"]
    for query, expected in {
        "tinh=bac-kan": by + of,
        "tinh=thai-nguyen": by + of,
        "tinh=thai-nguyen-truoc-2025": [],
        "tinh=bac-kan&vai=neu": by,
        "tinh=bac-kan&vai=nhan": of,
        "vai=neu": by,
        "vai=nhan": of,
        "noi_nhan=bo-khcn": by[:1],
        "loai=de-nghi": of[:1],
        "trang_thai=da-hoan-thanh": ["asked by nobody named"],
        "nam=2024": list(rows),
        "nam=2023": [],
        "vung=khong-co-hoi-nghi": [],
    }.items():
        make.series(slug="khong-co-hoi-nghi") if query.startswith("vung") else None
        assert (query, [names[row] for row in found(client, f"/kien-nghi/?{query}")]) == (query, expected)


def test_only_a_stated_deadline_makes_a_recommendation_overdue(client):
    conference = make.conference()
    late, _done, _undated, _coming = (
        make.recommendation(conference=conference, due=due, state=state)
        for due, state in (
            (date(2020, 1, 1), "da-tiep-nhan"),
            (date(2020, 1, 1), "da-hoan-thanh"),
            (None, "chua-tra-loi"),
            (date(2099, 1, 1), "chua-tra-loi"),
        )
    )
    assert found(client, "/kien-nghi/?qua_han=on") == [late]
    assert list(client.get("/").context["overdue"]) == [late]


def test_a_receiver_that_is_asked_nothing_is_not_offered(client):
    make.body(name="Bộ khác", slug="bo-khac")
    assert client.get("/kien-nghi/?noi_nhan=bo-khac").status_code == 400


# --- Figures --------------------------------------------------------------------------------------------
def test_figures_by_scope_and_by_years_of_period(client, lineage):
    series = make.series(slug="trung-du")
    conference = make.conference(year=2024, series=series)
    of_region = make.figure(conference=conference, rank=1, period="2019–2022")
    of_province = make.figure(
        conference=conference,
        rank=2,
        scope="tinh",
        scope_province=lineage["bac_kan"],
        period="đến tháng 10/2023",
    )
    unsaid = make.figure(conference=conference, rank=3, scope="khac", scope_text="cả nước", period="")
    for query, expected in {
        "": [of_region, of_province, unsaid],
        "tinh=thai-nguyen": [of_province],
        "tinh=bac-kan": [of_province],
        "tinh=cao-bang": [],
        "vung=trung-du": [of_region],
        "nam=2020": [of_region],
        "nam=2023": [of_province],
        "nam=2024": [unsaid],
        "tu=2022&den=2023": [of_region, of_province],
        f"chi_tieu={unsaid.indicator.slug}": [unsaid],
    }.items():
        assert (query, found(client, f"/so-lieu/?{query}")) == (query, expected)
