"""What is searched of the sources (what their pages say of them, never the text kept of an article) and of the pages
that are of no record."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext_lazy

from portal.search.models import SitePage
from portal.search.registry import SearchDocument, SearchIndex, prose, register, whole

from .models import Source
from .site_pages import LISTED, PAGES


@register
class SourceIndex(SearchIndex):
    kind, model = "nguon", Source
    plural, singular, order = pgettext_lazy("loại", "nguồn"), pgettext_lazy("một", "nguồn"), 100
    called = ("nguồn",)
    asked_by = (
        "nguồn nào", "báo nào", "bài nào", "bài của", "bài viết của", "bài trên", "tin của", "tin trên", "đăng trên", "theo nguồn", "đưa tin", "đăng tin", "viết về", "viết gì",
    )  # fmt: skip
    asked_with = (
        "nguồn",
        "bài báo",
        "bài",
        "báo",
        "tạp chí",
        "cổng",
        "tin",
        "source",
        "article",
        "newspaper",
    )
    weight = 0.4  # a source repeats the names of what it reports

    def document(self, source) -> SearchDocument:
        day = source.published_on
        return SearchDocument(
            title=source.reference,
            text=prose(source.get_kind_display(), source.published_note, source.extent_read, source.url),
            names=whole(source.title, source.publisher),
            year=day and day.year,
            days=(day,) if day else (),
            address=source.page_url(),
            public=source.is_published,
            facets={"nam": [day.year] if day else []},
        )


@register
class SitePageIndex(SearchIndex):
    kind, model = "trang-web", SitePage
    plural, singular, order = (
        pgettext_lazy("loại", "trang của hồ sơ"),
        pgettext_lazy("một", "trang của hồ sơ"),
        110,
    )
    asked_by = (
        "trang này", "trang web này", "trang web", "website", "website này", "web này", "hồ sơ này", "cổng này", "this site", "this website",
        "this page", "this record",
    )  # fmt: skip
    answers_to = ("kind",)

    def document(self, page) -> SearchDocument:
        said = PAGES[page.name]
        with translation.override("en"):
            english = str(said.title)
        return SearchDocument(
            title=str(said.title),
            text=prose(said.names, said.text, LISTED if said.is_list else ""),
            names=whole(said.title, english, said.names),
            address=reverse(page.name),
        )
