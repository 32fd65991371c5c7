"""What a typed line of a person means: who, in which posts, what is new, and when it asks instead."""

from datetime import date

import pytest

from conferences.models import Official
from conferences.participants import parser
from conferences.participants.matching import NEW, WORDS, ParticipantMatcher
from tests import factories as make
from tests.editing.admin.forms import send
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.province(name="Cao Bằng")


@pytest.fixture
def ministry():
    return make.user(groups=["bien_tap"])


@pytest.fixture
def find(ministry):
    """find(name, post, place, role, user=…, **answers) -> what the line means at a conference of 10/10/2024."""
    at = make.conference()

    def found(*cells, user=None, conference=at, **answers):
        people = ParticipantMatcher(user or ministry, conference)
        return people.find(
            parser.read(*cells), {key.replace("_", "-"): value for key, value in answers.items()}
        )

    return found


def posts(found):
    """[(title, body as text, whether the post is known)] of a line."""
    return [(part.title, str(part.body) if part.body else None, bool(part.post)) for part in found.parts]


def asked(found):
    return {question.name: [value for value, _label in question.options] for question in found.questions}


# --- Reading --------------------------------------------------------------------------------------------
def test_pasted_lines_are_parted_by_tabs_or_semicolons_and_lose_their_numbers():
    text = "1. Lê Văn A; Phó Giám đốc; Sở KH&CN Bắc Kạn; chủ trì\n\n- Trần B\tVụ trưởng; Q.\t\tdự\n2;Nguyễn C;Giám đốc"
    for heading in ("Họ tên đại biểu", "Tên", "HỌ VÀ TÊN:", "Họ và tên khách mời"):
        assert parser.block(f"{heading};Chức danh") == []
    assert parser.block("STT\tHọ và tên\tChức vụ\n1/\tÔng\tTrần B\tGiám đốc") == [
        {"name": "Ông Trần B", "post": "Giám đốc"}
    ]
    assert parser.block("Tên;Chức vụ;Cơ quan;Vai trò\nTrần B;Giám đốc") == [
        {"name": "Trần B", "post": "Giám đốc"}
    ]
    assert parser.block(text) == [
        {"name": "Lê Văn A", "post": "Phó Giám đốc", "place": "Sở KH&CN Bắc Kạn", "role": "chủ trì"},
        {"name": "Trần B", "post": "Vụ trưởng; Q.", "place": "", "role": "dự"},
        {"name": "Nguyễn C", "post": "Giám đốc"},
    ]


@pytest.mark.parametrize(
    ("typed", "name", "titles"),
    [
        ("PGS.TS. Lê Văn A", "Lê Văn A", "PGS.TS."),
        ("Ông Tsan Văn B", "Tsan Văn B", ""),
        ("đồng chí  ThS Bạch C", "Bạch C", "ThS"),
    ],
)
def test_titles_and_forms_of_address_are_no_part_of_a_name(typed, name, titles):
    line = parser.read(typed)
    assert (line.name, line.titles) == (name, titles)


@pytest.mark.parametrize(
    ("typed", "role"),
    [("chu tri", "dong-chu-tri"), ("Đồng chủ trì", "dong-chu-tri"), ("", "tham-du"), ("khai mạc", "khai-mac"), ("vỗ tay", None)],
)  # fmt: skip
def test_a_role_is_understood_without_marks_and_by_the_words_of_minutes(typed, role):
    assert parser.role_of(typed) == role


def test_the_post_as_printed_says_its_place_once():
    assert parser.read("A", "Phó Giám đốc Sở KH&CN", "Bắc Kạn").printed == "Phó Giám đốc Sở KH&CN Bắc Kạn"
    assert parser.read("A", "Chủ tịch UBND tỉnh Bắc Kạn", "bac kan").printed == "Chủ tịch UBND tỉnh Bắc Kạn"


