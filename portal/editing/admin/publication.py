"""The four states in the lists of the admin: an editor may ask for review, a publisher puts on the page and takes off."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.changes.form_token import OPENED
from portal.changes.recorder import current_recorder
from portal.editing.bad_request import ReasonForm, typed_note
from portal.editing.citations.saving import ask_for_reason
from portal.editing.conflicts.deletion import fingerprint
from portal.editing.pages import page_of
from portal.editing.publishing.companions import drop_schedule, publish_with, tell
from portal.records import rights
from portal.records.models import Publication
from portal.records.models.state import GUARDED
from portal.records.sourcing import note_reason
from portal.records.uncited import obstacles_of

from .fields import NOTE


@admin.action(description=gettext_lazy("Chuyển chờ duyệt"), permissions=["change"])
def submit(model_admin, request, queryset):
    """Publishers may move also what was withdrawn to review; what is on the page they withdraw, with a reason."""
    allowed = set(Publication) - {Publication.REVIEW, Publication.PUBLISHED}
    if not model_admin.has_publish_permission(request):
        allowed -= set(GUARDED)
    move(model_admin, request, queryset, allowed, Publication.REVIEW)


@admin.action(description=gettext_lazy("Đăng"), permissions=["publish"])
def publish(model_admin, request, queryset):
    """Publishes what is sourced, and shows the page that asks for a reason for the rest, if any is left."""
    allowed = set(Publication) - {Publication.PUBLISHED}
    rows = list(movable(request, queryset, allowed))
    obstacles = obstacles_of(rows)
    lacking = [row for row in rows if obstacles[row.pk]]
    asked = ReasonForm(request.POST)
    if lacking and asked.reason:
        note_reason(current_recorder().act, asked.reason)
        lacking = []
    sourced = queryset.exclude(pk__in=[row.pk for row in lacking])
    if not lacking or sourced.exists():
        move(model_admin, request, sourced, allowed, Publication.PUBLISHED)
    return ask_for_reason(model_admin, request, lacking, obstacles, asked) if lacking else None


@admin.action(description=gettext_lazy("Gỡ khỏi trang"), permissions=["publish"])
def withdraw(model_admin, request, queryset):
    """Asks for the reason first."""
    reason = typed_note(request, "act_note")[:NOTE]
    if not reason:
        return _ask_why(model_admin, request, queryset)
    changeset = current_recorder().act
    changeset.note = reason
    changeset.public_note = reason if request.POST.get("public") else ""
    return move(model_admin, request, queryset, {Publication.PUBLISHED}, Publication.WITHDRAWN)


def _ask_why(model_admin, request, queryset):
    """The page that asks why the records of `queryset` are taken off the page, as the list sent them."""
    rows = [row for row in queryset if row.is_published]
    context = {
        "rows": [(row, f"{OPENED}-{row.pk}", fingerprint(row)) for row in rows],
        "left": queryset.count() - len(rows),
        "box": ACTION_CHECKBOX_NAME,
        "asked_again": "act_note" in request.POST,
    }
    return page_of(model_admin, request, "publishing/withdraw", _("Gỡ khỏi trang"), **context)


ACTIONS = (submit, publish, withdraw)


def movable(request, queryset, allowed):
    return rights.within(request.user, queryset, "change").filter(publication__in=allowed)


def move(model_admin, request, queryset, allowed, state):
    """Saves each record of `queryset` that is in one of the states `allowed` in `state`."""
    chosen = queryset.count()
    moved = list(movable(request, queryset, allowed))
    for record in moved:
        record.publication = state
        record.save()
        drop_schedule(record)
    model_admin.message_user(
        request,
        ngettext(
            "%(moved)s bản ghi nay ở trạng thái “%(state)s”.",
            "%(moved)s bản ghi nay ở trạng thái “%(state)s”.",
            len(moved),
        )
        % {"moved": len(moved), "state": state.label},
        messages.SUCCESS if moved else messages.WARNING,
    )
    if state == Publication.PUBLISHED:
        tell(request, publish_with(request.user, moved))
    if chosen > len(moved):
        sentence = _("%(left)s bản ghi giữ nguyên vì trạng thái hiện nay không đổi như vậy được.")
        model_admin.message_user(request, sentence % {"left": chosen - len(moved)}, messages.WARNING)
