"""What makes two sources likely one: the same page under another form of its address, the same title there."""

from portal.records.models import Source
from portal.records.source_lookup import page_of

from .candidates import DuplicateReason, letters
from .registry import merges


def keys(source):
    page = page_of(source.url)
    yield DuplicateReason.URL, page
    title = letters(source.title)
    if title:
        yield DuplicateReason.TITLE, f"{title}/{letters(source.publisher)}"
        if page:
            yield DuplicateReason.TITLE, f"{title}/{page.partition('/')[0]}"


merges(Source, keys=keys, tells=("url", "published_on"))
