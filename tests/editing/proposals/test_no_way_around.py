"""Whoever may not publish changes nothing that is on the page, whichever way they try."""

from functools import partial

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from conferences.models import Conference, Document, Series, Statement
from portal.changes.models import Change
from portal.changes.recorder import acting
from portal.changes.states import is_tracked
from portal.editing.import_export.row_checks import RowOutcome
from portal.editing.models import Proposal
from portal.files.management.commands.prune_media import keys_in_use
from portal.files.models import StoredFile
from portal.records.models import Citation
from portal.records.moderation import ApprovalRequired, has_state, publishers_only
from portal.search.index.rebuild import faults
from provinces.models import Body
from tests import factories as make
from tests import hostile
from tests.editing.admin.forms import act, confirm, errors, send
from tests.editing.admin.nouns import NOUNS, address
from tests.editing.import_export.helpers import as_csv, checked, do
from tests.editing.proposals.helpers import decide, propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


#: Nouns with a state or that follow one: how one of a record in a state is made.
FOLLOWS = {
    "records.source": lambda state: make.source(publication=state),
    "provinces.task": lambda state: make.task(publication=state),
    "provinces.statuschange": lambda state: make.status_change(task=make.task(publication=state)),
    "conferences.conference": lambda state: make.conference(publication=state),
    "conferences.official": lambda state: make.official(publication=state),
    "conferences.tenure": lambda state: make.tenure(official=make.official(publication=state)),
    "conferences.reply": lambda state: make.reply(publication=state),
    **{
        f"conferences.{name}": lambda state, name=name: NOUNS[f"conferences.{name}"](
            conference=make.conference(publication=state)
        )
        for name in (
            "participation", "appearance", "statement", "recommendation", "figure", "relatedevent", "document",
        )
    },
    "records.citation": lambda state: make.citation(make.statement(conference=make.conference(publication=state))),
    "records.gap": lambda state: make.gap(make.conference(publication=state), "venue"),
}  # fmt: skip


def test_every_noun_that_can_be_off_the_page_is_asked_about():
    nouns = {model._meta.label_lower for model in apps.get_models() if is_tracked(model)}
    assert set(FOLLOWS) == {noun for noun in nouns if has_state(apps.get_model(noun))} | {
        "records.citation",
        "records.gap",
    }
    assert nouns - set(FOLLOWS) == {*NAMED, *ALWAYS_SEEN, "records.notduplicate"}  # no reader sees that one


@pytest.mark.once
@pytest.mark.parametrize("noun", FOLLOWS)
def test_a_row_is_changed_by_a_publisher_alone_while_what_it_follows_is_on_the_page(noun):
    publisher, ministry = make.user(groups=["duyet"]), make.user(groups=["bien_tap"])
    answers = {}
    for state in ("draft", "review", "published", "withdrawn"):
        for person in (ministry, publisher):
            record = FOLLOWS[noun](state)
            try:
                with acting(person, check=publishers_only(person)):
                    record.delete()
                answers[state, person] = "done"
            except ApprovalRequired:
                answers[state, person] = "waits"
    waits = {at for at, answer in answers.items() if answer == "waits"}
    assert waits == {("published", ministry)}


@pytest.fixture
def editor(client):
    person = make.user(groups=["bien_tap"])
    client.force_login(person)
    return person


def test_the_list_deletes_no_published_row(editor, client):
    live, draft = make.statement(), make.statement(conference=make.conference(publication="draft"))
    url = address("conferences.statement", "changelist")
    for row, status in ((live, 403), (draft, 302)):
        page = act(client, url, "delete_selected", [row])
        assert page.status_code == 200
        sent = {"_opened": page.context["opened"], "post": "yes"}
        assert act(client, url, "delete_selected", [row], **sent).status_code == status
    assert list(Statement.objects.all()) == [live]
    assert not Proposal.objects.exists()


