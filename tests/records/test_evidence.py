"""A fact leads to its source: letters, the list at the foot, blanks and disagreements."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from portal.changes.recorder import unrecorded
from portal.records.evidence import Evidence, facts
from portal.records.loading.items import read_gaps, write_gaps
from portal.records.models import Citation, Gap
from tests import factories as make

pytestmark = pytest.mark.django_db


def words(page):
    return " ".join(unescape(strip_tags(page.text.partition("<main")[2])).split())


def test_a_field_has_its_own_citation_else_that_of_the_record():
    conference = make.conference()
    whole = make.citation(conference)
    own = make.citation(conference, field="theme")
    evidence = Evidence(conference)
    assert evidence.citations(conference, "theme") == [own]
    assert evidence.citations(conference, "venue") == [whole]


def test_letters_are_handed_out_as_the_page_asks_and_kept():
    conference = make.conference()
    first, second = make.source(), make.source()
    for source, field in ((first, "theme"), (second, "venue"), (first, "city")):
        make.citation(conference, source=source, field=field)
    evidence = Evidence(conference)
    letters = [
        [letter for letter, _citation in evidence.marks(conference, name)]
        for name in ("venue", "theme", "city")
    ]
    assert letters == [["a"], ["b"], ["b"]]
    assert [cited.source for cited in evidence.sources] == [second, first]


def test_one_source_cited_at_two_places_has_one_letter():
    conference = make.conference()
    source = make.source()
    for place in ("đoạn 1", "đoạn 2"):
        make.citation(conference, source=source, field="theme", place=place)
    evidence = Evidence(conference)
    assert [letter for letter, _citation in evidence.marks(conference, "theme")] == ["a"]
    assert [len(cited.uses) for cited in evidence.sources] == [2]


def test_a_source_that_disagrees_stands_beside_its_own_words_alone():
    conference = make.conference()
    other = make.citation(conference, field="starts", differs="11/10/2024")
    whole = make.citation(conference)
    assert Evidence(conference).marks(conference, "starts") == [("a", whole)]
    agrees = make.citation(conference, field="starts")
    evidence = Evidence(conference)
    assert evidence.marks(conference, "starts") == [("a", agrees)]
    assert [line.citation for line in evidence.lines([(conference, "starts")])] == [agrees]
    assert evidence.differing(conference, "starts") == [("b", other)]
    assert [cited.source for cited in evidence.sources] == [agrees.source, other.source]


def test_a_section_has_one_mark_where_every_row_has_the_same_sources():
    source = make.source()
    conference = make.conference()
    rows = [make.participation(conference=conference) for _row in range(3)]
    for row in rows[:2]:
        make.citation(row, source=source)
    sections = {"all": facts(rows[:2], ""), "most": facts(rows, ""), "one": facts(rows[:1], ""), "none": []}
    evidence = Evidence(*rows, sections=sections)
    heading = evidence.heading("all")
    assert (heading.source_ids, heading.facts, heading.whole) == (
        {source.pk},
        ((rows[0], ""), (rows[1], "")),
        True,
    )
    heading = evidence.heading("most")
    assert (heading.source_ids, len(heading.facts), heading.whole) == ({source.pk}, 2, False)
    assert [evidence.is_shown_elsewhere(row) for row in rows] == [True, True, False]
    assert [evidence.heading(name) for name in ("one", "none", "unknown")] == [None, None, None]


def test_a_heading_names_a_source_of_at_least_half_of_its_section():
    source = make.source()
    rows = [make.participation() for _row in range(5)]
    for row in rows[:2]:
        make.citation(row, source=source)
    for row in rows[2:]:
        make.citation(row)
    evidence = Evidence(*rows, sections={"half": facts(rows[:4], ""), "less": facts(rows, "")})
    assert evidence.heading("half").source_ids == {source.pk}
    assert evidence.heading("less") is None


def letters(html):
    """[(the letters in sight, what the button behind them says, the letters on paper besides)] of each set in `html`."""
    sets = []
    for part in re.findall(r'<sup class="marks">(.*?)</sup>', html):
        shown = re.findall(r"</span>([^<]+)</a>", part)
        more = re.search(r'popovertarget="(ke-\d+)"[^>]*>(.+?)</button>', part)
        paper = re.search(r'<span class="on-paper">(.*?)</span>', part)
        sets.append((shown, more and more[2], paper and paper[1].split()))
    return sets


def popovers(html):
    """{title: [text of each line]} of the lists of sources behind the buttons."""
    found = {}
    for title, lines in re.findall(r'class="who-says".*?<p>(.*?)</p>\s*<ul>(.*?)</ul>', html, re.S):
        texts = [" ".join(unescape(strip_tags(line)).split()) for line in lines.split("</li>")[:-1]]
        found.setdefault(unescape(title), []).append(texts)
    return found


def test_a_fact_has_at_most_two_letters_and_a_button_that_opens_them_all(client):
    conference = make.conference(theme="Pác Bó", venue="Hội trường", starts=None, ordinal=None)
    sources = [make.source(publisher=f"Báo {number}") for number in range(5)]
    for source in sources:
        for field in ("theme", "venue"):
            make.citation(
                conference, field=field, source=source, place="đoạn 1" if source == sources[0] else ""
            )
    html = client.get(conference.get_absolute_url()).text
    seen = [found for found in letters(html) if found[1]]
    assert seen == [(["a", "b"], "+3", ["c", "d", "đ"])] * 2
    whole = ["a Báo 0, đoạn 1", "b Báo 1", "c Báo 2", "d Báo 3", "đ Báo 4"]
    assert popovers(html) == {"Mọi nguồn của điều này": [whole]}  # equal sets share one


def test_a_row_of_a_list_has_one_set_that_says_which_source_says_which_column(client):
    conference = make.conference(series=make.series(name="Trung du"), ordinal=19, year=2024, theme="Pác Bó")
    host = make.participation(conference=conference, capacity="dang-cai")
    for number, (record, field) in enumerate(
        [(conference, "ordinal"), (conference, "year"), (conference, "theme"), (host, "")]
    ):
        make.citation(record, field=field, source=make.source(publisher=f"Báo {number}"))
    make.citation(conference, field="status", source=make.source(publisher="Báo 9"))
    html = client.get("/hoi-nghi/").text
    assert [found for found in letters(html) if found[0]] == [(["a", "b"], "+3", ["c", "d", "đ"])]
    [lines] = popovers(html)["Nguồn nào nói điều gì trong dòng này"]
    assert lines == [
        "a Báo 0: lần thứ",
        "b Báo 1: năm",
        "c Báo 2: chủ đề",
        "d Báo 9: tình trạng",
        "đ Báo 3: đăng cai",
    ]


def test_sources_of_one_name_are_distinguished_by_day_or_address():
    day = make.source(publisher="Báo A", title="Bài", published_on="2024-10-10")
    bare = make.source(publisher="Báo A", title="", url="https://www.baoa.vn/tin/bai-2/", published_on=None)
    day.refresh_from_db()
    assert (str(day), str(bare)) == ("Báo A: Bài (10/10/2024)", "Báo A: baoa.vn/tin/bai-2")


def test_evidence_of_many_records_is_three_queries(django_assert_num_queries):
    rows = [make.citation().record for _row in range(3)]
    evidence = Evidence(*rows)
    with django_assert_num_queries(3):
        for row in rows:
            evidence.marks(row, "theme")
            evidence.gap(row, "venue")


def test_the_page_shows_both_values_where_sources_disagree(client):
    conference = make.conference(theme="Pác Bó")
    make.citation(conference, field="theme")
    make.citation(
        conference, field="theme", differs="Pắc Bó, cội nguồn", source=make.source(publisher="Báo Khác")
    )
    text = words(client.get(conference.get_absolute_url()))
    assert "Pác Bó" in text
    assert "Báo Khác nêu khác: Pắc Bó, cội nguồn" in text


def test_what_is_inferred_says_so(client):
    conference = make.conference(theme="Pác Bó")
    with unrecorded():  # nothing that the count says would infer it
        row = make.participation(conference=conference, inferred=True)
    make.citation(row, basis=Citation.Basis.INFERRED)
    assert "suy ra" in words(client.get(row.province.get_absolute_url()))


@pytest.mark.parametrize(
    ("gap", "reason"),
    [
        (None, "chưa tra cứu"),
        ({"kind": "not_stated", "note": "bài chỉ nêu tỉnh"}, "nguồn không nêu: bài chỉ nêu tỉnh"),
        ({"kind": "not_stated", "note": "nguồn không nêu kỳ"}, "nguồn không nêu kỳ"),
        ({"kind": "not_read"}, "chưa thấy nêu"),
        ({"kind": "none"}, "không có"),
    ],
)
def test_a_blank_says_why_it_is_blank(client, gap, reason):
    conference = make.conference(period_reviewed="")
    if gap:
        make.gap(conference, field="period_reviewed", **gap)
    page = words(client.get(conference.get_absolute_url()))
    assert f"Nhìn lại{reason}" in page


def test_a_cell_of_gaps_says_why_each_is_blank_and_is_written_back():
    cell = "venue; theme?; aims? (chỉ tóm tắt); ordinal! (lần đầu)"
    read = read_gaps(cell)
    assert [(name, str(kind), note) for name, kind, note in read] == [
        ("venue", "not_stated", ""),
        ("theme", "not_read", ""),
        ("aims", "not_read", "chỉ tóm tắt"),
        ("ordinal", "none", "lần đầu"),
    ]
    assert write_gaps([Gap(field=name, kind=kind, note=note) for name, kind, note in read]) == cell


def test_in_english_a_reason_is_not_repeated_in_vietnamese(client):
    conference = make.conference(period_reviewed="")
    make.gap(conference, field="period_reviewed", kind="not_stated", note="nguồn không nêu kỳ")
    page = client.get(f"/en{conference.get_absolute_url()}")
    assert "not stated by the source" in words(page)
    assert "nguồn không nêu kỳ" not in words(page)


@pytest.mark.parametrize(
    ("anchor", "fragment"),
    [
        ("636,1", "#:~:text=636%2C1"),
        ("2022 - 2024", "#:~:text=2022%20%2D%202024"),
        ("KH&CN", "#:~:text=KH%26CN"),
        ("Cao Bằng", "#:~:text=Cao%20B%E1%BA%B1ng"),
        ("", ""),
    ],
)
def test_a_citation_opens_the_place_in_the_article(anchor, fragment):
    citation = make.citation(source=make.source(url="https://vidu.vn/bai.html#cu"), anchor=anchor)
    base = "https://vidu.vn/bai.html" if anchor else "https://vidu.vn/bai.html#cu"
    assert citation.url == base + fragment


def test_the_page_of_a_source_counts_and_lists_what_cites_it(client):
    source = make.source()
    conference = make.conference(theme="Pác Bó")
    make.citation(
        conference, source=source, field="theme", place="đoạn 4", anchor="Pác Bó", verbatim="PÁC BÓ"
    )
    make.citation(make.participation(conference=conference), source=source)
    make.citation(make.conference(publication="draft"), source=source)
    page = client.get(source.get_absolute_url())
    text = words(page)
    assert page.context["page"].paginator.count == 2
    assert "2 điều dựa vào nguồn này" in text
    assert "đoạn 4" in text and "PÁC BÓ" in text and "chủ đề" in text
    assert f'href="{conference.get_absolute_url()}"' in page.text


def test_a_dead_address_says_the_day_it_was_tried(client):
    source = make.source(alive=False, checked_on="2026-11-20")
    assert "không mở được ngày 20/11/2026" in words(client.get(source.get_absolute_url()))
