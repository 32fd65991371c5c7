"""What the second sending of a form shows: what its first one made."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.form_token import earlier_of_page, sent_from_page
from portal.changes.models import Change, Changeset
from portal.records.admin_urls import admin_page
from portal.records.models import StaleRecord


def address_of(changeset, model=None, key=None):
    """The page of what `changeset` made: the form of its record (`key`: None for a new one), or that of a proposal; that
    of the changeset itself without a `model`.
    """
    if changeset.state not in Changeset.DONE:
        return reverse("admin:records_proposal_change", args=[changeset.pk])
    if model is None:
        return reverse("admin:changes_changeset_page", args=[changeset.pk])
    if key is None:
        of_model = {"content_type": ContentType.objects.get_for_model(model), "kind": Change.Kind.ADDED}
        added = Change.objects.filter(changeset=changeset, **of_model).order_by("pk").first()
        key = added and added.key
    if key is None or not model._base_manager.filter(pk=key).exists():
        return admin_page(model, "changelist")
    return admin_page(model, "change", key)


def show_first(request, address):
    """Leads to what the first sending made."""
    messages.info(request, _("Biểu mẫu này đã được gửi và lưu rồi; đây là bản đã lưu. Không lưu lần nữa."))
    return HttpResponseRedirect(address)


def once(view, request, **kwargs):
    """What `view` answers; a page that was sent before leads to what its first sending made.

    Of two sent at once the second may wait for the first, and meet what that left.
    """
    with sent_from_page(request) as sending:
        earlier, problem = earlier_of_page(request), None
        if not earlier:
            try:
                response = view(request, **kwargs)
            except (IntegrityError, StaleRecord, Refusal, Http404) as error:
                problem = error
            if problem or (sending.name and not sending.is_taken):
                earlier = earlier_of_page(request)
        if earlier:
            messages.get_messages(request).revoke(0)  # that a record is gone
            return show_first(request, address_of(earlier[0]))
        if problem:
            raise problem
        return response
