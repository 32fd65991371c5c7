"""S&T tasks (nhiệm vụ KH&CN): where they run, in which years, for how much, with what result."""

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.compiled import compiled
from portal.base.db import DerivedIntegerField, DerivedTextField
from portal.base.language import page_address
from portal.base.text import date
from portal.changes.recorder import entailed_by
from portal.records.models import Published, PublishedQuerySet, Record, RecordQuerySet, Slugged, fetch_related

from .classification import Programme, ResearchField, TaskKind, year_in_range
from .fields import Years, optional
from .province import Province

#: What tasks add up to, counted one by one: see `TaskQuerySet.added_up()`.
SUMS = {
    "tasks": models.Count("pk"),
    "budgeted": models.Count("budget"),
    "budget": models.Sum("budget"),
}


class TaskQuerySet(PublishedQuerySet):
    def of_provinces(self, keys):
        """The tasks carried out in one of the provinces `keys`."""
        return self.filter(pk__in=self.model.places.through.objects.filter(province__in=keys).values("task"))

    def running(self, first, last, provinces=None):
        """The tasks that ran in some year from `first` to `last`, in one of `provinces` (keys) where given.

        A task whose years no source states runs in no year. With provinces it reads the link table,
        whose index holds (province, year, task), so that neither rows nor count walk the tasks.
        """
        if provinces is None:
            return self.filter(
                newest__lte=last, last_year__gte=first
            )  # an unknown year: newest 0, last_year NULL
        links = TaskYear.objects.filter(province__in=provinces, year__range=(first, last))
        return self.filter(pk__in=links.values("task"))

    def added_up(self, *columns):
        """A dict for each value of `columns` that the tasks have: `tasks`, `budgeted` ones of which a source
        states the budget, and their `budget` in đồng together, None where none is stated.
        """
        return self.order_by().values(*columns).annotate(**SUMS)

    def with_status_day(self):
        """With the newest day on which a source tells its status, as `status_day` (None where none does)."""
        told = StatusChange.objects.filter(task=OuterRef("pk"), status=OuterRef("status"), day__isnull=False)
        return self.annotate(status_day=Subquery(told.order_by("-day").values("day")[:1]))

    def for_list(self):
        """With what a row shows, its places as `listed_places`: a list, for a manager a row costs more than the rows."""
        places = models.Prefetch(
            "places", Province.objects.only("name", "name_en", "slug", "ended"), to_attr="listed_places"
        )
        named = self.select_related(*Task.POINTS_AT)
        return named.prefetch_related(places).with_status_day()


