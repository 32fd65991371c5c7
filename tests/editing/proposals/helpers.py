"""What the tests of proposals share: who proposes, who decides, and the page of one."""

from tests import factories as make
from tests.editing.admin.forms import Controls, send
from tests.editing.admin.nouns import address


def propose(client, record, noun="conferences.conference", **sent):
    """Sends the form of `record` with what is `sent`; returns the answer."""
    return send(client, address(noun, "change", record.pk), **sent)


def page_of(proposal):
    return address("records.proposal", "change", proposal.pk)


def decide(client, proposal, verb, only=None, **sent):
    """Presses a button of the page of `proposal`, with the boxes as shown, or `only` those of these names."""
    controls = Controls(client.get(page_of(proposal)).content.decode()).sent
    if only is not None:
        controls["lay"] = only
    return client.post(page_of(proposal), {**controls, "viec": verb, **sent})


def hosted(editor_of=None, **fields):
    """(a published conference, a provincial editor who owns it)."""
    place = make.province()
    conference = make.conference(**fields)
    make.participation(conference=conference, province=place, capacity="dang-cai", rank=1)
    return conference, make.provincial_editor(place)


def tokens(proposal, *models):
    """What names those rows of `proposal` that are of one of `models`, for `decide`."""
    return [str(row.pk) for row in proposal.rows if row.model in models]
