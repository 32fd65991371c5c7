"""From the file to the record: what is shown first, what is asked, what is refused, all or nothing."""

import datetime

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Appearance, Conference, Official, Participation
from portal.changes.models import Changeset
from portal.editing.import_export import checked as checked_sheets
from portal.records.models import Citation, Publication
from provinces.models import Body, Task, TaskYear
from tests import factories as make
from tests.editing.admin.forms import act
from tests.editing.admin.nouns import address
from tests.editing.import_export.helpers import (
    again,
    as_csv,
    as_xlsx,
    checked,
    content_of,
    do,
    exported,
    outcomes,
    send,
    undo_import,
)

pytestmark = pytest.mark.django_db
OFFICIAL, CONFERENCE, APPEARANCE = "conferences.official", "conferences.conference", "conferences.appearance"


@pytest.fixture
def editor(client):
    client.force_login(make.user(groups=["bien_tap"]))
    return client


def changes(sheet):
    return [(row.line, row.outcome, [list(change) for change in row.changes]) for row in sheet.rows]


# --- What is shown, and done --------------------------------------------------------------------------
def test_every_row_is_shown_with_its_line_and_both_values_and_nothing_is_saved_yet(editor):
    source = make.source()
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    for name in ("name", "titles"):
        make.citation(person, field=name, source=source)
    same = make.official(name="Lê Anh")
    rows = [
        ["mã dòng", "họ và tên", "học hàm, học vị", "các nguồn"],
        [person.pk, "Bế Minh Đức", "TS.", f"name,titles={source.slug}"],
        [same.pk, "Lê Anh", "", ""],
        ["", "Trần Bình", "PGS.", source.slug],
    ]
    sheet, page = checked(editor, OFFICIAL, as_csv(rows))
    assert changes(sheet) == [
        (2, "sua", [["học hàm, học vị", "ThS.", "TS."]]),
        (3, "giu", []),
        (
            4,
            "them",
            [["họ và tên", "", "Trần Bình"], ["học hàm, học vị", "", "PGS."], ["các nguồn", "", source.slug]],
        ),
    ]
    shown = page.content.decode()
    assert "<del>ThS.</del>" in shown and "<ins>TS.</ins>" in shown
    assert page.context["kinds"] == [
        ("them", "thêm", 1),
        ("sua", "sửa", 1),
        ("giu", "không đổi", 1),
        ("loi", "bị từ chối", 0),
    ]
    assert Official.objects.count() == 2 and Official.objects.get(pk=person.pk).titles == "ThS."


def test_a_confirmed_sheet_is_one_act_and_is_taken_back_as_one(editor):
    source = make.source()
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    make.citation(person, source=source)
    before = Changeset.objects.count()
    rows = [
        ["mã dòng", "họ và tên", "học hàm, học vị", "các nguồn"],
        [person.pk, "Bế Minh Đức", "TS.", f"{source.slug}@đoạn 2"],
        ["", "Trần Bình", "", source.slug],
    ]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    do(editor, OFFICIAL, sheet, "xac-nhan")
    person.refresh_from_db()
    added = Official.objects.get(name="Trần Bình")
    changeset = Changeset.objects.latest("pk")
    assert (Changeset.objects.count() - before, changeset.kind, changeset.note) == (
        1,
        Changeset.Kind.IMPORT,
        "Nhập từ bang.csv",
    )
    assert (person.titles, added.publication, added.slug) == ("TS.", Publication.DRAFT, "tran-binh")
    assert [(row.source, row.place) for row in person.citations.all()] == [(source, "đoạn 2")]
    assert [(row.source, row.field) for row in added.citations.all()] == [(source, "")]

    answer = undo_import(editor)
    assert [str(message) for message in answer.context["messages"]] == [
        "Đã hoàn tác; việc hoàn tác là một lượt sửa mới."
    ]
    person.refresh_from_db()
    assert person.titles == "ThS." and not Official.objects.filter(name="Trần Bình").exists()
    assert [(row.source, row.place) for row in person.citations.all()] == [(source, "")]
    assert undo_import(editor).status_code == 403


