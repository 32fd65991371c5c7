from portal.records.loading import Table

from .models import (
    Body,
    Programme,
    Province,
    Region,
    RegionMembership,
    ResearchField,
    StatusChange,
    Succession,
    Task,
    TaskKind,
    TaskYear,
)

TABLES = [
    Table(Province, "provinces.csv", key=("slug",)),
    Table(Succession, "successions.csv", key=("predecessor", "successor")),
    Table(Region, "regions.csv", key=("code",)),
    Table(RegionMembership, "region_memberships.csv", key=("region", "province")),
    Table(Body, "bodies.csv", key=("slug",)),
    Table(Programme, "programmes.csv", key=("slug",)),
    Table(TaskKind, "task_kinds.csv", key=("code",)),
    Table(ResearchField, "research_fields.csv", key=("table", "code")),
    Table(Task, "tasks.csv", key=("slug",), m2m=("places",), after_save=TaskYear.link),
    Table(StatusChange, "status_changes.csv", key=("task", "status", "day")),
]


def link_task_years():
    """Places are set after a task is saved, so its links are written anew once all rows stand."""
    TaskYear.link(list(Task.objects.filter(synthetic=False)))


AFTER = [link_task_years]
