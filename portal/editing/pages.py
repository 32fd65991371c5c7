"""Pages of our own among those of a ModelAdmin."""

from functools import partial

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.base.db import is_key
from portal.base.errors import Refusal
from portal.changes.form_token import earlier_of_page, name_in_hand, sent_from_page
from portal.changes.models import Change, Changeset
from portal.records.admin_urls import admin_page
from portal.records.models import StaleRecord

from .bad_request import CLIENT_ERRORS, guarded, refuse_bad_page


def admin_path(model_admin, route, view, name, broken=CLIENT_ERRORS):
    """The URLPattern of `view(model_admin, request, **kwargs)` among the pages of `model_admin`, named
    `<app>_<model>_<name>`: for those signed in, and guarded. A number that no key can be is not found; what was sent
    before leads to what that made.
    """

    def answer(request, **kwargs):
        return guarded(partial(answered, **kwargs), request, broken=broken)

    def answered(request, **kwargs):
        if not all(is_key(str(number)) for number in kwargs.values() if isinstance(number, int)):
            raise Http404
        return once(partial(view, model_admin), request, **kwargs)

    opts = model_admin.opts
    return path(
        route, model_admin.admin_site.admin_view(answer), name=f"{opts.app_label}_{opts.model_name}_{name}"
    )


def page_of(model_admin, request, template, title, status=200, **context):
    """The page `admin/<template>.html`, which hangs from the list of `model_admin` (`opts`)."""
    site = model_admin.admin_site.each_context(request)
    context = {**site, "opts": model_admin.opts, "title": title, "sending": name_in_hand(), **context}
    return render(request, f"admin/{template}.html", context, status=status)


def paged(request, rows, size):
    """The page of `rows` that is asked for (?p=)."""
    refuse_bad_page(request)
    return Paginator(rows, size).get_page(request.GET.get("p", "1"))


# --- Sent before --------------------------------------------------------------------------------------
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
