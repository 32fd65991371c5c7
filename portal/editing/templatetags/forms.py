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
