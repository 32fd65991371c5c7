"""The hooks of the admin: what pages carry, and what happens to what comes back."""

from urllib.parse import quote

from django.conf import settings
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import router, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import ngettext

from portal.records.models import StaleRecord

from . import page
from .deletion import KeepsDeletions
from .form_token import Ticket, read, salt_of
from .lists import KeepsLists
from .locking import lock
from .merging import Merge, StoredRow, choose
from .presence import ShowsPresence
from .submission import Submission, row_key

#: The cookie that static/js/drafts.js reads.
SAVED = "hoso_saved"


class NoLostUpdate(KeepsLists, KeepsDeletions, ShowsPresence):
    """Goes before ModelAdmin: the second saver of a record is shown both versions and chooses."""

    # --- What the form carries ----------------------------------------------------------------------------
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and self.has_change_permission(request, obj):
            form = context["adminform"].form
            sheet = getattr(request, "sheet", None)
            if not form.is_bound:
                formsets = [each.formset for each in context["inline_admin_formsets"]]
                inlines = [each.opts for each in context["inline_admin_formsets"]]
                sheet = Sheet(self, request, obj, form, zip(formsets, inlines, strict=True))
            if sheet:
                context["opened"] = Ticket(sheet.values()).signed(salt_of(obj))
            context["presence"] = self.presence_of(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- What comes back ----------------------------------------------------------------------------------
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        post, files = request.POST, request.FILES
        for _attempt in range(2):  # on PostgreSQL somebody may save between our reading and our writing
            try:
                with transaction.atomic(using=router.db_for_write(self.model)):
                    answer = self.reconcile(request, object_id)
                    return answer or super().changeform_view(request, object_id, form_url, extra_context)
            except StaleRecord as error:
                stale = error
                request.POST, request._files = post, files
        raise stale

    def reconcile(self, request, object_id):
        """Merges what only others changed into `request.POST`. The page of both versions, or None."""
        key = unquote(object_id)
        lock(self.model, [key])
        try:
            obj = self.get_queryset(request).get(pk=key)
        except (ObjectDoesNotExist, ValidationError, ValueError):
            return page.gone(self, request, object_id) if self.has_change_permission(request) else None
        if not self.has_change_permission(request, obj):
            return None
        sheet = request.sheet = Sheet.stored(self, request, obj)
        submission = Submission(request.POST, request.FILES, sheet.pk_names)
        form_token = read(request, salt_of(obj))
        opened, changed = form_token and form_token.rows, False
        if form_token and form_token.asked:
            if choose(submission, form_token, request.POST, sheet.fields_of):
                changed = True
            else:
                opened = {**form_token.rows, **form_token.before}
        merge = Merge(submission, opened, sheet.rows, sheet.fields_of)
        if merge.collisions:
            return page.both_versions(self, request, obj, merge, sheet, form_token)
        if changed or merge.changed:
            values, sent_files = submission.together()
            request.POST, request._files = query_dict(values), MultiValueDict(sent_files)
        request.merged = merge
        return None

    def response_change(self, request, obj):
        merge = getattr(request, "merged", None)
        if merge and merge.kept:
            names = page.names_of(merge.kept, self)
            sentence = ngettext(
                "Giữ cả %(count)s chỗ người khác vừa sửa: %(names)s.",
                "Giữ cả %(count)s chỗ người khác vừa sửa: %(names)s.",
                len(merge.kept),
            )
            self.message_user(request, sentence % {"count": len(merge.kept), "names": names})
        if merge and merge.gone:
            sentence = ngettext(
                "%(count)s dòng đã bị người khác xóa khi bạn đang mở biểu mẫu.",
                "%(count)s dòng đã bị người khác xóa khi bạn đang mở biểu mẫu.",
                len(merge.gone),
            )
            self.message_user(request, sentence % {"count": len(merge.gone)})
        if "_continue" not in request.POST:
            self.leave(request, obj)
        return saved(request, super().response_change(request, obj))

    def response_add(self, request, obj, post_url_continue=None):
        return saved(request, super().response_add(request, obj, post_url_continue))


def saved(request, response):
    """Tells the browser, in a cookie that its next page reads, to forget what it kept of the form's typing."""
    response.set_cookie(
        SAVED, quote(request.path, safe=""), max_age=3600, path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return response


class Sheet:
    """The form of a record with the rows of its formsets, as stored: `rows` {key: StoredRow}."""

    def __init__(self, admin, request, obj, form, formsets):
        self.form, self.formsets = form, []
        self.rows = {"": StoredRow("", form, form.fields)}
        self.fields_of, self.pk_names, self.titles = {"": form.fields}, {}, {"": admin.opts.verbose_name}
        for formset, inline in formsets:
            if not inline.has_change_permission(request, obj):
                continue
            pk = formset.model._meta.pk.name
            empty = formset.empty_form
            aside = {pk, getattr(getattr(formset, "fk", None), "name", None), "DELETE", "ORDER"}
            names = [name for name in empty.fields if name not in aside]
            self.fields_of[formset.prefix] = {name: empty.fields[name] for name in names}
            self.pk_names[formset.prefix], self.titles[formset.prefix] = pk, inline.verbose_name
            for each in formset.initial_forms:
                row = StoredRow(row_key(formset.prefix, each.instance.pk), each, names)
                self.rows[row.key] = row

    @classmethod
    def stored(cls, admin, request, obj):
        """As a GET would make it now, whatever was sent. Rows that were sent are locked first."""
        form_class = admin.get_form(
            request, obj, change=True, fields=flatten_fieldsets(admin.get_fieldsets(request, obj))
        )
        seen, formsets = {}, []
        for formset_class, inline in admin.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()  # as ModelAdmin._create_formsets numbers them
            seen[prefix] = seen.get(prefix, 0) + 1
            if seen[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{seen[prefix]}"
            pk = inline.model._meta.pk.name
            places = range(min(2000, _number(request.POST.get(f"{prefix}-INITIAL_FORMS"))))
            lock(inline.model, [request.POST.get(f"{prefix}-{place}-{pk}", "") for place in places])
            queryset = inline.get_queryset(request)
            formsets.append((formset_class(instance=obj, prefix=prefix, queryset=queryset), inline))
        return cls(admin, request, obj, form_class(instance=obj), formsets)

    def values(self):
        return {key: row.values for key, row in self.rows.items()}


def query_dict(values):
    """A form's data, immutable as request.POST is."""
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, texts)
    data._mutable = False
    return data


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
