"""Tags of every page: dates and numbers as the language writes them, `lang` on mixed content, links between languages,
and `{% oneline %}`, by which a sentence made of conditions stands on several lines of a template.
"""

import re

from django import template
from django.template.base import Node, TextNode
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import language, text

register = template.Library()
register.filter("text_lines", text.lines)
register.filter("local_text", language.local_text)
register.simple_tag(language.localized_path, name="in_language")
LINE_BREAK = re.compile(r"\s*\n\s*")
TAG_EDGE = re.compile(r"([<>])")


class OneLineNode(Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)


@register.tag
def oneline(parser, token):
    """Leaves out each line break and the white space around it, once, when the template is read.

    Between the attributes of an HTML tag a break becomes a space.
    """
    nodelist = parser.parse(["endoneline"])
    parser.delete_first_token()
    between = ""
    for node in nodelist.get_nodes_by_type(TextNode):
        pieces = TAG_EDGE.split(node.s)
        for number, piece in enumerate(pieces):
            if piece in ("<", ">"):
                between = " " if piece == "<" else ""
            else:
                pieces[number] = LINE_BREAK.sub(between, piece)
        node.s = "".join(pieces)
    return OneLineNode(nodelist)


@register.inclusion_tag("components/crumbs.html")
def crumbs(here, *steps, here_vietnamese=False, parent_vietnamese=False):
    """The way to the page `here`; `steps` are in turn the words and the address of the pages above it."""
    above = [
        {"words": words, "address": address, "vietnamese": parent_vietnamese}
        for words, address in zip(steps[::2], steps[1::2], strict=True)
    ]
    return {"steps": above, "here": here, "here_vietnamese": here_vietnamese}


@register.inclusion_tag("components/points.html")
def points(record, name, in_sight, letters=""):
    """The lines of a text of `record`: the first `in_sight` with `letters` behind them, the others folded."""
    lines = text.lines(language.local_text(record, name))
    return {
        "record": record,
        "name": name,
        "seen": lines[:in_sight],
        "folded": lines[in_sight:],
        "letters": letters,
    }


@register.filter
def day(value):
    return text.date(value, get_language()) if value else ""


@register.filter
def count(value):
    """An integer with the language's thousands separator."""
    return text.number(value, get_language())


@register.filter
def dong(value):
    return text.money(value, get_language())


@register.filter
def local(record):
    """The name of a record in the language of the page."""
    return getattr(record, "local_name", record)


@register.inclusion_tag("components/bar.html")
def bar(amount, longest):
    """A bar as long as its share of `longest`; beside it stands its number, which the bar does not say."""
    return {"share": f"{float(amount / longest * 100):.2f}" if amount and longest else None}


@register.simple_tag
def vi_attr(record=None, name=""):
    """The attribute that marks Vietnamese text on an English page; nothing for a field that has its English."""
    if get_language() != "en" or (name and not language.stays_vietnamese(record, name)):
        return ""
    return mark_safe(' lang="vi"')


@register.simple_tag
def vietnamese_note(records, *names):
    """Says of a section on an English page that texts of its records, in the fields `names`, stay Vietnamese."""
    records = records if isinstance(records, list | tuple) else [records]
    if not any(language.stays_vietnamese(record, name) for record in records for name in names):
        return ""
    return format_html('<p class="note">{}</p>', _("Mục này có chỗ chỉ có tiếng Việt."))


@register.simple_tag(takes_context=True)
def without(context, *names):
    """The query string of the page without `names` and without the page number."""
    query = context["request"].GET.copy()
    for name in (*names, "trang"):
        query.pop(name, None)
    return query.urlencode()
