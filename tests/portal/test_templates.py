"""How a template is written: its width, what it hands to its parts, and what Django would take for text."""

import re

import pytest
from django.conf import settings
from django.template import engines

pytestmark = pytest.mark.once


def test_a_comment_ends_on_its_line():
    """Django prints a {# that is not closed on its line."""
    assert [path for path, text in written().items() if re.search(r"\{#(?!.*#\})", text)] == []


def written():
    """{path: text} of the templates."""
    folders = (settings.BASE_DIR / "templates", settings.BASE_DIR / "portal/files/templates")
    paths = [path for folder in folders for path in folder.rglob("*.html")]
    assert len(paths) > 200
    return {str(path.relative_to(settings.BASE_DIR)): path.read_text(encoding="utf-8") for path in paths}


def test_no_line_is_longer_than_120_columns():
    assert [path for path, text in written().items() if max(map(len, text.splitlines())) > 120] == []


def test_a_part_is_given_what_it_needs_and_nothing_else():
    """A part whose name is a variable is a section (provinces/sections.py), which brings its names with it."""
    included = re.compile(r"""\{% include ["'](?!.* only %\})[^%]*%\}""")
    assert {(path, tag) for path, text in written().items() for tag in included.findall(text)} == set()


def test_what_may_be_empty_holds_no_white_space():
    """The style sheets ask `:empty`: a cell with a label is then not shown, names of a timeline take no room."""
    loose = re.compile(
        r"<(?:td|p) (?:(?!</td>)[^\n])*(?:data-label|thread-name)(?:(?!</td>)[^\n])*(?<!\{% oneline %\})\n"
    )
    assert {(path, cell) for path, text in written().items() for cell in loose.findall(text)} == set()


@pytest.mark.parametrize(
    "written, shown",
    [
        ("a\n  {% if x %}\n    , b\n  {% endif %}\n  .\n", "a, b."),
        ("<p>\n  a b{{ ' ' }}\n  c\n</p>", "<p>a b c</p>"),
        ('<a href="{{ x }}"\n   {% if x %}class="b"{% endif %}>\n  c\n</a>', '<a href="1" class="b">c</a>'),
        ("{% for y in 'ab' %}\n  {% ifchanged y %}\n  <i>\n{% endifchanged %}\n{% endfor %}", "<i><i>"),
    ],
)
def test_lines_that_count_as_one(written, shown):
    template = engines["django"].from_string(f"{{% oneline %}}{written}{{% endoneline %}}")
    assert template.render({"x": 1}) == shown
