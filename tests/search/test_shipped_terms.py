"""The words that publishers edit: what is shipped, what a load leaves alone, and what may be written."""

import pytest
from django.core.exceptions import ValidationError

from portal.records.loading import Loader, tables_modules
from portal.records.loading.terms import load_terms
from portal.search.index.vocabulary_cache import current
from portal.search.language.words import folded_words, words
from portal.search.models import ShippedTerm, Term
from tests import factories as make

pytestmark = pytest.mark.django_db
Kind = Term.Kind
HEADER = "kind,written,meaning,source\n"
GOOD = HEADER + "viet-tat,KH&CN,khoa học và công nghệ,Báo Cao Bằng\nxung-ho,đồng chí,,Báo Cao Bằng\n"


@pytest.fixture
def load(tmp_path):
    """Loads the text of a terms.csv, or the one that ships; returns the report."""

    def run(text=None, overwrite=False):
        loader = Loader(list(tables_modules()), overwrite)
        if text is None:
            load_terms(loader)
        else:
            (tmp_path / "terms.csv").write_text(text, encoding="utf-8")
            load_terms(loader, tmp_path)
        return loader.report

    return run


def count(report):
    return {outcome: rows for outcome, rows in report.counts.get("từ tìm kiếm", {}).items() if rows}


def standing():
    return list(Term.objects.order_by("pk").values())


def meant(text):
    """What `text` is read as by the vocabulary in force: its meanings, or the words it stands for."""
    said = current().expanded(words(text))
    found, length = current().meanings(said, 0)
    if length < len(said):
        return {" ".join(word.exact for word in said)}
    return {meaning.full for meaning in found}


# --- What ships -----------------------------------------------------------------------------------------
def test_the_shipped_words_load_and_a_second_load_changes_nothing(load):
    first = load()
    assert (first.errors, first.kept) == ([], [])
    total = Term.objects.count()
    assert count(first) == {"added": total}
    before = standing()
    assert count(load()) == {"same": total}
    assert standing() == before


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("KH&CN", {"khoa học và công nghệ"}),
        ("KH-CN", {"khoa học và công nghệ"}),
        ("khcn", {"khoa học và công nghệ"}),
        ("ĐMST", {"đổi mới sáng tạo"}),
        ("PGĐ", {"phó giám đốc"}),
        ("gd", {"giám đốc"}),
        ("TT", {"thứ trưởng", "trung tâm", "thông tư"}),
        ("TN", {"Tây Nguyên", "Thái Nguyên", "Tây Ninh"}),
        ("TDMNPB", {"Trung du và miền núi phía Bắc"}),
        ("vùng núi phía Bắc", {"Trung du và miền núi phía Bắc"}),
        ("Tây Nam Bộ", {"Đồng bằng sông Cửu Long"}),
        ("Đắc Lắc", {"Đắk Lắk"}),
        ("Sài Gòn", {"Hồ Chí Minh"}),
        ("BR-VT", {"Bà Rịa - Vũng Tàu"}),
        ("Bắc Thái", {"Bắc Kạn", "Thái Nguyên"}),
        ("gene resources", {"nguồn gen", "quỹ gen"}),
        ("deputy minister", {"thứ trưởng"}),
        ("SKHCN", {"sở khoa học và công nghệ"}),
        ("HNGB", {"hội nghị giao ban"}),
        ("Mông", {"mông"}),
    ],
)
def test_a_shipped_word_means(written, full, load):
    load()
    assert meant(written) == full


def test_every_shipped_word_names_its_source_and_no_abbreviation_of_one_letter(load):
    load()
    assert not Term.objects.filter(source="").exists()
    short = Term.objects.filter(kind__in=[Kind.ABBREVIATION, Kind.PLACE])
    assert [term.written for term in short if len("".join(folded_words(term.written))) < 2] == []


def test_a_place_that_shares_its_name_with_a_person_is_read_with_its_unit_alone(load):
    load()
    assert meant("tỉnh Minh Hải") == {"Cà Mau", "Bạc Liêu"}
    assert meant("Minh Hải") == {"minh hải"}


# --- What publishers did stays --------------------------------------------------------------------------
def test_a_word_that_was_deleted_or_changed_stays_as_it_was_left(load):
    load(GOOD)
    Term.objects.get(written="đồng chí").delete()
    Term.objects.filter(written="KH&CN").update(meaning="khoa học")
    before = standing()
    again = load(GOOD)
    assert count(again) == {"kept": 2}
    assert [(file, line) for file, line, _sentence in again.kept] == [("terms.csv", 2), ("terms.csv", 3)]
    assert standing() == before


def test_overwrite_brings_the_words_of_the_file_back(load):
    load(GOOD)
    Term.objects.get(written="đồng chí").delete()
    Term.objects.filter(written="KH&CN").update(source="nghe nói")
    assert count(load(GOOD, overwrite=True)) == {"added": 1, "changed": 1}
    assert set(Term.objects.values_list("written", "source")) == {
        ("KH&CN", "Báo Cao Bằng"),
        ("đồng chí", "Báo Cao Bằng"),
    }
    assert count(load(GOOD)) == {"same": 2}


def test_a_word_that_a_publisher_wrote_before_it_was_shipped_stays_theirs(load):
    make.term(written="KH&CN", meaning="khoa học và công nghệ", source="Sở KH&CN")
    assert count(load(GOOD)) == {"kept": 1, "added": 1}
    assert Term.objects.get(written="KH&CN").source == "Sở KH&CN"


def test_a_new_row_of_the_file_comes_in_beside_the_old(load):
    load(GOOD)
    assert count(load(GOOD + "viet-tat,SHTT,sở hữu trí tuệ,Sở KH&CN\n")) == {"same": 2, "added": 1}


# --- What may be written --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("viet-tat,KHCN,,Báo Cao Bằng", "cột meaning: Ghi nghĩa của từ này."),
        ("tu-bo-qua,là,thì,Báo Cao Bằng", "cột meaning: Từ bỏ qua và xưng hô không có nghĩa."),
        ("viet-tat,&,và,Báo Cao Bằng", "cột written: Phải có chữ hoặc số."),
        ("viet-tat,KH&CN,khoa học và công nghệ,Báo khác", "trùng khóa với dòng 2."),
        ("viet-tat,KHCN,khoa học và công nghệ", "số ô khác số cột của dòng đầu."),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_saved(row, sentence, load):
    report = load(f"{GOOD}{row}\n")
    assert report.errors == [("terms.csv", 4, sentence)]
    assert (Term.objects.count(), ShippedTerm.objects.count()) == (0, 0)


def test_an_unknown_kind_is_refused(load):
    ((file, line, sentence),) = load(f"{GOOD}la,KHCN,khoa học,Báo Cao Bằng\n").errors
    assert (file, line) == ("terms.csv", 4)
    assert sentence.startswith("cột kind: ")


def test_what_is_written_is_held_in_one_form():
    term = Term(
        kind=Kind.SPELLING, written="Đa\u0306\u0301c La\u0306\u0301c ", meaning=" Đắk Lắk", source="x"
    )
    term.full_clean()
    assert (term.written, term.meaning) == ("Đắc Lắc", "Đắk Lắk")


def test_a_term_is_unique():
    make.term(written="KHCN", meaning="khoa học")
    with pytest.raises(ValidationError) as refused:
        Term(kind=Kind.ABBREVIATION, written="KHCN", meaning="khoa học", source="x").full_clean()
    assert refused.value.messages == ["Từ này đã có với nghĩa đó."]
