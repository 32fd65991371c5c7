"""Words that were found are marked as the record writes them."""

import unicodedata

import pytest

from portal.search.language.vocabulary import Name, Vocabulary
from portal.search.page.snippets import LENGTH, Marker
from portal.search.query.parser import parse_query


@pytest.fixture
def vocabulary():
    vocabulary = Vocabulary()
    vocabulary.add_meaning("KH&CN", "khoa học và công nghệ")
    vocabulary.add_place(Name("Cao Bằng"))
    vocabulary.add_empty("của")
    return vocabulary


@pytest.fixture
def marker(vocabulary):
    """marker(text) -> the Marker of a question whose every word the index holds."""
    return lambda text: Marker(
        parse_query(text, vocabulary, lambda words: dict.fromkeys(words, 1)), vocabulary
    )


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("quang vinh", "Ông Quang Vinh", "Ông <mark>Quang</mark> <mark>Vinh</mark>"),
        ("thủy", "Bể thuỷ lợi", "Bể <mark>thuỷ</mark> lợi"),
        ("QUẾ", "Cây quế Trà My", "Cây <mark>quế</mark> Trà My"),
        ("đo", "đo đạc, do ai", "<mark>đo</mark> đạc, <mark>do</mark> ai"),
        (unicodedata.normalize("NFD", "quế"), "Cây quế", "Cây <mark>quế</mark>"),
        ("quế", unicodedata.normalize("NFD", "Cây quế"), "Cây <mark>quế</mark>"),
        ("KH&CN", "Sở Khoa học và Công nghệ, Bộ KHCN", "Sở <mark>Khoa học và Công nghệ</mark>, Bộ KHCN"),
        ("khoa học và công nghệ", "Bộ KH-CN", "Bộ <mark>KH-CN</mark>"),
        ("XIX", "Hội nghị lần thứ 19", "Hội nghị <mark>lần thứ 19</mark>"),
        ("10.10.2024", "Họp ngày 10/10/2024.", "Họp ngày <mark>10/10/2024</mark>."),
        ('"quế hồi"', "quế, hồi; hồi quế", "<mark>quế, hồi</mark>; hồi quế"),
        ("cao bang của", "Của Cao Bằng", "Của <mark>Cao Bằng</mark>"),
        ("quế -hồi", "quế, hồi", "<mark>quế</mark>, hồi"),
        ("b", "<b>b</b> & 'b'", "&lt;<mark>b</mark>&gt;<mark>b</mark>&lt;/<mark>b</mark>&gt; &amp; &#x27;<mark>b</mark>&#x27;"),
        ("zzz", "Không có gì", "Không có gì"),
    ],
)  # fmt: skip
def test_a_title_is_marked_as_written(marker, question, text, shown):
    assert marker(question).title(text) == shown


def test_the_line_with_most_of_the_question_is_shown_and_one_that_adds_to_it(marker):
    text = "Dòng đầu.\nCây hồi.\nCây quế và cây thông.\nCây thông."
    assert marker("quế thông").snippet(text) == "Cây <mark>quế</mark> và cây <mark>thông</mark>."
    assert marker("hồi thông").snippet(text) == "Cây <mark>hồi</mark>. … Cây quế và cây <mark>thông</mark>."


def test_what_the_title_says_already_adds_nothing(marker):
    text = "Chủ tịch\nVũ Quế\nVũ Quế trồng hồi"
    assert marker("Vũ Quế").snippet(text, "Vũ Quế") == "Chủ tịch"
    assert marker("Quế hồi").snippet(text, "Vũ Quế") == "Vũ <mark>Quế</mark> trồng <mark>hồi</mark>"
    assert marker("quế").snippet("", "Quế") == ""
    assert marker("quế").snippet("Quế", "Quế") == ""


def test_an_address_is_shown_only_where_nothing_else_was_found(marker):
    text = "https://vidu.vn/que\nGiữa rừng quế\nCuối"
    assert marker("que").snippet(text) == "Giữa rừng <mark>quế</mark>"
    assert marker("vidu").snippet(text) == "https://<mark>vidu</mark>.vn/que"


def test_a_long_line_is_cut_at_words_around_what_was_found(marker):
    shown = marker("quế").snippet(f"{'trước ' * 100}quế {'sau ' * 100}")
    assert shown.startswith("…trước ")
    assert " <mark>quế</mark> sau " in shown
    assert shown.endswith(" sau…")
    assert LENGTH / 2 < len(shown) < LENGTH + 30


def test_a_line_without_a_space_is_cut_all_the_same(marker):
    assert len(marker("quế").snippet("a" * 5000)) <= LENGTH + 1


def test_words_of_records_are_found_as_they_write_them(marker):
    assert marker("bang").written({"bang", "hoi"}, ["Bàng", "Cao Bằng", "Bằng, Hồi"]) == {
        "bang": "bằng",
        "hoi": "hồi",
    }
