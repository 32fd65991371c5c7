"""Publishing a conference publishes the people and sources that it names, or says why one is left."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from conferences.models import Official
from portal.changes.models import Change
from portal.editing import dashboard
from portal.editing.models import Proposal
from portal.editing.publishing.companions import companions, publish_with
from portal.editing.publishing.scheduling import publish_due, schedule
from portal.records.models import Source
from tests import factories as make
from tests.editing.admin.forms import act, errors, send
from tests.editing.admin.nouns import address
from tests.editing.import_export.helpers import as_csv, checked, do
from tests.editing.proposals.helpers import decide, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    person = make.user(groups=["duyet"])
    client.force_login(person)
    return person


def world(state="draft"):
    """(a conference in a state, a person at it who is a draft, one without a source, the draft source of all)."""
    source = make.source(publication="draft", title="Bài báo chưa đăng")
    conference = make.conference(publication=state)
    sourced = make.official(name="Lê Văn Có", publication="draft")
    bare = make.official(name="Trần Văn Thiếu", publication="review")
    for record in (conference, sourced):
        make.citation(record, source=source)
    for person in (sourced, bare):
        row = make.appearance(conference=conference, official=person)
        make.citation(row, source=source)
    return conference, sourced, bare, source


def states(*records):
    return [type(record).objects.get(pk=record.pk).publication for record in records]


def said(answer):
    return [str(each) for each in get_messages(answer.wsgi_request)]


def by_form(client, publisher, conference):
    return send(client, address("conferences.conference", "change", conference.pk), publication="published")


def by_list(client, publisher, conference):
    return act(client, address("conferences.conference", "changelist"), "publish", [conference])


def by_the_hour(client, publisher, conference):
    make_due = timezone.now() - timedelta(minutes=1)
    schedule(conference, publisher, make_due)
    publish_due(timezone.now())


@pytest.mark.parametrize("way", [by_form, by_list, by_the_hour])
def test_who_and_what_a_conference_names_is_published_with_it(way, publisher, client):
    conference, sourced, bare, source = world()
    answer = way(client, publisher, conference)
    assert states(conference, sourced, bare, source) == ["published", "published", "review", "published"]
    page = client.get(conference.get_absolute_url()).content.decode()
    assert (sourced.name in page, bare.name in page, source.title in page) == (True, False, True)
    acts = {
        Change.objects.of(type(record), record.pk).last().changeset_id
        for record in (conference, sourced, source)
    }
    assert len(acts) == 1  # so that one undoing takes back all
    if answer is not None:
        assert f"Đăng cùng: nguồn {Source.objects.get()}; đại biểu {sourced}." in said(answer)
        assert f"Còn nằm nháp: đại biểu {bare} (Chưa có nguồn: đại biểu: họ và tên)." in said(answer)


def test_what_was_withdrawn_and_what_others_name_stays(publisher, client):
    conference, sourced, _bare, source = world()
    gone = make.official(name="Người đã gỡ", publication="withdrawn")
    make.cited(make.appearance(conference=conference, official=gone))
    elsewhere = make.source(publication="draft", title="Nguồn của hội nghị khác")
    other = make.appearance(conference=make.conference(publication="draft"), official=sourced)
    make.citation(other, source=elsewhere)
    by_list(client, publisher, conference)
    assert states(sourced, source, gone, elsewhere) == ["published", "published", "withdrawn", "draft"]


def test_a_publisher_of_conferences_alone_sees_what_is_left():
    conference, sourced, bare, source = world()
    assert {type(record) for record in companions([conference])} == {Official, Source}
    person = make.user()
    outcome = publish_with(person, [conference])
    assert (len(outcome.published), {why for _record, why in outcome.left}) == (
        0,
        {"bạn không có quyền đăng"},
    )
    assert states(sourced, bare, source) == ["draft", "review", "draft"]


def test_a_clerk_who_sends_to_review_publishes_nothing(client):
    conference, sourced, bare, source = world()
    client.force_login(make.user(groups=["bien_tap"]))
    act(client, address("conferences.conference", "changelist"), "submit", [conference])
    assert states(conference, sourced, bare, source) == ["review", "draft", "review", "draft"]


def test_a_proposal_that_is_taken_publishes_what_it_newly_names(client):
    conference = make.conference(city="Hà Giang")
    older = make.appearance(conference=conference, official=make.official(publication="draft"))
    make.cited(older.official)
    person, source = make.official(publication="draft"), make.source(publication="draft")
    make.citation(person, source=source)
    client.force_login(make.user(groups=["bien_tap"]))
    row = {"official": person.pk, "role": "tham-du", "rank": 9, "post_as_printed": "Giám đốc"}
    assert errors(propose(client, conference, rows={"appearances": [row]}, default_source=source.pk)) == []
    client.force_login(make.user(groups=["duyet"]))
    answer = decide(client, Proposal.objects.get(), "nhan", loi="Đúng.")
    assert states(person, source, older.official) == ["published", "published", "draft"]
    assert any(sentence.startswith("Đăng cùng:") for sentence in said(answer))


def test_the_desk_counts_what_is_left_with_a_list_of_it(publisher, client, django_assert_num_queries):
    _conference, sourced, bare, source = world("published")
    world("draft")
    (queue,) = [each for each in dashboard.declared(dashboard.WorkQueue) if each.key == "theo-ban-da-dang"]
    nouns = queue.nouns()
    dashboard.counted(queue, publisher, nouns)  # asks once who the user is
    with django_assert_num_queries(1):
        counts = dashboard.counted(queue, publisher, nouns)
    assert counts == {Source: 1, Official: 2}
    html = client.get(address("conferences.official", "changelist") + f"?viec={queue.key}").content.decode()
    for person in (sourced, bare):
        assert html.count(address("conferences.official", "change", person.pk)) == 1
    assert html.count('name="_selected_action"') == 2
    front = client.get("/admin/").content.decode()
    assert "Theo một bản đã đăng, còn nằm nháp" in front
    by_list(client, publisher, make.conference(publication="draft"))
    assert states(sourced, source) == ["draft", "draft"]


def test_a_sheet_that_publishes_publishes_with_it(publisher, client):
    conference, sourced, bare, source = world()
    lines = [["id", "publication"], [str(conference.pk), "đã đăng"]]
    sheet, _page = checked(client, "conferences.conference", as_csv(lines))
    assert do(client, "conferences.conference", sheet, "xac-nhan").status_code in (200, 302)
    assert states(conference, sourced, bare, source) == ["published", "published", "review", "published"]
