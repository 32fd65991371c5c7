"""Records made for load and volume: bodies, programmes, fields and tasks that say so on their face.

Equal seeds give equal content. Every row is cited to the one synthetic source. The real provinces and
their successions are reference: they are loaded from the shipped files when there are none.
"""

import datetime
from random import Random

from django.contrib.contenttypes.models import ContentType

from portal.records.loading import Loader, tables_modules
from portal.records.models import Citation, Publication, Record, Source

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

MARK = "[Dữ liệu thử]"
SLUG = "du-lieu-thu"
BATCH = 2_000
#: The newest year that is over for the synthetic record; it knows no clock, so that a seed means one content.
LAST_YEAR = 2025
FIRST_TASK_YEAR = 2001

VERBS = [
    "Nghiên cứu",
    "Ứng dụng",
    "Xây dựng mô hình",
    "Hoàn thiện quy trình",
    "Đánh giá thực trạng",
    "Phát triển",
]
SUBJECTS = [
    "giống chè Shan tuyết",
    "công nghệ sấy nông sản",
    "nuôi cá nước lạnh",
    "chuỗi giá trị cam sành",
    "cảnh báo lũ quét",
    "dược liệu dưới tán rừng",
    "vật liệu không nung",
    "chuyển đổi số cấp xã",
    "bảo tồn nghề dệt thổ cẩm",
    "xử lý nước thải làng nghề",
    "giống lúa chịu mặn",
    "canh tác cà phê bền vững",
    "nhãn hiệu chứng nhận cho mật ong",
    "chăn nuôi an toàn sinh học",
    "năng lượng mặt trời áp mái",
    "phòng chống sạt lở bờ sông",
    "truy xuất nguồn gốc trái cây",
    "du lịch cộng đồng",
]
PURPOSES = [
    "phục vụ sản xuất hàng hóa",
    "nâng cao thu nhập của nông dân",
    "thích ứng với biến đổi khí hậu",
    "góp phần xây dựng nông thôn mới",
    "cho doanh nghiệp nhỏ và vừa",
]
SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Nông", "Lò", "Y"]
MIDDLES = ["Văn", "Thị", "Đức", "Minh", "Hữu", "Thu", "Quang", "Ngọc"]
GIVEN = [
    "An",
    "Ánh",
    "Bình",
    "Cường",
    "Dung",
    "Đạt",
    "Đông",
    "Giang",
    "Hà",
    "Hằng",
    "Hòa",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Thảo",
    "Thủy",
    "Trung",
    "Tú",
    "Uyên",
    "Vinh",
    "Yến",
]
GRADES = ["Xuất sắc", "Khá", "Trung bình", "Đạt"]


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
        """Saves `rows` (a list of one model), cites them, and returns them."""
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
            self.cite(rows)
        return rows

    def cite(self, rows):
        if not rows or not isinstance(rows[0], Record) or not rows[0].FACTS:
            return
        kind = ContentType.objects.get_for_model(rows[0])
        citations = [Citation(content_type=kind, object_id=row.pk, source=self.source) for row in rows]
        Citation.objects.bulk_create(citations, batch_size=BATCH)


# --- Provinces ----------------------------------------------------------------------------------------
REFERENCE = (Province, Succession, Region, RegionMembership)


def ensure_provinces(ledger):
    """Loads the shipped provinces, successions and regions where no province stands, without their sources.

    Raises LookupError, with a sentence, when the shipped files cannot be read.
    """
    if Province.objects.exists():
        return
    modules = list(tables_modules())
    loader = Loader(modules)
    for folder, module in modules:
        for table in module.TABLES:
            if table.model in REFERENCE:
                rows = [
                    loader.load_row(table, row)[0]
                    for _line, row in loader.rows_of(table, folder / table.file)
                ]
                ledger.cite(rows)
    if loader.report.errors:
        file, _line, sentence = loader.report.errors[0]
        raise LookupError(f"Chưa có tỉnh nào, và {file}: {sentence}")


def years_of(province):
    """(first, last) year in which the province was for a day at least; None where open."""
    first = province.began and province.began.year
    last_day = province.ended and province.ended - datetime.timedelta(days=1)
    return first, last_day and last_day.year


def that_were(provinces, first, last):
    """Those of `provinces` that were in every year from `first` to `last`."""
    found = []
    for province in provinces:
        began, ended = years_of(province)
        if (began is None or began <= first) and (ended is None or ended >= last):
            found.append(province)
    return found


# --- Bodies, programmes, fields -----------------------------------------------------------------------
def fill_bodies(ledger):
    """The bodies: a department and a people's committee for each province, and six central ones."""
    rows = []
    for province in Province.objects.order_by("slug"):
        of_province = {"province": province, "began": province.began, "ended": province.ended}
        for kind, name in (("so", "Sở KH&CN"), ("ubnd", "UBND")):
            rows.append(
                Body(
                    kind=kind,
                    name=f"{MARK} {name} {province.name}",
                    slug=f"{SLUG}-{kind}-{province.slug}",
                    **of_province,
                )
            )
    rows.append(Body(kind="bo", name=f"{MARK} Bộ chủ trì", slug=f"{SLUG}-bo"))
    for number in range(1, 6):
        rows.append(Body(kind="vien", name=f"{MARK} Viện số {number}", slug=f"{SLUG}-vien-{number}"))
    return ledger.write(rows)


