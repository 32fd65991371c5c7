"""The one form of a conference: its order, its rows, the default source, the provinces of its day."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from conferences.models import Conference, Participation, Recommendation
from portal.records.models import Citation, StaleRecord
from tests import factories as make
from tests.editing.admin.forms import citations, errors, send, shown
from tests.editing.admin.nouns import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
CITATIONS = "records-citation-content_type-object_id"


def form_of(conference):
    return address("conferences.conference", "change", conference.pk)


#: What stands where, in the order of the form: a field or group, and a word of its place on the public page.
PLACES = {
    'name="default_source"': "nguồn",
    'name="ordinal"': "lần thứ",
    'name="starts"': "2024-03-09",
    'name="venue"': "Từ địa điểm",
    'name="city"': "Từ nơi họp",
    'name="period_reviewed"': "2024-2025",
    'name="period_planned"': "2026-2027",
    'name="theme"': "Từ chủ đề",
    'name="summary"': "Từ tóm tắt",
    'name="aims"': "Từ mục tiêu",
    'id="participations-group"': 'id="thanh-phan"',
    'id="appearances-group"': 'id="thanh-phan"',
    'id="statements-group"': "Từ phát biểu",
    'id="recommendations-group"': "Từ kiến nghị",
    'id="figures-group"': 'id="so-lieu"',
    'name="topics"': "Từ trao đổi",
    'id="related_events-group"': "Từ sự kiện",
    'id="documents-group"': "Từ tài liệu",
    'name="remarks"': "Từ lưu ý",
    f'id="{CITATIONS}-group"': 'id="nguon"',
}


def test_the_form_is_in_the_order_of_entering_and_the_page_has_a_place_for_each_part(admin_client, client):
    conference = make.conference(
        starts=date(2024, 3, 9), venue="Từ địa điểm", city="Từ nơi họp", theme="Từ chủ đề", aims="Từ mục tiêu",
        period_reviewed="2024-2025", period_planned="2026-2027", summary="Từ tóm tắt", topics="Từ trao đổi",
        remarks="Từ lưu ý",
    )  # fmt: skip
    make.statement(conference=conference, points="Từ phát biểu")
    make.recommendation(conference=conference, text="Từ kiến nghị")
    make.figure(conference=conference)
    make.related_event(conference=conference, title="Từ sự kiện")
    make.document(conference=conference, title="Từ tài liệu")
    make.citation(conference)
    public = client.get(conference.get_absolute_url()).content.decode()
    form = admin_client.get(form_of(conference)).content.decode()
    assert [word for word in PLACES.values() if word not in public] == []
    assert sorted(PLACES, key=form.index) == list(PLACES)
    assert all(form.count(f'name="{name}"') == 1 for name in ("ordinal", "summary", "topics", "remarks"))
    # The list of contents names every part, in the same order.
    contents = re.findall(r'<li><a href="#([\w-]+-heading)">', form)
    headings = re.findall(r'<h2 id="([\w-]+-heading)"', form)
    assert contents == headings
    assert len(contents) == 15


def test_every_row_leads_to_its_own_form_with_its_citations(admin_client):
    conference = make.conference()
    rows = {
        "conferences.participation": make.participation(conference=conference),
        "conferences.appearance": make.appearance(conference=conference),
        "conferences.statement": make.statement(conference=conference),
        "conferences.recommendation": make.recommendation(conference=conference),
        "conferences.figure": make.figure(conference=conference),
        "conferences.relatedevent": make.related_event(conference=conference),
        "conferences.document": make.document(conference=conference),
    }
    page = admin_client.get(form_of(conference)).content.decode()
    for noun, row in rows.items():
        link = address(noun, "change", row.pk)
        assert f'href="{link}"' in page
        assert f'id="{CITATIONS}-group"' in admin_client.get(link).content.decode()


def test_a_conference_is_entered_whole_from_an_empty_form(admin_client):
    series, host, person, indicator = make.series(), make.province(), make.official(), make.indicator()
    post, source = make.post(), make.source()
    answer = send(
        admin_client,
        address("conferences.conference", "add"),
        series=series.pk,
        ordinal=19,
        year=2024,
        starts="10/10/2024",
        status="da-to-chuc",
        city="Cao Bằng",
        publication="published",
        default_source=source.pk,
        rows={
            "participations": [{"rank": 1, "capacity": "dang-cai", "province": host.pk}],
            "appearances": [{"rank": 1, "official": person.pk, "role": "dong-chu-tri", "posts": [post.pk]}],
            "statements": [{"rank": 1, "kind": "khai-mac", "points": "Chào mừng."}],
            "recommendations": [
                {"number": 1, "kind": "kien-nghi", "text": "Bố trí vốn.", "state": "chua-tra-loi"}
            ],
            "figures": [
                {
                    "rank": 1, "indicator": indicator.pk, "low": "86", "high": "86", "unit": "nhiệm vụ",
                    "as_printed": "86", "scope": "vung", "scope_series": series.pk,
                }
            ],
            "related_events": [{"rank": 1, "kind": "hoi-thao", "title": "Hội thảo"}],
            "documents": [{"rank": 1, "kind": "anh", "title": "Toàn cảnh"}],
        },
    )  # fmt: skip
    assert errors(answer) == []
    assert answer.status_code == 302
    xix = Conference.objects.get()
    assert (xix.slug, xix.starts, str(xix)) == ("lan-19", date(2024, 10, 10), f"{series}, lần thứ XIX")
    rows = [
        xix.participations.get(),
        xix.appearances.get(),
        xix.statements.get(),
        xix.recommendations.get(),
        xix.figures.get(),
        xix.related_events.get(),
        xix.documents.get(),
    ]
    assert [citations(row) for row in [xix, *rows]] == [
        [(name, source) for name in row.facts()] for row in [xix, *rows]
    ]
    assert list(xix.appearances.get().posts.all()) == [post]


# --- The default source -------------------------------------------------------------------------------
def test_the_default_source_is_cited_for_what_the_save_enters_or_changes_alone(admin_client):
    conference = make.conference(ordinal=None, starts=None, venue="Hội trường", city="Lào Cai")
    old, new = make.source(), make.source()
    make.citation(conference, field="venue", source=old)
    send(admin_client, form_of(conference), default_source=new.pk, theme="Chủ đề", city="Yên Bái")
    assert citations(conference) == [("venue", old), ("city", new), ("theme", new)]
    send(admin_client, form_of(conference), default_source=new.pk)
    send(admin_client, form_of(conference), default_source=new.pk, city="Hà Giang")
    assert citations(conference) == [("venue", old), ("theme", new), ("city", new)]  # made anew


def test_what_was_cited_for_the_value_before_is_not_cited_for_the_next(admin_client):
    """By the name of a source alone; what a citation says beside it was written by hand, and stays."""
    conference, old, new = make.conference(venue="Hội trường"), make.source(), make.source()
    make.citation(conference, field="city", source=old)
    make.citation(conference, field="venue", source=old, place="đoạn 2")
    changes = {"city": "Yên Bái", "venue": "Nhà văn hóa"}
    send(admin_client, form_of(conference), default_source=new.pk, **changes)
    assert citations(conference) == [("venue", old), ("city", new), ("venue", new)]


def test_the_default_source_leaves_a_record_alone_that_a_source_carries_whole(admin_client):
    conference, old = make.conference(), make.source()
    make.citation(conference, source=old)
    send(admin_client, form_of(conference), default_source=make.source().pk)
    assert citations(conference) == [("", old)]


def test_a_citation_of_the_whole_record_covers_nothing_that_came_after_it(admin_client):
    conference, old, new = make.conference(ordinal=None, starts=None), make.source(), make.source()
    make.citation(conference, source=old, place="đoạn 1")
    make.citation(conference, field="status", source=old)
    send(admin_client, form_of(conference), theme="Chủ đề", city="Yên Bái")
    assert citations(conference) == [("status", old), ("year", old)]
    send(admin_client, form_of(conference), default_source=new.pk, venue="Nhà văn hóa")
    assert citations(conference) == [("status", old), ("year", old), ("venue", new)]


def test_a_citation_of_the_same_submission_counts(admin_client):
    conference, own, default = make.conference(), make.source(), make.source()
    row = {"field": "", "source": own.pk, "basis": "stated"}
    send(admin_client, form_of(conference), default_source=default.pk, rows={CITATIONS: [row]})
    assert citations(conference) == [("", own)]


def test_rows_that_were_not_touched_get_no_source(admin_client):
    conference, source = make.conference(), make.source()
    untouched, touched = (make.statement(conference=conference, rank=rank) for rank in (1, 2))
    cited = make.statement(conference=conference, rank=3)
    old = make.citation(cited).source
    changes = {"statements-1-points": "Ý mới.", "statements-2-points": "Ý khác."}
    send(admin_client, form_of(conference), default_source=source.pk, **changes)
    assert [citations(row) for row in (untouched, touched, cited)] == [
        [],
        [("points", source)],
        [("points", source), ("kind", old)],
    ]


def test_without_a_default_source_nothing_is_cited(admin_client):
    conference = make.conference()
    assert send(admin_client, form_of(conference), city="Hà Giang").status_code == 302
    assert Citation.objects.count() == 0


@pytest.mark.parametrize("noun", ["official", "series", "post", "indicator"])
def test_every_record_has_a_default_source(noun, admin_client):
    record, source = getattr(make, noun)(), make.source()
    name = "title" if noun == "post" else "name"
    changes = {name: "Tên khác", "default_source": source.pk}
    send(admin_client, address(f"conferences.{noun}", "change", record.pk), **changes)
    assert citations(record) == ([(name, source)] if record.FACTS else [])


# --- Citations and gaps -------------------------------------------------------------------------------
def test_a_citation_names_one_of_the_facts_in_words(admin_client):
    page = admin_client.get(form_of(make.conference()))
    (inline,) = (i for i in page.context["inline_admin_formsets"] if i.formset.prefix == CITATIONS)
    choices = dict(inline.formset.empty_form.fields["field"].choices)
    assert list(choices) == ["", *Conference.FACTS]
    assert (choices[""], choices["venue"]) == ("cả bản ghi", "địa điểm")


def test_a_citation_of_a_field_that_is_no_fact_is_refused(admin_client):
    conference = make.conference()
    row = {"field": "search_text", "source": make.source().pk, "basis": "stated"}
    answer = send(admin_client, form_of(conference), rows={CITATIONS: [row]})
    assert answer.status_code == 200
    assert len(errors(answer)) == 1
    assert citations(conference) == []


def test_the_same_citation_twice_is_named_not_a_broken_page(admin_client):
    conference = make.conference()
    row = {"field": "venue", "source": make.source().pk, "place": "đoạn 1", "basis": "stated"}
    answer = send(admin_client, form_of(conference), rows={CITATIONS: [row, row]})
    assert errors(answer) == ["Hai dòng trùng nhau: Nguồn này đã được dẫn cho mục này, ở cùng chỗ trong bài."]


def test_two_hosts_of_one_name_in_one_submission_are_named(admin_client):
    conference, province = make.conference(), make.province()
    row = {"rank": 1, "capacity": "dang-cai", "province": province.pk}
    answer = send(admin_client, form_of(conference), rows={"participations": [row, row]})
    assert errors(answer) == ["Hai dòng trùng nhau: Tỉnh này đã được ghi là nơi đăng cai."]
    row["capacity"] = "thanh-vien"
    assert send(admin_client, form_of(conference), rows={"participations": [row, row]}).status_code == 302


def test_one_person_at_the_conference_and_at_its_event_is_no_twin(admin_client):
    event, person = make.related_event(), make.official()
    rows = [{"rank": 1, "official": person.pk, "role": "tham-du", "event": key} for key in ("", event.pk)]
    assert errors(send(admin_client, form_of(event.conference), rows={"appearances": rows})) == []
    assert event.conference.appearances.count() == 2
    more = make.official()
    rows = [{"rank": 1, "official": more.pk, "role": "tham-du"}] * 2
    answer = send(admin_client, form_of(event.conference), rows={"appearances": rows})
    assert errors(answer) == ["Hai dòng trùng nhau: Người này đã được ghi ở hội nghị này."]


def test_a_number_that_postgresql_cannot_hold_is_refused_on_both_databases(admin_client):
    conference = make.conference()
    row = {"rank": 40_000, "capacity": "khach", "as_printed": "Khách", "count": 3_000_000_000}
    answer = send(admin_client, form_of(conference), rows={"participations": [row]})
    assert len(errors(answer)) == 2


def test_a_row_deleted_while_the_form_was_open_is_named(admin_client):
    conference = make.conference()
    row = make.statement(conference=conference)
    url = form_of(conference)
    data = {**shown(admin_client.get(url)), "statements-0-points": "Ý mới."}
    row.delete()
    answer = admin_client.post(url, data)
    assert answer.status_code == 409
    assert "Người khác đã xóa dòng này" in answer.content.decode()
    assert "Ý mới." in answer.content.decode()


def test_the_second_of_two_saves_gets_409(admin_client, monkeypatch):
    conference = make.conference()

    def overtaken(record):
        raise StaleRecord(record)

    monkeypatch.setattr(Conference, "claim_version", overtaken)
    answer = send(admin_client, form_of(conference), city="Hà Giang")
    assert answer.status_code == 409
    assert "đã được người khác sửa" in answer.content.decode()
    conference.refresh_from_db()
    assert conference.city == "Cao Bằng"


@pytest.mark.parametrize(
    ("typed", "kept", "shown_again"),
    [
        ("636,1", "636.1", "636,1"),
        ("1.500", "1500", "1.500"),
        ("12.345,5", "12345.5", "12.345,5"),
        ("86", "86", "86"),
    ],
)
def test_a_number_is_typed_and_shown_as_vietnamese_sources_print_it(typed, kept, shown_again, admin_client):
    figure = make.figure()
    url = address("conferences.figure", "change", figure.pk)
    assert errors(send(admin_client, url, low=typed, high=typed)) == []
    figure.refresh_from_db()
    assert figure.low == Decimal(kept)
    assert shown(admin_client.get(url))["low"] == shown_again


@pytest.mark.parametrize("typed", ["636.1", "1.50", "1,5,0", "1e5", "NaN", "١٢", "12 000", "9" * 200])
def test_a_number_that_reads_two_ways_is_refused(typed, admin_client):
    figure = make.figure()
    assert errors(
        send(admin_client, address("conferences.figure", "change", figure.pk), low=typed, high=typed)
    )
    figure.refresh_from_db()
    assert figure.low == 86


@pytest.mark.once
@pytest.mark.parametrize(("days", "refused"), [(1, True), (400, True), (0, False), (-1, False)])
def test_what_lies_ahead_was_not_held(days, refused, admin_client):
    day = timezone.localdate() + timedelta(days=days)
    planned = make.conference(status="du-kien", year=None, starts=None, ends=None, publication="draft")
    url, began = form_of(planned), min(day, timezone.localdate())
    for typed in (
        {"starts": f"{day:%d/%m/%Y}", "ends": "", "year": day.year},
        {"starts": f"{began:%d/%m/%Y}", "ends": f"{day:%d/%m/%Y}", "year": began.year},
        {"starts": "", "ends": "", "year": day.year},
    ):
        is_ahead = bool(typed["starts"] and refused) or int(typed["year"]) > timezone.localdate().year
        answer = send(admin_client, url, status="da-to-chuc", **typed)
        assert bool(errors(answer)) is is_ahead, typed


def test_a_year_of_two_digits_is_no_year(admin_client):
    url = form_of(make.conference(publication="draft"))
    refused = send(admin_client, url, starts="10/10/2024", ends="", year="24")
    assert errors(refused) == ["Năm phải từ 1945 đến 2100."]


# --- Inferred participation ---------------------------------------------------------------------------
def test_inferred_rows_follow_the_count_and_are_not_edited(admin_client):
    conference = make.conference()
    members = [make.series_membership(series=conference.series).province for _number in range(3)]
    count = {"rank": 1, "capacity": "thanh-vien", "count": 3, "counts_members": "on", "as_printed": "3 tỉnh"}
    send(admin_client, form_of(conference), rows={"participations": [count]})
    inferred = Participation.objects.filter(inferred=True)
    assert {row.province for row in inferred} == set(members)
    page = admin_client.get(form_of(conference))
    assert [
        len(i.formset.forms)
        for i in page.context["inline_admin_formsets"]
        if i.formset.prefix == "participations"
    ] == [1]
    row = inferred.first()
    assert admin_client.get(address("conferences.participation", "delete", row.pk)).status_code == 403
    answer = send(admin_client, form_of(conference), **{"participations-0-count": 4})
    assert answer.status_code == 302
    assert not Participation.objects.filter(inferred=True).exists()


def test_inferred_rows_follow_the_day_too(admin_client):
    conference = make.conference()
    make.series_membership(series=conference.series, ended=date(2024, 6, 1))
    now = make.series_membership(series=conference.series, began=date(2024, 6, 1)).province
    row = {"rank": 1, "capacity": "thanh-vien", "count": 1, "counts_members": "on", "as_printed": "1 tỉnh"}
    send(admin_client, form_of(conference), rows={"participations": [row]})
    inferred = conference.participations.filter(inferred=True)
    assert [row.province for row in inferred.all()] == [now]
    send(admin_client, form_of(conference), starts="1/3/2024", ends="")
    assert [row.province for row in inferred.all()] != [now]
    assert inferred.count() == 1


# --- Those who existed on the day ---------------------------------------------------------------------
def offered(client, url, term=""):
    question = {
        "app_label": "conferences",
        "model_name": "participation",
        "field_name": "province",
        "term": term,
    }
    answer = client.get(f"{url}{'&' if '?' in url else '?'}{urlencode(question)}")
    assert answer.status_code == 200
    return [row["text"] for row in json.loads(answer.content)["results"]]


def address_of_autocomplete(client, url, field):
    """Where the autocomplete of the field asks, as written in the page."""
    page = client.get(url).content.decode()
    select = next(tag for tag in re.findall(r"<select[^>]+>", page) if f'name="{field}"' in tag)
    return re.search(r'data-ajax--url="([^"]+)"', select)[1].replace("&amp;", "&")


@pytest.fixture
def thai_nguyen():
    old = make.ended_province(name="Thái Nguyên")
    return old, make.province(name="Thái Nguyên", began=date(2025, 7, 1))


def test_a_conference_is_offered_the_provinces_of_its_day(admin_client, thai_nguyen):
    for day, names in (
        (date(2024, 10, 10), ["Thái Nguyên (đến 30/6/2025)"]),
        (date(2025, 6, 30), ["Thái Nguyên (đến 30/6/2025)"]),
        (date(2025, 7, 1), ["Thái Nguyên"]),
    ):
        conference = make.conference(year=day.year, starts=day)
        row = make.participation(conference=conference, as_printed="Khách")
        for url, field in (
            (form_of(conference), "participations-__prefix__-province"),
            (f"{form_of(conference)}?mo=het", "participations-0-province"),
            (address("conferences.participation", "change", row.pk), "province"),
        ):
            asked = address_of_autocomplete(admin_client, url, field)
            assert asked == f"/admin/autocomplete/?day={day.isoformat()}"
            assert offered(admin_client, asked, "thai nguyen") == names


def test_a_conference_without_a_day_is_offered_every_province_with_its_period(admin_client, thai_nguyen):
    both = ["Thái Nguyên", "Thái Nguyên (đến 30/6/2025)"]
    for conference, path in (
        (make.conference(year=None, starts=None), "/admin/autocomplete/"),
        (make.conference(year=2025, starts=None), "/admin/autocomplete/?day=2025"),
    ):
        asked = address_of_autocomplete(
            admin_client, form_of(conference), "participations-__prefix__-province"
        )
        assert asked == path
        assert sorted(offered(admin_client, asked)) == both
    add = address("conferences.conference", "add")
    asked = address_of_autocomplete(admin_client, add, "participations-__prefix__-province")
    assert sorted(offered(admin_client, asked)) == both


@pytest.mark.parametrize(
    "day", ["", "hom-qua", "2024-02-30", "2024-1-1", "99999", "2024-10-10T00", "0000", "9" * 200]
)
def test_a_day_that_is_none_is_refused(day, admin_client):
    answer = admin_client.get(
        "/admin/autocomplete/",
        {"app_label": "conferences", "model_name": "participation", "field_name": "province", "day": day},
    )
    assert answer.status_code == 400
    assert "Ngày (day) phải viết" in answer.content.decode()


def test_a_row_is_offered_the_events_of_its_conference_alone(admin_client):
    event, other = make.related_event(title="Hội thảo A"), make.related_event(title="Hội thảo B")
    page = admin_client.get(form_of(event.conference)).content.decode()
    assert (
        re.search(r'<select name="appearances-__prefix__-event".*?</select>', page, re.S)[0].count("<option")
        == 2
    )
    row = {"rank": 1, "official": make.official().pk, "role": "tham-du", "event": other.pk}
    answer = send(admin_client, form_of(event.conference), rows={"appearances": [row]})
    assert len(errors(answer)) == 1


# --- What it costs ------------------------------------------------------------------------------------
@pytest.mark.once
def test_the_form_asks_the_database_as_often_with_twenty_rows_as_with_one(
    admin_client, django_assert_max_num_queries
):
    counts = []
    for rows in (1, 20):
        conference = make.conference()
        for _number in range(rows):
            fill(conference)
        with django_assert_max_num_queries(100) as asked:
            assert admin_client.get(form_of(conference)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.once
def test_saving_one_changed_row_of_many_costs_no_more_than_of_one(
    admin_client, django_assert_max_num_queries
):
    counts = []
    for rows in (1, 20):
        conference = make.conference()
        for _number in range(rows):
            fill(conference)
        unheard = {"statements-0-points": f"Ý mới{rows}."}  # a word that the search index does not know yet
        data = shown(admin_client.get(form_of(conference))) | unheard
        with django_assert_max_num_queries(120) as asked:
            assert admin_client.post(form_of(conference), data).status_code == 302
        counts.append(len(asked))
    assert counts[0] == counts[1]


def fill(conference):
    """One row of each kind, with every party named."""
    person, body, province = make.official(), make.body(), make.province()
    speaker = {"by_official": person, "by_body": body, "by_province": province}
    make.participation(conference=conference, province=province, body=body)
    make.appearance(conference=conference, posts=[make.post(body=body)])
    make.statement(conference=conference, **speaker)
    make.figure(conference=conference, **speaker)
    make.related_event(conference=conference)
    make.document(conference=conference)
    previous = make.recommendation()
    make.recommendation(
        conference=conference,
        to_official=person,
        to_body=body,
        to_province=province,
        continues=previous,
        **speaker,
    )
    make.citation(conference, source=make.source())
    if not conference.gaps.exists():
        make.gap(conference)


def test_numbers_of_recommendations_stay_apart(admin_client):
    conference = make.conference()
    row = {"number": 1, "kind": "kien-nghi", "text": "Bố trí vốn.", "state": "chua-tra-loi"}
    answer = send(admin_client, form_of(conference), rows={"recommendations": [row, row]})
    assert answer.status_code == 200
    assert errors(answer)
    assert not Recommendation.objects.exists()
