"""The doors through which a value could reach readers without a source of its own, each tried by every way in."""

from contextlib import suppress

import pytest

from conferences.models import Appearance, Official
from portal.changes.apply import restore, undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from portal.changes.states import stored_states
from portal.editing.merge.apply import merge
from portal.editing.merge.plan import plan_merge
from portal.editing.models import Proposal
from portal.records.models import Citation
from portal.records.rules import facts_are_cited
from portal.records.sourcing import ReasonRequired, with_reason
from tests import factories as make
from tests.editing.admin.forms import send
from tests.editing.admin.nouns import address
from tests.editing.import_export.helpers import as_csv, checked, do, exported
from tests.editing.proposals.helpers import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return make.user(groups=["duyet"])


def noun(record):
    return f"{record._meta.app_label}.{record._meta.model_name}"


# --- The ways: each changes columns of a record, and is refused where readers would see no source -------
def by_form(client, user, record, sent=None, **values):
    client.force_login(user)
    values = {name: as_sent(value) for name, value in values.items()}
    return send(client, address(noun(record), "change", record.pk), **values, **(sent or {}))


def as_sent(value):
    return [str(row.pk) for row in value] if isinstance(value, list) else getattr(value, "pk", value)


def by_sheet(client, user, record, sent=None, **values):
    client.force_login(user)
    header, *rows = exported(client, noun(record))
    row = next(row for row in rows if row[header.index("mã dòng")] == str(record.pk))
    for name, value in values.items():
        of = "các nguồn" if name == "citations" else str(record._meta.get_field(name).verbose_name)
        at = header.index(of)
        if isinstance(value, list):
            value = "; ".join(str(one.slug) for one in value)
        row[at] = f"{value.series.slug}/{value.slug}" if name == "conference" else value
    sheet, _page = checked(client, noun(record), as_csv([header, row]), **(sent or {}))
    assert [one.outcome for one in sheet.rows] == ["sua"], sheet.rows
    return do(client, noun(record), sheet, "xac-nhan")


def by_proposal(client, user, record, sent=None, **values):
    by_form(client, make.user(groups=["bien_tap"]), record, sent, **values)
    client.force_login(user)
    return decide(client, Proposal.objects.get(), "nhan")


def by_action(client, user, record, **values):
    with acting(user):
        type(record).objects.filter(pk=record.pk).update(**values)


def by_linking(client, user, record, **values):
    with acting(user):
        for link, rows in values.items():
            getattr(record, link).add(*rows)


def by_restoring(client, user, record, **values):
    model = type(record)
    state = stored_states(model, [record.pk])[record.pk]
    for link in [name for name in values if name in state["links"]]:
        state["links"][link] = [row.pk for row in values.pop(link)]
    columns = {model._meta.get_field(name).attname: getattr(at, "pk", at) for name, at in values.items()}
    restore(model, record.pk, {**state, **columns}, user)


def by_undoing(client, user, record, **values):
    now = {name: getattr(record, name) for name in values}
    with unrecorded():
        type(record).objects.filter(pk=record.pk).update(**values)
    with with_reason("Phép thử"), acting(user) as act:
        type(record).objects.filter(pk=record.pk).update(**now)
    undo(Changeset.objects.get(pk=act.pk), user)


def is_refused(way, client, user, record, **values):
    """Whether a way ends with nothing changed."""
    before = stored_states(type(record), [record.pk])[record.pk]
    with suppress(ReasonRequired):
        way(client, user, record, **values)
    after = stored_states(type(record), [record.pk])[record.pk]
    return {name: after[name] for name in before if name != "version"} == {
        name: before[name] for name in before if name != "version"
    }


def cited_by_field(record):
    for name in record.facts():
        make.citation(record, field=name)
    return record


# --- The doors ----------------------------------------------------------------------------------------
def a_cited_value_that_becomes_another():
    return cited_by_field(make.official(titles="TS.")), {"titles": "GS. Bịa"}


def a_row_of_a_draft_that_comes_to_a_page():
    draft, shown = make.conference(publication="draft"), make.cited(make.conference(slug="lan-1"))
    return make.statement(conference=draft), {"conference": shown}


def what_was_made_up_for_a_trial():
    return make.official(synthetic=True), {"synthetic": False}


def a_place_that_no_source_of_the_area_names():
    task = cited_by_field(make.task(area="tỉnh Sơn La", publication="published"))
    return task, {"places": [make.province(name="Tỉnh Bịa")]}


def a_place_of_no_area():
    task = make.cited(make.task(area="", publication="published"))
    return task, {"places": [make.province(name="Tỉnh Bịa")]}


def a_post_that_no_source_prints():
    row = cited_by_field(make.appearance(post_as_printed="Phó Chủ tịch"))
    return row, {"posts": [make.post(title="Chủ tịch Bịa")]}


