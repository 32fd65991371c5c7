"""Tags of every page: dates and numbers as the language writes them, `lang` on mixed content, links between languages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import language, text

register = template.Library()


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
def text_lines(value):
    return text.lines(value)


@register.filter
def local(record):
    """The name of a record in the language of the page."""
    return getattr(record, "local_name", record)


@register.inclusion_tag("components/bar.html")
def bar(amount, longest):
    """A bar as long as its share of `longest`; beside it stands its number, which the bar does not say."""
    return {"share": f"{float(amount / longest * 100):.2f}" if amount and longest else None}


@register.filter
def local_text(record, name):
    """The text of a field in the language of the page."""
    return language.local_text(record, name)


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


@register.simple_tag
def in_language(path, code):
    return language.localized_path(path, code)
