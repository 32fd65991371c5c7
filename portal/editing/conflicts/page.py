"""What the second saver is shown: both versions field by field, or what was typed about a record that is gone."""

from collections import defaultdict

from django import forms
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.base.db import is_key
from portal.changes.form_token import OPENED, TAKE, Ticket, read, salt_of
from portal.changes.models import Change
from portal.editing.pages import page_of

from .submission import Submission, meaning

EMPTY = "–"


def both_versions(model_admin, request, obj, submission, conflicts, stored, opened):
    """The page on which the sender chooses, row by row and field by field."""
    asked = [name for conflict in conflicts for name in conflict.choices]
    keys = [conflict.sent.key for conflict in conflicts if opened and conflict.sent.key in opened]
    answer = Ticket(stored.values(), before={key: opened[key] for key in keys}, asked=asked)
    form_token, labels = read(request, salt_of(obj)), FieldLabels(sides_of(conflicts))
    context = {
        "original": obj,
        "saver": last_saver(model_admin.model, obj.pk),
        "opened_at": form_token and form_token.opened_at,
        "opened": answer.signed(salt_of(obj)),
        "rows": [shown(each, stored.titles, labels, request.POST) for each in conflicts],
        "sent": sent_again(submission),
        "files": list(request.FILES),
        "knows_opened": opened is not None,
    }
    return page_of(
        model_admin, request, "conflicts/page", _("Người khác vừa lưu bản ghi này"), 409, **context
    )


def shown(conflict, titles, labels, post):
    """One row of the page: its title, and each field's values in words with the choices."""
    sent, title = conflict.sent, titles[conflict.sent.prefix]
    if conflict.stored is not None:
        record = conflict.stored.form.instance
        title = f"{title}: {record}" if sent.prefix else str(record)
    if conflict.choice:
        stored = conflict.stored.values if conflict.stored else {}
        lines = lines_of(conflict.fields, sent.prefix, labels, stored=stored, sent=sent.values)
    else:
        lines = [
            {
                "label": each.field.label or each.name,
                "choice": each.choice,
                "chosen": post.get(each.choice) or each.default,
                "opened": each.opened and labels.text(sent.prefix, each.name, each.field, each.opened),
                "stored": labels.text(sent.prefix, each.name, each.field, each.stored),
                "sent": labels.text(sent.prefix, each.name, each.field, each.sent),
            }
            for each in conflict.differences
        ]
    return {
        "title": title,
        "lines": lines,
        "choice": conflict.choice,
        "chosen": post.get(conflict.choice) or conflict.default,
        "deleted_by_others": conflict.stored is None,
    }


def lines_of(fields, prefix, labels, **sides):
    """[{"label": …, each of `sides`: its value in words}] of the fields that hold something on one of them."""
    lines = []
    for name, field in fields.items():
        texts = {side: labels.text(prefix, name, field, values) for side, values in sides.items()}
        if set(texts.values()) != {EMPTY}:
            lines.append({"label": field.label or name, **texts})
    return lines


class FieldLabels:
    """The values of fields in words: one query for each field that points at records."""

    def __init__(self, sides):
        """`sides`: (prefix, values) of all that will be asked for."""
        self.keys, self.labels = defaultdict(set), {}
        for prefix, values in sides:
            for name, texts in values.items():
                self.keys[prefix, name] |= set(filter(is_key, texts))

    def text(self, prefix, name, field, values):
        if not isinstance(field, forms.ModelChoiceField):
            return in_words(field, name, values)
        place = prefix, name
        if place not in self.labels:
            found = field.queryset.filter(pk__in=self.keys[place])
            self.labels[place] = {str(record.pk): str(record) for record in found}
        texts = [self.labels[place].get(key, key) for key in values.get(name, ()) if key]
        return "; ".join(texts) or EMPTY


def sides_of(conflicts):
    for conflict in conflicts:
        sides = [conflict.sent.values, conflict.stored and conflict.stored.values]
        sides += [each.opened for each in conflict.differences[:1]]
        yield from ((conflict.sent.prefix, values) for values in sides if values)


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
    ours = (OPENED, f"{TAKE}-", "csrfmiddlewaretoken")
    return [
        (name, text)
        for name, texts in values.items()
        if not name.startswith(ours) and "-__prefix__-" not in name
        for text in texts
    ]


def last_saver(model, key, deleted=False):
    """{"name", "at"} of the last save or of the deletion: as the history of nouns has it, imports and commands
    included, else as the log of the admin has it. None when neither says.
    """
    noun = ContentType.objects.get_for_model(model)
    number = int(key) if is_key(str(key)) else 0
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


def gone(model_admin, request, key, parts):
    """The record was deleted while the form was open: all that was typed, to be copied."""
    submission = Submission(request.POST, request.FILES, parts.pk_names)
    rows = [submission.head, *(row for rows in submission.rows.values() for row in rows)]
    labels = FieldLabels([(row.prefix, row.values) for row in rows])
    typed = [
        (parts.titles[row.prefix], lines_of(parts.fields_of[row.prefix], row.prefix, labels, sent=row.values))
        for row in rows
        if not row.deleted
    ]
    context = {
        "saver": last_saver(model_admin.model, key, deleted=True),
        "rows": [(title, lines) for title, lines in typed if lines],
    }
    return page_of(model_admin, request, "conflicts/gone", _("Bản ghi này vừa bị xóa"), 409, **context)
