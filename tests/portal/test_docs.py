"""docs/decisions/: each is short, has the three parts, and stands once in the index."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
FOLDER = settings.BASE_DIR / "docs/decisions"


def test_each_decision_is_short_and_has_its_three_parts():
    for path in FOLDER.glob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.name != "README.md":
            parts = [part for line in lines for part in re.findall(r"^(?:\*\*|## )(\w+)", line)]
            assert (path.name, len(lines) <= 25, parts) == (
                path.name,
                True,
                ["Context", "Decision", "Consequences"],
            )


def test_the_index_names_each_decision_once():
    named = re.findall(r"\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.name for path in FOLDER.glob("*.md") if path.name != "README.md")
