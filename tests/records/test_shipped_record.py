"""The record that ships: it loads, twice to the same state, and holds what its sources say."""

import csv
import datetime
import shutil
from decimal import Decimal
from unicodedata import is_normalized

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from conferences.models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Indicator,
    Official,
    Participation,
    Post,
    Recommendation,
    Series,
    SeriesMembership,
    Statement,
)
from portal.records.loading import LoadError, load_record, tables_modules
from portal.records.models import Citation, Gap, Record, Source
from provinces.models import (
    Body,
    Programme,
    Province,
    Region,
    RegionMembership,
    StatusChange,
    Succession,
    Task,
    TaskKind,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

NORTH = "trung-du-va-mien-nui-phia-bac"
XIX = f"{NORTH}/lan-19"
XX = f"{NORTH}/lan-20"
REPORT = "bao-cao-bang-xix"
MINISTRY = "bo-khoa-hoc-va-cong-nghe"


# --- Loading --------------------------------------------------------------------------------------------
def state():
    """Every row of the shipped nouns, of the citations and of the gaps, versions included."""
    models = [table.model for _folder, module in tables_modules() for table in module.TABLES]
    return {model: list(model._base_manager.order_by("pk").values()) for model in [*models, Citation, Gap]}


def test_a_second_load_changes_nothing(shipped):
    before = state()
    again = load_record()
    assert all(count["added"] == count["changed"] == 0 for count in again.counts.values())
    assert {noun: count["same"] for noun, count in again.counts.items()} == {
        noun: count["added"] for noun, count in shipped.counts.items()
    }
    assert state() == before


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (Source, 164),
        (Province, 87),
        (Succession, 53),
        (Region, 6),
        (RegionMembership, 63),
        (Body, 95),
        (Programme, 18),
        (TaskKind, 5),
        (Task, 58),
        (Series, 7),
        (SeriesMembership, 77),
        (Conference, 20),
        (Official, 52),
        (Post, 51),
        (Appearance, 42),
        (Statement, 5),
        (Recommendation, 5),
        (Indicator, 18),
        (Figure, 20),
    ],
)
def test_count_of(model, count):
    assert model.objects.count() == count


@pytest.fixture
def data_copy(tmp_path, monkeypatch):
    """A copy of the shipped files that the loader reads instead; returns the file of a name."""
    modules = []
    for folder, module in tables_modules():
        copy = tmp_path / module.__package__
        shutil.copytree(folder, copy)
        modules.append((copy, module))
    monkeypatch.setattr("portal.records.loading.tables_modules", lambda: modules)
    return lambda name: next(folder / name for folder, _module in modules if (folder / name).exists())


def test_a_bad_line_is_named_and_nothing_is_saved(data_copy):
    before = state()
    file = data_copy("regions.csv")
    good = file.read_text(encoding="utf-8").replace("Tây Nguyên", "Tây Nguyên đổi tên")
    file.write_text(good + "XX,Vùng lạ,,vung-la,,nguon-khong-co\n", encoding="utf-8")
    sentence = "không có nguồn “nguon-khong-co” trong sources.csv."
    with pytest.raises(LoadError) as refused:
        load_record()
    assert refused.value.report.errors == [("regions.csv", good.count("\n") + 1, sentence)]
    assert state() == before


def test_a_row_that_refers_to_nothing_is_named(data_copy):
    with data_copy("successions.csv").open("a", encoding="utf-8") as file:
        file.write("ha-noi,tinh-khong-co,2025-07-01,,Không có,\n")
    sentence = "không tìm thấy tỉnh, thành phố “tinh-khong-co”."
    with pytest.raises(LoadError) as refused:
        load_record()
    assert refused.value.report.errors == [("successions.csv", 55, sentence)]


