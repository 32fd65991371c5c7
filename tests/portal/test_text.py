"""Vietnamese as it is written."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base import collation, text

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
written = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + "0123456789 -&,.\u00a0", max_size=40)
anything = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)


def nfd(string):
    return unicodedata.normalize("NFD", string)


def in_order(strings):
    """True when the keys of `strings` rise strictly."""
    keys = [collation.sort_key(string).encode() for string in strings]
    return all(first < second for first, second in pairwise(keys))


def of_levels(string, count):
    return collation.sort_key(string).split(" ")[:count]


# --- Folding -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_text", "folded"),
    [
        ("Hội nghị Đồng bằng", "hoi nghi dong bang"),
        ("  Bà Rịa\u00a0 – \n Vũng Tàu ", "ba ria – vung tau"),
        ("ĐẮK LẮK", "dak lak"),
        ("\u00d0\u00e0 N\u1eb5ng", "da nang"),  # Eth from an old font in the place of Đ
        (nfd("Trường Đại học Kỹ thuật"), "truong dai hoc ky thuat"),
        ("KH&CN, 636,1 tỷ", "kh&cn, 636,1 ty"),
        ("khoa\u200b học\ufeff", "khoa hoc"),
        ("İstanbul", "istanbul"),
        ("", ""),
        (" \u00a0\n", ""),
    ],
)
def test_fold(given_text, folded):
    assert text.fold(given_text) == folded


@given(written)
def test_fold_keeps_one_letter_per_letter(string):
    assert [len(letter) for letter in text.fold_letters(string)] == [1] * len(text.nfc(string))


@given(anything)
def test_fold_letters_is_as_long_as_the_composed_text(string):
    letters = text.fold_letters(string)
    assert len(letters) == len(text.nfc(string))
    assert all(len(letter) <= 1 for letter in letters)


@given(written)
def test_fold_is_ascii_and_the_same_for_every_way_of_writing(string):
    folded = text.fold(string)
    assert folded.isascii()
    assert [text.fold(string.upper()), text.fold(nfd(string)), text.fold(folded)] == [folded] * 3


def test_signs_that_join_or_enclose_a_letter_are_no_letters():
    assert text.fold("Ca\u20ddo\u200b Bằng") == "cao bang"
    assert collation.sort_key("Cao\u200b Bằng") == collation.sort_key("Cao Bằng")


def test_nfc_composes():
    assert text.nfc(nfd("Huế")) == "Huế"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa Thủy HÓA khỏe ùy", "hoà Thuỷ HOÁ khoẻ uỳ"),
        ("hoàn, quỳ, của, mùa, hoà, cửa, thuở", "hoàn, quỳ, của, mùa, hoà, cửa, thuở"),
        ("(hòa)", "(hoà)"),
        (nfd("Khánh Hòa"), "Khánh Hoà"),
    ],
)
def test_place_tones_puts_the_tone_of_open_oa_oe_uy_on_the_second_vowel(old, new):
    assert text.place_tones(old) == new


# --- Order ---------------------------------------------------------------------------------


def test_letters_sort_by_the_vietnamese_alphabet():
    assert in_order("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


@pytest.mark.parametrize("vowel", "aăâeêioôơuưy")
def test_tones_sort_in_order_and_lower_case_before_upper(vowel):
    toned = [text.nfc(vowel + tone) for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")]
    assert in_order([case for letter in toned for case in (letter, letter.upper())])


def test_a_tone_counts_only_where_the_letters_are_equal():
    assert in_order(["bạ", "bác", "băn", "bần", "bẩn thỉu", "ca", "cá", "cà phê"])


def test_provinces_sort_as_in_a_vietnamese_list():
    assert in_order(
        [
            "An Giang",
            "Bà Rịa - Vũng Tàu",
            "Bạc Liêu",
            "Bắc Giang",
            "Bắc Kạn",
            "Bắc Ninh",
            "Bến Tre",
            "Bình Dương",
            "Cà Mau",
            "Cao Bằng",
            "Cần Thơ",
            "Đà Nẵng",
            "Đắk Lắk",
            "Đắk Nông",
            "Điện Biên",
            "Đồng Nai",
            "Đồng Tháp",
            "Gia Lai",
            "Hà Giang",
            "Hà Nam",
            "Hà Nội",
            "Hà Tĩnh",
            "Hải Dương",
            "Hải Phòng",
            "Hậu Giang",
            "Hoà Bình",
            "Hưng Yên",
            "Lai Châu",
            "Lạng Sơn",
            "Lào Cai",
            "Lâm Đồng",
            "Ninh Bình",
            "Ninh Thuận",
            "Quảng Bình",
            "Quảng Nam",
            "Quảng Ngãi",
            "Quảng Ninh",
            "Sóc Trăng",
            "Sơn La",
            "Thái Bình",
            "Thanh Hóa",
            "Thừa Thiên Huế",
            "Tiền Giang",
            "Tuyên Quang",
            "Vĩnh Long",
            "Yên Bái",
        ]
    )


def test_spaces_before_punctuation_before_digits_before_letters_before_other_scripts():
    assert in_order(["a", "a b", "a-b", "a1b", "ab", "ă", "z", "Я", "中"])


def test_shorter_sorts_first():
    assert in_order(["An", "An Giang", "Ang"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Khánh Hòa", "Khánh Hoà"), ("hòa", nfd("hòa")), ("Đắk Lắk", nfd("Đắk Lắk")), (" a \u00a0b ", "a b")],
)
def test_ways_of_writing_the_same_word_have_one_key(one, other):
    assert collation.sort_key(one) == collation.sort_key(other)


def test_upper_case_differs_only_at_the_third_level():
    assert of_levels("HUẾ", 2) == of_levels("huế", 2)
    assert collation.sort_key("HUẾ") != collation.sort_key("huế")


@given(written)
def test_the_key_of_vietnamese_is_printable_ascii_in_three_levels(string):
    assert re.fullmatch(r"[!-~]* [0-6]* [01]*", collation.sort_key(string))


@given(anything)
def test_no_key_holds_nul_or_a_control_sign(string):
    assert not re.search(r"[\x00-\x1f\x7f]", collation.sort_key(string))
    assert collation.sort_key(string).count(" ") == 2


@given(written, written)
def test_first_level_agrees_with_the_order_of_the_alphabet(one, other):
    """Against a second, slower statement of the same rule: lists of places in the alphabet."""
    signs = " -,.&0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    toneless = [
        [signs.index(_toneless(sign)) for sign in " ".join(string.lower().split())] for string in (one, other)
    ]
    keys = [of_levels(string, 1) for string in (one, other)]
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (toneless[0] < toneless[1], toneless[0] == toneless[1])


def _toneless(letter):
    return text.nfc(re.sub("[\u0300\u0309\u0303\u0301\u0323]", "", nfd(letter)))


def test_people_sort_by_given_name_then_surname_then_middle_names():
    people = [
        "Trần Văn An",
        "Lê Anh",
        "Nguyễn An Anh",
        "NGUYỄN VĂN ANH",
        "Trần Anh",
        "Nguyễn Thị Bình",
        "Huỳnh Thành Đạt",
        "Lê Xuân Định",
        "Trần Hồng Thái",
    ]
    assert sorted(sorted(people), key=collation.person_key) == people


def test_a_name_in_capitals_sorts_with_the_same_name():
    assert collation.person_key("NGUYỄN VĂN ANH") == collation.person_key("Nguyễn  Văn Anh ")


@pytest.mark.parametrize("name", ["", "Thái"])
def test_a_name_of_one_word_or_none_has_a_key(name):
    assert collation.person_key(name).startswith(collation.sort_key(name.lower()))


# --- Addresses and queries -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_text", "slug"),
    [
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Đắk Lắk", "dak-lak"),
        ("TP. Hồ Chí Minh", "tp-ho-chi-minh"),
        ("KH&CN lần thứ XIX", "kh-cn-lan-thu-xix"),
        ("  --  ", ""),
        ("中文", ""),
    ],
)
def test_slugify(given_text, slug):
    assert text.slugify(given_text) == slug


def test_a_word_that_ends_one_letter_past_the_limit_is_left_out_whole():
    assert text.slugify(f"{'a' * 40} {'b' * 40} c") == "a" * 40
    assert text.slugify(f"{'a' * 40} {'b' * 39} c") == f"{'a' * 40}-{'b' * 39}"


def test_a_long_slug_ends_with_a_whole_word():
    assert text.slugify("nghiên cứu " * 20) == "-".join(["nghien-cuu"] * 7)
    assert text.slugify("a" * 79 + " b") == "a" * 79
    assert text.slugify("a" * 78 + " b") == "a" * 78 + "-b"
    assert text.slugify("a" * 100) == "a" * 80


@given(anything)
def test_a_slug_is_a_slug(string):
    slug = text.slugify(string)
    assert len(slug) <= 80
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)


def test_lines():
    assert text.lines(" một\r\n\n  hai \n \n") == ["một", "hai"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('"Cao Bằng" KH&CN*', ["cao", "bang", "kh", "cn"]),
        ("-đà (nẵng) OR ' ; %_\\", ["da", "nang", "or"]),
        ("636,1 tỷ", ["636", "1", "ty"]),
        ("  ", []),
        ("\x00a", ["a"]),
    ],
)
def test_search_words(query, words):
    assert text.search_words(query) == words


def test_search_words_reads_no_more_than_it_promises():
    assert text.search_words("a " * 50) == ["a"] * 20
    assert text.search_words("b" * 300) == ["b" * 200]
    assert text.search_words(nfd("ậ" * 300)) == ["a" * 200]


# --- Numbers and money ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (Decimal("636.1"), "636,1", "636.1"),
        (1500, "1.500", "1,500"),
        (50_000_000_000, "50.000.000.000", "50,000,000,000"),
        (Decimal("636.100"), "636,1", "636.1"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (Decimal("100"), "100", "100"),
        (Decimal("-1234.50"), "-1.234,5", "-1,234.5"),
        (Decimal("-0.0"), "0", "0"),
        (0, "0", "0"),
        (None, "", ""),
    ],
)
def test_number(value, vietnamese, english):
    assert (text.number(value), text.number(value, "en")) == (vietnamese, english)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_no_digit_of_a_number_is_lost(value):
    assert Decimal(text.number(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_number_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="not a number"):
        text.number(value)


@pytest.mark.parametrize(
    ("dong", "vietnamese", "english"),
    [
        (636_100_000_000, "636,1 tỷ đồng", "VND 636.1 billion"),
        (106_109_000_000_000, "106.109 tỷ đồng", "VND 106,109 billion"),
        (1_000_000_000, "1 tỷ đồng", "VND 1 billion"),
        (1_234_567_890, "1,235 tỷ đồng", "VND 1.235 billion"),
        (1_234_500_000, "1,235 tỷ đồng", "VND 1.235 billion"),
        (999_500_000, "999,5 triệu đồng", "VND 999.5 million"),
        (999_999_999, "1 tỷ đồng", "VND 1 billion"),
        (850_000_000, "850 triệu đồng", "VND 850 million"),
        (999_999, "999.999 đồng", "VND 999,999"),
        (12_000, "12.000 đồng", "VND 12,000"),
        (0, "0 đồng", "VND 0"),
        (-2_500_000, "-2,5 triệu đồng", "VND -2.5 million"),
        (None, "", ""),
    ],
)
def test_money(dong, vietnamese, english):
    assert (text.money(dong), text.money(dong, "en")) == (vietnamese, english)


def test_money_refuses_a_fraction_of_a_dong():
    with pytest.raises(ValueError, match="whole number"):
        text.money(Decimal("0.5"))


@pytest.mark.parametrize(("language", "shown"), [("vi-VN", "1.500"), ("en-GB", "1,500")])
def test_a_variant_of_a_language_is_that_language(language, shown):
    assert text.number(1500, language) == shown


def test_without_a_language_numbers_are_written_in_vietnamese():
    assert (text.number(1500, None), text.money(850_000_000, None)) == ("1.500", "850 triệu đồng")


@pytest.mark.parametrize(
    ("dong", "said"),
    [(999_999, "999.999 đồng"), (1_000_000, "1 triệu đồng"), (1_500_000, "1,5 triệu đồng")],
)
def test_millions_begin_at_one(dong, said):
    assert text.money(dong) == said


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="“fr”"):
        text.date(date(2024, 10, 10), "fr")


# --- Dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2024, 10, 10), "10/10/2024", "10 October 2024"),
        (date(2022, 9, 7), "7/9/2022", "7 September 2022"),
        (None, "", ""),
    ],
)
def test_date(day, vietnamese, english):
    assert (text.date(day), text.date(day, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("starts", "ends", "vietnamese", "english"),
    [
        (date(2019, 4, 25), date(2019, 4, 26), "25–26/4/2019", "25–26 April 2019"),
        (date(2025, 6, 30), date(2025, 7, 1), "30/6–1/7/2025", "30 June – 1 July 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "30/12/2024–2/1/2025", "30 December 2024 – 2 January 2025"),
        (date(2024, 4, 25), date(2025, 4, 26), "25/4/2024–26/4/2025", "25 April 2024 – 26 April 2025"),
        (date(2024, 10, 10), date(2024, 10, 10), "10/10/2024", "10 October 2024"),
        (date(2024, 10, 10), None, "10/10/2024", "10 October 2024"),
        (None, None, "", ""),
    ],
)
def test_date_range(starts, ends, vietnamese, english):
    assert (text.date_range(starts, ends), text.date_range(starts, ends, "en")) == (vietnamese, english)


def test_date_range_refuses_an_end_before_its_start():
    with pytest.raises(ValueError, match="before"):
        text.date_range(date(2024, 10, 10), date(2024, 10, 9))


# --- Marks of sources ----------------------------------------------------------------------


def test_source_letters_are_those_of_the_points_of_a_law():
    assert "".join(text.source_letter(index) for index in range(23)) == "abcdđeghiklmnopqrstuvxy"
    assert [text.source_letter(index) for index in (23, 24, 27, 45, 46, 551, 552)] == [
        "aa",
        "ab",
        "ađ",
        "ay",
        "ba",
        "yy",
        "aaa",
    ]


def test_source_letter_refuses_a_place_below_the_first():
    with pytest.raises(ValueError, match="-1"):
        text.source_letter(-1)
