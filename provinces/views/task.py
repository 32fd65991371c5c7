"""All tasks, one task."""

from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.base.lists import as_page
from portal.records.evidence import Evidence
from portal.records.models import find_or_moved
from provinces.charts import ListedTasks, Sums
from provinces.columns import TASK_COLUMNS
from provinces.filters import TaskFilter
from provinces.models import Task
from provinces.models.province import into_successors
from provinces.sections import TASK_LIST, Sections


@require_safe
def task_list(request, render_list):
    found = TaskFilter(request.GET, Task.objects.published().for_list())
    context = {}
    if render_list is as_page:
        sections = Sections(request, found, sections=TASK_LIST)
        sums = Sums(found)
        first = request.GET.get("trang", "1") == "1"
        context = {
            "rows": ListedTasks(found, sums),
            "total": sums.total,
            "charts": sums.charts() if first and sums.groups else [],
            "evidence": lambda rows: sections.evidence(*rows),
            **sections.context,
        }
    return render_list(request, found, "provinces/task_list.html", TASK_COLUMNS, **context)


@require_safe
def task_detail(request, slug):
    named = Task.objects.published().select_related(
        "kind", "field", "programme", "lead_body", "governing_body"
    )
    task = find_or_moved(named, slug)
    changes, places = list(task.status_changes.all()), list(task.places.all())
    prefetch_related_objects([place for place in places if place.ended], into_successors())
    return render(
        request,
        "provinces/task_detail.html",
        {
            "task": task,
            "places": places,
            "changes": changes,
            "alike": task.alike()[:5],
            "evidence": Evidence(task, *changes),
        },
    )
