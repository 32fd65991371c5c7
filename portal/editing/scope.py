"""Rights by record in the admin (`records/rights.py`): what one may not see is not there, neither in a list nor by
its address; what one may see and not change is read-only, and a form that was made to send it is refused.
"""

from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.records import rights


def owns(request, record):
    """Whether the record as stored is within the bounds of whoever asks. Asked once a request."""
    if rights.scope(request.user) is None:
        return True
    known = _known(request, type(record))
    if record.pk not in known:
        known[record.pk] = rights.owns(request.user, record)
    return known[record.pk]


def _known(request, model):
    """{key: whether it is within bounds}, as far as asked."""
    if not hasattr(request, "_owned"):
        request._owned = {}
    return request._owned.setdefault(model, {})


class ScopedAdmin:
    """Goes before ModelAdmin."""

    def get_queryset(self, request):
        return rights.filter_to_scope(request.user, super().get_queryset(request), "view")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.reaches(request, obj)

    def has_change_permission(self, request, obj=None):
        """Of a record that is not theirs the form opens for its rows, if some of those may be."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or owns(request, obj) or (self.takes_rows(request) and self.reaches(request, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or owns(request, obj))

    def reaches(self, request, obj):
        if obj is None or rights.scope(request.user) is None:
            return True
        return rights.filter_to_scope(
            request.user, self.model._default_manager.filter(pk=obj.pk), "view"
        ).exists()

    def takes_rows(self, request):
        nouns = [inline.model for inline in getattr(self, "rows", ())]
        return any(rights.has_paths(noun) and rights.permitted(request.user, "add", noun) for noun in nouns)

    # --- What became of a record, drafts of its rows too, is for those whose it is ------------------------
    def history_view(self, request, object_id, extra_context=None):
        return self.past(request, object_id, super().history_view, object_id, extra_context)

    def compare_view(self, request, key):
        return self.past(request, key, super().compare_view, key)

    def restore_view(self, request, key, at):
        return self.past(request, key, super().restore_view, key, at)

    def undelete_view(self, request, key):
        return self.past(request, key, super().undelete_view, key)

    def past(self, request, key, view, *args):
        """What `view` answers; of what is not seen, the same as of what never was."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(str(key)))
        if record is not None and not owns(request, record):
            raise PermissionDenied
        try:
            return view(request, *args)
        except PermissionDenied:
            if record is None and rights.scope(request.user) is not None:
                raise Http404 from None
            raise

    def get_deleted_objects(self, objs, request):
        if rights.scope(request.user) is not None:
            ours = rights.filter_to_scope(
                request.user, self.model._default_manager.filter(pk__in=[o.pk for o in objs]), "delete"
            )
            ours = set(ours.values_list("pk", flat=True))
            _known(request, self.model).update({record.pk: record.pk in ours for record in objs})
        return super().get_deleted_objects(objs, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        form_class.locked = obj is not None and not owns(request, obj)
        return form_class

    def render_change_form(self, request, context, *args, **kwargs):
        show_locked(context["adminform"])
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inline_formsets(self, request, *args, **kwargs):
        shown = super().get_inline_formsets(request, *args, **kwargs)
        for formset in shown:
            formset.__class__ = ShownRows
        return shown

    def save_model(self, request, obj, form, change):
        if not change or owns(request, obj):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record = form.instance
        if change and not owns(request, record):
            return
        if rights.asked_when_stored(self.model) and not rights.owns(request.user, record):
            raise Refusal(
                403,
                _("Thành phần phải có một dòng ghi tỉnh của bạn (hoặc cơ quan của tỉnh) đăng cai hay chủ trì tổ chức."),
            )  # fmt: skip


class ScopedRow:
    """Goes before the inlines. Rows that belong to provinces by themselves are open on any form they are seen on."""

    def get_queryset(self, request):
        return rights.filter_to_scope(request.user, super().get_queryset(request), "view")

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and self.is_open(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_open(request, obj)

    def is_open(self, request, obj):
        return obj is None or rights.has_paths(self.model) or owns(request, obj)


class ShownRows(InlineAdminFormSet):
    """The rows of an inline; those that are locked are shown as text."""

    def __iter__(self):
        for row in super().__iter__():
            show_locked(row)
            yield row


def show_locked(shown):
    """Makes an AdminForm show as text what its form does not take."""
    if getattr(shown.form, "locked", False):
        names = flatten_fieldsets(shown.fieldsets)
        shown.readonly_fields = [name for name in names if name not in shown.form.fields]
