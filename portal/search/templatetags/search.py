"""Tags of the page of an answer."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def asking(context: Any, **words: Any) -> str:
    """The query string of the question on the page with `words` in the place of its own."""
    return context["shown"].asking(**words)
