"""Whose a record is: one's own province's, that of those it took in, another's; in every state."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from portal.changes.recorder import acting
from portal.records import rights
from portal.records.models import Publication, citable_models
from tests import factories as make

pytestmark = pytest.mark.django_db
HIDDEN = [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN]


def again(user):
    """The user as the next request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def lao_cai():
    """Yên Bái went into Lào Cai: (the old unit, the new one)."""
    old, new = make.ended_province(name="Yên Bái"), make.province(name="Lào Cai")
    make.succession(predecessor=old, successor=new)
    return old, new


#: How a record of each noun comes to be a province's, as a row of a published conference where it is one.
OWN = {
    "body": lambda place, **of: make.body(province=place),
    "task carried out there": lambda place, **of: make.task(places=[place]),
    "task led by a body": lambda place, **of: make.task(lead_body=make.body(province=place)),
    "status of a task": lambda place, **of: make.status_change(task=make.task(places=[place])),
    "post": lambda place, **of: make.post(body=make.body(province=place)),
    "tenure": lambda place, **of: make.tenure(post=make.post(body=make.body(province=place))),
    "official": lambda place, **of: make.appearance(posts=[make.post(body=make.body(province=place))]).official,
    "participation": lambda place, **of: make.participation(province=place, **of),
    "participation of a body": lambda place, **of: make.participation(body=make.body(province=place), **of),
    "appearance": lambda place, **of: make.appearance(posts=[make.post(body=make.body(province=place))], **of),
    "statement": lambda place, **of: make.statement(by_province=place, **of),
    "statement of a body": lambda place, **of: make.statement(by_body=make.body(province=place), **of),
    "recommendation by it": lambda place, **of: make.recommendation(by_province=place, **of),
    "recommendation to a body": lambda place, **of: make.recommendation(to_body=make.body(province=place), **of),
    "figure about it": lambda place, **of: make.figure(scope="tinh", scope_province=place, **of),
    "reply by a body": lambda place, **of: make.reply(by=make.body(province=place)),
    "conference it hosts": lambda place, **of: hosted(place),
    "conference its body organises": lambda place, **of: make.participation(
        body=make.body(province=place), capacity="chu-tri"
    ).conference,
}  # fmt: skip
ROWS = [name for name in OWN if name.split()[0] in (
    "participation", "appearance", "statement", "recommendation", "figure"
)]  # fmt: skip
#: What hangs from a conference, whoever it speaks of.
PARTS = {
    "participation": make.participation,
    "appearance": make.appearance,
    "statement": make.statement,
    "recommendation": make.recommendation,
    "figure": make.figure,
    "related event": make.related_event,
    "document": make.document,
    "reply": lambda conference: make.reply(recommendation=make.recommendation(conference=conference)),
}


def hosted(place, **fields):
    conference = make.conference(**fields)
    make.participation(conference=conference, province=place, capacity="dang-cai")
    return conference


def answers(user, record, verbs=("view", "change")):
    """What `may` and `within` both say of each verb."""
    said = []
    for verb in verbs:
        one = rights.may(user, verb, record)
        many = rights.within(user, type(record).objects.all(), verb).filter(pk=record.pk).exists()
        assert one == many
        said.append(one)
    return said


@pytest.mark.parametrize("how", OWN)
def test_an_editor_changes_what_is_of_their_province_and_of_those_it_took_in(how, lao_cai):
    old, new = lao_cai
    editor, of_the_old = make.provincial_editor(new), make.provincial_editor(old)
    ours, before, others = (OWN[how](place) for place in (new, old, make.province()))
    assert answers(editor, ours) == [True, True]
    assert answers(editor, before) == [True, True]
    assert answers(editor, others) == [True, False]
    assert answers(of_the_old, ours) == [True, False]
    assert answers(of_the_old, before) == [True, True]


@pytest.mark.parametrize("how", OWN)
def test_the_ministry_changes_everything_and_a_stranger_sees_nothing(how):
    record = OWN[how](make.province())
    for group in ("bien_tap", "duyet"):
        assert answers(make.user(groups=[group]), record) == [True, True]
        both = make.user(groups=[group, "bien_tap_tinh"])
        assert answers(both, record) == [True, True]
    assert answers(make.user(), record) == [False, False]
    assert answers(make.user(groups=["bien_tap_tinh"]), record) == [True, False]  # of no province yet


@pytest.mark.parametrize("state", Publication.values)
@pytest.mark.parametrize("part", PARTS)
def test_the_conference_that_a_province_hosts_is_theirs_whole_in_every_state(part, state):
    place = make.province()
    row = PARTS[part](conference=hosted(place, publication=state))
    assert answers(make.provincial_editor(place), row) == [True, True]
    shown = state == "published"
    assert answers(make.provincial_editor(), row) == [shown, False]


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("how", ROWS)
def test_a_row_of_a_conference_that_others_have_not_published_is_not_seen(how, state):
    place = make.province()
    row = OWN[how](place, conference=make.conference(publication=state))
    assert answers(make.provincial_editor(place), row) == [False, False]
    assert answers(make.provincial_editor(place), row.conference) == [False, False]
    assert answers(make.user(groups=["bien_tap"]), row) == [True, True]


