"""Text in TCVN3, in VNI or twice encoded is told from Vietnamese and from other languages, and read."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from conferences.models import Official
from portal.base.encodings import foreign_text
from portal.base.text import visible
from portal.records.reports import ReportForm
from provinces.models import Task
from tests import factories as make
from tests.editing.admin.forms import act, errors, send, shown
from tests.editing.admin.nouns import address
from tests.editing.import_export import helpers as sheets

TCVN3 = {
    "§Ò tµi": "Đề tài",
    "Hµ Néi": "Hà Nội",
    "Hµ Nam": "Hà Nam",
    "Cao B»ng": "Cao Bằng",
    "Lµo Cai": "Lào Cai",
    "TrÇn V¨n Thö": "Trần Văn Thử",
    "Së Khoa häc vµ C«ng nghÖ tØnh": "Sở Khoa học và Công nghệ tỉnh",
    "Ph¸t triÓn bÒn v÷ng": "Phát triển bền vững",
    "Qu¶n lý nhµ n\u00adíc": "Quản lý nhà nước",
    "Lª §×nh TiÕn": "Lê Đình Tiến",
    "Đề cương: §Ò tµi 5 µm": "Đề cương: Đề tài 5 µm",
    "CÇn Th¬": "Cần Thơ",
    "BÕn Tre": "Bến Tre",
    "Hßa B×nh": "Hòa Bình",
    "Phó Thä": "Phú Thọ",
    "Thanh Hãa": "Thanh Hóa",
    "VÜnh Long": "Vĩnh Long",
    "Lª Minh": "Lê Minh",
    "Ph¹m Anh": "Phạm Anh",
    "kinh tÕ": "kinh tế",
    "dù ¸n": "dự án",
    "m« h×nh": "mô hình",
    "TRÇN V¡N THö": "TRẦN VĂN THỬ",
    "HéI NGHÞ": "HỘI NGHỊ",
    "Së KH&CN Kon Tum": "Sở KH&CN Kon Tum",
    "Bé KH&CN": "Bộ KH&CN",
    "TØnh Kon Tum": "Tỉnh Kon Tum",
    "H§ND tØnh B×nh D\u00ad¬ng": "HĐND tỉnh Bình Dương",
    "UBND huyÖn Ch\u00ad Pr«ng": "UBND huyện Chư Prông",
    "B¶o tån H§ND tØnh Kon Tum": "Bảo tồn HĐND tỉnh Kon Tum",
    "ñy ban": "Ủy ban",
    "NguyÔn V¨n A": "Nguyễn Văn A",
    "NGUYÔN V¡N ¸NH": "NGUYỄN VĂN ÁNH",
    "Hoµng Xu©n ¸nh": "Hoàng Xuân Ánh",
    "¸nh s¸ng. øng dông": "Ánh sáng. Ứng dụng",
    "L\u00adu ý": "Lưu ý",
    "HuÕ": "Huế",
    "Vò Anh": "Vũ Anh",
    "T¹ Long": "Tạ Long",
    "Chu Ngäc Anh": "Chu Ngọc Anh",
    "Bé LÜnh": "Bộ Lĩnh",
    "§INH THANH LONG": "ĐINH THANH LONG",
    "QuyÕt ®Þnh 72/Q§-TTg": "Quyết định 72/QĐ-TTg",
    "huyÖn Kon Pl«ng": "huyện Kon Plông",
    "LËp lêi mêi": "Lập lời mời",
    "Gi¸ trÞ CO², 5 µm": "Giá trị CO², 5 µm",
}
VNI = {
    "Ñeà taøi": "Đề tài",
    "Haø Noäi": "Hà Nội",
    "Cao Baèng": "Cao Bằng",
    "Laøo Cai": "Lào Cai",
    "UBND tænh": "UBND tỉnh",
    "Traàn Vaên Thöû": "Trần Văn Thử",
    "Sôû Khoa hoïc vaø Coâng ngheä": "Sở Khoa học và Công nghệ",
    "Quaûn lyù nhaø nöôùc": "Quản lý nhà nước",
    "NGHIEÂN CÖÙU": "NGHIÊN CỨU",
    "Laïng Sôn": "Lạng Sơn",
    "Uûy ban nhaân daân": "Ủy ban nhân dân",
    "Phan Thò Haïnh": "Phan Thị Hạnh",
    "Phaïm Thò Hoàng Loan": "Phạm Thị Hồng Loan",
    "HÑND tænh Cao Baèng": "HĐND tỉnh Cao Bằng",
    "Ñoaøn ÑBQH tænh Tuyeân Quang": "Đoàn ĐBQH tỉnh Tuyên Quang",
    "Tröôûng ñoaøn ÑBQH tænh": "Trưởng đoàn ĐBQH tỉnh",
    "Sôû KH&CN": "Sở KH&CN",
    "Phoù GÑ": "Phó GĐ",
    "NguyeÃn Vaên A": "Nguyễn Văn A",
    "NGUYEÃN VAÊN A": "NGUYỄN VĂN A",
    "Chu Ngoïc Anh": "Chu Ngọc Anh",
    "Vi Baù Long": "Vi Bá Long",
    "Ñang tìm theo": "Đang tìm theo",
    "coâng ngheä thoâng tin": "công nghệ thông tin",
    "hay chöa": "hay chưa",
    "GD&ÑT": "GD&ĐT",
    "Giaù trò": "Giá trị",
}
#: As a program writes them that leaves out what has no sign, and makes a blank of a no-break space.
LOST = {
    "Ä‘á» tÃ i": "đề tài",
    "khoa há»c vÃ  cÃ´ng nghá»‡": "khoa học và công nghệ",
    "ngÆ°á»i dÃ¢n": "người dân",
    "LÃª ÄÃ¬nh Tiáº¿n": "Lê Đình Tiến",
    "HÃ  Nam": "Hà Nam",
    "Thanh HÃ³a": "Thanh Hóa",
    "BÃ¹i": "Bùi",
    "Háºu Giang": "Hậu Giang",
    "BuÌ€i TheÌ‚Ì Duy": "Bùi Thế Duy",
    "Há»“": "Hồ",
    "Nguyá»…n": "Nguyễn",
    "gá»—": "gỗ",
    "Ä�á»“ng Nai": "Đồng Nai",
    "Giai đoạn 2020 â€“ 2024": "Giai đoạn 2020 – 2024",
}
TWINS = {
    "ðề tài": "đề tài",
    "Ðà Nẵng": "Đà Nẵng",
    "QÐ-TTg": "QĐ-TTg",
    "HÐND, UBND": "HĐND, UBND",
    "Ð/c Trần Văn Thử": "Đ/c Trần Văn Thử",
    "Ɖề tài": "Đề tài",
    "Сao Bằng": "Cao Bằng",
    "Hà Nộі": "Hà Nội",
    "Νghiên cứu": "Nghiên cứu",
    "Cao Bӑng": "Cao Băng",
}
VISCII = {
    "Tr¥n Vån ThØ": "Trần Văn Thử",
    "Nguy\xadn Th¸ H°ng": "Nguyễn Thị Hồng",
    "Lê Ðình Tiªn": "Lê Đình Tiến",
    "Hà Nµi": "Hà Nội",
    "S· Khoa h÷c và Công ngh® tïnh Cao B¢ng": "Sở Khoa học và Công nghệ tỉnh Cao Bằng",
    "S· KH&CN": "Sở KH&CN",
    "B¡c KÕn": "Bắc Kạn",
}
#: As a program shows it that takes it for Windows-1252.
WINDOWS_1258 = {
    "TrâÌn Vãn ThýÒ": "Trần Văn Thử",
    "NguyêÞn Thiò HôÌng": "Nguyễn Thị Hồng",
    "Lê ÐiÌnh Tiêìn": "Lê Đình Tiến",
    "Hà Nôòi": "Hà Nội",
    "HoÌa BiÌnh": "Hòa Bình",
    "Hýng Yên": "Hưng Yên",
    "NGUYÊÞN THÝÒ": "NGUYỄN THỬ",
    "ÐêÌ tài nghiên cýìu": "Đề tài nghiên cứu",
}
HTML = {"&#272;&#7873; t&agrave;i": "Đề tài", "Đ&aacute;nh gi&#xe1; R&amp;D": "Đánh giá R&D"}
WHOLE = ["Đề tài", "Hội nghị giao ban vùng", "Trần Văn Thử", "Lào Cai", "Điện Biên", "Xây dựng nông thôn mới"]
RIGHT = [
    *(
        "5 µm",
        "©2024",
        "Công ty ABC®",
        "10 °C",
        "N·m và µm",
        "ĐTĐL.CN-12/20",
        "½ kg",
        "m²",
        "§ 5 Điều 2",
        "≤ 5 µg/m³",
    ),
    *(
        "HỢP TÁC XÃ”",
        "“UBND XÃ”",
        "UBND XÃ…",
        "XÃ²",
        "XÃ hội",
        "CÀ PHÊ–VIỆT",
        "THỦ ĐÔ”",
        "«đánh giá khá»…",
        "«khá» là",
    ),
    *(
        "là lá nhà tháng",
        "Ông Ích Khiêm",
        "Hòa Bình",
        "Đắk Lắk",
        "Xơ Đăng",
        "Ê Đê",
        "K’Ho",
        "Sôn La",
        "ả",
        "Ã",
    ),
    *(
        "José Nuñez",
        "Müller für Ärzte",
        "café à la crème",
        "même été",
        "på små så",
        "São Paulo",
        "Åland Ærø",
        "Où est-il",
    ),
    *(
        "naïve façade",
        "Thaïlande",
        "Côte d’Ivoire",
        "El Niño",
        "Señor Peña",
        "Raphaël",
        "Tromsø",
        "smørrebrød",
        "Besançon",
    ),
    *(
        "Chủ tịch Hå",
        "m×n",
        "R&D; AT&T; a & b;",
        "?a=1&amp=2",
        "R&D® 5 µL ± 2 °C",
        "Ba² W/m·K",
        "Loïc Trần",
        "Loïc Tran",
        "Anaïs",
        "Dim grå",
        "Weiß, Köln",
        "VÙng TÌnh",
        "https://vi.wikipedia.org/wiki/Hà_Nội",
        "user@exämple.de",
        "Mª José",
        "Haïti laïc Saïd",
        "Straße",
        "note¹ rằng",
        "HÔm nay",
        "CÁc bộ",
        "Aïnhoa",
    ),
    *("Bé Hà", "Së bashku", "ESPAÑA", "AÑO NUEVO", "tạm ứng", "naïf", "laïc", "GD&ĐT tỉnh", "Ñuñoa SRÑ"),
    *(
        "Bảo tồn v\u00adà m\u00ad\u00adô hình",
        "H\u00ad\u00adà Giang",
        "H\u00adòa Bình v\u00ad\u00adà Cao Bằng",
    ),
    *("Sigurður Guðmundsson", "Davíð", "það", "Москва", "Тихонов В.", "Н2О"),
    *("x×y", "kW·h", "3÷5 m", "¥100", "¿Qué?", "α-β", "Łódź", "plain ASCII", ""),
]


def misread(text, code):
    """UTF-8 as a program shows it that takes it for `code`, where a byte without a sign is a control sign."""
    return "".join(bytes([one]).decode(code, "ignore") or chr(one) for one in text.encode())


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        *(("TCVN3", TCVN3), ("VNI", VNI), ("VISCII", VISCII), ("Windows-1258", WINDOWS_1258)),
        *(("UTF-8", LOST), ("HTML", HTML), ("twins", TWINS)),
    ],
)
def test_text_in_another_code_is_named_and_read(code, texts):
    found = {text: foreign_text(text) for text in texts}
    assert {text: (one.code, one.text) for text, one in found.items()} == {
        text: (code, meant) for text, meant in texts.items()
    }


@pytest.mark.parametrize("code", ["cp1252", "latin-1", "cp437", "cp850", "cp1258", "mac_roman"])
@pytest.mark.parametrize("text", WHOLE)
def test_utf8_read_as_another_code_is_read_again(text, code):
    assert foreign_text(misread(text, code)).text == text
    pieces = unicodedata.normalize("NFD", text)  # letters apart from their marks, as macOS writes them
    assert code in ("cp1258", "mac_roman") or foreign_text(misread(pieces, code)).text == text


@pytest.mark.parametrize("code", ["cp1250", "cp1251"])
def test_utf8_read_as_a_code_of_other_languages_is_read_again(code):
    texts = [text for text in WHOLE if text != "Lào Cai"]  # one odd letter is too little to tell
    assert [foreign_text(misread(text, code)).text for text in texts] == texts


def test_what_may_be_tcvn3_or_viscii_is_read_as_both():
    assert foreign_text("hµi ngh¸ giao ban vùng").refusal == (
        "Chữ theo bảng mã TCVN3, đọc ra là: “hài nghá giao ban vựng”, "
        "hoặc VISCII, đọc ra là: “hội nghị giao ban vùng”."
    )


def test_utf8_misread_twice_is_read_again():
    twice = [misread(misread(text, "cp1252"), "cp1252") for text in WHOLE]
    assert [foreign_text(text).text for text in twice] == WHOLE


def test_what_is_rightly_written_is_left():
    assert {text: foreign_text(text) for text in RIGHT} == dict.fromkeys(RIGHT)


def test_a_letter_lost_on_the_way_is_told():
    found = foreign_text("Lê V�n Thử")
    assert found.refusal == "Có chữ đã mất khi đổi mã, ở chỗ có dấu �: “Lê V�n Thử”. Hãy gõ lại chữ ấy."


# --- Signs that nobody sees ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Trần\u00a0Văn\u202fThử", "Trần Văn Thử"),
        ("\u202eTrần\u202c Văn\u200b Thử\ufeff", "Trần Văn Thử"),
        ("nghiên\u00ad cứu\u2060", "nghiên cứu"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("\uf0b7 a\x07\x7f\x85b", " a\nb"),
        ("a\u2028b\u3000c\r\nd\te", "a\nb c\nd\te"),
        ("tie\u0302\u0301ng", "tiếng"),
        ("a\U000e0041b", "ab"),
        ("Ｎăm ２０２４, eﬃcient", "Năm 2024, efficient"),
        ("H₂O, 5 µm — “tốt” №1 €", "H₂O, 5 µm — “tốt” №1 €"),
    ],
)
def test_signs_that_nobody_sees_go(written, seen):
    assert visible(written) == seen


# --- Every way in -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_form_stops_other_codes_and_keeps_no_unseen_sign(admin_client):
    url = address("provinces.task", "change", make.task(title="Đề tài cũ", publication="draft").pk)
    for code in (TCVN3, VNI, LOST, HTML, TWINS, VISCII, WINDOWS_1258):
        typed, says = next(iter(code.items()))
        refused = send(admin_client, url, title=typed)
        [sentence] = refused.context["adminform"].form.errors["title"]
        assert f"“{says}”" in sentence
    assert send(admin_client, url, title="\u202eĐề\u00a0tài\u200b mới").status_code == 302
    assert shown(admin_client.get(url))["title"] == Task.objects.get().title == "Đề tài mới"


@pytest.mark.django_db
def test_a_stored_text_in_another_code_stops_no_other_change(admin_client):
    task = make.task(title="§Ò tµi", publication="draft")
    url = address("provinces.task", "change", task.pk)
    assert errors(send(admin_client, url, budget="5")) == []


@pytest.mark.django_db
def test_a_cell_and_a_pasted_line_are_stopped_too(admin_client):
    source = make.source()
    rows = [["họ và tên", "các nguồn"], ["TrÇn V¨n Thö", source.slug], ["Lê\u00a0Văn\u200b Thử", source.slug]]
    sheet, _page = sheets.checked(admin_client, "conferences.official", sheets.as_csv(rows))
    assert [row.outcome for row in sheet.rows] == ["loi", "them"]
    assert "TCVN3" in sheet.rows[0].problem and "“Trần Văn Thử”" in sheet.rows[0].problem
    sheet, _page = sheets.checked(admin_client, "conferences.official", sheets.as_csv([rows[0], rows[2]]))
    sheets.do(admin_client, "conferences.official", sheet, "xac-nhan")
    assert list(Official.objects.values_list("name", flat=True)) == ["Lê Văn Thử"]

    page = address("conferences.conference", "people", make.conference().pk)
    answer = admin_client.post(
        page, {"dong-TOTAL_FORMS": 0, "viec": "kiem", "block": "Traàn Vaên Thöû; Gi¸m ®èc"}
    )
    [row] = [row for row in answer.context["rows"] if row.found]
    assert [code in " ".join(row.found.errors) for code in ("VNI", "TCVN3")] == [True, True]


@pytest.mark.django_db
def test_notes_that_readers_get_are_stopped_too(admin_client):
    task = make.task()
    url = address("provinces.task", "change", task.pk)
    refused = send(admin_client, url, act_public_note="Söa tªn nhiÖm vô", title="Tên khác")
    assert "“Sửa tên nhiệm vụ”" in " ".join(errors(refused))
    listed = address("provinces.task", "changelist")
    refused = act(admin_client, listed, "withdraw", [task], act_note="Sai nguån", public="on")
    assert (refused.status_code, "“Sai nguồn”" in refused.text) == (400, True)
    assert Task.objects.get().publication == "published"
    with pytest.raises(ValidationError, match="“Ngày họp chưa đúng”"):
        ReportForm.base_fields["noi_dung"].clean("Ngµy häp ch\u00ada ®óng")