def _fill_lists(ledger):
    """(kinds, fields, programmes), a few of each."""
    kinds = ledger.write(
        [
            TaskKind(code=f"dlt-{number}", name=f"{MARK} Loại {number}", name_en=f"[Test data] Kind {number}")
            for number in (1, 2, 3)
        ]
    )
    table = ResearchField.Table.OF_2025
    fields = ledger.write(
        [
            ResearchField(
                table=table,
                code=f"9{number:02}",
                slug=f"{table}-9{number:02}",
                name=f"{MARK} Lĩnh vực {number}",
            )
            for number in range(1, 13)
        ]
    )
    programmes = ledger.write(
        [
            Programme(
                name=f"{MARK} Chương trình {number}",
                slug=f"{SLUG}-chuong-trinh-{number}",
                level=Programme.Level.NATIONAL,
                start_year=2001 + number,
                end_year=2006 + number,
            )
            for number in range(1, 21)
        ]
    )
    return kinds, fields, programmes


# --- Tasks --------------------------------------------------------------------------------------------
def fill_tasks(ledger, count, seed, bodies, say):
    """`count` tasks with their places, links of years, and some with a dated history. One in fifty is a draft."""
    chance = Random(f"tasks {seed}")
    provinces = list(Province.objects.order_by("slug"))
    departments = {body.province_id: body for body in bodies if body.kind == Body.Kind.DEPARTMENT}
    institutes = [body for body in bodies if body.kind == Body.Kind.INSTITUTE]
    lists, homes = _fill_lists(ledger), {}
    for start in range(0, count, BATCH):
        tasks, places = [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            first, last = _years(chance)
            span = (first or LAST_YEAR, last or first or LAST_YEAR)
            if span not in homes:
                homes[span] = that_were(provinces, *span)
            several = chance.choice((1, 1, 1, 2, 3))
            mine = chance.sample(homes[span], min(several, len(homes[span])))
            tasks.append(_task(chance, number, (first, last), mine, lists, departments, institutes))
            places.append(mine)
        ledger.write(tasks)
        link = Task.places.through
        link.objects.bulk_create(
            [
                link(task=task, province=place)
                for task, mine in zip(tasks, places, strict=True)
                for place in mine
            ],
            batch_size=BATCH,
        )
        TaskYear.link(tasks)
        ledger.write(_history(chance, tasks))
        say(f"Nhiệm vụ: {start + len(tasks)}/{count}")


def _years(chance):
    """(start, end), the later years more often; a few without an end, or without either."""
    if chance.random() < 0.03:
        return None, None
    first = max(chance.randint(FIRST_TASK_YEAR, LAST_YEAR + 1) for _ in range(2))
    return first, often(chance, 0.92, first + chance.randint(0, 3))


def _task(chance, number, years, places, lists, departments, institutes):
    kinds, fields, programmes = lists
    start, end = years
    over = end is not None and end < LAST_YEAR
    statuses = Task.Status
    status = chance.choice(
        [statuses.PASSED, statuses.PASSED, statuses.REGISTERED, statuses.FAILED, statuses.STOPPED]
        if over
        else [statuses.RUNNING, statuses.RUNNING, statuses.SELECTING, statuses.ACCEPTING, statuses.PROPOSED]
    )
    place = places[0] if places else None
    of_place = departments.get(place.pk) if place else None
    where = f" tại {place.name}" if place else ""
    subject = chance.choice(SUBJECTS)
    return Task(
        code=f"DLT-{number:06}",
        title=f"{MARK} {chance.choice(VERBS)} {subject}{where} {chance.choice(PURPOSES)}",
        slug=f"{SLUG}-{number:06}",
        kind=chance.choice(kinds),
        level=chance.choices(Task.Level.values, weights=[5, 10, 60, 25])[0],
        field=often(chance, 0.9, chance.choice(fields)),
        programme=often(chance, 0.3, chance.choice(programmes)),
        lead_body=chance.choice([*institutes, of_place] if of_place else institutes),
        governing_body=of_place,
        principal_investigator=often(chance, 0.8, f"ThS. {person(chance)}") or "",
        start_year=start,
        end_year=end,
        budget=often(chance, 0.85, chance.randint(20, 800) * 10_000_000),
        status=status,
        grade=chance.choice(GRADES) if status == statuses.PASSED else "",
        summary=often(chance, 0.4, f"Bản ghi thử về {subject}.") or "",
        registration_number=f"DLT-KQ-{number:06}" if status == statuses.REGISTERED else "",
        publication=Publication.PUBLISHED if number % 50 else Publication.DRAFT,
        synthetic=True,
    )


def _history(chance, tasks):
    """A step of history for one task in five."""
    return [
        StatusChange(
            task=task,
            status=task.status,
            day=task.start_year and datetime.date(task.start_year, chance.randint(1, 12), 15),
        )
        for task in tasks
        if chance.random() < 0.2
    ]
