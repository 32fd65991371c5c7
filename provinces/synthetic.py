"""Records made for load and volume: bodies, programmes, fields and tasks that say so on their face.

Equal seeds give equal content. Every row is cited to the one synthetic source. The real provinces and
their successions are reference: they are loaded from the shipped files when there are none.
"""

import datetime
import json
from itertools import islice
from multiprocessing import Pipe, get_context
from pathlib import Path
from random import Random

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation

from portal.base.db import insert_instances, insert_rows
from portal.records.loading import Loader, tables_modules
from portal.records.models import Citation, Publication, Record, Source
from portal.search.index.entries import entry_rows, insert_entries
from portal.search.index.vocabulary_cache import current
from portal.search.registry import KINDS

from . import models

MARK = "[Dữ liệu thử]"
SLUG = "du-lieu-thu"
BATCH = 2_000  # tasks that are made together; another number would give a seed other content
TASKS = "nhiem-vu"  # in the index
COMMITTED = 5  # batches a transaction
#: The newest year that is over for the synthetic record; it knows no clock, so that a seed means one content.
LAST_YEAR = 2025
FIRST_TASK_YEAR = 2001

WORDS = Path(__file__).parent / "data" / "synthetic.json"
VERBS, SUBJECTS, PURPOSES, SURNAMES, MIDDLES, GIVEN, GRADES = json.loads(WORDS.read_text("utf-8")).values()


def person(chance):
    return f"{chance.choice(SURNAMES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"


def often(chance, share, value):
    """`value` in `share` (0 to 1) of the cases, None otherwise."""
    return value if chance.random() < share else None


class Ledger:
    """Writes rows and cites each to the one synthetic source, which is a draft until all of them stand."""

    def __init__(self):
        self.source, self.is_new = Source.objects.get_or_create(
            synthetic=True,
            defaults={
                "kind": Source.Kind.OTHER,
                "title": f"{MARK} Nguồn của mọi bản ghi thử",
                "publisher": "Dữ liệu thử",
                "slug": SLUG,
                "publication": Publication.DRAFT,
            },
        )

    def finish(self):
        Source._base_manager.filter(pk=self.source.pk).update(publication=Publication.PUBLISHED)

    def write(self, rows):
        """Saves `rows` (an iterable of one model), cites them, and returns them (a list)."""
        rows = list(rows)
        if rows:
            insert_instances(rows)
            self.cite(rows)
        return rows

    def cite(self, rows):
        if rows and isinstance(rows[0], Record) and rows[0].FACTS:
            kind = ContentType.objects.get_for_model(rows[0]).pk
            named = ("content_type_id", "object_id", "source_id")
            insert_rows(Citation, named, ((kind, row.pk, self.source.pk) for row in rows))

    @staticmethod
    def link(relation, pairs):
        """Writes the links of `relation` (Task.places) between `pairs` (row, other row)."""
        names = (relation.field.m2m_column_name(), relation.field.m2m_reverse_name())
        insert_rows(relation.through, names, ((row.pk, linked.pk) for row, linked in pairs))


# --- Provinces ----------------------------------------------------------------------------------------
REFERENCE = (models.Province, models.Succession, models.Region, models.RegionMembership)


def ensure_provinces(ledger):
    """Loads the shipped provinces, successions and regions where no province stands, without their sources.

    Raises LookupError, with a sentence, when the shipped files cannot be read.
    """
    if models.Province.objects.exists():
        return
    modules = list(tables_modules())
    loader = Loader(modules)
    tables = [(folder / table.file, table) for folder, module in modules for table in module.TABLES]
    for path, table in tables:
        if table.model in REFERENCE:
            ledger.cite([loader.load_row(table, row)[0] for _line, row in loader.rows_of(table, path)])
    if loader.report.errors:
        file, _line, sentence = loader.report.errors[0]
        raise LookupError(f"Chưa có tỉnh nào, và {file}: {sentence}")


def that_were(provinces, first, last):
    """Those of `provinces` that were in every year from `first` to `last`, for a day at least."""
    return [
        province
        for province in provinces
        if (province.began is None or province.began.year <= first)
        and (province.ended is None or province.last_day.year >= last)
    ]


