"""A publisher takes a proposal, whole or by field, sends it back or refuses it; its sender sends it again."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Conference, Recommendation, Statement
from portal.changes.apply import undo
from portal.changes.models import FIRST_KEY, Changeset
from portal.changes.states import stored_states
from portal.editing.models import Proposal
from portal.records.models import Citation
from portal.records.sourcing import ANYWAY
from tests import factories as make
from tests.editing.admin.forms import Controls, errors, send, shown
from tests.editing.admin.nouns import address
from tests.editing.proposals.helpers import decide, hosted, page_of, propose, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make.user("chi-lan", groups=["bien_tap"], first_name="Lan")


@pytest.fixture
def publisher():
    return make.user("anh-minh", groups=["duyet"], first_name="Minh")


@pytest.fixture
def sent(client, editor):
    """A proposal that changes two fields of a conference, changes a row, drops one and adds one with a citation."""
    conference = make.conference(city="Hà Giang", venue="Nhà A")
    make.statement(conference=conference, rank=1, points="Ý cũ.", by_as_printed="Ông A")
    make.citation(make.statement(conference=conference, rank=2, points="Bỏ đi."))
    client.force_login(editor)
    added = {"rank": 3, "kind": "phat-bieu", "points": "Thêm.", "by_as_printed": "Ông C"}
    answer = propose(
        client,
        conference,
        city="Lào Cai",
        venue="Nhà B",
        default_source=make.source(title="Báo mới").pk,
        _vi_sao="Theo báo.",
        act_public_note="Sửa nơi họp.",
        **{"statements-0-points": "Ý mới.", "statements-1-DELETE": "on"},
        rows={"statements": [added]},
    )
    assert errors(answer) == []
    return Proposal.objects.get()


def left_of(proposal):
    return [row.pk for row in proposal.rows if row.is_left]


def points():
    return list(Statement.objects.order_by("rank").values_list("points", flat=True))


@pytest.mark.usefixtures("reason_given")
def test_a_proposal_is_taken_whole_as_one_act_that_can_be_undone(sent, client, publisher, editor):
    before = Changeset.objects.count()
    cited = Citation.objects.count()
    client.force_login(publisher)
    answer = decide(client, sent, "nhan", loi="Cảm ơn.")
    assert (answer.status_code, answer.url) == (302, page_of(sent))
    conference = Conference.objects.get()
    assert (conference.city, conference.venue, points()) == ("Lào Cai", "Nhà B", ["Ý mới.", "Thêm."])
    assert max(Statement.objects.values_list("pk", flat=True)) < 10**9
    sent.refresh_from_db()
    assert (sent.state, left_of(sent), sent.decided_by, sent.who) == ("accepted", [], "Minh", "Lan")
    assert (sent.result.kind, sent.result.user, sent.result.note) == (
        "proposal",
        publisher,
        "Đề nghị của Lan\nTheo báo.\nCảm ơn.",
    )
    assert (Changeset.objects.count(), sent.result.public_note) == (before + 1, "Sửa nơi họp.")
    new = Statement.objects.get(points="Thêm.")
    assert {(citation.field, citation.source.title) for citation in new.citations.all()} == {
        (name, "Báo mới") for name in new.facts()
    }
    page = client.get(conference.get_absolute_url()).content.decode()
    assert "Lào Cai" in page
    undo(sent.result, publisher)
    conference.refresh_from_db()
    assert (conference.city, points(), Citation.objects.count()) == ("Hà Giang", ["Ý cũ.", "Bỏ đi."], cited)
    assert "đã hoàn tác" in client.get(page_of(sent)).content.decode()


def test_a_proposal_is_taken_record_by_record(sent, client, publisher):
    client.force_login(publisher)
    (row,) = [row for row in sent.rows if row.model is Statement and row.before and row.after]
    assert decide(client, sent, "nhan", only=[str(row.pk)]).status_code == 302
    conference = Conference.objects.get()
    assert (conference.city, conference.venue, points()) == ("Hà Giang", "Nhà A", ["Ý mới.", "Bỏ đi."])
    sent.refresh_from_db()
    assert sent.state == "accepted"
    assert left_of(sent) == [each.pk for each in sent.rows if each != row]
    assert "(một phần)" in client.get(page_of(sent)).content.decode()


def test_nothing_ticked_is_no_taking(sent, client, publisher):
    client.force_login(publisher)
    assert decide(client, sent, "nhan", only=[]).status_code == 400
    sent.refresh_from_db()
    assert sent.state == "proposed"


def test_what_moved_since_is_shown_three_ways_and_is_taken_only_when_ticked(sent, client, publisher):
    client.force_login(publisher)
    conference = Conference.objects.get()
    stale = client.get(page_of(sent)).context["fingerprint"]
    propose(client, conference, city="Yên Bái")
    page = client.get(page_of(sent))
    (head, *_rest) = page.context["rows"]
    values = {value.name: (value.old, value.new, value.now) for value in head.differences}
    assert values["city"] == ("Hà Giang", "Lào Cai", "Yên Bái")
    assert values["venue"] == ("Nhà A", "Nhà B", None)
    assert [row.is_ticked for row in page.context["rows"]] == [False, *[True] * len(_rest)]
    refused = decide(client, sent, "nhan", mo=stale)
    assert refused.status_code == 409
    assert "vừa đổi sau khi bạn mở" in refused.content.decode()
    assert decide(client, sent, "nhan").status_code == 302
    conference.refresh_from_db()
    assert (conference.city, conference.venue, points()) == ("Yên Bái", "Nhà A", ["Ý mới.", "Thêm."])


@pytest.mark.parametrize("verb", ["tra-lai", "tu-choi"])
def test_it_is_sent_back_or_refused_with_words_and_the_page_does_not_move(verb, sent, client, publisher):
    client.force_login(publisher)
    assert decide(client, sent, verb).status_code == 400
    assert decide(client, sent, verb, loi="Thiếu đoạn của bài.").status_code == 302
    sent.refresh_from_db()
    state = "returned" if verb == "tra-lai" else "rejected"
    assert (sent.state, sent.answer, sent.decided_by, sent.result) == (
        state,
        "Thiếu đoạn của bài.",
        "Minh",
        None,
    )
    assert (Conference.objects.get().city, points()) == ("Hà Giang", ["Ý cũ.", "Bỏ đi."])
    assert decide(client, sent, "nhan", only=tokens(sent, Conference)).status_code == 409


@pytest.mark.usefixtures("reason_given")
def test_whoever_sent_it_opens_it_again_changes_it_and_sends_it_again(sent, client, publisher, editor):
    client.force_login(publisher)
    decide(client, sent, "tra-lai", loi="Ghi rõ nơi họp.")
    conference = Conference.objects.get()
    propose(client, conference, theme="Chủ đề mới")
    client.force_login(editor)
    again = client.get(page_of(sent)).context["again"]
    html = client.get(again).content.decode()
    for words in ("Lào Cai", "Nhà B", "Ý mới.", "Thêm.", "Chủ đề mới", "Theo báo."):
        assert words in html, words
    assert points() == ["Ý cũ.", "Bỏ đi."]
    answer = send(client, again, venue="Nhà C", _vi_sao="Theo báo, đoạn 4.")
    assert (answer.status_code, errors(answer)) == (302, [])
    assert Proposal.objects.count() == 1
    sent.refresh_from_db()
    assert (sent.state, sent.note, sent.answer) == ("proposed", "Theo báo, đoạn 4.", "Ghi rõ nơi họp.")
    assert points() == ["Ý cũ.", "Bỏ đi."]
    client.force_login(publisher)
    assert decide(client, sent, "nhan").status_code == 302
    conference.refresh_from_db()
    assert (conference.city, conference.venue, conference.theme) == ("Lào Cai", "Nhà C", "Chủ đề mới")
    assert points() == ["Ý mới.", "Thêm."]


def test_what_is_opened_again_and_made_wrong_is_shown_again_and_not_sent(sent, client, editor):
    client.force_login(editor)
    again = client.get(page_of(sent)).context["again"]
    assert errors(send(client, again, year="không"))
    assert Proposal.objects.get().at == sent.at
    assert Conference.objects.get().city == "Hà Giang"


def test_a_proposal_that_says_what_is_published_now_is_withdrawn(client, editor):
    conference = make.conference(city="Hà Giang")
    client.force_login(editor)
    propose(client, conference, city="Lào Cai")
    proposal = Proposal.objects.get()
    send(client, client.get(page_of(proposal)).context["again"], city="Hà Giang")
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_its_sender_takes_it_back_and_nobody_else(sent, client, publisher, editor):
    for user, status in ((publisher, 403), (editor, 302)):
        client.force_login(user)
        assert decide(client, sent, "rut").status_code == status
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


def test_a_new_row_is_not_taken_without_what_it_points_at(client, editor, publisher):
    """Nor is anything else then: the page says why."""
    conference = make.conference()
    old = make.recommendation(conference=conference)
    client.force_login(editor)
    new = {"number": 77, "kind": "kien-nghi", "text": "Việc mới.", "state": "chua-tra-loi"}
    answer = propose(client, conference, rows={"recommendations": [new]})
    assert (answer.status_code, errors(answer)) == (302, [])
    proposal = Proposal.objects.get()
    (added,) = proposal.rows
    assert added.key >= FIRST_KEY
    # The next proposal of the same form cannot name it; a row of the same proposal can:
    stored = stored_states(Recommendation, [old.pk])[old.pk]
    (follows,) = proposal.write([(Recommendation, old.pk, stored, {**stored, "continues_id": added.key})])
    client.force_login(publisher)
    refused = decide(client, proposal, "nhan", only=[str(follows.pk)])
    assert refused.status_code == 409
    assert "chưa được nhận" in refused.content.decode()
    answer = decide(
        client, proposal, "nhan", only=[str(added.pk), str(follows.pk)], _unsourced="Nguồn đang in."
    )
    assert answer.status_code == 302
    old.refresh_from_db()
    assert old.continues.text == "Việc mới."


def test_the_form_names_several_proposals_of_one_record(client, editor, publisher):
    conference = make.conference(city="Hà Giang", venue="Nhà A")
    client.force_login(editor)
    propose(client, conference, city="Lào Cai")
    propose(client, conference, venue="Nhà B")
    first, second = Proposal.objects.order_by("pk")
    client.force_login(publisher)
    form = client.get(address("conferences.conference", "change", conference.pk)).content.decode()
    assert page_of(first) in form
    assert page_of(second) in form
    assert decide(client, first, "nhan").status_code == decide(client, second, "nhan").status_code == 302
    conference.refresh_from_db()
    assert (conference.city, conference.venue) == ("Lào Cai", "Nhà B")


@pytest.mark.parametrize("gone", ["deleted", "withdrawn"])
def test_a_record_that_went_says_so_on_its_proposals(gone, client, editor, publisher):
    conference = make.conference(city="Hà Giang")
    client.force_login(editor)
    propose(client, conference, city="Lào Cai")
    if gone == "deleted":
        conference.delete()
    else:
        Conference.objects.update(publication="withdrawn")
    proposal = Proposal.objects.get()
    page = client.get(page_of(proposal)).content.decode()
    said = "Bản ghi này đã bị xóa" if gone == "deleted" else "hiện không còn trên trang"
    assert said in page
    client.force_login(publisher)
    refused = decide(client, proposal, "nhan", only=tokens(proposal, Conference))
    assert refused.status_code == (409 if gone == "deleted" else 302)
    assert client.get("/admin/").status_code == 200
    if gone == "deleted":
        assert decide(client, proposal, "tu-choi", loi="Không còn bản ghi.").status_code == 302


def test_the_words_of_an_account_that_went_stay(sent, client, publisher, editor):
    User.objects.get(pk=editor.pk).delete()
    client.force_login(publisher)
    assert "Lan" in client.get(page_of(sent)).content.decode()
    assert decide(client, sent, "nhan").status_code == 302


def test_who_sees_and_decides(sent, client, editor, publisher):
    _conference, other = hosted()
    roles = {
        make.user(groups=["bien_tap"]): (404, 404),
        other: (404, 404),
        make.user(): (403, 403),
        editor: (200, 403),
        publisher: (200, 302),
    }
    for user, (opened, decided) in roles.items():
        client.force_login(user)
        assert client.get(page_of(sent)).status_code == opened
        sent.refresh_from_db()
        answer = client.post(page_of(sent), {"viec": "tu-choi", "loi": "Không."})
        assert answer.status_code == decided


@pytest.mark.parametrize(
    "sent_data",
    [
        {},
        {"viec": "abc"},
        {"viec": "nhan", "lay": "\0"},
        {"viec": "tu-choi", "loi": "a\0b"},
        {"viec": "nhan", "lay": ["x-y", "99999999999999999999"], "mo": "é"},
    ],
)
def test_junk_is_refused_in_words(sent_data, sent, client, publisher):
    client.force_login(publisher)
    assert client.post(page_of(sent), sent_data).status_code == 400
    url = address("conferences.conference", "change", sent.subject_key)
    for asked in ("abc", "", "0", "9" * 30):
        assert client.get(url, {"de-nghi": asked}).status_code == 404
    for page in ("?p=abc", "?state=abc", "?loai=abc", "?viec=abc"):
        assert client.get(address("records.proposal", "changelist") + page).status_code in (200, 400)
    assert client.get("/admin/records/proposal/99999999999999999999/").status_code == 404
    sent.refresh_from_db()
    assert sent.state == "proposed"


@pytest.mark.parametrize("page", ["list", "one"])
@pytest.mark.usefixtures("reason_given")
def test_pages_of_proposals_ask_as_often_with_more_rows(page, client, editor, publisher):
    costs = []
    for rows in (1, 4):
        conference = make.conference()
        for number in range(rows):
            make.citation(make.statement(conference=conference, rank=number, points="Ý."))
        client.force_login(editor)
        propose(client, conference, **{f"statements-{number}-points": "Mới." for number in range(rows)})
        proposal = Proposal.objects.latest("pk")
        client.force_login(publisher)
        url = address("records.proposal", "changelist") if page == "list" else page_of(proposal)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_list_holds_what_one_may_see(sent, client, editor, publisher):
    url = address("records.proposal", "changelist")
    for user, rows in ((editor, [sent]), (publisher, [sent]), (make.user(groups=["bien_tap"]), [])):
        client.force_login(user)
        assert list(client.get(url).context["cl"].result_list) == rows
    client.force_login(publisher)
    assert list(client.get(f"{url}?loai={sent.subject_type_id}").context["cl"].result_list) == [sent]


def test_what_was_decided_while_its_sender_had_it_open_is_not_sent_again(sent, client, publisher, editor):
    client.force_login(editor)
    again = client.get(page_of(sent)).context["again"]
    opened = shown(client.get(again))
    client.force_login(publisher)
    decide(client, sent, "tu-choi", loi="Không đúng.")
    client.force_login(editor)
    assert client.post(again, opened).status_code == 404
    sent.refresh_from_db()
    assert sent.state == "rejected"


def test_a_fact_without_a_source_is_taken_only_with_a_reason(client, editor, publisher):
    conference = make.conference(theme="")
    make.cited(conference)
    conference.citations.all().delete()
    make.citation(conference, field="city")
    client.force_login(editor)
    propose(client, conference, theme="Chủ đề mới", _unsourced="")
    proposal = Proposal.objects.get()
    client.force_login(publisher)
    answer = decide(client, proposal, "nhan")
    assert answer.status_code == 409
    assert ": chủ đề</li>" in answer.text and "Quản trị Django" not in answer.text
    again = Controls(answer.text).sent
    assert Conference.objects.get().theme == ""
    assert (
        decide(client, proposal, "nhan", loi="Cảm ơn bạn.").status_code == 409
    )  # no reason, a word of thanks
    assert Conference.objects.get().theme == ""
    assert client.post(page_of(proposal), again | {"_unsourced": "Nguồn đang in."}).status_code == 302
    assert Conference.objects.get().theme == "Chủ đề mới"
    assert Proposal.objects.get().result.note.endswith(f"{ANYWAY}Nguồn đang in.")


def test_a_note_of_whoever_proposes_is_no_reason(client, editor, publisher):
    conference = make.conference(theme="")
    make.citation(conference, field="city")
    client.force_login(editor)
    propose(client, conference, theme="Chủ đề mới", _vi_sao=f"{ANYWAY}tôi")
    proposal = Proposal.objects.get()
    assert ANYWAY in proposal.note
    client.force_login(publisher)
    assert decide(client, proposal, "nhan").status_code == 409
    assert Conference.objects.get().theme == ""
