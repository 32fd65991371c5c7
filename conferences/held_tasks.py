"""What sources count of a region's national tasks, beside the tasks that the record holds by name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum

from portal.base.language import page_address
from provinces.models import StatusChange, Task

from .models import Figure, SeriesMembership

STATUS = Task.Status
BEFORE_IT_RUNS = (STATUS.PROPOSED, STATUS.DETERMINED, STATUS.SELECTING)
AFTER_IT_RAN = (STATUS.FINISHED, STATUS.PASSED, STATUS.FAILED, STATUS.STOPPED, STATUS.REGISTERED)
#: No task is taken to run longer than this after the end of its programme, in years.
LATEST_AFTER_PROGRAMME = 5


@dataclass(frozen=True)
class HeldTasks:
    """`figure` counts the tasks of a region in a period. The record holds `named` of them, `budgeted` ones with
    `budget` đồng together; `seen` more without years, but running on a day of the period; and `undated` ones of the
    region of which no source tells whether they ran in the period.
    """

    figure: Figure
    named: int
    budgeted: int
    budget: int | None
    seen: int
    undated: int

    @property
    def missing(self):
        """How many of those counted no source that was read names: at most, where some are `undated`."""
        return max(int(self.figure.low) - self.named - self.seen, 0)

    @property
    def address(self):
        """The address of the list of the tasks that the record holds with their years."""
        years = {"tu": self.figure.period_first, "den": self.figure.period_last}
        asked = {"vung": self.figure.scope_series.slug, "cap": Task.Level.NATIONAL.value, **years}
        return f"{page_address('task-list')}?{urlencode(asked)}"


def held_tasks(figures):
    """[HeldTasks] of those of `figures` that count the national tasks of a region in years that they name.

    One query for all of them, none where there are none.
    """
    counting = [
        figure
        for figure in figures
        if figure.scope_series_id
        and figure.unit == "nhiệm vụ"
        and figure.level == Task.Level.NATIONAL
        and figure.low is not None
        and figure.period_first
    ]
    if not counting:
        return []
    sums = {
        f"{name}_{number}": total
        for number, figure in enumerate(counting)
        for name, total in _totals(figure).items()
    }
    national = Task.objects.published().filter(level=Task.Level.NATIONAL, synthetic=False)
    found = national.order_by().aggregate(**sums)
    return [
        HeldTasks(figure, **{name: found[f"{name}_{number}"] for name in _totals(figure)})
        for number, figure in enumerate(counting)
    ]


def _totals(figure):
    """{field of HeldTasks: what adds it up of the national tasks}."""
    first, last = figure.period_first, figure.period_last
    members = SeriesMembership.objects.filter(series=figure.scope_series_id).values("province")
    places = Task.places.through.objects.filter(province__in=members)
    region = Q(pk__in=places.values("task"))
    ran = region & Q(start_year__lte=last, last_year__gte=first)
    undated = region & Q(start_year=None)
    seen = _told(status=STATUS.RUNNING, day__year__range=(first, last))
    outside = (
        _told(status__in=BEFORE_IT_RUNS, day__year__gt=last)
        | _told(status__in=AFTER_IT_RAN, day__year__lt=first)
        | Q(programme__start_year__isnull=False, programme__start_year__gt=last)
        | Q(programme__end_year__isnull=False, programme__end_year__lt=first - LATEST_AFTER_PROGRAMME)
    )
    return {
        "named": Count("pk", filter=ran),
        "budgeted": Count("budget", filter=ran),
        "budget": Sum("budget", filter=ran),
        "seen": Count("pk", filter=undated & seen),
        "undated": Count("pk", filter=undated & ~seen & ~outside),
    }


def _told(**condition):
    """That a step of the task's history meets `condition`."""
    return Q(pk__in=StatusChange.objects.filter(**condition).values("task"))
