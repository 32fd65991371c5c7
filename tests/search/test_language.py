"""How a text becomes words, numbers and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.language.dates import date_at
from portal.search.language.diacritics import diacritics_match
from portal.search.language.numerals import numeral
from portal.search.language.telex import as_meant
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