@pytest.mark.parametrize("state", HIDDEN)
def test_what_names_a_person_who_is_not_published_is_not_seen_by_others(state):
    place, hidden = make.province(), make.official(publication=state)
    rows = [
        make.statement(by_official=hidden, by_province=place),
        make.figure(by_official=hidden, scope="tinh", scope_province=place),
        make.recommendation(to_official=hidden, by_province=place),
    ]
    for row in rows:
        assert answers(make.provincial_editor(), row) == [False, False]
        assert answers(make.provincial_editor(place), row) == [True, True]


def test_what_continues_a_recommendation_of_a_hidden_conference_is_not_seen():
    before = make.recommendation(conference=make.conference(publication="draft"))
    assert answers(make.provincial_editor(), make.recommendation(continues=before)) == [False, False]
    assert answers(make.provincial_editor(), make.recommendation(continues=make.recommendation()))[0]


def test_a_person_seen_in_posts_of_others_too_is_not_the_provinces():
    place = make.province()
    person = OWN["official"](place)
    editor = make.provincial_editor(place)
    assert answers(editor, person) == [True, True]
    make.appearance(official=person, posts=[make.post(body=make.body())])
    assert answers(again(editor), person) == [True, False]


# --- Drafts belong to those who entered them ----------------------------------------------------------
@pytest.mark.usefixtures("reason_given")
@pytest.mark.parametrize("noun", [make.source, make.official])
@pytest.mark.parametrize("state", Publication.values)
def test_a_draft_is_of_those_who_enter_for_the_province(noun, state, lao_cai):
    old, new = lao_cai
    author = make.provincial_editor(old)
    with acting(author):
        record = noun(publication=state)
    theirs, shown = state in ("draft", "review"), state == "published"
    for user in (author, make.provincial_editor(old), make.provincial_editor(new)):
        assert answers(user, record) == [theirs or shown, theirs]
    assert answers(make.provincial_editor(), record) == [shown, False]


# --- What stands in hand ------------------------------------------------------------------------------
def test_a_row_may_not_be_given_away_or_taken():
    place, other = make.province(), make.province()
    editor = make.provincial_editor(place)
    ours, theirs = make.statement(by_province=place), make.statement(by_province=other)
    ours.by_province, theirs.by_province = other, place
    assert not rights.may(editor, "change", ours)
    assert not rights.may(editor, "change", theirs)


def test_a_new_row_is_added_for_ones_own_province_alone():
    place, other = make.province(), make.province()
    editor, conference = make.provincial_editor(place), make.conference()
    model = type(make.participation())
    for province, capacity, allowed in (
        (place, "thanh-vien", True),
        (other, "thanh-vien", False),
        (place, "dang-cai", False),  # would make the whole conference theirs
        (place, "chu-tri", False),
    ):
        row = model(conference=conference, province=province, capacity=capacity)
        assert rights.may(editor, "add", row) is allowed
    row = model(conference=make.conference(publication="draft"), province=place, capacity="khach")
    assert not rights.may(editor, "add", row)
    assert rights.may(editor, "add", model(conference=hosted(place), province=other, capacity="dang-cai"))


def test_what_the_ministry_keeps_is_no_provinces():
    editor = make.provincial_editor()
    for record in (make.province(), make.series(), make.region(), make.programme(), make.indicator()):
        assert answers(editor, record, ("view", "add", "change", "delete")) == [True, False, False, False]


def test_a_citation_goes_with_its_record():
    place = make.province()
    editor = make.provincial_editor(place)
    ours, theirs = make.citation(make.statement(by_province=place)), make.citation(make.statement())
    hidden = make.citation(make.statement(), source=make.source(publication="draft"))
    of_draft = make.citation(make.conference(publication="draft"))
    assert answers(editor, ours) == [True, True]
    assert answers(editor, theirs) == [True, False]
    assert answers(editor, hidden) == answers(editor, of_draft) == [False, False]


def test_publishing_needs_the_permission_too():
    conference = hosted(make.province())
    place = conference.participations.get().province
    assert not rights.may(make.provincial_editor(place), "publish", conference)
    assert not rights.may(make.user(groups=["bien_tap"]), "publish", conference)
    assert rights.may(make.user(groups=["duyet"]), "publish", conference)


@pytest.mark.parametrize("model", citable_models(), ids=lambda model: model.__name__)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_within_rights_is_asked_in_one_query(model, rows, django_assert_num_queries):
    editor = make.provincial_editor(*(make.province() for _row in range(rows)))
    rights.scope(editor)
    with django_assert_num_queries(1):
        list(rights.filter_to_scope(editor, model.objects.all(), "view"))


@pytest.mark.parametrize(
    ("model", "use"),
    [
        ("conferences.conference", rights.Use.RECORD),
        ("conferences.appearance", rights.Use.PART),
        ("records.citation", rights.Use.PART),
        ("records.notduplicate", rights.Use.PART),
        ("conferences.indicator", rights.Use.VOCABULARY),
        ("search.term", rights.Use.VOCABULARY),
        ("records.report", rights.Use.CONFIDENTIAL),
        ("provinces.provinceeditor", rights.Use.DERIVED),
        ("auth.user", None),
        ("accounts.invitation", None),
    ],
)
def test_apps_say_what_editors_do_with_their_rows(model, use):
    model = apps.get_model(model)
    assert rights.use_of(model) is use
    assert (model in rights.editors_models()) == (use not in (None, rights.Use.DERIVED))
