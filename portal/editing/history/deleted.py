"""What was deleted, each with what it took along, and how to bring it back."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from portal.changes.labels import in_words
from portal.changes.models import Change, ChangedRecord, Changeset
from portal.changes.states import states_now
from portal.editing.pages import admin_path, page_of, paged
from portal.records import rights
from portal.records.admin_urls import admin_page

from .changesets import changeset_list, changeset_page, tracked_models
from .permissions import may

A_PAGE = 50
DELETED = Change.Kind.DELETED


def deletion_of(model, key):
    """The Changeset that last deleted a record, or None."""
    rows = Change.objects.of(model, key).filter(kind=DELETED)
    last = rows.select_related("changeset").last()
    return last and last.changeset


def deletions():
    """The Changes that deleted a record, without those that only went along with another."""
    beside = Change.objects.filter(changeset=OuterRef("change__changeset"), kind=DELETED)
    hosts = ChangedRecord.objects.filter(change=OuterRef("pk")).exclude(
        content_type=F("change__content_type"), key=F("change__key")
    )
    along = hosts.filter(Exists(beside.filter(content_type=OuterRef("content_type"), key=OuterRef("key"))))
    nouns = [model for model in tracked_models() if not hasattr(model, "object_id")]
    kinds = ContentType.objects.get_for_models(*nouns).values()
    rows = Change.objects.filter(kind=DELETED, content_type__in=kinds)
    return rows.exclude(Exists(along)).select_related("changeset").order_by("-pk")


@admin.register(Changeset)
class ChangesetAdmin(admin.ModelAdmin):
    """The pages of acts, and "Đã xóa"."""

    def get_urls(self):
        return [
            admin_path(self, "", deleted_list, "changelist"),
            admin_path(self, "acts/", changeset_list, "list"),
            admin_path(self, "<int:key>/", changeset_page, "page"),
        ]

    def has_module_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # what was done was done

    has_add_permission = has_delete_permission = has_change_permission


def deleted_list(model_admin, request):
    open_to = [model for model in tracked_models() if rights.permitted(request.user, "view", model)]
    if not open_to:
        raise PermissionDenied
    rows = deletions().filter(content_type__in=ContentType.objects.get_for_models(*open_to).values())
    page = paged(request, rows, A_PAGE)
    rows = list(_rows(request.user, page))
    return page_of(model_admin, request, "history/deleted", _("Đã xóa"), opts=None, page=page, rows=rows)


def _rows(user, page):
    stands = states_now((one.model, one.key) for one in page)
    for change in page:
        model, state = change.model, change.states[0]
        if may(user, "view", model, state):
            yield {
                "act": change.changeset,
                "name": in_words(model, state, change.key),
                "back": (model, change.key) in stands,
                "history": admin_page(model, "history", change.key),
                "undelete": admin_page(model, "undelete", change.key),
            }
