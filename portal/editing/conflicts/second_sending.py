"""What the second sending of a form shows: what its first one made."""

from itertools import product

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.form_token import first_of_page, sendings, sent_from_page
from portal.changes.models import Change, Changeset, TrackedModel
from portal.records.admin_urls import admin_page

from .submission import meaning, row_key, untouched


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
    with sent_from_page(request):
        first, problem = first_of_page(request), None
        if first is None:
            try:
                response = view(request, **kwargs)
            except (IntegrityError, Refusal, Http404) as error:
                problem = error
            if problem or response.status_code >= 400:
                first = first_of_page(request)
        if first:
            return show_first(request, address_of(first))
        if problem:
            raise problem
        return response


def same_row(model, answer):
    """The page of the row that says just what the refused form of a new one in `answer` says; of models whose changes leave
    no Changeset. None where there is none.
    """
    if issubclass(model, TrackedModel) or not hasattr(answer, "context_data"):
        return None
    form = answer.context_data["adminform"].form
    same = {name: getattr(form.instance, name) for name in form.fields if name in form.cleaned_data}
    first = len(same) == len(form.fields) and model._base_manager.filter(**same).first()
    return admin_page(model, "change", first.pk) if first else None


def take_rows_made(request, identity, submission, stored):
    """Takes the new rows of a form that was sent before for those that it made then, the likest first. Whether one was."""
    changes = Change.objects.filter(changeset__in=sendings(request, identity), kind=Change.Kind.ADDED)
    taken = set()
    for prefix, formset in stored.formsets.items():
        fields = stored.fields_of.get(prefix, {})
        blank = untouched(formset.empty_form, fields)
        new = [row for row in submission.rows.get(prefix, ()) if not row.pk]
        new = [row for row in new if likeness(fields, row.values, blank) < len(fields)]
        if not new:
            continue
        made = changes.filter(content_type=ContentType.objects.get_for_model(formset.model))
        made = {str(key): stored.rows.get(row_key(prefix, key)) for key in made.values_list("key", flat=True)}
        pairs = [
            (likeness(fields, row.values, other.values), row, key)
            for row, (key, other) in product(new, made.items())
            if other
        ]
        for _count, row, key in sorted(pairs, key=lambda pair: -pair[0]):
            if not row.pk and (prefix, key) not in taken:
                row.values[row.pk_name] = [key]
                taken.add((prefix, key))
    return bool(taken)


def likeness(fields, values, others):
    """How many of `fields` say the same in both."""
    return sum(meaning(field, name, values) == meaning(field, name, others) for name, field in fields.items())