# --- Bodies, programmes, fields -----------------------------------------------------------------------
def fill_bodies(ledger):
    """The bodies: a department and a people's committee for each province, and six central ones."""

    def body(kind, name, suffix, **of_province):
        return models.Body(kind=kind, name=f"{MARK} {name}", slug=f"{SLUG}-{kind}{suffix}", **of_province)

    rows = [
        body(
            kind,
            f"{name} {province.name}",
            f"-{province.slug}",
            province=province,
            began=province.began,
            ended=province.ended,
        )
        for province in models.Province.objects.order_by("slug")
        for kind, name in (("so", "Sở KH&CN"), ("ubnd", "UBND"))
    ]
    institutes = (body("vien", f"Viện số {number}", f"-{number}") for number in range(1, 6))
    return ledger.write([*rows, body("bo", "Bộ chủ trì", ""), *institutes])


def fill_lists(ledger):
    """Kinds, fields and programmes of tasks, a few of each."""
    ledger.write(
        models.TaskKind(code=f"dlt-{n}", name=f"{MARK} Loại {n}", name_en=f"[Test data] Kind {n}")
        for n in (1, 2, 3)
    )
    table = models.ResearchField.Table.OF_2025
    ledger.write(
        models.ResearchField(
            table=table, code=f"9{n:02}", slug=f"{table}-9{n:02}", name=f"{MARK} Lĩnh vực {n}"
        )
        for n in range(1, 13)
    )
    ledger.write(
        models.Programme(
            name=f"{MARK} Chương trình {n}",
            slug=f"{SLUG}-chuong-trinh-{n}",
            level=models.Programme.Level.NATIONAL,
            start_year=2001 + n,
            end_year=2006 + n,
        )
        for n in range(1, 21)
    )


