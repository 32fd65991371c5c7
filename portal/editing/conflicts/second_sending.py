"""The rows that the second sending of a form means: those that its first one made."""

from itertools import product

from django.contrib.contenttypes.models import ContentType

from portal.changes.form_token import sendings
from portal.changes.models import Change

from .submission import meaning, row_key, untouched


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
