"""Taking records off the page: the reason is asked for, kept in the act, and told on the form afterwards."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.translation import gettext as _

from portal.changes.form_token import OPENED
from portal.editing.conflicts.deletion import fingerprint
from portal.editing.pages import page_of
from portal.records.models import Publication, withdrawal_of


def ask_reason(admin, request, queryset):
    """The page that asks why the records of `queryset` are taken off the page, as the list sent them."""
    rows = [row for row in queryset if row.is_published]
    return page_of(
        admin,
        request,
        "publishing/withdraw",
        _("Gỡ khỏi trang"),
        rows=[(row, f"{OPENED}-{row.pk}", fingerprint(row)) for row in rows],
        left=queryset.count() - len(rows),
        box=ACTION_CHECKBOX_NAME,
        asked_again="act_note" in request.POST,
    )


def panel(model_admin, request, obj):
    """{"withdrawal": the Changeset that took the record off the page}."""
    withdrawn = getattr(obj, "publication", None) == Publication.WITHDRAWN
    return {"withdrawal": withdrawal_of(obj)} if withdrawn else {}
