"""By what tasks are told apart: kinds, fields of research, programmes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.base.text import lines
from portal.changes.models import TrackedModel
from portal.records.models import NamedQuerySet, Record, Slugged

from .fields import Named, Years

YEAR_RANGE = (1945, 2100)


def year_in_range(name, field):
    """The constraint that `field` is empty or a year the portal can mean."""
    return models.CheckConstraint(
        condition=Q(**{field: None}) | Q(**{f"{field}__range": YEAR_RANGE}),
        name=name,
        violation_error_message=_("Năm phải từ 1945 đến 2100."),
    )


class TaskKind(Named, TrackedModel):
    """A kind of task. A list that editors change: the kinds under the law of 2025 are not in our sources.

    Shipped: the national kinds of Thông tư 07/2014/TT-BKHCN.
    """

    code = models.SlugField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("loại nhiệm vụ")
        verbose_name_plural = _("loại nhiệm vụ")
        ordering = ["code"]


class ResearchField(Named, TrackedModel):
    """A field of research in one version of the table of fields: a code means nothing without its table.

    Codes have 1 digit (level 1), 3, 5 or 7; a longer code lies within the shorter one it starts with.
    """

    class Table(models.TextChoices):
        OF_2025 = "24-2025", _("Thông tư 24/2025/TT-BKHCN")
        OF_2008 = "12-2008", _("Quyết định 12/2008/QĐ-BKHCN")

    table = models.CharField(_("bảng phân loại"), max_length=8, choices=Table)
    code = models.CharField(_("mã"), max_length=7)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    slug = models.SlugField(max_length=20, unique=True, editable=False)

    class Meta:
        verbose_name = _("lĩnh vực nghiên cứu")
        verbose_name_plural = _("lĩnh vực nghiên cứu")
        ordering = ["-table", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "code"],
                name="field_code_once_a_table",
                violation_error_message=_("Bảng này đã có mã đó."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def save(self, *args, **kwargs):
        self.slug = f"{self.table}-{self.code}"
        super().save(*args, **kwargs)

    @property
    def local_name(self):
        name = f"{self.code} {super().local_name}"
        return name if self.table == self.Table.OF_2025 else f"{name} (2008)"

    @classmethod
    def tops(cls):
        """The coarsest field of the table that each field lies within, itself where there is none: {key: field}.

        The tasks under `tops()[key]` are those of its `with_parts()`. One query.
        """
        fields = list(cls.objects.all())
        at = {(field.table, field.code): field for field in fields}

        def top(field):
            within = (at.get((field.table, field.code[:length])) for length in range(1, len(field.code)))
            return next(filter(None, within), field)

        return {field.pk: top(field) for field in fields}

    def with_parts(self):
        """This field and the finer ones that lie within it (a list)."""
        return list(type(self).objects.filter(table=self.table, code__startswith=self.code))


class Programme(Slugged, Named, Years, Record):
    """A programme that tasks belong to. Years are those in its name or its decision."""

    class Level(models.TextChoices):
        NATIONAL = "quoc-gia", _("quốc gia")
        MINISTRY = "bo", _("bộ, ngành")
        PROVINCE = "tinh", _("tỉnh, thành phố")

    FACTS = ("name", "level", "start_year", "end_year", "legal_basis", "about")

    name = models.CharField(_("tên"), max_length=300, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    level = models.CharField(_("cấp"), max_length=10, choices=Level, blank=True)
    start_year = models.PositiveSmallIntegerField(_("năm bắt đầu"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("năm kết thúc"), null=True, blank=True)
    legal_basis = models.CharField(
        _("căn cứ"), max_length=300, blank=True, help_text=_("Quyết định phê duyệt, số và ngày.")
    )
    about = models.TextField(_("những gì nguồn cho biết"), blank=True, help_text=_("Bằng lời của hồ sơ."))
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("chương trình")
        verbose_name_plural = _("chương trình")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year=None) | Q(end_year=None) | Q(end_year__gte=F("start_year")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("Năm kết thúc không thể trước năm bắt đầu."),
            ),
            year_in_range("programme_starts_in_a_plausible_year", "start_year"),
            year_in_range("programme_ends_in_a_plausible_year", "end_year"),
        ]

    @property
    def short_name(self):
        """What it is called beside a task in a list: the first of its other names, or its name."""
        others = [] if get_language() == "en" and self.name_en else lines(self.aliases)
        return others[0] if others else self.local_name

    def derive_search_text(self):
        return self.folded(self.name, self.name_en, self.aliases)
