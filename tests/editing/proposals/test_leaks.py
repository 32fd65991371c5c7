"""What is proposed or scheduled is nobody's history: no page of the ledger knows of it before it is done."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from conferences.models import Official
from portal.changes.models import FIRST_KEY, Change, ChangedRecord, Changeset
from portal.changes.recorder import unrecorded
from portal.changes.states import stored_states
from portal.records import rights
from portal.records.sourcing import ANYWAY
from tests import factories as make
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db
MARK = "Bí Mật Thử"
OFFICIAL = "conferences.official"
#: What of the pages below tells of a changeset that was done.
TELLING = {
    "public history", "old address", "history", "compare", "restore", "form", "acts", "act", "deleted", "undelete",
}  # fmt: skip


def changeset_of(user, state):
    """A Changeset in `state` that changes and withdraws a person who is on the page, and deletes and adds others: with
    MARK in all that it says, and with what a history would show it under.
    """
    with unrecorded():
        shown = make.official(name="Lê Văn Có", slug="le-van-co")
        gone = make.official(name=f"Nguyễn {MARK}", slug="nguyen")
    stored = stored_states(Official, [shown.pk, gone.pk])
    key, was = gone.pk, stored[gone.pk]
    deleted = {**was, "publication": "withdrawn"}
    with unrecorded():
        gone.delete()
    changeset = Changeset.everything.create(
        user=user,
        state=state,
        note=f"{ANYWAY}{MARK}",
        public_note=MARK,
        title=str(shown),
        subject_type=ContentType.objects.get_for_model(Official),
        subject_key=shown.pk,
        form=[OFFICIAL, shown.pk],
    )
    rows = changeset.write(
        [
            (Official, key, was, deleted),
            (Official, key, deleted, None),
            (Official, FIRST_KEY, None, {**deleted, "id": FIRST_KEY, "slug": "moi"}),
            (Official, shown.pk, stored[shown.pk], {**stored[shown.pk], "titles": MARK}),
        ]
    )
    ChangedRecord.objects.bulk_create(
        ChangedRecord(change=row, content_type=row.content_type, key=row.key, public=True) for row in rows
    )
    return changeset, shown, gone.slug


def pages(changeset, shown, slug):
    """{name of a page: its address}."""
    last = Change.everything.filter(changeset=changeset).last()
    deletion = Change.everything.get(changeset=changeset, kind="-")
    history = address(OFFICIAL, "history", shown.pk)
    return {
        "public page": shown.get_absolute_url(),
        "public history": f"{shown.get_absolute_url()}lich-su/",
        "old address": f"/dai-bieu/{slug}/",
        "search": "/tim-kiem/?q=bi+mat+thu",
        "history": history,
        "compare": f"{history}compare/?a={last.pk}-&b={last.pk}",
        "restore": f"{history}{last.pk}/restore/",
        "undelete": address(OFFICIAL, "undelete", deletion.key),
        "form": address(OFFICIAL, "change", shown.pk),
        "list": address(OFFICIAL, "changelist"),
        "acts": address("changes.changeset", "list"),
        "act": address("changes.changeset", "page", changeset.pk),
        "deleted": address("changes.changeset", "changelist"),
        "desk": "/admin/",
    }


def telling(found, client):
    """The names of the pages that tell of MARK."""
    return {
        name
        for name, url in found.items()
        if MARK in client.get(url).content.decode().replace(f'"{MARK}"', "")
    }


@pytest.mark.once
@pytest.mark.parametrize("state", [state for state in Changeset.State if state not in Changeset.DONE])
def test_no_history_page_shows_changesets_that_were_not_applied(state):
    user, place = make.user("chi-lan", ["bien_tap"]), make.province()
    changeset, shown, slug = changeset_of(user, state)
    found = pages(changeset, shown, slug)
    clerk, publisher, provincial = Client(), Client(), Client()
    clerk.force_login(make.user("chi-hoa", ["bien_tap"]))
    publisher.force_login(make.user("anh-minh", ["duyet"]))
    provincial.force_login(make.provincial_editor(place))
    for reader in (Client(), clerk, provincial):
        assert telling(found, reader) == set()
    # Who decides is told by the form that something waits, and why.
    assert telling(found, publisher) == ({"form"} if state == "proposed" else set())
    assert clerk.get(found["old address"]).status_code == 404
    Changeset.everything.filter(pk=changeset.pk).update(state="applied")
    assert telling(found, publisher) == TELLING
    assert Client().get(found["old address"]).status_code == 410


def test_what_a_clerk_proposes_is_not_what_they_entered():
    """A provincial editor's drafts are what the people of their province added: nothing proposed is among them."""
    editor = make.provincial_editor(make.province())
    changeset_of(editor, "proposed")
    added = rights.entered(editor, Official)
    assert not added.filter(key=FIRST_KEY).exists()
    Changeset.everything.update(state="applied")
    assert added.filter(key=FIRST_KEY).exists()


def test_a_proposal_shows_to_who_sent_it_and_to_who_decides():
    sender = make.user("chi-lan", ["bien_tap"])
    changeset, _shown, _slug = changeset_of(sender, "proposed")
    page = address("records.proposal", "change", changeset.pk)
    Change.everything.filter(changeset=changeset).exclude(after__titles=MARK).delete()
    found = {}
    for name, user in {
        "sender": sender,
        "publisher": make.user("anh-minh", ["duyet"]),
        "clerk": make.user("chi-hoa", ["bien_tap"]),
        "province": make.provincial_editor(make.province()),
    }.items():
        client = Client()
        client.force_login(user)
        answer = client.get(page)
        listed = client.get(address("records.proposal", "changelist")).content.decode()
        found[name] = (answer.status_code, MARK in answer.content.decode(), "Lê Văn Có" in listed)
    assert found == {
        "sender": (200, True, True),
        "publisher": (200, True, True),
        "clerk": (404, False, False),
        "province": (404, False, False),
    }
