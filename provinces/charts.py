"""What the tasks of an answer add up to: by the year they began in, by field, by today's province.

Each row leads to the list of exactly the tasks it counts. Years and fields part the answer, so their rows
add up to it; a task in several provinces counts whole in each.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from portal.base.compiled import compiled
from portal.records.models import Citation

from .map.units import all_provinces
from .models import ResearchField, Task
from .models.task import SUMS, listed
from .sums import by_unit, by_year_and_field, place_alone


@dataclass
class ChartRow:
    """Tasks and their money: `budgeted` tasks have a stated budget; `budget` is in đồng, None where none has.

    `name` is a year or a record with a `local_name`, None for what the record does not say; `query` asks
    the list for these tasks ("" where no question does).
    """

    name: object = None
    query: str = ""
    tasks: int = 0
    budgeted: int = 0
    budget: int | None = None

    @property
    def unbudgeted(self):
        return self.tasks - self.budgeted

    def add(self, sums):
        """Counts in `sums`, a dict of `TaskQuerySet.added_up()`."""
        self.tasks += sums["tasks"]
        self.budgeted += sums["budgeted"]
        if sums["budget"] is not None:
            self.budget = (self.budget or 0) + sums["budget"]
        return self


@dataclass
class Chart:
    """Rows to compare. `total` is what they add up to, None where tasks count in several of them."""

    key: str
    heading: str
    rows: list
    total: ChartRow | None = None
    most: int = field(init=False)
    dearest: int = field(init=False)

    def __post_init__(self):
        self.most = max((row.tasks for row in self.rows), default=0)
        self.dearest = max((row.budget or 0 for row in self.rows), default=0)

    def __bool__(self):
        """Whether there is something to compare: two rows that have a name."""
        return sum(row.name is not None for row in self.rows) > 1


class Sums:
    """The answer of a TaskFilter added up: `total` (a ChartRow), in one query, and its `charts()`, in five at most."""

    def __init__(self, found):
        self.found = found
        self.groups = by_year_and_field(found)
        self.total = ChartRow()
        for sums in self.groups:
            self.total.add(sums)

    @property
    def disputed(self):
        """Those of the answer of whose budget a source says otherwise, added up: a ChartRow. Two queries."""
        kind = ContentType.objects.get_for_model(Task).pk
        if not some_dispute(kind):
            return ChartRow()
        others = disputing(kind)
        return ChartRow().add(self.found.qs.filter(pk__in=others.values("object_id")).aggregate(**SUMS))

    def charts(self):
        """The Charts that have something to compare, a list."""
        return [chart for chart in (self.by_year(), self.by_field(), self.by_province()) if chart]

    def by_year(self):
        rows = self.rows(lambda sums: sums["newest"] or None, "bat_dau", str)
        rows.sort(key=lambda row: (row.name is None, row.name))
        return Chart("nam", _("Theo năm bắt đầu"), rows, self.total)

    def by_field(self):
        tops = ResearchField.tops()
        rows = self.rows(lambda sums: tops.get(sums["field"]), "linh_vuc", lambda top: top.slug)
        return Chart("linh-vuc", _("Theo lĩnh vực"), largest_first(rows), self.total)

    def by_province(self):
        """Today's units with their predecessors. No rows where a province was asked for, and none where
        nothing was: the map has these numbers, and all tasks are many to add up twice.
        """
        asked, rows = {part["name"] for part in self.found.active}, []
        if self.groups and asked and "tinh" not in asked:
            provinces = all_provinces()
            for sums in by_unit("sau", provinces, self.found):
                place = provinces[sums["unit"]]
                rows.append(ChartRow(place, self.asking("tinh", place.slug)).add(sums))
        return Chart("tinh", _("Theo tỉnh, thành phố hiện nay"), largest_first(rows))

    def rows(self, name_of, word, value_of):
        """The groups under their names, each with the question `word` = its value."""
        rows = {}
        for sums in self.groups:
            name = name_of(sums)
            if name not in rows:
                rows[name] = ChartRow(name, self.asking(word, value_of(name)) if name else "")
            rows[name].add(sums)
        return list(rows.values())

    def asking(self, word, value):
        """The query string of the question with `word` set to `value`."""
        asked = self.found.data.copy()
        asked.pop("trang", None)
        asked[word] = value
        return asked.urlencode()


def disputing(kind):
    """The citations of tasks (`kind`: the key of their content type) whose source gives another budget."""
    return Citation.objects.filter(content_type=kind, field="budget").exclude(differs="").order_by()


@compiled
def some_dispute(kind):
    return disputing(kind)[:1]


class ListedTasks:
    """The tasks of an answer as a Paginator takes them: counted by its Sums, and each page found by its keys.

    From the newest on, whole years are passed over by what they add up to, so that no page walks those before it.
    """

    def __init__(self, found, sums):
        self.found, self.sums = found, sums

    def count(self):
        return self.sums.total.tasks

    def __getitem__(self, page):
        tasks, first, last = self.found.qs, page.start, page.stop
        if self.found.form.cleaned_data.get("q"):  # what the words name comes first
            keys = list(tasks.values_list("pk", flat=True)[first:last])
            return sorted(listed(keys), key=lambda task: keys.index(task.pk))
        year, passed = self.year_at(first)
        lowest, _before = self.year_at(last - 1)
        place = place_alone(self.found) if lowest else None
        if place:  # a task has a link in the year it began: fewer than the tasks of the province
            tasks = Task.objects.published().running(lowest, year, place.scope())
        if passed or place:
            tasks = tasks.filter(newest__lte=year, newest__gte=lowest)
        return listed(list(tasks.values_list("pk", flat=True)[first - passed : last - passed]))

    def year_at(self, place):
        """(the year of the task at `place` of the list, how many tasks of later years come before)."""
        years = Counter()
        for row in self.sums.groups:
            years[row["newest"]] += row["tasks"]
        year = passed = 0
        for year in sorted(years, reverse=True):
            if passed + years[year] > place:
                break
            passed += years[year]
        return year, passed


def largest_first(rows):
    """By tasks, then money; what has no name comes last."""
    return sorted(rows, key=lambda row: (row.name is None, -row.tasks, -(row.budget or 0), str(row.name)))
