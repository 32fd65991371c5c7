"""A form that was sent compared with what it showed: where somebody saved in between, its sender sees both versions."""

from dataclasses import dataclass
from itertools import product

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME

from portal.base.db import lock
from portal.changes.form_token import (
    TAKE,
    Ticket,
    keep_identity,
    last_sending,
    mark_of_last,
    numbered,
    read,
    salt_of,
    sendings,
)
from portal.changes.models import Change
from portal.changes.recorder import current_recorder, read_and_locked
from portal.editing.pages import address_of, show_first

from . import page
from .submission import Submission, controls, meaning, row_key, untouched

MINE, THEIRS = "mine", "theirs"


def compare_with_shown(model_admin, request, object_id):
    """The page of both versions where what the form of the request showed is not what is stored, that of what its first
    sending made where it was sent before; else None.

    What its sender chose on that page is put into the request first. Others wait until the transaction ends.
    """
    key, identity = unquote(object_id), request.form_identity
    rows = model_admin.get_queryset(request).select_for_update(of=("self",), no_key=True)
    rows = rows.annotate(last_mark=mark_of_last(request, identity))
    try:
        obj = rows.get(pk=key)
    except (ObjectDoesNotExist, ValidationError, ValueError):
        if not model_admin.has_change_permission(request):
            return None
        return page.gone(model_admin, request, key, FormParts(model_admin, request, None))
    if not model_admin.has_change_permission(request, obj):
        return None
    was_sent = identity.form_id and obj.last_mark is not None
    if was_sent and obj.last_mark == identity.mark:
        return show_first(request, address_of(last_sending(request, identity), model_admin.model, key))
    if was_sent:
        identity = request.form_identity = numbered(request, identity)
    keep_identity(current_recorder().act, identity)
    read_and_locked(obj)
    stored = request.stored_form = FormParts(model_admin, request, obj)
    submission = Submission(request.POST, request.FILES, stored.pk_names)
    form_token = read(request, salt_of(obj))
    opened = form_token and form_token.rows
    if form_token and form_token.asked:
        if choose(submission, form_token, request.POST, stored.fields_of):
            submission.send(request)
        else:
            opened = {**form_token.rows, **form_token.before}
    if was_sent and take_rows_made(request, identity, submission, stored):
        submission.send(request)
    conflicts = list(conflicts_of(submission, opened, stored))
    if conflicts:
        return page.both_versions(model_admin, request, obj, submission, conflicts, stored, opened)
    return None


def token_panel(model_admin, request, obj, form, formsets):
    """{"opened": what the form shows, signed, "stored": the same as FormParts}; of a form that was refused, what is
    stored.
    """
    if obj is None:
        return {"opened": Ticket({}).signed(salt_of(model_admin.model))}
    if not model_admin.has_change_permission(request, obj):
        return {}
    stored = getattr(request, "stored_form", None)
    if not form.is_bound:
        stored = FormParts.shown(model_admin, request, obj, form, formsets)
    return {"opened": Ticket(stored.values()).signed(salt_of(obj)), "stored": stored} if stored else {}


# --- What is stored -----------------------------------------------------------------------------------
class StoredRow:
    """A row as it is stored: its unbound form, and what a browser would send of it untouched."""

    def __init__(self, form, names):
        self.form = form
        fields = {name: form.fields[name] for name in names if name in form.fields}  # a locked row has none
        self.fields = {name: field for name, field in fields.items() if not field.disabled}
        self.values = untouched(form, self.fields)


