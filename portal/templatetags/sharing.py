"""{% sharing %}: the page as portal.sharing.pages.Page, for the head and for the line of acts."""

from django import template
from django.utils.module_loading import autodiscover_modules
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.base.html import fill, fill_each
from portal.base.language import site_name
from portal.sharing.pages import Page

register = template.Library()

# Found as the admin is: every room says in its jsonld.py what its records are.
autodiscover_modules("jsonld")


@register.simple_tag(takes_context=True)
def sharing(context):
    return Page(context)


@register.simple_tag
def shared_head(page):
    """The one address of the page, its card, and its record as linked data. Nothing for a refusal."""
    if not page.is_kept:
        return ""
    locales = ("en_US", "vi_VN") if get_language() == "en" else ("vi_VN", "en_US")
    links = [fill('<link rel="canonical" href="{}">', page.address)]
    links += [
        fill('<link rel="alternate" hreflang="{}" href="{}">', *alternate) for alternate in page.alternates
    ]
    if page.is_narrowed:
        links.append('<meta name="robots" content="noindex">')
    if page.record:
        path = page.record.get_absolute_url()
        links += [
            fill('<link rel="alternate" type="{}" href="{}{}">', *link)
            for link in (
                ("application/atom+xml", path, "lich-su.atom"),
                ("application/json", path[:-1], ".json"),
                ("text/markdown", path[:-1], ".md"),
            )
        ]
    told = (
        ("property", "og:title", page.title),
        ("property", "og:description", page.description),
        ("property", "og:type", page.kind),
        ("property", "og:url", page.address),
        ("property", "og:site_name", site_name()),
        ("property", "og:locale", locales[0]),
        ("property", "og:locale:alternate", locales[1]),
        ("property", "og:image", page.picture),
        ("property", "og:image:type", "image/png"),
        ("property", "og:image:width", 1200),
        ("property", "og:image:height", 630),
        ("property", "og:image:alt", page.card.alt),
        ("name", "twitter:card", "summary_large_image"),
        ("name", "twitter:title", page.title),
        ("name", "twitter:description", page.description),
        ("name", "twitter:image", page.picture),
        ("name", "twitter:image:alt", page.card.alt),
    )
    links.append(fill_each("\n", '<meta {}="{}" content="{}">', told))
    if page.data:
        links.append(fill('<script type="application/ld+json">{}</script>', SafeString(page.data)))
    return SafeString("\n".join(links))


@register.simple_tag
def file_links(page):
    """The same answer as files."""
    rows = ((path, kind) for kind, path in page.files)
    return fill_each(" · ", '<a href="{}" rel="nofollow" download>{}</a>', rows)