def test_the_form_of_deletion_makes_a_proposal_that_deletes_with_all_that_hangs(editor, client):
    live = make.statement()
    make.citation(live)
    answer = confirm(client, address("conferences.statement", "delete", live.pk))
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert [row.model for row in proposal.rows] == [Statement, Citation]
    assert Statement.objects.get().citations.count() == 1
    client.force_login(make.user(groups=["duyet"]))
    assert decide(client, proposal, "nhan").status_code == 302
    assert not Statement.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("bien_tap", 403), ("duyet", 302)])
def test_a_row_of_a_published_record_is_restored_and_brought_back_by_a_publisher(role, status, client):
    row = make.statement(points="Bản một.")
    with acting():
        row.points = "Bản hai."
        row.save()
    first = Change.objects.of(type(row), row.pk).first().pk
    client.force_login(make.user(groups=[role]))
    assert client.post(address("conferences.statement", "restore", row.pk, first)).status_code == status
    assert Statement.objects.get().points == ("Bản hai." if status == 403 else "Bản một.")
    with acting():
        Statement.objects.get().delete()
    assert client.post(address("conferences.statement", "undelete", row.pk)).status_code == status
    assert Statement.objects.count() == (status == 302)


def test_a_sheet_names_each_row_that_is_on_the_page_and_brings_none_in(editor, client):
    live = make.conference(city="Hà Giang", publication="published")
    draft = make.conference(city="Hà Giang", publication="draft")
    lines = [["id", "city"], *([str(row.pk), "Lào Cai"] for row in (live, draft))]
    source = make.source()
    sheet, _page = checked(client, "conferences.conference", as_csv(lines), default_source=source.pk)
    found = {row.record: (row.outcome, row.problem) for row in sheet.rows}
    assert found == {
        live.pk: (
            RowOutcome.REFUSED,
            "Đang trên trang: người duyệt nhập, hoặc bạn sửa trên biểu mẫu để gửi đề nghị.",
        ),
        draft.pk: (RowOutcome.CHANGED, ""),
    }


def test_a_sheet_that_was_checked_before_a_record_was_published_brings_nothing_in(editor, client):
    draft = make.conference(city="Hà Giang", publication="draft")
    lines, source = [["id", "city"], [str(draft.pk), "Lào Cai"]], make.source()
    sheet, _page = checked(client, "conferences.conference", as_csv(lines), default_source=source.pk)
    assert [row.outcome for row in sheet.rows] == [RowOutcome.CHANGED]
    Conference.objects.update(publication="published")
    assert do(client, "conferences.conference", sheet, "xac-nhan").status_code == 200
    assert Conference.objects.get().city == "Hà Giang"


def test_a_photo_sent_with_a_proposal_is_kept_for_it(editor, client):
    conference = make.conference()
    file = SimpleUploadedFile("anh.jpg", hostile.photo(64, 48), "image/jpeg")
    row = {"rank": 1, "kind": "anh", "title": "Toàn cảnh", "alt": "Hội trường.", "upload": file}
    answer = propose(client, conference, rows={"documents": [row]})
    assert errors(answer) == []
    proposal = Proposal.objects.get()
    stored = StoredFile.objects.get()
    assert (Document.objects.count(), keys_in_use()) == (0, {stored.pk})
    client.force_login(make.user(groups=["duyet"]))
    decide(client, proposal, "tra-lai", loi="Ghi rõ nơi chụp.")
    assert keys_in_use() == {stored.pk}
    Proposal.objects.update(state="rejected")
    assert keys_in_use() == set()
    Proposal.objects.update(state="proposed")
    assert decide(client, proposal, "nhan", _unsourced="Nguồn đang in.").status_code == 302
    assert Document.objects.get().file == stored


