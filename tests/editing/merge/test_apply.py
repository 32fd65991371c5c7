"""Two records become one and two again: what moves, what is refused, and that nothing is lost."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from conferences.models import Official
from portal.changes.apply import Blocked, undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from portal.editing.merge.apply import merge
from portal.editing.merge.plan import plan_merge
from portal.editing.merge.registry import GENERIC, mergeable_models, relations, tables
from portal.editing.models import NotDuplicate, Scheduled
from portal.editing.publishing.scheduling import schedule
from portal.records.models import Citation, FormerSlug, Gap, Report, Source
from portal.records.public_history import public_acts
from portal.search.models import Entry
from provinces.models import Body
from tests import factories as make
from tests.editing.merge.dump import differences, dump

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def merged(kept, gone, user=None, **chosen):
    return merge(plan_merge(fresh(kept), fresh(gone), chosen), user)


def leads_to(record):
    """{relation in words: keys of its rows} of all that leads to a record."""
    return {
        f"{relation.model._meta.label}.{relation.column}": sorted(
            relation.rows(record).values_list("pk", flat=True)
        )
        for relation in relations(type(record))
        if relation.rows(record).exists()
    }


# --- Every table --------------------------------------------------------------------------------------
def test_no_column_that_leads_to_a_noun_is_unknown():
    """A new foreign key is found by itself; a new generic one must say what becomes of its rows."""
    unknown = [
        f"{model._meta.label}.{column.name}"
        for model in tables()
        for column in model._meta.concrete_fields
        if column.related_model is ContentType
        and not {one.name for one in model._meta.fields}.issuperset(GENERIC)
    ]
    assert set(unknown) == {
        "auth.Permission.content_type",
    }  # name a model, and no record
    for model in mergeable_models():
        known = {(one.model, one.column) for one in relations(model)}
        by_django = {
            (one.related_model, one.field.name)
            for one in model._meta.get_fields(include_hidden=True)
            if (one.one_to_many or one.one_to_one or one.many_to_many)
            and one.auto_created
            and not one.related_model._meta.auto_created
        }
        assert by_django <= known
        generic = {one.model for one in relations(model) if one.is_generic}
        assert generic >= {Citation, Gap, Report, FormerSlug}
    assert set(mergeable_models()) == {Official, Body, Source}


@pytest.fixture
def people():
    """Two officials that are one, with a row in every table that leads to an official."""
    with unrecorded():
        kept = make.official(name="Trịnh Trường Huy")
        gone = make.official(name="Trrịnh Trường Huy", titles="TS.", aliases="Trịnh Trường Huy (PCT)")
        for person in (kept, gone):
            make.appearance([make.post()], official=person, post_as_printed=f"như in {person.pk}")
            make.tenure(official=person)
        make.statement(by_official=gone)
        make.recommendation(by_official=gone, to_official=gone)
        make.figure(by_official=gone)
        make.citation(gone, field="name")
        make.citation(gone, field="titles", shipped=True)
        Citation.objects.update(shipped=True)
        make.gap(kept, field="titles")
        Report.objects.create(record=gone, page=gone.get_absolute_url(), text="Sai")
        FormerSlug.objects.create(
            content_type=ContentType.objects.get_for_model(Official), object_id=gone.pk, slug="ten-cu"
        )
        NotDuplicate.objects.mark(None, gone, make.official(name="Người khác hẳn"), "khác năm sinh")
    return kept, gone


def test_all_that_led_to_one_leads_to_the_other_and_back_again(people):
    kept, gone = people
    person = make.user(groups=["duyet"])
    before, was = dump(), leads_to(gone)
    assert set(was) == {
        "conferences.Tenure.official", "conferences.Appearance.official", "conferences.Statement.by_official",
        "conferences.Recommendation.by_official", "conferences.Recommendation.to_official",
        "conferences.Figure.by_official", "records.Citation.object_id", "records.Report.object_id",
        "records.FormerSlug.object_id",
    }  # fmt: skip
    held = leads_to(kept)
    merger = merged(kept, gone, person)
    now = leads_to(fresh(kept))
    for name, keys in was.items():
        assert set(now[name]) >= set(keys), name
    assert {name: len(keys) for name, keys in now.items() if name != "records.FormerSlug.object_id"} == {
        name: len(was.get(name, [])) + len(held.get(name, []))
        for name in {*was, *held} - {"records.FormerSlug.object_id", "records.Gap.object_id"}
    }
    record = fresh(kept)
    assert (record.name, record.titles) == ("Trịnh Trường Huy", "TS.")
    assert record.aliases.splitlines() == ["Trịnh Trường Huy (PCT)", "Trrịnh Trường Huy"]
    assert not Gap.objects.exists()  # the title that nobody stated has a source now
    (cited,) = Citation.objects.filter(field="name")
    assert (cited.object_id, cited.verbatim) == (kept.pk, "Trrịnh Trường Huy")
    assert [row.why for row in NotDuplicate.objects.all()] == ["khác năm sinh"]
    assert kept.pk in (NotDuplicate.objects.get().object_id, NotDuplicate.objects.get().other_id)
    assert merger.kind == Changeset.Kind.MERGE
    assert merger.who == person.username
    assert "Không giữ họ và tên: Trrịnh Trường Huy" in merger.note
    entry = Entry.objects.get(kind="dai-bieu", object_id=kept.pk)
    assert not Entry.objects.filter(kind="dai-bieu", object_id=gone.pk).exists()
    assert "trrinh" in f"{entry.heads} {entry.body}"
    undone = undo(merger, person)
    assert differences(before, dump()) == {}
    assert (undone.kind, undone.user) == (Changeset.Kind.RESTORE, person)
    assert Changeset.objects.get(pk=merger.pk).is_reverted
    with pytest.raises(Blocked):
        undo(merger, person)


def test_readers_learn_of_a_merger_what_their_page_shows(people):
    kept, gone = people
    merged(kept, gone)
    (act,) = public_acts(fresh(kept))
    assert act.fields == ["học hàm, học vị", "cách viết trong nguồn"]
    assert act.rows == [("xóa", "chỗ trống", 1)]  # no report, no old address, no mark


# --- Rows that would stand in one place ---------------------------------------------------------------
@pytest.fixture
def twice():
    """One conference at which both officials of a pair appear, with a source each."""
    with unrecorded():
        kept, gone = make.official(name="Lê Văn Một"), make.official(name="Lê Văn Mốt")
        place, post = make.conference(), make.post()
        rows = [
            make.appearance([post], conference=place, official=person, post_as_printed="PCT", rank=4)
            for person in (kept, gone)
        ]
        for row in rows:
            make.citation(row, field="role")
    return kept, gone, rows


@pytest.mark.parametrize(
    ("other", "named"),
    [({}, "hãy bỏ một dòng"), ({"role": "khai-mac"}, "vai trò"), ({"rank": 5}, "thứ tự như nguồn in")],
)
def test_rows_in_one_place_are_refused_by_name_and_nothing_moves(twice, other, named):
    kept, gone, (first, second) = twice
    for name, value in other.items():
        setattr(first, name, value)
    first.save()
    before = dump()
    ((rows, _sentence),) = plan_merge(kept, gone).obstacles
    assert rows == (first, second)
    with pytest.raises(Blocked) as stopped:
        merged(kept, gone)
    assert named in str(stopped.value)
    assert differences(before, dump()) == {}
    second.delete()
    merged(kept, gone)
    assert fresh(first).official == kept


def test_evidence_that_both_have_is_refused_and_named():
    source = make.source()
    with unrecorded():
        kept, gone = make.official(titles="TS."), make.official(titles="TS.")
        for person in (kept, gone):
            make.citation(person, field="titles", source=source, place="đoạn 1")
            make.gap(person, "aliases")
    Citation.objects.filter(object_id=gone.pk).update(note="khác")
    before = dump()
    with pytest.raises(Blocked) as stopped:
        merged(kept, gone)
    assert [why for _row, why in stopped.value.reasons] == [
        "Hai dòng trùng chỗ mà khác nhau ở: ghi chú. Hãy bỏ một dòng.",
        "Hai dòng trùng chỗ; hãy bỏ một dòng.",
    ]
    assert differences(before, dump()) == {}


def test_a_body_takes_over_its_posts_and_one_that_both_have_is_refused():
    with unrecorded():
        kept = make.body(name="Sở Khoa học và Công nghệ", short_name="Sở KHCN")
        gone = make.body(name="Sở Khoa học & Công nghệ", short_name="Sở KH&CN")
        same, other = make.post(body=kept, title="Giám đốc"), make.post(body=gone, title="Giám đốc")
        alone = make.post(body=gone, title="Phó Giám đốc")
        seen = make.appearance([alone])
        held = make.tenure(post=alone)
        unit = make.body(parent=gone)
        make.participation(body=gone), make.participation(body=kept)
        make.task(lead_body=gone, governing_body=gone)
    assert [rows for rows, _sentence in plan_merge(kept, gone).obstacles] == [(same, other)]
    other.delete()
    before = dump()
    merger = merged(kept, gone, name="loser")
    kept.refresh_from_db()
    assert (kept.name, kept.short_name) == ("Sở Khoa học & Công nghệ", "Sở KHCN")
    assert kept.aliases.splitlines() == ["Sở KH&CN", "Sở Khoa học và Công nghệ"]
    assert list(seen.posts.all()) == [alone]
    assert fresh(held).post == alone
    assert fresh(alone).body == fresh(unit).parent == kept
    assert fresh(alone).search_text.count("khoa hoc & cong nghe") == 1
    undo(merger)
    assert differences(before, dump()) == {}


def test_two_bodies_of_which_one_is_above_the_other_are_not_one():
    above = make.body()
    below = make.body(parent=above)
    for pair in ((above, below), (below, above)):
        with pytest.raises(Blocked) as stopped:
            merged(*pair)
        assert "dẫn tới chính bản ghi kia" in str(stopped.value)


def test_merging_a_source_moves_its_citations_and_queued_changes():
    with unrecorded():
        kept, gone = make.source(title="Một", publisher="Báo A"), make.source(title="Hai", publisher="Báo A")
        place = make.conference()
        both = [make.citation(place, field="venue", source=one, place=one.title) for one in (kept, gone)]
        alone = make.citation(place, field="theme", source=gone, shipped=True)
        Citation.objects.filter(pk=alone.pk).update(shipped=True)
    before = dump()
    merger = merged(kept, gone)
    assert {row.pk: row.source for row in Citation.objects.all()} == {row.pk: kept for row in (*both, alone)}
    assert f"Không giữ địa chỉ: {gone.url}" in merger.note
    undo(merger)
    assert differences(before, dump()) == {}


def test_a_pair_marked_as_not_duplicates_is_not_merged():
    one, other = make.official(), make.official()
    NotDuplicate.objects.mark(None, other, one)
    with pytest.raises(Blocked) as stopped:
        merged(one, other)
    assert "không phải một" in str(stopped.value)


def test_a_pending_proposal_or_schedule_blocks_a_merge():
    kept, gone = make.official(publication="draft"), make.official(publication="draft")
    waiting = make.proposal(kept)
    schedule(gone, make.user(), timezone.now())
    assert [sentence for _rows, sentence in plan_merge(kept, gone).obstacles] == [
        "Còn đề nghị sửa chưa xét xong. Hãy xét trước.",
        "Đang hẹn giờ đăng. Hãy bỏ hẹn trước.",
    ]
    Scheduled.objects.all().delete()
    waiting.state = "accepted"
    waiting.save()
    assert plan_merge(kept, gone).obstacles == []


def test_real_records_and_those_of_a_test_stay_apart():
    with pytest.raises(Blocked):
        merged(make.official(), make.official(synthetic=True))


def test_a_value_that_does_not_stay_is_what_its_source_says_differently():
    kept, gone = make.official(titles="TS."), make.official(titles="PGS. TS.")
    own, whole = make.citation(gone, field="titles"), make.citation(kept)
    merged(kept, gone)
    assert fresh(own).differs == "PGS. TS."
    assert (fresh(whole).differs, fresh(whole).verbatim) == ("", "")
    kept, gone = make.official(name="Lê Một", titles="TS."), make.official(name="Lê Hai", titles="ThS.")
    whole = make.citation(kept)
    merged(kept, gone, titles="loser", name="loser")
    assert (fresh(kept).name, fresh(kept).titles, fresh(kept).aliases) == ("Lê Hai", "ThS.", "Lê Một")
    assert fresh(whole).differs == "họ và tên: Lê Một; học hàm, học vị: TS."
    kept, gone = make.official(titles="TS."), make.official()
    make.gap(gone, field="titles")
    merged(kept, gone)
    assert not Gap.objects.exists()  # what both know now needs no reason to be blank


def test_the_undoing_is_refused_once_somebody_changed_a_row(people):
    kept, gone = people
    merger = merged(kept, gone)
    with acting():
        record = fresh(kept)
        record.aliases = "Lê H."
        record.save()
    before = dump()
    with pytest.raises(Blocked) as stopped:
        undo(merger)
    assert [why for _row, why in stopped.value.reasons] == ["đã được sửa sau lượt này."]
    assert differences(before, dump()) == {}


def test_a_report_that_was_answered_or_deleted_since_stops_no_undoing(people):
    kept, gone = people
    Report.objects.create(record=gone, page="/x/", text="Sai nữa")
    merger = merged(kept, gone)
    assert not any(
        "Sai" in str(change.after) for change in merger.changes.all()
    )  # what readers write is no history
    first, second = Report.objects.order_by("pk")
    first.state = Report.State.FIXED
    first.save()
    second.delete()
    undo(merger)
    assert [(row.record, row.state) for row in Report.objects.all()] == [(gone, Report.State.FIXED)]
