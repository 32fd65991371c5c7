"""What the published tasks add up to, without walking them: cells of `TaskSum` that follow every changeset.

A question that narrows by the columns of a cell alone is answered from them; any other adds up its tasks.
"""

from collections import defaultdict
from itertools import product

from django.db import connection, transaction
from django.db.models import Sum

from portal.changes.recorder import REBUILDS, entailed_by
from portal.records.models import Publication

from .map.geometry import PERIODS
from .map.units import all_provinces, carrying_out, unit_key, units_of
from .models import Province, Succession, Task, TaskSum
from .models.sums import ANY

AMOUNTS = ("tasks", "budgeted", "budget")
CELL = ("period", "unit", "year", *ANY)
#: {word of a TaskFilter: the column of a cell that it narrows}
WORDS = {"bat_dau": "newest", "linh_vuc": "field", "cap": "level", "trang_thai": "status", "years": "year"}
YEARS = ("nam", "tu", "den")  # which its form reads as "years"
UPSERT = """
    INSERT INTO provinces_tasksum (period, unit, year, newest, field, level, status, tasks, budgeted, budget)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (period, year, level, status, field, newest, unit) DO UPDATE SET
      tasks = provinces_tasksum.tasks + excluded.tasks,
      budgeted = provinces_tasksum.budgeted + excluded.budgeted,
      budget = provinces_tasksum.budget + excluded.budget
"""


# --- Asked --------------------------------------------------------------------------------------------
def by_year_and_field(found):
    """What the answer of a TaskFilter adds up to by `newest` and `field`: dicts of these and AMOUNTS."""
    columns, place = _columns_asked(found), place_alone(found)
    period, unit = ("", 0) if place is None else _unit_of(place)
    if place is not None and period:
        columns = {"newest__gte": 0, "field__gte": 0}
    if columns is None:
        return list(found.qs.added_up("newest", "field"))
    everything = {"year__in": [0], "level__in": [ANY["level"]], "status__in": [ANY["status"]]}
    cells = TaskSum.objects.filter(period=period, unit=unit, **everything | columns)
    rows = _added_up(cells, "newest", "field")
    return [row | {"field": row["field"] or None} for row in rows]


def place_alone(found):
    """The Province that the question of a TaskFilter asks for, where it asks for nothing else; or None."""
    if not found.is_valid():
        return None
    asked = {name: value for name, value in found.form.cleaned_data.items() if value}
    return asked["tinh"] if asked.keys() == {"tinh"} else None


def _unit_of(province):
    """(period, key) of the unit that counts what choosing `province` means, and nothing else; ("", 0) where none does."""
    period = list(PERIODS)[-1 if province.ended is None else 0]
    if not province.was_in_force(PERIODS[period]):
        return "", 0
    is_unit = province.ended is None or _units()[period].get(province.pk, province.pk) == province.pk
    return (period, province.pk) if is_unit else ("", 0)


def by_unit(period, provinces, found=None):
    """The same of the answer (of all published tasks without one) by the `unit` of the map of `period`; `provinces` is
    every Province by key.
    """
    columns = _columns_asked(found) if found else {}
    if columns is None or len(columns) > 1:
        return carrying_out(unit_key(units_of(period, provinces)), found.qs)
    rest = {"year": 0, **ANY}
    rest = {name: value for name, value in rest.items() if f"{name}__in" not in columns}
    return _added_up(TaskSum.objects.filter(period=period, **rest, **columns), "unit")


def _columns_asked(found):
    """{lookup of a cell: values} that the question asks for; None where it asks for more than cells tell."""
    if not found.is_valid():
        return None
    asked = {name: value for name, value in found.form.cleaned_data.items() if value and name not in YEARS}
    first, last = asked.get("years", (0, 0))
    if asked.keys() - WORDS.keys() or first != last or (first and asked.keys() & {"cap", "trang_thai"}):
        return None
    if field := asked.get("linh_vuc"):
        asked["linh_vuc"] = [part.pk for part in field.with_parts()]
    if first:
        asked["years"] = first
    return {
        f"{WORDS[name]}__in": value if isinstance(value, list) else [value] for name, value in asked.items()
    }


def _added_up(cells, *columns):
    rows = (
        cells.filter(tasks__gt=0).values(*columns).annotate(**{f"all_{name}": Sum(name) for name in AMOUNTS})
    )
    for row in rows:
        amounts = {name: row.pop(f"all_{name}") for name in AMOUNTS}
        yield row | amounts | ({} if amounts["budgeted"] else {"budget": None})


