"""What a page was opened at, as one hidden field: signed, compressed, good for its own record alone.

A form that is sent twice, by a double click or by Back and Save, shows what its first sending made: the Changeset of what
it saved keeps the name of that showing of the form, and a unique constraint decides between two sendings at once.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Subquery
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.changes.models import Change, Changeset
from portal.records.admin_urls import admin_page

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


# --- Sent twice ---------------------------------------------------------------------------------------
#: What is no part of what was typed.
_BESIDE = {OPENED, "csrfmiddlewaretoken", "_save", "_continue", "_addanother", "_people"}


@dataclass(frozen=True)
class FormIdentity:
    """`form_id` of the form that was sent ("": one without), and the mark of what it held."""

    form_id: str = ""
    mark: str = ""


NO_FORM = FormIdentity()


def identity_of(request, salt):
    """The FormIdentity of what was sent."""
    ticket = read(request, salt) if request.method == "POST" else None
    if ticket is None or not ticket.form:
        return NO_FORM
    sent = sorted((name, texts) for name, texts in request.POST.lists() if name not in _BESIDE)
    files = sorted((name, file.name, file.size) for name, some in request.FILES.lists() for file in some)
    mark = hashlib.sha256(repr((sent, files)).encode()).hexdigest()[:20]
    return FormIdentity(ticket.form, mark)


def first_sending(request, identity):
    """The Changeset that the same form made for the same user, or None."""
    return _of_form(request, identity).first() if identity.form_id else None


def mark_of_first(request, identity):
    """The mark of what the first sending held, for a query that is made anyway; NULL where there was none."""
    return Subquery(_of_form(request, identity).values("form_mark")[:1])


def _of_form(request, identity):
    return Changeset.everything.filter(form_id=identity.form_id, user=request.user)


def keep_identity(changeset, identity):
    """Gives a Changeset that is not saved yet the `identity` of its form."""
    changeset.form_id, changeset.form_mark = identity.form_id or None, identity.mark


def address_of(changeset, model, key):
    """The page of what `changeset` made: the form of its record (`key`: None for a new one), or that of a proposal."""
    if changeset.state not in Changeset.DONE:
        return reverse("admin:records_proposal_change", args=[changeset.pk])
    if key is None:
        of_model = {"content_type": ContentType.objects.get_for_model(model), "kind": Change.Kind.ADDED}
        added = Change.objects.filter(changeset=changeset, **of_model).order_by("pk").first()
        key = added and added.key
    if key is None or not model._base_manager.filter(pk=key).exists():
        return admin_page(model, "changelist")
    return admin_page(model, "change", key)


def show_first(request, changeset, model, key):
    """Leads to what the first sending made."""
    messages.info(request, _("Biểu mẫu này đã được gửi và lưu rồi; đây là bản đã lưu. Không lưu lần nữa."))
    return HttpResponseRedirect(address_of(changeset, model, key))
