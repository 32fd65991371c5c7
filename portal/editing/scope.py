"""Rights by record in the admin (`records/rights.py`): what one may not see is not there, neither in a list nor by
its address; what one may see and not change is read-only, and a form that was made to send it is refused.
"""

from functools import wraps

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


def in_scope(request, obj):
    """Whether whoever asks may see the record (None: some record)."""
    if obj is None or rights.scope(request.user) is None:
        return True
    stored = type(obj)._default_manager.filter(pk=obj.pk)
    return rights.filter_to_scope(request.user, stored, "view").exists()


def takes_rows(request, models):
    """Whether rows of one of `models` may belong to whoever asks, on a form that does not."""
    return any(rights.has_paths(model) and rights.permitted(request.user, "add", model) for model in models)


def of_its_editors(view):
    """A page of what became of a record: of what is not seen, the same as of what never was.

    Drafts of its rows are told there too, so it is for those whose record it is. `view(model_admin, request, key, …)`.
    """

    @wraps(view)
    def answer(model_admin, request, key, **kwargs):
        if not model_admin.has_view_or_change_permission(request):
            raise PermissionDenied
        record = model_admin.get_object(request, unquote(str(key)))
        if record is not None and not owns(request, record):
            raise PermissionDenied
        try:
            return view(model_admin, request, key, **kwargs)
        except PermissionDenied:
            if record is None and rights.scope(request.user) is not None:
                raise Http404 from None
            raise

    return answer


def learn_owned(request, model, records):
    """Asks once which of `records` are within the bounds of whoever asks."""
    if rights.scope(request.user) is not None:
        stored = model._default_manager.filter(pk__in=[record.pk for record in records])
        ours = set(rights.filter_to_scope(request.user, stored, "delete").values_list("pk", flat=True))
        _known(request, model).update({record.pk: record.pk in ours for record in records})


def refuse_out_of_scope(request, record, is_new):
    """After a save: a record whose province only its rows tell must have one of whoever saved it."""
    if not is_new and not owns(request, record):
        return  # only rows of theirs were taken
    if rights.asked_when_stored(type(record)) and not rights.owns(request.user, record):
        raise Refusal(
            403,
            _("Thành phần phải có một dòng ghi tỉnh của bạn (hoặc cơ quan của tỉnh) đăng cai hay chủ trì tổ chức."),
        )  # fmt: skip


# --- What is locked is shown as text ------------------------------------------------------------------
class ShownRows(InlineAdminFormSet):
    """The rows of an inline; those that are locked are shown as text."""

    @property
    def media(self):
        """Those of one row: all have the same."""
        return self.opts.media + self.formset.media

    def __iter__(self):
        for row in super().__iter__():
            show_locked(row)
            yield row


def show_locked(shown):
    """Makes an AdminForm show as text what its form does not take."""
    if getattr(shown.form, "locked", False):
        names = flatten_fieldsets(shown.fieldsets)
        shown.readonly_fields = [name for name in names if name not in shown.form.fields]
