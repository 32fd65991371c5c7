"""What Django takes for text in a template, though it was not meant to be read."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


def test_a_comment_ends_on_its_line():
    """Django prints a {# that is not closed on its line."""
    folder = settings.BASE_DIR / "templates"
    pages = {path.relative_to(folder): path.read_text() for path in folder.rglob("*.html")}
    assert len(pages) > 100
    assert [path for path, text in pages.items() if re.search(r"\{#(?!.*#\})", text)] == []
