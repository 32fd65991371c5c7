"""{{ province|name_in:window }}, {% place_links places %}: provinces on pages of a day or a year, and in lists."""

from django import template

from portal.base.html import fill_each
from portal.base.language import lang_attribute

register = template.Library()


@register.filter
def name_in(province, window):
    """`Province.name_in`: with its period only where it had ended by then."""
    return province.name_in(window)


@register.simple_tag
def place_links(places):
    """The names of `places`, with its last day where one has ended, each leading to its page; in one piece, for lists of
    fifty rows hold a hundred.
    """
    marked = lang_attribute("vi")
    rows = ((place.get_absolute_url(), marked, place.name_with_period) for place in places)
    return fill_each(", ", '<a href="{}"{}>{}</a>', rows)
