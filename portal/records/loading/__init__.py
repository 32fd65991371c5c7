"""How the shipped record comes in: CSV files, one a noun, keyed on natural keys.

Each app lists its files in `<app>/tables.py` (TABLES, in the order they refer to one another, and the
functions of AFTER, run once all rows stand). A column is a field of the noun. Beside the fields:

`sources`  which sources carry the row: items split by ";", each `[field,field=]source[@place][#anchor][?]`.
           Without a field it is the whole row; "?" says that the source only implies it.
           Example: `bao-cao-bang-2024; venue,starts=lao-dong@đoạn 1#October 10`
`gaps`     why cells are blank: items split by ";", each `field` (the sources do not say), `field?`
           (only a part of them was read, and it is not in there) or `field!` (there is none), with a note in
           brackets where needed.

What needs more words (nguyên văn, a value that differs) stands in `<app>/data/citations.csv`.
The words of the search (`portal/search/data/terms.csv`) state no facts and come in by their own rule.
A row refers to another by its natural key, the parts joined by "/": `dong-bang-song-hong/lan-12`.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps

from portal.changes.recorder import acting, unrecorded
from portal.records.models import Source
from portal.search.index.indexing import batched
from portal.search.index.rebuild import count_words, rebuild

from .loader import Loader
from .table import LoadError, LoadReport, Table
from .terms import FILE as TERMS
from .terms import load_terms

__all__ = ["LoadError", "LoadReport", "Loader", "Table", "load_record", "tables_modules"]


def load_record(only=None, overwrite=False) -> LoadReport:
    """Loads every app's files (or the file named `only`) in one transaction and returns a LoadReport.

    Twice in a row gives the same state. A record that people edited since the last load is kept as they
    left it, unless `overwrite`. Raises LoadError, and saves nothing, when a line is bad. What a first load
    brings is where the history begins; what a later one changes is an Changeset.
    """
    remembered = acting(note="load_record", loading=True) if Source.objects.exists() else unrecorded()
    with remembered, batched() as changes:
        modules = list(tables_modules())
        loader = Loader(modules, overwrite)
        if only in (None, TERMS):
            load_terms(loader)
        for folder, module in modules:
            for table in module.TABLES:
                if only in (None, table.file):
                    loader.load(table, folder / table.file)
        for folder, _module in modules:
            if only in (None, "citations.csv"):
                loader.load_citations(folder / "citations.csv")
        if loader.report.errors:
            raise LoadError(loader.report)
        if only is None:
            loader.evidence.sync()
        for _folder, module in modules:
            for step in getattr(module, "AFTER", []):
                step()
    if changes.behind:
        rebuild()
    elif changes.refreshed:
        count_words()  # how rare a word is decides what answers best
    return loader.report


@cache
def tables_modules() -> tuple[tuple[Path, ModuleType], ...]:
    """(data folder, tables module) of each app that ships data, in the order of INSTALLED_APPS."""
    return tuple(
        (Path(config.path) / "data", import_module(f"{config.name}.tables"))
        for config in apps.get_app_configs()
        if (Path(config.path) / "tables.py").exists()
    )
