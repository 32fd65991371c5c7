"""The public page as a proposal would make it: written and published inside a transaction that is always undone."""

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from portal.changes.apply import apply, tracked
from portal.changes.recorder import acting
from portal.editing.publishing.companions import companions
from portal.editing.publishing.preview import hidden_of, preview
from portal.files.models import StoredFile
from portal.records.models import Record
from portal.records.sourcing import with_reason
from portal.records.uncited import publishing_obstacles


def has_page(model):
    """Whether records of `model` have a page of their own, or stand on one."""
    return hasattr(model, "get_absolute_url") or bool(getattr(model, "PAGE_PARENT", None))


def preview_of(request, proposal, page):
    """What the page of the record of `proposal` answers with all of it; `page` leads back. Raises Blocked.

    The people and sources that it newly names show as they will, where they lack nothing.
    """
    model, key = proposal.subject
    changes = tracked(proposal.proposed)
    if not has_page(model):
        raise Http404
    with transaction.atomic():
        stands = model._base_manager.filter(pk=key)
        before = {(type(one), one.pk) for one in companions(stands)}
        with with_reason("Xem trước"), acting(request.user):  # what is shown is taken back
            apply(changes, keep_keys=True)
        record = stands.first()
        if record is None:  # the proposal deletes it
            transaction.set_rollback(True)
            raise Http404
        new = [one for one in companions([record]) if (type(one), one.pk) not in before]
        hidden = [*hidden_of(record), *(one for one in new if not publishing_obstacles(one))]
        address = record.page_url().partition("#")[0]
        response = preview(request, hidden, address, page, proposed=True)
        transaction.set_rollback(True)
    html = response.content.decode()
    for key, file in new_files(changes).items():
        ours = reverse("admin:records_proposal_file", args=[proposal.pk, file, "-"]).removesuffix("-")
        html = html.replace(
            f"{reverse('admin:conferences_document_file', args=[key, '-']).removesuffix('-')}", ours
        )
    response.content = html
    return response


def new_files(changes):
    """{key of a new record: key of the file that it holds}."""
    return {
        key: after[field.attname]
        for model, key, before, after in changes
        if before is None and issubclass(model, Record)
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile and after[field.attname]
    }
