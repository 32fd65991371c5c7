"""The cells of a sheet, as calamine gives them and as they are seen; merged ranges."""

import datetime
from itertools import product

from .formats import shown
from .scan import MOST, Refused, letters, refuse_wide

FIRST_DAY = datetime.date(1904, 1, 1)  # what lies before is a number that was taken for a day


def table(sheet, scan):
    """What is written of a CalamineSheet and its Scan."""
    end = sheet.end or (0, 0)
    for place in (*scan.bad, *scan.seen, (end[0] + 1, end[1] + 1)):
        refuse_wide(*place)
    left = [""] * (sheet.start[1] if sheet.start else 0)  # which `iter_rows` leaves out
    rows = [[*left, *map(plain, row)] for row in sheet.iter_rows()]
    for line, column, code in scan.formats:
        if line <= len(rows) and column <= len(rows[line - 1]):
            rows[line - 1][column - 1] = shown(rows[line - 1][column - 1], code)
    for (line, column), cell in scan.seen.items():
        put(rows, line, column, cell)
    for (line, column), why in scan.bad.items():
        put(rows, line, column, {"bad": why})
    merged = scan.merged or [(*top, *end) for top, end in sheet.merged_cell_ranges or ()]
    fill(rows, merged)
    filled = {at for row in rows for at, cell in enumerate(row, 1) if cell != ""}
    hidden = sorted(
        line for line in scan.hidden if line <= len(rows) and any(cell != "" for cell in rows[line - 1])
    )
    return {
        "rows": rows,
        "hidden": hidden,
        "hidden_columns": [letters(at) for at in sorted(scan.hidden_columns & filled)],
    }


def put(rows, line, column, cell):
    rows += [[] for _line in range(line - len(rows))]
    row = rows[line - 1]
    row += [""] * (column - len(row))
    row[column - 1] = cell


def fill(rows, merged):
    """Writes the cell that stands for a merged range (first and last line and column, from 0) into each of its lines; a
    range over several columns says in the others that it is one, by its name.
    """
    width, filled = max(map(len, rows), default=0), 0
    for top, left, bottom, right in merged:
        cell = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        name = f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}"
        for line, column in product(
            range(top, min(bottom + 1, len(rows))), range(left, min(right + 1, width))
        ):
            if (line, column) == (top, left) or (cell == "" and not any(rows[line][column : column + 1])):
                continue
            filled += 1
            if filled > MOST["cells"]:
                raise Refused("cells")
            bad = {"bad": "merged", "of": name}
            put(rows, line + 1, column + 1, cell if column == left or cell == "" else bad)


def plain(cell):
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time.min:
        cell = cell.date()
    if isinstance(cell, datetime.datetime):
        return {"bad": "time"}
    if isinstance(cell, datetime.date) and cell >= FIRST_DAY:
        return {"day": cell.isoformat()}
    return {"bad": "day"}  # a time, a span of time, or a day of a number too small
