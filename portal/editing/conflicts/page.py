"""What the second saver is shown: both versions field by field, or what was typed about a record that is gone."""

from django import forms
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.forms.formsets import DELETION_FIELD_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.changes.models import Change

from .form_token import OPENED, Ticket, salt_of
from .merging import MINE, TAKE, THEIRS
from .submission import Submission, meaning

EMPTY = "–"


def both_versions(admin, request, obj, merge, sheet, form_token):
    """The page on which the sender of `merge` chooses, row by row and field by field."""
    asked = [name for collision in merge.collisions for name in collision.choices]
    before = {}
    if merge.opened is not None:
        before = {each.key: merge.opened[each.key] for each in merge.collisions if each.key in merge.opened}
    words = Words(merge.collisions)
    answer = Ticket(sheet.values(), before=before, asked=asked)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Người khác vừa lưu bản ghi này"),
        "opts": admin.opts,
        "original": obj,
        "saver": last_saver(admin.model, obj.pk),
        "opened_at": form_token and form_token.opened_at,
        "opened": answer.signed(salt_of(obj)),
        "rows": [shown(each, sheet, words, request.POST) for each in merge.collisions],
        "kept": names_of(merge.kept, admin),
        "gone": len(merge.gone),
        "sent": sent_again(merge.submission),
        "files": list(request.FILES),
        "knows_opened": merge.opened is not None,
        "take": TAKE,
    }
    return TemplateResponse(request, "admin/conflicts/page.html", context, status=409)


def shown(collision, sheet, words, post):
    """One row of the page: its title, and each field's values in words with the choices."""
    title = sheet.titles[collision.sent.prefix]
    if collision.stored is not None:
        record = collision.stored.form.instance
        title = f"{title}: {record}" if collision.key else str(record)
    lines = []
    if collision.choice:
        opened = collision.stored.values if collision.stored else {}
        for name, field in collision.fields.items():
            values = (opened, collision.sent.values)
            texts = [words.of(collision, name, field, side) for side in values]
            if any(text != EMPTY for text in texts):
                lines.append({"label": field.label or name, "stored": texts[0], "sent": texts[1]})
    for each in () if collision.choice else collision.differences:
        values = (each.opened, each.stored, each.sent)
        texts = [
            None if side is None else words.of(collision, each.name, each.field, side) for side in values
        ]
        chosen = post.get(each.choice) if post.get(each.choice) in (MINE, THEIRS) else each.default
        lines.append(
            {
                "label": each.field.label or each.name, "choice": each.choice, "chosen": chosen,
                "opened": texts[0], "stored": texts[1], "sent": texts[2],
            }
        )  # fmt: skip
    return {
        "title": title,
        "lines": lines,
        "choice": collision.choice,
        "deleted_by_others": collision.stored is None,
        "deleted_by_sender": collision.sent.deleted,
    }


class Words:
    """The values of the fields in question in words: one query for each field that points at records."""

    def __init__(self, collisions):
        self.labels, wanted = {}, {}
        for collision in collisions:
            sides = [collision.sent.values]
            sides += [collision.stored.values] if collision.stored else []
            sides += [each.opened for each in collision.differences if each.opened is not None]
            for name, field in collision.fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    keys = wanted.setdefault((collision.sent.prefix, name), (field, set()))[1]
                    keys |= {text for side in sides for text in side.get(name, ())}
        for place, (field, keys) in wanted.items():
            keys = [key for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
            found = field.queryset.filter(pk__in=keys) if keys else ()
            self.labels[place] = {str(record.pk): str(record) for record in found}

    def of(self, collision, name, field, values):
        if isinstance(field, forms.ModelChoiceField):
            labels = self.labels[collision.sent.prefix, name]
            return "; ".join(labels.get(key, key) for key in values.get(name, ()) if key) or EMPTY
        return in_words(field, name, values)


def in_words(field, name, values):
    """The value of a field that points at no record."""
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return _("có") if meaning(field, name, values) else _("không")
    choices = getattr(field, "choices", None) or getattr(field.widget, "choices", ())
    labels = {}
    for value, label in choices:
        labels |= {
            str(key): text for key, text in (label if isinstance(label, list | tuple) else [(value, label)])
        }
    texts = values.get(name)
    if texts is None:  # the several controls of one field
        texts = [text for control, each in values.items() if control.startswith(f"{name}_") for text in each]
        if not isinstance(field, forms.MultiValueField):
            texts = []
    return "; ".join(str(labels.get(text, text)) for text in texts if text) or EMPTY


def sent_again(submission):
    """[(name, text)] of all that was sent, for hidden fields: choices and tokens of this page left out."""
    values, _files = submission.together()
    ours = (OPENED, f"{TAKE}-")
    return [
        (name, text)
        for name, texts in values.items()
        if not name.startswith(ours) and name != "csrfmiddlewaretoken" and "-__prefix__-" not in name
        for text in texts
    ]


def names_of(rows, admin):
    """Stored rows in words, for one sentence."""
    return "; ".join(str(row.form.instance) for row in rows)


def last_saver(model, key, deleted=False):
    """{"name", "at"} of the last save or of the deletion: as the history of nouns has it, imports and commands
    included, else as the log of the admin has it. None when neither says.
    """
    noun = ContentType.objects.get_for_model(model)
    number = int(key) if str(key).isascii() and str(key).isdigit() and len(str(key)) < 19 else 0
    if deleted:
        changes = Change.objects.of(model, number).filter(kind=Change.Kind.DELETED)
    else:
        changes = Change.objects.under(model, number)
    change = changes.select_related("changeset").order_by("-changeset_id").first()
    if change:
        by = change.changeset
        return {"name": by.who or by.get_kind_display(), "at": by.at}
    log = LogEntry.objects.filter(content_type=noun, object_id=str(key))
    log = log.filter(action_flag=DELETION) if deleted else log.exclude(action_flag=DELETION)
    entry = log.select_related("user").order_by("-action_time", "-pk").first()
    return entry and {
        "name": entry.user.get_full_name() or entry.user.get_username(), "at": entry.action_time,
    }  # fmt: skip


def gone(admin, request, object_id):
    """The record was deleted while the form was open: all that was typed, to be copied."""
    fields = flatten_fieldsets(admin.get_fieldsets(request, None))
    form_class = admin.get_form(request, None, change=False, fields=fields)
    parts = [("", admin.opts.verbose_name, form_class.base_fields, None)]
    for formset, inline in admin.get_formsets_with_inlines(request, None):
        prefix = formset.get_default_prefix()
        parts.append((prefix, inline.verbose_name, formset.form.base_fields, inline.model._meta.pk.name))
    submission = Submission(
        request.POST, request.FILES, {prefix: pk for prefix, _title, _fields, pk in parts if prefix}
    )
    rows = []
    for prefix, title, fields, _pk in parts:
        for row in submission.rows.get(prefix, ()) if prefix else [submission.head]:
            words = Words([_Typed(row, fields)])
            lines = [
                (field.label or name, words.of(_Typed(row, fields), name, field, row.values))
                for name, field in fields.items()
            ]
            lines = [(label, text) for label, text in lines if text != EMPTY]
            if lines and DELETION_FIELD_NAME not in row.values:
                rows.append((title, lines))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Bản ghi này vừa bị xóa"),
        "opts": admin.opts,
        "saver": last_saver(admin.model, unquote(object_id), deleted=True),
        "rows": rows,
    }
    return TemplateResponse(request, "admin/conflicts/gone.html", context, status=409)


class _Typed:
    """A row of which only what was sent is left."""

    stored, differences = None, ()

    def __init__(self, sent, fields):
        self.sent, self.fields = sent, fields