class Task(Slugged, Years, Published):
    """One S&T task. `budget` is in đồng; an empty end year means that the source states the start alone."""

    class Level(models.TextChoices):
        NATIONAL = "quoc-gia", _("quốc gia")
        MINISTRY = "bo", _("bộ, ngành")
        PROVINCE = "tinh", _("tỉnh, thành phố")
        BASE = "co-so", _("cơ sở")

    class Status(models.TextChoices):
        """The steps of Thông tư 07/2014/TT-BKHCN and of Điều 25–43 of the law of 2013, as far as sourced.

        FINISHED is no step: a source says that the work is done and tells of no acceptance.
        """

        PROPOSED = "de-xuat", _("đề xuất")
        DETERMINED = "xac-dinh", _("đã xác định")
        SELECTING = "tuyen-chon", _("tuyển chọn")
        RUNNING = "dang-thuc-hien", _("đang thực hiện")
        FINISHED = "hoan-thanh", _("đã hoàn thành")
        ACCEPTING = "nghiem-thu", _("nghiệm thu")
        PASSED = "da-nghiem-thu-dat", _("đã nghiệm thu, đạt")
        FAILED = "da-nghiem-thu-khong-dat", _("đã nghiệm thu, không đạt")
        STOPPED = "dung-thuc-hien", _("dừng thực hiện")
        REGISTERED = "da-dang-ky-ket-qua", _("đã đăng ký kết quả")

    FACTS = (
        "code",
        "title",
        "kind",
        "level",
        "field",
        "programme",
        "lead_body",
        "governing_body",
        "principal_investigator",
        "area",
        "start_year",
        "end_year",
        "budget",
        "decision",
        "status",
        "grade",
        "summary",
        "results",
        "registration_number",
    )
    LINKS_ON = {"places": "area"}
    POINTS_AT = ("kind", "field", "programme", "lead_body")

    code = models.CharField(_("mã số"), max_length=60, blank=True, help_text=_("Đúng như nguồn in."))
    title = models.CharField(_("tên nhiệm vụ"), max_length=600)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    kind = optional(TaskKind, _("loại"))
    level = models.CharField(_("cấp"), max_length=10, choices=Level, blank=True)
    field = optional(ResearchField, _("lĩnh vực"))
    programme = optional(Programme, _("chương trình"), "tasks")
    lead_body = optional("provinces.Body", _("tổ chức chủ trì"), "tasks_led")
    governing_body = optional("provinces.Body", _("cơ quan chủ quản"), "tasks_governed")
    principal_investigator = models.CharField(
        _("chủ nhiệm"), max_length=160, blank=True, help_text=_("Như nguồn in.")
    )
    places = models.ManyToManyField(
        "provinces.Province", blank=True, verbose_name=_("nơi thực hiện"), related_name="tasks"
    )
    area = models.CharField(
        _("địa bàn"),
        max_length=300,
        blank=True,
        help_text=_("Như nguồn in: tỉnh của ngày ấy, huyện, vùng hay lưu vực."),
    )
    start_year = models.PositiveSmallIntegerField(_("năm bắt đầu"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("năm kết thúc"), null=True, blank=True)
    last_year = models.GeneratedField(
        expression=Coalesce("end_year", "start_year"),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )
    budget = models.PositiveBigIntegerField(_("kinh phí (đồng)"), null=True, blank=True)
    decision = models.CharField(
        _("quyết định, hợp đồng"), max_length=300, blank=True, help_text=_("Số và ngày, như nguồn in.")
    )
    status = models.CharField(_("trạng thái"), max_length=24, choices=Status, blank=True)
    grade = models.CharField(_("xếp loại"), max_length=60, blank=True)
    summary = models.TextField(_("tóm tắt"), blank=True)
    results = models.TextField(_("kết quả"), blank=True)
    registration_number = models.CharField(_("số đăng ký kết quả"), max_length=60, blank=True)
    newest = DerivedIntegerField(
        help_text="The start year, 0 when unknown: the order of lists, newest first."
    )
    search_text = DerivedTextField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm vụ KH&CN")
        verbose_name_plural = _("nhiệm vụ KH&CN")
        ordering = ["-newest", "-pk"]
        indexes = [
            models.Index(F("newest").desc(), F("id").desc(), name="task_order"),  # drafts too, for editors
            models.Index("publication", F("newest").desc(), F("id").desc(), name="task_list"),
            models.Index(
                "publication", "level", F("newest").desc(), F("id").desc(), name="task_list_of_level"
            ),
            models.Index(
                "publication", "status", F("newest").desc(), F("id").desc(), name="task_list_of_status"
            ),
            models.Index(
                "publication",
                "field",
                F("newest").desc(),
                F("id").desc(),
                "last_year",  # this and the budget: what the charts add up, without the tasks themselves
                "budget",
                name="task_list_of_field",
            ),
            models.Index(
                "publication", "programme", F("newest").desc(), F("id").desc(), name="task_list_of_programme"
            ),
            models.Index(
                "publication", "lead_body", F("newest").desc(), F("id").desc(), name="task_list_of_lead_body"
            ),
            models.Index(fields=["publication", "newest", "last_year"], name="task_running"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_year=None) | Q(start_year__isnull=False, end_year__gte=F("start_year")),
                name="task_ends_after_it_starts",
                violation_error_message=_("Năm kết thúc phải có năm bắt đầu đi trước nó."),
            ),
            year_in_range("task_starts_in_a_plausible_year", "start_year"),
            year_in_range("task_ends_in_a_plausible_year", "end_year"),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="task_code_once",
                violation_error_message=_("Đã có nhiệm vụ mang mã số này."),
            ),
        ]

    def __str__(self):
        return self.title

    def slug_source(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return page_address("task", self.slug)

    def derive_newest(self):
        return self.start_year or 0

    def derive_search_text(self):
        return self.folded(self.code, self.title, self.principal_investigator, self.area, self.summary)

    @property
    def status_in_words(self):
        """Its status with the day of which a source tells it: "đang thực hiện (29/9/2023)". Of `with_status_day`."""
        words = str(self.get_status_display())
        if self.status_day:
            return f"{words} ({date(self.status_day, get_language())})"
        unknown = _("chưa rõ ngày")
        return f"{words} ({unknown})" if self.status == self.Status.RUNNING else words

    def alike(self):
        """The five newest other published tasks of its lead body or, where it has none, of its field."""
        if self.lead_body_id:
            return _led_by(self.lead_body_id, self.pk)
        return _of_field(self.field_id, self.pk) if self.field_id else []

    def years(self):
        """The years it ran in, as a range; empty when no source states them."""
        if self.start_year is None:
            return range(0)
        return range(self.start_year, (self.end_year or self.start_year) + 1)

    def save(self, *args, **kwargs):
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not is_new:  # a new one has no places yet
                TaskYear.link([self])


def listed(keys):
    """The tasks under `keys` in their order, as `for_list` gives them."""
    rows = _with_day(keys)
    fetch_related(rows, *Task.POINTS_AT)
    links, by_key = _links(keys), {row.pk: row for row in rows}
    fetch_related(links, "province")
    for row in rows:
        row.listed_places = []
    for link in links:
        by_key[link.task_id].listed_places.append(link.province)
    return rows


@compiled
def _with_day(keys):
    return Task.objects.filter(pk__in=keys).with_status_day()


@compiled
def _links(keys):
    return Task.places.through.objects.filter(task__in=keys).order_by("province")


@compiled
def _led_by(body, task):
    return Task.objects.published().filter(lead_body=body).exclude(pk=task).with_status_day()[:5]


@compiled
def _of_field(field, task):
    return Task.objects.published().filter(field=field).exclude(pk=task).with_status_day()[:5]


class TaskYear(models.Model):
    """A task that ran in a province in a year: made from the task's places and years, never by hand.

    Saving a task links it; what an act changes of its places or years beside that, `follow_tasks` does at its end.
    """

    province = models.ForeignKey("provinces.Province", models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("năm nhiệm vụ chạy")
        verbose_name_plural = _("năm nhiệm vụ chạy")
        constraints = [models.UniqueConstraint(fields=["province", "year", "task"], name="task_year_once")]

    def __str__(self):
        return f"{self.task_id}: {self.province_id}, {self.year}"

    @classmethod
    def link(cls, tasks):
        """Writes anew the links of `tasks` (a list), in three queries."""
        keys = {task.pk: task for task in tasks}
        places = Task.places.through.objects.filter(task__in=keys).values_list("task_id", "province_id")
        cls.objects.filter(task__in=keys).delete()
        cls.objects.bulk_create(
            (
                cls(task_id=task, province_id=province, year=year)
                for task, province in places
                for year in keys[task].years()
            ),
            batch_size=2_000,
        )


@entailed_by(Task)
def follow_tasks(changes, loading):
    """Links anew the tasks whose places or years are among `changes`. What that writes is no part of the record."""
    told = ("start_year", "end_year", "links")
    moved = [
        key
        for model, key, before, after in changes
        if model is Task and after and not (before and all(before[name] == after[name] for name in told))
    ]
    if moved and not loading:
        TaskYear.link(list(Task._base_manager.filter(pk__in=moved)))
    return False


class StatusChangeQuerySet(RecordQuerySet):
    parents = ("task",)


class StatusChange(Record):
    """A dated step in a task's history."""

    FACTS = ("status", "day")
    CONTEXT = ("task",)
    PAGE_PARENT = "task"

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("nhiệm vụ"), related_name="status_changes")
    status = models.CharField(_("trạng thái"), max_length=24, choices=Task.Status)
    day = models.DateField(_("ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("đổi trạng thái")
        verbose_name_plural = _("lịch sử trạng thái")
        ordering = [F("day").asc(nulls_last=True), "pk"]

    def __str__(self):
        return self.get_status_display()
