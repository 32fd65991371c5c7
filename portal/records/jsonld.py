"""A source in the words of schema.org, as its page shows it: the article, and not what is said of it here."""

from typing import Any

from portal.sharing.pages import linked_data

from .models import Source

TYPES = {
    Source.Kind.NEWS: "NewsArticle",
    Source.Kind.OFFICIAL: "WebPage",
    Source.Kind.JOURNAL: "ScholarlyArticle",
    Source.Kind.LAW: "Legislation",
    Source.Kind.DATASET: "Dataset",
}


@linked_data.register
def of_source(source: Source, page: Any) -> dict[str, Any]:
    return {
        "@type": TYPES.get(Source.Kind(source.kind), "CreativeWork"),
        "@id": page.thing(source),
        "url": page.address,
        "sameAs": source.url,
        "name": source.title or source.publisher,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": source.published_on.isoformat() if source.published_on else "",
    }
