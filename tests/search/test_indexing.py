"""The index follows every change in the transaction of the change, whatever verb makes it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.records.models import Publication
from portal.records.site_pages import PAGES
from portal.search.boolean import Phrase
from portal.search.index import indexing
from portal.search.index.entries import refresh
from portal.search.index.rebuild import faults
from portal.search.models import Entry, KnownWord, SitePage
from portal.search.registry import KINDS
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_at_once")]
KIND_OF = {searched.model: kind for kind, searched in KINDS.items()}


def entry(record):
    """The entry of a record, or None."""
    return Entry.objects.filter(kind=KIND_OF[type(record)], object_id=record.pk).first()


def found(words, **columns):
    """{(kind, key)} of the entries in which the folded words stand side by side."""
    rows = Entry.objects.filter(heads__holds=Phrase(tuple(words.split())), **columns)
    return set(rows.values_list("kind", "object_id"))


def of(*records):
    return {(KIND_OF[type(record)], record.pk) for record in records}


def facets(record, name):
    pairs = (facet.removeprefix("f_").split("=") for facet in entry(record).facets.split())
    return sorted(value for held, value in pairs if held == name)


def in_step():
    return list(faults()) == []


MAKERS = {
    "nguon": make.source,
    "tinh-thanh": make.province,
    "co-quan": make.body,
    "nhiem-vu": make.task,
    "vung": make.series,
    "hoi-nghi": make.conference,
    "dai-bieu": make.official,
    "kien-nghi": make.recommendation,
    "phat-bieu": make.statement,
    "so-lieu": make.figure,
    "trang-web": lambda: SitePage.objects.create(name=list(PAGES)[SitePage.objects.count()]),
}


def test_every_kind_is_tried_here():
    assert set(MAKERS) == set(KINDS)


# --- Verbs --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", MAKERS)
def test_a_record_is_found_once_saved_and_no_more_once_deleted(kind):
    record = MAKERS[kind]()
    held = entry(record)
    public = kind != "co-quan"  # a body shows once something published names it
    assert (held.kind, held.public, held.address != "") == (kind, public, True)
    assert in_step()
    record.delete()
    assert Entry.objects.filter(kind=kind, object_id=held.object_id).count() == 0
    assert in_step()


def test_an_untouched_record_keeps_its_entry():
    official = make.official()
    before = entry(official)
    official.save()
    assert entry(official).pk == before.pk


@pytest.mark.parametrize("kind", ["nguon", "nhiem-vu", "hoi-nghi", "dai-bieu"])
def test_only_what_is_published_is_public(kind):
    record = MAKERS[kind](publication="draft")
    public = []
    for state in ("review", "published", "withdrawn", "published", "draft"):
        record.publication = state
        record.save()
        public.append((entry(record).public, facets(record, "loai")))
    assert public == [(shown, [kind] if shown else []) for shown in (False, True, False, True, False)]


def test_statements_are_public_with_their_conference():
    conference = make.conference()
    said = [maker(conference=conference) for maker in (make.statement, make.recommendation, make.figure)]
    assert [entry(row).public for row in said] == [True, True, True]
    conference.publication = Publication.WITHDRAWN
    conference.save()
    assert [entry(row).public for row in said] == [False, False, False]
    assert [facets(row, "loai") for row in said] == [[], [], []]
    assert in_step()


def test_a_rollback_takes_the_index_back():
    official = make.official(name="Lê Văn Cũ")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        official.name = "Lê Văn Mới"
        official.save()
        assert found("le van moi") == of(official)
        raise ZeroDivisionError
    assert found("le van moi") == set()
    assert found("le van cu") == of(official)


def test_bulk_create_bulk_update_update_and_delete_are_followed():
    model = type(make.source())
    rows = model.objects.bulk_create(
        [model(title=f"Gốm Bát Tràng {number}", publisher="Báo A", slug=f"gom-{number}") for number in (1, 2)]
    )
    assert found("gom bat trang") == of(*rows)
    rows[0].title = "Lụa Vạn Phúc"
    model.objects.bulk_update(rows[:1], ["title"])
    assert (found("lua van phuc"), found("gom bat trang")) == (of(rows[0]), of(rows[1]))
    model.objects.filter(pk__in=[row.pk for row in rows]).update(publication="published", publisher="Báo B")
    assert found("bao b", public=True) == of(*rows)
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    assert found("bao b") == set()
    assert in_step()


def test_an_update_of_rows_that_hang_from_a_record_reaches_it_and_the_one_they_left():
    first, second = make.official(name="Trần Văn Một"), make.official(name="Trần Văn Hai")
    row = make.appearance(official=first, post_as_printed="Vụ trưởng Vụ Đá Quý")
    type(row).objects.filter(pk=row.pk).update(official=second)
    assert found("vu da qui") == of(second)
    row.refresh_from_db()
    row.official = first
    row.save()
    assert found("vu da qui") == of(first)
    row.delete()
    assert found("vu da qui") == set()
    assert in_step()


def test_links_are_followed_from_both_sides():
    province, task = make.province(name="Tỉnh Đá"), make.task()
    steps = []
    for change in (
        lambda: task.places.add(province),
        lambda: task.places.clear(),
        lambda: province.tasks.add(task),
        lambda: province.tasks.clear(),
        lambda: task.places.set([province]),
        lambda: province.tasks.remove(task),
    ):
        change()
        steps.append(facets(task, "tinh"))
    assert steps == [[province.slug], []] * 3
    assert in_step()


def test_many_changes_reach_the_index_together():
    with indexing.batched():
        officials = [make.official() for _number in range(3)]
        assert [entry(official) for official in officials] == [None, None, None]
    assert None not in [entry(official) for official in officials]


def test_a_nested_batch_ends_with_the_outer_one_and_is_undone_alone():
    with indexing.batched():
        kept = make.official(name="Người Ở Lại")
        with pytest.raises(ZeroDivisionError), indexing.batched():
            make.official(name="Người Đi Mất")
            raise ZeroDivisionError
    assert found("nguoi o lai") == of(kept)
    assert found("nguoi di mat") == set()


# --- What an entry names ------------------------------------------------------------------------------
def test_a_renamed_province_is_found_by_its_new_name_in_every_entry():
    province = make.province(name="Hạ Vũ")
    body = make.body(province=province)
    conference = make.conference()
    make.participation(conference=conference, province=province)
    task = make.task([province])
    official = make.official()
    make.appearance([make.post(body=body)], official=official)
    statement = make.statement(by_body=body)
    everywhere = of(province, body, conference, task, official, statement)
    assert found("ha vu") == everywhere
    province.name, province.full_name = "Thượng Vũ", "Tỉnh Thượng Vũ"
    province.name_en = "Thuong Vu"
    province.save()
    assert (found("thuong vu"), found("ha vu")) == (everywhere, set())
    assert in_step()


def test_a_renamed_body_is_found_by_its_new_name_in_every_entry():
    body = make.body(name="Viện Sương Mù")
    official, task = make.official(), make.task(lead_body=body)
    make.appearance([make.post(body=body)], official=official)
    asked = make.recommendation(to_body=body)
    answered = make.recommendation()
    make.reply(recommendation=answered, by=body)
    everywhere = of(body, official, task, asked, answered)
    assert found("vien suong mu") == everywhere
    body.name = "Viện Nắng Sớm"
    body.save()
    assert (found("vien nang som"), found("vien suong mu")) == (everywhere, set())
    assert in_step()


def test_a_renamed_official_is_found_by_the_new_name_in_every_entry():
    official = make.official(name="Đinh Thị Hoa Lê")
    row = make.appearance(official=official)
    said = make.statement(by_official=official)
    everywhere = of(official, row.conference, said)
    assert found("dinh thi hoa le") == everywhere
    official.name = "Đinh Thị Hoa Mận"
    official.save()
    assert (found("dinh thi hoa man"), found("dinh thi hoa le")) == (everywhere, set())
    assert in_step()


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_no_public_entry_names_an_official_who_is_not_published(state):
    official = make.official(name="Quách Ẩn Danh")
    conference = make.conference()
    make.appearance(official=official, conference=conference)
    make.statement(conference=conference, by_official=official, by_as_printed="đồng chí Quách Ẩn Danh")
    make.recommendation(conference=conference, to_official=official, to_as_printed="Quách Ẩn Danh")
    make.figure(conference=conference, by_official=official)
    assert len(found("quach an danh", public=True)) == 5
    named = Entry.objects.filter(public=True, facets__contains=f"={official.slug}")
    assert named.exists()
    official.publication = state
    official.save()
    assert found("quach an danh") == of(official)
    assert found("quach an danh", public=True) == set()
    assert not named.exists()
    assert in_step()


def test_a_public_entry_says_nothing_of_a_conference_that_is_not_published():
    official = make.official()
    draft = make.conference(publication="draft", theme="Chủ đề còn giấu")
    make.appearance(official=official, conference=draft, post_as_printed="Chức vụ còn giấu")
    assert found("con giau", public=True) == set()
    draft.publication = "published"
    draft.save()
    assert found("chuc vu con giau", public=True) == of(official)


def test_a_reply_is_found_when_it_is_published():
    reply = make.reply(note="Đã cấp vốn mồi", publication="review")
    assert found("von moi") == set()
    reply.publication = "published"
    reply.save()
    assert found("von moi") == of(reply.recommendation)


def test_words_of_drafts_alone_are_unknown():
    source = make.source(title="Bàn về sầu riêng", publication="draft")
    assert not KnownWord.objects.filter(word__in=["sau", "rieng"]).exists()
    source.publication = "published"
    source.save()
    assert KnownWord.objects.filter(word__in=["sau", "rieng"]).count() == 2


# --- Lineage ------------------------------------------------------------------------------------------
def test_records_of_a_predecessor_are_listed_under_todays_unit_too():
    link = make.succession()
    before, today = link.predecessor, link.successor
    old, new = make.task([before]), make.task([today])
    assert facets(old, "tinh") == sorted([before.slug, today.slug])
    assert facets(new, "tinh") == [today.slug]
    today.slug = "don-vi-moi"
    today.save()
    assert facets(old, "tinh") == sorted([before.slug, "don-vi-moi"])
    link.delete()
    assert facets(old, "tinh") == [before.slug]
    assert in_step()


def test_a_unit_that_ended_between_two_rearrangements_finds_itself_alone():
    first, middle, today = make.ended_province(), make.ended_province(), make.province()
    make.succession(predecessor=first, successor=middle)
    make.succession(predecessor=middle, successor=today)
    assert facets(make.task([first]), "tinh") == sorted([first.slug, today.slug])
    assert facets(make.task([middle]), "tinh") == sorted([middle.slug, today.slug])


def test_what_all_members_are_asked_is_listed_under_each_of_them():
    row = make.recommendation(to_members=True)
    member = make.participation(conference=row.conference)
    guest = make.participation(conference=row.conference, capacity="khach")
    assert facets(row, "tinh") == [member.province.slug]
    member.province.slug = "ten-moi"
    member.province.save()
    assert facets(row, "tinh") == ["ten-moi"]
    guest.capacity = "thanh-vien"
    guest.save()
    assert facets(row, "tinh") == sorted(["ten-moi", guest.province.slug])
    member.delete()
    assert facets(row, "tinh") == [guest.province.slug]
    assert in_step()


# --- What it costs ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", MAKERS)
def test_three_records_cost_as_many_queries_as_one(kind):
    def filled():
        place = make.province()
        record = {
            "nhiem-vu": lambda: make.task([place], lead_body=make.body(), field=make.research_field()),
            "co-quan": lambda: make.body(province=place),
        }.get(kind, MAKERS[kind])()
        if kind == "hoi-nghi":
            make.participation(conference=record, province=place)
            make.appearance(conference=record)
        elif kind == "dai-bieu":
            make.appearance([make.post(body=make.body(province=place))], official=record)
        elif kind == "kien-nghi":
            make.reply(recommendation=record)
        elif kind == "vung":
            make.series_membership(series=record, province=place)
        return record.pk

    counts = []
    for number in (1, 3):
        keys = [filled() for _each in range(number)]
        Entry.objects.filter(kind=kind, object_id__in=keys).delete()
        KnownWord.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            assert refresh({kind: keys}) == number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