def test_a_sheet_with_one_bad_row_brings_nothing_in(editor):
    source = make.source()
    rows = [["họ và tên", "các nguồn"], ["Trần Bình", source.slug], ["", source.slug]]
    sheet, page = checked(editor, OFFICIAL, as_csv(rows))
    assert [row[:2] for row in outcomes(sheet)] == [(2, "them"), (3, "loi")]
    assert b"xac-nhan" not in page.content
    assert do(editor, OFFICIAL, sheet, "xac-nhan").status_code == 409
    assert not Official.objects.exists()


def test_what_the_database_refuses_undoes_the_whole_sheet_and_names_the_line(editor):
    """Two new rows that only the database knows to clash: the second featured conference."""
    series, source = make.series(), make.source()
    head = ["vùng", "lần thứ", "tình trạng", "đặt ở trang chủ", "các nguồn"]
    rows = [head, [series.slug, "1", "hoãn", "x", source.slug], [series.slug, "2", "hoãn", "x", source.slug]]
    sheet, _page = checked(editor, CONFERENCE, as_csv(rows))
    page = do(editor, CONFERENCE, sheet, "xac-nhan")
    assert not Conference.objects.exists()
    assert outcomes(page.context["sheet"]) == [
        (2, "them", ""),
        (3, "loi", "Trùng với một dòng khác của bảng, hoặc trái một quy tắc của hồ sơ."),
    ]
    assert b"xac-nhan" not in page.content


