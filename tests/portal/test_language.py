"""Words and addresses in the language of the page, by the short ways that pages take."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import gettext, override

from portal.base.language import page_address


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home", ()),
        ("task", ("nghien-cuu-1",)),
        ("conference", ("trung-du", "lan-19")),
        ("document-file", (7, "960.webp")),
    ],
)
def test_an_address_is_that_of_django_in_each_language(name, args):
    for code in ("vi", "en", "vi"):
        with override(code):
            assert page_address(name, *args) == reverse(name, args=args)


def test_words_and_addresses_of_a_template_follow_the_language():
    template = Template(
        '{% translate "Nguồn" %} {% translate "Nguồn" as named %}{{ named }} {% url "source-list" %} '
        '{% url "source-list" as there %}{{ there }} {% vi_attr %}|{% vi_attr as vi %}{{ vi }}'
    )
    for code in ("vi", "en"):
        with override(code):
            words, address = gettext("Nguồn"), reverse("source-list")
            attribute = ' lang="vi"' if code == "en" else ""
            seen = template.render(Context())
            assert seen == f"{words} {words} {address} {address} {attribute}|{attribute}"


def test_what_is_no_constant_is_left_to_django():
    template = Template(
        '{% translate name %} {% translate "Nguồn"|upper %} {% url page %} {% url "nowhere" as none %}[{{ none }}]'
    )
    with override("en"):
        seen = template.render(Context({"name": "Nguồn", "page": "home"}))
    assert seen == "Sources SOURCES /en/ []"
