"""What stands around a name leaves it, in every usual spelling; what may be no name is asked about."""

import re

import pytest
from django.core.exceptions import ValidationError

from conferences.models import Official
from conferences.names import drop_number, is_only_name, read_name, split_name
from conferences.participants import parser

NAME = "Trần Văn Thử"
AROUND = [
    *(
        "1/ Ông {}",
        "1. {}",
        "(1) Bà {}",
        "1) {}",
        "01- {}",
        "1: {}",
        "1 {}",
        "1.2. {}",
        "1.{}",
        "STT 1: {}",
        "Số 12. {}",
    ),
    *(
        "a) {}",
        "(a) {}",
        "II. {}",
        "IV/ {}",
        "I. {}",
        "① {}",
        "[1] {}",
        "#3 {}",
        "1° {}",
        "12/ {}.",
        "3 – {}",
    ),
    *(
        "- {}",
        "• {}",
        "\uf0b7 {}",
        "– + * ✓ {}",
        "→ {}",
        "“{}”",
        "● Ông {};",
        "\u200b{}",
        "\ufeff1. {}",
        "\u00a0{}\u00a0",
    ),
    *(
        "ÔNG {}",
        "Ông: {}",
        "Ông/Bà {}",
        "Ông (bà): {}",
        "Ô. {}",
        "Quý ông {}",
        "Ngài {}",
        "Anh {}",
        "Thầy {}",
    ),
    *(
        "Đ/c {}",
        "Đ/C: {}",
        "đ.c {}",
        "ĐC {}",
        "Đc. {}",
        "Đồng chí {}",
        "dong chi {}",
        "Các đồng chí: {}",
        "Đ / c {}",
    ),
    *("Đ/chí {}", "Thầy giáo {}", "Cô giáo {}", "❶ {}", "{}¹", "o {}", "Ø\t{}", "ü {}", "v {}", "§ {}"),
    *("Ô {}", "1. Ô {}"),
    *("TT 1. {}", "1, {}", "1; {}", "1\\. {}"),
    *("Mr. {}", "Mr {}", "Mrs. {}", "Ms {}", "Mr/Mrs. {}", "1/ Đ/c {}"),
]
DEGREES = [
    *(
        "GS.TS.",
        "PGS.TS",
        "PGS, TS",
        "PGS - TS.",
        "P.GS.TS.",
        "GS.TSKH",
        "TS",
        "Ts.",
        "Th.S",
        "ThS.",
        "Tiến sĩ",
    ),
    *(
        "Tiến sỹ khoa học",
        "Phó Giáo sư, Tiến sĩ",
        "Thạc sỹ",
        "BS.CKII.",
        "BSCKI",
        "BS CK2",
        "DS.CKI",
        "GS.TS.NGND.",
    ),
    *(
        "TTƯT.TS.BS",
        "Kỹ sư",
        "KS.",
        "Luật sư",
        "Bác sĩ",
        "Đại tá",
        "Thiếu tướng, PGS.TS.",
        "Thầy thuốc ưu tú",
    ),
    *(
        "Nghệ nhân nhân dân",
        "Nghệ sĩ ưu tú",
        "Dr.",
        "Assoc. Prof. Dr.",
        "CVCC",
        "Viện sĩ",
        "tien si",
        "pgs.ts",
    ),
    *(
        "Kỹ sư cao cấp",
        "Phó GS",
        "KTV",
        "Chuyên viên",
        "Chuyên viên chính",
        "KS.CC.",
        "TS. KT",
        "TS Nông học",
        "TS Công nghệ thực phẩm",
        "ThS CNTT",
        "TS.Luật sư",
        "BS.CK.II",
        "BS chuyên khoa cấp II",
        "BS nội trú",
        "ThS.NCS",
        "PGS; TS.",
        "GS danh dự",
        "Giảng viên cao cấp",
        "AHLLVT",
        "Chuẩn đô đốc",
        "Đại úy QNCN",
    ),
    *(
        *("TS.GVC.", "T/S", "Th. S", "Th.sĩ", "T.sỹ"),
        "GVCC.",
        "GV.",
        "Kĩ sư",
        "Anh hùng LLVTND",
        "Thạc sĩ Luật",
        "TS kinh tế",
        "Kỹ sư xây dựng",
        "ĐDCKI",
    ),
]

