"""The rows of a form that are stored, sent as their values alone.

In the browser such a row is given the fields of the empty row of its inline (`static/js/stored_rows.js`), before anything
else looks at it. Where that does not run its values are sent back as they came.
"""

from django.contrib.admin.utils import flatten_fieldsets
from django.utils.html import format_html, format_html_join

from .conflicts.submission import row_key
from .forms import autocomplete_of

#: What an address asks for a form with every field of every row: ?mo=het
WHOLE = "mo"


def sent_values(rows, stored):
    """{prefix: the hidden controls} of those rows of `rows` (an InlineAdminFormSet) whose fields are all those of its
    empty row. `stored`: the FormParts of the form.
    """
    if not rows.has_add_permission or rows.formset.is_multipart():
        return {}  # the page has no empty row, or a file shows more than a value
    prefix, fk = rows.formset.prefix, getattr(rows.formset, "fk", None)
    names = set(flatten_fieldsets(rows.fieldsets)) - {fk and fk.name}
    found = {}
    for form in rows.formset.initial_forms:
        row = stored.rows.get(row_key(prefix, form.instance.pk))
        if row is not None and row.fields.keys() == names and not _was_typed_in(form):
            found[form.prefix] = _controls(form.prefix, row)
    return found


def _was_typed_in(form):
    return form.is_bound and bool(form.errors or form.has_changed())


def _controls(prefix, row):
    """The values of a StoredRow as hidden controls, each with what an autocomplete shows for it."""
    controls = []
    for name, texts in row.values.items():
        labels = _labels(row.fields.get(name), name, texts)
        for text in texts:
            label = format_html(' data-label="{}"', labels[text]) if text in labels else ""
            controls.append((prefix, name, text, label))
    return format_html_join("", '<input type="hidden" name="{}-{}" value="{}"{}>', controls)


def _labels(field, name, texts):
    """{key as text: label} of what is chosen in an autocomplete; {} of any other field."""
    select = field and autocomplete_of(field)
    if not select:
        return {}
    groups = select.optgroups(name, texts)
    return {str(option["value"]): option["label"] for _group, options, _at in groups for option in options}
