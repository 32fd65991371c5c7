"""What a page was opened at, as one hidden field: signed, compressed, good for its own record alone."""

import secrets
from dataclasses import dataclass, field

from django.core import signing
from django.utils import timezone

#: The name of the hidden field.
OPENED = "_opened"
#: The start of the names of choices: _take-<row> and _take-<row>-<field>.
TAKE = "_take"


@dataclass
class Ticket:
    """`rows`: {key of the row: {field as sent: [texts]}}, the rows as shown when the page was opened.

    On the page of both versions also `before`, the rows in question as they were first opened, and `asked`,
    the names of the choices that must be made. `form`: what tells this showing of the form from every other.
    """

    rows: dict
    at: str = ""
    before: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    form: str = ""

    def signed(self, salt):
        at, form = self.at or timezone.now().isoformat(), self.form or secrets.token_urlsafe(12)
        return signing.dumps(
            [at, self.rows, self.before, self.asked, form], salt=f"opened {salt}", compress=True
        )

    @property
    def opened_at(self):
        return timezone.datetime.fromisoformat(self.at)


def read(request, salt):
    """The Ticket that was sent with the form, or None when there is none that we signed for it."""
    try:
        at, *known = signing.loads(request.POST.get(OPENED, ""), salt=f"opened {salt}")
    except signing.BadSignature:
        return None
    rows, before, asked, *form = (
        known  # a form that was opened before the site was brought up to date has no name
    )
    return Ticket(rows, at, before, asked, *form)


def salt_of(record, page="form"):
    """What the ticket of `record` is signed with; of a model, that of the form of a new one."""
    return f"{page} {record._meta.label_lower} {'' if isinstance(record, type) else record.pk}"
