"""Records made for load and volume: bodies, programmes, fields and tasks that say so on their face.

Equal seeds give equal content. Every row is cited to the one synthetic source. The real provinces and
their successions are reference: they are loaded from the shipped files when there are none.
"""

import datetime
import json
from pathlib import Path
from random import Random

from django.contrib.contenttypes.models import ContentType

from portal.records.loading import Loader, tables_modules
from portal.records.models import Citation, Publication, Record, Source

from . import models

MARK = "[Dữ liệu thử]"
SLUG = "du-lieu-thu"
BATCH = 2_000
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
    """Writes rows in batches and cites each to the one synthetic source."""

    def __init__(self):
        self.source = Source.objects.create(
            kind=Source.Kind.OTHER,
            title=f"{MARK} Nguồn của mọi bản ghi thử",
            publisher="Dữ liệu thử",
            slug=SLUG,
            publication=Publication.PUBLISHED,
            synthetic=True,
        )

    def write(self, rows):
        """Saves `rows` (an iterable of one model), cites them, and returns them (a list)."""
        rows = list(rows)
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
            self.cite(rows)
        return rows

    def cite(self, rows):
        if rows and isinstance(rows[0], Record) and rows[0].FACTS:
            kind = ContentType.objects.get_for_model(rows[0])
            citations = [Citation(content_type=kind, object_id=row.pk, source=self.source) for row in rows]
            Citation.objects.bulk_create(citations, batch_size=BATCH)

    @staticmethod
    def link(relation, pairs):
        """Writes the links of `relation` (Task.places) between `pairs` (row, other row)."""
        one, other = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
        links = [relation.through(**{one: row, other: linked}) for row, linked in pairs]
        relation.through.objects.bulk_create(links, batch_size=BATCH)


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


def _fill_lists(ledger):
    """(kinds, fields, programmes), a few of each."""
    kinds = ledger.write(
        models.TaskKind(code=f"dlt-{n}", name=f"{MARK} Loại {n}", name_en=f"[Test data] Kind {n}")
        for n in (1, 2, 3)
    )
    table = models.ResearchField.Table.OF_2025
    fields = ledger.write(
        models.ResearchField(
            table=table, code=f"9{n:02}", slug=f"{table}-9{n:02}", name=f"{MARK} Lĩnh vực {n}"
        )
        for n in range(1, 13)
    )
    programmes = ledger.write(
        models.Programme(
            name=f"{MARK} Chương trình {n}",
            slug=f"{SLUG}-chuong-trinh-{n}",
            level=models.Programme.Level.NATIONAL,
            start_year=2001 + n,
            end_year=2006 + n,
        )
        for n in range(1, 21)
    )
    return kinds, fields, programmes


# --- Tasks --------------------------------------------------------------------------------------------
def fill_tasks(ledger, count, seed, bodies, say):
    """`count` tasks with their places, links of years, and some with a dated history. One in fifty is a draft."""
    chance = Random(f"tasks {seed}")
    provinces = list(models.Province.objects.order_by("slug"))
    departments = {body.province_id: body for body in bodies if body.kind == models.Body.Kind.DEPARTMENT}
    institutes = [body for body in bodies if body.kind == models.Body.Kind.INSTITUTE]
    lists, homes = _fill_lists(ledger), {}
    for start in range(0, count, BATCH):
        made = []  # (task, the provinces it is carried out in)
        for number in range(start + 1, min(start + BATCH, count) + 1):
            first, last = _years(chance)
            span = (first or LAST_YEAR, last or first or LAST_YEAR)
            if span not in homes:
                homes[span] = that_were(provinces, *span)
            several = chance.choice((1, 1, 1, 2, 3))
            mine = chance.sample(homes[span], min(several, len(homes[span])))
            task = _task(chance, number, (first, last), mine, lists, departments, institutes)
            made.append((task, mine))
        tasks = ledger.write(task for task, _mine in made)
        ledger.link(models.Task.places, ((task, place) for task, mine in made for place in mine))
        models.TaskYear.link(tasks)
        ledger.write(_history(chance, tasks))
        say(f"Nhiệm vụ: {start + len(tasks)}/{count}")


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
    """A step of history for one task in five."""
    return [
        models.StatusChange(
            task=task,
            status=task.status,
            day=task.start_year and datetime.date(task.start_year, chance.randint(1, 12), 15),
        )
        for task in tasks
        if chance.random() < 0.2
    ]