# --- Tasks --------------------------------------------------------------------------------------------
def fill_tasks(ledger, count, seed, say):
    """The tasks up to the `count`th that are missing, with all that hangs from them. One in fifty is a draft.

    What a transaction of COMMITTED batches wrote stays whatever comes; what stands is made again, and not written.
    Raises LookupError, with a sentence, where it is not what `seed` makes.
    """
    done = models.Task.objects.filter(synthetic=True).count()
    batches = _make_tasks(count, seed)
    for _skipped in range(-(-done // BATCH)):
        tasks, _homes, _steps = next(batches, ([], [], []))
    if done and not (
        tasks and models.Task.objects.filter(slug=tasks[-1].slug, title=tasks[-1].title).exists()
    ):
        raise LookupError(
            "Dữ liệu thử nạp dở trong cơ sở dữ liệu này không phải do lệnh này làm; hãy dùng lại đúng lệnh ấy."
        )
    ready = _analysed(batches, beside=count - done > 5 * BATCH)
    while done < count:
        with transaction.atomic():
            for (tasks, homes, steps), entries in islice(ready, COMMITTED):
                _write_tasks(ledger, tasks, homes, steps, entries)
                done += len(tasks)
        say(f"Nhiệm vụ: {done}/{count}")


def _write_tasks(ledger, tasks, homes, steps, entries):
    ledger.write(tasks)
    insert_entries(TASKS, [task.pk for task in tasks], entries)
    together = list(zip(tasks, homes, strict=True))
    ledger.link(models.Task.places, ((task, place) for task, mine in together for place in mine))
    years = ((place.pk, year, task.pk) for task, mine in together for place in mine for year in task.years())
    insert_rows(models.TaskYear, ("province_id", "year", "task_id"), years)
    for task, step in steps:
        step.task = task
    ledger.write(step for _task, step in steps)


def _make_tasks(count, seed):
    """Yields ([task], [the provinces each is carried out in], [(task, a step of its history)]), BATCH tasks each."""
    chance = Random(f"tasks {seed}")
    provinces, ours = list(models.Province.objects.order_by("slug")), {"slug__startswith": f"{SLUG}-"}
    bodies = models.Body.objects.order_by("pk").filter(**ours)
    departments = {body.province_id: body for body in bodies if body.kind == models.Body.Kind.DEPARTMENT}
    institutes = [body for body in bodies if body.kind == models.Body.Kind.INSTITUTE]
    lists = (
        list(models.TaskKind.objects.order_by("pk").filter(code__startswith="dlt-")),
        list(models.ResearchField.objects.order_by("pk").filter(name__startswith=MARK)),
        list(models.Programme.objects.order_by("pk").filter(**ours)),
    )
    at, before = {}, models.Task.objects.filter(synthetic=False).order_by("-pk").values_list("pk", flat=True)
    newest = before.first() or 0
    for start in range(0, count, BATCH):
        tasks, homes = [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            first, last = _years(chance)
            span = (first or LAST_YEAR, last or first or LAST_YEAR)
            if span not in at:
                at[span] = that_were(provinces, *span)
            several = chance.choice((1, 1, 1, 2, 3))
            mine = chance.sample(at[span], min(several, len(at[span])))
            task = _task(chance, number, (first, last), mine, lists, departments, institutes)
            task.pk = newest + number
            tasks.append(task)
            homes.append(mine)
        yield tasks, homes, _history(chance, tasks)


def _analysed(batches, beside):
    """Yields (batch, its entries); the words of all but the first are read by a process `beside` this one."""
    searched, vocabulary = KINDS[TASKS]({}), current()

    def read(batch):
        return entry_rows(searched, _documents(searched, batch), vocabulary)

    for batch in islice(batches, 1):  # here, so that the other process has nothing to ask of the database
        yield batch, read(batch)
    receive = _made_beside(map(read, batches)) if beside else None
    for batch in batches:
        yield batch, receive() if receive else read(batch)


def _made_beside(rows):
    """A function that returns what the iterator `rows` yields next, made in a copy of this process.

    The copy ends with this process, however that ends; where it ends alone, EOFError is raised.
    """
    ours, theirs = Pipe(duplex=False)

    def make():
        ours.close()
        for row in rows:
            theirs.send(row)

    get_context("fork").Process(target=make, daemon=True).start()
    theirs.close()
    return ours.recv


def _documents(searched, batch):
    tasks, homes, _steps = batch
    with translation.override("vi"):
        for task, mine in zip(tasks, homes, strict=True):
            task._prefetched_objects_cache = {"places": sorted(mine, key=_place_order)}
        return [searched.document(task) for task in tasks]


def _place_order(place):
    return place.sort_key, place.ended is not None


def _years(chance):
    """(start, end), the later years more often; a few without an end, or without either."""
    if chance.random() < 0.03:
        return None, None
    first = max(chance.randint(FIRST_TASK_YEAR, LAST_YEAR + 1) for _ in range(2))
    return first, often(chance, 0.92, first + chance.randint(0, 3))


Status = models.Task.Status
ENDINGS = [Status.PASSED, Status.PASSED, Status.REGISTERED, Status.FAILED, Status.STOPPED]
STEPS = [Status.RUNNING, Status.RUNNING, Status.SELECTING, Status.ACCEPTING, Status.PROPOSED]


def _task(chance, number, years, places, lists, departments, institutes):
    kinds, fields, programmes = lists
    start, end = years
    status = chance.choice(ENDINGS if end is not None and end < LAST_YEAR else STEPS)
    place = places[0] if places else None
    of_place = departments.get(place.pk) if place else None
    where = f" tại {place.name}" if place else ""
    subject = chance.choice(SUBJECTS)
    return models.Task(
        code=f"DLT-{number:06}",
        title=f"{MARK} {chance.choice(VERBS)} {subject}{where} {chance.choice(PURPOSES)}",
        slug=f"{SLUG}-{number:06}",
        kind=chance.choice(kinds),
        level=chance.choices(models.Task.Level.values, weights=[5, 10, 60, 25])[0],
        field=often(chance, 0.9, chance.choice(fields)),
        programme=often(chance, 0.3, chance.choice(programmes)),
        lead_body=chance.choice([*institutes, of_place] if of_place else institutes),
        governing_body=of_place,
        principal_investigator=often(chance, 0.8, f"ThS. {person(chance)}") or "",
        start_year=start,
        end_year=end,
        budget=often(chance, 0.85, chance.randint(20, 800) * 10_000_000),
        status=status,
        grade=chance.choice(GRADES) if status == Status.PASSED else "",
        summary=often(chance, 0.4, f"Bản ghi thử về {subject}.") or "",
        registration_number=f"DLT-KQ-{number:06}" if status == Status.REGISTERED else "",
        publication=Publication.PUBLISHED if number % 50 else Publication.DRAFT,
        synthetic=True,
    )


def _history(chance, tasks):
    """[(task, a step of its history)] for one task in five."""
    return [
        (
            task,
            models.StatusChange(
                status=task.status,
                day=task.start_year and datetime.date(task.start_year, chance.randint(1, 12), 15),
            ),
        )
        for task in tasks
        if chance.random() < 0.2
    ]
