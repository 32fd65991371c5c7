"""The four states: who moves a record where, on the form and in bulk, and what a refused move leaves."""

import itertools

import pytest

from portal.editing.conflicts.lists import AT_ONCE
from portal.records.models import Publication
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.forms import errors, send, shown
from tests.editing.admin.nouns import NOUNS, PUBLISHED, address

pytestmark = pytest.mark.django_db
STATES = list(Publication.values)
EVERY = pytest.mark.parametrize("noun", PUBLISHED)


@pytest.fixture
def as_member(client):
    """The client, logged in as a member of a group."""

    def log_in(group):
        client.force_login(make.user(groups=[group]))
        return client

    return log_in


def moves_on_the_form():
    """(noun, before, after): every move of one noun, and of the others those that readers see; the rest exhaustive."""
    for noun, before, after in itertools.product(PUBLISHED, STATES, STATES):
        asked = noun == "conferences.conference" or {before, after} == {"draft", "published"}
        yield pytest.param(noun, before, after, marks=() if asked else pytest.mark.exhaustive)


@pytest.mark.once
@pytest.mark.parametrize(("noun", "before", "after"), list(moves_on_the_form()))
def test_the_form_moves_a_record_as_far_as_its_user_may(noun, before, after, as_member):
    """An editor moves between draft and review; what is published or withdrawn stays so under an editor."""
    for group, moves in (("bien_tap", {before, after} <= {"draft", "review"}), ("duyet", True)):
        record = make.cited(NOUNS[noun](publication=before))
        url = address(noun, "change", record.pk)
        answer = send(as_member(group), url, publication=after, act_note="Vì nguồn đã đính chính.")
        record.refresh_from_db()
        assert record.publication == (after if moves else before)
        stays_as_is = before in ("published", "withdrawn")
        assert answer.status_code == (302 if moves or stays_as_is else 200)


@EVERY
def test_an_editor_adds_no_published_record(noun, as_member):
    model = type(NOUNS[noun]())
    model.objects.all().delete()
    client = as_member("bien_tap")
    answer = client.get(address(noun, "add"))
    choices = answer.context["adminform"].form.fields["publication"].choices
    assert [value for value, _label in choices] == ["draft", "review"]
    answer = send(client, address(noun, "add"), publication="published")
    assert len(errors(answer)) >= 1
    assert not model.objects.exists()


def test_a_publisher_corrects_a_published_record_and_it_stays_published(as_member):
    conference = make.conference(city="Cao Bàng")
    send(as_member("duyet"), address("conferences.conference", "change", conference.pk), city="Cao Bằng")
    conference.refresh_from_db()
    assert (conference.city, conference.publication) == ("Cao Bằng", "published")


def test_a_reply_on_the_form_of_its_recommendation_is_guarded_too(as_member):
    recommendation = make.recommendation()
    url = address("conferences.recommendation", "change", recommendation.pk)
    row = {"state": "da-tiep-nhan", "publication": "published"}
    assert errors(send(as_member("bien_tap"), url, rows={"replies": [row]}))
    assert not recommendation.replies.exists()
    row["publication"] = "review"
    send(as_member("bien_tap"), url, rows={"replies": [row]})
    assert recommendation.replies.get().publication == "review"
    send(as_member("bien_tap"), url, **{"replies-0-publication": "published"})
    assert make.cited(recommendation.replies.get()).publication == "review"
    send(as_member("duyet"), url, **{"replies-0-publication": "published"})
    assert recommendation.replies.get().publication == "published"


# --- In bulk ------------------------------------------------------------------------------------------
def act(client, noun, action, records):
    return forms.act(client, address(noun, "changelist"), action, records)


def actions(client, noun):
    form = client.get(address(noun, "changelist")).context["action_form"]
    names = [value for value, _label in form.fields["action"].choices if value]
    return [name for name in names if not name.startswith("export_")]  # they change nothing


@EVERY
def test_actions_are_offered_by_permission(noun, as_member):
    NOUNS[noun]()
    assert set(actions(as_member("bien_tap"), noun)) == {"submit"}
    merges = {"merge_two"} if noun in ("conferences.official", "records.source") else set()
    publishers = {"delete_selected", "publish", "submit", "withdraw"}
    assert set(actions(as_member("duyet"), noun)) == publishers | merges


@EVERY
def test_actions_move_records_as_far_as_their_user_may(noun, as_member):
    moves = {
        ("bien_tap", "submit"): ["review", "review", "published", "withdrawn"],
        ("bien_tap", "publish"): STATES,
        ("bien_tap", "withdraw"): STATES,
        ("duyet", "submit"): ["review", "review", "published", "review"],
        ("duyet", "publish"): ["published"] * 4,
        ("duyet", "withdraw"): ["draft", "review", "withdrawn", "withdrawn"],
    }
    for (group, action), after in moves.items():
        records = [make.cited(NOUNS[noun](publication=state)) for state in STATES]
        reason = {"act_note": "Vì nguồn đã đính chính."} if action == "withdraw" else {}
        forms.act(as_member(group), address(noun, "changelist"), action, records, **reason)
        for record in records:
            record.refresh_from_db()
        assert (group, action, [record.publication for record in records]) == (group, action, after)


def test_actions_save_each_record_and_keep_its_history(as_member):
    conference = make.cited(make.conference(publication="draft"))
    type(conference).objects.update(search_text="")  # a derived column that went stale
    client = as_member("duyet")
    act(client, "conferences.conference", "publish", [conference])
    before = conference.version
    conference.refresh_from_db()
    assert conference.version == before + 1
    assert "cao bang" in conference.search_text
    history = client.get(address("conferences.conference", "history", conference.pk)).content.decode()
    assert "trạng thái đăng" in history.lower()


def test_an_action_says_what_it_did_and_what_it_left(as_member):
    records = [make.cited(make.conference(publication=state)) for state in ("draft", "review", "published")]
    client = as_member("duyet")
    page = client.get(act(client, "conferences.conference", "publish", records).url).content.decode()
    assert "2 bản ghi nay ở trạng thái “đã đăng”." in page
    assert "1 bản ghi giữ nguyên" in page


def test_an_action_takes_so_many_records_at_once(as_member):
    for number in range(AT_ONCE + 1):
        make.official(publication="draft", name=f"Người {number}")
    client = as_member("duyet")
    data = {"action": "publish", "_selected_action": [1], "select_across": "1"}
    answer = client.post(address("conferences.official", "changelist"), data, follow=True)
    assert f"Mỗi lần chỉ đổi được {AT_ONCE} bản ghi" in answer.content.decode()
    assert (
        not type(make.official())
        .objects.exclude(name__startswith="Nguyễn")
        .exclude(publication="draft")
        .exists()
    )


def test_the_form_shows_no_mark_of_the_machine(admin_client):
    """`synthetic` and `shipped` are set by commands; no form may change them."""
    for noun in PUBLISHED:
        data = shown(admin_client.get(address(noun, "change", NOUNS[noun]().pk)))
        assert not [name for name in data if name.endswith(("synthetic", "shipped", "version"))]
