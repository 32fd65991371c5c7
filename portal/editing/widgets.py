"""Autocomplete that asks the database once for a whole form, and that knows which day it is about."""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


def choice_label(record):
    """A record as a picker shows it: by its `choice_label()`, where its name in words does not tell it apart."""
    return record.choice_label() if hasattr(record, "choice_label") else str(record)


class Known:
    """An autocomplete that shows its chosen records from `known` ({key as text: record}) without asking.

    `asked` goes with every question it sends, e.g. {"day": "2024-10-10"}. Copies share both: Django
    copies a form's widgets once a row.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.asked = {}, {}

    def get_url(self):
        url = super().get_url()
        return f"{url}?{urlencode(self.asked)}" if self.asked else url

    def optgroups(self, name, value, attr=None):
        chosen = [str(key) for key in value if key not in (None, "")]
        if not all(key in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options = blank + [(key, choice_label(self.known[key])) for key in chosen]
        rows = [
            self.create_option(name, key, label, key in chosen, index)
            for index, (key, label) in enumerate(options)
        ]
        return [(None, rows, 0)]


class SelectOne(Known, AutocompleteSelect):
    pass


class SelectSeveral(Known, AutocompleteSelectMultiple):
    def build_attrs(self, *args, **kwargs):
        """Each choice has a cross of its own; one for all would stand in the list and be no item of it."""
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}


class HeldChoiceField(forms.ModelChoiceField):
    """A foreign key of a record; `held`, what it points at already, is taken without asking."""

    held = None

    def to_python(self, value):
        if self.held is not None and str(value) == str(self.held.pk):
            return self.held
        return super().to_python(value)


def autocomplete_of(field):
    """The autocomplete inside a form field's widget, or None."""
    widget = getattr(field.widget, "widget", field.widget)
    return widget if isinstance(widget, Known) else None
