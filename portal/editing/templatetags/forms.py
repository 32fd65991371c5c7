"""The forms of the admin."""

from django.template import Library

register = Library()


@register.filter
def sentence(row):
    """What a closed row says: its inline knows (`row`: an InlineAdminForm)."""
    return row.model_admin.sentence(row.original)


@register.filter
def stands_open(row, part):
    """Whether a row (an InlineAdminForm of `part`) is unfolded: a new one, and one in which something waits."""
    form = row.form
    return (
        not row.original
        or bool(form.errors)
        or form.prefix in part.lacking
        or (form.is_bound and form.has_changed())
    )


@register.filter
def sent_values(row, part):
    """The values of a row (an InlineAdminForm of `part`), where it is sent as these alone; else None."""
    return part.sent.get(row.form.prefix)


@register.filter
def sends_values(parts):
    """Whether some row of `parts` (of a form) is sent as its values alone."""
    return any(part.sent for part in parts)
