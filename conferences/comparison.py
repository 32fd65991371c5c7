"""Stated figures that may stand side by side: same indicator, scope and level, each for a period of its own."""

from dataclasses import dataclass


@dataclass
class Comparison:
    """`figures` oldest period first; `longest` is the largest value of theirs."""

    indicator: object
    unit: str
    figures: list
    longest: object


def comparable(figures):
    """The Comparisons that `figures` (a list) allow; [] when no two claims may be compared.

    Only single values in the same unit are drawn, and only where at least two periods differ:
    two sources for one period disagree, and that is said beside the figure, not drawn.
    """
    groups = {}
    for figure in figures:
        if figure.low is not None and figure.low == figure.high:
            key = (
                figure.indicator_id,
                figure.scope,
                figure.scope_series_id,
                figure.scope_province_id,
                figure.level,
                figure.unit,
            )
            groups.setdefault(key, []).append(figure)
    return [_compare(rows) for rows in groups.values() if len({row.period for row in rows}) == len(rows) > 1]


def _compare(rows):
    rows = sorted(rows, key=lambda row: (row.period_first, row.period_last))
    return Comparison(rows[0].indicator, rows[0].unit, rows, max(row.high for row in rows))