class FormParts:
    """The form of `obj` (None: deleted) and its formsets as a GET would make them now, whatever was sent.

    `rows`: {key: StoredRow}; `fields_of`, `titles`: {prefix: …}, "" for the record itself; `pk_names`: {prefix: name};
    `formsets`: {prefix: formset}.
    """

    def __init__(self, model_admin, request, obj):
        names = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
        form_class = model_admin.get_form(request, obj, change=obj is not None, fields=names)
        self._start(model_admin, form_class(instance=obj))
        seen = {}
        for formset_class, inline in model_admin.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()  # as ModelAdmin._create_formsets numbers them
            seen[prefix] = seen.get(prefix, 0) + 1
            if seen[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{seen[prefix]}"
            self._lock_sent(request, prefix, inline.model)
            queryset = inline.get_queryset(request) if obj else inline.model._default_manager.none()
            formset = self.formsets[prefix] = formset_class(instance=obj, prefix=prefix, queryset=queryset)
            self._add(request, obj, formset, inline)
        if obj:
            self.rows[""] = StoredRow(self.form, self.form.fields)

    @classmethod
    def shown(cls, model_admin, request, obj, form, inline_formsets):
        """Those of a page that is about to be shown."""
        parts = cls.__new__(cls)
        parts._start(model_admin, form)
        for each in inline_formsets:
            parts._add(request, obj, each.formset, each.opts)
        parts.rows[""] = StoredRow(form, form.fields)
        return parts

    def _start(self, model_admin, form):
        self.form, self.rows, self.pk_names, self.formsets = form, {}, {}, {}
        self.fields_of, self.titles = {"": form.fields}, {"": model_admin.opts.verbose_name}

    @staticmethod
    def _lock_sent(request, prefix, model):
        name = model._meta.pk.name
        count = request.POST.get(f"{prefix}-INITIAL_FORMS", "")
        count = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0
        lock(model, [request.POST.get(f"{prefix}-{place}-{name}", "") for place in range(min(2000, count))])

    def _add(self, request, obj, formset, inline):
        if obj and not inline.has_change_permission(request, obj):
            return
        prefix, pk, empty = formset.prefix, formset.model._meta.pk.name, formset.empty_form
        aside = {pk, getattr(getattr(formset, "fk", None), "name", None), DELETION_FIELD_NAME}
        self.fields_of[prefix] = {name: field for name, field in empty.fields.items() if name not in aside}
        self.pk_names[prefix], self.titles[prefix] = pk, inline.verbose_name
        for form in formset.initial_forms if obj else ():
            self.rows[row_key(prefix, form.instance.pk)] = StoredRow(form, self.fields_of[prefix])

    def values(self):
        return {key: row.values for key, row in self.rows.items()}


# --- What differs -------------------------------------------------------------------------------------
@dataclass
class Difference:
    """One field whose stored and sent values are not the same; `opened` is None where it is not known.

    `default`: the side whose change is taken unless told otherwise, "" where both changed it.
    """

    name: str
    field: object
    choice: str
    opened: dict | None
    stored: dict
    sent: dict
    default: str


@dataclass
class Conflict:
    """A row of the form that somebody else changed (`stored`), or deleted (None), since it was shown.

    `choice`: the name of the choice about the row as a whole, "" where each of `differences` has its own.
    """

    sent: object
    stored: StoredRow | None
    fields: dict
    differences: list
    choice: str = ""
    default: str = ""

    @property
    def choices(self):
        return [self.choice] if self.choice else [each.choice for each in self.differences]


def conflicts_of(submission, opened, stored):
    """Yields a Conflict for each sent row that is not stored as it was `opened` ({key: values}; None: not known)."""
    for row in submission.stored_rows():
        now, whole = stored.rows.get(row.key), f"{TAKE}-{row.key}"
        shown = None if opened is None else opened.get(row.key, now and now.values)
        if now is None:
            if shown is not None:  # else it never was: Django says so
                fields = stored.fields_of[row.prefix]
                touched = not row.deleted and any(
                    meaning(field, name, row.values) != meaning(field, name, shown)
                    for name, field in fields.items()
                )
                yield Conflict(row, None, fields, [], whole, "" if touched else THEIRS)
        elif shown == now.values:
            continue  # nobody else changed it
        elif row.deleted:
            yield Conflict(row, now, now.fields, [], whole)
        elif differences := _differences(row, now, shown):
            yield Conflict(row, now, now.fields, differences)


def _differences(row, now, shown):
    found = []
    for name, field in now.fields.items():
        stored, sent = (meaning(field, name, values) for values in (now.values, row.values))
        new_file = any(control in row.files for control in controls(field, name))
        if stored == sent and not new_file:
            continue
        default = ""
        if shown is not None:
            at_first = meaning(field, name, shown)
            if stored == at_first:
                default = MINE
            elif sent == at_first and not new_file:
                default = THEIRS
        choice = f"{TAKE}-{row.key}-{name}"
        found.append(Difference(name, field, choice, shown, now.values, row.values, default))
    return found


def choose(submission, form_token, post, fields_of):
    """Applies the choices made on the page of both versions. False, with nothing applied, when one is missing."""
    chosen = {name: post.get(name) for name in form_token.asked}
    if not set(chosen.values()) <= {MINE, THEIRS}:
        return False
    for row in submission.stored_rows():
        whole = chosen.get(f"{TAKE}-{row.key}")
        stands = row.key in form_token.rows
        if whole == THEIRS and not stands:
            submission.rows[row.prefix].remove(row)
        elif whole == MINE and not stands:
            row.become_new()
        elif whole == THEIRS:
            row.values.pop(DELETION_FIELD_NAME, None)
        for name, field in fields_of[row.prefix].items():
            if THEIRS in (whole, chosen.get(f"{TAKE}-{row.key}-{name}")) and stands:
                row.take(field, name, form_token.rows[row.key])
    return True


# --- Sent a second time -------------------------------------------------------------------------------
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
