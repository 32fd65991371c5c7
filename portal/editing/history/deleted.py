"""What was deleted, each with what it took along, and how to bring it back."""

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from portal.changes.apply import states_after
from portal.changes.labels import in_words
from portal.changes.models import Act, Change
from portal.changes.states import stored_states
from portal.editing.admin.bad_request import PAGE, guarded
from portal.records import rights
from portal.records.admin_urls import admin_page

from .changesets import ActPages
from .versions import may

A_PAGE = 50
DELETED = Change.Kind.DELETED


def deletion_of(model, key):
    """The Act that last deleted a record, or None."""
    noun = ContentType.objects.get_for_model(model)
    rows = Change.objects.filter(noun=noun, key=key, of_noun=noun, of_key=key, kind=DELETED)
    last = rows.select_related("act").order_by("-pk").first()
    return last and last.act


def deletions():
    """The Changes that deleted a record, without those that only went along with another."""
    same = Change.objects.filter(act=OuterRef("act"), kind=DELETED)
    host_gone = Exists(same.filter(noun=OuterRef("of_noun"), key=OuterRef("of_key")))
    beside = Change.objects.filter(
        act=OuterRef("act"), noun=OuterRef("noun"), key=OuterRef("key"), kind=DELETED
    )
    along = beside.exclude(of_noun=F("noun"), of_key=F("key")).filter(host_gone)
    nouns = [
        model for model in apps.get_models() if hasattr(model, "history") and not hasattr(model, "object_id")
    ]
    kinds = ContentType.objects.get_for_models(*nouns).values()
    rows = Change.objects.filter(kind=DELETED, of_noun=F("noun"), of_key=F("key"), noun__in=kinds)
    return rows.exclude(Exists(along)).select_related("act").order_by("-pk")


@admin.register(Act)
class ActAdmin(ActPages, admin.ModelAdmin):
    """The pages of acts, and "Đã xóa"."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.changelist_view)
        return [path("", page, name="records_act_changelist"), *self.act_urls()]

    def has_module_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # what was done was done

    has_add_permission = has_delete_permission = has_change_permission

    def changelist_view(self, request, extra_context=None):
        return guarded(self._page, request)

    def _page(self, request):
        number = request.GET.get("p", "1")
        if not PAGE.fullmatch(number):
            raise ValueError("A page is a number from 1 on.")
        models = [model for model in apps.get_models() if hasattr(model, "history")]
        open_to = [model for model in models if rights.permitted(request.user, "view", model)]
        if not open_to:
            raise PermissionDenied
        rows = deletions().filter(noun__in=ContentType.objects.get_for_models(*open_to).values())
        page = Paginator(rows, A_PAGE).get_page(number)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Đã xóa"),
            "page": page,
            "rows": list(self._rows(request.user, page)),
        }
        return render(request, "admin/history/deleted.html", context)

    def _rows(self, user, page):
        states, now = {}, {}
        for change in page:
            model = _noun(change)
            if (change.act_id, model) not in states:
                states[change.act_id, model] = states_after(change.act, model)
            now.setdefault(model, set()).add(change.key)
        stands = {model: stored_states(model, keys) for model, keys in now.items()}
        for change in page:
            model = _noun(change)
            state = states[change.act_id, model][change.key][1]
            if may(user, "view", model, state):
                yield {
                    "act": change.act,
                    "noun": model._meta.verbose_name,
                    "name": in_words(model, state, change.key),
                    "back": change.key in stands[model],
                    "history": admin_page(model, "history", change.key),
                    "undelete": admin_page(model, "undelete", change.key),
                }


def _noun(change):
    return ContentType.objects.get_for_id(change.noun_id).model_class()
