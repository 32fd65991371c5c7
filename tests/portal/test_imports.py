"""Imports run one way (the contracts of pyproject.toml), stand at the top of their modules, and a name means one class."""

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict

import pytest
from django.conf import settings
from importlinter.cli import lint_imports

pytestmark = pytest.mark.once

ROOMS = ("portal", "provinces", "conferences")
#: Classes that Django looks for by name.
BY_NAME = {"Meta", "Media", "Command"}


def modules():
    """(path, tree) of each module of the product, migrations left out."""
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR), ast.parse(path.read_text(encoding="utf-8"))


def is_of_ours(node):
    if isinstance(node, ast.ImportFrom):
        return bool(node.level) or node.module.partition(".")[0] in ROOMS
    return isinstance(node, ast.Import) and any(name.name.partition(".")[0] in ROOMS for name in node.names)


def imports_within_functions(tree):
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.lineno for function in functions for node in ast.walk(function) if is_of_ours(node)}


def classes(tree):
    """The names of the classes of a module; those of choices inside a model are the model's own (Proposal.State)."""
    own = {node for outer in ast.walk(tree) if isinstance(outer, ast.ClassDef) for node in outer.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name not in BY_NAME:
            bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
            if not (node in own and bases & {"TextChoices", "IntegerChoices"}):
                yield node.name


def test_imports_run_one_way():
    assert lint_imports(config_filename=str(settings.BASE_DIR / "pyproject.toml"), no_cache=True) == 0


def test_our_imports_are_at_the_top_of_a_module():
    """But in apps.py, which Django reads before there are models."""
    hidden = {str(path): imports_within_functions(tree) for path, tree in modules() if path.name != "apps.py"}
    assert {path: lines for path, lines in hidden.items() if lines} == {}


def test_imports_within_functions_are_seen():
    tree = ast.parse(
        "def f():\n    if True:\n        from .models import Act\n    import portal.base\n    import os\n"
    )
    assert imports_within_functions(tree) == {3, 4}


def test_no_class_has_the_name_of_another():
    places = defaultdict(list)
    for path, tree in modules():
        for name in classes(tree):
            places[name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_nested_classes_are_distinguished_by_their_model():
    tree = ast.parse(
        "class Act(Model):\n"
        "    class Kind(models.TextChoices): pass\n"
        "    class Other: pass\n"
        "    class Meta: pass\n"
        "class Kind(models.TextChoices): pass\n"
    )
    assert sorted(classes(tree)) == ["Act", "Kind", "Other"]


#: `name.py` or `folder/name.html` in backquotes.
NAMED = re.compile(r"`((?:[\w.]+/)*\w+\.(?:py|html|js))`")


def test_a_file_that_a_docstring_or_the_docs_name_is_there():
    folders = (*ROOMS, "docs", "templates", "static", "tests", "deploy")
    paths = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.*")]
    files = {f"/{path.relative_to(settings.BASE_DIR)}" for path in paths}
    texts = [path for path in paths if path.suffix in (".py", ".md") and "tests" not in path.parts]
    named = {(path, name) for path in texts for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert {
        (str(path), name) for path, name in named if not any(file.endswith(f"/{name}") for file in files)
    } == set()


def test_a_start_loads_no_package_that_few_requests_need():
    """What writes a workbook or checks a passkey: a fifth of the modules of a start before it was put off."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, portal.wsgi; from django.urls import reverse; reverse('home'); print(*sys.modules)",
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "allauth.mfa" in loaded
    assert {"openpyxl", "docx", "fido2", "cryptography"} & set(loaded) == set()
