"""What search engines may list: every page of a record in both languages, and the lists, unfiltered."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap, views
from django.db.models import OuterRef, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.changes.models import ChangedRecord, Changeset

from .models import has_page

#: Names of the addresses of lists.
LISTS = (
    "conference-list", "official-list", "recommendation-list", "figure-list", "province-list", "task-list", "source-list",
)  # fmt: skip
#: Those of pages that are of no record.
PAGES = ("home", *LISTS, "map", "about", "open-data")


class BothLanguages(Sitemap):
    """Addresses in both languages, on the host that the operator gave, if any."""

    i18n = alternates = True
    limit = 10_000

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_ADDRESS).netloc or super().get_domain(site)

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_ADDRESS).scheme or protocol or "https"


class Pages(BothLanguages):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item) -> str:
        return reverse(item)


class Records(BothLanguages):
    """The published records of a noun; `lastmod`: their newest change that readers saw."""

    def __init__(self, model) -> None:
        self.model = model

    def items(self) -> QuerySet:
        kind = ContentType.objects.get_for_model(self.model)
        seen = ChangedRecord.objects.filter(
            content_type=kind, key=OuterRef("pk"), public=True, change__changeset__state__in=Changeset.DONE
        )
        newest = seen.order_by("-change__changeset_id").values("change__changeset__at")[:1]
        return self.model.objects.published().in_context().order_by("pk").annotate(changed=Subquery(newest))

    def lastmod(self, record) -> object:
        return record.changed


@require_safe
def index(request) -> HttpResponseBase:
    """The index of the sitemap: a file for each noun, of 10,000 addresses each."""
    return views.index(request, sections(), sitemap_url_name="sitemap-section")


@require_safe
def section(request, section) -> HttpResponseBase:
    """The addresses of a noun (`?p=` the further ones). 404 for an unknown noun, and past the end."""
    return views.sitemap(request, sections(), section)


def sections() -> dict[str, Any]:
    """{name: Sitemap} of the site."""
    nouns = [model for model in apps.get_models() if has_page(model)]
    return {"trang": Pages(), **{model._meta.model_name or "": Records(model) for model in nouns}}