def test_a_name_with_digits_or_a_comma_is_asked_about(find):
    found = find("1/ Ông Trần Văn Thử, Giám đốc Sở Lạ")
    assert (asked(found), found.is_ready, found.sentences) == ({"ten": ["tach"]}, False, [])
    parted = find("1/ Ông Trần Văn Thử, Giám đốc Sở Lạ", ten="tach")
    assert (parted.line.name, parted.line.printed, parted.is_ready) == (
        "Trần Văn Thử",
        "Giám đốc Sở Lạ",
        True,
    )
    counted = find("Trần Văn Thử 2", "Phó Giám đốc", ten="tach")
    assert (counted.line.name, counted.line.printed) == ("Trần Văn Thử", "Phó Giám đốc")
    assert not find("Trần Văn Thử 2", ten="nguyen").is_ready
    assert find("Ông Văn Tiến Dũng", ten="nguyen").line.name == "Ông Văn Tiến Dũng"
    make.official(name="Lê Văn 2")
    assert asked(find("Lê Văn 2")) == {}  # known by that name


def test_the_form_of_a_person_takes_the_name_alone(admin_client):
    url = address("conferences.official", "add")
    for typed in ("1/ Trần Văn Thử", "Ông Trần Văn Thử", "• Trần Văn Thử"):
        [sentence] = send(admin_client, url, name=typed).context["adminform"].form.errors["name"]
        assert sentence.startswith("Họ và tên chỉ là “Trần Văn Thử”")
    assert send(admin_client, url, name="1/ Ông PGS.TS. Trần Văn Thử").status_code == 302
    assert list(Official.objects.values_list("name", "titles")) == [("Trần Văn Thử", "PGS.TS.")]


# --- Posts ----------------------------------------------------------------------------------------------
def test_posts_are_found_without_marks_by_alias_and_by_the_vocabulary(find, place):
    make.term(written="UBND", meaning="ủy ban nhân dân")
    committee = make.body(name="Ủy ban nhân dân tỉnh Cao Bằng", kind="ubnd", province=place)
    make.post(body=committee, title="Phó Chủ tịch")
    party = make.body(name="Tỉnh ủy Cao Bằng", kind="tinh-uy", province=place)
    make.post(body=party, title="Bí thư", aliases="Bí thư BCH Đảng bộ Cao Bằng")
    wanted = [("Phó Chủ tịch", "Ủy ban nhân dân tỉnh Cao Bằng", True)]
    assert posts(find("A", "Phó Chủ tịch UBND tỉnh Cao Bằng")) == wanted
    assert posts(find("A", "pho chu tich ubnd tinh", "cao bang")) == wanted
    assert posts(find("A", "Bí thư BCH Đảng bộ Cao Bằng")) == [("Bí thư", "Tỉnh ủy Cao Bằng", True)]
    assert posts(find("A", "Phó Bí thư Tỉnh ủy, Phó Chủ tịch UBND tỉnh Cao Bằng")) == [
        ("Phó Bí thư", "Tỉnh ủy Cao Bằng", False),
        *wanted,
    ]


def test_an_unknown_body_is_created_only_with_a_kind_and_a_province(find, place):
    assert posts(find("A", "Giám đốc Sở KH&CN", "Cao Bằng")) == [
        ("Giám đốc", "Sở KH&CN tỉnh Cao Bằng", False)
    ]
    assert posts(find("A", "Viện trưởng Viện Chăn nuôi")) == [("Viện trưởng", "Viện Chăn nuôi", False)]
    assert posts(find("A", "Giám đốc Sở KH&CN")) == [("Giám đốc", None, False)]
    assert posts(find("A", "Chủ nhiệm đề tài")) == [("", None, False)]
    said = find("A", "Giám đốc Sở KH&CN").sentences
    assert "“Giám đốc Sở KH&CN”: chưa rõ của tỉnh nào, chỉ ghi chữ; ghi thêm tỉnh để có chức vụ" in said


def test_the_body_is_that_of_the_day(find):
    before = make.ended_province(name="Tuyên Quang")
    after = make.province(name="Tuyên Quang", began=date(2025, 7, 1))
    bodies = [make.body(name="UBND tỉnh Tuyên Quang", province=one) for one in (before, after)]
    (part,) = find("A", "Chủ tịch UBND tỉnh Tuyên Quang").parts
    assert part.body == bodies[0]
    (part,) = find("A", "Chủ tịch UBND tỉnh Tuyên Quang", conference=make.conference(year=2026)).parts
    assert part.body == bodies[1]


