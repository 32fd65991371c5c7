"""What makes two sources likely one: the same page under another form of its address, the same title there."""

from portal.editing.models import Twin
from portal.records.models import Source
from portal.records.source_lookup import page_of

from .candidates import letters
from .registry import merges


def keys(source):
    page = page_of(source.url)
    yield Twin.Reason.URL, page
    title = letters(source.title)
    if title:
        yield Twin.Reason.TITLE, f"{title}/{letters(source.publisher)}"
        if page:
            yield Twin.Reason.TITLE, f"{title}/{page.partition('/')[0]}"


merges(Source, keys=keys, tells=("url", "published_on"), typed=("url", "title", "publisher"))
