"""{{ province|name_in:window }}: provinces on pages of a day or a year."""

from django import template

register = template.Library()


@register.filter
def name_in(province, window):
    """`Province.name_in`: with its period only where it had ended by then."""
    return province.name_in(window)