def test_where_two_bodies_fit_or_a_province_is_not_written_the_line_asks(find, place):
    make.post(
        title="Trưởng đoàn",
        aliases="Trưởng đoàn ĐBQH tỉnh",
        body=make.body(name="Đoàn đại biểu Quốc hội tỉnh Cao Bằng", province=place),
    )
    found = find("A", "Trưởng đoàn ĐBQH tỉnh")
    assert (found.is_open, len(asked(found)["chuc-vu-0"])) == (True, 2)
    assert not find("A", "Trưởng đoàn ĐBQH tỉnh", chuc_vu_0=WORDS).is_open
    twins = [make.body(name=f"Viện Thử {n}", aliases="Viện Chung") for n in "AB"]
    found = find("A", "Viện trưởng Viện Chung")
    assert asked(found) == {"chuc-vu-0": [*(str(body.pk) for body in twins), WORDS]}
    assert posts(find("A", "Viện trưởng Viện Chung", chuc_vu_0=str(twins[1].pk))) == [
        ("Viện trưởng", "Viện Thử B", False)
    ]
    assert find("A", "Viện trưởng Viện Chung", chuc_vu_0="999").is_open


# --- People ---------------------------------------------------------------------------------------------
def test_a_person_is_found_without_marks_and_by_a_spelling_of_the_sources(find):
    person = make.official(name="Trịnh Trường Huy", aliases="Trrịnh Trường Huy")
    make.official(name="Trịnh Trường Huynh")
    for typed in ("Trịnh Trường Huy", "trinh truong huy", "Trrịnh Trường Huy", "TS. Trịnh Trường Huy"):
        assert (typed, find(typed).official, find(typed).is_open) == (typed, person, False)
    assert find("Trịnh Trường Hu").sentences == ["Mới: sẽ thêm người “Trịnh Trường Hu” (bản nháp)"]


def test_other_marks_another_province_or_two_namesakes_are_a_question(find, place):
    body, elsewhere = make.body(province=place), make.body(province=make.province())
    person = make.official(name="Nguyễn Văn Hùng")
    make.appearance(official=person, posts=[make.post(title="Giám đốc", body=body)])
    assert find("Nguyễn Văn Hùng", f"Phó Giám đốc {body.name}").official == person
    for cells in (("Nguyễn Văn Hưng",), ("Nguyễn Văn Hùng", f"Giám đốc {elsewhere.name}")):
        cells = (*cells, elsewhere.province.name) if len(cells) == 2 else cells
        found = find(*cells)
        assert asked(found) == {"nguoi": [str(person.pk), NEW]}
        assert found.official is None
    twin = make.official(name="Nguyễn Văn Hùng")
    assert asked(find("nguyen van hung")) == {"nguoi": [str(person.pk), str(twin.pk), NEW]}
    assert find("nguyen van hung", nguoi=str(twin.pk)).official == twin
    assert not find("nguyen van hung", nguoi=NEW).is_open


def test_of_two_namesakes_the_one_whose_dated_tenure_covers_the_day_is_meant(find):
    post = make.post(title="Thứ trưởng", body=make.body(name="Bộ Thử"))
    before, then = make.official(name="Lê Văn A"), make.official(name="Lê Văn A")
    make.tenure(official=before, post=post, began=date(2016, 1, 1), last_day=date(2020, 12, 31))
    make.tenure(official=then, post=post, began=date(2021, 1, 1))
    assert find("Lê Văn A", "Thứ trưởng Bộ Thử").official == then
    assert find("Lê Văn A").is_open


def test_a_participant_already_recorded_is_named_and_not_written_again(find):
    conference = make.conference()
    row = make.appearance(conference=conference, official=make.official(name="Bế Minh Đức"), role="phat-bieu")
    found = find("be minh duc", "", "", "", conference=conference)
    assert (found.is_there, found.official, found.is_ready) == (True, row.official, True)


def test_people_and_drafts_of_others_are_not_named(find, place):
    hidden = make.official(name="Lê Bí Mật", publication="draft")
    editor = make.provincial_editor(place)
    body = make.body(name="Sở Thử Cao Bằng", province=place)
    found = find("Lê Bí Mật", f"Giám đốc {body.name}", user=editor)
    assert (found.official, found.sentences[0]) == (None, "Mới: sẽ thêm người “Lê Bí Mật” (bản nháp)")
    assert find("Lê Bí Mật").official == hidden
