"""How a text becomes words, numbers and dates."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.language.dates import asked_date_at, date_at, impossible_days
from portal.search.language.diacritics import diacritics_match
from portal.search.language.numerals import number_at, numeral
from portal.search.language.telex import as_meant
from portal.search.language.tokenizer import code_at
from portal.search.language.words import folded_words, forms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("kỹ", "kĩ"),
        ("Mỹ", "mĩ"),
        ("quý", "quí"),
        ("ðồng", "đồng"),
        ("Hòa", "hòa"),
    ],
)
def test_two_ways_of_writing_a_word_are_one(one, other):
    assert [word.exact for word in words(one)] == [word.exact for word in words(other)]


@pytest.mark.parametrize(("one", "other"), [("Vy", "Vi"), ("bàn", "bán"), ("dứa", "dừa"), ("đa", "da")])
def test_different_words_stay_different(one, other):
    assert [word.exact for word in words(one)] != [word.exact for word in words(other)]


def test_words_know_their_place_in_the_text_as_written():
    text = "Sở KH&CN, Bắc Kạn"
    assert [text[word.start : word.end] for word in words(text)] == ["Sở", "KH", "CN", "Bắc", "Kạn"]
    assert [word.gap for word in words(text)] == ["", " ", "&", ", ", " "]


@given(st.text(max_size=300))
def test_no_word_holds_anything_but_letters_and_digits(text):
    for word in words(text):
        assert word.folded
        assert not set(word.folded + word.exact) & set(" _\"'*():&|!<>\\\0")
        assert len(word.exact) <= 40


@given(st.text(max_size=40))
def test_folding_a_word_twice_changes_nothing(text):
    for word in words(text):
        assert forms(word.exact) == (word.exact, word.folded)


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("ddoongf", "đồng"),
        ("hooij", "hội"),
        ("khanhs", "khánh"),
        ("hoaf", "hòa"),
        ("quoocs", "quốc"),
        ("nguyeenx", "nguyễn"),
        ("dduwowngf", "đường"),
        ("caps", "cáp"),
        ("so73", "sở"),
        ("nghe65", "nghệ"),
        ("d9o6ng5", "động"),
        ("na8m", "năm"),
        ("tru7o7ng2", "trường"),
        ("2019", None),
        ("ban", None),
        ("kc10", None),
    ],
)
def test_keys_of_a_sleeping_keyboard_are_read(keys, meant):
    assert as_meant(keys) == meant


@pytest.mark.parametrize(
    ("text", "number", "length"),
    [
        ("xix", 19, 1),
        ("19", 19, 1),
        ("mười chín", 19, 2),
        ("nhất", 1, 1),
        ("hai mươi mốt", 21, 3),
        ("19th", 19, 1),
        ("tám", 8, 1),
    ],
)
def test_ordinals_however_written(text, number, length):
    assert numeral(list(folded_words(text)), 0) == (number, length)


@pytest.mark.parametrize("text", ["0", "2024", "hội", "iiii", "mmm", ""])
def test_what_is_no_ordinal(text):
    assert numeral(list(folded_words(text)), 0) is None


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("10/10/2024", ["d_20241010"]),
        ("10.10.2024", ["d_20241010"]),
        ("10-10-24", ["d_20241010"]),
        ("2024-10-09", ["d_20241009"]),
        ("ngày 10 tháng 10 năm 2024", ["d_20241010"]),
        ("10 October 2024", ["d_20241010"]),
        ("October 2024", ["m_202410"]),
        ("10/2024", ["m_202410"]),
        ("tháng mười 2024", ["m_202410"]),
        ("quý 4/2019", ["m_201910", "m_201911", "m_201912"]),
        ("cuối năm 2009", ["m_200909", "m_200910", "m_200911", "m_200912"]),
        ("đầu tháng 11 năm 2024", ["m_202411"]),
        ("6 tháng đầu năm 2022", [f"m_20220{month}" for month in range(1, 7)]),
        ("năm 2024", ["y_2024"]),
        ("2015-2018", ["y_2015", "y_2016", "y_2017", "y_2018"]),
        ("từ năm 2015 đến năm 2017", ["y_2015", "y_2016", "y_2017"]),
        ("giai đoạn 2016–2018", ["y_2016", "y_2017", "y_2018"]),
    ],
)
def test_dates_however_written(text, tokens):
    found = words(text)
    assert date_at(found, 0) == (tokens, len(found))


@pytest.mark.parametrize(
    "text", ["30/2/2024", "ngày 31 tháng 4 năm 2024", "99/99", "tháng 13 năm 2024", "1875"]
)
def test_days_and_years_that_are_not(text):
    assert date_at(words(text), 0) is None


@pytest.mark.parametrize("text", ["trước năm 2001", "sau 2015", "từ 2015 đến nay"])
def test_years_open_to_one_side(text):
    found = words(text)
    tokens, length = date_at(found, 0)
    assert length == len(found)
    assert ("y_2001" in tokens, "y_2015" in tokens) == (False, text.startswith("từ"))
    assert ("y_2000" in tokens) == text.startswith("trước")
    assert ("y_2016" in tokens) == (not text.startswith("trước"))


@pytest.mark.parametrize(
    ("typed", "written", "agrees"),
    [
        ("băc", "bắc", True),
        ("bac", "bắc", True),
        ("bạc", "bắc", False),
        ("dong", "đồng", True),
        ("đong", "dong", False),
    ],
)
def test_omitted_diacritics_match_any_and_typed_ones_match_exactly(typed, written, agrees):
    assert diacritics_match(typed, written) is agrees


# --- Numbers, codes and days as people type them ----------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("1500", ["q_1500"]),
        ("1.500", ["q_1500"]),
        ("1,500", ["q_1500", "q_1_5"]),
        ("636,1", ["q_636_1"]),
        ("636.1", ["q_636_1"]),
        ("636,10", ["q_636_1"]),
        ("12.000.000.000", ["q_12000000000"]),
        ("1.234,5", ["q_1234_5"]),
        ("106.109", ["q_106109"]),
    ],
)
def test_a_number_is_one_however_it_is_written(typed, tokens):
    found = words(typed)
    assert number_at(found, 0) == (tokens, len(found))


@pytest.mark.parametrize("typed", ["19", "999", "12a", "mười"])
def test_a_short_number_is_a_word(typed):
    assert number_at(words(typed), 0) is None


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("KC.10.05/16-20", 5),
        ("ĐTĐL.CN-12/20", 4),
        ("KHCN-TB.12X/13-18", 5),
        ("1739/BKHCN-ƯDCN", 3),
        ("26-NQ/TW", 3),
        ("VN-04", 2),
        ("KC 08.23", 3),
        ("cb 10/10/24", 0),
        ("đbsh l.7", 0),
        ("10/10/2024", 0),
        ("2016-2020", 0),
        ("hội nghị-2024", 0),
        ("m3/ngày", 0),
        ("Bà Rịa-Vũng Tàu", 0),
    ],
)
def test_a_code_is_letters_and_digits_joined_by_signs(typed, length):
    assert code_at(words(typed), 0) == length


@pytest.mark.parametrize("written", ["500m3/ngày", "500 m3/ngày", "500 m³/ngày", "500m³/ngày"])
def test_a_measure_is_a_word_of_its_own(written):
    assert folded_words(written) == ("500", "m3", "ngay")


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("10102024", ["d_20241010"]),
        ("T10/2024", ["m_202410"]),
        ("8/11", ["dm_1108"]),
        ("22-24", ["y_2022", "y_2023", "y_2024"]),
        ("ngày 8 tháng 11", ["dm_1108"]),
        ("năm nay", ["y_2026"]),
        ("nam ngoai", ["y_2025"]),
        ("năm trước", ["y_2025"]),
        ("năm sau", ["y_2027"]),
        ("tháng trước", ["m_202512"]),
        ("tháng này", ["m_202601"]),
        ("last year", ["y_2025"]),
        ("tháng 6", ["dm_06"]),
        ("tháng mười hai", ["dm_12"]),
        ("10 năm trước", ["y_2016"]),
        ("cách đây 2 năm", ["y_2024"]),
        ("gần 10 năm trước", ["y_2015", "y_2016", "y_2017"]),
    ],
)
def test_a_day_in_a_question_is_that_of_the_day_it_is_asked(typed, tokens):
    found = words(typed)
    assert asked_date_at(found, 0, datetime.date(2026, 1, 15)) == (tokens, len(found))


@pytest.mark.parametrize(
    "typed", ["32132024", "12345678", "năm học", "t13/2024", "8/13", "tháng 13", "tháng 10 năm 20", "2 năm"]
)
def test_what_is_no_day_is_none(typed):
    assert asked_date_at(words(typed), 0, datetime.date(2026, 1, 15)) is None


def test_days_of_one_month_are_all_of_them():
    assert date_at(words("13-14/6/2024"), 0) == (["d_20240613", "d_20240614"], 4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("31/2/2024", ["31/2/2024"]),
        ("họp 30.02.2024 ở đâu", ["30.02.2024"]),
        ("ngày 31 tháng 4 năm 2024", ["31 tháng 4 năm 2024"]),
        ("29/2/2024", []),
        ("1739/2024/2025", []),
        ("KC.10.05/16-2020", []),
    ],
)
def test_a_day_that_no_calendar_has(text, found):
    assert impossible_days(text) == found


def test_hook_and_tilde_are_written_for_each_other():
    assert diacritics_match("quãng", "quảng")
    assert not diacritics_match("quáng", "quảng")
