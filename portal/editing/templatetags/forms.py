"""The forms of the admin."""

from django.template import Library

register = Library()


@register.filter
def sentence(row):
    """What a closed row says: its inline knows (`row`: an InlineAdminForm)."""
    return row.model_admin.sentence(row.original)
