"""The search knows no noun of the apps: each registers its kinds and its facets, and here they are in order."""

import ast

import pytest
from django.conf import settings

from portal.search.registry import KINDS, facets, plurals, singular, suggested_kinds

pytestmark = pytest.mark.once


def test_the_kinds_of_an_answer_are_in_order():
    assert {kind: str(plural) for kind, plural in plurals().items()} == {
        "dai-bieu": "đại biểu",
        "hoi-nghi": "hội nghị",
        "kien-nghi": "kiến nghị, đề nghị",
        "nhiem-vu": "nhiệm vụ KH&CN",
        "phat-bieu": "phát biểu",
        "tinh-thanh": "tỉnh, thành phố",
        "vung": "hội nghị theo vùng",
        "co-quan": "cơ quan",
        "so-lieu": "số liệu",
        "nguon": "nguồn",
        "trang-web": "trang của hồ sơ",
    }
    assert len({searched.order for searched in KINDS.values()}) == len(KINDS)
    assert list(plurals()) == sorted(KINDS, key=lambda kind: KINDS[kind].order)


def test_a_kind_is_called_something_and_what_is_none_by_its_word():
    assert [str(singular(kind)) for kind in ("dai-bieu", "nguon", "khong-co")] == [
        "đại biểu",
        "nguồn",
        "khong-co",
    ]


def test_autocomplete_shares_its_lines_among_the_kinds():
    shares = [(kind, suggestion.share) for kind, suggestion in suggested_kinds().items()]
    assert shares == [
        ("tinh-thanh", 3),
        ("dai-bieu", 3),
        ("hoi-nghi", 3),
        ("vung", 2),
        ("co-quan", 2),
        ("nhiem-vu", 2),
    ]


def test_facets_are_in_order():
    assert [(facet.parameter, facet.name, facet.is_counted) for facet in facets().values()] == [
        ("tinh", "tinh", True),
        ("vung", "vung", True),
        ("linh_vuc", "linh-vuc", True),
        ("dai_bieu", "dai-bieu", False),
        ("hoi_nghi", "hoi-nghi", False),
        ("co_quan", "co-quan", False),
    ]


def test_no_module_of_the_search_names_a_kind_or_a_facet():
    """But language/, whose words are those of the Vietnamese language ("tinh", "vung")."""
    nouns = {*KINDS, *facets(), *(facet.name for facet in facets().values())}
    ground = settings.BASE_DIR / "portal" / "search"
    named = {}
    for path in ground.rglob("*.py"):
        if "language" not in path.relative_to(ground).parts:
            strings = {
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant)
            }
            if found := nouns & {string for string in strings if isinstance(string, str)}:
                named[str(path)] = found
    assert named == {}