# --- What has no state of publication ------------------------------------------------------------------
#: Nouns of which readers see what something published names: how such a one is named by a record in a state.
NAMED = {
    "provinces.body": lambda state: (
        make.recommendation(conference=make.conference(publication=state), to_body=make.body()).to_body
    ),
    "conferences.post": lambda state: make.appearance(
        conference=make.conference(publication=state), posts=[make.post()]
    ).posts.get(),
    "provinces.programme": lambda state: make.task(publication=state, programme=make.programme()).programme,
}
#: Nouns of which readers see every row.
ALWAYS_SEEN = [
    "provinces.province", "provinces.succession", "provinces.region", "provinces.regionmembership",
    "provinces.taskkind", "provinces.researchfield", "conferences.indicator", "conferences.series",
    "conferences.seriesmembership",
]  # fmt: skip


def waits(person, change):
    """Whether `change` (a function) waits when `person` does it; undone either way."""
    try:
        with transaction.atomic():
            with acting(person, check=publishers_only(person)):
                change()
            transaction.set_rollback(True)
    except ApprovalRequired:
        return True
    return False


def spelt_otherwise(record):
    """A change of `record`: one more spelling of it."""

    def change():
        fresh = type(record).objects.get(pk=record.pk)
        fresh.aliases = "Tên khác"
        fresh.save()

    return change


@pytest.mark.parametrize("noun", NAMED)
def test_what_a_published_record_names_is_changed_by_a_publisher_alone(noun):
    ministry, publisher = make.user(groups=["bien_tap"]), make.user(groups=["duyet"])
    source, answers = make.source(), {}
    for state in ("draft", "review", "published", "withdrawn"):
        record = NAMED[noun](state)
        for person in (ministry, publisher):
            answers[state, person, "change"] = waits(person, spelt_otherwise(record))
            cite = partial(make.citation, record, source=source)
            answers[state, person, "cite"] = waits(person, cite)
            answers[state, person, "add"] = waits(person, NOUNS[noun])
    assert {at for at, waited in answers.items() if waited} == {
        ("published", ministry, "change"),
        ("published", ministry, "cite"),
    }


@pytest.mark.parametrize("noun", ALWAYS_SEEN)
def test_what_readers_always_see_is_changed_by_a_publisher_alone(noun):
    ministry, publisher = make.user(groups=["bien_tap"]), make.user(groups=["duyet"])
    answers = [
        (waits(person, NOUNS[noun]), waits(person, NOUNS[noun]().delete)) for person in (ministry, publisher)
    ]
    assert answers == [(True, True), (False, False)]


def test_the_body_above_one_that_readers_see_is_named_on_its_page():
    above, clerk = make.body(name="Bộ ở trên"), make.user(groups=["bien_tap"])
    below = make.body(parent=above)
    assert not waits(clerk, spelt_otherwise(above))
    make.recommendation(to_body=below)
    assert waits(clerk, spelt_otherwise(above))


@pytest.mark.once
@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        ("provinces.body", {"name": "Sở mới"}),
        ("conferences.post", {"title": "Giám đốc mới"}),
        ("provinces.programme", {"name": "Chương trình mới"}),
        ("provinces.province", {"name": "Tỉnh mới"}),
        ("conferences.series", {"name": "Vùng mới"}),
    ],
)
@pytest.mark.parametrize("role", ["bien_tap", "duyet"])
def test_the_form_of_what_readers_see_sends_a_proposal_and_a_publisher_takes_it(role, noun, fields, client):
    record = NAMED.get(noun, lambda state: NOUNS[noun]())("published")
    client.force_login(make.user(groups=[role]))
    page = client.get(address(noun, "change", record.pk)).content.decode()
    assert ("thay đổi của bạn sẽ chờ duyệt" in page) is (role == "bien_tap")
    ((name, new),) = fields.items()
    old = getattr(record, name)
    assert errors(propose(client, record, noun, **fields)) == []
    record.refresh_from_db()
    if role == "duyet":
        assert (getattr(record, name), Proposal.objects.count()) == (new, 0)
        return
    assert getattr(record, name) == old
    client.force_login(make.user(groups=["duyet"]))
    assert decide(client, Proposal.objects.get(), "nhan", loi="Đúng.").status_code == 302
    record.refresh_from_db()
    assert getattr(record, name) == new