@pytest.mark.parametrize(
    ("typed", "kept", "sentence"),
    [
        ("500.000.000", 500_000_000, None),
        ("12,5", None, "cột budget: Phải là số nguyên: sau dấu phẩy là phần lẻ."),
        ("5_00", None, "cột budget: Viết số nguyên như tiếng Việt: 2024 hoặc 500.000.000."),
    ],
)
def test_a_number_of_a_shipped_file_is_read_as_on_a_form(typed, kept, sentence, data_copy):
    path = data_copy("tasks.csv")
    with path.open(encoding="utf-8", newline="") as table:
        columns, *rows = csv.reader(table)
    with path.open("a", encoding="utf-8", newline="") as table:
        row = {"slug": "thu", "title": "Thử", "kind": "de-tai", "budget": typed}
        csv.DictWriter(table, columns).writerow(row)
    if sentence is None:
        load_record()
        assert Task.objects.get(slug="thu").budget == kept
    else:
        with pytest.raises(LoadError) as refused:
            load_record()
        assert refused.value.report.errors == [("tasks.csv", len(rows) + 2, sentence)]


def test_a_text_of_a_shipped_file_in_another_code_is_named(data_copy):
    path = data_copy("indicators.csv")
    lines = path.read_text(encoding="utf-8").count("\n")
    with path.open("a", encoding="utf-8") as table:
        table.write("thu,Sè nhiÖm vô ®· thùc hiÖn,\nthu-hai,Số\u00a0nhiệm\u200b vụ hai,\n")
    with pytest.raises(LoadError) as refused:
        load_record()
    [(file, line, sentence)] = refused.value.report.errors
    assert (file, line) == ("indicators.csv", lines + 1)
    assert "TCVN3" in sentence and "“Số nhiệm vụ đã thực hiện”" in sentence


