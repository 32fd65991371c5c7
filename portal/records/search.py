"""What of the sources is searched: what their pages say of them, never the text kept of an article."""

from django.utils.translation import pgettext_lazy

from portal.search.registry import SearchDocument, SearchIndex, prose, register, whole

from .models import Source


@register
class SourceIndex(SearchIndex):
    kind, model = "nguon", Source
    plural, singular, order = pgettext_lazy("loại", "nguồn"), pgettext_lazy("một", "nguồn"), 100
    called = ("nguồn",)
    asked_by = (
        "nguồn nào", "báo nào", "bài nào", "bài của", "bài viết của", "bài trên", "tin của", "tin trên", "đăng trên", "theo nguồn", "đưa tin", "đăng tin",
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
