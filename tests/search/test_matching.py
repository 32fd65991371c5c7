"""The boxes of lists and of the admin read as the search does, and keep the order of their list."""

import pytest
from django.db import connection

from conferences.models import Indicator, Official, Recommendation
from portal.search.index.indexing import batched
from portal.search.models import KnownWord
from provinces.models import Province, Task
from tests import factories as make
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


def titles(rows):
    return [row.title for row in rows]


def test_a_list_understands_abbreviations_and_keeps_its_own_order():
    make.term(written="KHCN", meaning="khoa học và công nghệ")
    make.term(written="KH&CN", meaning="khoa học và công nghệ")
    for title in ("Zeolit trong KH&CN", "Ao cá và khoa học và công nghệ", "Cây quế"):
        make.task(title=title)
    found = Task.objects.published().search("khcn")
    every = titles(Task.objects.published())
    assert titles(found) == [title for title in every if title != "Cây quế"]


def test_a_public_list_shows_what_is_named_so_first(client):
    for name in ("Bắc Thử", "Thử", "Thử Một"):
        make.province(name=name, aliases="Thử Cũ" if name == "Bắc Thử" else "")

    def listed(text):
        return [row.name for row in client.get("/tinh-thanh/", {"q": text}).context["page"].object_list]

    assert listed("") == ["Bắc Thử", "Thử", "Thử Một"]
    assert listed("thử") == ["Thử", "Bắc Thử", "Thử Một"]  # an alias begins so
    assert listed("tinh thu") == listed("thử")
    assert listed("thu cu") == ["Bắc Thử"]


def test_a_noun_that_is_not_indexed_is_found_by_another_writing_of_a_word():
    make.term(written="KHCN", meaning="khoa học và công nghệ")
    make.term(written="KH&CN", meaning="khoa học và công nghệ")
    kept = [make.indicator(name="Cán bộ KH&CN"), make.indicator(name="Chi cho khoa học và công nghệ")]
    make.indicator(name="Cán bộ xã")
    for text in ("khcn", "KH&CN", "khoa hoc va cong nghe"):
        assert list(Indicator.objects.search(text)) == kept, text
    assert list(Indicator.objects.search("can bo khcn")) == kept[:1]
    assert list(Indicator.objects.search("ky su")) == []


def test_a_word_of_no_entry_finds_nothing():
    make.task(title="Cây quế")
    assert titles(Task.objects.search("que zzzzz")) == []


def test_a_list_shows_only_what_holds_all_that_is_asked_for():
    make.task(title="Trồng quế hữu cơ")
    make.task(title="Trồng hồi hữu cơ")
    assert titles(Task.objects.search("trong que huu co")) == ["Trồng quế hữu cơ"]
    assert titles(Task.objects.search("que hoi huu co")) == []


def test_a_slip_of_the_finger_is_read_where_nothing_else_is_found():
    make.task(title="Bảo tồn nguồn gen dược liệu")
    assert titles(Task.objects.search("bao ton nguon gen duoc lieeu")) == ["Bảo tồn nguồn gen dược liệu"]


def test_a_letter_alone_begins_a_word_with_its_mark():
    for name in ("Lê Văn Đạt", "Lê Văn Dần", "Lê Văn An"):
        make.official(name=name)
    assert [row.name for row in Official.objects.search("Đ")] == ["Lê Văn Đạt"]
    assert {row.name for row in Official.objects.search("d")} == {"Lê Văn Đạt", "Lê Văn Dần"}


def test_drafts_are_found_for_editors_alone(admin_client):
    draft = make.task(title="Sầu riêng Krông Pắc", publication="draft")
    shown = make.task(title="Bơ Krông Ana")
    assert not KnownWord.objects.filter(word="rieng").exists()
    assert list(Task.objects.search("sau rieng")) == []
    assert list(Task.objects.search("sau rieng", drafts=True)) == [draft]
    assert set(Task.objects.search("krong", drafts=True)) == {draft, shown}
    for words, wanted in (("sầu riêng", {draft}), ("krong pa", {draft}), ("krong", {draft, shown})):
        listed = admin_client.get(address("provinces.task", "changelist"), {"q": words}).context["cl"]
        assert set(listed.result_list) == wanted, words


def test_a_draft_changes_nothing_of_what_a_reader_finds():
    make.task(title="Bảo tồn nguồn gen dược liệu")
    before = titles(Task.objects.published().search("duoc lieeu"))
    make.task(title="Lieeu duoc", publication="draft")
    assert titles(Task.objects.published().search("duoc lieeu")) == before == ["Bảo tồn nguồn gen dược liệu"]


def test_an_autocomplete_understands_and_finds_drafts(admin_client):
    make.term(kind="xung-ho", written="ông", meaning="")
    draft = make.official(name="Trịnh Trường Huy", publication="draft")
    make.official(name="Lê Văn An")
    for term in ("ông Trịnh Trường Huy", "trinh truong huy", "trinh tr", "h"):
        question = {
            "term": term,
            "app_label": "conferences",
            "model_name": "appearance",
            "field_name": "official",
        }
        answer = admin_client.get("/admin/autocomplete/", question).json()
        assert [row["id"] for row in answer["results"]] == [str(draft.pk)], term


def test_a_province_is_found_by_another_name_of_it():
    kept = make.province(name="Bắc Kạn", aliases="Bắc Cạn")
    make.province(name="Bắc Giang")
    assert list(Province.objects.search("bac can")) == [kept]


def test_a_noun_that_is_not_indexed_is_searched_by_its_folded_text():
    with batched():
        kept = make.post(title="Phó Chủ tịch")
        make.post(title="Giám đốc")
    assert list(type(kept).objects.search("pho chu")) == [kept]


def test_a_child_is_found_with_its_conference():
    row = make.recommendation(text="Sửa cơ chế tài chính", conference=make.conference(publication="draft"))
    assert list(Recommendation.objects.search("co che tai chinh")) == []
    assert list(Recommendation.objects.search("co che tai chinh", drafts=True)) == [row]


@pytest.mark.parametrize(
    "text", ['"', "* OR NEAR(", "a" * 300, "mot " * 1500, "\u202e\u00a0", "😀", "-x", "“”"]
)
@pytest.mark.parametrize("drafts", [False, True])
def test_any_text_is_taken(text, drafts):
    make.official()
    assert list(Official.objects.search(text, drafts=drafts)) == []


def test_the_search_costs_as_much_with_three_rows(django_assert_max_num_queries):
    counts = []
    most = (
        10 if connection.vendor == "postgresql" else 8
    )  # it is told how to find the newest: `boolean.newest`
    for rows in (1, 2):
        for _row in range(rows):
            make.task(title="Trồng quế hữu cơ")
        with django_assert_max_num_queries(most) as asked:
            assert Task.objects.search("trong que").exists()
        counts.append(len(asked))
    assert counts[0] == counts[1]