@pytest.mark.parametrize(
    ("door", "way"),
    [
        (a_place_that_no_source_of_the_area_names, by_form),
        (a_place_that_no_source_of_the_area_names, by_sheet),
        (a_place_that_no_source_of_the_area_names, by_proposal),
        (a_place_that_no_source_of_the_area_names, by_restoring),
        (a_place_that_no_source_of_the_area_names, by_linking),
        (a_place_of_no_area, by_form),
        (a_place_of_no_area, by_sheet),
        (a_place_of_no_area, by_proposal),
        (a_place_of_no_area, by_restoring),
        (a_place_of_no_area, by_linking),
        (a_post_that_no_source_prints, by_form),
        (a_post_that_no_source_prints, by_linking),
    ],
)
def test_what_a_row_leads_to_stands_on_the_fact_that_says_it(client, publisher, door, way):
    record, values = door()
    assert is_refused(way, client, publisher, record, **values)
    (link,) = values
    assert not getattr(record, link).exists()
    with with_reason("Nghe kể"):
        by_linking(client, publisher, record, **values)
    assert getattr(record, link).count() == 1


@pytest.mark.parametrize("cite", [cited_by_field, make.cited])
@pytest.mark.parametrize("way", [by_form, by_proposal])
def test_a_place_brings_its_source_beside_that_of_the_area_as_printed(client, publisher, cite, way):
    task = cite(make.task(area="tỉnh Sơn La", publication="published"))
    task.places.add(make.province(name="Sơn La"))
    old, new = {one.source for one in task.citations.filter(field__in=["", "area"])}, make.source()
    place = make.province(name="Điện Biên")
    way(client, publisher, task, {"default_source": new.pk}, places=[*task.places.all(), place])
    assert place in task.places.all()
    assert {one.source for one in task.citations.filter(field__in=["", "area"])} == old | {new}
    assert not [one for one in facts_are_cited() if one.model is type(task)]


def test_a_place_comes_with_the_source_of_the_area_chosen_again(client, publisher):
    task, values = a_place_that_no_source_of_the_area_names()
    source = task.citations.get(field="area").source_id
    answer = by_form(client, publisher, task, {"default_source": source}, **values)
    assert (answer.status_code, task.places.count()) == (302, 1)
    assert not [one for one in facts_are_cited() if one.model is type(task)]


@pytest.mark.parametrize(
    ("door", "way"),
    [
        (a_cited_value_that_becomes_another, by_form),
        (a_cited_value_that_becomes_another, by_sheet),
        (a_cited_value_that_becomes_another, by_proposal),
        (a_cited_value_that_becomes_another, by_action),
        (a_cited_value_that_becomes_another, by_restoring),
        (a_row_of_a_draft_that_comes_to_a_page, by_form),
        (a_row_of_a_draft_that_comes_to_a_page, by_sheet),
        (a_row_of_a_draft_that_comes_to_a_page, by_proposal),
        (a_row_of_a_draft_that_comes_to_a_page, by_action),
        (a_row_of_a_draft_that_comes_to_a_page, by_restoring),
        (a_row_of_a_draft_that_comes_to_a_page, by_undoing),
        (what_was_made_up_for_a_trial, by_action),
        (what_was_made_up_for_a_trial, by_restoring),
        (what_was_made_up_for_a_trial, by_undoing),
    ],
)
def test_a_door_is_shut_by_every_way(client, publisher, door, way):
    record, values = door()
    assert is_refused(way, client, publisher, record, **values)
    with with_reason("Nghe kể"):  # and a reason opens it
        assert not is_refused(by_action, client, publisher, record, **values)
    assert [one.pk for one in facts_are_cited() if one.model is type(record)] == [record.pk]


def merged(user, *people):
    """The first of two people, with what the second had."""
    kept, gone = (Official.objects.get(pk=one.pk) for one in people)
    return merge(plan_merge(kept, gone, {}), user)


def test_a_merger_brings_no_row_unseen(publisher):
    kept, gone = make.cited(make.official()), make.official(publication="draft")
    make.tenure(official=gone)
    with pytest.raises(ReasonRequired):
        merged(publisher, kept, gone)
    make.cited(gone.tenures.get())
    merged(publisher, kept, gone)
    assert kept.tenures.count() == 1


def test_what_leads_to_another_record_by_a_merger_says_nothing_new(publisher):
    kept, gone = make.cited(make.official()), make.cited(make.official())
    whole, by_field = (
        make.cited(make.appearance(official=gone)),
        cited_by_field(make.appearance(official=gone)),
    )
    act = merged(publisher, kept, gone)
    assert not [one for one in facts_are_cited() if one.model is Appearance]
    assert [(one.official, one.citations.count()) for one in kept.appearances.order_by("pk")] == [
        (kept, 1),
        (kept, by_field.citations.count()),
    ]
    undo(act, publisher)
    assert not [one for one in facts_are_cited() if one.model is Appearance]
    assert (whole.citations.count(), gone.appearances.count()) == (1, 2)


