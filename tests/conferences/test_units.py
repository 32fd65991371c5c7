"""Units on English pages: in English where we know the word, marked as Vietnamese where we do not."""

import re

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("unit", "english"),
    [("tỷ đồng", "<span>billion VND</span>"), ("cán bộ/vạn dân", '<span lang="vi">cán bộ/vạn dân</span>')],
)
def test_a_unit_is_shown_in_the_language_of_the_page(unit, english, client):
    make.figure(unit=unit)
    assert re.search(rf"<td>\s*{english}", client.get("/en/so-lieu/").text)
    assert re.search(rf"<td>\s*<span>{unit}</span>", client.get("/so-lieu/").text)
    assert client.get("/so-lieu.csv").getvalue().decode().count(unit) == 1
