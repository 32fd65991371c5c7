"""{% post appearance %}: in which post somebody was seen, and whose."""

from django import template

register = template.Library()


@register.inclusion_tag("components/post.html")
def post(seen, here=None):
    """The post of an Appearance as its source prints it, with the province that the print leaves out in brackets.

    `here` is the Province whose page it is: that one needs no naming. English pages say it in English.
    """
    return {"seen": seen, "english": seen.post_in_english, "added": seen.added_to_post(here)}
