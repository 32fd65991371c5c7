"""What sources count of a region's national tasks, beside the tasks that the record holds by name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from portal.base.language import page_address
from provinces.models import Task

from .models import Figure, SeriesMembership


@dataclass(frozen=True)
class HeldTasks:
    """`figure` counts the tasks of a region in a period. The record holds `named` of them, `budgeted` ones with
    `budget` đồng together; and `undated` national ones of the region whose years no source states.
    """

    figure: Figure
    named: int
    budgeted: int
    budget: int | None
    undated: int

    @property
    def missing(self):
        """How many of those counted no source that was read names."""
        return max(int(self.figure.low) - self.named, 0)

    @property
    def address(self):
        """The address of the list of the tasks that the record holds."""
        years = {"tu": self.figure.period_first, "den": self.figure.period_last}
        asked = {"vung": self.figure.scope_series.slug, "cap": Task.Level.NATIONAL.value, **years}
        return f"{page_address('task-list')}?{urlencode(asked)}"


def held_tasks(figures):
    """[HeldTasks] of those of `figures` that count the national tasks of a region in years that they name."""
    return [
        _held(figure)
        for figure in figures
        if figure.scope_series_id
        and figure.unit == "nhiệm vụ"
        and figure.level == Task.Level.NATIONAL
        and figure.low is not None
        and figure.period_first
    ]


def _held(figure):
    members = SeriesMembership.objects.filter(series=figure.scope_series_id).values("province")
    national = Task.objects.published().filter(level=Task.Level.NATIONAL, synthetic=False).order_by()
    running = national.running(figure.period_first, figure.period_last, members)
    sums = running.added_up("level")
    held = sums[0] if sums else {"tasks": 0, "budgeted": 0, "budget": None}
    undated = national.of_provinces(members).filter(start_year=None).count()
    return HeldTasks(figure, held["tasks"], held["budgeted"], held["budget"], undated)
