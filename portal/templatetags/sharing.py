"""{% sharing %}: the page as portal.sharing.pages.Page, for the head and for the line of acts."""

from django import template
from django.utils.module_loading import autodiscover_modules

from portal.sharing.pages import Page

register = template.Library()

# Found as the admin is: every room says in its jsonld.py what its records are.
autodiscover_modules("jsonld")


@register.simple_tag(takes_context=True)
def sharing(context):
    return Page(context)
