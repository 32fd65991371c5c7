"""Tags of every page: dates and numbers as the language writes them, `lang` on mixed content, links between languages,
and `{% oneline %}`, by which a sentence made of conditions stands on several lines of a template.
"""

import re
from contextlib import suppress

from django import template
from django.template.base import Node, TextNode
from django.template.defaulttags import url as do_url
from django.templatetags.i18n import do_block_translate, do_translate
from django.urls import NoReverseMatch
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from portal.base import language, text
from portal.base.html import bar, fill, fill_each, own_address, synthetic
from portal.page_cache import stored_part

register = template.Library()
register.filter("text_lines", text.lines)
register.filter("local_text", language.local_text)
register.simple_tag(language.localized_path, name="in_language")
register.simple_tag(own_address)
register.simple_tag(bar)
register.simple_tag(synthetic)
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


class StoredNode(Node):
    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        return stored_part(context["request"], self.name, lambda: self.nodelist.render(context))


@register.tag
def stored(parser, token):
    """{% stored "name" %} … {% endstored %}: the part of that name, `portal.page_cache.stored_part`."""
    name = token.split_contents()[1].strip('"')
    nodelist = parser.parse(["endstored"])
    parser.delete_first_token()
    return StoredNode(nodelist, name)


class WordsNode(Node):
    """Words that stand in the template: looked up once a language, which is a tenth of what Django's node does."""

    child_nodelists = ()

    def __init__(self, words, message_context, name):
        self.words, self.message_context, self.name = words, message_context, name
        self.translated = {}

    def render(self, context):
        language = get_language()
        if language not in self.translated:
            words = self.words.replace("%", "%%")
            found = pgettext(self.message_context, words) if self.message_context else _(words)
            self.translated[language] = mark_safe(found.replace("%%", "%"))
        if not self.name:
            return self.translated[language]
        context[self.name] = self.translated[language]
        return ""


@register.tag
def translate(parser, token):
    """Django's tag; `{% translate %}` of a variable or through a filter is left to it."""
    node = do_translate(parser, token)
    expression, context = node.filter_expression, node.message_context
    words = expression.var.literal
    if node.noop or expression.filters or not isinstance(words, str) or (context and context.is_var):
        return node
    return WordsNode(words, context and context.var, node.asvar)


@register.tag
def blocktranslate(parser, token):
    """Django's tag; words without a variable and a plural are looked up once a language."""
    node = do_block_translate(parser, token)
    words, variables = node.render_token_list(node.singular)
    if variables or node.extra_context or node.counter or node.message_context:
        return node
    return WordsNode(words.replace("%%", "%"), None, node.asvar)


class AddressNode(Node):
    """The address of a page without arguments."""

    child_nodelists = ()

    def __init__(self, page, name):
        self.page, self.name = page, name

    def render(self, context):
        address = language.page_address(self.page)
        if not self.name:
            return address
        context[self.name] = address
        return ""


@register.tag
def url(parser, token):
    """Django's tag; the address of a page without arguments is asked for once a language."""
    node = do_url(parser, token)
    page = node.view_name.var
    if node.args or node.kwargs or node.view_name.is_var or ":" in page:
        return node
    with suppress(NoReverseMatch):
        language.page_address(page)
        return AddressNode(page, node.asvar)
    return node


#: [(the name of a page, what the line at the top of each page calls it)].
MAIN_PAGES = (
    ("conference-list", pgettext_lazy("danh mục", "Hội nghị")),
    ("province-list", pgettext_lazy("danh mục", "Tỉnh, thành phố")),
    ("official-list", gettext_lazy("Đại biểu")),
    ("recommendation-list", gettext_lazy("Kiến nghị")),
    ("figure-list", gettext_lazy("Số liệu")),
    ("task-list", gettext_lazy("Nhiệm vụ")),
    ("map", gettext_lazy("Bản đồ")),
    ("source-list", gettext_lazy("Nguồn")),
)


@register.simple_tag(takes_context=True)
def main_pages(context):
    """The links to the main pages; the one that this page is, or stands under, says so."""
    here = context["request"].path if "request" in context else ""
    rows = ((language.page_address(name), words) for name, words in MAIN_PAGES)
    current = SafeString(' aria-current="true"')
    return fill_each(
        "\n",
        '<a href="{}"{}>{}</a>',
        ((path, current if path in here else "", words) for path, words in rows),
    )


@register.simple_tag(takes_context=True)
def data_version(context):
    """The version of the data that the page is of, and its day, behind which more may be said; nothing on a page that asks
    the database nothing."""
    edition = context["edition"]
    edition = edition() if callable(edition) else edition
    return f"{language.version_words(edition.number, edition.day)} " if edition and edition.day else ""


@register.simple_tag
def crumbs(here, *steps, here_vietnamese=False, parent_vietnamese=False):
    """The way to the page `here`; `steps` are in turn the words and the address of the pages above it."""
    vi = language.lang_attribute("vi")
    rows = [(language.page_address("home"), "", _("Trang chủ"))]
    rows += [
        (address, vi if parent_vietnamese else "", words)
        for words, address in zip(steps[::2], steps[1::2], strict=True)
    ]
    return fill(
        '<nav class="crumbs" aria-label="{}"><ol>{}<li aria-current="page"{}>{}</li></ol></nav>',
        _("Đường dẫn"),
        fill_each("", '<li><a href="{}"{}>{}</a></li>', rows),
        vi if here_vietnamese else "",
        here,
    )


@register.inclusion_tag("components/points.html")
def points(record, name, in_sight, letters="", prefix=""):
    """The lines of a text of `record`: the first `in_sight` with `letters` behind them, the others folded.

    `prefix`: of the ids by which each has an address; none without it.
    """
    lines = [
        (line, f"{prefix}-{number}" if prefix else "")
        for number, line in enumerate(text.lines(language.local_text(record, name)), 1)
    ]
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


class VietnameseNode(Node):
    child_nodelists = ()

    def render(self, context):
        return language.lang_attribute("vi")


@register.simple_tag(name="vi_attr")
def vietnamese_attribute(record=None, name=""):
    """The attribute that marks Vietnamese text on an English page; nothing for a field that has its English."""
    return "" if name and not language.stays_vietnamese(record, name) else language.lang_attribute("vi")


of_a_field = register.tags["vi_attr"]


@register.tag
def vi_attr(parser, token):
    """The same: a page has hundreds that name no field, which need not be called as a function of their context."""
    return of_a_field(parser, token) if " " in token.contents else VietnameseNode()


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
