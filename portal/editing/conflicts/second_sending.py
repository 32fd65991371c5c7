"""A form that is sent twice, by a double click or by Back and Save: what the first sending made is shown, not made again.

Each form that was shown has an identity (`Ticket.form`). The Changeset of what it saved keeps it with a mark of what was
sent, and a unique constraint decides between two sendings at once.
"""

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.changes.models import Change, Changeset
from portal.records.admin_urls import admin_page

from .form_token import OPENED, read

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
    if not identity.form_id:
        return None
    return Changeset.everything.filter(form_id=identity.form_id, user=request.user).first()


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