def test_confirmed_twice_it_is_brought_in_once(editor):
    rows = [["họ và tên", "các nguồn"], ["Trần Bình", make.source().slug]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    answers = [do(editor, OFFICIAL, sheet, "xac-nhan") for _time in range(2)]
    page = address("changes.changeset", "page", Changeset.objects.get(kind="import").pk)
    assert [answer.redirect_chain for answer in answers] == [[(page, 302)]] * 2
    assert "đã được gửi và lưu rồi" in answers[1].text
    assert Official.objects.count() == 1


def test_confirmed_while_it_is_written_it_shows_what_was_brought_in(editor, monkeypatch):
    """As by two clicks: the second is received while the first writes, and ends after it."""
    rows = [["họ và tên", "các nguồn"], ["Trần Bình", make.source().slug]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    writing = checked_sheets._mark_of_writing(get_user(editor), sheet.key)
    first = []

    def end_of_the_first(_seconds):
        cache.delete(writing)
        first.append(do(editor, OFFICIAL, sheet, "xac-nhan"))

    monkeypatch.setattr(checked_sheets, "sleep", end_of_the_first)
    cache.set(writing, True)
    second = do(editor, OFFICIAL, sheet, "xac-nhan")
    page = address("changes.changeset", "page", Changeset.objects.get(kind="import").pk)
    assert [answer.redirect_chain for answer in (*first, second)] == [[(page, 302)]] * 2
    assert "đã được gửi và lưu rồi" in second.text
    assert Official.objects.count() == 1


# --- Meanwhile ----------------------------------------------------------------------------------------
def test_a_record_changed_after_the_check_is_shown_again_and_nothing_is_lost(editor):
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    make.citation(person, field="titles")
    other = make.official(name="Lê Anh", titles="", publication="draft")
    make.citation(other, field="titles")
    rows = [["mã dòng", "học hàm, học vị"], [person.pk, "TS."], [other.pk, "PGS."]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    person.refresh_from_db()
    person.titles = "GS."
    person.save()
    answer = do(editor, OFFICIAL, sheet, "xac-nhan")
    assert "1 dòng đã khác lúc kiểm" in answer.content.decode()
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.titles, other.titles) == ("GS.", "")
    assert changes(again(editor, OFFICIAL, sheet))[0] == (2, "sua", [["học hàm, học vị", "GS.", "TS."]])
    do(editor, OFFICIAL, sheet, "xac-nhan")
    person.refresh_from_db()
    assert person.titles == "TS."


def test_a_record_changed_since_the_export_is_refused_unless_its_version_is_left_blank(editor):
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    make.citation(person)
    rows = exported(editor, OFFICIAL)
    rows[1][rows[0].index("học hàm, học vị")] = "TS."
    person.titles = "GS."
    person.save()
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    ((line, outcome, problem),) = outcomes(sheet)
    assert (line, outcome) == (2, "loi") and "phiên bản" in problem
    rows[1][rows[0].index("phiên bản")] = ""
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    [(_line, outcome, done)] = changes(sheet)
    assert (outcome, done[0]) == ("sua", ["học hàm, học vị", "GS.", "TS."])


# --- Who is meant -------------------------------------------------------------------------------------
def test_names_are_found_without_marks_and_by_alias(editor):
    province = make.province(name="Cao Bằng")
    body = make.body(name="Bộ Khoa học và Công nghệ", aliases="Bộ KHCN\nBộ KH-CN")
    meeting = make.conference(series=make.series(name="Trung du"), ordinal=19, publication="draft")
    source = make.source()
    head = ["hội nghị", "thứ tự như nguồn in", "tư cách", "tỉnh, thành phố", "cơ quan", "các nguồn"]
    rows = [
        head,
        ["trung du lần thứ XIX", "1", "dang cai", "CAO BANG", "", source.slug],
        ["Trung du 19", "2", "khách", "", "bo khcn", source.slug],
    ]
    sheet, _page = checked(editor, "conferences.participation", as_csv(rows, ";"))
    do(editor, "conferences.participation", sheet, "xac-nhan")
    found = [(row.conference, row.province, row.body, row.capacity) for row in Participation.objects.all()]
    assert found == [(meeting, province, None, "dang-cai"), (meeting, None, body, "khach")]


def test_a_name_with_degrees_is_parted_as_the_form_parts_it(editor):
    known, source = make.official(name="Bế Minh Đức", titles="", publication="draft"), make.source()
    rows = [
        ["họ và tên", "các nguồn"],
        ["TS. Bế Minh Đức", source.slug],
        ["Trần Văn Thử, PGS.TS", source.slug],
    ]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    assert [(row.record, sorted(after for *_names, after in row.changes)) for row in sheet.rows] == [
        (known.pk, sorted(["TS.", source.slug])),
        (None, sorted(["PGS.TS", "Trần Văn Thử", source.slug])),
    ]
    do(editor, OFFICIAL, sheet, "xac-nhan")
    assert list(Official.objects.order_by("pk").values_list("name", "titles")) == [
        ("Bế Minh Đức", "TS."),
        ("Trần Văn Thử", "PGS.TS"),
    ]


def test_where_two_fit_the_cell_is_refused_with_both_and_their_keys(editor):
    one, two = make.official(name="Hoàng Minh"), make.official(name="Hoàng Minh")
    meeting, source = make.conference(publication="draft"), make.source()
    head = ["hội nghị", "thứ tự như nguồn in", "đại biểu", "vai trò", "các nguồn"]
    key = f"{meeting.series.slug}/{meeting.slug}"
    sheet, page = checked(
        editor, APPEARANCE, as_csv([head, [key, "1", "hoang minh", "tham dự", source.slug]])
    )
    assert outcomes(sheet) == [
        (
            2,
            "loi",
            f"đại biểu: “hoang minh” có thể là: {one} ({one.slug}); {two} ({two.slug}). "
            "Hãy ghi khóa trong ngoặc của bản ghi đúng.",
        )
    ]
    assert b"xac-nhan" not in page.content
    sheet, _page = checked(editor, APPEARANCE, as_csv([head, [key, "1", two.slug, "tham dự", source.slug]]))
    do(editor, APPEARANCE, sheet, "xac-nhan")
    assert Appearance.objects.get().official == two


def test_a_new_row_that_may_be_someone_we_know_is_refused_until_it_says_which(editor):
    known = [make.official(name="Hoàng Minh"), make.official(name="Hoàng Minh")]
    source = make.source().slug
    sheet, _page = checked(editor, OFFICIAL, as_csv([["họ và tên", "các nguồn"], ["Hoàng Minh", source]]))
    [(_line, outcome, problem)] = outcomes(sheet)
    assert outcome == "loi" and all(f"Hoàng Minh ({one.pk})" in problem for one in known)
    rows = [["họ và tên", "đường dẫn", "các nguồn"], ["Hoàng Minh", "hoang-minh-cao-bang", source]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    do(editor, OFFICIAL, sheet, "xac-nhan")
    assert Official.objects.filter(name="Hoàng Minh").count() == 3


@pytest.mark.parametrize("noun", [OFFICIAL, "provinces.body"])
def test_a_name_in_other_marks_is_never_the_same_unseen(noun, editor):
    maker = {OFFICIAL: make.official, "provinces.body": make.body}[noun]
    known, source = maker(name="Lê Xuân Định"), make.source()
    heading, rest = ("họ và tên", []) if noun == OFFICIAL else ("tên", [known.get_kind_display()])
    head = [heading, *(["loại"] if rest else []), "các nguồn", "đường dẫn"]
    sheet, _page = checked(editor, noun, as_csv([head, ["Lê Xuân Đinh", *rest, source.slug]]))
    [(_line, outcome, problem)] = outcomes(sheet)
    assert outcome == "loi" and f"{known} ({known.pk})" in problem
    sheet, _page = checked(
        editor, noun, as_csv([head, ["Lê Xuân Đinh", *rest, source.slug, "le-xuan-dinh-2"]])
    )
    do(editor, noun, sheet, "xac-nhan")
    assert set(type(known).objects.values_list("name", flat=True)) == {"Lê Xuân Định", "Lê Xuân Đinh"}


@pytest.mark.parametrize(
    ("name", "outcome"), [("Lê Xuân Đinh", "loi"), ("le xuan dinh", "them"), ("LÊ XUÂN ĐỊNH", "them")]
)
def test_a_reference_in_other_marks_is_refused(name, outcome, editor):
    make.official(name="Lê Xuân Định")
    meeting, source = make.conference(publication="draft"), make.source()
    head = ["hội nghị", "thứ tự như nguồn in", "đại biểu", "vai trò", "các nguồn"]
    rows = [head, [f"{meeting.series.slug}/{meeting.slug}", "1", name, "tham dự", source.slug]]
    sheet, _page = checked(editor, APPEARANCE, as_csv(rows))
    assert [row.outcome for row in sheet.rows] == [outcome]


def test_what_nothing_fits_is_refused_with_the_nearest_names(editor):
    make.province(name="Cao Bằng")
    meeting = make.conference()
    head = ["hội nghị", "thứ tự như nguồn in", "tư cách", "tỉnh, thành phố"]
    rows = [head, [f"{meeting.series.slug}/{meeting.slug}", "1", "khách", "Cao Bắng x"]]
    sheet, _page = checked(editor, "conferences.participation", as_csv(rows))
    [(_line, outcome, problem)] = outcomes(sheet)
    assert outcome == "loi"
    assert problem == "tỉnh, thành phố: Không có tỉnh, thành phố “Cao Bắng x”. Gần giống: Cao Bằng."


def test_rows_may_name_one_another(editor):
    source = make.source()
    rows = [
        ["đường dẫn", "tên", "loại", "cơ quan cấp trên", "các nguồn"],
        ["cuc-a", "Cục A", "khác", "bo-b", source.slug],
        ["bo-b", "Bộ B", "khác", "", source.slug],
    ]
    sheet, _page = checked(editor, "provinces.body", as_csv(rows, "\t"))
    do(editor, "provinces.body", sheet, "xac-nhan")
    assert outcomes(sheet)[0][2] == ""
    assert Body.objects.get(slug="cuc-a").parent == Body.objects.get(slug="bo-b")


def test_two_rows_for_one_record_are_refused(editor):
    person = make.official(name="Lê Anh", publication="draft")
    source = make.source().slug
    rows = [
        ["mã dòng", "họ và tên", "các nguồn"],
        [person.pk, "Lê Ánh", source],
        [person.pk, "Lê Ảnh", source],
        ["", "Trần Bình", source],
        ["", "trần bình", source],
    ]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    assert [row for row in outcomes(sheet) if row[1] == "loi"] == [
        (3, "loi", "Cùng một bản ghi với dòng 2."),
        (5, "loi", "Cùng một bản ghi với dòng 4."),
    ]


def test_names_that_make_one_slug_are_told_apart_by_their_signs_and_by_their_ends(editor):
    source, title = make.source().slug, "Nghiên cứu " * 9
    stored = make.body(name="Trung tâm C")
    names = ["Trung tâm C+", "Trung tâm C#", f"{title}A", f"{title}B"]
    rows = [["tên", "loại", "các nguồn"], *([name, "khác", source] for name in [*names, "Trung tâm “C”"])]
    sheet, _page = checked(editor, "provinces.body", as_csv(rows))
    assert [row.outcome for row in sheet.rows] == [*["them"] * 4, "loi"]
    assert f"{stored} ({stored.pk})" in sheet.rows[4].problem  # punctuation tells no names apart
    sheet, _page = checked(editor, "provinces.body", as_csv(rows[:5]))
    do(editor, "provinces.body", sheet, "xac-nhan")
    slugs = [Body.objects.get(name=name.strip()).slug for name in names]
    assert slugs[:2] == ["trung-tam-c-2", "trung-tam-c-3"]
    assert len(set(slugs)) == 4


# --- Sources and publication --------------------------------------------------------------------------
def test_a_row_without_source_is_refused_unless_a_default_source_is_chosen(editor):
    rows = as_csv([["họ và tên"], ["Trần Bình"]])
    sheet, _page = checked(editor, OFFICIAL, rows)
    assert outcomes(sheet) == [
        (
            2,
            "loi",
            "Chưa có nguồn cho: họ và tên. Ghi vào cột “các nguồn” (tên mục = nguồn), hoặc chọn nguồn mặc định khi "
            "gửi tệp: nó dẫn cho những mục mà dòng thêm hay đổi.",
        )
    ]
    source = make.source()
    sheet, _page = checked(editor, OFFICIAL, rows, default_source=source.pk)
    do(editor, OFFICIAL, sheet, "xac-nhan")
    assert [(row.field, row.source) for row in Citation.objects.all()] == [("name", source)]


def test_an_earlier_source_of_the_whole_row_does_not_cover_later_changes(editor):
    old, new = make.source(), make.source()
    person = make.official(name="Bế Minh Đức", titles="ThS.", publication="draft")
    make.citation(person, source=old)
    rows = [["mã dòng", "học hàm, học vị", "các nguồn"], [person.pk, "TS.", old.slug]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    ((_line, state, sentence),) = outcomes(sheet)
    assert state == "loi" and sentence.startswith("Chưa có nguồn cho: học hàm, học vị.")
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows), default_source=new.pk)
    do(editor, OFFICIAL, sheet, "xac-nhan")
    cited = Citation.objects.order_by("field").values_list("field", "source")
    assert list(cited) == [("name", old.pk), ("titles", new.pk)]


@pytest.mark.parametrize(("group", "state"), [("bien_tap", "loi"), ("duyet", "them")])
def test_only_a_publisher_brings_in_what_is_published(group, state, client):
    client.force_login(make.user(groups=[group]))
    rows = [["họ và tên", "trạng thái đăng", "các nguồn"], ["Trần Bình", "đã đăng", make.source().slug]]
    sheet, _page = checked(client, OFFICIAL, as_csv(rows))
    assert outcomes(sheet)[0][1] == state
    if state == "them":
        do(client, OFFICIAL, sheet, "xac-nhan")
        assert Official.objects.get().publication == Publication.PUBLISHED


def test_a_sheet_publishes_nothing_that_has_no_source(client):
    """Neither a record that stood there without one, nor one with such a row; one that was on the page may stay."""
    client.force_login(make.user(groups=["duyet"]))
    bare, with_row, whole = (
        make.official(publication="draft", name=name) for name in ("Lê An", "Lê Ba", "Lê Ca")
    )
    make.cited(make.tenure(official=make.cited(whole)))
    tenure = make.tenure(official=make.cited(with_row))
    shown = make.official(name="Lê Du")
    head = ["mã dòng", "phiên bản", "họ và tên", "trạng thái đăng"]
    people = [bare, with_row, whole, shown]
    rows = [head, *([person.pk, person.version, person.name, "đã đăng"] for person in people)]
    sheet, _page = checked(client, OFFICIAL, as_csv(rows))
    problems = [row.problem for row in sheet.rows]
    assert "họ và tên" in problems[0]
    assert problems[1] == f"Chưa đăng được, vì có dòng đi kèm chưa có nguồn: nhiệm kỳ: {tenure}."
    assert problems[2:] == ["", ""] and [state for _line, state, *_rest in outcomes(sheet)][2:] == [
        "sua",
        "giu",
    ]


def test_what_follows_from_a_row_follows_it_here_too(editor):
    province, source = make.province(), make.source()
    rows = [
        ["tên nhiệm vụ", "nơi thực hiện", "năm bắt đầu", "năm kết thúc", "các nguồn"],
        ["Nghiên cứu chè", province.slug, "2023", "2024", source.slug],
    ]
    sheet, _page = checked(editor, "provinces.task", as_csv(rows))
    do(editor, "provinces.task", sheet, "xac-nhan")
    task = Task.objects.get()
    assert list(TaskYear.objects.values_list("task", "province", "year").order_by("year")) == [
        (task.pk, province.pk, 2023),
        (task.pk, province.pk, 2024),
    ]


# --- Who may ------------------------------------------------------------------------------------------
def test_only_who_may_add_and_change_imports_and_who_may_view_exports(client):
    person = make.user()
    expected = {
        (): [403, 403, 403, 403],
        ("view",): [200, 200, 200, 403],
        ("view", "add"): [200, 200, 200, 403],
        ("add", "change"): [200, 200, 200, 200],
    }
    for verbs, codes in expected.items():
        person.user_permissions.set(
            Permission.objects.filter(codename__in=[f"{verb}_official" for verb in verbs])
        )
        client.force_login(person)
        pages = [
            address(OFFICIAL, page) for page in ("export_xlsx", "export_csv", "sheet_template", "import")
        ]
        assert (verbs, [client.get(page).status_code for page in pages]) == (verbs, codes)
        if codes[3] == 403:
            assert send(client, OFFICIAL, as_csv([["họ và tên"], ["A"]])).status_code == 403


def test_the_import_of_another_is_nobody_elses(editor, admin_client):
    sheet, _page = checked(admin_client, OFFICIAL, as_csv([["họ và tên"], ["Trần Bình"]]))
    editor.force_login(make.user(groups=["bien_tap"]))
    page = address(OFFICIAL, "import_check", sheet.key)
    assert editor.get(page).status_code == 404
    assert do(editor, OFFICIAL, sheet, "xac-nhan").status_code == 404
    editor.force_login(make.user(groups=["duyet"]))
    mine, _page = checked(editor, OFFICIAL, as_csv([["họ và tên"], ["Trần Bình"]]))
    assert editor.get(address(CONFERENCE, "import_check", mine.key)).status_code == 404


def test_a_dropped_sheet_is_gone(editor):
    sheet, _page = checked(editor, OFFICIAL, as_csv([["họ và tên"], ["Trần Bình"]]))
    assert do(editor, OFFICIAL, sheet, "bo").redirect_chain == [(address(OFFICIAL, "import"), 302)]
    assert editor.get(address(OFFICIAL, "import_check", sheet.key)).status_code == 404


def test_who_imported_something_finds_it_on_the_page_of_the_form(editor):
    rows = [["họ và tên", "các nguồn"], ["Trần Bình", make.source().slug]]
    sheet, _page = checked(editor, OFFICIAL, as_csv(rows))
    do(editor, OFFICIAL, sheet, "xac-nhan")
    page = editor.get(address(OFFICIAL, "import"))
    changeset = Changeset.objects.get(kind=Changeset.Kind.IMPORT)
    assert list(page.context["recent"]) == [changeset]
    assert address("changes.changeset", "page", changeset.pk) in page.content.decode()


def test_junk_is_refused_with_a_sentence(editor):
    sheet, _page = checked(editor, OFFICIAL, as_csv([["họ và tên"], ["Trần Bình"]]))
    page = address(OFFICIAL, "import_check", sheet.key)
    for query in ("?loai=abc", "?p=abc", "?p=-1", "?p=" + "9" * 40):
        assert editor.get(page + query).status_code == 400
    assert do(editor, OFFICIAL, sheet, "abc").status_code == 400
    assert editor.post(address(OFFICIAL, "import"), {}).status_code == 400
    assert send(editor, OFFICIAL, b"x\n", default_source="abc").status_code == 400
    assert send(editor, OFFICIAL, b"x\n", default_source="1\0").status_code == 400
    assert editor.get(address(OFFICIAL, "export_csv") + "?publication=" + "9" * 500).status_code == 400


# --- What goes out ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_whole_list_the_filtered_one_and_the_chosen_rows_go_out(kind, editor):
    drafts = [make.official(publication="draft") for _number in range(2)]
    shown = make.official()
    assert len(exported(editor, OFFICIAL, kind)) == 4
    assert len(exported(editor, OFFICIAL, kind, "?publication__exact=draft")) == 3
    answer = act(editor, address(OFFICIAL, "changelist"), f"export_{kind}", [shown, drafts[0]])
    content = content_of(answer)
    sheet, _page = checked(editor, OFFICIAL, content, f"a.{kind}")
    assert {(row.record, row.outcome) for row in sheet.rows} == {(shown.pk, "giu"), (drafts[0].pk, "giu")}


def test_an_export_costs_no_more_queries_for_more_rows(editor):
    costs = []
    for rows in (1, 3):
        while Appearance.objects.count() < rows:
            make.citation(make.appearance([make.post()]))
        with CaptureQueriesContext(connection) as queries:
            exported(editor, APPEARANCE, "xlsx")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_check_costs_no_more_queries_for_more_rows(editor):
    province, source = make.province(), make.source()
    head = ["mã số", "tên nhiệm vụ", "nơi thực hiện", "năm bắt đầu", "các nguồn"]
    costs = []
    for rows in (1, 4):
        tasks = [
            [f"M{number}", f"Nhiệm vụ {number}", province.slug, "2023", source.slug] for number in range(rows)
        ]
        with CaptureQueriesContext(connection) as queries:
            sheet, _page = checked(editor, "provinces.task", as_csv([head, *tasks]))
        assert sheet.count("them") == rows
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- Provinces' own -----------------------------------------------------------------------------------
def test_a_provincial_editor_brings_in_the_rows_of_their_province_alone(client):
    mine, theirs = make.province(name="Cao Bằng"), make.province(name="Lào Cai")
    client.force_login(make.provincial_editor(mine))
    source = make.source()
    meeting = make.conference()
    head = ["hội nghị", "thứ tự như nguồn in", "tư cách", "tỉnh, thành phố", "các nguồn"]
    key = f"{meeting.series.slug}/{meeting.slug}"
    rows = [
        head,
        [key, "1", "thành viên", "cao-bang", source.slug],
        [key, "2", "thành viên", "lao-cai", source.slug],
    ]
    sheet, _page = checked(client, "conferences.participation", as_csv(rows))
    waits = "Đang trên trang: người duyệt nhập, hoặc bạn sửa trên biểu mẫu để gửi đề nghị."
    assert outcomes(sheet) == [(2, "loi", waits), (3, "loi", "Bản ghi này không thuộc phần của bạn.")]
    row, other = (make.task(places=[place], publication="draft") for place in (mine, theirs))
    rows = [
        ["mã dòng", "tóm tắt", "các nguồn"],
        [row.pk, "Mới", source.slug],
        [other.pk, "Mới", source.slug],
    ]
    sheet, _page = checked(client, "provinces.task", as_csv(rows))
    assert [outcome for _line, outcome, _problem in outcomes(sheet)] == ["sua", "loi"]


def test_numbers_and_days_of_a_workbook_are_read_as_they_are_shown(editor):
    series, source = make.series(), make.source()
    rows = [
        ["vùng", "lần thứ", "năm", "ngày họp", "tình trạng", "các nguồn"],
        [series.slug, 19.0, 2024, datetime.datetime(2024, 10, 10), "đã tổ chức", source.slug],
        [series.slug, 20, 2024, datetime.date(2024, 10, 11), "hoãn", source.slug],
    ]
    sheet, _page = checked(editor, CONFERENCE, as_xlsx(rows), "a.xlsx")
    do(editor, CONFERENCE, sheet, "xac-nhan")
    assert [(row.ordinal, str(row.starts)) for row in Conference.objects.order_by("ordinal")] == [
        (19, "2024-10-10"),
        (20, "2024-10-11"),
    ]


def test_a_blank_empties_a_field_only_of_a_row_that_gives_its_number(editor):
    person = make.official(name="Hoàng Minh", titles="TS.", aliases="Ông Minh", publication="draft")
    make.citation(person)
    head = ["mã dòng", "đường dẫn", "họ và tên", "học hàm, học vị", "trạng thái đăng", "các nguồn"]
    sheet, _page = checked(editor, OFFICIAL, as_csv([head, ["", "", "hoang minh", "", "", ""]]))
    assert changes(sheet) == [(2, "giu", [])]
    sheet, _page = checked(editor, OFFICIAL, as_csv([head[:5], [person.pk, "", "Hoàng Minh", "", ""]]))
    assert changes(sheet) == [(2, "sua", [["học hàm, học vị", "TS.", ""]])]
