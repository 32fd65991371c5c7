"""Whoever may not publish changes nothing that is on the page, whichever way they try."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.models import Conference, Document, Statement
from portal.files.models import StoredFile
from portal.records.history.recording import acting
from portal.records.live import Waits, has_state, publishers_only
from portal.records.models import Proposal
from portal.records.models.sheet import SheetRow
from tests import factories as make
from tests import hostile
from tests.admin.forms import act, confirm, errors
from tests.admin.nouns import NOUNS, address
from tests.proposals.helpers import decide, propose
from tests.sheets.helpers import as_csv, checked, do

pytestmark = pytest.mark.django_db


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
    nouns = {model._meta.label_lower for model in apps.get_models() if hasattr(model, "history")}
    assert set(FOLLOWS) == {noun for noun in nouns if has_state(apps.get_model(noun))} | {
        "records.citation",
        "records.gap",
    }
    assert nouns - set(FOLLOWS) == {
        "provinces.body", "provinces.province", "provinces.succession", "provinces.region", "conferences.post",
        "provinces.regionmembership", "provinces.taskkind", "provinces.researchfield", "provinces.programme",
        "conferences.indicator", "conferences.series", "conferences.seriesmembership",
        "records.distinct",  # no reader sees it
    }  # fmt: skip


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
            except Waits:
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
    assert [row["noun"] for row in proposal.rows] == ["conferences.statement", "records.citation"]
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
    first = row.history.order_by("history_id").first().history_id
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
    job, _page = checked(client, "conferences.conference", as_csv(lines), default_source=source.pk)
    found = {row.record: (row.outcome, row.problem) for row in job.rows.all()}
    assert found == {
        live.pk: (
            SheetRow.Outcome.REFUSED,
            "Đang trên trang: người duyệt nhập, hoặc bạn sửa trên biểu mẫu để gửi đề nghị.",
        ),
        draft.pk: (SheetRow.Outcome.CHANGED, ""),
    }


def test_a_sheet_that_was_checked_before_a_record_was_published_brings_nothing_in(editor, client):
    draft = make.conference(city="Hà Giang", publication="draft")
    lines, source = [["id", "city"], [str(draft.pk), "Lào Cai"]], make.source()
    job, _page = checked(client, "conferences.conference", as_csv(lines), default_source=source.pk)
    assert job.rows.get().outcome == SheetRow.Outcome.CHANGED
    Conference.objects.update(publication="published")
    assert do(client, job, "xac-nhan").status_code == 200
    assert Conference.objects.get().city == "Hà Giang"


def test_a_photo_sent_with_a_proposal_is_kept_for_it(editor, client):
    conference = make.conference()
    file = SimpleUploadedFile("anh.jpg", hostile.photo(64, 48), "image/jpeg")
    row = {"rank": 1, "kind": "anh", "title": "Toàn cảnh", "alt": "Hội trường.", "upload": file}
    answer = propose(client, conference, rows={"documents": [row]})
    assert errors(answer) == []
    proposal = Proposal.objects.get()
    stored = StoredFile.objects.get()
    assert [each.file for each in proposal.files.all()] == [stored]
    client.force_login(make.user(groups=["duyet"]))
    assert decide(client, proposal, "nhan", loi="Nguồn đang in.").status_code == 302
    assert Document.objects.get().file == stored
    assert not proposal.files.exists()


def test_what_has_no_state_is_changed_at_once_as_before(editor, client):
    body = make.body(name="Sở cũ")
    propose(client, body, "provinces.body", name="Sở mới")
    body.refresh_from_db()
    assert body.name == "Sở mới"
    assert not Proposal.objects.exists()
    assert not Conference.objects.exists()