def test_what_a_citation_no_longer_says_is_taken_back(data_copy):
    file = data_copy("citations.csv")  # that of the provinces
    says = Succession.objects.get(predecessor__slug="tien-giang").citations.exclude(differs="")
    assert says.count() == 1
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if "tien-giang" not in line]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with data_copy("successions.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    row = next(row for row in rows if row["predecessor"] == "tien-giang")
    row["sources"] += "; successor=goi-vietnam-provinces"
    with data_copy("successions.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, row)
        writer.writeheader()
        writer.writerows(rows)
    load_record()
    assert not says.exists()


def test_a_citation_too_long_for_its_field_is_named(data_copy):
    with data_copy("citations.csv").open("a", encoding="utf-8") as file:
        file.write(f"region,DNB,name,sen-vang-quy-hoach-vung,{'đoạn ' * 13},,,,,\n")
    with pytest.raises(LoadError) as refused:
        load_record()
    assert [sentence for _file, _line, sentence in refused.value.report.errors] == [
        "cột place: dài hơn 60 chữ."
    ]


def test_every_cell_is_in_nfc_and_trimmed():
    for folder, _module in tables_modules():
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    for column, text in row.items():
                        assert is_normalized("NFC", text) and text == text.strip(), (path.name, column, text)


# --- Evidence -------------------------------------------------------------------------------------------
def facts_at_hand():
    """(record, name of the fact, names that citations and gaps speak of) of every fact that holds a value."""
    for model in {table.model for _folder, module in tables_modules() for table in module.TABLES}:
        if issubclass(model, Record) and model is not Source:
            for record in model._base_manager.prefetch_related("citations", "gaps"):
                cited = {citation.field for citation in record.citations.all()}
                blank = {gap.field for gap in record.gaps.all()}
                for name in record.facts():
                    yield record, name, cited, blank


def test_every_fact_has_a_citation_and_no_gap():
    facts = list(facts_at_hand())
    assert len(facts) > 1_500
    uncited = [(record, name) for record, name, cited, _blank in facts if not cited & {name, ""}]
    contradicted = [(record, name) for record, name, _cited, blank in facts if name in blank]
    assert not uncited and not contradicted


def test_every_source_is_cited():
    assert not Source.objects.exclude(pk__in=Citation.objects.values("source")).exists()


# --- Provinces ------------------------------------------------------------------------------------------
def test_63_units_before_the_merger_and_34_after():
    assert Province.objects.on(datetime.date(2024, 12, 31)).count() == 63
    assert Province.objects.on(datetime.date(2025, 1, 1)).count() == 63
    assert Province.objects.on(datetime.date(2025, 6, 30)).count() == 63
    assert Province.objects.on(datetime.date(2025, 7, 1)).count() == 34
    assert Province.objects.ended().count() == 53


def test_every_unit_that_ended_went_into_one_that_began_that_day():
    for old in Province.objects.ended():
        succession = old.successions_out.select_related("successor").get()
        assert succession.day == succession.successor.began == old.ended


def test_slugs_of_namesakes():
    ended = set(Province.objects.ended().values_list("slug", flat=True))
    assert {"thai-nguyen-truoc-2025", "bac-kan", "thua-thien-hue", "ho-chi-minh-truoc-2025"} <= ended
    assert not any(slug.endswith("-2025") for slug in Province.objects.today().values_list("slug", flat=True))


def test_tien_giang_keeps_both_claims():
    succession = Succession.objects.get(predecessor__slug="tien-giang")
    assert succession.successor.slug == "dong-thap"
    differing = succession.citations.exclude(differs="").get()
    assert differing.source.slug == "goi-vietnam-provinces" and "Tây Ninh (80)" in differing.differs


# --- Who took part --------------------------------------------------------------------------------------
def test_lao_cai_today_in_2024_finds_xix():
    lao_cai = Province.objects.get(slug="lao-cai")
    found = Conference.objects.of_provinces(lao_cai.scope()).in_years(2024, 2024)
    assert [str(conference.slug) for conference in found] == ["lan-19"]
    row = found[0].participations.get(province__slug="lao-cai-truoc-2025")
    counted = row.citations.get(source__slug=REPORT)
    assert row.inferred and counted.is_inferred and counted.place == "đoạn 2"


@pytest.mark.parametrize(
    ("conference", "inferred", "members"),
    [
        (XIX, 14, 14),
        (f"{NORTH}/lan-18", 14, 14),
        (f"{NORTH}/lan-16", 14, 14),
        ("dong-bang-song-hong/lan-12", 11, 11),
        ("dong-bang-song-hong/lan-7", 11, 11),
        ("bac-trung-bo-va-duyen-hai-trung-bo/nam-2024", 14, 14),
        ("dong-bang-song-cuu-long/lan-27", 13, 13),
        ("dong-bang-song-cuu-long/lan-23", 13, 13),
        ("dong-bang-song-cuu-long/nam-2016", 0, 13),
        ("dong-nam-bo/lan-16", 0, 7),
        ("bac-trung-bo/lan-11", 0, 6),
        (XX, 0, 0),
        ("nam-trung-bo-va-tay-nguyen/lan-15", 0, 0),
    ],
)
def test_members_of(conference, inferred, members):
    rows = of(Conference, conference).participations.filter(capacity="thanh-vien")
    assert rows.filter(inferred=True).count() == inferred
    assert rows.exclude(province=None).values("province").distinct().count() == members


def test_members_end_with_their_province():
    """Of the fourteen, five are still units in 2026: a count of 14 would then imply nobody."""
    conference = of(Conference, XX)
    conference.participations.create(
        rank=9, capacity="thanh-vien", count=14, counts_members=True, as_printed="14 tỉnh"
    )
    load_record()
    assert not conference.participations.filter(inferred=True).exists()


# --- Disagreement and doubt -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("conference", "field", "source", "says"),
    [
        (XIX, "theme", "sai-gon-giai-phong-xix", "Pác Bó: Cội nguồn"),
        ("dong-bang-song-hong/lan-12", "starts", "so-khcn-hai-duong-2019", "25/4"),
        ("dong-nam-bo/lan-16", "starts", "dan-viet-binh-duong-2023", "16–17/11/2023"),
        ("dong-bang-song-cuu-long/lan-27", "starts", "so-khcn-ben-tre-2024", "13–14/6/2024"),
    ],
)
def test_a_source_that_differs_is_shown_beside_the_value(conference, field, source, says):
    assert says in of(Conference, conference).citations.get(field=field, source__slug=source).differs


def test_inferred_years_say_why():
    for key in ("bac-trung-bo/lan-13", "dong-bang-song-cuu-long/nam-2016"):
        citation = of(Conference, key).citations.get(field="year")
        assert citation.is_inferred and citation.note


def test_an_ambiguous_figure_has_no_value():
    figure = Figure.objects.get(as_printed="106.109 tỷ đồng")
    assert figure.low is figure.high is None and figure.no_value_reason
    at_least = Figure.objects.get(as_printed="hơn 1.500 tỷ đồng")
    assert at_least.low == 1500 and at_least.high is None


def test_the_misprint_is_one_person():
    assert Official.objects.search("Trrịnh Trường Huy").get().name == "Trịnh Trường Huy"


# --- The thirty facts of conference XIX -----------------------------------------------------------------
def of(model, key):
    """The record of `model` under its key in the files."""
    parts = key.split("/")
    if model is Conference:
        return Conference.objects.get(series__slug=parts[0], slug=parts[1])
    if model in (Series, Official, Programme, Body):
        return model.objects.get(slug=key)
    if model is Post:
        return Post.objects.get(body__slug=parts[0], title=parts[1])
    number = "number" if model is Recommendation else "rank"
    return model.objects.get(conference=of(Conference, "/".join(parts[:2])), **{number: parts[2]})


def reached(record, path):
    """The value at a path such as "body__slug"; "" where nothing is referred to."""
    for name in path.split("__"):
        record = getattr(record, name) if record is not None else ""
    return record


class Holds(tuple):
    """Words that a text must hold, each of them."""

    def __eq__(self, text):
        return all(words in text for words in self)


DAY = datetime.date(2024, 10, 10)
#: (number of the fact, noun, key, path of the value, value, paragraph that its field cites)
THIRTY = [
    (1, Series, NORTH, "name", "Trung du và miền núi phía Bắc", 1),
    (2, Conference, XIX, "ordinal", 19, 1),
    (2, Conference, XIX, "year", 2024, 1),
    (3, Conference, XIX, "starts", DAY, 1),
    (3, Conference, XIX, "ends", DAY, 1),
    (3, Conference, XIX, "part_of_day", "sang", 1),
    (4, Conference, XIX, "venue", "Trung tâm Hội nghị tỉnh", 1),
    (4, Participation, f"{XIX}/3", "capacity", "dang-cai", 7),
    (4, Participation, f"{XIX}/3", "province__slug", "cao-bang", 7),
    (5, Participation, f"{XIX}/1", "capacity", "chu-tri", 1),
    (5, Participation, f"{XIX}/1", "body__slug", MINISTRY, 1),
    (5, Participation, f"{XIX}/2", "capacity", "phoi-hop", 1),
    (5, Participation, f"{XIX}/2", "body__slug", "ubnd-tinh-cao-bang", 1),
    (6, Conference, XIX, "theme", Holds(["Pác Bó cội nguồn cách mạng - miền núi, Trung du", "tương lai"]), 1),
    (7, Appearance, f"{XIX}/1", "official__name", "Hoàng Minh", 1),
    (7, Appearance, f"{XIX}/1", "post_as_printed", "Thứ trưởng Bộ KH&CN", 1),
    (7, Appearance, f"{XIX}/1", "role", "dong-chu-tri", 1),
    (8, Appearance, f"{XIX}/2", "official__name", "Trịnh Trường Huy", 1),
    (8, Appearance, f"{XIX}/2", "post_as_printed", "Phó Chủ tịch UBND tỉnh", 1),
    (8, Appearance, f"{XIX}/2", "role", "dong-chu-tri", 1),
    (8, Official, "trinh-truong-huy", "name", "Trịnh Trường Huy", 6),
    (9, Appearance, f"{XIX}/3", "official__name", "Bế Minh Đức", 2),
    (9, Appearance, f"{XIX}/3", "role", "tham-du", 2),
    (9, Post, "tinh-uy-cao-bang/Tỉnh ủy viên", "title", "Tỉnh ủy viên", 2),
    (9, Post, "doan-dbqh-tinh-cao-bang/Phó Trưởng đoàn", "title", "Phó Trưởng đoàn", 2),
    (10, Participation, f"{XIX}/4", "body__slug", "ubnd-tinh-dien-bien", 2),
    (10, Participation, f"{XIX}/4", "province__slug", "dien-bien", 2),
    (10, Participation, f"{XIX}/5", "body__slug", "ubnd-tinh-bac-kan", 2),
    (10, Participation, f"{XIX}/5", "province__slug", "bac-kan", 2),
    (11, Participation, f"{XIX}/6", "as_printed", Holds(["đơn vị trực thuộc Bộ KH&CN"]), 2),
    (11, Participation, f"{XIX}/7", "count", 14, 2),
    (11, Participation, f"{XIX}/8", "as_printed", Holds(["sở, ban, ngành", "huyện", "Thành phố"]), 2),
    (12, Series, NORTH, "frequency", "thường niên", 4),
    (12, Series, NORTH, "organiser__slug", MINISTRY, 4),
    (13, Conference, XIX, "aims", Holds(["nông nghiệp và nông thôn", "liên kết", "xanh, bền vững"]), 4),
    (14, Statement, f"{XIX}/1", "kind", "khai-mac", 5),
    (14, Statement, f"{XIX}/1", "by_official__name", "Trịnh Trường Huy", 6),
    (14, Statement, f"{XIX}/1", "points", Holds(["khởi nghiệp", "năng suất", "sở hữu trí tuệ"]), 6),
    (15, Figure, f"{XIX}/3", "low", 55, 6),
    (15, Figure, f"{XIX}/3", "high", 55, 6),
    (15, Figure, f"{XIX}/3", "scope_province__slug", "cao-bang", 6),
    (16, Figure, f"{XIX}/3", "fields", Holds(["nông nghiệp", "kỹ thuật", "nhân văn", "y, dược"]), 6),
    (17, Recommendation, f"{XIX}/2", "by_province__slug", "cao-bang", 6),
    (17, Recommendation, f"{XIX}/2", "to_body__slug", MINISTRY, 6),
    (17, Recommendation, f"{XIX}/2", "text", Holds(["5 nhiệm vụ"]), 6),
    (17, Figure, f"{XIX}/4", "low", 5, 6),
    (17, Figure, f"{XIX}/4", "period", "2024", 6),
    (17, Programme, "chuong-trinh-nguon-gen", "name", Holds(["nguồn gen đến năm 2025", "đến năm 2030"]), 6),
    (18, Recommendation, f"{XIX}/3", "by_province__slug", "cao-bang", 6),
    (18, Recommendation, f"{XIX}/3", "text", Holds(["1 dự án", "cấp quốc gia đến năm 2030"]), 6),
    (18, Figure, f"{XIX}/5", "low", 1, 6),
    (18, Figure, f"{XIX}/5", "unit", "dự án", 6),
    (19, Statement, f"{XIX}/2", "points", Holds(["Liên kết", "kinh nghiệm", "mức sống"]), 7),
    (20, Conference, XIX, "period_reviewed", "2022–2024", 8),
    (21, Figure, f"{XIX}/1", "low", 86, 8),
    (21, Figure, f"{XIX}/1", "level", "quoc-gia", 8),
    (21, Figure, f"{XIX}/1", "period", "2022–2024", 8),
    (22, Figure, f"{XIX}/2", "low", Decimal("636.1"), 8),
    (22, Figure, f"{XIX}/2", "as_printed", "636,1 tỷ đồng", 8),
    (
        23,
        Statement,
        f"{XIX}/3",
        "points",
        Holds(["cơ chế", "chuyển giao", "chỉ số", "du lịch", "đặc trưng"]),
        8,
    ),
    (24, Conference, XIX, "period_planned", "2024–2026", 9),
    (
        24,
        Conference,
        XIX,
        "topics",
        Holds(["khó khăn", "Bài học", "chỉ số", "Môi trường", "sức cạnh tranh"]),
        9,
    ),
    (25, Recommendation, f"{XIX}/1", "text", Holds(["thể chế", "chính sách", "quản lý nhà nước"]), 9),
    (25, Recommendation, f"{XIX}/1", "kind", "de-xuat", 9),
    (26, Recommendation, f"{XIX}/4", "by_official__name", "Hoàng Minh", 10),
    (26, Recommendation, f"{XIX}/4", "to_as_printed", "các Sở KH&CN trong vùng", 10),
    (26, Recommendation, f"{XIX}/4", "text", Holds(["ứng dụng", "quản lý", "ở địa phương"]), 10),
    (27, Recommendation, f"{XIX}/5", "by_official__name", "Hoàng Minh", 10),
    (27, Recommendation, f"{XIX}/5", "to_as_printed", "các đơn vị trực thuộc", 10),
    (27, Recommendation, f"{XIX}/5", "text", Holds(["pháp lý", "vùng", "cả nước"]), 10),
    (28, Conference, XX, "ordinal", 20, 12),
    (28, Conference, XX, "year", 2026, 12),
    (28, Conference, XX, "status", "du-kien", 12),
    (28, Participation, f"{XX}/1", "province__slug", "dien-bien", 12),
    (29, Document, f"{XIX}/1", "title", Holds(["Đại biểu"]), 3),
    (29, Document, f"{XIX}/2", "title", Holds(["Trịnh Trường Huy", "khai mạc"]), 5),
    (29, Document, f"{XIX}/3", "title", Holds(["Hoàng Minh", "Trịnh Trường Huy", "chúc mừng"]), 11),
]


@pytest.mark.parametrize(
    ("noun", "key", "path", "value", "paragraph"),
    [row[1:] for row in THIRTY],
    ids=[f"{row[0]}-{row[1].__name__}-{row[3]}" for row in THIRTY],
)
def test_xix_holds_fact(noun, key, path, value, paragraph):
    record = of(noun, key)
    assert value == reached(record, path)
    about = Q(field=path.split("__")[0]) | Q(field="")
    assert record.citations.filter(about, source__slug=REPORT, place=f"đoạn {paragraph}").exists()


def test_xix_facts_are_all_asked_for():
    """Fact 30 is the source itself, which cites nothing."""
    assert {row[0] for row in THIRTY} == set(range(1, 30))
    source = Source.objects.get(slug=REPORT)
    assert source.publisher == "Báo Cao Bằng" and source.url.endswith("-lan-thu-xix-3172753.html")


def test_two_posts_on_one_day():
    posts = of(Appearance, f"{XIX}/3").posts.values_list("body__slug", "title")
    assert set(posts) == {
        ("doan-dbqh-tinh-cao-bang", "Phó Trưởng đoàn"),
        ("tinh-uy-cao-bang", "Tỉnh ủy viên"),
    }


def test_both_proposals_of_cao_bang_have_their_figures():
    for number, rank in ((2, 4), (3, 5)):
        assert of(Figure, f"{XIX}/{rank}").recommendation == of(Recommendation, f"{XIX}/{number}")
    assert of(Recommendation, f"{XIX}/4").to_members
    states = of(Conference, XIX).recommendations.order_by("number").values_list("state", flat=True)
    assert set(states) == {"chua-tra-loi"}  # no source tells of an answer, nor that none was wanted


def test_yearly_beside_the_years_that_are_known():
    years = of(Series, NORTH).conferences.exclude(year=None).order_by("year").values_list("year", flat=True)
    assert list(years) == [2016, 2018, 2022, 2024, 2026]
    kind = ContentType.objects.get_for_model(Series)
    differing = Citation.objects.filter(content_type=kind, object_id=of(Series, NORTH).pk, field="frequency")
    assert differing.exclude(differs="").count() == 2


def test_no_speaker_is_named_for_the_regional_figures():
    for rank in (1, 2):
        figure = of(Figure, f"{XIX}/{rank}")
        assert figure.speakers == [] and figure.gaps.filter(field="by_official").exists()


def test_anchors_are_short():
    anchors = Citation.objects.exclude(anchor="").values_list("anchor", flat=True)
    assert max(len(anchor.split()) for anchor in anchors) <= 8


def test_no_foreign_page_proves_how_a_vietnamese_name_or_post_is_spelt():
    """English and Arabic pages prove that somebody was there; a print without marks stands as such."""
    spelt = {
        Official: ["name"],
        Post: ["", "title"],
        Series: ["", "name"],
        Appearance: ["", "post_as_printed"],
    }
    for model, fields in spelt.items():
        kind = ContentType.objects.get_for_model(model)
        foreign = Citation.objects.filter(content_type=kind, field__in=fields).exclude(source__language="vi")
        wrong = [row for row in foreign if not row.verbatim and row.record.facts() != ["official", "role"]]
        assert wrong == [], model


def test_what_kon_tum_names_as_the_region_is_inferred_to_be_its_members():
    members = SeriesMembership.objects.filter(series__slug="nam-trung-bo-va-tay-nguyen")
    cited = Citation.objects.filter(
        content_type=ContentType.objects.get_for_model(SeriesMembership), object_id__in=members.values("pk")
    )
    assert set(cited.values_list("source__slug", "basis")) == {("so-khcn-kon-tum-2019", "inferred")}
    assert (members.count(), cited.count()) == (12, 12)


@pytest.mark.parametrize(
    ("rank", "printed"),
    [
        (1, "Ủy viên Trung ương Đảng, Bộ Trưởng Bộ Khoa học và Công nghệ"),
        (4, "Phó Bí thư Tỉnh ủy, Chủ tịch Ủy ban nhân dân tỉnh"),
        (6, "Phó Chủ tịch Ủy ban nhân dân tỉnh"),
    ],
)
def test_a_post_is_printed_to_the_letter(rank, printed):
    seen = Appearance.objects.get(
        conference__slug="lan-18", conference__series__slug="trung-du-va-mien-nui-phia-bac", rank=rank
    )
    assert seen.post_as_printed == printed


def test_a_load_names_the_columns_of_facts_that_a_file_does_not_have(data_copy):
    path = data_copy("tasks.csv")
    with path.open(encoding="utf-8", newline="") as table:
        rows = [{k: v for k, v in row.items() if k != "decision"} for row in csv.DictReader(table)]
    for row in rows:
        row["sources"] = ";".join(item for item in row["sources"].split(";") if "decision" not in item)
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert ("tasks.csv", ["decision"]) in load_record().missed
    assert Task.objects.get(slug="dong-dat-kon-tum").decision == "QĐ 150/QĐ-BKHCN ngày 15/02/2023"


def test_what_is_inferred_of_tasks_says_why():
    kinds = ContentType.objects.get_for_models(Task, StatusChange, Programme).values()
    inferred = Citation.objects.filter(content_type__in=kinds, basis="inferred", differs="")
    assert [(one.record_label, str(one.record), one.field) for one in inferred.filter(note="")] == []
    assert inferred.filter(field="status").exists()
