"""{% post appearance %}: in which post somebody was seen, and whose."""

from django import template
from django.utils.html import format_html

from portal.base.language import lang_attribute

register = template.Library()


@register.simple_tag
def post(seen, here=None):
    """The post of an Appearance as its source prints it, with the province that the print leaves out in brackets.

    `here` is the Province whose page it is: that one needs no naming. English pages say it in English.
    """
    if seen.post_in_english:
        return seen.post_in_english
    printed, added = seen.post_as_printed, seen.added_to_post(here)
    return format_html(
        "{}{}",
        format_html("<span{}>{}</span>", lang_attribute("vi"), printed) if printed else "",
        format_html(' <span class="added"{}>[{}]</span>', lang_attribute("vi"), added) if added else "",
    )