# --- Kept ---------------------------------------------------------------------------------------------
@entailed_by(Task, Province, Succession)
def move_cells(changes, loading):
    """Moves the cells of the tasks among `changes`; all are made anew where the units themselves changed."""
    if any(map(_moves_units, changes)):
        rebuild()
        return False
    moved, units = defaultdict(lambda: [0, 0, 0]), None
    for model, _key, before, after in changes:
        for sign, task in ((-1, before), (1, after)):
            if model is Task and task and task["publication"] == Publication.PUBLISHED:
                units = units or _units()
                amounts = (1, task["budget"] is not None, task["budget"] or 0)
                for cell in _cells(task, units):
                    moved[cell] = [
                        held + sign * more for held, more in zip(moved[cell], amounts, strict=True)
                    ]
    rows = sorted((*cell, *amounts) for cell, amounts in moved.items() if any(amounts))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)
    return False


def _moves_units(change):
    model, _key, before, after = change
    if model is Succession:
        return True
    # A province that is new is no place of a task and no predecessor yet.
    return (
        model is Province
        and before
        and not (after and all(before[on] == after[on] for on in ("began", "ended")))
    )


def _units():
    """{period: {key of a province: key of the unit that counts it, where it is not itself}}."""
    provinces = all_provinces()
    return {
        period: {
            member.pk: unit.province.pk
            for unit in reversed(units_of(period, provinces))
            for member in unit.members
        }
        for period in PERIODS
    }


def _cells(task, units):
    """The cells of a task, given as its state."""
    first, last = task["start_year"] or 0, task["end_year"] or task["start_year"] or 0
    own = (first, task["field_id"] or 0, task["level"], task["status"])
    yield from _cells_at("", 0, own, last)
    for period, unit_of in units.items():
        for unit in {unit_of.get(place, place) for place in task["links"]["places"]}:
            yield from _cells_at(period, unit, own, last)


def _cells_at(period, unit, own, last):
    """The cells of one task there (unit 0: everywhere) whose columns are `own` and whose last year is `last`."""
    newest, field, level, status = own
    years = range(newest, last + 1) if newest else ()
    if not unit:
        for one, other in product((level, ANY["level"]), (status, ANY["status"])):
            yield (period, unit, 0, newest, field, one, other)
        yield from ((period, unit, year, newest, field, ANY["level"], ANY["status"]) for year in years)
        return
    yield (period, unit, 0, *ANY.values())
    yield (period, unit, 0, newest, field, ANY["level"], ANY["status"])
    yield from ((period, unit, year, *ANY.values()) for year in years)
    for name, value in zip(ANY, own, strict=True):
        yield (period, unit, 0, *(ANY | {name: value}).values())


# --- Made anew and checked ----------------------------------------------------------------------------
def count_cells():
    """{cell: [tasks, budgeted, budget]} of all published tasks, counted one by one."""
    tasks, found = Task.objects.published(), defaultdict(lambda: [0, 0, 0])
    columns, provinces = (*ANY, "last_year"), all_provinces()
    _count(found, "", tasks.added_up(*columns))
    for period in PERIODS:
        unit = unit_key(units_of(period, provinces))
        _count(found, period, carrying_out(unit, tasks, *(f"task__{name}" for name in columns)), "task__")
    return dict(found)


def _count(found, period, rows, prefix=""):
    for row in rows.iterator():
        newest, field, level, status, last = (row[f"{prefix}{name}"] for name in (*ANY, "last_year"))
        amounts = [row[name] or 0 for name in AMOUNTS]
        for cell in _cells_at(period, row.get("unit", 0), (newest, field or 0, level, status), last or 0):
            found[cell] = [held + more for held, more in zip(found[cell], amounts, strict=True)]


def read_cells():
    """The same as `TaskSum` holds it."""
    rows = TaskSum.objects.filter(tasks__gt=0).values_list(*CELL, *AMOUNTS)
    return {
        tuple(cell): amounts
        for *cell, tasks, budgeted, budget in rows
        for amounts in [[tasks, budgeted, budget]]
    }


@transaction.atomic
def rebuild():
    """Makes every cell anew; returns how many there are."""
    rows = TaskSum.objects.all()
    rows._raw_delete(rows.db)
    names = (*CELL, *AMOUNTS)
    cells = [
        TaskSum(**dict(zip(names, (*cell, *amounts), strict=True))) for cell, amounts in count_cells().items()
    ]
    return len(TaskSum.objects.bulk_create(cells, batch_size=2_000))


def rebuild_first(**kwargs):
    """Counts the tasks that stood before there were cells: once, after the migration that brings these."""
    if not TaskSum.objects.exists() and Task.objects.published().exists():
        rebuild()


REBUILDS.append(rebuild)
