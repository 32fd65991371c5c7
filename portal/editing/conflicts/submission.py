"""Forms as a browser sends them: of a stored record what it would send untouched, and what it did send, as rows.

The values of a row are {name of the control without the row's prefix: [texts]}; what is empty is left out.
"""

from contextlib import suppress

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portal.base.text import nfc


# --- Values -------------------------------------------------------------------------------------------
def untouched(form, names):
    """The values of an unbound form's fields `names`."""
    values = {}
    for name in names:
        values |= _sent(form.fields[name].widget, name, form[name].value())
    return {name: texts for name, texts in values.items() if any(texts)}


def _sent(widget, name, value):
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        found = {}
        for part, suffix, each in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            found |= _sent(part, name + suffix, each)
        return found
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    if isinstance(widget, forms.FileInput):
        return {name: [str(value or "")]}
    texts = widget.format_value(value)
    if not isinstance(texts, list | tuple):
        texts = [texts]
    return {name: ["" if text is None else str(text) for text in texts]}


def controls(field, name):
    """The names of the controls of a field: several of a MultiWidget."""
    suffixes = field.widget.widgets_names if isinstance(field.widget, forms.MultiWidget) else [""]
    return [name + suffix for suffix in suffixes]


def meaning(field, name, values):
    """What the field's texts in `values` mean, so that two ways of writing one value compare as equal."""
    if isinstance(field, forms.FileField):
        return values.get(name, [""])[0]
    value = field.widget.value_from_datadict(MultiValueDict(values), MultiValueDict(), name)
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return sorted({str(key) for key in value or ()})
    if not isinstance(field, forms.ModelChoiceField):
        with suppress(ValidationError):
            value = field.to_python(value)
    if isinstance(value, list):  # of several controls
        return ["" if part is None else str(part) for part in value]
    if isinstance(value, str):
        return nfc(value).replace("\r\n", "\n").strip()
    return "" if value is None else value


# --- What was sent --------------------------------------------------------------------------------------
class SentRow:
    """One row of a submission: `pk` as text ("" of a new row), its values and files."""

    def __init__(self, prefix="", pk_name=""):
        self.prefix, self.pk_name = prefix, pk_name
        self.values, self.files = {}, {}

    @property
    def pk(self):
        return self.values.get(self.pk_name, [""])[0]

    @property
    def key(self):
        return row_key(self.prefix, self.pk)

    @property
    def deleted(self):
        return DELETION_FIELD_NAME in self.values

    def become_new(self):
        self.values.pop(self.pk_name, None)

    def take(self, field, name, values):
        """Puts the field's texts of `values` in the place of those that were sent."""
        for control in controls(field, name):
            self.files.pop(control, None)
            self.values.pop(control, None)
            if control in values:
                self.values[control] = list(values[control])


def row_key(prefix, pk):
    """The key of a row in a form_token; the head of the form has the prefix "" and the key ""."""
    return f"{prefix}-{pk}" if prefix else ""


class Submission:
    """A POST of a form and its formsets, as rows. `pk_names`: {prefix: name of the key of its rows}."""

    def __init__(self, post, files, pk_names):
        self.post, self.prefixes = post, sorted(pk_names, key=len, reverse=True)
        self.head, self.rows = SentRow(), {}
        places = {prefix: {} for prefix in pk_names}
        for source, kind in ((post, "values"), (files, "files")):
            for name, texts in source.lists():
                prefix, place, control = self._place(name)
                row = self.head
                if prefix is not None:
                    row = places[prefix].setdefault(place, SentRow(prefix, pk_names[prefix]))
                getattr(row, kind)[control] = list(texts)
        for prefix, found in places.items():
            initial, total = (_count(post, prefix, name) for name in (INITIAL_FORM_COUNT, TOTAL_FORM_COUNT))
            if initial is None or total is None:
                continue  # a broken form, which Django refuses in words
            self.rows[prefix] = [found[place] for place in sorted(found) if place < total]
            for place in found:
                if place >= initial:
                    found[place].become_new()

    def _place(self, name):
        for prefix in self.prefixes:
            place, _dash, control = name.removeprefix(f"{prefix}-").partition("-")
            if name.startswith(f"{prefix}-") and control and _is_number(place):
                return prefix, int(place), control
        return None, None, name

    def stored_rows(self):
        """The SentRows that the sender's form held as stored, the head of the form among them."""
        rows = [row for rows in self.rows.values() for row in rows if row.pk]
        return [self.head, *rows]

    def together(self):
        """(values, files), each {name: [texts or files]}: the rows that stand first, then the new ones."""
        values, files = dict(self.head.values), dict(self.head.files)
        for prefix, rows in self.rows.items():
            rows = sorted(rows, key=lambda row: row.pk == "")
            values[f"{prefix}-{INITIAL_FORM_COUNT}"] = [str(sum(row.pk != "" for row in rows))]
            values[f"{prefix}-{TOTAL_FORM_COUNT}"] = [str(len(rows))]
            for place, row in enumerate(rows):
                values |= {f"{prefix}-{place}-{name}": texts for name, texts in row.values.items()}
                files |= {f"{prefix}-{place}-{name}": found for name, found in row.files.items()}
        return values, files

    def send(self, request):
        """Makes `request` the request that sends these rows."""
        values, files = self.together()
        data = QueryDict(mutable=True)
        for name, texts in values.items():
            data.setlist(name, texts)
        data._mutable = False
        request.POST, request._files = data, MultiValueDict(files)


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 5


def _count(post, prefix, name):
    text = post.get(f"{prefix}-{name}", "")
    return int(text) if _is_number(text) else None