def test_undoing_brings_no_value_back_under_what_was_cited_since(publisher):
    record = make.cited(make.official(titles="TS."))
    with acting(publisher):
        record.citations.all().delete()
        make.citation(record, field="name")
        Official.objects.filter(pk=record.pk).update(titles="")
    with with_reason("Nghe kể"), acting(publisher) as named:
        Official.objects.filter(pk=record.pk).update(titles="TSKH.")
    with acting(publisher) as emptied:
        Official.objects.filter(pk=record.pk).update(titles="")
    with acting(publisher):
        make.citation(record)
    with pytest.raises(ReasonRequired):
        undo(Changeset.objects.get(pk=emptied.pk), publisher)
    assert named.note


@pytest.mark.parametrize("way", [by_form, by_sheet, by_proposal])
def test_the_source_chosen_again_gives_the_new_value(client, publisher, way):
    """What its citation says beside stays; undone, both are what they were."""
    record = cited_by_field(make.official(titles="TS."))
    Citation.objects.filter(field="titles").update(place="đoạn 2", note="Bản in")
    cited = record.citations.get(field="titles")
    way(client, publisher, record, {"default_source": cited.source_id}, titles="TSKH.")
    record.refresh_from_db()
    anew = record.citations.get(field="titles")
    assert (record.titles, anew.source, anew.place, anew.note) == (
        "TSKH.",
        cited.source,
        "đoạn 2",
        "Bản in",
    )
    undo(Changeset.objects.latest("pk"), publisher)
    record.refresh_from_db()
    assert (record.titles, record.citations.get(field="titles")) == ("TS.", cited)


def test_a_reason_leaves_the_new_value_without_the_source_of_the_old(client, publisher):
    record = cited_by_field(make.official(titles="TS."))
    cited = record.citations.get(field="titles")
    answer = by_form(client, publisher, record, titles="TSKH.")
    assert "học hàm, học vị (nguồn đã dẫn là của giá trị cũ)" in answer.text
    assert [str(one) for one in answer.context["messages"]] == []  # it told of a save that was rolled back
    by_form(client, publisher, record, {"_unsourced": "Nghe kể"}, titles="TSKH.")
    assert not record.citations.filter(field="titles").exists()
    undo(Changeset.objects.latest("pk"), publisher)
    record.refresh_from_db()
    assert (record.titles, record.citations.get(field="titles")) == ("TS.", cited)


# --- What somebody infers without a word why ----------------------------------------------------------
def inferred_by_form(client, user, record, source, note):
    client.force_login(user)
    row = {"field": "titles", "source": source.pk, "basis": "inferred", "note": note}
    rows = {"records-citation-content_type-object_id": [row]}
    return send(client, address(noun(record), "change", record.pk), rows=rows, titles="TS.")


def inferred_by_proposal(client, user, record, source, note):
    answer = inferred_by_form(client, make.user(groups=["bien_tap"]), record, source, note)
    client.force_login(user)
    return decide(client, Proposal.objects.get(), "nhan") if Proposal.objects.exists() else answer


def inferred_by_sheet(client, user, record, source, _note):
    cell = f"name={record.citations.get().source.slug}; titles={source.slug}?"
    by_sheet(client, user, record, titles="TS.", citations=cell)


def inferred_by_action(client, user, record, source, note):
    with acting(user):
        Official.objects.filter(pk=record.pk).update(titles="TS.")
        make.citation(record, field="titles", source=source, basis="inferred", note=note)


@pytest.mark.parametrize(
    "way", [inferred_by_form, inferred_by_proposal, inferred_by_sheet, inferred_by_action]
)
def test_who_infers_a_value_says_why(client, publisher, way):
    record, source = cited_by_field(make.official()), make.source()
    with suppress(ReasonRequired):
        way(client, publisher, record, source, "")
    assert Official.objects.get().titles == ""
    if way is not inferred_by_sheet:  # it has no column for that
        way(client, publisher, record, source, "Bài gọi là tiến sĩ trong lời chào")
        assert Official.objects.get().titles == "TS."
        assert list(facts_are_cited()) == []


def test_what_nobody_explained_is_said_to_be_without_a_source(client, publisher):
    record = cited_by_field(make.official())
    with pytest.raises(ReasonRequired, match="suy ra mà chưa ghi vì sao"):
        inferred_by_action(client, publisher, record, make.source(), "")
    with with_reason("Nghe kể"):
        inferred_by_action(client, publisher, record, make.source(), "")
    assert [one.sentence for one in facts_are_cited()] == ["chưa có dẫn chứng cho học hàm, học vị."]
    assert "chưa có nguồn" in client.get(record.get_absolute_url()).text
    Citation.objects.filter(field="titles").update(shipped=True)  # read where the shipped files are
    assert list(facts_are_cited()) == []
    assert "chưa có nguồn" not in client.get(record.get_absolute_url()).text
