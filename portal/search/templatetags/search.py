"""Tags of the page of an answer."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language

from portal.base.html import fill_each
from portal.base.language import lang_attribute
from portal.base.text import number
from portal.search.page.result_page import Refinement

register = template.Library()


@register.simple_tag(takes_context=True)
def asking(context: Any, **words: Any) -> str:
    """The query string of the question on the page with `words` in the place of its own."""
    return context["shown"].asking(**words)


@register.simple_tag
def refinements(ways: Iterable[Refinement]) -> str:
    """The rows of the choices of a facet; each number is the number of rows at the other end."""
    language, vietnamese = get_language(), lang_attribute("vi")
    row = '<li><a href="?{}" rel="nofollow"><span{}>{}</span> <small>{}</small></a></li>\n'
    return fill_each(
        "",
        row,
        (
            (
                way.query,
                vietnamese if hasattr(way.name, "name") and not getattr(way.name, "name_en", "") else "",
                getattr(way.name, "local_name", way.name),
                number(way.count, language),
            )
            for way in ways
        ),
    )
