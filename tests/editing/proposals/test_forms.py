"""What is on the page changes by a publisher alone: what others save waits as a proposal."""

import pytest
from django.contrib.messages import get_messages

from conferences.models import Conference, Statement
from portal.changes.models import Changeset
from portal.editing.models import Proposal
from portal.records.models import Citation, Gap
from tests import factories as make
from tests.editing.admin.forms import errors, resolve, send, shown
from tests.editing.admin.nouns import address
from tests.editing.proposals.helpers import hosted, page_of, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    def signed_in(user):
        user = make.user(groups=[user]) if isinstance(user, str) else user
        client.force_login(user)
        return client

    return signed_in


def rows_of(proposal):
    return [(row.content_type.model, bool(row.before), bool(row.after)) for row in proposal.rows]


def test_an_editors_change_of_a_published_record_is_proposed_with_its_rows_and_evidence(member):
    conference, editor = hosted(city="Hà Giang")
    row = make.statement(conference=conference, rank=1, points="Ý cũ.")
    source, page = make.source(), conference.get_absolute_url()
    client = member(editor)
    before = client.get(page).content
    answer = propose(
        client,
        conference,
        city="Lào Cai",
        _vi_sao="Nguồn nêu rõ.",
        default_source=source.pk,
        **{"statements-0-points": "Ý mới."},
        rows={
            "statements": [{"rank": 2, "kind": "phat-bieu", "points": "Thêm.", "by_as_printed": "Ông A"}],
            "records-citation-content_type-object_id": [
                {"field": "city", "source": source.pk, "place": "đoạn 4", "basis": "stated"}
            ],
        },
    )
    assert errors(answer) == []
    proposal = Proposal.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(proposal))
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "Đã gửi đề nghị sửa. Trang chưa đổi; người duyệt sẽ xem và trả lời ở đây."
    ]
    conference.refresh_from_db()
    row.refresh_from_db()
    assert (conference.city, row.points, conference.statements.count()) == ("Hà Giang", "Ý cũ.", 1)
    assert not Citation.objects.exists()
    assert not Changeset.objects.filter(user=editor).exists()
    assert client.get(page).content == before
    assert (proposal.user, proposal.note, proposal.title) == (editor, "Nguồn nêu rõ.", str(conference))
    found = rows_of(proposal)
    assert found[0] == ("conference", True, True)
    assert found.count(("statement", True, True)) == found.count(("statement", False, True)) == 1
    assert ("citation", False, True) in found
    html = client.get(page_of(proposal)).content.decode()
    for words in ("Hà Giang", "Lào Cai", "Ý cũ.", "Ý mới.", "Thêm.", "đoạn 4", "Nguồn nêu rõ."):
        assert words in html, words
    found = client.get("/tim-kiem/", {"q": "Lào Cai"}).content.decode()
    assert str(conference) not in found


@pytest.mark.parametrize(
    ("role", "state", "waits"),
    [
        ("bien_tap", "published", True),
        ("bien_tap", "draft", False),
        ("bien_tap", "review", False),
        ("duyet", "published", False),
        ("duyet", "draft", False),
    ],
)
def test_drafts_and_what_a_publisher_saves_change_at_once(role, state, waits, member):
    conference = make.conference(publication=state, city="Hà Giang")
    client = member(role)
    page = client.get(address("conferences.conference", "change", conference.pk)).content.decode()
    assert ("thay đổi của bạn sẽ chờ duyệt" in page) is waits
    assert ('name="_vi_sao"' in page) is waits
    propose(client, conference, city="Lào Cai")
    conference.refresh_from_db()
    assert (conference.city, Proposal.objects.count()) == (("Hà Giang", 1) if waits else ("Lào Cai", 0))


def test_a_row_of_a_published_record_is_proposed_from_its_own_form_too(member):
    conference = make.conference()
    row = make.statement(conference=conference, points="Ý cũ.")
    draft = make.statement(conference=make.conference(publication="draft"), points="Nháp.")
    client = member("bien_tap")
    propose(client, row, "conferences.statement", points="Ý mới.")
    propose(client, draft, "conferences.statement", points="Nháp mới.")
    new = {
        "conference": conference.pk,
        "rank": 5,
        "kind": "phat-bieu",
        "points": "Thêm.",
        "by_as_printed": "A",
    }
    send(client, address("conferences.statement", "add"), **new)
    client.post(address("conferences.statement", "delete", row.pk), {"post": "yes"})
    assert sorted(Statement.objects.values_list("points", flat=True)) == ["Nháp mới.", "Ý cũ."]
    about = [
        (each.subject_type.model, each.subject_key, rows_of(each)) for each in Proposal.objects.order_by("pk")
    ]
    assert about == [
        ("conference", conference.pk, [("statement", True, True)]),
        ("conference", conference.pk, [("statement", False, True)]),
    ]


def test_a_row_is_not_moved_into_what_is_published_nor_out_of_it(member):
    public, hidden = make.conference(), make.conference(publication="draft")
    ours, theirs = make.statement(conference=public), make.statement(conference=hidden)
    client = member("bien_tap")
    propose(client, ours, "conferences.statement", conference=hidden.pk)
    propose(client, theirs, "conferences.statement", conference=public.pk)
    assert (Statement.objects.get(pk=ours.pk).conference, Statement.objects.get(pk=theirs.pk).conference) == (
        public,
        hidden,
    )
    assert [each.subject_key for each in Proposal.objects.order_by("pk")] == [public.pk, public.pk]


def test_changes_of_citations_and_gaps_alone_are_proposed(member):
    conference = make.conference(venue="")
    rows = {"records-gap-content_type-object_id": [{"field": "venue", "kind": "not_stated"}]}
    propose(member("bien_tap"), conference, rows=rows)
    assert not Gap.objects.exists()
    assert rows_of(Proposal.objects.get()) == [("gap", False, True)]


def test_what_was_not_changed_makes_no_proposal(member):
    conference = make.conference()
    answer = propose(member("bien_tap"), conference)
    assert answer.status_code == 302
    assert not Proposal.objects.exists()
    assert not Changeset.objects.filter(kind=Changeset.Kind.FORM).exists()


def test_a_form_with_a_mistake_is_shown_again_with_its_note(member):
    conference = make.conference()
    answer = propose(member("bien_tap"), conference, year="không", _vi_sao="Vì nguồn mới.")
    assert errors(answer)
    assert "Vì nguồn mới." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_proposer_who_comes_second_sees_both_versions_first(client):
    conference = make.conference(city="Hà Giang", venue="Nhà A")
    editor, publisher = make.user(groups=["bien_tap"]), make.user(groups=["duyet"])
    url = address("conferences.conference", "change", conference.pk)
    client.force_login(editor)
    opened = shown(client.get(url))
    client.force_login(publisher)
    send(client, url, city="Yên Bái")
    client.force_login(editor)
    page = client.post(url, opened | {"city": "Lào Cai", "_vi_sao": "Theo báo."})
    assert page.status_code == 409
    assert not Proposal.objects.exists()
    resolve(client, url, page, "mine")
    proposal = Proposal.objects.get()
    assert (proposal.rows[0].before["city"], proposal.rows[0].after["city"]) == ("Yên Bái", "Lào Cai")
    assert proposal.note == "Theo báo."
    assert Conference.objects.get().city == "Yên Bái"