FIELDS = [
    "TS Toán",
    "TS. Hóa.",
    "ThS. Chính sách công",
    "TS chuyên ngành Luật",
]  # told by the capitals behind


@pytest.mark.parametrize("around", AROUND)
def test_numbers_bullets_and_forms_of_address_leave_the_name(around):
    assert (read_name(around.format(NAME)).name, read_name(around.format(NAME)).titles) == (NAME, "")
    assert parser.read(around.format(NAME)).name == NAME


@pytest.mark.parametrize("degree", DEGREES + FIELDS)
def test_degrees_leave_the_name_for_their_own_cell(degree):
    for before in ("", "1. ", "Ông "):
        found = read_name(f"{before}{degree} {NAME}")
        assert (found.name, found.titles) == (NAME, degree)
    behind = read_name(f"{NAME}, {degree}")
    assert degree in FIELDS or (behind.name, behind.titles.rstrip(".")) == (NAME, degree.rstrip("."))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "A",
            "Lê A",
            "Tsan Văn B",
            "Bạch C",
            "Ma Văn Kháng",
            "Bá Văn Thử",
            "Đại Văn Thử",
            "Thượng Văn Thử",
            "Vi Văn A",
            "Toàn Văn Thử",
            "Hoa Văn Thử",
            "Nguyễn thị Hoa Mai",
            "TRẦN VĂN THỬ",
        ),
        *(
            "K'Tem",
            "H'Hen Niê",
            "Y Thông",
            "Lê-Na Mây",
            "Ong Keng Yong",
            "Nguyễn Đại Tá",
            "Lê Cử Nhân",
            "V. Putin",
        ),
        *(
            "C. Mác",
            "J. Smith",
            "Giàng A Pháo",
            "Anh Đức",
            "Xi Văn Thử",
            "Đạt Văn Thử",
            "Ông Ích Khiêm",
            "Dương Văn C",
        ),
        *(
            "Đồng Chí Công",
            "Hoa Thương Thảo",
            "Vũ Trường Giang",
            "Nguyễn Trường Phong",
            "Võ Kiêm Ái",
            "Lê Kiêm",
            "Nguyễn Thứ Trưởng",
            "Tạ Luật",
            "Đoàn Văn Thử",
            "Ban Thị Thử",
            "Viện Văn Thử",
            "Nguyễn Thử S",
            "NGUYỄN Văn Thử",
            "Y Bhăm Niê KĐăm",
            "Trung Tâm Thử",
        ),
    ],
)
def test_a_name_stays_as_it_is(name):
    assert (read_name(name).name, read_name(name).titles, is_only_name(name)) == (name, "", True)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (f"{NAME}, Giám đốc Sở X", (NAME, "Giám đốc Sở X")),
        (f"{NAME} (Giám đốc)", (NAME, "Giám đốc")),
        (f"{NAME} - Giám đốc", (NAME, "Giám đốc")),
        (f"{NAME}: Giám đốc", (NAME, "Giám đốc")),
        (f"{NAME}/ Giám đốc", (NAME, "Giám đốc")),
        (f"{NAME} | Giám đốc", (NAME, "Giám đốc")),
        (f"{NAME} 2", (NAME, "2")),
        (f"{NAME}1", (NAME, "1")),
        (f"{NAME} 0912 345 678", (NAME, "0912 345 678")),
        (f"{NAME} và bà Lê A", (NAME, "và bà Lê A")),
        ("Thứ trưởng Hoàng Minh", ("Hoàng Minh", "Thứ trưởng")),
        ("Ông Văn Tiến Dũng", ("Văn Tiến Dũng", "Ông")),
        (f"{NAME} kiêm Giám đốc", (NAME, "Giám đốc")),
        (f"GĐ. {NAME}", (NAME, "GĐ.")),
        (f"LM. {NAME}", (NAME, "LM.")),
        (f"ĐBQH {NAME}", (NAME, "ĐBQH")),
        (f"Tổng Bí thư {NAME}", (NAME, "Tổng Bí thư")),
        (f"Bí thư Tỉnh ủy {NAME}", (NAME, "Bí thư Tỉnh ủy")),
        (f"Phó Chủ tịch UBND tỉnh {NAME}", (NAME, "Phó Chủ tịch UBND tỉnh")),
        (f"Nhà nghiên cứu {NAME}", (NAME, "Nhà nghiên cứu")),
        (f"Già làng {NAME}", (NAME, "Già làng")),
        (f"HỌA SĨ {NAME.upper()}", (NAME.upper(), "HỌA SĨ")),
        ("Nguyễn thị Hoa Mai", None),
        ("nguyễn văn thử", None),
        *((body, ("", body)) for body in ("Sở KH&CN Thử", "UBND tỉnh Thử", "Văn phòng Bộ", "Lãnh đạo Bộ")),
        *(
            (body, ("", body))
            for body in ("Danh sách đại biểu", "Bộ KH&CN", "Viện Nghiên cứu X", "Trung tâm Y")
        ),
        (f"Hòa thượng {NAME}", (NAME, "Hòa thượng")),
        (f"Nhà báo {NAME}", (NAME, "Nhà báo")),
        (f"PGĐ {NAME}", (NAME, "PGĐ")),
        (f"Đại diện {NAME}", (NAME, "Đại diện")),
        (f"{NAME} GĐ Sở Y", (NAME, "GĐ Sở Y")),
        (f"{NAME} Phó Giám đốc Sở Y", (NAME, "Phó Giám đốc Sở Y")),
        (NAME, None),
        ("Lê-Na Mây", None),
    ],
)
def test_what_may_be_no_part_of_the_name_is_told_apart(written, parts):
    assert split_name(written) == parts


