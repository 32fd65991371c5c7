"""A source is found by the address of its page."""

import pytest

from portal.records.models import Citation, Source
from portal.records.source_lookup import source_at
from tests import factories as make

PLAIN = "https://vidu.vn/tin/bai-1.html"


@pytest.mark.django_db
def test_the_source_at_an_address_is_found_and_a_published_one_first():
    make.source(url="https://vidu.vn/tin/bai-10.html")
    assert source_at(PLAIN) is source_at("") is source_at("http://[::1") is None
    draft = make.source(url="http://www.vidu.vn/tin/bai-1.html/", publication="draft")
    assert source_at(PLAIN) == draft
    published = make.source(url=PLAIN + "?utm_medium=mxh")
    assert source_at(PLAIN) == published
    assert source_at(PLAIN, type(draft).objects.filter(publication="draft")) == draft


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript:alert(1)//https://", "data:text/html,x", "ftp://a.vn/x"]
)
def test_an_address_that_no_page_may_open_is_never_a_link(client, shown, address):
    """Whoever wrote it there went past the form."""
    Source.objects.update(url=address)
    Citation.objects.update(anchor="636,1")
    source = Source.objects.published().first()
    pages = [source.get_absolute_url(), "/nguon/", shown.conference.get_absolute_url()]
    scheme = address.partition(":")[0].strip().lower()
    assert [
        path for path in pages if f'="{scheme}:' in client.get(path).text.lower().replace('=" ', '="')
    ] == []
    assert address.strip() in client.get(pages[0]).text
    Source.objects.update(url="https://vidu.vn/tin/")
    assert ['href="https://vidu.vn/tin/' in client.get(path).text for path in pages] == [True] * 3