def test_a_province_s_clerk_changes_a_body_of_theirs_that_readers_see_by_a_proposal(client):
    place = make.province()
    hidden, shown = make.body(province=place, name="Sở A"), make.body(province=place, name="Sở B")
    make.recommendation(to_body=shown)
    client.force_login(make.provincial_editor(place))
    for body in (hidden, shown):
        propose(client, body, "provinces.body", name=f"{body.name} mới")
    assert sorted(Body.objects.values_list("name", flat=True)) == ["Sở A mới", "Sở B"]
    assert Proposal.objects.get().title == "Sở B"


def test_a_new_series_is_proposed_and_a_new_body_is_not(editor, client):
    page = client.get(address("conferences.series", "add")).content.decode()
    assert "thay đổi của bạn sẽ chờ duyệt" in page
    assert "chờ duyệt" not in client.get(address("provinces.body", "add")).content.decode()
    assert errors(send(client, address("conferences.series", "add"), name="Vùng Mới")) == []
    assert errors(send(client, address("provinces.body", "add"), name="Cục Mới", kind="bo")) == []
    assert (Series.objects.count(), Body.objects.filter(name="Cục Mới").count()) == (0, 1)
    client.force_login(make.user(groups=["duyet"]))
    assert decide(client, Proposal.objects.get(), "nhan", loi="Đúng.").status_code == 302
    assert Series.objects.get().name == "Vùng Mới"


def test_readers_meet_a_body_once_something_published_names_it(client):
    draft = make.conference(publication="draft")
    place = make.province(name="Cao Bằng")
    body = make.body(name="Sở Kín Cổng", province=place)
    unit = make.body(name="Trung tâm Kín Cổng", parent=body)
    make.participation(conference=draft, body=body)
    make.appearance(conference=draft, posts=[make.post(body=unit)])
    pages = [body.get_absolute_url(), f"{body.get_absolute_url()}lich-su/", unit.get_absolute_url()]

    def seen():
        found = [client.get(page).status_code for page in pages]
        text = client.get("/tim-kiem/?q=kin+cong").content.decode()
        return found, [row.name for row in (body, unit) if f'href="{row.get_absolute_url()}"' in text]

    assert seen() == ([404, 404, 404], [])
    draft.publication = "published"
    draft.save()
    assert seen() == ([200, 200, 200], [body.name, unit.name])
    assert unit.name in client.get(pages[0]).content.decode()
    draft.appearances.get().posts.clear()
    assert seen() == ([200, 200, 404], [body.name])
    assert unit.name not in client.get(pages[0]).content.decode()
    draft.publication = "withdrawn"
    draft.save()
    assert seen() == ([404, 404, 404], [])
    assert list(faults()) == []


def test_a_sheet_names_each_body_that_readers_see_and_brings_none_in(editor, client):
    hidden, shown = make.body(name="Cục A"), make.body(name="Cục B")
    make.recommendation(to_body=shown)
    lines = [["id", "name"], [str(hidden.pk), "Cục A mới"], [str(shown.pk), "Cục B mới"]]
    sheet, _page = checked(client, "provinces.body", as_csv(lines), default_source=make.source().pk)
    found = {row.record: row.outcome for row in sheet.rows}
    assert found == {hidden.pk: RowOutcome.CHANGED, shown.pk: RowOutcome.REFUSED}


def test_no_list_deletes_what_readers_always_see(client):
    clerk = make.user(groups=["bien_tap"])
    clerk.user_permissions.add(Permission.objects.get(codename="delete_series"))
    client.force_login(clerk)
    row, url = make.series(), address("conferences.series", "changelist")
    page = act(client, url, "delete_selected", [row])
    assert (
        act(client, url, "delete_selected", [row], _opened=page.context["opened"], post="yes").status_code
        == 403
    )
    assert Series.objects.filter(pk=row.pk).exists()