@pytest.mark.parametrize(
    "written",
    [f"Ông- {NAME}", f"Đchí {NAME}", f"Ⅰ. {NAME}", f"{NAME}…", f"{NAME} ?", f"{NAME} !", f"Bà – {NAME}"],
)
def test_signs_around_a_name_and_short_forms_of_address_leave_it(written):
    assert read_name(written).name == NAME


def test_a_name_as_wide_as_chinese_signs_is_read_as_usual():
    assert read_name("Ｔｒần Ｖăn Thử").name == NAME


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1;;Trần Thử;Giám đốc", ("Trần Thử", "", "Giám đốc", "", "")),
        ("Trần Thử;TS;Giám đốc;Sở", ("Trần Thử", "TS", "Giám đốc", "Sở", "")),
        ("Trần Thử;Chuyên viên;Sở", ("Trần Thử", "", "Chuyên viên", "Sở", "")),
        ("Trần Thử;GĐ;Sở;chủ trì;thừa", ("Trần Thử", "", "GĐ", "Sở", "chủ trì; thừa")),  # no role of ours
        ("'Trần Thử';GĐ", ("Trần Thử", "", "GĐ", "", "")),
    ],
)
def test_columns_that_others_add_shift_and_lose_nothing(line, read):
    found = parser.read(**parser.block(line)[0])
    assert (found.name, found.titles, found.post, found.place, found.role) == read


def test_a_line_in_another_code_keeps_its_first_letter():
    assert parser.block("§inh V¨n Thö;Gi¸m ®èc") == [{"name": "§inh V¨n Thö", "post": "Gi¸m ®èc"}]


