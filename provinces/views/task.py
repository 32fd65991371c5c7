"""All tasks, one task."""

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from portal.base.compiled import compiled
from portal.base.lists import as_page
from portal.records.evidence import Evidence
from portal.records.models import missing
from provinces.charts import ListedTasks, Sums
from provinces.columns import TASK_COLUMNS
from provinces.filters import TaskFilter
from provinces.models import Province, StatusChange, Succession, Task
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
            "disputed": sums.disputed if sums.total.budgeted else None,
            "charts": SimpleLazyObject(lambda: sums.charts() if first and sums.groups else []),
            "is_whole": not request.GET,  # the address that everybody asks: its charts are stored
            "evidence": lambda rows: sections.evidence(*rows),
            **sections.context,
        }
    return render_list(request, found, "provinces/task_list.html", TASK_COLUMNS, **context)


@require_safe
def task_detail(request, slug):
    task = next(iter(published_at(slug)), None)
    if task is None:
        raise missing(Task.objects.published(), slug)
    changes, places = list(changes_of(task.pk)), places_of(task.pk)
    went = went_into([place.pk for place in places if place.ended])
    for place in places:
        place.went_into = [row for row in went if row.predecessor_id == place.pk]
    alike = task.alike()
    evidence = Evidence(task, *changes, *([task.programme] if task.programme else []), *alike)
    return render(
        request,
        "provinces/task_detail.html",
        {
            "task": task,
            "places": places,
            "changes": changes,
            "status_day": next(
                (row.day for row in reversed(changes) if row.status == task.status and row.day), None
            ),
            "alike": alike,
            "implies_places": any(cited.is_inferred for _letter, cited in evidence.marks(task, "area")),
            "evidence": evidence,
        },
    )


@compiled
def published_at(slug):
    named = Task.objects.published().filter(slug=slug).order_by()
    return named.select_related("kind", "field", "programme", "lead_body", "governing_body")


@compiled
def changes_of(task):
    return StatusChange.objects.filter(task=task)


@compiled
def places_of(task):
    return Province.objects.filter(tasks=task)


@compiled
def went_into(provinces):
    return (
        Succession.objects.filter(predecessor__in=provinces).select_related("successor").order_by("day", "pk")
    )
