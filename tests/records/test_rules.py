"""Each rule is broken and found, and holds where it should."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences import rules as of_conferences
from conferences.models import Appearance, Conference, Participation, Recommendation
from portal.changes.recorder import unrecorded
from portal.records import rules
from portal.records.models import Citation, FormerSlug, Gap, Source
from provinces import rules as of_provinces
from provinces.models import Province, Task, TaskYear
from tests import factories

pytestmark = pytest.mark.django_db


def found(rule):
    """[(noun, name, sentence)] of what `rule` finds."""
    return [(breach.model_label, breach.name, breach.sentence) for breach in rule()]


def sentences(rule):
    return [breach.sentence for breach in rule()]


@pytest.fixture
def xix():
    """A conference on 10 October 2024."""
    return factories.conference(series=factories.series(name="Trung du"), ordinal=19, year=2024)


# --- Rules of every noun ------------------------------------------------------------------------------
def test_a_fact_without_a_citation_is_found():
    factories.official(name="Lê Thị Hoa", titles="TS.")
    assert found(rules.facts_are_cited) == [
        ("đại biểu", "Lê Thị Hoa", "chưa có dẫn chứng cho họ và tên, học hàm, học vị.")
    ]


def test_a_citation_of_one_field_leaves_the_others_uncited():
    factories.citation(factories.official(titles="TS."), field="name")
    assert sentences(rules.facts_are_cited) == ["chưa có dẫn chứng cho học hàm, học vị."]


def test_a_citation_of_the_whole_record_or_of_each_field_is_enough():
    factories.citation(factories.official(titles="TS."))
    by_field = factories.official(titles="ThS.")
    factories.citation(by_field, field="name")
    factories.citation(by_field, field="titles")
    assert sentences(rules.facts_are_cited) == []


def test_synthetic_records_and_drafts_differ_in_needing_citations():
    factories.official(synthetic=True)
    factories.official(name="Bản nháp", publication="draft")
    assert found(rules.facts_are_cited) == [("đại biểu", "Bản nháp", "chưa có dẫn chứng cho họ và tên.")]


def test_zero_is_a_fact():
    factories.citation(task := factories.task(budget=0, start_year=None, end_year=None), field="title")
    factories.citation(task, field="code")
    assert sentences(rules.facts_are_cited) == ["chưa có dẫn chứng cho kinh phí (đồng)."]


def test_a_foreign_key_is_a_fact():
    series = factories.series(organiser=(body := factories.body()))
    factories.citation(series, field="name")
    factories.citation(body)
    assert sentences(rules.facts_are_cited) == ["chưa có dẫn chứng cho cơ quan tổ chức."]


def test_a_gap_on_a_field_with_a_value_is_found(xix):
    factories.gap(xix, field="city")
    assert found(rules.gaps_are_blank) == [
        ("hội nghị", "Trung du, lần thứ XIX", "mục thành phố, nơi họp ghi là trống mà vẫn có giá trị.")
    ]


def test_a_breach_leads_to_the_form_of_its_record(xix):
    factories.gap(xix, field="city")
    [breach] = rules.gaps_are_blank()
    assert breach.path == f"/admin/conferences/conference/{xix.pk}/change/"
    assert str(breach).endswith(f" {breach.path}")


def test_a_gap_on_a_blank_field_is_valid(xix):
    factories.gap(xix, field="venue")
    factories.gap(xix, field="ends", kind="none")
    assert sentences(rules.gaps_are_blank) == []


def test_evidence_on_a_field_that_is_no_fact_is_found(xix):
    factories.citation(xix, field="featured", source=factories.source(publisher="Báo", title="Bài"))
    factories.gap(xix, field="khong-co")
    of = f"hội nghị số {xix.pk}"
    assert found(rules.evidence_names_a_fact) == [
        (
            "dẫn chứng",
            "Báo: Bài (10/10/2024)",
            f"nói về mục “featured” của {of}, nhưng đó không phải mục cần dẫn chứng.",
        ),
        (
            "chỗ trống",
            "nguồn không nêu",
            f"nói về mục “khong-co” của {of}, nhưng đó không phải mục cần dẫn chứng.",
        ),
    ]


def test_evidence_on_facts_and_whole_records_is_valid(xix):
    factories.citation(xix)
    factories.citation(xix, field="venue")
    factories.gap(xix, field="theme")
    assert sentences(rules.evidence_names_a_fact) == []


def test_what_is_left_of_a_record_that_is_gone_is_found():
    source = factories.source(slug="cu")
    source.slug = "moi"
    source.save()
    xix = factories.conference()
    factories.citation(xix)
    factories.gap(xix)
    for model in (Citation, Gap, FormerSlug):
        model.objects.update(object_id=999_999)
    assert sentences(rules.evidence_and_addresses_have_their_record) == [
        "thuộc về hội nghị số 999999, bản ghi ấy không còn.",
        "thuộc về hội nghị số 999999, bản ghi ấy không còn.",
        "thuộc về nguồn số 999999, bản ghi ấy không còn.",
    ]


def test_evidence_and_former_addresses_of_existing_records_are_valid(xix):
    factories.citation(xix)
    factories.gap(xix)
    xix.slug = "khac"
    xix.save()
    assert FormerSlug.objects.count() == 1
    assert sentences(rules.evidence_and_addresses_have_their_record) == []


def test_a_public_fact_with_a_hidden_source_is_found(xix):
    factories.citation(xix, source=factories.source(publisher="Báo", title="Nháp", publication="draft"))
    assert found(rules.sources_of_public_facts_are_public) == [
        (
            "dẫn chứng",
            "Báo: Nháp (10/10/2024)",
            f"dẫn cho hội nghị số {xix.pk} đã đăng, mà nguồn chưa đăng: sẽ không hiện.",
        )
    ]


def test_a_draft_may_cite_a_draft_and_a_public_fact_a_public_source(xix):
    factories.citation(xix)
    factories.citation(
        factories.conference(publication="draft"), source=factories.source(publication="review")
    )
    assert sentences(rules.sources_of_public_facts_are_public) == []


def test_text_that_is_not_nfc_is_found(xix):
    Conference.objects.filter(pk=xix.pk).update(city="Hue\u0302\u0301", venue="Ha\u0300")
    assert sentences(rules.text_is_nfc) == ["chữ chưa ở dạng NFC trong mục thành phố, nơi họp, địa điểm."]


def test_text_that_was_saved_is_nfc():
    factories.conference(city="Hue\u0302\u0301")
    assert sentences(rules.text_is_nfc) == []


def test_derived_columns_that_an_update_went_past_are_found(xix):
    Conference.objects.filter(pk=xix.pk).update(city="Huế", starts=date(2024, 11, 1))
    assert sentences(rules.derived_columns_are_in_step) == [
        "cột dẫn xuất chronology, search_text không khớp; hãy mở và lưu lại bản ghi."
    ]


def test_derived_columns_of_saved_rows_are_valid(xix):
    factories.task()
    factories.figure(conference=xix)
    factories.post()
    assert sentences(rules.derived_columns_are_in_step) == []


# --- Provinces and tasks ------------------------------------------------------------------------------
def test_a_task_in_a_province_that_had_ended_is_found():
    bac_kan = factories.ended_province(name="Bắc Kạn")
    new = factories.province(name="Huế", began=date(2025, 1, 1))
    factories.task(title="Chè", places=[bac_kan, new], start_year=2023, end_year=2027)
    assert found(of_provinces.tasks_run_in_provinces_that_exist) == [
        (
            "nhiệm vụ KH&CN",
            "Chè",
            "ghi thực hiện năm 2026–2027, nhưng Bắc Kạn (đến 30/6/2025) đã thôi từ 1/7/2025.",
        ),
        ("nhiệm vụ KH&CN", "Chè", "ghi thực hiện năm 2023–2024, nhưng Huế chỉ có từ 1/1/2025."),
    ]


def test_a_task_may_run_into_the_year_in_which_its_province_ended_or_began():
    ended = factories.ended_province()
    began = factories.province(began=date(2025, 7, 1))
    factories.task(places=[ended], start_year=2023, end_year=2025)
    factories.task(places=[began], start_year=2025, end_year=2030)
    factories.task(places=[ended], start_year=None, end_year=None)
    assert sentences(of_provinces.tasks_run_in_provinces_that_exist) == []


def test_a_province_that_ended_on_new_years_day_had_no_day_of_that_year():
    hue = factories.province(name="Thừa Thiên Huế", ended=date(2025, 1, 1))
    factories.task(places=[hue], start_year=2024, end_year=2025)
    assert sentences(of_provinces.tasks_run_in_provinces_that_exist) == [
        "ghi thực hiện năm 2025, nhưng Thừa Thiên Huế (đến 31/12/2024) đã thôi từ 1/1/2025."
    ]


def test_links_of_tasks_that_are_out_of_step_are_found():
    one, two = factories.province(), factories.province()
    names = ["thiếu năm", "thiếu tỉnh", "thừa tỉnh", "lệch năm"]
    tasks = [factories.task(title=name, places=[one]) for name in names]
    TaskYear.objects.get(task=tasks[0], year=2024).delete()
    tasks[1].places.add(two)
    tasks[2].places.clear()
    with unrecorded():
        Task.objects.filter(pk=tasks[3].pk).update(start_year=2022, end_year=2024)
    assert [name for _noun, name, _ in found(of_provinces.task_years_are_in_step)] == names


def test_links_of_saved_tasks_are_valid():
    factories.task(places=[factories.province(), factories.province()])
    factories.task(places=[factories.province()], end_year=None)
    factories.task(places=[factories.province()], start_year=None, end_year=None)
    factories.task()
    assert sentences(of_provinces.task_years_are_in_step) == []


# --- Provinces and bodies at conferences --------------------------------------------------------------
def test_a_province_at_a_conference_before_or_after_its_time_is_found(xix):
    late = factories.province(name="Huế", began=date(2025, 1, 1))
    gone = factories.province(name="Hà Tây", ended=date(2008, 8, 1))
    factories.participation(conference=xix, province=late)
    factories.participation(conference=xix, province=gone, capacity="dang-cai")
    factories.recommendation(conference=xix, to_province=late, number=1)
    factories.figure(conference=xix, scope="tinh", scope_province=late)
    factories.statement(conference=xix, by_body=factories.body(name="Sở Hà Tây", ended=date(2008, 8, 1)))
    when = "Trung du, lần thứ XIX họp 10/10/2024, nhưng"
    assert sentences(of_conferences.parties_exist_when_the_conference_meets) == [
        f"{when} Huế chỉ có từ 1/1/2025.",
        f"{when} Hà Tây (đến 31/7/2008) đã thôi từ 1/8/2008.",
        f"{when} Sở Hà Tây đã thôi từ 1/8/2008.",
        f"{when} Huế chỉ có từ 1/1/2025.",
        f"{when} Huế chỉ có từ 1/1/2025.",
    ]


def test_provinces_in_their_time_are_valid(xix):
    factories.participation(conference=xix, province=factories.ended_province())
    factories.participation(conference=xix, province=factories.province(began=date(2024, 10, 10)))
    factories.participation(conference=xix, as_printed="14 tỉnh")
    past = factories.province(ended=date(2008, 8, 1))
    factories.figure(conference=xix, scope="tinh", scope_province=past)
    assert sentences(of_conferences.parties_exist_when_the_conference_meets) == []


@pytest.mark.parametrize(("year", "late"), [(2024, False), (2025, False), (2026, True)])
def test_without_a_day_the_year_decides(year, late):
    meeting = factories.conference(year=year, starts=None)
    factories.participation(conference=meeting, province=factories.ended_province())
    assert len(sentences(of_conferences.parties_exist_when_the_conference_meets)) == late


def test_without_a_year_nothing_is_shown():
    meeting = factories.conference(year=None)
    factories.participation(conference=meeting, province=factories.ended_province())
    assert sentences(of_conferences.parties_exist_when_the_conference_meets) == []


def test_a_post_outside_its_tenure_or_after_its_body_is_found(xix):
    post = factories.post(title="Phó Chủ tịch", body=factories.body(name="UBND Cao Bằng"))
    tenure = factories.tenure(post=post, began=date(2024, 10, 11))
    gone = factories.post(title="Giám đốc", body=factories.body(name="Sở cũ", ended=date(2024, 10, 10)))
    factories.appearance(conference=xix, official=tenure.official, posts=[post, gone])
    assert sentences(of_conferences.posts_are_held_when_people_appear) == [
        "chức vụ Phó Chủ tịch UBND Cao Bằng ở Trung du, lần thứ XIX nằm ngoài nhiệm kỳ đã ghi.",
        "chức vụ Giám đốc Sở cũ ở Trung du, lần thứ XIX, nhưng Sở cũ đã thôi từ 10/10/2024.",
    ]


def test_a_post_within_a_tenure_or_without_dated_tenures_is_valid(xix):
    post = factories.post(body=factories.body(began=date(2024, 1, 1), ended=date(2024, 10, 11)))
    official = factories.official()
    factories.tenure(official=official, post=post, began=None, last_day=date(2010, 1, 1))
    factories.tenure(official=official, post=post, began=date(2024, 10, 10), last_day=None)
    factories.appearance(conference=xix, official=official, posts=[post])
    factories.appearance(conference=xix, posts=[post])
    assert sentences(of_conferences.posts_are_held_when_people_appear) == []


def test_at_an_event_beside_the_conference_its_own_day_counts(xix):
    post = factories.post()
    tenure = factories.tenure(post=post, began=date(2024, 10, 10))
    event = factories.related_event(conference=xix, starts=date(2024, 10, 9))
    factories.appearance(conference=xix, event=event, official=tenure.official, posts=[post])
    assert len(sentences(of_conferences.posts_are_held_when_people_appear)) == 1


# --- Counts -------------------------------------------------------------------------------------------
def counted(conference, count, members):
    for _ in range(members):
        factories.series_membership(series=conference.series)
    return factories.participation(
        conference=conference, as_printed=f"{count} tỉnh", count=count, counts_members=True
    )


def test_more_provinces_than_were_counted_is_found(xix):
    counted(xix, 1, members=0)
    factories.participation(conference=xix)
    factories.participation(conference=xix)
    assert sentences(of_conferences.counts_agree_with_their_rows) == [
        "Trung du, lần thứ XIX đếm 1 tỉnh mà hồ sơ ghi 2."
    ]


def test_inferred_provinces_that_do_not_fill_the_count_are_found(xix):
    counted(xix, 2, members=2)
    with unrecorded():
        Participation.objects.filter(inferred=True).first().delete()
    assert sentences(of_conferences.counts_agree_with_their_rows) == [
        "Trung du, lần thứ XIX đếm 2 tỉnh mà hồ sơ ghi và suy ra 1."
    ]


def test_a_count_that_was_never_inferred_from_is_found(xix):
    with unrecorded():
        counted(xix, 2, members=2)
    assert sentences(of_conferences.counts_agree_with_their_rows) == [
        "Trung du, lần thứ XIX đếm 2 tỉnh, đúng như vùng, mà chưa suy ra từng tỉnh."
    ]


def test_a_count_with_its_rows_or_with_another_membership_is_valid(xix):
    counted(xix, 2, members=2)
    counted(factories.conference(), 3, members=2)
    assert Participation.objects.filter(inferred=True).count() == 2
    assert sentences(of_conferences.counts_agree_with_their_rows) == []


# --- One row against another --------------------------------------------------------------------------
def test_a_day_outside_its_year_is_found(xix):
    Conference.objects.filter(pk=xix.pk).update(year=2023)
    factories.conference(year=None)
    factories.conference(starts=None)
    assert sentences(of_conferences.the_day_lies_in_the_year) == [
        "ngày họp 10/10/2024 không nằm trong năm 2023."
    ]


def test_an_event_of_another_conference_is_found(xix):
    own = factories.appearance(conference=xix, event=factories.related_event(conference=xix))
    factories.appearance(conference=xix)
    assert sentences(of_conferences.events_belong_to_the_same_conference) == []
    other = factories.conference(series=factories.series(name="Tây Nguyên"), ordinal=5)
    Appearance.objects.filter(pk=own.pk).update(event=factories.related_event(conference=other))
    assert sentences(of_conferences.events_belong_to_the_same_conference) == [
        "ghi ở Trung du, lần thứ XIX, nhưng sự kiện thuộc Tây Nguyên, lần thứ V."
    ]


def test_a_matter_that_continues_from_a_later_conference_is_found(xix):
    later = factories.recommendation(
        conference=factories.conference(series=xix.series, ordinal=20, year=2025)
    )
    factories.recommendation(conference=xix, continues=later)
    assert sentences(of_conferences.matters_continue_from_earlier_conferences) == [
        "tiếp nối một kiến nghị của hội nghị sau: Trung du, lần thứ XX."
    ]


def test_a_chain_that_comes_back_is_found(xix):
    first = factories.recommendation(conference=xix, number=1)
    second = factories.recommendation(conference=xix, number=2, continues=first)
    Recommendation.objects.filter(pk=first.pk).update(continues=second)
    factories.recommendation(conference=xix, number=3, continues=first)
    assert found(of_conferences.matters_continue_from_earlier_conferences) == [
        (
            "kiến nghị, đề nghị",
            f"kiến nghị {number}, Trung du, lần thứ XIX",
            "chuỗi tiếp nối quay lại chính nó.",
        )
        for number in (1, 2)
    ]


def test_a_chain_into_the_past_is_valid(xix):
    undated = factories.recommendation(conference=factories.conference(year=2024, starts=None))
    first = factories.recommendation(conference=xix, continues=undated)
    factories.recommendation(conference=factories.conference(year=None), continues=first)
    factories.recommendation(conference=factories.conference(year=2025), continues=first)
    assert sentences(of_conferences.matters_continue_from_earlier_conferences) == []


def test_people_of_a_public_conference_that_do_not_show_are_found(xix):
    hidden = factories.official(name="Lê Nháp", publication="draft")
    factories.appearance(conference=xix, official=hidden)
    factories.statement(conference=xix, by_official=hidden)
    factories.recommendation(conference=xix, to_official=hidden)
    sentence = "Trung du, lần thứ XIX đã đăng mà Lê Nháp chưa đăng: sẽ không hiện."
    assert sentences(of_conferences.people_of_public_conferences_are_public) == [sentence] * 3


def test_public_people_and_drafts_of_drafts_are_valid(xix):
    factories.appearance(conference=xix)
    factories.statement(conference=xix, by_official=factories.official())
    draft = factories.conference(publication="draft")
    factories.appearance(conference=draft, official=factories.official(publication="draft"))
    assert sentences(of_conferences.people_of_public_conferences_are_public) == []


# --- The command --------------------------------------------------------------------------------------
def test_the_command_prints_each_breach_and_fails():
    factories.official(name="Lê Thị Hoa")
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 chỗ trái với quy tắc của hồ sơ\.$") as failure:
        call_command("check_records", stdout=out)
    assert failure.value.returncode == 1
    [line] = out.getvalue().splitlines()
    assert line.startswith("đại biểu “Lê Thị Hoa”: chưa có dẫn chứng cho họ và tên.")


def test_the_command_ends_well_on_a_clean_record():
    Source.objects.all().delete()
    factories.citation(factories.official())
    out = StringIO()
    call_command("check_records", stdout=out)
    assert out.getvalue() == "0 chỗ trái với quy tắc của hồ sơ.\n"


def record_of_everything():
    """One row of every noun that a rule walks, each with something to complain about."""
    meeting = factories.conference()
    hidden = factories.official(publication="draft")
    post = factories.post(body=factories.body(ended=date(2000, 1, 1)))
    factories.appearance(conference=meeting, official=hidden, posts=[post])
    factories.participation(conference=meeting, province=factories.province(began=date(2025, 1, 1)))
    counted(meeting, 1, members=1)
    factories.task(places=[factories.province(ended=date(2000, 1, 1))])
    factories.gap(meeting, field="city")
    factories.citation(meeting, field="khong-co", source=factories.source(publication="draft"))
    before = factories.recommendation(conference=factories.conference(year=2026))
    factories.recommendation(conference=meeting, continues=before)
    Conference.objects.filter(pk=meeting.pk).update(year=2020)
    Province.objects.update(sort_key="")


def test_no_rule_asks_more_when_there_is_more():
    asked = []
    for rows in (1, 3):
        for _ in range(rows):
            record_of_everything()
        with CaptureQueriesContext(connection) as queries:
            count = len(list(rules.breaches()))
        asked.append(len(queries))
    assert count > 40
    assert asked[0] == asked[1]
