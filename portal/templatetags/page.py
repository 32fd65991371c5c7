"""Tags of every page: dates and numbers as the language writes them, `lang` on mixed content, links between languages."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from portal import text

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


@register.simple_tag
def vi_attr():
    """The attribute that marks Vietnamese text on an English page."""
    return mark_safe(' lang="vi"') if get_language() == "en" else ""


@register.simple_tag(takes_context=True)
def without(context, *names):
    """The query string of the page without `names` and without the page number."""
    query = context["request"].GET.copy()
    for name in (*names, "trang"):
        query.pop(name, None)
    return query.urlencode()


@register.simple_tag
def in_language(path, code):
    """The address of the same page in language `code`. Vietnamese has no prefix."""
    bare = path.removeprefix("/en") or "/" if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare}" if code == "en" else bare
