from portal.changes.states import batches
from portal.records.loading import Table

from . import models
from .places import full_names

TABLES = [
    Table(models.Province, "provinces.csv", key=("slug",), full_names=full_names),
    Table(models.Succession, "successions.csv", key=("predecessor", "successor")),
    Table(models.Region, "regions.csv", key=("code",)),
    Table(models.RegionMembership, "region_memberships.csv", key=("region", "province")),
    Table(models.Body, "bodies.csv", key=("slug",)),
    Table(models.Programme, "programmes.csv", key=("slug",)),
    Table(models.TaskKind, "task_kinds.csv", key=("code",)),
    Table(models.ResearchField, "research_fields.csv", key=("table", "code")),
    Table(models.Task, "tasks.csv", key=("slug",), m2m=("places",)),
    Table(models.StatusChange, "status_changes.csv", key=("task", "status", "day")),
]


def link_task_years():
    """Places are set after a task is saved, so its links are written anew once all rows stand."""
    models.TaskYear.link(list(models.Task.objects.filter(synthetic=False)))


def link_every_task():
    keys = list(models.Task._base_manager.order_by("pk").values_list("pk", flat=True))
    for some in batches(keys):
        models.TaskYear.link(list(models.Task._base_manager.filter(pk__in=some)))


AFTER = [link_task_years]
#: What is kept beside rows that came as they stood elsewhere.
DERIVED = [link_every_task]
