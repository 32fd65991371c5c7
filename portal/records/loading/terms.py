"""The words of the search, from the file that stands with it."""

from pathlib import Path

from django.core.exceptions import ValidationError

from portal import search
from portal.search.index.shipped_terms import COLUMNS, TermRows
from portal.search.models import Term

FOLDER, FILE = Path(search.__file__).parent / "data", "terms.csv"


def load_terms(loader, folder=FOLDER) -> None:
    path, rows = folder / FILE, TermRows(loader.overwrite)
    for line, row in loader.rows(path, COLUMNS, COLUMNS):
        try:
            outcome = rows.read(line, row)
        except ValidationError as error:
            for sentence in loader.sentences(error):
                loader.error(path, line, sentence)
            continue
        loader.report.count(Term, outcome)
        if outcome == "kept":
            said = f"“{row['written']}” đã được sửa hoặc xóa trong trang biên tập; giữ nguyên."
            loader.report.kept.append((FILE, line, said))
    if not loader.report.errors:
        rows.write()
