"""{% post appearance %}: in which post somebody was seen, and whose. {% parties … %}: who said it, who is asked."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.base.html import fill, fill_each
from portal.base.language import lang_attribute
from portal.records.templatetags.evidence import blank

register = template.Library()


@register.simple_tag
def post(seen, here=None):
    """The post of an Appearance as its source prints it, with the province that the print leaves out in brackets.

    `here` is the Province whose page it is: that one needs no naming. English pages say it in English.
    """
    if seen.post_in_english:
        return seen.post_in_english
    printed, added = seen.post_as_printed, seen.added_to_post(here)
    return fill(
        "{}{}",
        fill("<span{}>{}</span>", lang_attribute("vi"), printed) if printed else "",
        fill(' <span class="added"{}>[{}]</span>', lang_attribute("vi"), added) if added else "",
    )


@register.simple_tag
def parties(named, unnamed, plain=False):
    """`named`: records, text as printed, or one who is withheld; `plain`: without links, where none may stand."""
    if not named:
        return fill(' <span class="gap">{}</span> ', unnamed)
    return SafeString(f" {', '.join(_party(party, plain) for party in named)} ")


@register.simple_tag(takes_context=True)
def party_of(context, row, name, named):
    """`parties`, or why nobody is named, which the evidence tells of the field `name` of `row`."""
    return parties(named, "" if named else blank(context, row, name, brief=True))


@register.simple_tag
def speaker_pages(speakers):
    """The ways to the pages of those who spoke."""
    rows = (
        (_("Trang của"), _party(party, False)) for party in speakers if hasattr(party, "get_absolute_url")
    )
    return fill_each("", '<p class="meta">\n{} {}\n</p>', rows)


def _party(party, plain):
    if getattr(party, "is_withheld", False):
        return fill('<span class="gap">{}</span>', party)
    name, address = getattr(party, "local_name", ""), getattr(party, "get_absolute_url", None)
    is_vietnamese = not name or name == party.name if address else not getattr(party, "is_english", False)
    attribute = lang_attribute("vi") if is_vietnamese else ""
    if address and not plain:
        return fill('<a href="{}"{}>{}</a>', address(), attribute, name or party)
    return fill("<span{}>{}</span>", attribute, name or party)
