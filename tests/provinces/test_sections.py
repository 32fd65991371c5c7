"""Sections of a page: in their order, each with names of its own; and that provinces names nothing of conferences."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from provinces import sections
from provinces.sections import (
    BODY,
    CRUMBS,
    PROVINCE,
    REGIONS,
    TASK_LIST,
    Content,
    Sections,
    section,
    sections_of,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(monkeypatch):
    """A registry of its own."""
    monkeypatch.setattr(sections, "_sections", {})
    return "page"


def test_sections_are_in_order_whichever_registered_first(page):
    section(page, "b", 20, "b.html")(lambda request, record: Content({"b": record}, ["two"], ["fact b"]))
    section(page, "a", 10, "a.html")(lambda request, record: Content({"a": request}, ["one"]))
    made = Sections("request", "record", shown=page)
    assert [one.template for one in made.context["shown"]] == ["a.html", "b.html"]
    assert (made.context["a"], made.context["b"]) == ("request", "record")
    assert (made.records, made.facts) == (["one", "two"], {"b": ["fact b"]})


def test_two_sections_of_one_key_share_the_letters_of_its_heading(page):
    section(page, "vung", 20, "b.html")(lambda request, record: Content(facts=[2]))
    section("lines", "vung", 10, "a.html")(lambda request, record: Content(facts=[1]))
    assert Sections(None, None, shown=page, lines="lines").facts == {"vung": [2, 1]}


def test_a_name_that_another_section_says_is_refused(page):
    for key in ("a", "b"):
        section(page, key, 10, "a.html")(lambda request, record: Content({"rows": []}))
    with pytest.raises(ValueError, match="section b says again rows"):
        Sections(None, None, shown=page)


def test_the_sections_of_each_page():
    assert {
        page: [one.key for one in sections_of(page)] for page in (PROVINCE, REGIONS, BODY, CRUMBS, TASK_LIST)
    } == {
        PROVINCE: ["tham-gia", "kien-nghi", "so-lieu", "nhiem-vu", "dai-bieu", "vung"],
        REGIONS: ["vung"],
        BODY: ["chuc-vu", "tham-gia", "nhan", "neu", "nhiem-vu", "don-vi"],
        CRUMBS: [""],
        TASK_LIST: ["so-lieu"],
    }


# --- One way ------------------------------------------------------------------------------------------
def words_of(path):
    """The attributes and the pieces of the lookups that a module uses."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield from node.value.split("__")
        elif isinstance(node, ast.keyword) and node.arg:
            yield from node.arg.split("__")


def test_no_module_of_provinces_reaches_conferences_by_a_reverse_relation():
    reverse = {
        name
        for model in apps.get_app_config("provinces").get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "conferences"
        for name in (relation.get_accessor_name(), relation.field.related_query_name())
    }
    assert {"participations", "posts", "series_memberships", "recommendations_to"} <= reverse
    files = [path for path in (ROOT / "provinces").rglob("*.py") if "migrations" not in path.parts]
    assert len(files) > 30
    used = {(path.name, word) for path in files for word in words_of(path) if word in reverse}
    assert used == set()


def test_no_template_of_provinces_names_conferences():
    named = re.compile(r"conference|series|official|recommendation|figure-list|participation|appearance")
    files = list((ROOT / "templates" / "provinces").glob("*.html"))
    assert len(files) > 10
    assert {path.name: named.findall(path.read_text(encoding="utf-8")) for path in files} == {
        path.name: [] for path in files
    }