@pytest.mark.parametrize("heading", ["I\tLÃNH ĐẠO BỘ", "II. CÁC ĐỊA PHƯƠNG", "Tỉnh Hà Giang:", "Tổng số: 25"])
def test_a_heading_within_a_list_is_no_person(heading):
    assert split_name(parser.read(**parser.block(heading)[0]).name)[0] == ""


@pytest.mark.parametrize("line", ["1;2", "1", "N/A"])
def test_a_line_that_names_nobody_loses_nothing(line):
    assert parser.block(line) == [dict(zip(parser.COLUMNS, line.split(";"), strict=False))]
    assert parser.read(**parser.block(line)[0]).name == ""


@pytest.mark.parametrize(
    "nothing", ["", "1", "-", "Ông", "TS.", "1/ Ông", "•", "...", "N/A", "Không có", "nt"]
)
def test_what_stands_around_a_name_is_no_name(nothing):
    assert read_name(nothing).name == ""


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (f"{bullet}\t{NAME}\tGiám đốc", {"name": NAME, "post": "Giám đốc"})
        for bullet in ("o", "Ø", "ü", "v", "§", "\uf0b7", "1.")
    ],
)
def test_a_bullet_in_a_cell_of_its_own_shifts_no_column(line, cells):
    assert parser.block(line) == [cells]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        *(
            (f"{NAME}{more}", f"có phần không giống họ và tên: “{more.strip(' ,()')}”")
            for more in (" (Ông)", ", Giám đốc Sở", " (1965)", " 7", " GĐ Sở")
        ),
        ("Sở KH&CN Thử", "“Sở KH&CN Thử”. Ở đây"),
        (f"Ông {NAME} (1965)", f"“{NAME} (1965)” có phần"),
        (f"Cố GS. {NAME}", f"Họ và tên chỉ là “{NAME}”"),
        (f"Giám đốc {NAME}", "có phần không giống họ và tên: “Giám đốc”"),
        *((f"{run}Trần Văn Thử", f"“{run}Trần”") for run in ("Ts", "TS", "ThS", "PGS", "KTS")),
        ("Lưu Văn CN", "“CN”"),
        ("B. Lê", "“B.”"),
        *(
            (f"{post} {NAME}", f"“{post.rstrip(':')}”")
            for post in ("P.GĐ", "UVBCH", "Kh.", "Chủ trì:", "Họ và tên:")
        ),
        (f"{NAME} II", "“II”"),
        *((odd, f"“{odd.split()[0]}”") for odd in ("Νguyễn Văn Thử", "Trần_Văn Thử", "½ Trần Văn Thử")),
        *((nothing, "không phải họ và tên") for nothing in ("???", "…", "1", "Ông", "TS.")),
        (f"Thầy giáo {NAME}", f"Họ và tên chỉ là “{NAME}”"),
        *((name, "") for name in (NAME, "Ông Văn Tiến Dũng", "Vũ Trường Giang")),
    ],
)
def test_an_official_is_named_by_a_name_alone(written, reason):
    try:
        Official(name=written).clean()
    except ValidationError as error:
        assert reason and reason in error.message_dict["name"][0]
    else:
        assert not reason


@pytest.mark.parametrize("name", ["Anh Thơ Nguyễn", "Bà Huyện Thanh Quan", "Y Thông (Ama Thử)"])
def test_a_name_that_is_no_usual_one_is_taken_once_it_is_confirmed(name):
    with pytest.raises(ValidationError, match=f"Nếu nguồn gọi đúng cả “{re.escape(name)}”"):
        Official(name=name).clean()
    Official(name=name, aliases=f"Khác\n{name}").clean()


def test_a_long_text_is_read_at_once():
    for text in (
        "ts." * 60,
        "1." * 80,
        "- " * 80,
        "pgs, " * 40,
        "Ông " * 40,
        "(" * 160,
        "tien si " * 20 + "x1",
    ):
        read_name(text), split_name(text), drop_number(text)
