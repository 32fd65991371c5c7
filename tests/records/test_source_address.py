"""A source is found by the address of its page."""

import pytest

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
