"""What a page was opened at, as one hidden field: signed, compressed, good for its own record alone.

A form that is sent twice, by a double click or by Back and Save, shows what its first sending made: what it saved (a
Changeset, a report) keeps the name of that showing of the form, and a unique constraint decides between two sendings at
once. A page without a Ticket is known by its CSRF token, of which each showing of a page has its own.
"""

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.cache import cache
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from portal.base.db import lock

from .models import Changeset, TrackedModel

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

    rows: dict[str, dict[str, list[str]]]
    at: str = ""
    before: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    form: str = ""

    def signed(self, salt) -> str:
        at, form = self.at or timezone.now().isoformat(), self.form or secrets.token_urlsafe(12)
        return signing.dumps(
            [at, self.rows, self.before, self.asked, form], salt=f"opened {salt}", compress=True
        )

    @property
    def opened_at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.at)


def read(request, salt) -> Ticket | None:
    """The Ticket that was sent with the form, or None when there is none that we signed for it."""
    try:
        at, *known = signing.loads(request.POST.get(OPENED, ""), salt=f"opened {salt}")
    except signing.BadSignature:
        return None
    # A form that was opened before the site was brought up to date has no name.
    rows, before, asked, *form = known
    return Ticket(rows, at, before, asked, *form)


def salt_of(record, page="form") -> str:
    """What the ticket of `record` is signed with; of a model, that of the form of a new one."""
    return f"{page} {record._meta.label_lower} {'' if isinstance(record, type) else record.pk}"


# --- Sent twice ---------------------------------------------------------------------------------------
#: Sendings of one showing of a form that are told apart.
_SENDINGS = 9
#: What is no part of what was typed.
_BESIDE = {OPENED, "csrfmiddlewaretoken", "_save", "_continue", "_addanother", "_people"}


@dataclass(frozen=True)
class FormIdentity:
    """`form_id` of the form that was sent ("": one without), the mark of what it held, how often it saved before."""

    form_id: str = ""
    mark: str = ""
    earlier: int = 0


NO_FORM = FormIdentity()


def identity_of(request, salt) -> FormIdentity:
    """The FormIdentity of what was sent."""
    ticket = read(request, salt) if request.method == "POST" else None
    if ticket is None or not ticket.form:
        return NO_FORM
    return FormIdentity(ticket.form, _digest(request, but=_BESIDE)[:20])


#: By which of these a form is sent says nothing of what is sent.
SAVE_BUTTONS = ("_save", "_continue", "_addanother")


def _digest(request, but=()) -> str:
    """Tells what was sent, `but` for the fields of these names, from all else."""
    sent = sorted((name, texts) for name, texts in request.POST.lists() if name not in but)
    files = sorted((name, file.name, file.size) for name, some in request.FILES.lists() for file in some)
    return hashlib.sha256(repr((request.path, sent, files)).encode()).hexdigest()


#: Seconds for which it is known what was made of what was sent, where that leaves no Changeset.
_KNOWN = 24 * 60 * 60


def note_made(request, record) -> None:
    """Remembers that what was sent made `record`, of a model whose changes leave no Changeset."""
    if (name := page_name(request)) and not isinstance(record, TrackedModel):
        cache.set(f"made-{request.user.pk}-{name}", record.pk, _KNOWN)


def noted(request) -> int | None:
    """The key of what the same sending made before, whatever became of that. In a transaction, the second of two at
    once waits for the first.
    """
    if not (name := page_name(request)):
        return None
    lock(get_user_model(), [str(request.user.pk)])
    return cache.get(f"made-{request.user.pk}-{name}")


def made_before(request, model) -> int | None:
    """What is noted() of the same sending, where it is still there."""
    key = noted(request)
    return key if model._base_manager.filter(pk=key).exists() else None


@dataclass
class PageSending:
    """`name` of what was sent of a page without a Ticket, "" where that has none; whether a Changeset took it."""

    name: str = ""
    is_taken: bool = False


_page_sent: ContextVar[PageSending] = ContextVar("page_sent")


#: The hidden field by which a page that asks goes on with the sending that it was the answer to.
SENDING = "_sending"
_NAME = re.compile(r"[0-9a-f]{36}")


def page_name(request) -> str:
    """The name of what was sent of a page, by its CSRF token, or of what that goes on with; "" where none was."""
    if request.method != "POST":
        return ""
    if _NAME.fullmatch(goes_on := request.POST.get(SENDING, "")):
        return goes_on
    return _digest(request, SAVE_BUTTONS)[:36] if request.POST.get("csrfmiddlewaretoken") else ""


def name_in_hand() -> str:
    """The name of the sending that is answered: what a page that asks goes on with."""
    return _page_sent.get(PageSending()).name.partition(".")[0]


@contextmanager
def sent_from_page(request) -> Iterator[PageSending]:
    """What is changed inside bears the name of what was sent, of a page without a Ticket."""
    sending = PageSending(page_name(request))
    token = _page_sent.set(sending)
    try:
        yield sending
    finally:
        _page_sent.reset(token)


def earlier_of_page(request) -> list[Changeset]:
    """What the page in hand changed before, sent as it is now, the last first; what is changed beside that is one more
    of them.
    """
    sending = _page_sent.get()
    earlier = list(sendings(request, FormIdentity(sending.name))) if sending.name else []
    if earlier:
        sending.name = f"{sending.name}.{len(earlier) + 1}" if len(earlier) < _SENDINGS else ""
    return earlier


def sendings(request, identity) -> QuerySet[Changeset]:
    """The Changesets that the same form made for the same user, the last first."""
    names = [identity.form_id, *(f"{identity.form_id}.{number}" for number in range(2, _SENDINGS + 1))]
    return Changeset.everything.filter(form_id__in=names, user=request.user)


def last_sending(request, identity) -> Changeset | None:
    """The last of them, or None."""
    return sendings(request, identity).first() if identity.form_id else None


def sent_already(request, identity) -> Changeset | None:
    """The last of them where it held the same, else None."""
    last = last_sending(request, identity)
    return last if last and last.form_mark == identity.mark else None


def numbered(request, identity) -> FormIdentity:
    """The same with how often the form saved before."""
    return replace(identity, earlier=sendings(request, identity).count() if identity.form_id else 0)


def mark_of_last(request, identity) -> Subquery:
    """The mark of what the last of them held, for a query that is made anyway; NULL where there was none."""
    return Subquery(sendings(request, identity).values("form_mark")[:1])


def keep_identity(changeset, identity) -> None:
    """Gives a Changeset that is not saved yet the `identity` of its form, or that of the page in hand."""
    number = f".{identity.earlier + 1}" if identity.earlier else ""
    page = _page_sent.get(PageSending())
    page.is_taken, name = True, page.name or None
    if identity.form_id:
        name = f"{identity.form_id}{number}" if identity.earlier < _SENDINGS else None
    changeset.form_id, changeset.form_mark = name, identity.mark
